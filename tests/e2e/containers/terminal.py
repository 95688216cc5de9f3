"""A person at a shell in a container: a real pseudo-terminal, lines typed, what comes back read."""
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time

# What terminals are told besides text: CSI and OSC sequences, charset switches, keypad modes.
ESCAPES = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()][A-Z0-9]|\x1b[=>78]"
                     rb"|\x1bP[^\x1b]*\x1b\\|\r|\x08")
STATUS = {"fish": "$status"}
SUM = {"fish": "(math 40 + 2)"}


class Terminal:
    def __init__(self, engine, container, shell, user, folder, arguments=()):
        self.shell = shell
        self.number = 0
        self.raw = b""
        self.main, secondary = pty.openpty()
        fcntl.ioctl(self.main, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 220, 0, 0))
        self.process = subprocess.Popen(
            ["podman", "exec", "-it", "-u", user, "-w", folder, "-e", "TERM=xterm", "-e", "LC_ALL=C.UTF-8",
             container, shell, *arguments],
            stdin=secondary, stdout=secondary, stderr=secondary, env=engine.environment(),
            start_new_session=True)
        os.close(secondary)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            os.write(self.main, b"\x03exit\n")
            self.process.wait(timeout=5)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        os.close(self.main)

    def _read(self, until, seconds):
        end, seen = time.monotonic() + seconds, b""
        while until not in seen:
            ready, _, _ = select.select([self.main], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                raise RuntimeError(f"{self.shell}: no {until!r} within {seconds} s; it said:\n{seen[-3000:]!r}")
            try:
                part = os.read(self.main, 1 << 16)
            except OSError:
                part = b""
            if not part:
                raise RuntimeError(f"{self.shell} ended; it said:\n{seen[-3000:]!r}")
            seen += part
            # fish asks what kind of terminal this is, and waits for the answer.
            if b"\x1b[c" in part or b"\x1b[0c" in part:
                os.write(self.main, b"\x1b[?62;22c")
        self.raw = seen
        return ESCAPES.sub(b"", seen).decode("utf-8", "replace")

    def type(self, line, seconds=120):
        """Types a command; returns what was shown from there until the command after it ran: its
        output and all of the prompt that followed. The exit status the shell then had is in
        `self.status`."""
        self.number += 1
        # The sum is in the answer only, never in the echo of what was typed.
        mark = f"echo END{self.number}-{STATUS.get(self.shell, '$?')}-{SUM.get(self.shell, '$((40+2))')}."
        os.write(self.main, line.encode() + b"\n")
        # The prompt comes first, as for a person: type ahead would be echoed into it.
        time.sleep(0.1)
        os.write(self.main, mark.encode() + b"\n")
        end = f"END{self.number}-".encode()
        text = self._read_answer(end, seconds)
        self.status = int(re.search(rf"END{self.number}-(\d+)-42\.", text).group(1))
        return text

    def _read_answer(self, end, seconds):
        deadline, whole = time.monotonic() + seconds, ""
        while not re.search(end.decode() + r"\d+-42\.", whole):
            whole += self._read(b"42.", max(0.1, deadline - time.monotonic()))
        return whole
