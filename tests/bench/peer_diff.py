"""The peer of `prodparity diff`: loads two SBOMs and compares name and version."""
import json
import sys


def read(path):
    with open(path, encoding="utf-8") as file:
        components = json.load(file)["components"]
    return {(c.get("group"), c["name"]): c.get("version") for c in components}


dev, prod = read(sys.argv[1]), read(sys.argv[2])
for key in sorted(set(dev) | set(prod), key=str):
    if dev.get(key) != prod.get(key):
        print(key, dev.get(key), prod.get(key))
