"""Holds documents against a schema. Arguments: the schema's file, then documents; standard input: a document to merge each
one into. Prints each mistake. Documents and schemas are JSON or YAML by their endings."""
import json
import pathlib
import sys

import jsonschema
import yaml


def load(path):
    text = pathlib.Path(path).read_text()
    return json.loads(text) if path.endswith(".json") else yaml.safe_load(text)


def merged(base, other):
    if not (isinstance(base, dict) and isinstance(other, dict)):
        return other
    return {key: merged(base[key], other[key]) if key in base and key in other else (other if key in other else base)[key]
            for key in base.keys() | other.keys()}


schema_path, *documents = sys.argv[1:]
schema = load(schema_path)
base = json.loads(sys.stdin.read() or "{}")
resolver = jsonschema.RefResolver(pathlib.Path(schema_path).absolute().as_uri(), schema)
validator = jsonschema.validators.validator_for(schema)(schema, resolver=resolver)
for path in documents:
    for error in validator.iter_errors(merged(base, load(path))):
        print(path, "/".join(map(str, error.absolute_path)), error.message)
