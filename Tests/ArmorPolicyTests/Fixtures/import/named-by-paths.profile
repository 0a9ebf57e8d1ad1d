abi <abi/3.0>,

/opt/relay/bin/relayd {
  /srv/relay/** r,
  signal peer=/opt/relay/bin/relayd,
  ptrace peer=/opt/relay/bin/relayd//help,
  /opt/relay/bin/{a,b} Cx -> /opt/{a,b},
  /opt/relay/bin/c Px -> /opt/relay/bin/relayd,

  profile /opt/{a,b} {
    /srv/help r,
  }
  ^/login {
    /srv/login r,
  }
}
