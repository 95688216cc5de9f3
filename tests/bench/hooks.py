"""`prodparity hook` as agents start it: alone, beside the same in other languages, and a hundred at once."""
import json
import os
import shutil
import time

import live
from measure import percentile

HERE = os.path.dirname(os.path.abspath(__file__))
EVENT = {"session_id": "s", "cwd": "/w", "hook_event_name": "PostToolUse", "tool_name": "Bash",
         "tool_input": {"command": "make deps"}, "tool_response": {"stdout": "hi\n" * 100, "stderr": ""},
         "tool_use_id": "toolu_1", "duration_ms": 49}
TRUE = ["/bin/true"]
NEWS = "libpphooks1"  # a runtime library, by its name: the default rules warn of it


def peers(socket):
    """Name -> argv, of those that are here."""
    known = {"python3": ["/usr/bin/python3", f"{HERE}/peer_hook.py", socket],
             "node": ["node", f"{HERE}/peer_hook.js", socket],
             "bash + jq": [f"{HERE}/peer_hook.sh", socket]}
    needed = {"bash + jq": ("jq", "nc")}
    return {name: argv for name, argv in known.items()
            if all(shutil.which(word) for word in (*needed.get(name, ()), argv[0]))}


class Calls:
    """Starts processes with an event on standard input and a file for what they say."""

    def __init__(self, client, socket, folder):
        self.hook = [client, "hook", "--agent=claude", "--socket", socket]
        self.folder = folder
        os.makedirs(folder, exist_ok=True)

    def path(self, session, end):
        return f"{self.folder}/{session}.{end}"

    def spawn(self, argv, session):
        event = self.path(session, "json")
        if not os.path.exists(event):
            with open(event, "w", encoding="utf-8") as file:
                json.dump({**EVENT, "session_id": session}, file)
        actions = [(os.POSIX_SPAWN_OPEN, 0, event, os.O_RDONLY, 0),
                   (os.POSIX_SPAWN_OPEN, 1, self.path(session, "out"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644),
                   (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)]
        return os.posix_spawnp(argv[0], argv, os.environ, file_actions=actions)

    def once(self, argv, session="s"):
        """Milliseconds of one whole process."""
        start = time.perf_counter()
        _, status = os.waitpid(self.spawn(argv, session), 0)
        elapsed = (time.perf_counter() - start) * 1000
        if status != 0:
            raise RuntimeError(f"{' '.join(argv)}: status {status}")
        return elapsed

    def at_once(self, argv, count):
        """Milliseconds of each of so many, all started before any is waited for."""
        started, times = {}, []
        for number in range(count):
            start = time.perf_counter()
            started[self.spawn(argv, f"many-{number}")] = start
        while started:
            pid, _ = os.wait()
            times.append((time.perf_counter() - started.pop(pid)) * 1000)
        return times

    def said(self, count):
        texts = []
        for number in range(count):
            with open(self.path(f"many-{number}", "out"), encoding="utf-8") as file:
                texts.append(file.read())
        return texts


def in_turn(calls, ours, peer, rounds):
    """Milliseconds of each run of ours, and of the peer: one of each in turn, and of no third, which would decide
    what is cached for whom. The first of each warms the caches."""
    times = [(calls.once(ours), calls.once(peer)) for _ in range(rounds + 1)][1:]
    return tuple(zip(*times))


def wait_for(daemon, open_findings, seconds=10):
    end = time.monotonic() + seconds
    with live.Connection(daemon.socket_path) as connection:
        while connection.call("status")["open"] != open_findings:
            if time.monotonic() > end:
                raise RuntimeError("the daemon does not tell of what the bench installs")
            time.sleep(0.01)


def storm(calls, daemon, count):
    """(p95 of the hooks, p95 of /bin/true, sessions that read the finding exactly once) of `count` sessions
    that ask at the same moment, when one finding is new to all of them."""
    calls.at_once(calls.hook, count)  # each session's first call: it knows what is open
    with live.Connection(daemon.socket_path) as connection:
        known = connection.call("status")["open"]
    dpkg = live.Dpkg(daemon.root)
    dpkg.change(NEWS, installed=True)
    wait_for(daemon, known + 1)
    plain = calls.at_once(TRUE, count)
    ours = calls.at_once(calls.hook, count)
    first = [text.count(NEWS + " 1.0 is not in production") for text in calls.said(count)]
    calls.at_once(calls.hook, count)
    again = [text.count(NEWS) for text in calls.said(count)]
    dpkg.change(NEWS, installed=False)
    wait_for(daemon, known)
    exactly = sum(one == 1 and more == 0 for one, more in zip(first, again))
    return percentile(ours, 0.95), percentile(plain, 0.95), exactly
