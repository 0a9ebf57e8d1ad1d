profile small {
  /etc/hosts r,
}
