"""Holds TOML files against a JSON Schema: validate.py SCHEMA, the files' names on standard input; prints those it refuses."""

import datetime
import json
import sys
import tomllib

import jsonschema

with open(sys.argv[1], "rb") as file:
    schema = json.load(file)
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)


def plain(value):
    """TOML's dates, of which JSON has none, as what no key takes."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, (datetime.date, datetime.time)):
        return None
    return value


for name in sys.stdin.read().splitlines():
    with open(name, "rb") as file:
        try:
            document = plain(tomllib.load(file))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            continue
    error = next(iter(validator.iter_errors(document)), None)
    if error is not None:
        print(f"{name}\t{'.'.join(map(str, error.path))}: {error.message[:200]}")
