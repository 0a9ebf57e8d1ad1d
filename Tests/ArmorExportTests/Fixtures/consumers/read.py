"""Reads encoded texts as their consumers do. Standard input: [{"form", "text", "expected"}]; prints what differs."""
import json
import subprocess
import sys

import yaml


def shell(text):
    script = "printf '%s\\0' " + text
    out = subprocess.run(["/bin/sh", "-c", script], capture_output=True, check=True).stdout
    return [word.decode() for word in out.split(b"\0")[:-1]]


def unit(text):
    """systemd.syntax(7), for words without quotes and escapes: continuation, then key, then specifiers."""
    lines = text.split("\n")
    values = [line.partition("=")[2] for line in lines if line and not line.startswith(("[", "#", ";"))]
    if any("\\" in line or '"' in line or "'" in line for line in lines):
        raise ValueError("quotes or escapes")
    return [word.replace("%%", "%") for value in values for word in value.split()]


READERS = {"shell": shell, "yaml": yaml.safe_load, "json": json.loads, "unit": unit}

for case in json.load(sys.stdin):
    try:
        found = READERS[case["form"]](case["text"])
    except Exception as error:  # whatever a reader thinks of it
        found = repr(error)
    if found != case["expected"]:
        print(case["form"], json.dumps(case["text"]), "reads as", json.dumps(found), "not", json.dumps(case["expected"]))
