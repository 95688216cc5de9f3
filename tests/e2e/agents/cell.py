"""One agent's cell: a network namespace with loopback alone, a process namespace, and an overlay of the
base root with an empty home. run.py starts us in it by `unshare`; whatever is started here ends with us."""
import contextlib
import json
import os
import shutil
import subprocess
import sys
import time

from lib.roots import must, write

from .base import PROGRAMS, PROJECT, REFERENCE, WORKSPACE
from .model_server import Model
from .programs import FOLDER
from .terminal import Terminal

ENVIRONMENT = {"HOME": "/root", "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
               "LANG": "C.UTF-8", "TERM": "dumb", "SHELL": "/bin/bash", "DEBIAN_FRONTEND": "noninteractive"}
CONFIG = "/etc/prodparity/config.json"
ENTER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "enter.py")
LONGEST = 120  # seconds of one run of an agent


class Run:
    """What one run of the agent did: its end, and what the model was asked."""

    def __init__(self, done, model, seconds):
        self.code, self.output, self.seconds = done.returncode, done.stdout, seconds
        self.asked = model.asked
        self.steps = len(model.steps)

    def finished(self):
        """The script was played to its end, and the agent saw no failure."""
        return self.code == 0 and max((count for count, *_ in self.asked), default=-1) == self.steps

    def after(self, results):
        """All text of the last request with so many results of tools; None: there was none."""
        bodies = [body for count, body, _ in self.asked if count == results]
        return text_of(bodies[-1]) if bodies else None


def text_of(value):
    """Every string in a request but the tools' descriptions, a line break between them."""
    if isinstance(value, str):
        return value + "\n"
    if isinstance(value, dict):
        return "".join(text_of(part) for key, part in value.items() if key != "tools")
    if isinstance(value, list):
        return "".join(map(text_of, value))
    return ""


def command_line(pid):
    try:
        with open(f"/proc/{pid}/cmdline", encoding="utf-8", errors="replace") as file:
            return file.read().split("\0")
    except OSError:  # it ended
        return []


