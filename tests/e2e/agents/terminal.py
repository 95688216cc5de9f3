"""A terminal for an agent that a person would sit at."""
import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import threading


def take_terminal():
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Terminal:
    """What it shows is read, as a terminal does, and kept."""

    def __init__(self):
        self.ours, self.theirs = pty.openpty()
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
        self.shown, self.program = b"", None
        threading.Thread(target=self.read, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.program:
            self.program.kill()
            self.program.wait()
        os.close(self.theirs)
        os.close(self.ours)

    def start(self, argv):
        self.program = subprocess.Popen(argv, stdin=self.theirs, stdout=self.theirs, stderr=self.theirs,
                                        preexec_fn=take_terminal)

    def read(self):
        while True:
            try:
                part = os.read(self.ours, 65536)
            except OSError:
                return
            if not part:
                return
            self.shown += part

    def text(self):
        """What it was made to show, without colours and places."""
        shown = re.sub(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(\x07|\x1b\\\\)|\x1b.", " ",
                       self.shown.decode(errors="replace"))
        return re.sub(r"[ \t]+", " ", shown)
