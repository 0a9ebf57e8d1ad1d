abi <abi/3.0>,

profile driver {
  file,
  deny /sys/[^f]** wl,
  /sys/block/*/queue rw,
  /sys/block/x w,
  deny /sys/block/** w,
  set rlimit nofile <= 64,
  set rlimit ofile <= 128,
  set rlimit cpu <= 2 weeks,
  set rlimit rttime <= 3 ms,
  set rlimit locks <= 010,
}
