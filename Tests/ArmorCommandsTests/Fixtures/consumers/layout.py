"""Holds an OCI image layout against the schemas of the OCI image specification. Arguments: the folder of the schemas, then layouts.
Prints each mistake. The schemas name each other by file, and themselves by addresses, which are left out: nothing is fetched."""
import json
import pathlib
import sys

import jsonschema


def without_addresses(value):
    if isinstance(value, dict):
        return {key: without_addresses(item) for key, item in value.items() if not (key == "id" and isinstance(item, str))}
    return [without_addresses(item) for item in value] if isinstance(value, list) else value


folder, *layouts = map(pathlib.Path, sys.argv[1:])
schemas = {path.absolute().as_uri(): without_addresses(json.loads(path.read_text())) for path in folder.glob("*.json")}


def check(path, name):
    address = (folder / name).absolute().as_uri()
    resolver = jsonschema.RefResolver(address, schemas[address], store=schemas)
    document = json.loads(path.read_text())
    for error in jsonschema.Draft4Validator(schemas[address], resolver=resolver).iter_errors(document):
        print(path, "/".join(map(str, error.absolute_path)), error.message)
    return document


for layout in layouts:
    check(layout / "oci-layout", "image-layout-schema.json")
    for manifest in check(layout / "index.json", "image-index-schema.json")["manifests"]:
        check(layout / "blobs" / manifest["digest"].replace(":", "/"), "image-manifest-schema.json")
