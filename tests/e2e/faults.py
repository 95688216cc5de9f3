"""The whole daemon on a small root while the kernel refuses, and while its configuration changes:
each fault is a real one. Arguments: prodparity, prodparityd."""
import fcntl
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from lib.live import Daemon, Subscriber  # noqa: E402

STATUS = "/var/lib/dpkg/status"
NOBODY = 65534
POLICY = "/work/.devcontainer/prodparity.json"
RULE = {"name": "all", "match": {}, "tier": "block", "reason": "a test"}


def write(root, path, text):
    target = root + path
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.rename(target + ".new", target)


def install(root, *packages):
    write(root, STATUS, "".join(
        f"Package: {name}\nStatus: install ok installed\nArchitecture: amd64\nSection: libs\n"
        f"Version: {version}\n\n" for name, version in packages))


LIBC, SSL = ("libc6", "2.36-9"), ("libssl3", "3.0.20-1")


class LeftOut(Exception):
    """This case is not for these programs; the message says which have it."""


class Place:
    """A root with one package, its reference, and a daemon on it."""

    def __init__(self, programs, work):
        self.programs, self.work = programs, work
        self.root = os.path.join(work, "root")
        write(self.root, "/etc/os-release", 'ID=debian\nVERSION_ID="12"\n')
        os.makedirs(self.root + "/var/lib/dpkg/updates")
        for lock in ("lock", "lock-frontend"):
            write(self.root, "/var/lib/dpkg/" + lock, "")
            os.chmod(self.root + "/var/lib/dpkg/" + lock, 0o640)
        install(self.root, LIBC)
        write(self.root, POLICY, '{"accept_uncovered": ["pypi"]}')
        self.reference = os.path.join(work, "prod.json")
        self.inventory(self.reference)
        self.daemon = None

    def inventory(self, target):
        done = subprocess.run([self.programs + "/prodparity", "inventory", "--root", self.root,
                               "--workspace", "/work", "--format", "json"], check=True,
                              stdout=subprocess.PIPE)
        with open(target + ".new", "wb") as file:
            file.write(done.stdout)
        os.rename(target + ".new", target)

    def start(self, reference=True, **options):
        self.daemon = Daemon(self.programs, self.root, self.reference if reference else None,
                             self.work, "/work")
        return self.daemon.start(**options)

    def status(self):
        return self.daemon.ask("status")

    def until(self, holds, seconds=15):
        end = time.monotonic() + seconds
        while True:
            status = self.status()
            if holds(status):
                return status
            if time.monotonic() > end:
                raise AssertionError(f"not within {seconds} s: {status}")
            time.sleep(0.05)


def is_in(needle, hay):
    assert needle in hay, f"'{needle}' is not in: {hay}"


def limited(name, value):
    return ["unshare", "-Ur", "sh", "-c", f'echo {value} >/proc/sys/user/{name} && exec "$@"', "sh"]


def polls(place, advice):
    status = place.status()
    assert status["polling"] and status["unwatched"] > 0, status
    is_in(advice, " ".join(status["warnings"]))
    assert status["guard_gaps"]["last"]["kind"] == "polling", status
    time.sleep(4.5)  # two turns of polling
    assert place.status()["generation"] == status["generation"], "a turn that sees nothing is told"
    install(place.root, LIBC, SSL)
    place.until(lambda now: now["open"] == 1)


def no_watches_left(place):
    place.start(wrapper=limited("max_inotify_watches", 2))
    polls(place, "max_user_watches")


def no_inotify_left(place):
    place.start(wrapper=limited("max_inotify_instances", 0))
    polls(place, "max_user_instances")


def many_environments(place):
    for number in range(80):
        folder = f"/work/e{number:02}/.venv"
        write(place.root, folder + "/pyvenv.cfg", "home = /usr/bin\n")
        os.makedirs(place.root + folder + "/lib/python3.11/site-packages")
    place.inventory(place.reference)
    place.start()
    status = place.status()
    assert status["watches"] <= 64 and status["polling"], status
    is_in("that are watched are looked at every two seconds", " ".join(status["warnings"]))
    for number in (0, 79):
        site = f"/work/e{number:02}/.venv/lib/python3.11/site-packages/new_{number}-1.0.dist-info"
        write(place.root, site + "/METADATA", f"Metadata-Version: 2.1\nName: new-{number}\nVersion: 1.0\n")
        write(place.root, site + "/RECORD", "")
        place.until(lambda now, wanted=status["findings"] + 1 + (number == 79):
                    now["findings"] == wanted and now["state"] == "settled")
    for number in range(4, 80):
        shutil.rmtree(f"{place.root}/work/e{number:02}")
    status = place.until(lambda now: not now["polling"])
    assert status["guard_gaps"]["last"]["until"], status


