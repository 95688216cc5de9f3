#!/usr/bin/env python3
"""The live part of script/demo: production and dev, a daemon, real apt and pip, warnings with their
latency, the report, the undo. Works in a folder of its own and removes it, also on failure."""
import argparse
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

from lib import roots  # noqa: E402
from lib.live import Daemon, LockWatch  # noqa: E402
from lib.packages import bumped_copy, download, make_repository, make_wheel  # noqa: E402
from lib.programs import gather_programs  # noqa: E402
from lib.roots import must, must_in_root, run  # noqa: E402

WORKSPACE = "/workspaces/app"
INCLUDE = ["python3", "python3-venv", "ca-certificates", "openssl", "libssl3"]
APT = ["apt-get", "-qq", "-y", "-o", "Dpkg::Use-Pty=0"]
PIP_INSTALL = [WORKSPACE + "/.venv/bin/pip", "install", "-q", "--find-links", "/srv/wheels"]
COLOURS = {"BLOCK": "1;31", "WARN": "1;33", "==": "1"}

# What this imaginary team adds to the built-in policy, in which another version of a PyPI
# distribution is for information only.
POLICY = """{
  // where the team's own rules live: /workspaces/app/.devcontainer/prodparity.json
  "rules": [
    {"name": "python-major", "tier": "warn", "reason": "its interface may differ from production's",
     "match": {"ecosystems": ["pypi"], "kinds": ["version"], "classes": ["major"]}}
  ]
}
"""


def show(text):
    """Text for a person, set in from the left; tiers in colour on a terminal."""
    for line in text.rstrip("\n").split("\n"):
        if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
            for word, colour in COLOURS.items():
                if line.lstrip().startswith(word + " "):
                    line = line.replace(word, f"\x1b[{colour}m{word}\x1b[0m", 1)
        print("   | " + line, flush=True)


class Step:
    """A numbered step that says how long it took."""
    number = 2

    def __init__(self, title):
        Step.number += 1
        print(f"\n== {Step.number}. {title}", flush=True)
        self.start = time.monotonic()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        print(f"   ({time.monotonic() - self.start:.1f} s)", flush=True)


def make_production(work):
    root = roots.make_root(os.path.join(work, "production"), "bookworm", INCLUDE)
    debs = os.path.join(work, "debs")
    wanted = ["libssl3", "openssl", "libsodium23", "less"]
    real = download(root, debs, wanted)
    packages = list(real.values())
    version = must(["dpkg-deb", "-f", real["libssl3"], "Version"]).strip()
    newer = version.split("-")[0] + ".1-1~deb12u1"
    packages += [bumped_copy(real[name], newer, debs) for name in ("libssl3", "openssl")]
    make_repository(root, packages)
    # Production runs exactly what the repository calls the older version.
    must_in_root(root, [*APT, "install", "--allow-downgrades", f"libssl3={version}",
                        f"openssl={version}"])
    for number in ("1.4.2", "2.0.0b1"):
        make_wheel(root + "/srv/wheels", "acme-http", number)
    must_in_root(root, ["python3", "-m", "venv", WORKSPACE + "/.venv"])
    must_in_root(root, [WORKSPACE + "/.venv/bin/pip", "install", "-q", "--find-links",
                        "/srv/wheels", "acme-http==1.4.2"])
    return root, newer


def write_sbom(programs, root, path):
    with open(path, "w", encoding="utf-8") as file:
        file.write(must([programs + "/prodparity", "inventory", "--root", root, "--workspace",
                         WORKSPACE, "--format", "cyclonedx"]))
    with open(path, encoding="utf-8") as file:
        components = len(json.load(file)["components"])
    print(f"   its SBOM, by prodparity inventory: CycloneDX, {components} components, "
          f"{os.path.getsize(path) // 1024} KiB", flush=True)


