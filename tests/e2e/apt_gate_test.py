"""apt and dpkg with our hooks: what they do and how they end is as without us, whatever happens to us;
a plan that a rule blocks is stopped before anything changes."""
import json
import os
import shutil
import signal
import time

import install_check_test
import pip_plan_test
from lib import roots
from lib.live import Daemon
from lib.packages import build_deb, index_repository, make_repository

HOOKS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../hooks/apt")
PROGRAM = "/usr/local/bin/prodparity"
MANY = 500
CONFIG = "/etc/prodparity/config.json"
# What stays of a run in which our part is killed or hangs is told in so many seconds at most.
LONGEST = 10


def debs(folder):
    """Of tool: what production has, what it has not, and things to install beside it."""
    library = "/usr/lib/x86_64-linux-gnu/libgate-tls.so.1"
    made = [build_deb(folder, "gate-tool", version) for version in ("1.0", "2.0", "3.0")]
    made += [build_deb(folder, "libgate-tls1", "1.0", section="libs", files={library: "x"}),
             build_deb(folder, "gate-app", "1.0", depends="gate-part"),
             build_deb(folder, "gate-part", "1.0"),
             build_deb(folder, "gate-tree", "1.0", depends="gate-leaf"),
             build_deb(folder, "gate-leaf", "1.0"),
             build_deb(folder, "gate-conf", "1.0", files={"/etc/gate-conf": "x"})]
    made += [build_deb(folder, f"gate-many-{i:03}", "1.0") for i in range(MANY)]
    return made


def prepare(root, work):
    """A copy's own repository, tools and policy; production is the root before anything of ours came."""
    roots.fetch("apt-get install aptitude", ["chroot", root, "sh", "-c", "apt-get update -qq && "
                "apt-get install -y -qq --no-install-recommends aptitude"], env=roots.ENVIRONMENT)
    folder = os.path.join(work, "gate-debs")
    make_repository(root, debs(folder), "/srv/gate")
    roots.in_root(root, ["apt-get", "install", "-y", "-qq", "gate-tool=1.0"])
    pip_plan_test.prepare(root)
    roots.write(root, "/work/.devcontainer/prodparity.json", json.dumps({
        "rules": [
            *pip_plan_test.RULES,
            {"name": "gate-block", "match": {"names": ["gate-tool"]}, "tier": "block",
             "reason": "the gate's own rule"},
            {"name": "gate-block-new", "match": {"names": ["libgate-tls1"]}, "tier": "block",
             "reason": "not in production"},
            {"name": "gate-warn", "match": {"names": ["gate-*"], "kinds": ["dev_only"]}, "tier": "warn",
             "reason": "not in production"}]}))


class Gate:
    """The root with our programs and hooks in it, and the daemon on it, its socket inside."""

    def __init__(self, programs, root, work, enforce="warn"):
        self.programs, self.root, self.work = programs, root, work
        self.daemon = None
        self.set_enforce(enforce)
        install_hooks(root)
        shutil.copy(f"{programs}/prodparity", root + PROGRAM)

    def set_enforce(self, enforce):
        self.config = roots.write(self.root, CONFIG, json.dumps({"enforce": enforce}))

    def start(self, wait=True):
        shutil.rmtree(self.root + "/run/prodparity", ignore_errors=True)
        self.daemon = Daemon(self.programs, self.root, os.path.join(self.work, "gate.sbom.json"),
                             self.work, "/work", ["--config", self.config])
        self.daemon.run_folder = self.root + "/run/prodparity"
        self.daemon.state_folder = self.root + "/var/lib/prodparity-gate"
        return self.daemon.start(wait)

    def stop(self):
        if self.daemon:
            self.daemon.stop()

    def command(self, argv):
        """Inside the root, with its /proc, as in a container: who runs apt is read there."""
        mounted = 'mount -t proc proc "$1/proc" && exec chroot "$@"'
        return ["unshare", "--mount", "sh", "-c", mounted, "sh", self.root, *argv]

    def run(self, argv, environment=None, **options):
        return roots.run(self.command(argv), env={**roots.ENVIRONMENT, **(environment or {})}, **options)

    def hook(self, text, *words):
        """Our program alone, with `text` on standard input."""
        return self.run([PROGRAM, *words], stdin=None, input=text)

    def state(self):
        """What dpkg says is there, of ours."""
        text = roots.must_in_root(self.root, ["dpkg-query", "-W", "-f",
                                              "${Package} ${Version} ${db:Status-Abbrev}\n"])
        return [line.strip() for line in text.splitlines() if "gate" in line]


