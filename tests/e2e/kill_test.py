"""kill -9 of the daemon while real apt, dpkg and pip run: nothing that was told is lost, and
nothing stays untold.

PRODPARITY_KILLS: how many kills (200), of which a run does one part in `share`.
PRODPARITY_KILL_SEED: the seed, as a run prints it."""
import json
import os
import random
import subprocess
import time

from lib.live import Daemon, Subscriber
from lib.results import note
from lib.roots import ENVIRONMENT, must, write
from live_test import WORKSPACE, fresh_findings, key_of, settled

PIP = WORKSPACE + "/.venv/bin/pip"
WHEELS = ["-q", "--find-links", "/root/wheels"]
APT = ["apt-get", "-qq", "-y", "-o", "Dpkg::Use-Pty=0"]
# Each changes what is installed, whatever the one before was; heavy ones come more rarely.
LIGHT = [["dpkg", "-i", f"/root/libpp1_{version}-1.deb"] for version in ("1.0", "1.1", "2.0")]
LIGHT += [["dpkg", "-i", "/root/pp-data_5%3a1.0-1.deb"], ["dpkg", "--purge", "--force-depends", "pp-data"],
          ["dpkg", "-i", "/root/pp-extra_1.0-1.deb"], ["dpkg", "--purge", "pp-extra"]]
HEAVY = [[*APT, "install", "--allow-downgrades", "pp-tool", "pp-data", "libpp1=2.0-1"],
         [*APT, "purge", "pp-tool", "pp-data"], [*APT, "autoremove", "--purge"],
         [PIP, "install", *WHEELS, "proj_c"], [PIP, "uninstall", "-q", "-y", "proj_c"],
         [PIP, "install", *WHEELS, "Proj.A==2.0b1"], [PIP, "install", *WHEELS, "Proj.A==1.0"]]


class Follower:
    """A reader that goes on from the last number it saw, as docs/PROTOCOL.md tells it to."""

    def __init__(self):
        self.cursor = 0
        self.told = {}  # sequence -> what was told, as journal_of() has it
        self.open = {}  # finding id -> key: announced and not resolved
        self.connection = None

    def connect(self, daemon):
        self.connection = Subscriber(daemon.socket_path())
        self.connection.call("subscribe", since=self.cursor)

    def take(self, message):
        params = message["params"]
        for finding in params.get("findings", []):
            if message["method"] == "announced":
                self.open[finding["id"]] = self.told[finding["sequence"]] = key_of(finding)
            else:
                self.told[finding["sequence"]] = finding["id"]
                self.open.pop(finding["id"], None)
        self.cursor = max(self.cursor, params.get("sequence", 0))

    def read_until_dead(self):
        """What had been sent when the daemon died."""
        try:
            while self.connection:
                self.take(self.connection.read_message())
        except (OSError, EOFError):
            pass
        self.connection = None

    def read_all(self, journal):
        """Until it was told every line of the journal, or for ten seconds nothing came."""
        self.connection.socket.settimeout(10)
        try:
            while not set(journal) <= set(self.told):
                self.take(self.connection.read_message())
        except TimeoutError:
            pass  # what was not told shows in what is compared


def journal_of(daemon):
    """sequence -> key of what was announced, id of what is resolved; whatever state it is in."""
    told = {}
    with open(os.path.join(daemon.state_folder, "journal.jsonl"), encoding="utf-8") as file:
        for line in file:
            if not line.endswith("\n"):
                break
            entry = json.loads(line)
            if entry["kind"] == "finding_announced":
                told[entry["sequence"]] = key_of(entry["data"])
            elif entry["kind"] == "resolved":
                told[entry["sequence"]] = entry["data"]["id"]
    return told


def end_of_journal(daemon, lines=12):
    """What a fault is looked into with."""
    with open(os.path.join(daemon.state_folder, "journal.jsonl"), encoding="utf-8") as file:
        return "".join(line[:600].rstrip("\n") + "\n" for line in file.readlines()[-lines:])


