abi <abi/3.0>,

profile mounter {
  mount fstype=fuse options=(rw, nosuid) {image,/dev/fuse} -> /mnt/**/,
  mount fstype=ext3,ext4 /dev/vdb1 -> /mnt/,
  mount options=ro options=nosuid /a -> /b,
  mount fstype=(a, b) options in (ro, noexec) /a,
  unix create addr=auto,
  unix (bind) type=stream addr="@a\011b",
  unix () type=(dgram),
  network unspec,
  signal (send),
}
