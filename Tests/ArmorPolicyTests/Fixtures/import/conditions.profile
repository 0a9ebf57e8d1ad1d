abi <abi/3.0>,
$guests = true
$nobody = false
@{room} = hall

profile hall {
  if $guests and not $nobody {
    /srv/@{room} r,
  } else {
    /srv/closed r,
  }
  if $nobody {
    /srv/never r,
  } else if defined @{attic} {
    /srv/attic r,
  } else if (defined @{room} or $nobody) {
    deny /srv/cellar r,
  } else {
    /srv/last r,
  }
}
