"""The feature among others: some that install packages before and after it, an older one of itself."""
import json
import os
import shutil

from lib import roots
from lib.roots import must

from .cell import INSTALL, said, up
from .images import LIBRARY

BEFORE, AFTER = "libfeature7", "libsetup7-only"  # of the images' repository, in no production


def other_feature(name, package):
    """A local feature that installs a package: {path: text} below .devcontainer."""
    return {f"{name}/devcontainer-feature.json": json.dumps({"id": name, "version": "1.0.0", "name": name}),
            f"{name}/install.sh": f"#!/bin/sh\nset -e\napt-get install -y -q {package}\n"}


def features(suite):
    release = suite.main_release
    for name, part in (("before and after", before_and_after), ("update", update)):
        suite.results.step(f"features, debian {release}: {name}", lambda _, one=part: one(suite, release))


def names_in(cell, path):
    return {one["name"] for one in json.loads(cell.execute("cat", path).stdout or '{"components":[]}')["components"]}


def before_and_after(suite, release):
    """The completed baseline holds what both installed; neither is announced."""
    files = {**other_feature("before", BEFORE), **other_feature("after", AFTER)}
    order = ["./before", "./prodparity", "./after"]
    options = {"./prodparity": {"reference": "production sbom.cdx.json"}}
    cell = up(suite, f"features, debian {release}", release,
              {"features": {name: options.get(name, {}) for name in order}, "overrideFeatureInstallOrder": order},
              "root", files)
    if not cell:
        return
    status = cell.status()
    cell.check("quiet", status.get("open") == 0 and status.get("findings") == 2 and status.get("outcome") == "warn",
               json.dumps(status)[:2000] + cell.log()[-1500:])
    first, completed = (names_in(cell, f"/var/lib/prodparity/{name}.json") for name in ("baseline", "baseline-first-start"))
    cell.check("install.sh's baseline has what came before it", BEFORE in first and AFTER not in first, sorted(first))
    cell.check("the first start's has both", {BEFORE, AFTER} <= completed, sorted(completed))
    listed = cell.execute("prodparity", "findings", "--format", "json").stdout
    origins = {finding["name"]: finding["origin"] for finding in json.loads(listed)["findings"]}
    cell.check("both are the image's", origins == {BEFORE: "baseline", AFTER: "baseline"}, origins)
    cell.remove()


def older(suite):
    """The feature with another post-start, as an earlier release may have had."""
    folder = os.path.join(suite.folder("older"), "prodparity")
    shutil.copytree(suite.feature, folder)
    with open(os.path.join(folder, "share/post-start.sh"), "a", encoding="utf-8") as file:
        file.write("# older\n")
    paths = sorted(must(["find", "bin", "share", "-type", "f"], cwd=folder).split())
    roots.write(folder, "SHA256SUMS", must(["sha256sum", *paths], cwd=folder))
    return folder


def update(suite, release):
    """An image that was built with an older one is the base of a project with ours: the CLI then runs
    the entrypoint and the postStartCommand of both."""
    label = f"features, debian {release}: update"
    old = up(suite, label, release, {}, "root", feature=older(suite))
    if not old:
        return
    old.check("the older one is there", "# older" in old.execute("cat", "/usr/local/share/prodparity/post-start.sh").stdout)
    image = suite.engine.must("inspect", "--format", "{{.ImageName}}", old.container).strip()
    cell = up(suite, label, release, {"image": image}, "root")
    if not cell:
        return
    script = cell.execute("cat", "/usr/local/share/prodparity/post-start.sh").stdout
    cell.check("ours replaced it", script and "# older" not in script, script)
    lines = cell.execute("grep", "-c", "prodparity:", "/etc/zsh/zshrc", "/etc/bash.bashrc").stdout.split()
    cell.check("each shell is registered once", lines == ["/etc/zsh/zshrc:1", "/etc/bash.bashrc:1"], lines)
    status = cell.status()
    cell.check("one guard, quiet", status.get("outcome") == "clean" and status.get("in_setup") is False and
               status.get("workspace") == cell.folder, json.dumps(status)[:2000] + cell.log()[-1500:])
    daemons = cell.execute("sh", "-c", "cat /proc/[0-9]*/comm 2>/dev/null | grep -c prodparityd").stdout.strip()
    cell.check("one daemon runs", daemons == "1", daemons)
    with cell.terminal("bash") as terminal:
        text = terminal.type("true")
        cell.check("the first prompt is quiet", not said(text), text)
        text = terminal.type(INSTALL.format(package=LIBRARY))
        cell.check("a change is told once", text.count(f"WARN  {LIBRARY}") == 1, text)
    cell.remove()
    old.remove()
