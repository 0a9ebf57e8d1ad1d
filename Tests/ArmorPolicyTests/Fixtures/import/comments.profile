#!/usr/bin/env apparmor_parser
# header

profile comments { # the body
  # lost: an empty line follows

  # above
  /a r, # beside
  /b r, #tight
  # Files
  # real reason
  /c r,
  /d r, # d
  signal ( # inside
    send, # again
    receive
  ) peer=x,
  /e#f r,#include <abstractions/base>
  /g r, #includes <abstractions/consoles>
}
