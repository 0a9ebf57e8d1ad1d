abi <abi/3.0>,
include <tunables/global>
include if exists <tunables/site>

profile viewer {
  file,
  include <abstractions/bus/org.example.Name>
  include "/etc/apparmor.d/abstractions/private-files-strict"
  include if exists <local/viewer>
  #include <apache2.d>
}
