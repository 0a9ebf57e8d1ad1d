profile widens {
  audit deny frobnicate "C:\\", /swallowed r,
  if $flag { deny /a w, }
}
