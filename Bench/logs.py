"""Reading logs: `armor learn --partial` against grep, libapparmor's parser and aa-logprof's reader, in one run."""

import os
import shutil
import subprocess

from measure import Failed, best

MIB = 1 << 20
# AppArmor's share of the lines in per cent, distinct names, and how many times grep's wall time is the goal.
LOGS = [(1, 2_000, 0.4), (10, 200_000, 0.9), (100, 200_000, 3.0)]
# The same of the log whose records vary.
VARIED_LOGS = [(1, 2_000, 0.4), (10, 2_000, 0.9), (10, 200_000, 0.9), (100, 200_000, 3.0)]
ENVELOPES = ["enriched", "syslog", "dmesg", "journal"]
PYTHON = "/usr/bin/python3"


def generate(tool, folder, megabytes, percent, distinct, envelope=None):
    """Writes a log: of records that vary where an envelope is named, else of one kind. The same arguments give the same bytes."""
    path = os.path.join(folder, f"{envelope or 'plain'}-{percent}-{distinct}-{megabytes}.log")
    kind = ["generate-varied", envelope] if envelope else ["generate"]
    with open(path, "wb") as file:
        subprocess.run([tool] + kind + [str(megabytes * MIB), str(percent), str(distinct)], stdout=file, check=True)
    return path


def count_lines(path):
    """grep on the same file, into a pipe: into /dev/null it would stop at the first line."""
    return ["/bin/sh", "-c", f"grep -c -F 'apparmor=' '{path}' | cat"]


def against_grep(armor, tool, folder, megabytes, rounds, row):
    cases = [(None,) + log for log in LOGS] + [("auditd",) + log for log in VARIED_LOGS]
    # Text logs have no goal of their own.
    cases += [(envelope, 100, 200_000, None) for envelope in ENVELOPES]
    for envelope, percent, distinct, goal in cases:
        path = generate(tool, folder, megabytes, percent, distinct, envelope)
        costs = best({"armor": ([armor, "learn", "--partial", path], None), "grep": (count_lines(path), None)}, rounds)
        ratio = costs["armor"].wall / costs["grep"].wall
        value = f"{ratio:.2f} × ({costs['armor'].wall:.2f} to {costs['grep'].wall:.2f} s, {costs['armor'].cpu:.2f} CPU)"
        what = f"varied, {envelope}" if envelope else "plain"
        name = f"learn --partial to grep, {what}, {megabytes} MiB, {percent} %"
        row(name, value, *((f"at most {goal} ×", ratio <= goal) if goal else ()))
        memory = costs["armor"].memory / 1024
        row(f"peak memory, {distinct} names at most", f"{memory:.0f} MiB", "at most 64 MiB", memory <= 64)
        os.unlink(path)


def millions(armor, tool, folder, megabytes, row):
    """Two million names need lines for them."""
    if megabytes < 600:
        return row("peak memory, 2,000,000 names", "takes --log-megabytes 600")
    path = generate(tool, folder, megabytes, 100, 2_000_000)
    cost = best({"armor": ([armor, "learn", "--partial", path], None)}, 1)["armor"]
    os.unlink(path)
    memory = cost.memory / 1024
    return row("peak memory, 2,000,000 names", f"{memory:.0f} MiB", "under 300 MiB", memory < 300)


def scaling(armor, tool, folder, megabytes, rounds, row):
    """Ten times the log, of the same names, in at most ten and a half times the time."""
    commands = {}
    for size in (megabytes // 2, megabytes * 5):
        commands[size] = ([armor, "learn", "--partial", generate(tool, folder, size, 100, 2_000)], None)
    costs = best(commands, rounds)
    small, large = costs[megabytes // 2], costs[megabytes * 5]
    ratio = large.cpu / small.cpu
    row("ten times the log", f"{ratio:.1f} × CPU, {large.wall / small.wall:.1f} × wall", "at most 10.5 ×", ratio <= 10.5)
    growth = (large.memory - small.memory) / 1024
    row("memory that ten times the log takes more", f"{growth:.0f} MiB", "under 8 MiB", growth < 8)
    for arguments, _ in commands.values():
        os.unlink(arguments[-1])


def peers(armor, tool, folder, megabytes, percent, rounds, row, envelope=None):
    """Whole processes on the same work: a log with so much of AppArmor's, in the form that all of them read, with as many
    names to its lines as the log of 1 GiB and 200,000 names has. Answers which peers were not compared, and why."""
    size = min(megabytes, 64)
    source = generate(tool, folder, size, percent, 200_000 * size // 1024, envelope)
    path = os.path.join(folder, "peers.log")
    with open(path, "wb") as file:
        subprocess.run(["sed", '/apparmor=/s/ class="[a-z_]*"//', source], stdout=file, check=True)
    os.unlink(source)
    # The C loop is given what it looks at alone: the choice costs it nothing.
    chosen = os.path.join(folder, "chosen.log")
    with open(chosen, "wb") as file:
        subprocess.run(["grep", "-F", "apparmor=", path], stdout=file, check=True)
    commands = {"armor": ([armor, "learn", "--partial", path], None), "grep": (count_lines(path), None)}
    missing = []
    record = os.path.join(folder, "parse_record")
    built = subprocess.run(["cc", "-O2", "-o", record, "Bench/parse_record.c", "-lapparmor"], capture_output=True, check=False)
    if built.returncode == 0:
        commands["record"] = ([record, chosen], None)
    else:
        missing.append("parse_record needs libapparmor-dev")
    reader = [PYTHON, "Bench/logprof_reader.py", path]
    if subprocess.run([PYTHON, "-c", "import apparmor.logparser"], capture_output=True, check=False).returncode == 0:
        commands["logprof"] = (reader, None)
    else:
        missing.append("aa-logprof's reader needs python3-apparmor")
    if not shutil.which("aa-log"):
        missing.append("aa-log is in no package of Debian's")
    costs = best(commands, min(rounds, 3) if "logprof" in commands else rounds)
    for name, what, goal in (("record", "a C loop over parse_record", 5), ("logprof", "aa-logprof's reader", 200)):
        if name in costs:
            ratio = costs[name].wall / costs["armor"].wall
            value = f"{ratio:.1f} × ({costs[name].wall:.3f} to {costs['armor'].wall:.3f} s)"
            log = f"{'varied' if envelope else 'plain'}, {percent} %"
            row(f"{what}, to learn --partial, {log}", value, f"at least {goal} ×", ratio >= goal)
            # grep looks for one word: no reader can be much faster.
            row(f"the same, to grep, {log}", f"{costs[name].wall / costs['grep'].wall:.1f} ×")
    return missing


def logs(armor, folder, megabytes, rounds, row):
    tool = os.environ.get("ARMOR_AUDIT_BENCH")
    if not tool:
        return row("reading logs", "no AuditBench here")
    if shutil.disk_usage(folder).free < 8 * megabytes * MIB:
        raise Failed(f"{folder} has no room for logs of {megabytes} MiB")
    against_grep(armor, tool, folder, megabytes, rounds, row)
    millions(armor, tool, folder, megabytes, row)
    scaling(armor, tool, folder, megabytes, rounds, row)
    missing = [
        peers(armor, tool, folder, megabytes, percent, rounds, row, envelope)
        for envelope in (None, "auditd")
        for percent in (10, 100)
    ]
    for reason in missing[-1]:
        row("not compared", reason)
    return None
