profile a {
  /a r,
  profile one { /one r, }
  profile two { /two r, }
}
profile b {
  /b r,
}
profile c {
  /c r,
  profile one { /one r, }
}
