abi <abi/3.0>,

profile editor {
  /srv/docs/#tmp[0-9]* rwl -> /srv/docs/**,
  rwl /srv/docs/*.new -> /srv/docs/#tmp[0-9]*,
  /opt/say		Cx,
  /opt/other/#*	Cx -> &stacked,
  owner /srv/cache/\{[0-9a-f]*\}/x ix -> other,
  "/srv/with a blank" ux -> other,
  unsafe /srv/é ix,
  audit owner file,
  unix type=raw,
}