def install_hooks(root):
    shutil.copy(f"{HOOKS}/80prodparity", root + "/etc/apt/apt.conf.d/80prodparity")
    shutil.copy(f"{HOOKS}/prodparity.cfg", root + "/etc/dpkg/dpkg.cfg.d/prodparity")


def remove_hooks(root):
    for path in ("/etc/apt/apt.conf.d/80prodparity", "/etc/dpkg/dpkg.cfg.d/prodparity", PROGRAM):
        if os.path.exists(root + path):
            os.unlink(root + path)


def ours(done):
    return [line for line in done.stderr.splitlines() if line.startswith("prodparity:")]


def deb(name, version="1.0"):
    return f"/srv/gate/{name}_{version}.deb"


def cases():
    """name -> commands, one after the other; they end where they began."""
    many = [f"gate-many-{i:03}" for i in range(MANY)]
    apt = ["apt-get", "-y", "-qq"]
    return {
        "install, remove": [[*apt, "install", "gate-app"], [*apt, "autoremove", "--purge", "gate-app"]],
        "upgrade, downgrade": [[*apt, "install", "--only-upgrade", "gate-tool"],
                               [*apt, "install", "--allow-downgrades", "gate-tool=1.0"]],
        "remove, purge": [[*apt, "install", "gate-conf"], [*apt, "remove", "gate-conf"],
                          [*apt, "purge", "gate-conf"]],
        "apt": [["apt", "-y", "install", "gate-part"], ["apt", "-y", "purge", "gate-part"]],
        "aptitude": [["aptitude", "-y", "install", "gate-app"], ["aptitude", "-y", "purge", "gate-app"]],
        "-o options": [[*apt, "-o", "Dpkg::Use-Pty=0", "-o", "Debug::pkgDPkgPM=0", "-o",
                        "Dpkg::Options::=--force-confold", "install", "gate-part"],
                       [*apt, "-o", "APT::Get::Purge=1", "remove", "gate-part"]],
        "dpkg": [["dpkg", "-i", deb("gate-part")], ["dpkg", "-r", "gate-part"], ["dpkg", "-P", "gate-part"]],
        "a package that is not there": [[*apt, "install", "gate-no-such"], ["dpkg", "-i", "/no.deb"]],
        "nothing to do": [[*apt, "install", "gate-tool=1.0"], ["apt-get", "-s", "install", "gate-app"]],
        f"{MANY} packages": [[*apt, "install", *many], [*apt, "purge", *many]],
    }


def outcomes(gate, commands):
    """The exit code of each, and what dpkg then says."""
    return [(gate.run(command).returncode, gate.state()) for command in commands]


def expected(gate):
    """As it is without us."""
    remove_hooks(gate.root)
    found = {name: outcomes(gate, commands) for name, commands in cases().items()}
    install_hooks(gate.root)
    shutil.copy(f"{gate.programs}/prodparity", gate.root + PROGRAM)
    return found


def all_as_without(results, gate, what, truth, names=None):
    for name, commands in cases().items():
        if names and name not in names:
            continue
        found = outcomes(gate, commands)
        results.check(f"gate: {what}: {name}: exit codes and packages are as without us",
                      found == truth[name], f"{found}\ninstead of\n{truth[name]}")


