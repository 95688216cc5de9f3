"""The daemon beside a registry: production's signed SBOM is fetched, moves, is replaced by what must not be believed,
and goes away; each is a state of its own, and none reads as clean."""
import json
import os
import subprocess
import time

from lib.live import Daemon, Subscriber
from lib.programs import gather_programs
from production import Production, Signer
from server import Registry

STATUS = "Package: {name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {version}\n\n"


class Beside:
    def __init__(self, program, work, name="beside"):
        tree = os.path.dirname(os.path.dirname(program))
        os.makedirs(os.path.join(work, name))
        self.work = os.path.join(work, name)
        self.programs = gather_programs(tree, self.work)
        self.root = os.path.join(self.work, "root")
        os.makedirs(self.root + "/var/lib/dpkg")
        os.makedirs(self.root + "/etc")
        self.write("/etc/os-release", 'ID=debian\nVERSION_ID="12"\n')
        self.install("3.0.16-1")
        self.signer, self.other = Signer(self.work, "acme"), Signer(self.work, "mallory")

    def write(self, path, text):
        with open(self.root + path + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(self.root + path + ".new", self.root + path)

    def install(self, version):
        self.write("/var/lib/dpkg/status",
                   STATUS.format(name="libssl3", version=version) + STATUS.format(name="dash", version="0.5"))

    def sbom(self):
        return subprocess.run([f"{self.programs}/prodparity", "inventory", "--root", self.root, "--format",
                               "cyclonedx"], check=True, capture_output=True, text=True).stdout

    def daemon(self, reference):
        config = os.path.join(self.work, "config.json")
        with open(config, "w", encoding="utf-8") as file:
            json.dump({"reference": reference, "keys": self.signer.public}, file)
        return Daemon(self.programs, self.root, None, self.work, extra=["--config", config])


def hand_over(daemon, home):
    with Subscriber(daemon.socket_path()) as connection:
        connection.call("environment", variables={"HOME": home, "PATH": "/usr/bin:/bin"})


def until(daemon, holds, seconds=20):
    end = time.monotonic() + seconds
    while True:
        status = daemon.ask("status")
        if holds(status) or time.monotonic() > end:
            return status
        time.sleep(0.05)


def gaps(daemon):
    return " ".join(gap["sentence"] for gap in
                    json.loads(daemon.ask("report", format="json")["text"])["gaps"] if gap["kind"] == "no_reference")


def told(daemon, kind):
    return [entry["data"] for entry in daemon.ask("findings", since=0)["entries"] if entry["kind"] == kind]


def proof(status):
    return (status["references"] or [{}])[0].get("proof") or {}


def beside_a_registry(results, program, work):
    place = Beside(program, work)
    with Registry() as registry:
        production = Production(registry)
        sbom = place.sbom()
        good = production.push(lambda digest: place.signer.envelope(sbom, digest))
        daemon = place.daemon(f"{registry.host}/acme/api:main").start()
        try:
            first_time(results, daemon, place, good)
            moves(results, daemon, place, production, sbom)
            is_replaced(results, daemon, place, production, sbom)
            goes_away(results, daemon, place, production, sbom, registry)
        finally:
            daemon.stop()
    after_a_restart(results, daemon, place)


def first_time(results, daemon, place, good):
    results.check("before it is fetched nothing reads as clean",
                  daemon.ask("status")["outcome"] == "could_not_check" and "is being fetched" in gaps(daemon), gaps(daemon))
    hand_over(daemon, place.work)
    status = until(daemon, lambda now: now["references"])
    results.check("the signed SBOM is fetched and verified, of that very image",
                  status["outcome"] == "clean" and status["references"][0]["verification"] == "verified" and
                  proof(status)["image"].endswith(good), status)
    place.install("3.0.17-1")
    status = until(daemon, lambda now: now["outcome"] == "block")
    results.check("what is installed then is compared with it", status["outcome"] == "block", status)
    place.install("3.0.16-1")
    until(daemon, lambda now: now["outcome"] == "clean")


def moves(results, daemon, place, production, sbom):
    moved = production.push(lambda digest: place.signer.envelope(sbom.replace("3.0.16-1", "3.0.18-1"), digest))
    daemon.ask("rescan")
    status = until(daemon, lambda now: proof(now).get("image", "").endswith(moved))
    entries = told(daemon, "production_changed")
    results.check("production moved: it is compared with what it is now, and that is told as such",
                  proof(status).get("image", "").endswith(moved) and status["outcome"] != "clean" and
                  len(entries) == 1 and moved in entries[0]["sentence"], f"{status}\n{entries}")
    production.push(lambda digest: place.signer.envelope(sbom, digest))
    daemon.ask("rescan")
    until(daemon, lambda now: now["outcome"] == "clean")


def is_replaced(results, daemon, place, production, sbom):
    """By what must not be believed; after each, the good one is back."""
    cases = (
        ("signed by somebody else", lambda digest: place.other.envelope(sbom, digest), "by this key"),
        ("of another image", lambda _: place.signer.envelope(sbom, "sha256:" + "0" * 64), "about something else"),
        ("no envelope", lambda _: b"{}", "not well-formed"),
        ("none there", None, "no attestation of an SBOM is there"),
    )
    for name, sign, says in cases:
        production.push(sign)
        daemon.ask("rescan")
        # For a moment the reference is gone, and why it is has not been read yet.
        status = until(daemon, lambda now, says=says: not now["references"] and says in gaps(daemon))
        words = gaps(daemon)
        results.check(f"{name}: nothing is compared with, and that is not clean",
                      status["outcome"] == "could_not_check" and not status["references"] and says in words,
                      f"{status}\n{words}")
        last = told(daemon, "production_unknown")[-1:]
        results.check(f"{name}: that is told, with what to do",
                      last and says in last[0]["sentence"] and last[0]["remedy"], last)
        production.push(lambda digest: place.signer.envelope(sbom, digest))
        daemon.ask("rescan")
        status = until(daemon, lambda now: now["outcome"] == "clean")
        results.check(f"{name}: and the good one again", status["outcome"] == "clean", f"{status}\n{gaps(daemon)}")


def goes_away(results, daemon, place, production, sbom, registry):
    registry.fault("/v2/", "status", status=503)
    daemon.ask("rescan")

    def is_kept(_):
        report = json.loads(daemon.ask("report", format="json")["text"])
        return any(note["code"] == "reference_kept" for note in report["notes"])
    status = until(daemon, is_kept, seconds=40)
    results.check("a registry that fails: what is kept stands in, as of its time",
                  is_kept(None) and status["references"][0]["verification"] == "verified", status)


def after_a_restart(results, daemon, place):
    started = time.monotonic()
    daemon.start()
    status = daemon.ask("status")
    results.check("no registry at the next start: what is kept is verified again, at once",
                  status["outcome"] == "clean" and status["references"][0]["verification"] == "verified" and
                  time.monotonic() - started < 15, status)
    daemon.stop()
    material = [name for name in os.listdir(os.path.join(daemon.state_folder, "references"))
                if name.endswith(".material")]
    for name in material:
        with open(os.path.join(daemon.state_folder, "references", name), "ab") as file:
            file.write(b" ")
    daemon.start()
    status = daemon.ask("status")
    results.check("what is kept and was changed is not compared with",
                  bool(material) and status["outcome"] == "could_not_check" and not status["references"], status)
    daemon.stop()
