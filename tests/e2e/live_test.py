"""The daemon while real apt, dpkg and pip run: its end state is a fresh scan's each time, and
nothing half-installed is announced."""
import json
import os
import time

from half_way_test import SLOW, kill_midway, named_command
from lib.live import Daemon, Subscriber
from lib.packages import build_deb, bumped_copy, download, make_repository, make_wheel
from lib.roots import must, must_in_root, run, write

WORKSPACE = "/workspaces/app"
# Every difference is told, so that what was told can be held against a fresh scan.
TELL_ALL = {"rules": [{"name": "all", "match": {}, "tier": "warn", "reason": "a test"}]}


def prepare(root, work):
    """A root with a `file:` repository as apt's only source, wheels, and one environment."""
    debs = os.path.join(work, "live-debs")
    real = download(root, debs, ["libsodium23"])["libsodium23"]
    version = must(["dpkg-deb", "-f", real, "Version"]).strip()
    packages = [real]
    for version_of_lib in ("1.0-1", "1.1-1", "2.0-1"):
        packages.append(build_deb(debs, "libpp1", version_of_lib, section="libs",
                                  files={"/usr/lib/libpp.so.1": "not really\n"}))
    packages += [
        build_deb(debs, "pp-tool", "1.0-1", depends="libpp1, pp-data", recommends="pp-extra",
                  files={"/usr/bin/pp-tool": "#!/bin/sh\n", "/etc/pp-tool.conf": "a\n"}),
        build_deb(debs, "pp-data", "5:1.0-1"),
        build_deb(debs, "pp-extra", "1.0-1"),
        build_deb(debs, "pp-slow-unpack", "1.0-1", scripts={"preinst": SLOW}),
        build_deb(debs, "pp-slow-configure", "1.0-1", scripts={"postinst": SLOW}),
    ]
    for deb in packages:
        must(["cp", deb, root + "/root/"])
    bumped = bumped_copy(real, version + "+pp1", debs)
    must(["cp", bumped, root + "/root/by-hand.deb"])
    make_repository(root, packages)
    for name, numbers in {"Proj.A": ("1.0", "1.1", "2.0b1"), "proj_c": ("1.0",)}.items():
        for number in numbers:
            make_wheel(root + "/root/wheels", name, number)
    must_in_root(root, ["apt-get", "install", "-qq", "-y", "libpp1=1.1-1", "libsodium23"])
    must_in_root(root, ["python3", "-m", "venv", WORKSPACE + "/.venv"])
    must_in_root(root, [WORKSPACE + "/.venv/bin/pip", "install", "-q", "--find-links",
                        "/root/wheels", "Proj.A==1.0"])
    write(root, WORKSPACE + "/.devcontainer/prodparity.json", json.dumps(TELL_ALL))


def key_of(finding):
    """What two reports of one state must agree on; since when is the daemon's knowledge alone."""
    return (finding["id"], finding["kind"], finding["name"], finding["dev_version"] or "",
            finding["prod_version"] or "")


def fresh_findings(daemon):
    done = run([daemon.programs + "/prodparity", "check", *daemon.places(), "--reference",
                daemon.reference, "--format", "json", "--fail-on", "never"])
    if not done.stdout:
        raise RuntimeError(done.stderr)
    return {key_of(finding) for finding in json.loads(done.stdout)["findings"]}


def daemon_findings(daemon):
    report = json.loads(daemon.ask("report", format="json")["text"])
    return {key_of(finding) for finding in report["findings"]}


def settled(daemon, expected, seconds=10):
    """Waits until the daemon is in one of the `expected` states and its findings are a fresh
    scan's; returns (holds, what is the case)."""
    end, said = time.monotonic() + seconds, ""
    while time.monotonic() < end:
        status = daemon.ask("status")
        state = status["state"]
        ours, fresh = daemon_findings(daemon), fresh_findings(daemon)
        if state in expected and (ours == fresh or state == "interrupted"):
            return True, fresh
        said = f"{status}; only daemon {sorted(ours - fresh)}; only scan {sorted(fresh - ours)}"
        time.sleep(0.05)
    return False, said


