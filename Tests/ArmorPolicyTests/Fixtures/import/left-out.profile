include "/etc/apparmor.d/local.d"
include <tunables/../x>
alias /home/ -> /srv/home/,
$flag = true
@{X} = a
@{Y} = @{Z}
include <abstractions/base>
profile left-out xattrs=(user.x="y") flags=(strange) {
  if $flag {
    /a r,
  } else {
    /b r,
  }
  owner { /c r, }
  include <tunables/global>
  @{W} = 1
  frobnicate the thing,
  frobnicate "C:\\", /swallowed r,
  /d zz,
  /e
    rw,
  /f Cx,
  /g rw -> /h,
  @{unknown}/i r,
  @{Y}/j r,
  deny file,
  owner capability kill,
  capability CAP_KILL,
  audit audit /k r,
  peer=(x
  }
profile second { /l r, }
profile a//b { /m r }
/n r,
{ }
}
