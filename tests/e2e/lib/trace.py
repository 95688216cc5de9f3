"""Records what inotify and the locks say while real tools run, as tests/core/trace_replay_test.cpp
replays it. A trace is lines:

    watch WD FOLDER        a watch was added
    event WD MASK NAME     one event of the kernel's
    at MS                  when the queue had been read, since the trace began
    transitional NAME (STATE), copying NAME
                           what a reading found half-way then
    reading DIGEST         of all that it found
    locks free|held WHO    as they were before that reading and after it; ends the turn
    end DIGEST             of a fresh reading once all is over
"""
import ctypes
import fcntl
import hashlib
import json
import os
import select
import struct
import threading
import time

from lib.live import LOCKS
from lib.roots import must

MASKS = {0x8: "CLOSE_WRITE", 0x40: "MOVED_FROM", 0x80: "MOVED_TO", 0x100: "CREATE", 0x200: "DELETE",
         0x400: "DELETE_SELF", 0x800: "MOVE_SELF", 0x2000: "UNMOUNT", 0x4000: "Q_OVERFLOW",
         0x8000: "IGNORED", 0x40000000: "ISDIR"}
WANTED = 0x8 | 0x40 | 0x80 | 0x100 | 0x200 | 0x400 | 0x800
FOLDERS = ("/var/lib/dpkg", "/var/lib/dpkg/updates", "/var/lib/apt")
F_OFD_GETLK = 36
FLOCK = "hhqqi4x"


class Recorder:
    def __init__(self, programs, root, workspace, folders=()):
        self.programs, self.root, self.workspace = programs, root, workspace
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.descriptor = self.libc.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK)
        self.locks = [os.open(os.path.join(root, lock), os.O_RDONLY) for lock in LOCKS]
        self.lines, self.watched, self.done = [], {}, threading.Event()
        self.start = time.monotonic()
        for folder in (*FOLDERS, *folders):
            self.watch(folder)

    def watch(self, folder):
        """True: it was not watched, and is now."""
        wd = self.libc.inotify_add_watch(self.descriptor, (self.root + folder).encode(), WANTED)
        if wd < 0 or self.watched.get(wd) == folder:
            return False
        self.watched[wd] = folder
        self.lines.append(f"watch {wd} {folder}")
        return True

    def holder(self):
        for descriptor in self.locks:
            asked = struct.pack(FLOCK, fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
            kind, _, _, _, pid = struct.unpack(FLOCK, fcntl.fcntl(descriptor, F_OFD_GETLK, asked))
            if kind != fcntl.F_UNLCK:
                try:
                    with open(f"/proc/{pid}/comm", encoding="utf-8") as file:
                        return "held " + file.read().strip()
                except OSError:
                    return "held somebody"
        return "free"

    def read_place(self):
        """(lines of what is half-way, digest of everything, folders to watch)."""
        text = must([self.programs + "/prodparity", "inventory", "--root", self.root, "--workspace",
                     self.workspace, "--format", "json"])
        lines, folders = [], []
        for part in json.loads(text).get("in_transition", []):
            if part["ecosystem"] == "deb":
                lines.append(f"transitional {part['name']} ({part['state']})")
            else:
                lines.append(f"copying {part['name']}")
                path = part.get("evidence", {}).get("path", "")
                folders += [os.path.dirname(path)] if path else []
        return lines, hashlib.sha256(text.encode()).hexdigest()[:12], folders

    def read_events(self):
        """The events that are there, as lines."""
        lines, offset = [], 0
        try:
            data = os.read(self.descriptor, 1 << 16)
        except BlockingIOError:
            return lines
        while offset < len(data):
            wd, mask, _, length = struct.unpack_from("iIII", data, offset)
            name = data[offset + 16:offset + 16 + length].rstrip(b"\0").decode()
            words = "|".join(word for bit, word in MASKS.items() if mask & bit)
            lines.append(f"event {wd} {words} {name}".rstrip())
            offset += 16 + length
        return lines

    def turn(self):
        """What one turn of the daemon's loop would see: the locks are the same on both sides of
        the reading, and what it found half-way is watched before it counts."""
        at = int((time.monotonic() - self.start) * 1000)
        while True:
            before = self.holder()
            half_way, digest, folders = self.read_place()
            if any([self.watch(folder) for folder in folders]):
                continue
            if before == self.holder():
                break
        self.lines += [f"at {at}", *half_way, f"reading {digest}", f"locks {before}"]

    def run(self):
        while True:
            over = self.done.is_set()
            ready, _, _ = select.select([self.descriptor], [], [], 0.02)
            events = self.read_events() if ready else []
            if events:
                self.lines += events
                self.turn()
            elif over:
                return

    def record(self, action):
        """The trace of what happens while `action` runs, as text."""
        self.turn()  # the first reading, as the daemon's at its start
        thread = threading.Thread(target=self.run)
        thread.start()
        try:
            action()
        finally:
            self.done.set()
            thread.join()
        self.turn()
        self.lines.append(f"end {self.read_place()[1]}")
        for descriptor in (self.descriptor, *self.locks):
            os.close(descriptor)
        return "\n".join(self.lines) + "\n"
