"""One dev container of the matrix: up, and what a person at its shells sees. apt reads what is typed
ahead, so that commands get no standard input."""
import json
import os
import re
import shutil
import time

from lib.roots import must, run

from .images import LIBRARY, USER, WHEEL
from .terminal import Terminal

SHELLS = ("bash", "zsh", "fish")
PIP = ("python3 -m pip install --quiet --no-index --no-deps --disable-pip-version-check "
       "--root-user-action=ignore {more} /srv/wheels/{wheel}-1.0-py3-none-any.whl")


def make_workspace(folder, image, feature, programs, root, configuration):
    """A project: devcontainer.json, the feature beside it, production's SBOM."""
    devcontainer = os.path.join(folder, ".devcontainer")
    os.makedirs(devcontainer)
    shutil.copytree(feature, os.path.join(devcontainer, "prodparity"))
    sbom = must([f"{programs}/prodparity", "inventory", "--root", root, "--format", "cyclonedx"])
    with open(os.path.join(folder, "production sbom.cdx.json"), "w", encoding="utf-8") as file:
        file.write(sbom)
    document = {"image": image, "overrideFeatureInstallOrder": ["./prodparity"],
                "features": {"./prodparity": {"reference": "production sbom.cdx.json"}}, **configuration}
    with open(os.path.join(devcontainer, "devcontainer.json"), "w", encoding="utf-8") as file:
        json.dump(document, file)


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

    def status(self, *wanted, seconds=20):
        """The daemon's status as JSON, once it is in one of these states and out of set-up."""
        end = time.monotonic() + seconds
        while True:
            done = self.execute("prodparity", "status", "--format", "json")
            try:
                status = json.loads(done.stdout)
            except ValueError:
                status = {"state": "none", "said": done.stdout + done.stderr}
            if status["state"] in (wanted or ("settled",)) or time.monotonic() > end:
                return status
            time.sleep(0.1)

    def terminal(self, shell, *arguments):
        return Terminal(self.engine, self.container, shell, self.user, self.folder, arguments)

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


def shell_cell(cell, release, shell, arguments=()):
    """One shell: quiet, a real apt and a real pip change seen, undone, resolved, status kept."""
    name = " ".join((shell, *arguments))
    sudo = "" if cell.user == "root" else "sudo "
    more = "--break-system-packages" if release != "11" else ""
    with cell.terminal(shell, *arguments) as terminal:
        first = terminal.type("true")
        cell.check(f"{name}: the first prompt is quiet", not said(first), first)

        text = terminal.type(f"{sudo}apt-get install -y -q {LIBRARY} </dev/null >/dev/null 2>&1")
        cell.check(f"{name}: apt-get install shows at the next prompt",
                   terminal.status == 0 and f"WARN  {LIBRARY}" in text and "is not in production" in text,
                   text)
        again = terminal.type("true")
        cell.check(f"{name}: once", not said(again), again)
        status = cell.status()
        cell.check(f"{name}: status tells the truth", status.get("open") == 1 and status.get("findings") == 2,
                   json.dumps(status)[:2000])
        undo = undo_of(text)
        text = terminal.type(undo + " </dev/null >/dev/null 2>&1") if undo else "no undo was told"
        cell.check(f"{name}: the undo resolves it", bool(undo) and f"resolved: {LIBRARY}" in text,
                   f"{undo}\n{text}")

        text = terminal.type(sudo + PIP.format(more=more, wheel=WHEEL) + " </dev/null")
        for _ in range(5):  # pip holds no lock: on a busy machine its last file may be seen a moment later
            if f"{WHEEL} 1.0" not in text:
                time.sleep(0.2)
                text += terminal.type("true")
        cell.check(f"{name}: pip install shows at a prompt", f"{WHEEL} 1.0 is not in production" in text, text)
        undo = undo_of(text)
        text = terminal.type(undo + " </dev/null >/dev/null 2>&1") if undo else "no undo was told"
        cell.check(f"{name}: pip's undo resolves it", bool(undo) and f"resolved: {WHEEL}" in text, f"{undo}\n{text}")

        terminal.type("sh -c 'exit 7'")
        cell.check(f"{name}: the command's exit status is kept", terminal.status == 7, f"status {terminal.status}")
        terminal.type("prodparity mute")
        muted = terminal.type(f"{sudo}apt-get install -y -q {LIBRARY} </dev/null >/dev/null 2>&1")
        cell.check(f"{name}: muted", terminal.status == 0 and not said(muted), muted)
        terminal.type(f"{sudo}apt-get purge -y -q {LIBRARY} </dev/null >/dev/null 2>&1")
    status = cell.status()
    cell.check(f"{name}: clean again", status.get("open") == 0 and status.get("findings") == 1,
               json.dumps(status)[:2000])


def life_cell(cell):
    """Stopped and started, killed and started again: one session, and the gap is in the journal."""
    before = cell.status()
    engine = cell.engine
    engine.must("stop", "--time", "1", cell.container)
    engine.must("start", cell.container)
    after = cell.status()
    cell.check("stop and start: the guard runs again", after.get("state") == "settled", json.dumps(after) + cell.log()[-1500:])
    cell.check("stop and start: the journal goes on", after.get("sequence", 0) > before.get("sequence", 0),
               f"{before.get('sequence')} -> {after.get('sequence')}")
    cell.check("stop and start: it still knows the workspace", after.get("workspace") == cell.folder, after.get("workspace"))
    with cell.terminal("bash") as terminal:
        terminal.type("true")
        cell.execute("sh", "-c", f"kill -9 {after.get('pid')}", user="root")
        time.sleep(0.2)
        text = terminal.type("true")
        cell.check("killed: the next prompt says so and starts it again", "started again" in text, text)
    timeline = cell.execute("prodparity", "findings", "--timeline").stdout
    cell.check("killed: the gap is in the journal", "gap" in timeline, timeline[-2000:])
    cell.check("killed: status tells the truth", cell.status().get("open") == 0, cell.status())


def container_cell(results, engine, programs, feature, work, release, image, root, user, configuration, kind,
                   outcome):
    label = f"debian {release}, {kind}"
    workspace = os.path.join(work, f"workspace {release} {kind.replace(' ', '-')}")
    make_workspace(workspace, image, feature, programs, root, configuration)
    start = time.monotonic()
    answer = engine.up(workspace)
    if not results.check(f"{label}: devcontainer up", answer["outcome"] == "success", answer["log"][-4000:]):
        return
    print(f"      up in {time.monotonic() - start:.1f} s", flush=True)
    cell = Cell(results, engine, label, user, answer, workspace)
    status = cell.status()
    cell.check("the guard runs, set-up ended quietly",
               status.get("outcome") == outcome and status.get("open") == 0 and status.get("in_setup") is False,
               json.dumps(status)[:2000] + cell.log()[-2000:])
    cell.check("it knows the workspace", status.get("workspace") == cell.folder, json.dumps(status)[:1000])
    setup = cell.execute("dpkg-query", "-W", "libsetup7-only").returncode == 0
    listed = cell.execute("prodparity", "findings").stdout
    cell.check("what postCreateCommand installed is listed, not announced",
               setup and "libsetup7-only" in listed and status.get("open") == 0, listed)
    for shell in SHELLS:
        results.step(f"{label}: {shell}", lambda _, one=shell: shell_cell(cell, release, one))
    if kind == "root":
        results.step(f"{label}: bash -l", lambda _: shell_cell(cell, release, "bash", ("-l",)))
        results.step(f"{label}: life", lambda _: life_cell(cell))
    engine.run("rm", "--force", "--time", "0", cell.container)
    run(["rm", "-rf", workspace])
