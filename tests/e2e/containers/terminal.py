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


class Terminal:
    def __init__(self, engine, container, shell, user, folder, arguments=()):
        self.shell = shell
        self.number = 0
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

    def _read_for(self, seconds, until=None):
        """What comes within so many seconds, or until the expression matches it."""
        end, seen, text = time.monotonic() + seconds, b"", ""
        while not (until and until.search(text)):
            ready, _, _ = select.select([self.main], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                break
            try:
                part = os.read(self.main, 1 << 16)
            except OSError:
                part = b""
            if not part:
                raise RuntimeError(f"{self.shell} ended; it said:\n{text[-3000:]}")
            seen += part
            # fish asks what kind of terminal this is, and waits for the answer.
            if b"\x1b[c" in part or b"\x1b[0c" in part:
                os.write(self.main, b"\x1b[?62;22c")
            text = ESCAPES.sub(b"", seen).decode("utf-8", "replace")
        return text

    def type(self, line, seconds=120):
        """Types a command; returns what was shown from there until the command after it ran: its
        output and all of the prompt that followed. The exit status the shell then had is in
        `self.status`."""
        self.number += 1
        # "42." is in the answer only, never in the echo of what was typed; and no substitution, which
        # would be the last status in fish.
        mark = f"echo END{self.number}-{STATUS.get(self.shell, '$?')}-4''2."
        os.write(self.main, line.encode() + b"\n")
        # What is typed while a command runs may be thrown away (sudo does): it is typed again.
        answer = re.compile(rf"END{self.number}-(\d+)-42\.")
        deadline, text = time.monotonic() + seconds, ""
        while not answer.search(text):
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.shell}: no answer within {seconds} s; it said:\n{text[-3000:]}")
            text += self._read_for(0.3)
            os.write(self.main, mark.encode() + b"\n")
            text += self._read_for(4.0, answer)
        self.status = int(answer.search(text).group(1))
        return text