class Kills:
    def __init__(self, programs, root, work, count, seed):
        self.random, self.count = random.Random(seed), count
        folder = os.path.join(work, "kills")
        os.makedirs(folder)
        reference = os.path.join(folder, "reference.cdx.json")
        with open(reference, "w", encoding="utf-8") as file:
            file.write(must([programs + "/prodparity", "inventory", "--root", root, "--workspace",
                             WORKSPACE, "--format", "cyclonedx"]))
        self.daemon = Daemon(programs, root, reference, folder, WORKSPACE)
        self.follower = Follower()
        self.done = self.between = 0
        self.faults = []

    def command(self, light):
        return self.random.choice(LIGHT if light or self.random.random() < 0.8 else HEAVY)

    def start_command(self, light=False):
        argv = self.command(light)
        return subprocess.Popen(["chroot", self.daemon.root, *argv], env=ENVIRONMENT,
                                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)

    def restart(self, **options):
        self.daemon.start(**options)
        self.follower.connect(self.daemon)

    def after_death(self):
        """Counts a kill, and whether the journal holds what nobody had been told yet."""
        self.follower.read_until_dead()
        journal = journal_of(self.daemon)
        lost = {sequence: told for sequence, told in self.follower.told.items()
                if journal.get(sequence) != told}
        if lost:
            self.faults.append(f"kill {self.done}: told and not in the journal: {lost}")
        self.done += 1
        self.between += bool(set(journal) - set(self.follower.told))

    def kill_now(self):
        code = self.daemon.process.poll()
        if code is not None and code != -9:  # nobody but us ends it
            self.faults.append(f"kill {self.done}: the daemon had ended with {code}:\n{self.daemon.log()[-3000:]}")
        self.daemon.kill()
        self.after_death()

    def random_moments(self):
        """Kills while a command runs, and just after it; some already while it starts."""
        command = self.start_command()
        while command.poll() is None and self.done < self.count:
            time.sleep(self.random.uniform(0, 0.25))
            self.kill_now()
            if self.random.random() < 0.3 and self.done < self.count:
                self.daemon.start(wait=False)
                time.sleep(self.random.uniform(0, 0.05))
                self.kill_now()
            self.restart(states=("settled", "interrupted", "changing"))
        command.wait()
        time.sleep(self.random.uniform(0, 0.05))
        if self.done < self.count:
            self.kill_now()
            self.restart()

    def between_journal_and_telling(self):
        """strace ends the daemon as it syncs the journal, or holds it there and we end it."""
        self.kill_now()
        fatal = self.random.random() < 0.5
        effect = "signal=KILL" if fatal else "delay_exit=300000"
        # Of the two before: the reference, and the outcome of the first reading.
        self.restart(wrapper=["strace", "-o", "/dev/null", "--seccomp-bpf", "-f", "-e", "trace=fdatasync",
                              "-e", f"inject=fdatasync:{effect}:when=3+"])
        length = len(journal_of(self.daemon))
        self.start_command(light=True).wait()
        end = time.monotonic() + 2
        while time.monotonic() < end and self.daemon.process.poll() is None:
            if len(journal_of(self.daemon)) > length:
                break
            time.sleep(0.001)
        self.kill_now()
        self.restart()

    def verify(self):
        """At rest: what the reader was told, over all kills, is a fresh scan and the journal."""
        holds, fresh = settled(self.daemon, ("settled",))
        if not holds:
            self.faults.append(f"kill {self.done}: {fresh}")
            return
        status = self.daemon.ask("status")
        journal = journal_of(self.daemon)
        self.follower.read_all(journal)
        if set(self.follower.open.values()) != fresh:
            self.faults.append(f"kill {self.done}: told {sorted(self.follower.open.values())}, "
                               f"a fresh scan has {sorted(fresh)}")
        if self.follower.told != journal:
            self.faults.append(f"kill {self.done}: untold {sorted(set(journal) - set(self.follower.told))}")
        if status["warnings"]:
            self.faults.append(f"kill {self.done}: {status['warnings']}")

    def run(self):
        self.restart()
        # On a busy machine fewer of them hit the moment that counts: there are then some more.
        while (self.done < self.count or self.between * 5 < self.count and
               self.done < 2 * self.count) and not self.faults:
            if self.between * 3 < self.done:
                self.between_journal_and_telling()
            else:
                self.random_moments()
            self.verify()
        self.daemon.stop()


def kills(results, programs, root, work, share):
    count = max(1, int(os.environ.get("PRODPARITY_KILLS", "200")) // share)
    seed = int(os.environ.get("PRODPARITY_KILL_SEED", random.SystemRandom().randrange(1 << 32)))
    note(f"{count} kills, PRODPARITY_KILL_SEED={seed}")
    # Its syncs cost most of a run's time, and none of these kills is of the machine.
    write(root, "/etc/dpkg/dpkg.cfg.d/unsafe-io", "force-unsafe-io\n")
    run = Kills(programs, root, work, count, seed)
    try:
        run.run()
    finally:
        if run.daemon.process is not None and run.daemon.process.poll() is None:
            run.daemon.kill()
    note(f"{run.done} kills, {run.between} of them between journal and telling")
    results.check(f"{count} kills lose nothing that was told and leave nothing untold",
                  run.done >= count and not run.faults,
                  f"seed {seed}\n" + "\n".join([*run.faults, end_of_journal(run.daemon)]))
    results.check("a fifth of the kills are between writing the journal and telling",
                  run.between * 5 >= count, f"{run.between} of {count}")
