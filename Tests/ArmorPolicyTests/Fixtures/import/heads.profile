abi <abi/4.0>,
@{root_of_it} = /detached/relay

profile signed /opt/signed/* xattrs=(security.seal="yes" user.kind="a*") flags=(complain, attach_disconnected.path=@{root_of_it}) {
  /srv/seal r,
  /opt/tools/* Cx,

  profile tool /opt/tools/pack flags=(attach_disconnected) {
    /opt/tools/pack mr,
  }
}