class Cell:
    def __init__(self, program, base, agents, work):
        self.program, self.work = program, work
        self.layer, self.root = os.path.join(work, "layer"), os.path.join(work, "layer/root")
        self.daemon = None
        must(["ip", "link", "set", "lo", "up"])
        os.makedirs(self.layer)
        must(["mount", "-t", "tmpfs", "cell", self.layer])
        for name in ("upper", "work", "root"):
            os.mkdir(os.path.join(self.layer, name))
        must(["mount", "-t", "overlay", "cell", "-o", f"lowerdir={base},upperdir={self.layer}/upper,"
              f"workdir={self.layer}/work", self.root])
        must(["mount", "-t", "proc", "proc", self.root + "/proc"])
        self.make_devices()
        os.makedirs(self.root + FOLDER)
        must(["mount", "--bind", "-o", "ro", agents, self.root + FOLDER])
        self.register()

    def register(self, *options):
        must(self.command([f"{PROGRAMS}/prodparity", "agents", "install", "--agent", self.program.agent, *options]))

    def make_devices(self):
        """Devices of its own: nothing in the cell can reach this machine's."""
        folder = self.root + "/dev"
        must(["mount", "-t", "tmpfs", "-o", "mode=755", "cell", folder])
        for name, minor in (("null", 3), ("zero", 5), ("full", 7), ("random", 8), ("urandom", 9)):
            os.mknod(f"{folder}/{name}", 0o020666, os.makedev(1, minor))
            os.chmod(f"{folder}/{name}", 0o666)
        os.mknod(folder + "/tty", 0o020666, os.makedev(5, 0))
        for name in ("pts", "shm"):
            os.mkdir(f"{folder}/{name}")
        must(["mount", "-t", "devpts", "-o", "newinstance,ptmxmode=0666", "cell", folder + "/pts"])
        must(["mount", "-t", "tmpfs", "cell", folder + "/shm"])
        for name, target in (("ptmx", "pts/ptmx"), ("fd", "/proc/self/fd"), ("stdin", "/proc/self/fd/0"),
                             ("stdout", "/proc/self/fd/1"), ("stderr", "/proc/self/fd/2")):
            os.symlink(target, f"{folder}/{name}")

    def command(self, argv, **environment):
        return [sys.executable, ENTER, self.root, "/usr/bin/env", "-i", "-C", WORKSPACE,
                *(f"{key}={value}" for key, value in {**ENVIRONMENT, **environment}.items()), *argv]

    def start_daemon(self, enforce="warn", wake=False):
        write(self.root, CONFIG, json.dumps({"enforce": enforce, "wake_idle_agents": wake}))
        with open(os.path.join(self.work, "daemon.log"), "a", encoding="utf-8") as log:
            self.daemon = subprocess.Popen(self.command(
                [f"{PROGRAMS}/prodparityd", "--config", CONFIG, "--reference", REFERENCE,
                 "--workspace", WORKSPACE]),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        end = time.monotonic() + 30
        while time.monotonic() < end:
            done = subprocess.run(self.command([f"{PROGRAMS}/prodparity", "status", "--format", "json"]),
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
            if done.stdout and json.loads(done.stdout)["state"] == "settled":
                return
            time.sleep(0.05)
        raise RuntimeError("the daemon is not ready:\n" + self.daemon_log())

    def daemon_log(self):
        with open(os.path.join(self.work, "daemon.log"), encoding="utf-8") as file:
            return file.read()[-3000:]

    def installed(self, package):
        with open(self.root + "/var/lib/dpkg/status", encoding="utf-8") as status:
            return f"Package: {package}\n" in status.read()

    def kill_daemon(self):
        self.daemon.kill()
        self.daemon.wait()

    @contextlib.contextmanager
    def package_hooks(self):
        """apt's and dpkg's hooks, as the feature installs them, for a while."""
        places = {"80prodparity": f"{self.root}/etc/apt/apt.conf.d/80prodparity",
                  "prodparity.cfg": f"{self.root}/etc/dpkg/dpkg.cfg.d/prodparity"}
        for name, place in places.items():
            shutil.copy(f"{PROJECT}/hooks/apt/{name}", place)
        yield
        for place in places.values():
            os.unlink(place)

    def remove_programs(self):
        for name in ("prodparity", "prodparityd"):
            os.unlink(f"{self.root}{PROGRAMS}/{name}")

    def wait_for(self, package):
        """Until it is installed and the daemon has told it."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            done = subprocess.run(self.command([f"{PROGRAMS}/prodparity", "findings", "--format", "json"]),
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
            if f'"{package}"' in done.stdout:
                return
            time.sleep(0.1)

    def announced(self):
        """How many findings were told so far, and ended."""
        with open(self.root + "/var/lib/prodparity/journal.jsonl", encoding="utf-8") as file:
            text = file.read()
        return text.count('"kind":"finding_announced"'), text.count('"kind":"resolved"')

    @staticmethod
    def waiting():
        """Whether somebody waits for an idle session."""
        return any("--wait-idle" in words for words in map(command_line, filter(str.isdigit, os.listdir("/proc"))))

    @contextlib.contextmanager
    def at_terminal(self, steps):
        """The agent at a terminal of its own, in an empty home, on a model that plays these steps. Gives the model
        and what the terminal showed; the agent is killed at the end."""
        home = self.root + "/root"
        shutil.rmtree(home, ignore_errors=True)
        os.mkdir(home)
        with Model(self.program.tool, steps) as model, Terminal() as terminal:
            for path, text in self.program.settled_files(model.port).items():
                write(self.root, path, text)
            environment = {**self.program.environment(model.port), "TERM": "xterm-256color"}
            terminal.start(self.command(list(self.program.at_terminal), **environment))
            yield model, terminal

    def run(self, steps, argv=None, with_mcp=False, wait=None):
        """Runs the agent (its usual command line, or `argv`), in an empty home, on a model that plays
        these steps and has its last word after `wait`; `with_mcp`: its user has configured `prodparity mcp`."""
        home = self.root + "/root"
        shutil.rmtree(home, ignore_errors=True)
        os.mkdir(home)
        with Model(self.program.tool, steps, wait) as model:
            for path, text in self.program.files(model.port, with_mcp).items():
                write(self.root, path, text)
            start = time.monotonic()
            argv = self.command(argv or self.program.argv, **self.program.environment(model.port))
            try:
                done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False,
                                      stderr=subprocess.STDOUT, text=True, errors="replace", timeout=LONGEST)
            except subprocess.TimeoutExpired as late:
                output = (late.stdout or b"").decode(errors="replace")
                done = subprocess.CompletedProcess(argv, "no end", output)
            return Run(done, model, time.monotonic() - start)
