"""Every state in which a killed dpkg leaves a package is ended by the very command that we name."""
import os
import re
import shutil
import signal
import subprocess
import time

from lib.live import Daemon
from lib.packages import build_deb, index_repository
from lib.roots import ENVIRONMENT, in_root, must, must_in_root

SLOW = "#!/bin/sh\ntouch /run/pp-is-slow\n[ ! -e /run/pp-be-slow ] || sleep 60\n"
TRIGGER = "#!/bin/sh\ndpkg-trigger pp-way-trigger\n"

# package, what is installed before, what is killed, dpkg's state then
CASES = [
    ("pp-way-preinst", [], ["dpkg", "-i", "/root/pp-way-preinst_1.0-1.deb"],
     "install reinstreq half-installed"),
    ("pp-way-preinst", ["pp-way-preinst_1.0-1"], ["dpkg", "-i", "/root/pp-way-preinst_2.0-1.deb"],
     "install reinstreq half-installed"),
    ("pp-way-preinst", [], ["apt-get", "install", "-y", "pp-way-preinst"],
     "install reinstreq half-installed"),
    ("pp-way-postinst", [], ["dpkg", "-i", "/root/pp-way-postinst_1.0-1.deb"],
     "install ok half-configured"),
    ("pp-way-prerm", ["pp-way-prerm_1.0-1"], ["dpkg", "--remove", "pp-way-prerm"],
     "deinstall ok half-configured"),
    ("pp-way-prerm", ["pp-way-prerm_1.0-1"], ["dpkg", "--purge", "pp-way-prerm"],
     "purge ok half-configured"),
    ("pp-way-postrm", ["pp-way-postrm_1.0-1"], ["dpkg", "--remove", "pp-way-postrm"],
     "deinstall ok half-installed"),
    ("pp-way-interest", ["pp-way-interest_1.0-1"], ["dpkg", "-i", "/root/pp-way-act_1.0-1.deb"],
     "install ok half-configured"),
]
# States that a kill leaves too rarely to wait for: dpkg made to stop there.
MADE = [
    ("pp-way-plain", ["dpkg", "--unpack", "/root/pp-way-plain_1.0-1.deb"], "install ok unpacked"),
    ("pp-way-interest", ["dpkg", "--no-triggers", "-i", "/root/pp-way-interest_1.0-1.deb",
                         "/root/pp-way-act_1.0-1.deb"], "install ok triggers-pending"),
    ("pp-way-await", ["dpkg", "--no-triggers", "-i", "/root/pp-way-interest_1.0-1.deb",
                      "/root/pp-way-await_1.0-1.deb"], "install ok triggers-awaited"),
]


def prepare(root, work):
    """Packages whose scripts wait, in the root's own repository."""
    folder = os.path.join(work, "way-debs")
    debs = []
    for version in ("1.0-1", "2.0-1"):
        for script in ("preinst", "postinst", "prerm", "postrm"):
            debs.append(build_deb(folder, f"pp-way-{script}", version, scripts={script: SLOW}))
        debs.append(build_deb(folder, "pp-way-plain", version))
    debs += [
        build_deb(folder, "pp-way-interest", "1.0-1",
                  scripts={"postinst": SLOW, "triggers": "interest pp-way-trigger\n"}),
        build_deb(folder, "pp-way-act", "1.0-1", scripts={"postinst": TRIGGER}),
        build_deb(folder, "pp-way-await", "1.0-1",
                  scripts={"triggers": "activate-await pp-way-trigger\n"}),
    ]
    for deb in debs:
        shutil.copy(deb, root + "/root/")
        shutil.copy(deb, root + "/srv/repository/")
    index_repository(root)
    must_in_root(root, ["apt-get", "update", "-qq"])


def kill_midway(root, argv, marker="/run/pp-is-slow"):
    """Starts a command whose maintainer script waits, and kills the lot as soon as it does."""
    for flag in (marker, "/run/pp-be-slow"):
        if os.path.exists(root + flag):
            os.unlink(root + flag)
    open(root + "/run/pp-be-slow", "w").close()
    process = subprocess.Popen(["chroot", root, *argv], env=ENVIRONMENT, start_new_session=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    end = time.monotonic() + 30
    while not os.path.exists(root + marker) and time.monotonic() < end:
        time.sleep(0.01)
    time.sleep(0.1)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    os.unlink(root + "/run/pp-be-slow")
    if time.monotonic() >= end:
        raise RuntimeError("the slow maintainer script never ran")


def state_of(root, package):
    return in_root(root, ["dpkg-query", "-W", "-f", "${Status}", package]).stdout


def named_command(daemon):
    """What the daemon, being interrupted, says to run."""
    state = daemon.wait_ready(("interrupted",))
    return re.search(r"; run: (.*)$", state["reason"]).group(1)


def ends(results, daemon, name, package):
    command = named_command(daemon)
    done = in_root(daemon.root, ["sh", "-c", command])
    audit = in_root(daemon.root, ["dpkg", "--audit"])
    left = state_of(daemon.root, package)
    whole = left in ("", "install ok installed", "deinstall ok config-files")
    results.check(f"half-way, {name}: it is ended by: {command}",
                  whole and not audit.stdout.strip() and daemon.wait_ready(("settled",)),
                  f"{left}\n{audit.stdout}{done.stdout[-500:]}{done.stderr[-1000:]}")


def clean(root):
    names = in_root(root, ["dpkg-query", "-W", "-f", "${Package} ", "pp-way-*"]).stdout.split()
    if names:
        in_root(root, ["dpkg", "--purge", "--force-all", *names])


def half_way(results, programs, root, work):
    reference = os.path.join(work, "way.cdx.json")
    with open(reference, "w", encoding="utf-8") as file:
        file.write(must([programs + "/prodparity", "inventory", "--root", root, "--format",
                         "cyclonedx"]))
    folder = os.path.join(work, "way")
    os.makedirs(folder, exist_ok=True)
    daemon = Daemon(programs, root, reference, folder).start()
    try:
        for package, before, argv, state in CASES:
            name = f"{' '.join(argv[:2])} killed in {package.rsplit('-', 1)[1]}"
            name += f" over {before[0]}" if before and argv[1] == "-i" else ""
            for deb in before:
                must_in_root(root, ["dpkg", "-i", f"/root/{deb}.deb"])
            kill_midway(root, argv)
            results.check(f"half-way, {name}: dpkg says {state}", state_of(root, package) == state,
                          state_of(root, package))
            ends(results, daemon, name, package)
            clean(root)
        for package, argv, state in MADE:
            must_in_root(root, argv)
            results.check(f"half-way, {package}: dpkg says {state}",
                          state_of(root, package) == state, state_of(root, package))
            ends(results, daemon, state, package)
            clean(root)
    finally:
        daemon.stop()
