@{LIBS} = /lib /usr/lib \
          "/opt/my libs"
@{LIBS} += /usr/local/lib
@{PROC}=/proc/
@{run}=/run/
"/opt/My App/run me" (audit) {
  rw /tmp/**,
  file /etc/passwd r,
  file r /etc/group,
  rix /usr/bin/env,
  @{LIBS}/** mr,
  @{PROC}/@{pid}/stat r,
  @{run}/app.pid w,
  "/tmp/a file,with \"quotes\" and \\141" rw,
  /tmp/blank\ name r,
  /tmp/octal\040name r,
  /tmp/ta\tb r,
  l /tmp/a -> /tmp/b,
  /tmp/c l -> /tmp/d,
  link subset /tmp/e -> /tmp/f,
  audit deny owner /home/*/.ssh/** mrwklx,
  deny /etc/shadow r,
  /usr/bin/a ux, /usr/bin/b Ux, /usr/bin/c px, /usr/bin/d Px -> other,
  /usr/bin/e cx -> kid, /usr/bin/f Cx -> kid, /usr/bin/g pix, /usr/bin/h Pix,
  /usr/bin/i cix -> kid, /usr/bin/j Cix -> kid, /usr/bin/k pux, /usr/bin/l PUx,
  /usr/bin/m cux -> kid, /usr/bin/n CUx -> kid, /usr/bin/o ix,
  ^hat-one { /srv/one r, }
  hat two { /srv/two r, }
  profile kid flags=(enforce) {
    # what the kid is for
    capability kill,
  }
}
