"""The life of a container: stopped, killed, committed, rebuilt, started without the feature's
entrypoint or without its postStartCommand."""
import json
import os
import time

from .cell import INSTALL, Cell, said, up
from .images import LIBRARY
from .matrix import SETUP

ENTRYPOINT = "/usr/local/share/prodparity/entrypoint.sh"
POST_START = "/usr/local/share/prodparity/post-start.sh"
BASELINES = "cd /var/lib/prodparity && sha256sum installed.json baseline.json baseline-first-start.json"
MORE = "libfeature7"  # of the images' repository, in no production


def life(suite):
    release = suite.main_release
    label = f"life, debian {release}"
    dockerfile = {"Dockerfile": f"FROM {suite.image(release)[0]}\n"}
    cell = up(suite, label, release, {**SETUP, "build": {"dockerfile": "Dockerfile"}}, "root", dockerfile)
    if not cell:
        return
    for name, part in (("stop and start", stop_and_start), ("killed", killed), ("commit", commit),
                       ("post-start alone", post_start_alone), ("exec only", exec_only),
                       ("first prompt", first_prompt), ("rebuild", rebuild)):
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

    def __init__(self, cell, image, *command, user="root"):
        self.cell = cell
        mount = f"{cell.workspace}:{cell.folder}"
        self.container = cell.engine.must("run", "--detach", "--user", user, "--volume", mount, "--entrypoint", command[0],
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


def post_start_alone(cell):
    """As docker compose and others start it: no entrypoint of the feature's."""
    with Beside(cell, image_of(cell), "sleep", "infinity") as other:
        other.execute("sed", "-i", "/prodparity/d", "/etc/zsh/zshrc")  # a shell that came after us
        dead = other.execute("prodparity", "status")
        cell.check("post-start alone: before it status says that nothing guards", dead.returncode != 0,
                   dead.stdout + dead.stderr)
        first = other.execute(POST_START, cell.folder)
        cell.check("post-start alone: quiet", first.returncode == 0 and not first.stdout + first.stderr,
                   first.stdout + first.stderr)
        status = other.status()
        cell.check("post-start alone: the guard runs, out of set-up, in the workspace",
                   status.get("outcome") == "clean" and status.get("in_setup") is False and
                   status.get("workspace") == cell.folder, json.dumps(status)[:2000] + other.log()[-1500:])
        again = other.execute(POST_START, cell.folder)
        after = other.status()
        cell.check("post-start alone: run again it changes nothing",
                   again.returncode == 0 and not again.stdout + again.stderr and
                   all(after.get(word) == status.get(word) for word in ("pid", "sequence", "workspace")),
                   json.dumps([status, after])[:3000])
        for shell in ("bash", "zsh"):
            with other.terminal(shell) as terminal:
                terminal.type("true")
                text = terminal.type(INSTALL.format(package=LIBRARY))
                cell.check(f"post-start alone: {shell} is told", f"WARN  {LIBRARY}" in text, text)
                terminal.type(f"apt-get purge -y -q {LIBRARY} </dev/null >/dev/null 2>&1")


def exec_only(cell):
    """No entrypoint and no postStartCommand: whoever opens a shell in the project starts the guard."""
    with Beside(cell, image_of(cell), "sleep", "infinity") as other, other.terminal("bash") as terminal:
        text = terminal.type("true")
        cell.check("exec only: the first prompt is quiet", not said(text), text)
        status = other.status()
        cell.check("exec only: the first prompt started the guard",
                   status.get("state") == "settled" and status.get("in_setup") is False,
                   json.dumps(status)[:2000] + other.log()[-1500:])
        cell.check("exec only: in the project that the shell is in", status.get("workspace") == cell.folder,
                   json.dumps(status)[:2000])
        text = terminal.type(INSTALL.format(package=LIBRARY))
        cell.check("exec only: what is installed is told", f"WARN  {LIBRARY}" in text, text)


def first_prompt(cell):
    """The entrypoint ran and no postStartCommand comes: the first prompt ends set-up."""
    with Beside(cell, image_of(cell), ENTRYPOINT, "sleep", "infinity") as other:
        before = other.status()
        cell.check("first prompt: before it, set-up", before.get("in_setup") is True, json.dumps(before)[:2000])
        with other.terminal("bash") as terminal:
            text = terminal.type("true")
            status = other.status()
            cell.check("first prompt: it ends set-up, quietly", status.get("in_setup") is False and not said(text),
                       json.dumps(status)[:2000] + text)
            text = terminal.type(INSTALL.format(package=LIBRARY))
            cell.check("first prompt: what is installed then is told", f"WARN  {LIBRARY}" in text, text)


def rebuild(cell):
    """Another Dockerfile: a new container, a new session, and what the build changed is of the image."""
    before = cell.execute("prodparity", "findings").stdout
    cell.check(f"rebuild: before it, no {MORE}", "libsetup7-only" in before and MORE not in before, before)
    with open(os.path.join(cell.workspace, ".devcontainer/Dockerfile"), "a", encoding="utf-8") as file:
        file.write(f"RUN apt-get install -y -q {MORE}\n")
    answer = cell.engine.up(cell.workspace, "--remove-existing-container")
    if not cell.check("rebuild: devcontainer up", answer["outcome"] == "success", answer["log"][-4000:]):
        return
    old, cell.container = cell.container, answer["containerId"]
    status = cell.status()
    cell.check("rebuild: another container, guarded", cell.container != old and status.get("open") == 0 and
               status.get("in_setup") is False, json.dumps(status)[:2000] + cell.log()[-1500:])
    timeline = cell.execute("prodparity", "findings", "--timeline").stdout.splitlines()
    cell.check("rebuild: a new session, without the old one's story",
               "session_start" in timeline[0] and timeline[0].split()[0] == "1" and
               not any(LIBRARY in line or "killed" in line for line in timeline), "\n".join(timeline)[:3000])
    listed = cell.execute("prodparity", "findings", "--format", "json").stdout
    origins = {finding["name"]: finding["origin"] for finding in json.loads(listed)["findings"]}
    cell.check("rebuild: what the build changed is listed as the image's",
               origins.get(MORE) == "baseline" and origins.get("libsetup7-only") == "setup",
               listed[:3000])
