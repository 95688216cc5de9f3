"""The daemon on a root, one subscriber, and changes written as dpkg writes them: its two fcntl locks,
its journal entry, the status file replaced by renaming, the file list; then the locks let go. Both
ends of a measured time are seen by this one process."""
import fcntl
import json
import os
import random
import re
import select
import shutil
import signal
import socket
import subprocess
import time


class Daemon:
    def __init__(self, program, root, reference, work, workspace):
        # As an ordinary user's is, so that shells find it: below an XDG_RUNTIME_DIR.
        self.root, self.run_folder = root, os.path.join(work, "runtime", "prodparity")
        os.makedirs(os.path.dirname(self.run_folder), exist_ok=True)
        self.log_path = os.path.join(work, "daemon.log")
        # The daemon watches the folder of its reference, and the bench goes on writing into its own.
        own = os.path.join(work, "reference")
        os.makedirs(own, exist_ok=True)
        reference = shutil.copy(reference, own)
        self.argv = [program, "--root", root, "--workspace", workspace, "--reference", reference,
                     "--run-folder", self.run_folder,
                     "--state-folder", os.path.join(work, "state")]
        self.socket_path = os.path.join(self.run_folder, "socket")
        self.process = None

    def start(self, seconds=30):
        with open(self.log_path, "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(self.argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with Connection(self.socket_path) as connection:
                    answer = connection.call("status")
                if answer["state"] == "settled" and answer["references"][0]["components"] > 0:
                    return self
            except (OSError, EOFError, LookupError):
                pass
            time.sleep(0.02)
        self.stop()
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            raise RuntimeError("the daemon is not ready:\n" + log.read()[-3000:])

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Connection:
    """JSON-RPC, one message a line; each notification with the moment its last byte was read."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(30)
        self.buffer = b""
        try:
            self.socket.connect(path)
        except OSError:
            self.socket.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def read(self, seconds):
        """(moment, message), or None after so many seconds."""
        end = time.monotonic() + seconds
        while b"\n" not in self.buffer:
            ready, _, _ = select.select([self.socket], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                return None
            part = self.socket.recv(1 << 20)
            if not part:
                raise EOFError("the daemon closed the connection")
            self.buffer += part
        moment = time.monotonic()
        line, self.buffer = self.buffer.split(b"\n", 1)
        return moment, json.loads(line)

    def call(self, method):
        self.socket.sendall(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method}).encode() + b"\n")
        while True:
            answer = self.read(30)
            if answer is None:
                raise EOFError(f"no answer to {method}")
            if answer[1].get("id") == 1:
                return answer[1]["result"]


# A runtime library, which the default rules warn about: what is for information is not told live.
STANZA = """Package: {name}
Status: {status}
Priority: optional
Section: libs
Installed-Size: 12
Maintainer: bench <bench@localhost>
Architecture: amd64
Version: {version}
Description: a package of the bench

"""


class Dpkg:
    """What `dpkg -i` and `dpkg --purge` do to the database, without the programs."""

    def __init__(self, root):
        self.folder = root + "/var/lib/dpkg"
        with open(self.folder + "/status", encoding="utf-8") as file:
            self.rest = file.read()

    def change(self, name, installed):
        """Adds or removes the package; returns the moment just before the last lock is let go."""
        locks = [self.lock("lock-frontend"), self.lock("lock")]
        half = STANZA.format(name=name, status="install reinstreq half-installed", version="1.0")
        self.replace("updates/0000", "updates/tmp.i", half)
        listed = f"{self.folder}/info/{name}.list"
        if installed:
            self.replace(f"info/{name}.list", f"info/{name}.list-new",
                         f"/.\n/usr\n/usr/share\n/usr/share/{name}\n")
        elif os.path.exists(listed):
            os.unlink(listed)
        own = STANZA.format(name=name, status="install ok installed", version="1.0")
        self.replace("status", "status-new", self.rest + (own if installed else ""))
        os.unlink(self.folder + "/updates/0000")
        fcntl.lockf(locks[1], fcntl.LOCK_UN)
        os.close(locks[1])
        moment = time.monotonic()
        fcntl.lockf(locks[0], fcntl.LOCK_UN)
        os.close(locks[0])
        return moment

    def lock(self, name):
        descriptor = os.open(f"{self.folder}/{name}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        fcntl.lockf(descriptor, fcntl.LOCK_EX)
        return descriptor

    def replace(self, name, new, text):
        with open(f"{self.folder}/{new}", "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(f"{self.folder}/{new}", f"{self.folder}/{name}")


def write_plan(root, path, count):
    """What apt would hand its hook: every other package is new, the others are upgraded."""
    with open(root + "/var/lib/dpkg/status", encoding="utf-8") as file:
        stanzas = [dict(line.split(": ", 1) for line in stanza.splitlines() if re.match(r"[A-Z]\S*: ", line))
                   for stanza in file.read().split("\n\n") if "Status: install ok installed" in stanza]
    lines = []
    for index, stanza in enumerate(stanzas[:count // 2]):
        name, version, arch = stanza["Package"], stanza["Version"], stanza["Architecture"]
        lines.append(f"{name} {version} {arch} none < {version}+bench1 {arch} none")
        lines.append(f"libppplan{index} - - none < 1.0-{index} {arch} none")
    steps = [f"{line} /var/cache/apt/archives/x.deb" for line in lines] + [f"{line} **CONFIGURE**" for line in lines]
    with open(path, "w", encoding="utf-8") as file:
        file.write("VERSION 3\nDir=/\nCommandLine::AsString=apt-get%20install%20libppplan0\n\n" + "\n".join(steps) + "\n")
    return path


def release_to_finding(daemon, changes):
    """Milliseconds of each change, installs and removals in turn."""
    dpkg, values = Dpkg(daemon.root), []
    with Connection(daemon.socket_path) as subscriber:
        subscriber.call("subscribe")
        for index in range(changes):
            name = f"libppbench{index // 2}"
            while subscriber.read(0.05 + random.random() / 50) is not None:
                pass
            released = dpkg.change(name, installed=index % 2 == 0)
            method = "announced" if index % 2 == 0 else "resolved"
            values.append((told_at(subscriber, method, name) - released) * 1000)
    return values


def told_at(subscriber, method, name):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        answer = subscriber.read(end - time.monotonic())
        if answer is None:
            break
        moment, message = answer
        if message.get("method") == method and any(
                finding["name"] == name for finding in message["params"]["findings"]):
            return moment
    raise RuntimeError(f"no '{method}' of {name} within 20 s")
