"""podman with a storage, a configuration and images of its own, and the Dev Containers CLI over it."""
import contextlib
import json
import os
import shutil
import subprocess
import time

from lib.roots import fetch, must, run

# Nested containers can raise no limits: lower ones are always allowed. No network of their own, no
# systemd: what a CI machine and a container of a CI machine both have. The CLI waits for the event
# that a container started.
CONTAINERS_CONF = """[containers]
netns = "host"
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
"""
STORAGE_CONF = """[storage]
driver = "{driver}"
runroot = "{folder}/run"
graphroot = "{folder}/graph"
"""
LISTENS_WITHIN = 30  # seconds


class Engine:
    """podman, everything of it below `work`."""

    def __init__(self, work, cli):
        self.work, self.cli = work, cli
        os.makedirs(work, exist_ok=True)
        for driver in ("overlay", "vfs"):
            self._configure(driver)
            if run([*self.podman(), "info"], env=self.environment()).returncode == 0:
                self.driver = driver
                break
        else:
            raise RuntimeError("podman cannot store containers here, neither by overlay nor by vfs")

    def _configure(self, driver):
        self.folder = os.path.join(self.work, driver)
        with open(os.path.join(self.work, "containers.conf"), "w", encoding="utf-8") as file:
            file.write(CONTAINERS_CONF)
        with open(os.path.join(self.work, "storage.conf"), "w", encoding="utf-8") as file:
            file.write(STORAGE_CONF.format(driver=driver, folder=self.folder))

    def environment(self):
        return {**os.environ, "CONTAINERS_CONF": os.path.join(self.work, "containers.conf"),
                "CONTAINERS_STORAGE_CONF": os.path.join(self.work, "storage.conf")}

    @staticmethod
    def podman():
        return ["podman"]

    def run(self, *arguments, **options):
        return run([*self.podman(), *arguments], env=self.environment(), **options)

    def must(self, *arguments, **options):
        return must([*self.podman(), *arguments], env=self.environment(), **options)

    def import_root(self, root, name):
        """The root file system as an image, as it is."""
        tar = subprocess.Popen(["tar", "-C", root, "--numeric-owner", "-c", "."], stdout=subprocess.PIPE)
        done = subprocess.run([*self.podman(), "import", "--quiet", "-", name], stdin=tar.stdout,
                              env=self.environment(), capture_output=True, text=True, check=False)
        if tar.wait() != 0 or done.returncode != 0:
            raise RuntimeError(f"podman import {name}: {done.stderr[-2000:]}")

    def execute(self, container, *argv, user="root", **options):
        return self.run("exec", "-u", user, container, *argv, **options)

    def status(self, container, user="root", holds=lambda status: status["state"] == "settled", seconds=20):
        """The guard's status as JSON, once it is so; or as it last was. State "none": it says nothing."""
        end = time.monotonic() + seconds
        while True:
            done = self.execute(container, "prodparity", "status", "--format", "json", user=user)
            try:
                status = json.loads(done.stdout)
            except ValueError:
                status = {"state": "none", "said": done.stdout + done.stderr}
            if (status["state"] != "none" and holds(status)) or time.monotonic() > end:
                return status
            time.sleep(0.1)

    @contextlib.contextmanager
    def listening(self):
        """podman's API, as docker's clients expect it; its address."""
        path = os.path.join(self.work, "podman.sock")
        service = subprocess.Popen([*self.podman(), "system", "service", "--time", "0", f"unix://{path}"],
                                   env=self.environment(), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            end = time.monotonic() + LISTENS_WITHIN
            while not os.path.exists(path):
                if service.poll() is not None or time.monotonic() > end:
                    raise RuntimeError("podman system service does not listen")
                time.sleep(0.05)
            yield f"unix://{path}"
        finally:
            service.terminate()
            service.wait()

    def up(self, workspace, *extra, environment=(), podman="podman", caller=()):
        """devcontainer up; its answer, with all it printed under "log". `caller`: a command in front of
        it, as setpriv."""
        done = run([*caller, *self.cli, "up", "--docker-path", podman, "--workspace-folder", workspace, *extra],
                   env={**self.environment(), **dict(environment)})
        lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
        answer = json.loads(lines[-1]) if lines else {"outcome": "none"}
        answer["log"] = done.stdout + done.stderr
        return answer

    def remove(self):
        self.run("rm", "--all", "--force", "--time", "0")
        self.run("rmi", "--all", "--force")
        run(["umount", os.path.join(self.folder, "graph", self.driver)])
        shutil.rmtree(self.work, ignore_errors=True)


def install_cli(folder):
    """The pinned CLI in `folder`; its command line. Raises where node or the registry is not there."""
    here = os.path.dirname(os.path.abspath(__file__))
    os.makedirs(folder, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(os.path.join(here, name), folder)
    fetch("npm ci", ["npm", "ci", "--no-fund", "--no-audit", "--loglevel=error"], cwd=folder)
    return ["node", os.path.join(folder, "node_modules/@devcontainers/cli/devcontainer.js")]
