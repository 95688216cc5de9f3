"""A dev container that is one of two services of a docker-compose file: Debian's docker-compose over
podman's own socket. Compose starts the feature's entrypoint around the service's command, and
postStartCommand comes as ever."""
import json
import shutil

from .cell import told_and_undone, up

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


def compose(suite):
    release = suite.main_release
    label, engine = f"compose, debian {release}", suite.engine
    if not shutil.which("docker-compose"):
        suite.results.skip(label, "not here: docker-compose")
        return
    project = {"dockerComposeFile": "docker-compose.yml", "service": "app", "workspaceFolder": "/workspace"}
    files = {"docker-compose.yml": COMPOSE.format(image=suite.image(release)[0])}
    with engine.listening() as address:
        cell = up(suite, label, release, project, "root", files,
                  arguments=("--docker-compose-path", "docker-compose"), environment={"DOCKER_HOST": address})
        if not cell:
            return
        running = engine.must("ps", "--format", "{{.Command}}").splitlines()
        cell.check("both services run", len(running) == 2, running)
        status = cell.status()
        cell.check("the guard runs, out of set-up, in the workspace",
                   status.get("outcome") == "clean" and status.get("in_setup") is False and
                   status.get("workspace") == "/workspace", json.dumps(status)[:2000] + cell.log()[-1500:])
        told_and_undone(cell)
        engine.run("rm", "--all", "--force", "--time", "0")