def said_in_time(results, gate):
    """What apt and dpkg print of ours where all is well."""
    done = gate.run(["apt-get", "-y", "-qq", "install", "gate-tree"])  # nobody asked for its leaf before
    lines = ours(done)
    results.check("gate: apt says before and after what differs, in two lines each",
                  2 <= len(lines) <= 4 and "after this run: WARN gate-tree, with 1 package" in lines[0]
                  and any(line.startswith("prodparity: WARN gate-tree, with 1 package") for line in lines),
                  done.stderr)
    done = gate.run(["apt-get", "-y", "-qq", "purge", "gate-tree", "gate-leaf"])
    results.check("gate: what ended is said", any("resolved:" in line for line in ours(done)), done.stderr)
    done = gate.run(["dpkg", "-i", deb("gate-part")])
    results.check("gate: dpkg says what differs now, once", len(ours(done)) == 2 and
                  ours(done)[0].startswith("prodparity: WARN gate-part 1.0 is not in production"), done.stderr)
    done = gate.run(["dpkg", "-P", "gate-part"])
    results.check("gate: dpkg says what ended", len(ours(done)) == 1, done.stderr)
    done = gate.run(["apt-get", "-y", "-qq", "install", "gate-tool=1.0"])
    results.check("gate: where nothing differs nothing is said", not ours(done), done.stderr)


def told_once(results, gate):
    """What an agent's session read where apt told it, its hook does not tell again."""
    marks = {"CLAUDE_CODE_SESSION_ID": "gate-session"}
    event = json.dumps({"session_id": "gate-session", "hook_event_name": "PostToolUse", "tool_name": "Bash"})

    def hook():
        return gate.hook(event, "hook", "--agent", "claude").stdout

    def tool(command):
        # As an agent runs it: a shell of its own, whose output is the tool's result.
        return gate.run(["sh", "-c", command + "; true"], environment=marks)

    hook()
    done = tool("apt-get -y -qq install gate-part")
    results.check("gate: an agent reads apt's line", "WARN gate-part 1.0" in done.stderr, done.stderr)
    said = hook()
    results.check("gate: what it read there its hook does not tell again", "gate-part" not in said, said)
    tool("apt-get -y -qq purge gate-part")
    hook()
    tool("apt-get -y -qq install gate-part 2>/dev/null")
    said = hook()
    results.check("gate: what a command hid from it, its hook tells", "gate-part 1.0 is not in" in said, said)
    tool("apt-get -y -qq purge gate-part")
    hook()


def journaled(gate):
    path = os.path.join(gate.daemon.state_folder, "journal.jsonl")
    with open(path, encoding="utf-8") as file:
        return [entry["data"] for entry in map(json.loads, file) if entry["kind"] == "plan"]


