"""Who made a change: real apt and pip, run below an agent's marks, through sudo, at a person's
terminal, in the time of a tool call and outside of one. Nothing false is told as a fact."""
import json
import os
import pty
import signal
import sys
import time

from lib.live import Daemon
from lib.roots import ENVIRONMENT, copy_root, must, must_in_root, remove_root, write
from live_test import WORKSPACE

CODEX = {"CODEX_CI": "1", "CODEX_THREAD_ID": "01a2", "CODEX_TOOL_CALL_ID": "call_7"}
GEMINI = {"GEMINI_CLI": "1"}
# As in most containers: root may look into another user's process as that user only.
CONTAINED = ["setpriv", "--bounding-set", "-sys_ptrace"]
APT = ["apt-get", "-qq", "-y", "-o", "Dpkg::Use-Pty=0"]
DEV = "4711:4711"
SUDOERS = "Defaults !use_pty\nagent-user ALL=(ALL) NOPASSWD: ALL\n"  # the root has no /dev/pts
PIP = [WORKSPACE + "/.venv/bin/pip", "install", "-q", "--find-links", "/root/wheels"]


def read_all(fd):
    """Until the other end is closed; of a terminal that is an error."""
    text = b""
    while True:
        try:
            part = os.read(fd, 1 << 16)
        except OSError:
            return text
        if not part:
            return text
        text += part


def detached(root, argv, environment, typed=None, user="0:0"):
    """Runs argv in the root with nobody above it but the first process, whoever runs the tests;
    with `typed` it is at a terminal, and these commands are typed. Raises if it fails."""
    told, tell = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork() != 0:
            os._exit(0)
        signal.alarm(300)
        command = [*CONTAINED, "chroot", "--userspec=" + user, root, *argv]
        environment = {**ENVIRONMENT, **environment}
        said = b""
        if typed is None:
            pid = os.fork()
            if pid == 0:
                os.dup2(os.open(os.devnull, os.O_RDWR), 0)
                os.execvpe(command[0], command, environment)
        else:
            pid, terminal = pty.fork()
            if pid == 0:
                os.execvpe(command[0], command, environment)
            # In one line: what runs takes what is typed after it.
            os.write(terminal, ("; ".join([*typed, "exit"]) + "\n").encode())
            said = read_all(terminal)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        os.write(tell, b"0" if code == 0 else b"exit %d\n" % code + said[-3000:])
        os._exit(0)
    os.wait()
    os.close(tell)
    code = read_all(told)
    os.close(told)
    if code != b"0":
        raise RuntimeError(f"{argv}: {code.decode(errors='replace')}")


