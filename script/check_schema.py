#!/usr/bin/env python3
"""Holds a JSON Schema against a table of documents.

usage: check_schema.py SCHEMA FOLDER    FOLDER/valid/*.json must validate, FOLDER/invalid/*.json
must not. The unit tests give the same documents to the program's own reader, so that both say the
same.
"""
import json
import pathlib
import sys

import jsonschema


def main() -> int:
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    wrong = 0
    seen = {True: 0, False: 0}
    for verdict, folder in ((True, "valid"), (False, "invalid")):
        for path in sorted(pathlib.Path(sys.argv[2], folder).glob("*.json")):
            seen[verdict] += 1
            if validator.is_valid(json.loads(path.read_text())) != verdict:
                print(f"{path}: the schema says {'invalid' if verdict else 'valid'}")
                wrong += 1
    print(f"{seen[True]} valid and {seen[False]} invalid documents, {wrong} with a wrong verdict")
    return 1 if wrong or not all(seen.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
