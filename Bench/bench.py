"""The benchmarks: what is measured, and against which goal. See Bench/run."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile

import logs
import policies
from measure import Failed, best, instructions

NGINX = "samples/nginx/policy.toml"
TARGET = ["--target", "debian12"]
MIB = 1 << 20


def row(what, value, goal=None, met=None):
    verdict = "" if met is None else ("ok" if met else "MISSED")
    print(f"{what:<44} {value:<34} {goal or '':<22} {verdict}".rstrip())


def milliseconds(seconds):
    return f"{seconds * 1000:.1f} ms"


def scaling(armor, folder, rounds):
    """Ten times the rules in at most twelve times the time; the memory that the larger policy takes."""
    memory = 0
    for name, shape in policies.SHAPES.items():
        commands = {}
        for count in (1_000, 10_000):
            path = os.path.join(folder, f"{shape.__name__}-{count}.toml")
            with open(path, "w", encoding="ascii") as file:
                file.write(shape(count))
            commands[count] = ([armor, "gen", path] + TARGET, None)
        costs = best(commands, max(3, rounds // 4))
        small, large = costs[1_000], costs[10_000]
        ratio = large.cpu / small.cpu
        row(
            f"10,000 rules to 1,000, {name}",
            f"{ratio:.1f} × ({milliseconds(small.cpu)} → {milliseconds(large.cpu)} CPU)",
            "at most 12 ×",
            ratio <= 12,
        )
        memory = max(memory, large.memory)
    row("peak memory, 10,000 rules", f"{memory / 1024:.0f} MiB")


def startup(armor, folder, rounds, count):
    """A whole process against the least that any process costs."""
    hello = os.path.join(folder, "hello")
    subprocess.run(["cc", "-O2", "-o", hello, "Bench/hello.c"], check=True)
    commands = {
        "hello": ([hello], None),
        "version": ([armor, "--version"], None),
        "debian12": ([armor, "gen", NGINX] + TARGET, None),
        "host": ([armor, "gen", NGINX], None),
    }
    names = {
        "version": "armor --version",
        "debian12": "armor gen, nginx, debian12",
        "host": "armor gen, nginx, this host",
    }
    costs = best(commands, rounds)
    limit = 3 * costs["hello"].wall + 0.005
    row("a C hello world", milliseconds(costs["hello"].wall))
    for key, what in names.items():
        cost = costs[key]
        value = f"{milliseconds(cost.wall)} ({milliseconds(cost.cpu)} CPU, {cost.wall / costs['hello'].wall:.1f} ×)"
        row(what, value, f"under {milliseconds(limit)}", cost.wall < limit)
    if count:
        for key, (arguments, _) in commands.items():
            row(f"instructions, {names.get(key, key)}", f"{instructions(arguments) / 1e6:.1f} million")


def compile_time(armor, folder, rounds):
    """What armor renders must not be dearer to compile than what bane renders for the same intent."""
    parser = next((p for p in ("/usr/sbin/apparmor_parser", "/sbin/apparmor_parser") if os.access(p, os.X_OK)), None)
    if not parser:
        return row("compiling nginx", "no apparmor_parser here")
    mine = os.path.join(folder, "armor-nginx.profile")
    subprocess.run([armor, "gen", NGINX, "-o", mine] + TARGET, check=True)
    options = [parser, "-QKS", "-M", "Bench/debian12.features"]
    costs = best({"armor": (options, mine), "bane": (options, "Bench/bane-nginx.profile")}, max(3, rounds // 4))
    ratio = costs["armor"].cpu / costs["bane"].cpu
    sizes = {}
    for name, path in (("armor", mine), ("bane", "Bench/bane-nginx.profile")):
        with open(path, "rb") as file:
            sizes[name] = len(subprocess.run(options, stdin=file, capture_output=True, check=True).stdout)
    value = f"{ratio:.2f} × ({milliseconds(costs['armor'].cpu)}, {milliseconds(costs['bane'].cpu)} CPU)"
    row("compiling nginx, armor's to bane's", value, "at most 1 ×", ratio <= 1)
    row("compiled nginx, armor's to bane's", f"{sizes['armor']} to {sizes['bane']} bytes")
    return None


def check_time(armor, folder, rounds):
    """A whole `armor check`, its runs of the parser included, to one run of the parser on the same profile."""
    parser = next((p for p in ("/usr/sbin/apparmor_parser", "/sbin/apparmor_parser") if os.access(p, os.X_OK)), None)
    if not parser:
        return row("check", "no apparmor_parser here")
    for name, wide in (("literals", ""), ("literals and every file", 'allow = ["all"]\n')):
        for count in (500, 2_000):
            policy = os.path.join(folder, f"check-{name}-{count}.toml")
            profile = os.path.join(folder, f"check-{name}-{count}.profile")
            with open(policy, "w", encoding="ascii") as file:
                # What would be errors is accepted, so that the exit status is 0.
                file.write(policies.literals(count) + wide)
                file.write('\n[lints]\nsilence = [{ code = "B04", reason = "bench" }]\n' if wide else "")
            subprocess.run([armor, "gen", policy, "-o", profile] + TARGET, check=True)
            costs = best(
                {
                    "check": ([armor, "check", policy] + TARGET, None),
                    "parser": ([parser, "-QKS", "-M", "Bench/debian12.features"], profile),
                },
                max(3, rounds // 8),
            )
            ratio = costs["check"].cpu / costs["parser"].cpu
            row(
                f"check to apparmor_parser, {count} {name}",
                f"{ratio:.1f} × ({milliseconds(costs['check'].cpu)}, {milliseconds(costs['parser'].cpu)} CPU)",
                "at most 3 ×",
                ratio <= 3,
            )
    return None


def compiled(armor, folder, counts):
    """Reading, asking and comparing compiled policies, by a program that times itself."""
    parser = next((p for p in ("/usr/sbin/apparmor_parser", "/sbin/apparmor_parser") if os.access(p, os.X_OK)), None)
    tool = os.environ.get("ARMOR_COMPILED_BENCH")
    if not parser or not tool:
        return row("compiled policies", "no apparmor_parser, or no CompiledBench here")

    def binary(name, text):
        path = os.path.join(folder, name)
        options = [parser, "-QKS", "-M", "Bench/debian12.features"]
        with open(path, "wb") as file:
            file.write(subprocess.run(options, input=text, capture_output=True, check=True).stdout)
        return path

    def figures(old, new):
        output = subprocess.run([tool, old, new], capture_output=True, check=True, text=True).stdout
        return {name: int(value) for name, value in (line.split() for line in output.splitlines())}

    sizes = {}
    for count in (1_000, 2_000, 4_000):
        text = policies.profile(count)
        lines = text.splitlines(keepends=True)
        changed = "".join(lines[: count // 2] + lines[count // 2 + 20 :])
        sizes[count] = figures(
            binary(f"old-{count}", text.encode("ascii")), binary(f"new-{count}", changed.encode("ascii"))
        )
    large = sizes[4_000]
    row("a query of 30 bytes", f"{large['query']} ns", "under 150 ns", large["query"] < 150)
    read = large["read"] / 1e6 * MIB / large["bytes"]
    row("reading 1 MiB of compiled policy", f"{read:.2f} ms", "under 10 ms", read < 10)
    difference = large["diff"] / 1e6
    row(f"comparing {large['states']} states", f"{difference:.0f} ms", "under 1 s", difference < 1_000)
    growth = (large["same"] / large["states"]) / (sizes[1_000]["same"] / sizes[1_000]["states"])
    row("time a state, four times the states", f"{growth:.2f} ×", "at most 2 ×", growth <= 2)

    def rendered(name, policy):
        path = os.path.join(folder, name)
        subprocess.run([armor, "gen", policy, "-o", path] + TARGET, check=True)
        with open(path, "rb") as file:
            return binary(f"{name}.bin", file.read())

    default = os.path.join(folder, "default.toml")
    with open(default, "w", encoding="ascii") as file:
        file.write('name = "container-nginx"\nextends = ["docker-default"]\n')
    pair = [rendered("default", default), rendered("nginx", NGINX)]
    sample = figures(*pair)
    value = f"{sample['diff'] / 1e6:.1f} ms"
    row("comparing docker-default and nginx", value, "under 5 ms", sample["diff"] < 5e6)
    if counts:
        # What the process costs besides is in both.
        once, twice = (instructions([tool] + pair + [times]) for times in ("1", "2"))
        row("instructions, comparing those", f"{(twice - once) / 1e6:.1f} million")
    return None


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("binary")
    arguments.add_argument("--rounds", type=int, default=40, help="runs of each short program; the best counts")
    arguments.add_argument("--instructions", action="store_true", help="count instructions too, by valgrind")
    arguments.add_argument("--log-megabytes", type=int, default=64, help="size of the logs that are read; 1024 for the goals")
    options = arguments.parse_args()
    armor = os.path.abspath(options.binary)
    count = options.instructions and shutil.which("valgrind") is not None
    with tempfile.TemporaryDirectory() as folder:
        size = os.path.getsize(armor)
        row("size of the program", f"{size / 1e6:.1f} MB", "at most 16 MB", size <= 16_000_000)
        startup(armor, folder, options.rounds, count)
        scaling(armor, folder, options.rounds)
        compile_time(armor, folder, options.rounds)
        check_time(armor, folder, options.rounds)
        compiled(armor, folder, count)
        logs.logs(armor, folder, options.log_megabytes, max(3, options.rounds // 8), row)


if __name__ == "__main__":
    try:
        main()
    except (Failed, subprocess.CalledProcessError, OSError) as error:
        sys.exit(f"bench: {error}")
