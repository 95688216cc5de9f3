"""The daemon on a root: started, killed, asked, listened to."""
import ctypes
import json
import os
import select
import signal
import socket
import struct
import subprocess
import time

IN_CLOSE_WRITE = 0x8
LOCKS = ("var/lib/dpkg/lock-frontend", "var/lib/dpkg/lock")


class Daemon:
    """prodparityd on `root` with run and state folders of its own below `work`."""

    def __init__(self, programs, root, reference, work, workspace="", extra=()):
        self.programs, self.root, self.reference = programs, root, reference
        self.run_folder = os.path.join(work, "run")
        self.state_folder = os.path.join(work, "state")
        self.workspace, self.extra = workspace, list(extra)
        self.log_path = os.path.join(work, "daemon.log")
        self.process, self.wrapped = None, False

    def places(self):
        return ["--root", self.root] + (["--workspace", self.workspace] if self.workspace else [])

    def start(self, wait=True, states=("settled", "interrupted"), wrapper=()):
        """`wrapper`: a command in front of it, such as strace."""
        command = [*wrapper, f"{self.programs}/prodparityd", *self.places(),
                   *(["--reference", self.reference] if self.reference else []),
                   "--run-folder", self.run_folder, "--state-folder", self.state_folder, *self.extra]
        with open(self.log_path, "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.wrapped = bool(wrapper)
        if wait:
            self.wait_ready(states)
        return self

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def wait_ready(self, states, seconds=30):
        """Until the socket answers and the first reading gave one of these states."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"the daemon ended with {self.process.returncode}:\n{self.log()[-3000:]}")
            try:
                state = self.ask("status")
                if state["state"] in states:
                    return state
            except (OSError, EOFError):
                pass
            time.sleep(0.01)
        raise RuntimeError(f"the daemon is not ready after {seconds} s:\n{self.log()[-3000:]}")

    def socket_path(self):
        return os.path.join(self.run_folder, "socket")

    def ask(self, method, **params):
        with Subscriber(self.socket_path()) as connection:
            return connection.call(method, **params)

    def kill(self):
        """SIGKILL, if it lives; one that is wrapped is known by its pid file."""
        if self.process.poll() is None:
            pid = self.process.pid
            if self.wrapped:
                with open(os.path.join(self.run_folder, "pid"), encoding="utf-8") as file:
                    pid = int(file.read())
            os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """SIGTERM; returns the exit code."""
        if self.process is None or self.process.poll() is not None:
            return None if self.process is None else self.process.returncode
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.kill()
            return -9


class Subscriber:
    """One connection: JSON-RPC lines out, lines in, each with its time of arrival."""

    def __init__(self, path, seconds=30):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(seconds)
        try:
            self.socket.connect(path)
        except OSError:
            self.socket.close()
            raise
        self.buffer = b""
        self.notifications = []
        self.next_id = 1

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def fileno(self):
        return self.socket.fileno()

    def read_message(self):
        while b"\n" not in self.buffer:
            part = self.socket.recv(1 << 16)
            if not part:
                raise EOFError("the daemon closed the connection")
            self.buffer += part
        line, self.buffer = self.buffer.split(b"\n", 1)
        return json.loads(line)

    def call(self, method, **params):
        request = {"jsonrpc": "2.0", "id": self.next_id, "method": method}
        if params:
            request["params"] = params
        self.next_id += 1
        self.socket.sendall(json.dumps(request).encode() + b"\n")
        while True:
            message = self.read_message()
            if message.get("id") == request["id"]:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]
            self.notifications.append((time.monotonic(), message))

    def drain(self, seconds=0.0):
        """Reads notifications for so long; returns those new."""
        end, new = time.monotonic() + seconds, []
        while True:
            ready, _, _ = select.select([self.socket], [], [], max(0.0, end - time.monotonic()))
            if not ready and b"\n" not in self.buffer:
                break
            entry = (time.monotonic(), self.read_message())
            new.append(entry)
            if time.monotonic() > end and b"\n" not in self.buffer:
                break
        self.notifications += new
        return new


class LockWatch:
    """Tells when dpkg let go of its locks: the last close of a lock file that was open to write."""

    def __init__(self, root):
        libc = ctypes.CDLL(None, use_errno=True)
        self.descriptor = libc.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK)
        for lock in LOCKS:
            path = os.path.join(root, lock)
            if not os.path.exists(path):
                with open(path, "w", encoding="utf-8"):
                    os.chmod(path, 0o640)
            if libc.inotify_add_watch(self.descriptor, path.encode(), IN_CLOSE_WRITE) < 0:
                raise OSError(ctypes.get_errno(), "inotify_add_watch " + path)

    def fileno(self):
        return self.descriptor

    def read(self):
        """Number of closes seen since the last call."""
        count, offset = 0, 0
        try:
            data = os.read(self.descriptor, 1 << 16)
        except BlockingIOError:
            return 0
        while offset < len(data):
            _, _, _, length = struct.unpack_from("iIII", data, offset)
            offset += 16 + length
            count += 1
        return count

    def close(self):
        os.close(self.descriptor)
