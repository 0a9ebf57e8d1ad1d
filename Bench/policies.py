"""Policies of any number of rules, the same at each run."""

import random

HEAD = 'name = "bench"\n\n[filesystem]\n'


def _list(key, values):
    return f"{key} = [\n" + "".join(f'    "{value}",\n' for value in values) + "]\n"


def literals(count):
    """Paths without any wildcard."""
    return HEAD + _list("read", (f"/srv/{n % 97}/data/{n}/file.txt" for n in range(count)))


def globs(count):
    """The wildcards that people write: a folder's whole tree, a suffix, alternatives, a class."""
    forms = ("/srv/g{0}/**", "/var/lib/g{0}/*.db", "/{{,usr/}}lib/g{0}/lib*.so", "/opt/g{0}/[a-z]*/log")
    return HEAD + _list("read", (forms[n % 4].format(n) for n in range(count)))


def mixed(count):
    """All lists of files with reasons, and one rule in ten a deny."""
    keys = ("read", "write", "execute", "map", "lock", "deny", "read", "write", "append", "read")
    lists = {key: [] for key in keys}
    for n in range(count):
        key = keys[n % 10]
        path = f"/{key}/{n % 31}/{n}/" + ("{,**}" if n % 3 == 0 else "file")
        lists[key].append(path)
    return HEAD + "".join("# why this is needed\n" + _list(key, paths) for key, paths in lists.items())


SHAPES = {"literal paths": literals, "globs": globs, "mixed lists": mixed}


def profile(count):
    """A profile of random paths and globs, the same on every run, with about twelve states a rule."""
    chance = random.Random(1)
    names = "usr lib share etc var cache opt home run data local bin srv".split()
    lines = ["profile big {\n"]
    for _ in range(count):
        parts = [
            chance.choice(names) + (str(chance.randrange(50)) if chance.random() < 0.6 else "")
            for _ in range(chance.randrange(2, 6))
        ]
        end = chance.choice(["/*", "/*", "/*", "/**", "/*.so*", "/{a,b,cc}.conf", f"/f{chance.randrange(1000)}"])
        owner = "owner " if chance.random() < 0.2 else ""
        lines.append(f"  {owner}/{'/'.join(parts)}{end} {chance.choice(['r', 'rw', 'mr', 'rk', 'rwk', 'a'])},\n")
    return "".join(lines) + "}\n"
