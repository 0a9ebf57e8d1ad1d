abi <abi/3.0>,
include <tunables/global>

@{stores} = @{HOME} /mnt
@{program} = @{site_bin}/relay
@{HOMEDIRS} += /srv/home/

profile vault @{program} {
  @{program} mr,
  /** rw,
  deny @{stores}/secrets/** rw,
}
