"""Holds a document against its JSON Schema: validate.py SCHEMA DOCUMENT."""
import json
import sys

try:
    import jsonschema
except ImportError:
    print("PRODPARITY_SKIPPED: python3-jsonschema is not installed")
    sys.exit(0)

with open(sys.argv[1], encoding="utf-8") as schema, open(sys.argv[2], encoding="utf-8") as document:
    jsonschema.validate(json.load(document), json.load(schema))
