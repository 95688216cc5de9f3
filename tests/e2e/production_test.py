"""What production has is what dpkg and Python say of the root that its SBOM was made of; and a
public MCP client reads the same."""
import json
import os
import shutil

from clean_test import write_inventory
from lib.live import Daemon
from lib.roots import fetch, in_root, must, must_in_root, run

LACKING = "sudo"  # here, and not in production


def make_reference(programs, root, work):
    """Production: this very root without one package."""
    whole = write_inventory(programs, root, "json", os.path.join(work, "whole.json"))
    with open(whole, encoding="utf-8") as file:
        inventory = json.load(file)
    inventory["components"] = [c for c in inventory["components"] if c["name"] != LACKING]
    path = os.path.join(work, "production.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(inventory, file)
    return path


def ask(programs, root, reference, question):
    """Exit status and the one reference's answer."""
    done = run([programs + "/prodparity", "production", *([question] if question else []),
                "--reference", reference, "--root", root, "--workspace", "/workspaces/app",
                "--format", "json"])
    if not done.stdout:
        return done.returncode, {"error": done.stderr}
    return done.returncode, json.loads(done.stdout)["references"][0]


def packages_of(answer):
    return {f"{subject['ecosystem']}:{subject['name']}" for subject in answer.get("subjects", [])}


def about(results, programs, root, reference):
    code, answer = ask(programs, root, reference, "")
    told = answer["about"]
    release = dict(line.split("=", 1) for line in
                   must_in_root(root, ["cat", "/etc/os-release"]).replace('"', "").splitlines())
    results.check("production: distribution and release are os-release's",
                  code == 0 and told["distribution"]["version_id"] == release["VERSION_ID"], told)
    python = must_in_root(root, ["python3", "-c", "import platform; print(platform.python_version())"])
    versions = [each["version"] for each in told["runtimes"] if each["language"] == "Python"]
    results.check("production: its Python is the one that runs",
                  any(version.startswith(python.strip()) for version in versions), told["runtimes"])
    results.check("production: an inventory does not say the user", told["user"] is None, told)


def version_in_root(root, package):
    return must_in_root(root, ["dpkg-query", "-W", "-f", "${Version}\n", package]).split("\n")[0]


def packages(results, programs, root, reference):
    code, answer = ask(programs, root, reference, "deb:libc6")
    versions = {each["version"] for each in answer["subjects"][0]["production"]}
    results.check("production: a package and its version are dpkg's",
                  code == 0 and versions == {version_in_root(root, "libc6")}, answer)
    code, answer = ask(programs, root, reference, LACKING)
    ship = answer["subjects"][0]["would_ship"]
    results.check("production: what it lacks is said, with what ships it",
                  code == 3 and ship["packages"][0]["name"] == LACKING and
                  any("apt-get install" in line["command"] and LACKING in line["command"]
                      for line in ship["lines"]), answer)
    code, answer = ask(programs, root, reference, "deb:no-such-package")
    results.check("production: a package nobody has is not there", code == 3, answer)
    code, answer = ask(programs, root, reference, "command:no-such-command")
    results.check("production: of a command nobody owns the SBOM does not say", code == 4, answer)


def owners(results, programs, root, reference):
    code, answer = ask(programs, root, reference, f"command:{LACKING}")
    results.check("production: a command leads to its package, which it lacks",
                  code == 3 and packages_of(answer) == {f"deb:{LACKING}"}, answer)
    libraries = must_in_root(root, ["sh", "-c", "dpkg -S '*/libcrypt.so.1' | cut -d: -f1 | sort -u"])
    code, answer = ask(programs, root, reference, "libcrypt.so.1")
    results.check("production: a library leads to the package that dpkg says",
                  code == 0 and packages_of(answer) == {f"deb:{name}" for name in libraries.split()},
                  answer)
    code, answer = ask(programs, root, reference, "command:awk")
    real = os.path.basename(must_in_root(root, ["readlink", "-f", "/usr/bin/awk"]).strip())
    results.check("production: a link of update-alternatives leads to the real file's package",
                  code == 0 and packages_of(answer) == {f"deb:{real}"}, answer)
    code, answer = ask(programs, root, reference, "module:requests")
    results.check("production: a module leads to its package",
                  code == 0 and packages_of(answer) == {"deb:python3-requests"}, answer)
    code, answer = ask(programs, root, reference, "module:yaml")
    results.check("production: a module that is imported by another name than its package's",
                  code == 0 and packages_of(answer) == {"deb:python3-yaml"}, answer)


def requirements(results, programs, root, reference):
    installed = version_in_root(root, "libc6")
    for op, word in (("<<", "lt"), ("<=", "le"), ("=", "eq"), (">=", "ge"), (">>", "gt")):
        for version in (installed, "2.0", "99:1"):
            code, answer = ask(programs, root, reference, f"libc6 ({op} {version})")
            truth = in_root(root, ["dpkg", "--compare-versions", installed, word, version]).returncode
            results.check(f"production: libc6 ({op} {version}) is what dpkg says",
                          code == (0 if truth == 0 else 3), answer)
    requests = must_in_root(root, ["python3", "-c", "import requests; print(requests.__version__)"])
    for specifier in ("", f"=={requests.strip()}", ">=2,<99", "~=2.0", ">=99", "!=2.*", "==3.*"):
        code, answer = ask(programs, root, reference, f"pypi:requests{specifier}")
        truth = must_in_root(root, ["python3", "-c", (
            "from pip._vendor.packaging.specifiers import SpecifierSet as S;"
            f"print('{requests.strip()}' in S('{specifier}'))")]).strip()
        results.check(f"production: requests{specifier} is what pip says",
                      code == (0 if truth == "True" else 3), answer)


def asked(results, programs, root, work):
    reference = make_reference(programs, root, work)
    for part in (about, packages, owners, requirements):
        part(results, programs, root, reference)


def client_of(folder, script="client.mjs"):
    pinned = os.path.join(os.path.dirname(os.path.abspath(__file__)), "mcp")
    shutil.copytree(pinned, folder, dirs_exist_ok=True)
    if not os.path.exists(folder + "/node_modules"):
        fetch("npm ci", ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder)
    return os.path.join(folder, script)


def mcp(results, programs, root, work):
    """The SDK's client, over stdio, with a daemon that watches the root."""
    client = client_of(os.path.join(work, "mcp"))
    place = os.path.join(work, "mcp-daemon")
    os.makedirs(place, exist_ok=True)
    daemon = Daemon(programs, root, make_reference(programs, root, work), place, "/workspaces/app")
    daemon.start()
    try:
        done = run(["node", client, programs + "/prodparity", "mcp", "--socket",
                    daemon.run_folder + "/socket"])
    finally:
        daemon.stop()
    if not results.check("MCP: the SDK's client gets through", done.returncode == 0, done.stderr):
        return
    found = json.loads(done.stdout)
    results.check("MCP: server, instructions and tools",
                  found["server"]["name"] == "prodparity" and "parity_production" in found["tools"]
                  and "parity_production" in found["instructions"], found)
    results.check("MCP: what production is", "distribution: " in found["about"]["text"], found)
    results.check("MCP: a requirement that is met", found["asked"]["structured"]["says"] == "yes",
                  found["asked"])
    results.check("MCP: a command that production lacks",
                  found["lacking"]["structured"]["says"] == "no" and
                  "production does not have it" in found["lacking"]["text"], found["lacking"])
    results.check("MCP: what is asked is compared with what is installed here",
                  found["asked"]["structured"]["references"][0]["subjects"][0]["here"], found["asked"])
    results.check("MCP: the report counts the difference, the explanation names it",
                  "1 difference for information" in found["report"]["text"] and
                  LACKING in found["explain"]["text"], [found["report"], found["explain"]])
    results.check("MCP: a failed question is a result, an unknown tool and method an error",
                  found["notAQuestion"]["isError"] is True and found["unknown"] == -32602 and
                  found["resources"] == -32601, found)
