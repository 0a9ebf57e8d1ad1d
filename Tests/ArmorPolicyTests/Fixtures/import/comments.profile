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
  /x # inside
    r # again
    ,
  /e#f r,#include <abstractions/base>
  /g r, # includes <abstractions/consoles>
}
