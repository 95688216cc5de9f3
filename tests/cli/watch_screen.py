"""The live view through a pseudo-terminal: watch_screen.py PRODPARITY ROOT DAEMON_PID, the socket in
PRODPARITY_SOCKET. Exits 1 where something is not as it should be, and says what."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

PROGRAM, ROOT, DAEMON = sys.argv[1], sys.argv[2], int(sys.argv[3])
ESCAPES = re.compile(r"\x1b\[[?\d;]*[A-Za-z]")
PATIENCE = 30


class Screen:
    def __init__(self, *arguments):
        self.controller, self.terminal = pty.openpty()
        self.resize(20, 90)
        self.before = termios.tcgetattr(self.terminal)
        self.text = ""
        self.process = subprocess.Popen(
            [PROGRAM, "watch", *arguments], stdin=self.terminal, stdout=self.terminal,
            stderr=subprocess.DEVNULL, env={**os.environ, "TERM": "xterm"}, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))  # who is told of its size

    def resize(self, rows, columns):
        fcntl.ioctl(self.controller, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds):
        if select.select([self.controller], [], [], seconds)[0]:
            self.text += os.read(self.controller, 65536).decode("utf-8", "replace")

    def until(self, what, condition):
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end:
                raise AssertionError(f"{what}: not within {PATIENCE} s; the screen:\n{self.last()}")
            self.read(0.05)

    def last(self):
        """What is on the screen now: each time it is drawn whole, from its upper left corner."""
        return ESCAPES.sub("", self.text.split("\x1b[H")[-1]).replace("\r", "")

    def shows(self, text):
        self.until(f"shows {text!r}", lambda: text in self.last())

    def keys(self, keys):
        os.write(self.controller, keys.encode())

    def ends(self, code):
        self.until("ends", lambda: self.process.poll() is not None)
        self.read(0.2)
        check(f"exit {self.process.returncode}, not {code}", self.process.returncode == code)
        check("the screen is given back", self.text.rstrip().endswith("\x1b[?25h\x1b[?1049l"))
        check("the terminal is as it was", termios.tcgetattr(self.terminal) == self.before)


def check(what, fine):
    if not fine:
        raise AssertionError(what)


def install(**versions):
    """As dpkg does: a new file, renamed, under its lock."""
    folder = ROOT + "/var/lib/dpkg"
    with open(folder + "/status-new", "w", encoding="utf-8") as file:
        for name, version in versions.items():
            file.write(f"Package: {name}\nStatus: install ok installed\nArchitecture: amd64\n"
                       f"Section: libs\nVersion: {version}\n\n")
    os.rename(folder + "/status-new", folder + "/status")
    with open(folder + "/lock", "a", encoding="utf-8"):
        pass


def main():
    screen = Screen()
    screen.shows("prodparity: clean - settled")
    screen.shows("no differences")
    install(libc6="2.36-9", openssl="3.1.0-1", libfoo1="1.0")
    screen.shows("> BLOCK openssl: 3.1.0-1 here, 3.0.20-1 in production")
    screen.shows("WARN  libfoo1: 1.0, not in production")
    screen.shows("rule openssl-version")
    screen.shows("block openssl: 3.1.0-1 here")  # in the timeline
    check("no line is wider than the terminal", all(len(line) <= 90 for line in screen.last().split("\n")))
    screen.keys("/foo\r")
    screen.shows("> WARN  libfoo1")
    check("the filter hides", "BLOCK" not in screen.last())
    screen.keys("\x1b")
    screen.shows("> BLOCK")
    screen.resize(6, 40)
    screen.until("is drawn anew", lambda: len(screen.last().split("\n")) == 6)
    screen.resize(20, 90)
    install(libc6="2.36-9", openssl="3.0.20-1")
    screen.shows("prodparity: clean - settled")
    screen.shows("resolved openssl")
    screen.keys("q")
    screen.ends(0)

    for way in (lambda one: one.keys("\x03"), lambda one: one.process.send_signal(signal.SIGTERM)):
        screen = Screen("--no-color")
        screen.shows("prodparity: clean")
        way(screen)
        screen.ends(0)

    screen = Screen()
    screen.shows("prodparity: clean")
    os.kill(DAEMON, signal.SIGKILL)
    screen.shows("prodparity: could not check - nobody watches")
    screen.keys("q")
    screen.ends(0)


try:
    main()
except AssertionError as error:
    print(f"FAILED: {error}")
    sys.exit(1)
