profile tables {
  /etc/** r,
  owner /home/*/** rw,
  /bin/sh ix,
  signal send set=(term) peer=x,
}