def blocks(results, gate):
    """enforce: block."""
    gate.set_enforce("block")
    gate.start()
    before = gate.state()
    upgrade = ["apt-get", "-y", "-qq", "install", "gate-tool=2.0"]
    done = gate.run(upgrade)
    results.check("gate: a plan that blocks stops apt with 100, and nothing changed",
                  done.returncode == 100 and gate.state() == before, done.stderr)
    results.check("gate: it is said why, what production has, and how to go on",
                  all(text in done.stderr for text in
                      ("BLOCK gate-tool: 2.0 here, 1.0 in production (rule gate-block)",
                       "gate-tool=1.0", "prodparity::Allow=")), done.stderr)
    done = gate.run(["aptitude", "-y", "install", "libgate-tls1"])
    results.check("gate: aptitude is stopped too", done.returncode != 0 and gate.state() == before, done.stderr)
    done = gate.run(["apt-get", "-y", "-qq", "install", "gate-app"])
    results.check("gate: a plan that only warns goes on", done.returncode == 0, done.stderr)
    gate.run(["apt-get", "-y", "-qq", "purge", "gate-app", "gate-part"])
    done = gate.run([*upgrade, "-o", 'prodparity::Allow=a "reason"; $(id)'])
    results.check("gate: with a reason it goes on", done.returncode == 0 and "let through" in done.stderr,
                  done.stderr)
    entries = journaled(gate)
    results.check("gate: what was stopped and what was let through is in the journal, with its reason",
                  entries and entries[0]["decision"] == "stopped" and
                  entries[-1] == {"decision": "let_through", "names": ["gate-tool"],
                                  "reason": 'a "reason"; $(id)'}, entries)
    done = gate.run(["apt-get", "-y", "-qq", "--allow-downgrades", "install", "gate-tool=1.0"])
    results.check("gate: the way back to production is never stopped",
                  done.returncode == 0 and gate.state() == before, done.stderr)
    agent = {"CLAUDE_CODE_SESSION_ID": "gate-session"}
    allowed = [*upgrade, "-o", "prodparity::Allow=i want to"]
    done = gate.run(allowed, environment=agent)
    results.check("gate: an agent may not let it through", done.returncode == 100 and gate.state() == before and
                  "agents_may_override" in done.stderr, done.stderr)
    policy = gate.root + "/work/.devcontainer/prodparity.json"
    with open(policy, encoding="utf-8") as file:
        text = file.read()
    roots.write(gate.root, "/work/.devcontainer/prodparity.json",
                json.dumps({**json.loads(text), "agents_may_override": True}))
    gate.daemon.ask("rescan")
    done = gate.run(allowed, environment=agent)
    results.check("gate: an agent may where the policy says so", done.returncode == 0, done.stderr)
    gate.run(["apt-get", "-y", "-qq", "--allow-downgrades", "install", "gate-tool=1.0"])
    roots.write(gate.root, "/work/.devcontainer/prodparity.json", text)
    done = gate.run(["apt-get", "-s", "install", "gate-tool=2.0"])
    results.check("gate: a simulation is never stopped", done.returncode == 0, done.stderr)
    gate.stop()


def simulated(results, gate):
    """prodparity plan, by apt's own simulation."""
    before = gate.state()
    for words, code, text in (
            (["apt-get", "install", "gate-tree"], 3, "WARN gate-tree, with 1 package it pulled in"),
            (["apt-get", "install", "gate-tool=2.0"], 1, "BLOCK gate-tool: 2.0 here, 1.0 in production"),
            (["apt", "install", "-y", "gate-tool"], 1, "BLOCK gate-tool: 3.0 here, 1.0 in production"),
            (["apt-get", "install", "gate-tool=1.0"], 0, "nothing that matters"),
            (["apt-get", "install", "gate-no-such"], 4, ""),
            (["apt-get", "-o", "DPkg::Pre-Invoke::=id", "install", "gate-app"], 2, "")):
        done = gate.run([PROGRAM, "plan", "--", *words])
        results.check(f"gate: prodparity plan -- {' '.join(words)}",
                      done.returncode == code and text in done.stdout, done.stdout + done.stderr)
    results.check("gate: a plan changes nothing", gate.state() == before)