def stat_of(pid):
    """The fields of proc(5)'s stat after the name: the state first."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        return file.read().rsplit(")", 1)[1].split()


def lost_events(place):
    daemon = place.start()
    daemon.process.send_signal(signal.SIGSTOP)
    while stat_of(daemon.process.pid)[0] != "T":
        time.sleep(0.01)
    for _ in range(5000):
        os.rename(place.root + STATUS, place.root + STATUS + "-x")
        os.rename(place.root + STATUS + "-x", place.root + STATUS)
    install(place.root, LIBC, SSL)
    daemon.process.send_signal(signal.SIGCONT)
    status = place.until(lambda now: now["open"] == 1 and now["guard_gaps"]["count"] == 1)
    assert status["guard_gaps"]["last"]["kind"] == "events_lost", status
    install(place.root, LIBC)
    place.until(lambda now: now["open"] == 0)


def ticks(pid):
    return sum(map(int, stat_of(pid)[11:13]))


def checks_itself_by_pipes(program):
    """UBSan asks through a pipe whether an object can be read, and calls it broken where there is no
    descriptor left for one: under it, this fault is the sanitizer's own."""
    with open(program, "rb") as file:
        return b"__ubsan_vptr_type_cache" in file.read()


def no_descriptors_left(place):
    if checks_itself_by_pipes(os.path.join(place.programs, "prodparityd")):
        raise LeftOut("to the builds without UBSan")
    daemon = place.start()
    pid = daemon.process.pid
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (len(os.listdir(f"/proc/{pid}/fd")), before[1]))
    with Subscriber(daemon.socket_path()) as client:
        used = ticks(pid)
        time.sleep(1)
        assert ticks(pid) - used < 20, "it spins while it cannot accept"
        resource.prlimit(pid, resource.RLIMIT_NOFILE, before)
        assert client.call("status")["state"] == "settled"


def slow_subscriber(place):
    daemon = place.start()
    with Subscriber(daemon.socket_path()) as slow, Subscriber(daemon.socket_path()) as busy:
        slow.call("subscribe")
        for _ in range(1500):
            busy.call("rescan")
        assert place.status()["state"] == "settled"
        read = 0
        try:
            while True:
                slow.read_message()
                read += 1
        except EOFError:
            pass
        assert read < 1500, "all was kept for one who did not read"


def ordinary_user(place):
    if os.geteuid() != 0:
        place.start()
        return
    for path, _, _ in os.walk(place.work):
        os.chmod(path, 0o755)
    for folder in ("run", "state"):
        os.mkdir(os.path.join(place.work, folder))
        os.chown(os.path.join(place.work, folder), NOBODY, NOBODY)
    daemon = place.start(wrapper=["setpriv", "--reuid", str(NOBODY), "--regid", str(NOBODY),
                                  "--clear-groups"])
    assert os.stat(f"/proc/{daemon.process.pid}").st_uid == NOBODY
    install(place.root, LIBC, SSL)
    place.until(lambda now: now["open"] == 1)
    with open(place.root + "/var/lib/dpkg/lock-frontend", "r+b") as lock:  # 0640: /proc/locks
        fcntl.lockf(lock, fcntl.LOCK_EX)
        install(place.root, LIBC)
        status = place.until(lambda now: now["state"] == "changing")
        is_in(f"({os.getpid()})", status["holder"])
    place.until(lambda now: now["state"] == "settled" and now["open"] == 0)
    second = subprocess.run([place.programs + "/prodparityd", "--root", place.root, "--run-folder",
                             daemon.run_folder, "--state-folder", daemon.state_folder],
                            stderr=subprocess.PIPE, text=True, check=False)
    assert second.returncode == 4, second
    is_in("runs already, as another user: prodparityd", second.stderr)
    is_in(f"({daemon.process.pid})", second.stderr)


BELOW = """
import fcntl, subprocess, sys
lock = open(sys.argv[1], "r+b")
fcntl.lockf(lock, fcntl.LOCK_EX)
print("locked", flush=True)
sys.stdin.readline()
sys.exit(subprocess.run(sys.argv[2:]).returncode)
"""


