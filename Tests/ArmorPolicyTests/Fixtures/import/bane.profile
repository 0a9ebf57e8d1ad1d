#include <tunables/global>


profile docker-nginx-sample flags=(attach_disconnected,mediate_deleted) {

  #include <abstractions/base>


  network inet tcp,
  network inet udp,
  network inet icmp,

  deny network raw,

  deny network packet,

  file,
  umount,


  deny /bin/** wl,
  deny /root/** wl,

  audit /** w,

  /var/run/nginx.pid w,

  /usr/sbin/nginx ix,

  deny /bin/dash mrwklx,
  deny /usr/bin/top mrwklx,

  capability chown,
  capability net_bind_service,

  deny @{PROC}/{*,**^[0-9*],sys/kernel/shm*} wkx,
  deny @{PROC}/mem rwklx,
  deny mount,
}
