profile "all" flags=(attach_disconnected, mediate_deleted, audit) {
  capability net_admin,
  audit capability net_raw,
  deny capability sys_admin,
  capability bpf,
  network inet stream,
  network netlink raw,
  signal (send) set=(term) peer="other",
  ptrace (read) peer="other",
  mount fstype=proc proc -> /mnt/,
  umount /mnt/**,
  set rlimit nofile <= 1024,
  set rlimit cpu <= 10,
  change_profile /usr/bin/x -> other,
  /etc/** r,
  owner /home/*/** rw,
  audit /var/log/x w,
  deny /etc/shadow rw,
  link subset /a/* -> /b/*,
  /bin/sh cx -> kid,
  /usr/bin/other px -> other,

  profile kid {
    /kid r,
  }
  ^hat flags=(complain) {
    /hat r,
  }
}
profile "attached" /usr/bin/{a,b}* {
  /x r,
}