def attribution_of(daemon, name, version):
    """Of this component's finding in the report, once it is there with this version (None: it is
    gone here)."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        report = json.loads(daemon.ask("report", format="json")["text"])
        found = [finding for finding in report["findings"] if finding["name"] == name]
        if daemon.ask("status")["state"] == "settled" and found and found[0]["dev_version"] == version:
            return found[0]["attribution"]
        time.sleep(0.05)
    raise RuntimeError(f"{name} {version} never came: {report['findings']}")


def apt_cases(results, daemon, root):
    detached(root, [*APT, "install", "libpp1=2.0-1"], CODEX)
    said = attribution_of(daemon, "libpp1", "2.0-1")
    results.check("attribution: apt below an agent's marks is that tool call's",
                  (said["actor"], said["agent"], said["session"], said["tool_call"]) ==
                  ("agent", "codex", "01a2", "call_7"), said)
    results.check("attribution: with apt's own words",
                  said["command"] == " ".join([*APT, "install", "libpp1=2.0-1"]), said)
    # sudo drops the marks; the shell above it, of another user, has them.
    line = " ".join(["sudo", *APT, "install", "pp-extra"]) + "; true"
    detached(root, ["sh", "-c", line], CODEX, user=DEV)
    said = attribution_of(daemon, "pp-extra", "1.0-1")
    results.check("attribution: through sudo it is that tool call's too",
                  (said["actor"], said["agent"], said["tool_call"]) == ("agent", "codex", "call_7"), said)
    detached(root, ["bash", "-i"], {}, typed=[" ".join(["sudo", *APT, "install", "pp-data"])], user=DEV)
    said = attribution_of(daemon, "pp-data", "5:1.0-1")
    results.check("attribution: at an interactive shell on a terminal it is a person",
                  (said["actor"], said["agent"], said["command"]) == ("person", None, None), said)
    # An editor that an agent began gives its terminals the marks: nobody can tell.
    detached(root, ["bash", "-i"], CODEX, typed=[" ".join([*APT, "purge", "libpp1", "pp-extra"])])
    said = attribution_of(daemon, "libpp1", None)
    results.check("attribution: a terminal with an agent's marks is nobody's for sure",
                  said["actor"] == "unknown" and said["evidence"], said)
    detached(root, [*APT, "install", "pp-tool"], {})
    said = attribution_of(daemon, "pp-tool", "1.0-1")
    results.check("attribution: apt below neither an agent nor a person's shell is unknown, with why",
                  (said["actor"], said["command"]) == ("unknown", None) and said["evidence"], said)


def pip_cases(results, daemon, root):
    caller = {"agent": "gemini", "session": "g1"}
    call = {"command": "make deps"}
    daemon.ask("hook", **caller, **call, phase="begin")
    detached(root, [*PIP, "Proj.A==2.0b1"], GEMINI)
    told = daemon.ask("hook", **caller, **call, phase="end")
    said = attribution_of(daemon, "proj-a", "2.0b1")
    results.check("attribution: pip in the time of a tool call is that call's",
                  (said["actor"], said["agent"], said["session"]) == ("agent", "gemini", "g1"), said)
    causes = {entry["data"].get("cause") for entry in told["entries"]
              if entry["data"].get("name") == "proj-a"}
    results.check("attribution: to that call it is its own doing", causes <= {"this_call"}, causes)
    detached(root, [*PIP, "proj_c"], {})
    said = attribution_of(daemon, "proj-c", "1.0")
    results.check("attribution: pip outside of it is not", said["actor"] == "unknown", said)
    # Seen at work, below nobody's marks: the call that ran beside it is named, not blamed.
    daemon.ask("hook", **caller, command="ls", phase="begin")
    detached(root, [*PIP, "Proj.A==1.1"], {})
    daemon.ask("hook", **caller, command="ls", phase="end")
    said = attribution_of(daemon, "proj-a", "1.1")
    note = (said["actor"], [other["agent"] for other in said["others"]])
    results.check("attribution: a tool call beside a pip that was seen elsewhere is no fact",
                  note in (("unknown", ["gemini"]), ("agent", [])), said)
    print(f"attribution: pip was {'seen' if note[0] == 'unknown' else 'not seen'} at work", file=sys.stderr)


def attribution(results, programs, root, work):
    """On a copy of the root of live_test.prepare()."""
    root = copy_root(root, os.path.join(work, "attribution-root"))
    must_in_root(root, [*APT, "purge", "pp-tool", "pp-data", "pp-extra"])
    must_in_root(root, [*APT, "install", "--allow-downgrades", "libpp1=1.1-1"])
    must_in_root(root, [*PIP, "Proj.A==1.0"])
    must_in_root(root, ["rm", "-rf", WORKSPACE + "/venv"])  # live_test left it, and proj_c in it
    must_in_root(root, ["useradd", "--uid", DEV.split(":")[0], "agent-user"])
    os.chmod(write(root, "/etc/sudoers.d/agent-user", SUDOERS), 0o440)
    folder = os.path.join(work, "attribution")
    os.makedirs(folder)
    reference = os.path.join(folder, "reference.json")
    with open(reference, "w", encoding="utf-8") as file:
        file.write(must([programs + "/prodparity", "inventory", "--root", root, "--workspace", WORKSPACE,
                         "--format", "cyclonedx"]))
    daemon = Daemon(programs, root, reference, folder, workspace=WORKSPACE).start(wrapper=CONTAINED)
    try:
        apt_cases(results, daemon, root)
        pip_cases(results, daemon, root)
    finally:
        daemon.stop()
        remove_root(root)
