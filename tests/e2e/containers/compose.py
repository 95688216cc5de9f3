"""A dev container that is one of two services of a docker-compose file: Debian's docker-compose over
podman's own socket. Compose starts the feature's entrypoint around the service's command, and
postStartCommand comes as ever."""
import contextlib
import json
import os
import shutil
import subprocess
import time

from lib import roots
from lib.roots import must

from .cell import INSTALL, Cell, said, undo_of
from .images import LIBRARY

# No network of their own, as all containers of the suite.
COMPOSE = """version: "3.8"
services:
  app:
    image: {image}
    network_mode: host
    command: sleep infinity
    volumes:
      - ..:/workspace
  database:
    image: {image}
    network_mode: host
    command: sh -c "echo ready; exec sleep infinity"
"""
SECONDS = 30


@contextlib.contextmanager
def socket_of(engine):
    """podman's API, as docker's clients expect it; its address."""
    path = os.path.join(engine.work, "podman.sock")
    service = subprocess.Popen(["podman", "system", "service", "--time", "0", f"unix://{path}"],
                               env=engine.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + SECONDS
        while not os.path.exists(path):
            if service.poll() is not None or time.monotonic() > end:
                raise RuntimeError("podman system service does not listen")
            time.sleep(0.05)
        yield f"unix://{path}"
    finally:
        service.terminate()
        service.wait()


def make_workspace(suite, release):
    image, root = suite.image(release)
    workspace = suite.folder("compose")
    devcontainer = os.path.join(workspace, ".devcontainer")
    os.makedirs(devcontainer)
    shutil.copytree(suite.feature, os.path.join(devcontainer, "prodparity"))
    sbom = must([f"{suite.programs}/prodparity", "inventory", "--root", root, "--format", "cyclonedx"])
    roots.write(workspace, "production.cdx.json", sbom)
    roots.write(devcontainer, "docker-compose.yml", COMPOSE.format(image=image))
    roots.write(devcontainer, "devcontainer.json", json.dumps({
        "dockerComposeFile": "docker-compose.yml", "service": "app", "workspaceFolder": "/workspace",
        "features": {"./prodparity": {"reference": "production.cdx.json"}}}))
    return workspace


def compose(suite):
    release = "12" if "12" in suite.releases else suite.releases[0]
    label, engine, results = f"compose, debian {release}", suite.engine, suite.results
    if not shutil.which("docker-compose"):
        results.skip(label, "not here: docker-compose")
        return
    workspace = make_workspace(suite, release)
    with socket_of(engine) as address:
        answer = engine.up(workspace, "--docker-compose-path", "docker-compose",
                           environment={"DOCKER_HOST": address})
        if not results.check(f"{label}: devcontainer up", answer["outcome"] == "success", answer["log"][-6000:]):
            return
        cell = Cell(results, engine, label, "root", answer, workspace)
        running = engine.must("ps", "--format", "{{.Command}}").splitlines()
        cell.check("both services run", len(running) == 2, running)
        status = cell.status()
        cell.check("the guard runs, out of set-up, in the workspace",
                   status.get("outcome") == "clean" and status.get("in_setup") is False and
                   status.get("workspace") == "/workspace", json.dumps(status)[:2000] + cell.log()[-1500:])
        with cell.terminal("bash") as terminal:
            first = terminal.type("true")
            cell.check("the first prompt is quiet", not said(first), first)
            text = terminal.type(INSTALL.format(package=LIBRARY))
            cell.check("apt-get install shows at the next prompt", f"WARN  {LIBRARY}" in text, text)
            text = terminal.type(undo_of(text) + " </dev/null >/dev/null 2>&1")
            cell.check("the undo resolves it", f"resolved: {LIBRARY}" in text, text)
        engine.run("rm", "--all", "--force", "--time", "0")