def below_the_holder(place):
    daemon = place.start()
    ask = [place.programs + "/prodparity", "rescan", "--socket", daemon.socket_path(), "--format",
           "json"]
    holder = subprocess.Popen([sys.executable, "-c", BELOW,
                               place.root + "/var/lib/dpkg/lock-frontend", *ask],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "locked\n"
    install(place.root, LIBC, SSL)
    assert daemon.ask("rescan")["state"] == "changing", "who is not below waits"
    answer = json.loads(holder.communicate("\n")[0])
    assert answer["state"] == "settled" and answer["open"] == 1, answer


def killed(place):
    place.start()
    place.daemon.kill()
    place.start()
    gaps = place.status()["guard_gaps"]
    assert gaps["count"] == 1 and gaps["last"]["kind"] == "not_running", gaps
    is_in("was killed at some time after", gaps["last"]["sentence"])
    report = json.loads(place.daemon.ask("report", format="json")["text"])
    assert [note["code"] for note in report["notes"]].count("guard_gaps") == 1, report["notes"]
    for command in (["status"], ["report"], ["findings", "--timeline"]):
        done = subprocess.run([place.programs + "/prodparity", *command, "--socket",
                               place.daemon.socket_path()], stdout=subprocess.PIPE, text=True,
                              check=False)
        is_in("was killed at some time after", " ".join(done.stdout.split()))
    assert place.daemon.stop() == 0
    place.start()
    gaps = place.status()["guard_gaps"]
    assert gaps["count"] == 1, gaps  # of the new session
    is_in("was stopped at", gaps["last"]["sentence"])


def policy_changes(place):
    place.start()
    install(place.root, LIBC, ("libcurl4", "7.88.1-10"))
    with Subscriber(place.daemon.socket_path()) as client:
        client.call("subscribe")
        place.until(lambda now: now["outcome"] == "warn")
        write(place.root, POLICY, '{\n "accept_uncovered": ["pypi"],\n "rulez": []\n}')
        status = place.until(lambda now: now["warnings"])
        is_in("prodparity.json:3: unknown key 'rulez'", status["warnings"][0])
        is_in("stays in force", status["warnings"][0])
        assert status["outcome"] == "warn", status
        write(place.root, POLICY, json.dumps({"accept_uncovered": ["pypi"], "rules": [RULE]}))
        status = place.until(lambda now: now["outcome"] == "block")
        assert not status["warnings"], status
        told = [message["params"]["findings"][0]["tier"] for _, message in client.drain(0.2) +
                client.notifications if message["method"] == "announced"]
        assert "block" in told, told
        shutil.rmtree(place.root + "/work/.devcontainer")
        place.until(lambda now: now["outcome"] == "warn")
        write(place.root, POLICY, json.dumps({"rules": [RULE]}))
        place.until(lambda now: now["outcome"] == "block")
        kinds = [entry["kind"] for entry in client.call("findings")["entries"]]
        assert kinds.count("policy") == 5, kinds


def references_of_the_policy(place):
    sbom = place.root + "/work/sbom.json"
    write(place.root, POLICY, json.dumps({"accept_uncovered": ["pypi"], "references": [
        {"name": "api", "source": "sbom.json"}]}))
    place.start(reference=False)
    assert place.status()["outcome"] == "could_not_check"
    place.inventory(sbom)
    status = place.until(lambda now: now["outcome"] == "clean")
    assert [one["name"] for one in status["references"]] == ["api"], status
    install(place.root, LIBC, SSL)
    place.until(lambda now: now["open"] == 1)
    place.inventory(sbom)
    place.until(lambda now: now["open"] == 0 and now["outcome"] == "clean")
    os.symlink("/etc/hostname", place.root + "/work/away")
    write(place.root, POLICY, json.dumps({"accept_uncovered": ["pypi"], "references": [
        {"name": "api", "source": "away"}]}))
    place.until(lambda now: now["outcome"] == "could_not_check")


def run_cases(cases):
    programs = tempfile.mkdtemp(prefix="prodparity-programs.")
    os.chmod(programs, 0o755)
    for program in sys.argv[1:3]:
        shutil.copy(program, programs)
    failed = 0
    for case in [one for one in cases if len(sys.argv) < 4 or one.__name__ in sys.argv[3:]]:
        work = tempfile.mkdtemp(prefix="prodparity-faults.")
        place = Place(programs, work)
        try:
            case(place)
            print("pass:", case.__name__, flush=True)
        except LeftOut as where:
            print("left out:", case.__name__, where, flush=True)
        except Exception:  # all that fail are shown at once
            failed += 1
            print("FAILED:", case.__name__, traceback.format_exc(),
                  place.daemon.log()[-2000:] if place.daemon else "", flush=True)
        finally:
            if place.daemon and place.daemon.process and place.daemon.process.poll() is None:
                place.daemon.process.send_signal(signal.SIGCONT)
                place.daemon.stop()
            shutil.rmtree(work, ignore_errors=True)
    shutil.rmtree(programs, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(run_cases([no_watches_left, no_inotify_left, many_environments, lost_events,
                        no_descriptors_left, slow_subscriber, ordinary_user, below_the_holder, killed,
                        policy_changes, references_of_the_policy]))
