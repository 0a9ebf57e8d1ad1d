"""Writes audit logs of some machines into a folder, the same at each run: make_logs.py FOLDER"""

import pathlib
import random
import sys

HOSTS = 5
FILES = 2
LINES = 400


def log(host, second, serial, rng):
    """One file, and where time and the kernel's numbers are at its end."""
    text = []
    for _ in range(LINES):
        second += rng.randint(0, 3)
        serial += 1
        stamp = f"audit({second}.{rng.randint(100, 999)}:{serial})"
        if rng.randint(0, 3) == 0:
            text.append(f"type=SYSCALL msg={stamp}: arch=c000003e syscall=257 success=yes exit=3 pid={rng.randint(1, 9999)}")
            continue
        # Some names are of one machine, and some hold bytes that are no text.
        name = rng.choice([f'"/srv/shared/{rng.randint(0, 40)}"', f'"/srv/{host}"', "2F7372762FFF0A"])
        text.append(
            f'type=AVC msg={stamp}: apparmor="ALLOWED" operation="open" class="file" profile="web" name={name} '
            f'pid={rng.randint(1, 9999)} comm="nginx" requested_mask="r" denied_mask="r" fsuid=33 ouid=0'
        )
    return "\n".join(text) + "\n", second, serial


def main(folder):
    for number in range(HOSTS):
        rng = random.Random(number)
        host = f"web-{number}"
        (pathlib.Path(folder) / host).mkdir(parents=True)
        second, serial = 1_790_000_000 + number, 0
        # The oldest has the highest number. The machine is started again between the last two.
        for place in range(FILES - 1, -1, -1):
            if place == 0:
                second, serial = second + 600, 0
            text, second, serial = log(host, second, serial, rng)
            name = "audit.log" + (f".{place}" if place else "")
            (pathlib.Path(folder) / host / name).write_text(text, encoding="ascii")


if __name__ == "__main__":
    main(sys.argv[1])