class Session:
    """One daemon and one subscriber; each step is a command and what must hold after it."""

    def __init__(self, results, daemon):
        self.results, self.daemon = results, daemon
        self.subscriber = Subscriber(daemon.socket_path())
        self.seen = self.subscriber.call("subscribe")["sequence"]
        self.open = {}  # what was told and not resolved: id -> key

    def listen(self):
        """Reads on to where the daemon's journal ends; returns (announced keys, resolved ids)."""
        until = self.daemon.ask("status")["sequence"]
        announced, resolved = [], []
        while self.seen < until:
            message = self.subscriber.read_message()
            self.seen = max(self.seen, message["params"]["sequence"])
            if message["method"] == "announced":
                announced += map(key_of, message["params"]["findings"])
            elif message["method"] == "resolved":
                resolved += [finding["id"] for finding in message["params"]["findings"]]
        for key in announced:
            self.open[key[0]] = key
        for finding in resolved:
            self.open.pop(finding, None)
        return announced, resolved

    def step(self, name, argv, tells=True):
        must_in_root(self.daemon.root, argv)
        self.after(name, tells)

    def after(self, name, tells=True):
        holds, fresh = settled(self.daemon, ("settled",))
        if not self.results.check(f"{name}: the daemon's end state is a fresh scan's", holds,
                                  fresh):
            return
        announced, resolved = self.listen()
        half = [key for key in announced if key not in fresh]
        self.results.check(f"{name}: nothing half-installed was announced", not half, half)
        told = set(self.open.values())
        self.results.check(f"{name}: what was told and is open is the fresh scan", told == fresh,
                           f"only told {sorted(told - fresh)}; only scan {sorted(fresh - told)}")
        if tells:
            self.results.check(f"{name}: it was told", announced or resolved)


def interrupted(session, name, argv):
    """Killed half-way: said as such, nothing announced; then repaired as the daemon says."""
    kill_midway(session.daemon.root, argv)
    holds, said = settled(session.daemon, ("interrupted",))
    session.results.check(f"{name}: the daemon says interrupted", holds, said)
    announced, _ = session.listen()
    session.results.check(f"{name}: nothing half-installed was announced", not announced,
                          announced)
    must_in_root(session.daemon.root, ["sh", "-c", named_command(session.daemon)])
    session.after(f"{name} and repaired")


def live(results, programs, root, work):
    reference = os.path.join(work, "live.cdx.json")
    with open(reference, "w", encoding="utf-8") as file:
        file.write(must([programs + "/prodparity", "inventory", "--root", root, "--workspace",
                         WORKSPACE, "--format", "cyclonedx"]))
    daemon = Daemon(programs, root, reference, work, WORKSPACE).start()
    try:
        session = Session(results, daemon)
        apt = ["apt-get", "-qq", "-y", "-o", "Dpkg::Use-Pty=0"]
        session.step("apt-get install", [*apt, "install", "pp-tool"])
        session.step("upgrade of one package", [*apt, "install", "libpp1=2.0-1"])
        session.step("downgrade", [*apt, "install", "--allow-downgrades", "libpp1=1.0-1"])
        session.step("remove", [*apt, "remove", "pp-tool"])
        session.step("purge", [*apt, "purge", "pp-tool", "pp-data"])
        session.step("dpkg -i by hand", ["dpkg", "-i", "/root/by-hand.deb"])
        session.step("apt-get upgrade", [*apt, "upgrade"])
        session.step("autoremove", [*apt, "autoremove"], tells=False)
        for package in ("pp-slow-unpack", "pp-slow-configure"):
            deb = f"/root/{package}_1.0-1.deb"
            interrupted(session, f"dpkg killed in {package}", ["dpkg", "-i", deb])
            session.step(f"{package} purged", ["dpkg", "--purge", package])
        interrupted(session, "apt killed", [*apt, "install", "pp-slow-configure"])
        pip = WORKSPACE + "/.venv/bin/pip"
        find = ["-q", "--find-links", "/root/wheels"]
        session.step("pip install", [pip, "install", *find, "proj_c"])
        session.step("pip upgrade to a pre-release", [pip, "install", *find, "Proj.A==2.0b1"])
        session.step("pip downgrade", [pip, "install", *find, "Proj.A==1.0"])
        session.step("pip uninstall", [pip, "uninstall", "-q", "-y", "proj_c"])
        session.step("a new environment", ["python3", "-m", "venv", WORKSPACE + "/venv"], tells=False)
        session.step("pip install in the new environment",
                     [WORKSPACE + "/venv/bin/pip", "install", *find, "proj_c"])
        code = daemon.stop()
        results.check("SIGTERM ends the daemon with 0", code == 0, f"exit {code}\n{daemon.log()[-2000:]}")
        left = os.listdir(daemon.run_folder) if os.path.isdir(daemon.run_folder) else []
        results.check("SIGTERM leaves no socket behind", "socket" not in left, left)
    finally:
        daemon.stop()
