"""One dev container of the matrix: up, and what a person at its shells sees. apt reads what is typed
ahead, so that commands get no standard input."""
import json
import os
import re
import shutil
import time

from lib import roots
from lib.roots import must, run

from .images import LIBRARY, WHEEL
from .terminal import Terminal, Tmux

INSTALL = "apt-get install -y -q {package} </dev/null >/dev/null 2>&1"
PIP = ("python3 -m pip install --quiet --no-index --no-deps --disable-pip-version-check "
       "{more} /srv/wheels/{wheel}-1.0-py3-none-any.whl")

PIP_MORE = {"11": "", "12": "--root-user-action=ignore --break-system-packages"}
PIP_MORE["13"] = PIP_MORE["12"]


def make_workspace(suite, folder, release, configuration, files=(), feature=None):
    """A project: devcontainer.json, the feature and `files` beside it, production's SBOM."""
    image, root = suite.image(release)
    devcontainer = os.path.join(folder, ".devcontainer")
    os.makedirs(devcontainer)
    shutil.copytree(feature or suite.feature, os.path.join(devcontainer, "prodparity"))
    for path, text in dict(files).items():
        os.chmod(roots.write(devcontainer, path, text), 0o755)
    sbom = must([f"{suite.programs}/prodparity", "inventory", "--root", root, "--format", "cyclonedx"])
    roots.write(folder, "production sbom.cdx.json", sbom)
    document = {"image": image, "overrideFeatureInstallOrder": ["./prodparity"],
                "features": {"./prodparity": {"reference": "production sbom.cdx.json"}}, **configuration}
    if "build" in document or "dockerComposeFile" in document:
        del document["image"]
    roots.write(devcontainer, "devcontainer.json", json.dumps(document))


def up(suite, label, release, configuration, user, files=(), feature=None, arguments=(), owner=0, **options):
    """devcontainer up with a project of that configuration: the Cell, or None where it failed.
    `arguments` are the CLI's, `options` Engine.up's; `owner`: the uid whose project it is."""
    workspace = suite.folder("workspace")
    make_workspace(suite, workspace, release, configuration, files, feature)
    must(["chown", "-R", f"{owner}:{owner}", workspace])
    start = time.monotonic()
    answer = suite.engine.up(workspace, *arguments, **options)
    if not suite.results.check(f"{label}: devcontainer up", answer["outcome"] == "success", answer["log"][-4000:]):
        return None
    print(f"      up in {time.monotonic() - start:.1f} s", flush=True)
    return Cell(suite.results, suite.engine, label, user, answer, workspace)


class Cell:
    """A container that is up."""

    def __init__(self, results, engine, label, user, answer, workspace):
        self.results, self.engine, self.label, self.user = results, engine, label, user
        self.workspace = workspace
        self.container = answer.get("containerId")
        self.folder = answer.get("remoteWorkspaceFolder")

    def check(self, name, holds, detail=""):
        return self.results.check(f"{self.label}: {name}", holds, detail)

    def execute(self, *argv, user=None):
        return self.engine.execute(self.container, *argv, user=user or self.user)

    def status(self):
        """The settled guard's status as JSON."""
        return self.engine.status(self.container, self.user)

    def terminal(self, *argv):
        """A person at this shell; "tmux" is bash in a window of tmux."""
        kind = Tmux if argv == ("tmux",) else Terminal
        return kind(self.engine, self.container, argv, self.user, self.folder)

    def remove(self):
        self.engine.run("rm", "--force", "--time", "0", self.container)
        run(["rm", "-rf", self.workspace])

    def log(self):
        home = "/root" if self.user == "root" else f"/home/{self.user}"
        return "".join(self.execute("cat", path, user="root").stdout for path in
                       ("/var/lib/prodparity/daemon.log", f"{home}/.local/state/prodparity/daemon.log"))


def said(text):
    return [line for line in text.splitlines() if "prodparity:" in line]


def undo_of(text):
    """The command that the warning gives, as a person copies it."""
    found = re.search(r"undo: (.*)", text)
    return found.group(1).strip() if found else ""


def soon(terminal, text, wanted):
    """pip holds no lock: on a busy machine its last file may be seen a moment after its prompt."""
    for _ in range(5):
        if wanted in text:
            break
        time.sleep(0.2)
        text += terminal.type("true")
    return text


def told_and_undone(cell):
    """A person at bash, as short as can be: quiet, a library installed, told, undone."""
    with cell.terminal("bash") as terminal:
        first = terminal.type("true")
        cell.check("the first prompt is quiet", not said(first), first)
        text = terminal.type(INSTALL.format(package=LIBRARY))
        cell.check("apt-get install shows at the next prompt", f"WARN  {LIBRARY}" in text, text)
        undo = undo_of(text)
        text = terminal.type(undo + " </dev/null >/dev/null 2>&1") if undo else "no undo was told"
        cell.check("the undo resolves it", bool(undo) and f"resolved: {LIBRARY}" in text, f"{undo}\n{text}")


def shell_cell(cell, release, argv):
    """One shell: quiet, a real apt and a real pip change seen, undone, resolved, status kept."""
    name = " ".join(argv)
    sudo = "" if cell.user == "root" else "sudo "
    more = PIP_MORE[release]
    before = cell.status().get("findings")  # of the image and of set-up
    with cell.terminal(*argv) as terminal:
        first = terminal.type("true")
        cell.check(f"{name}: the first prompt is quiet", not said(first), first)

        text = terminal.type(sudo + INSTALL.format(package=LIBRARY))
        cell.check(f"{name}: apt-get install shows at the next prompt",
                   terminal.status == 0 and f"WARN  {LIBRARY}" in text and "is not in production" in text,
                   text)
        again = terminal.type("true")
        cell.check(f"{name}: once", not said(again), again)
        status = cell.status()
        cell.check(f"{name}: status tells the truth", status.get("open") == 1 and status.get("findings") == before + 1,
                   json.dumps(status)[:2000])
        undo = undo_of(text)
        text = terminal.type(undo + " </dev/null >/dev/null 2>&1") if undo else "no undo was told"
        cell.check(f"{name}: the undo resolves it", bool(undo) and f"resolved: {LIBRARY}" in text,
                   f"{undo}\n{text}")

        text = terminal.type(sudo + PIP.format(more=more, wheel=WHEEL) + " </dev/null")
        text = soon(terminal, text, f"{WHEEL} 1.0")
        cell.check(f"{name}: pip install shows at a prompt", f"{WHEEL} 1.0 is not in production" in text, text)
        undo = undo_of(text)
        text = terminal.type(undo + " </dev/null >/dev/null 2>&1") if undo else "no undo was told"
        text = soon(terminal, text, f"resolved: {WHEEL}")
        cell.check(f"{name}: pip's undo resolves it", bool(undo) and f"resolved: {WHEEL}" in text, f"{undo}\n{text}")

        terminal.type("sh -c 'exit 7'")
        cell.check(f"{name}: the command's exit status is kept", terminal.status == 7, f"status {terminal.status}")
        terminal.type("prodparity mute")
        muted = terminal.type(sudo + INSTALL.format(package=LIBRARY))
        cell.check(f"{name}: muted", terminal.status == 0 and not said(muted), muted)
        terminal.type(f"{sudo}apt-get purge -y -q {LIBRARY} </dev/null >/dev/null 2>&1")
    status = cell.status()
    cell.check(f"{name}: clean again", status.get("open") == 0 and status.get("findings") == before,
               json.dumps(status)[:2000])
