#!/usr/bin/env python3
"""hostile_test.py PRODPARITY PRODPARITYD [CASE...]: the daemon and the client where somebody is in the
way: folders that another user took first, a disk without space, clocks that jump. Real faults; those
that need root are left out without."""
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from faults import LIBC, NOBODY, SSL, LeftOut, install, is_in, run_cases  # noqa: E402

SQUATTER = 61234
AS_NOBODY = ["setpriv", "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups"]
# Another user's program at the place where a user's daemon listens: all is well, it says.
LIAR = """
import os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
os.chmod(sys.argv[1], 0o777)
server.listen()
print("ready", flush=True)
while True:
    client, _ = server.accept()
    if client.recv(65536):
        client.sendall(b'{"jsonrpc":"2.0","id":1,"result":{"state":"settled","outcome":"clean"}}\\n')
    client.close()
"""


def as_root():
    if os.geteuid() != 0:
        raise LeftOut("to root")


def open_up(place):
    """Everybody may look, as in a container."""
    for path, _, names in os.walk(place.work):
        os.chmod(path, 0o755)
        for name in names:
            os.chmod(os.path.join(path, name), 0o644)


def folder_of(place, name, uid, mode=0o755):
    path = os.path.join(place.work, name)
    os.mkdir(path)
    os.chmod(path, mode)
    os.chown(path, uid, uid)
    return path


def refused(place, run_folder, state_folder):
    done = subprocess.run([*AS_NOBODY, place.programs + "/prodparityd", "--root", place.root, "--run-folder",
                           run_folder, "--state-folder", state_folder], capture_output=True, text=True,
                          check=False, timeout=30)
    assert done.returncode == 4, done
    return done.stderr


def squatted_folders(place):
    as_root()
    open_up(place)
    taken = folder_of(place, "taken", SQUATTER, 0o777)
    own = folder_of(place, "own", NOBODY)
    is_in(f"cannot use '{taken}': it is a link, no folder, or another user's", refused(place, taken, own))
    is_in(f"cannot use '{taken}'", refused(place, own, taken))
    assert os.listdir(taken) == [], "something was written into another user's folder"
    link = os.path.join(place.work, "link")
    os.symlink(own, link)
    is_in(f"cannot use '{link}'", refused(place, link, own))
    file = os.path.join(place.work, "file")
    with open(file, "w", encoding="utf-8"):
        pass
    is_in(file, refused(place, file, own))


def squatted_socket(place):
    as_root()
    open_up(place)
    taken = folder_of(place, "runtime", SQUATTER)
    folder = os.path.join(taken, "prodparity")
    os.mkdir(folder)
    os.chown(folder, SQUATTER, SQUATTER)
    path = os.path.join(folder, "socket")
    liar = subprocess.Popen(["setpriv", "--reuid", str(SQUATTER), "--regid", str(SQUATTER), "--clear-groups",
                             sys.executable, "-c", LIAR, path], stdout=subprocess.PIPE, text=True)
    try:
        assert liar.stdout.readline() == "ready\n"
        for command in (["status"], ["report"], ["start", "--workspace", "/work"]):
            done = subprocess.run([*AS_NOBODY, place.programs + "/prodparity", *command],
                                  env={"XDG_RUNTIME_DIR": taken, "HOME": taken}, capture_output=True, text=True,
                                  check=False, timeout=60)
            assert done.returncode not in (0, 3), (command, done)
            if command[0] != "start":
                is_in("another user's", done.stderr)
        known = subprocess.run([place.programs + "/prodparity", "status", "--socket", path], capture_output=True,
                               text=True, check=False, timeout=60)
        assert known.returncode == 0, ("root may look at anybody's", known)
    finally:
        liar.kill()
        liar.wait()


def fill(folder):
    path = os.path.join(folder, "fill")
    with open(path, "wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return path


def full_disk(place):
    as_root()
    state = os.path.join(place.work, "state")
    os.mkdir(state)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k,mode=755", "none", state], check=False).returncode:
        raise LeftOut("to where a tmpfs can be mounted")
    try:
        place.start()
        full = fill(state)
        for count in range(40):  # what is left of the journal's last page is still written
            install(place.root, *([LIBC, SSL] if count % 2 == 0 else [LIBC]))
            status = place.until(lambda now, wanted=1 - count % 2: now["findings"] == wanted)
            if status["warnings"] and status["findings"] == 1:
                break
        is_in("the journal cannot be written, what is told now is lost at a restart", status["warnings"][0])
        is_in("no space left", status["warnings"][0].lower())
        assert status["state"] == "settled" and status["outcome"] == "block", status
        place.daemon.kill()
        place.start()  # on a full disk, too
        status = place.until(lambda now: now["findings"] == 1)
        assert status["outcome"] == "block" and status["warnings"], status
        os.unlink(full)
        install(place.root, LIBC)
        place.until(lambda now: now["findings"] == 0)
        install(place.root, LIBC, SSL)
        status = place.until(lambda now: now["open"] == 1)
        assert not [one for one in status["warnings"] if "cannot be written" in one], status["warnings"]
        place.daemon.kill()
        place.start()
        status = place.until(lambda now: now["open"] == 1)
        assert not os.path.exists(os.path.join(state, "journal.broken.jsonl")), "the journal was torn"
    finally:
        if place.daemon:
            place.daemon.stop()
        subprocess.run(["umount", state], check=True)


def rewrite_last_time(place, time):
    """As if the clock had been there when the daemon wrote its last line."""
    path = os.path.join(place.work, "state/journal.jsonl")
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines(keepends=True)
    lines[-1] = re.sub(r'"time":"[^"]*"', f'"time":"{time}"', lines[-1])
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(lines)


def clock_set_back(place):
    place.start()
    place.daemon.kill()
    rewrite_last_time(place, "2036-01-01T00:00:00.000Z")
    place.start()
    status = place.status()
    assert status["state"] == "settled" and status["outcome"] == "clean", status
    assert not status["warnings"], status
    is_in("the clock was set back", status["guard_gaps"]["last"]["sentence"])
    install(place.root, LIBC, SSL)
    place.until(lambda now: now["open"] == 1)
    install(place.root, LIBC)
    place.until(lambda now: now["open"] == 0)


def other_uptime(place):
    """The machine's own clock (since its start) is another at each start, as after a checkpoint or in
    another time namespace: nothing that is kept counts by it."""
    as_root()
    for seconds in ("31536000", "0"):
        wrapper = ["unshare", "--time", "--monotonic", seconds, "--boottime", seconds]
        if subprocess.run([*wrapper, "true"], capture_output=True, check=False).returncode:
            raise LeftOut("to kernels with time namespaces")
        place.start(wrapper=wrapper)
        install(place.root, LIBC, SSL)
        place.until(lambda now: now["open"] == 1)
        install(place.root, LIBC)
        place.until(lambda now: now["open"] == 0)
        place.daemon.kill()


if __name__ == "__main__":
    sys.exit(run_cases([squatted_folders, squatted_socket, full_disk, clock_set_back, other_uptime]))
