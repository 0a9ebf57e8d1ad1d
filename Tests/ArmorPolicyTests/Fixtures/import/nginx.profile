# Last Modified: Tue Mar  3 10:12:44 2026
abi <abi/3.0>,

include <tunables/global>

/usr/sbin/nginx flags=(complain) {
  include <abstractions/base>
  include <abstractions/nameservice>
  include if exists <local/usr.sbin.nginx>

  capability dac_override,
  capability net_bind_service,
  capability setgid setuid,

  /etc/nginx/** r,
  /etc/ssl/openssl.cnf r,
  /run/nginx.pid rw,
  /usr/lib{,32,64}/** mr,
  /usr/sbin/nginx mr,
  /var/log/nginx/*.log w,
  owner /var/lib/nginx/{body,fastcgi,proxy}/** rw,
  /bin/dash Cx -> helper,
  /usr/share/foo Px,

  profile helper {
    include <abstractions/base>

    /bin/dash mrix,

  }
}