class Watcher:
    """`prodparity watch` in the background: what it tells, with the latency since dpkg let go of its
    lock (or, for pip, which has none, since the last change of its folder)."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.locks = LockWatch(daemon.root)
        self.process = subprocess.Popen(
            [daemon.programs + "/prodparity", "watch", "--format", "json", "--socket",
             daemon.socket_path()],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        self.buffer = b""
        self.released = None
        self.latencies = []
        while not self.poll(10):  # its first line: it listens now
            pass

    def poll(self, seconds):
        """What was told within so long: [(time, method, params)]."""
        ready, _, _ = select.select([self.locks, self.process.stdout], [], [], seconds)
        if self.locks in ready and self.locks.read():
            self.released = time.time()
        if self.process.stdout not in ready:
            return []
        part = os.read(self.process.stdout.fileno(), 1 << 16)
        if not part:
            raise RuntimeError("prodparity watch has ended")
        *lines, self.buffer = (self.buffer + part).split(b"\n")
        messages = [json.loads(line) for line in lines]
        return [(time.time(), message["method"], message["params"]) for message in messages]

    def change(self, argv, expect, **environment):
        """Runs a command in the root and shows what is told of it. `expect` is "announced",
        "resolved", or None where nothing may be told."""
        print("   $ " + " ".join(word for word in argv if word not in [*APT[1:], "sh", "-c"]),
              flush=True)
        self.released = None
        process = subprocess.Popen(["chroot", self.daemon.root, *argv], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                   env={**roots.ENVIRONMENT, **environment})
        told = self.follow(process, expect)
        _, errors = process.communicate()
        if process.returncode != 0:
            raise RuntimeError(f"{argv}: exit {process.returncode}: {errors[-2000:]}")
        if told != ({expect} - {None}):
            raise RuntimeError(f"expected {expect}, and there was {told or 'nothing'}")

    def follow(self, process, expect, limit=60.0):
        """Until the command ended, the daemon is settled, and what is expected was told."""
        told, state, quiet_since = set(), "", time.monotonic()
        end = quiet_since + limit
        while time.monotonic() < end:
            for when, method, params in self.poll(0.02):
                quiet_since, state = time.monotonic(), params.get("state", state)
                if method in ("announced", "resolved"):
                    told.add(method)
                    self.tell(when, method, params)
            # A command that changes nothing more has been quiet for this long.
            quiet = time.monotonic() - quiet_since > 0.3
            if process.poll() is not None and quiet and state == "settled":
                if expect is None or expect in told:
                    break
        return told

    def tell(self, when, method, params):
        since, what = self.released, "after dpkg let go of its lock"
        if since is None:
            since, what = last_change(self.daemon.root), "after pip's last change"
        self.latencies.append((when - since) * 1000)
        print(f"   {method} {self.latencies[-1]:.0f} ms {what}:", flush=True)
        show(params.get("text") or "prodparity: resolved: " +
             ", ".join(finding["name"] for finding in params["findings"]))

    def close(self):
        self.locks.close()
        self.process.terminate()
        self.process.wait()


def last_change(root):
    """When the environment's site-packages, or a folder in it, changed last."""
    base = f"{root}{WORKSPACE}/.venv/lib"
    times = []
    for version in os.listdir(base):
        with os.scandir(f"{base}/{version}/site-packages") as entries:
            times += [entry.stat().st_mtime for entry in entries if entry.is_dir()]
        times.append(os.stat(f"{base}/{version}/site-packages").st_mtime)
    return max(times)


def client(daemon, *words):
    """What a command through the daemon prints, and its exit code."""
    done = run([f"{daemon.programs}/prodparity", *words, "--socket", daemon.socket_path()])
    return done.stdout, done.returncode


def undo_commands(daemon):
    """The report's own commands that undo what warns or blocks, each once."""
    commands = []
    for finding in json.loads(client(daemon, "report", "--format", "json")[0])["findings"]:
        undo = [remedy["command"] for remedy in finding["remedies"] if remedy["kind"] == "undo"]
        if finding["tier"] in ("block", "warn") and undo and undo[0] not in commands:
            commands.append(undo[0])
    return commands


def show_clean(daemon):
    text, code = client(daemon, "report")
    print("   $ prodparity report", flush=True)
    show(text)
    print(f"   exit code {code}", flush=True)
    if code != 0:
        raise RuntimeError("it is not clean after the undo")


def changes(watcher, newer):
    with Step("a runtime library appears"):
        watcher.change([*APT, "install", "libsodium23"], "announced")
    with Step("a shared library changes its version"):
        watcher.change([*APT, "install", f"libssl3={newer}", f"openssl={newer}"], "announced")
    with Step("a Python package is upgraded in a virtual environment"):
        watcher.change([*PIP_INSTALL, "acme-http==2.0.0b1"], "announced")
    with Step("an allowed tool is installed: not a word"):
        watcher.change([*APT, "install", "less"], None)
        print("   $ prodparity status")
        show(client(watcher.daemon, "status")[0])


def demo(programs, work):
    with Step("production: a small Debian root, and its SBOM"):
        production, newer = make_production(work)
        sbom = os.path.join(work, "production.cdx.json")
        write_sbom(programs, production, sbom)
    daemon = watcher = None
    try:
        with Step("dev: a copy of it, the team's policy, and the daemon on it"):
            dev = roots.copy_root(production, os.path.join(work, "dev"))
            roots.write(dev, WORKSPACE + "/.devcontainer/prodparity.json", POLICY)
            daemon = Daemon(programs, dev, sbom, work, WORKSPACE)
            daemon.start()
            watcher = Watcher(daemon)
            show(client(daemon, "report")[0])
        changes(watcher, newer)
        with Step("the report, ready for a pull request's comment"):
            print("   $ prodparity report --format markdown\n")
            print(client(daemon, "report", "--format", "markdown")[0])
        with Step("the undo, by the report's own commands"):
            for command in undo_commands(daemon):
                watcher.change(["sh", "-c", command], "resolved", PIP_FIND_LINKS="/srv/wheels")
        with Step("and it is clean"):
            show_clean(daemon)
        print("\n   told after: " + ", ".join(f"{value:.0f} ms" for value in watcher.latencies))
    finally:
        if watcher is not None:
            watcher.close()
        if daemon is not None:
            code = daemon.stop()
            if code not in (None, 0):
                print(f"   the daemon ended with {code}; the end of its log:\n{daemon.log()[-2000:]}")


def stop(*_):
    sys.exit(143)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", default="build/release")
    arguments = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    work = tempfile.mkdtemp(prefix="prodparity-demo.")
    tempfile.tempdir = work  # what helpers make in passing goes with it
    try:
        demo(gather_programs(arguments.programs, work), work)
    except RuntimeError as error:
        print(f"\nerror: {error}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(work, ignore_errors=True)
        print(f"   removed {work}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
