# What apparmor_parser -p writes of the host's variables before a profile: values that begin with another one.
@{HOMEDIRS}=/home/
@{HOME}=@{HOMEDIRS}/*/ /root/
@{share}=/usr/share /usr/local/share
@{fonts}=@{share}/fonts/
@{suffix}=.d /x
profile tunables {
  owner @{HOME}/.fonts.conf r,
  @{fonts}/** r,
  /etc/a@{suffix} r,
}
