"""Runs programs and says what they cost; the best of several rounds, all programs in turn in each of them."""

import os
import re
import subprocess
import tempfile
import time
from dataclasses import dataclass


class Failed(Exception):
    """A program that should have run did not."""


@dataclass
class Cost:
    wall: float  # seconds
    cpu: float  # seconds, user and system
    memory: int  # KiB; never less than this interpreter's own, which the kernel counts in


def once(arguments, stdin=None):
    """One run, its standard output and error thrown away."""
    actions = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)]
    actions.append((os.POSIX_SPAWN_OPEN, 0, stdin or os.devnull, os.O_RDONLY, 0))
    begin = time.perf_counter()
    pid = os.posix_spawn(arguments[0], arguments, os.environ, file_actions=actions)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - begin
    if status != 0:
        raise Failed(f"{' '.join(arguments)} ended with status {os.waitstatus_to_exitcode(status)}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def best(commands, rounds):
    """The least cost of each of several named commands (arguments, standard input), interleaved."""
    found = {}
    for _ in range(rounds):
        for name, (arguments, stdin) in commands.items():
            cost = once(arguments, stdin)
            old = found.get(name, cost)
            found[name] = Cost(min(old.wall, cost.wall), min(old.cpu, cost.cpu), max(old.memory, cost.memory))
    return found


def instructions(arguments):
    """Instructions that valgrind counts: the same at each run, where times are not."""
    with tempfile.NamedTemporaryFile() as out:
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out.name}"] + arguments
        text = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    match = re.search(r"Collected : (\d+)", text)
    if not match:
        raise Failed("valgrind counted nothing")
    return int(match[1])
