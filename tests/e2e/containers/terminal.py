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
    def __init__(self, engine, container, argv, user, folder):
        self.shell = argv[0]
        self.number = 0
        self.main, secondary = pty.openpty()
        fcntl.ioctl(self.main, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 220, 0, 0))
        self.process = subprocess.Popen(
            ["podman", "exec", "-it", "-u", user, "-w", folder, "-e", "TERM=xterm", "-e", "LC_ALL=C.UTF-8",
             container, *argv],
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


class Tmux:
    """The same person in a window of tmux: keys sent to it, its screen and history read."""

    def __init__(self, engine, container, _, user, folder):
        self.number, self.start = 0, 0
        self.engine, self.container, self.user = engine, container, user
        self._tmux("new-session", "-d", "-s", "work", "-x", "220", "-y", "50", "-c", folder)

    def _tmux(self, *arguments):
        return self.engine.must("exec", "-u", self.user, "-e", "LC_ALL=C.UTF-8", "-e", "TERM=xterm",
                                self.container, "tmux", "-u", "-L", "prodparity", *arguments)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._tmux("kill-server")

    def _send(self, line):
        self._tmux("send-keys", "-t", "work", "-l", "--", line)
        self._tmux("send-keys", "-t", "work", "Enter")

    def type(self, line, seconds=120):
        """As Terminal.type."""
        self.number += 1
        self._send(line)
        answer = re.compile(rf"END{self.number}-(\d+)-42\.")
        deadline = time.monotonic() + seconds
        while True:
            time.sleep(0.3)
            self._send(f"echo END{self.number}-$?-4''2.")
            typed = time.monotonic()
            while time.monotonic() < typed + 4.0:
                text = self._tmux("capture-pane", "-p", "-J", "-t", "work", "-S", "-")[self.start:]
                found = answer.search(text)
                if found:
                    self.start += found.end()
                    self.status = int(found.group(1))
                    return text[:found.end()]
                time.sleep(0.1)
            if time.monotonic() > deadline:
                raise RuntimeError(f"tmux: no answer within {seconds} s; it said:\n{text[-3000:]}")
