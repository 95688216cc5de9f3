"""The inventory of a real root is what dpkg and Python say of it."""
import json
import os
import re

from lib.packages import build_deb, make_wheel
from lib.roots import in_root, must, must_in_root

LIST_PYTHON = r"""
import importlib.metadata as metadata, os
for d in metadata.distributions():
    print(d.metadata["Name"], d.version, os.path.dirname(str(d._path)), sep="\t")
"""


def prepare(root, work):
    """What makes a root interesting: dpkg's states, pip beside and above Debian's Python."""
    debs = os.path.join(work, "debs")
    packages = [
        build_deb(debs, "pp-installed", "1:1.0-1+b2"),
        build_deb(debs, "pp-held", "2.0~rc1-1"),
        build_deb(debs, "pp-leaves-configuration", "1.0",
                  files={"/etc/pp.conf": "x\n"},
                  scripts={"postrm": "#!/bin/sh\nexit 0\n"}),
        build_deb(debs, "pp-unpacked", "1.0", depends="pp-not-there"),
        build_deb(debs, "pp-half-configured", "1.0",
                  scripts={"postinst": "#!/bin/sh\nexit 1\n"}),
    ]
    for deb in packages:
        must(["cp", deb, root + "/root/"])
        in_root(root, ["dpkg", "-i", "/root/" + os.path.basename(deb)])
    must_in_root(root, ["sh", "-c", "echo pp-held hold | dpkg --set-selections"])
    in_root(root, ["dpkg", "-r", "pp-leaves-configuration"])

    wheels = root + "/root/wheels"
    for name, version in (("Proj.A", "1.0"), ("proj_b", "2.0b1"), ("PyYAML", "99.1")):
        make_wheel(wheels, name, version)
    must_in_root(root, ["python3", "-m", "venv", "/workspaces/app/.venv"])
    must_in_root(root, ["/workspaces/app/.venv/bin/pip", "install", "-q", "--find-links",
                        "/root/wheels", "Proj.A", "proj_b"])
    # Over Debian's own: `import yaml` then finds this one.
    must_in_root(root, ["python3", "-m", "pip", "install", "-q", "--no-deps", "--ignore-installed",
                        "--find-links", "/root/wheels", "PyYAML"],
                 environment={"PIP_BREAK_SYSTEM_PACKAGES": "1"})


def read_inventory(programs, root):
    text = must([programs + "/prodparity", "inventory", "--root", root, "--workspace",
                 "/workspaces/app", "--format", "json"])
    return json.loads(text)


def name_of(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def inventory_is_truth(results, programs, root):
    inventory = read_inventory(programs, root)
    components = inventory["components"]

    listed = must_in_root(root, [
        "dpkg-query", "-W", "-f",
        "${Package}\t${Version}\t${Architecture}\t${db:Status-Status}\t${db:Status-Want}\n"])
    rows = [line.split("\t") for line in listed.splitlines()]
    ours = [f"{c['name']} {c['version']} {c['arch']}" for c in components if c["ecosystem"] == "deb"]
    results.equal("installed debs are dpkg-query's, with version and architecture", ours,
                  [f"{r[0]} {r[1]} {r[2]}" for r in rows if r[3] == "installed"])
    results.equal("debs in transition are dpkg-query's, with their state",
                  [f"{c['name']} {c['state']}" for c in inventory.get("in_transition", [])
                   if c["ecosystem"] == "deb"],
                  [f"{r[0]} {r[3]}" for r in rows
                   if r[3] not in ("installed", "config-files", "not-installed")])
    results.equal("held packages are dpkg-query's",
                  [c["name"] for c in components if c.get("held")],
                  [r[0] for r in rows if r[4] == "hold"])

    for python, where in (("/usr/bin/python3", "system"),
                          ("/workspaces/app/.venv/bin/python", "environment")):
        # From "/", so that the working folder is not on the path with anything in it.
        listed = must_in_root(root, [python, "-I", "-c", LIST_PYTHON], cwd="/")
        truth = {tuple(line.split("\t")) for line in listed.splitlines()}
        places = {folder for _, _, folder in truth}
        mine = {f"{c['name']} {c['version']} {c['place']}" for c in components
                if c["ecosystem"] == "pypi" and c["place"] in places}
        results.equal(f"{where} Python's distributions are importlib.metadata's", mine,
                      {f"{name_of(n)} {v} {folder}" for n, v, folder in truth})
    results.check("nothing is unread", not inventory.get("unread"),
                  json.dumps(inventory.get("unread"), indent=1))
    hiding = [c for c in components if c["ecosystem"] == "pypi" and c["name"] == "pyyaml"
              and c["version"] == "99.1"]
    results.check("a pip install that shadows a deb's module says what it hides",
                  len(hiding) == 1 and "yaml" in hiding[0].get("hides", "").lower(), hiding)
    owned = [c for c in components if c["ecosystem"] == "pypi" and c.get("owner") == "deb:python3-yaml"]
    results.check("Debian's own PyYAML is attributed to python3-yaml", len(owned) == 1, owned)