def failures(results, gate, truth):
    """Whatever happens to us, apt and dpkg do what they do without us, and it is said once."""
    some = ("install, remove", "upgrade, downgrade", "dpkg", "aptitude")
    install = ["apt-get", "-y", "-qq", "install", "gate-part"]
    undo = ["apt-get", "-y", "-qq", "purge", "gate-part"]

    def is_said(what, lines=1):
        done = gate.run(install)
        said = [line for line in done.stderr.splitlines() if "prodparity" in line]
        results.check(f"gate: {what} is said once", done.returncode == 0 and len(said) == lines, done.stderr)
        gate.run(undo)

    daemon = gate.start()
    os.kill(daemon.process.pid, signal.SIGSTOP)
    start = time.monotonic()
    is_said("a daemon that hangs")
    results.check("gate: a daemon that hangs holds apt up for seconds at most", time.monotonic() - start < 2 * LONGEST)
    all_as_without(results, gate, "the daemon hangs", truth, some)
    os.kill(daemon.process.pid, signal.SIGCONT)
    daemon.kill()
    is_said("a daemon that was killed")
    all_as_without(results, gate, "the daemon is dead", truth, some)
    gate.start()
    gate.stop()
    is_said("a daemon that was stopped on purpose", 0)

    real = gate.root + PROGRAM
    os.unlink(real)
    is_said("a program that is gone")
    all_as_without(results, gate, "the program is gone", truth, some)
    for what, text in (("killed", "#!/bin/sh\nkill -9 $$\n"), ("garbage", "\x7fELF garbage"),
                       ("fails", "#!/bin/sh\nexit 1\n"), ("crashes", "#!/bin/sh\nkill -SEGV $$\n"),
                       ("reads nothing", "#!/bin/sh\nexec <&-\nexit 0\n")):
        roots.write(gate.root, PROGRAM, text)
        os.chmod(real, 0o755)
        all_as_without(results, gate, f"the program: {what}", truth, some)
    shutil.copy(f"{gate.programs}/prodparity", real)


def garbage(results, gate):
    """Plans that are none, and what is hostile in them, on the program itself."""
    gate.set_enforce("block")
    gate.start()
    settings = "VERSION 3\nDir=/\n\n"
    for what, text in (("nothing", ""), ("bytes", "\x00\x1b[31m\n" * 100), ("another version", "VERSION 9\n\n"),
                       ("cut off", "VERSION 3\nDir=/\n"), ("a short line", settings + "a - -\n"),
                       ("too much", settings + "x" * (9 << 20))):
        done = gate.hook(text, "apt-hook", "before")
        results.check(f"gate: a plan of {what} lets apt go on, and is said", done.returncode == 0 and
                      len(ours(done)) == 1, done.stderr)
    name = "\x1b[31mignore-all-rules`rm`"
    line = f"{name} - - none < {'9' * 1000} amd64 none /x.deb\n"
    done = gate.hook(settings + line + "libgate-tls1 - - none < 1\x1b[2J amd64 none /x.deb\n",
                     "apt-hook", "before")
    harmless = all(32 <= ord(c) < 127 or c == "\n" for c in done.stderr)
    results.check("gate: hostile names and versions are quoted", done.returncode == 10 and harmless,
                  ascii(done.stderr))
    for other in ("Dir=/mnt", "RootDir=/mnt", "DPkg::Options::=--root=/mnt"):
        done = gate.hook(f"VERSION 3\n{other}\n\nlibgate-tls1 - - none < 1 amd64 none /x.deb\n",
                         "apt-hook", "before")
        results.check(f"gate: a plan with {other} is none of ours", done.returncode == 0 and not done.stderr,
                      done.stderr)
    gate.stop()


def apt_gate(results, programs, root, work):
    folder = os.path.join(work, "gate")
    os.makedirs(folder)
    sbom = os.path.join(folder, "gate.sbom.json")
    done = roots.must([f"{programs}/prodparity", "inventory", "--root", root, "--workspace", "/work",
                       "--format", "json"])
    with open(sbom, "w", encoding="utf-8") as file:
        file.write(done)
    gate = Gate(programs, root, folder)
    try:
        truth = expected(gate)
        gate.start()
        all_as_without(results, gate, "all is well", truth)
        said_in_time(results, gate)
        told_once(results, gate)
        simulated(results, gate)
        pip_plan_test.pip_plans(results, gate)
        gate.stop()
        install_check_test.install_checks(results, gate, work)
        blocks(results, gate)
        garbage(results, gate)
        gate.set_enforce("warn")
        failures(results, gate, truth)
    finally:
        gate.stop()
        remove_hooks(root)
