"""Records the traces of tests/fixtures/traces/live_*: `tests/e2e/run --only 12 --record
tests/fixtures/traces` makes them anew. Which events there are depends on how fast the machine is;
what a replay must come to does not."""
import os

from lib.roots import in_root, must_in_root
from lib.trace import Recorder
from live_test import WORKSPACE, kill_midway

APT = ["apt-get", "-qq", "-y", "-o", "Dpkg::Use-Pty=0"]
PIP = WORKSPACE + "/.venv/bin/pip"
FIND = ["-q", "--find-links", "/root/wheels"]
SLOW = "/root/pp-slow-configure_1.0-1.deb"


def scenarios(root):
    """(name, what is done, as words or as a function); each goes on from the one before."""
    def interrupted():
        kill_midway(root, [*APT, "install", "pp-slow-configure"])
        in_root(root, ["dpkg", "--configure", "-a"])

    def pip():
        for words in (["install", *FIND, "proj_c"], ["install", *FIND, "Proj.A==2.0b1"],
                      ["uninstall", "-q", "-y", "proj_c"]):
            must_in_root(root, [PIP, *words])

    return [("install", [*APT, "install", "pp-tool"]),
            ("upgrade", [*APT, "install", "libpp1=2.0-1"]),
            ("downgrade", [*APT, "install", "--allow-downgrades", "libpp1=1.0-1"]),
            ("remove", [*APT, "remove", "pp-tool"]),
            ("purge", [*APT, "purge", "pp-tool", "pp-data"]),
            ("interrupted", interrupted),
            ("dpkg_by_hand", ["dpkg", "-i", "/root/by-hand.deb"]),
            ("apt_upgrade", [*APT, "upgrade"]),
            ("pip", pip)]


def site_packages(root):
    base = WORKSPACE + "/.venv/lib"
    return f"{base}/{os.listdir(root + base)[0]}/site-packages"


def record(results, programs, root, folder):
    for name, action in scenarios(root):
        recorder = Recorder(programs, root, WORKSPACE, [site_packages(root)])
        run = action if callable(action) else lambda words=action: must_in_root(root, words)
        said = "" if callable(action) else ": " + " ".join(action)
        text = recorder.record(run)
        with open(os.path.join(folder, "live_" + name), "w", encoding="utf-8") as file:
            file.write(f"# {name}{said}\n{text}")
        results.check(f"recorded {name}", text.count("\nevent ") > 0, text[:1000])
