"""The peer of the log reader: what aa-logprof reads a log with, from Debian's python3-apparmor, without its questions."""

import sys

sys.path.append("/usr/lib/python3/dist-packages")

from apparmor.logparser import ReadLog  # noqa: E402
from apparmor.profile_list import ProfileList  # noqa: E402

# Events of profiles that are not there are passed over.
profiles = ProfileList()
profiles.add_profile("/etc/apparmor.d/web", "web", "")
found = ReadLog(sys.argv[1], profiles, "/etc/apparmor.d").read_log("")
sys.exit(0 if found["PERMITTING"]["web"]["path"] else 1)
