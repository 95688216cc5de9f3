"""The life of a container: stopped, killed, committed."""
import json
import time

from .cell import INSTALL, Cell, up
from .images import LIBRARY
from .matrix import SETUP

ENTRYPOINT = "/usr/local/share/prodparity/entrypoint.sh"
BASELINES = "cd /var/lib/prodparity && sha256sum installed.json baseline.json baseline-first-start.json"


def life(suite):
    release = "12" if "12" in suite.releases else suite.releases[0]
    label = f"life, debian {release}"
    dockerfile = {"Dockerfile": f"FROM {suite.image(release)[0]}\n"}
    cell = up(suite, label, release, {**SETUP, "build": {"dockerfile": "Dockerfile"}}, "root", dockerfile)
    if not cell:
        return
    for name, part in (("stop and start", stop_and_start), ("killed", killed), ("commit", commit)):
        suite.results.step(f"{label}: {name}", lambda _, one=part: one(cell))
    cell.remove()


def stop_and_start(cell):
    before, engine = cell.status(), cell.engine
    engine.must("stop", "--time", "1", cell.container)
    engine.must("start", cell.container)
    after = cell.status()
    cell.check("stop and start: the guard runs again", after.get("state") == "settled",
               json.dumps(after) + cell.log()[-1500:])
    cell.check("stop and start: the journal goes on", after.get("sequence", 0) > before.get("sequence", 0),
               f"{before.get('sequence')} -> {after.get('sequence')}")
    cell.check("stop and start: it still knows the workspace", after.get("workspace") == cell.folder,
               after.get("workspace"))


def killed(cell):
    with cell.terminal("bash") as terminal:
        terminal.type("true")
        cell.execute("sh", "-c", f"kill -9 {cell.status().get('pid')}", user="root")
        time.sleep(0.2)
        text = terminal.type("true")
        cell.check("killed: the next prompt says so and starts it again", "started again" in text, text)
    timeline = cell.execute("prodparity", "findings", "--timeline").stdout
    cell.check("killed: the gap is in the journal", "gap" in timeline, timeline[-2000:])
    cell.check("killed: status tells the truth", cell.status().get("open") == 0, cell.status())


class Beside:
    """A container beside the cell's, of its image or another, started by podman alone."""

    def __init__(self, cell, image, *command):
        self.cell = cell
        mount = f"{cell.workspace}:{cell.folder}"
        self.container = cell.engine.must("run", "--detach", "--volume", mount, "--entrypoint", command[0],
                                          image, *command[1:]).strip()

    def __enter__(self):
        cell = self.cell
        return Cell(cell.results, cell.engine, cell.label, cell.user,
                    {"containerId": self.container, "remoteWorkspaceFolder": cell.folder}, cell.workspace)

    def __exit__(self, *_):
        self.cell.engine.run("rm", "--force", "--time", "0", self.container)


def image_of(cell):
    return cell.engine.must("inspect", "--format", "{{.ImageName}}", cell.container).strip()


def commit(cell):
    """What was installed since the first start is still that in a container of the committed image."""
    cell.execute("sh", "-c", INSTALL.format(package=LIBRARY))
    before = cell.status()
    cell.check("commit: before it, one finding is open", before.get("open") == 1, json.dumps(before)[:2000])
    baselines = cell.execute("sh", "-c", BASELINES).stdout
    image = "localhost/prodparity-e2e:committed"
    cell.engine.must("commit", "--quiet", cell.container, image)
    with Beside(cell, image, ENTRYPOINT, "sleep", "infinity") as other:
        status = other.status()
        cell.check("commit: its container is guarded", status.get("state") == "settled" and
                   status.get("in_setup") is False and status.get("workspace") == cell.folder,
                   json.dumps(status)[:2000] + other.log()[-1500:])
        kept = other.execute("sh", "-c", BASELINES).stdout
        cell.check("commit: the baseline is the old one", kept == baselines and kept.count("\n") == 3, kept)
        cell.check("commit: its container goes on with the journal",
                   status.get("open") == 1 and status.get("sequence", 0) > before.get("sequence", 0),
                   json.dumps(status)[:2000])
        listed = other.execute("prodparity", "findings").stdout
        cell.check("commit: the finding is still open", LIBRARY in listed, listed)
    cell.execute("sh", "-c", f"apt-get purge -y -q {LIBRARY}")
