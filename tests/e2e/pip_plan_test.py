"""prodparity plan with real pip: what it would bring into an environment, before anything changes."""
import json

from lib import roots
from lib.packages import make_wheel

PROGRAM = "/usr/local/bin/prodparity"
PIP = "/work/.venv/bin/pip"
WHEELS = ["--no-index", "--find-links", "/srv/wheels"]
RULES = [{"name": "plan-block", "match": {"names": ["gate-block"]}, "tier": "block", "reason": "not in production"},
         {"name": "plan-warn", "match": {"names": ["gate-py"]}, "tier": "warn", "reason": "a test"}]


def prepare(root):
    """An environment with one distribution, and wheels of others."""
    for name, version, requires in (("Gate.Py", "1.0", []), ("Gate.Py", "2.0", []),
                                    ("gate_block", "1.0", ["gate-py>=2"])):
        make_wheel(root + "/srv/wheels", name, version, requires)
    roots.must_in_root(root, ["python3", "-m", "venv", "/work/.venv"])
    roots.must_in_root(root, [PIP, "install", "-q", *WHEELS, "gate-py==1.0"])


def reports(gate):
    """Whether this pip can say what it would do: since 22.2."""
    version = gate.run([PIP, "--version"]).stdout.split()[1]
    return tuple(int(part) for part in version.split(".")[:2]) >= (22, 2)


def pip_plans(results, gate):
    before = gate.run([PIP, "freeze"]).stdout
    able = reports(gate)
    for words, code, text in (
            (["gate-py==2.0"], 3, "WARN gate-py: 2.0 here, 1.0 in production"),
            (["Gate_Py"], 0, "nothing that matters"),
            (["--upgrade", "gate_block"], 1, "BLOCK gate-block 1.0 is not in production"),
            (["gate-no-such"], 4, "")):
        done = gate.run([PROGRAM, "plan", "--", PIP, "install", *WHEELS, *words])
        wanted = (code, text) if able else (4, "")
        results.check(f"pip: prodparity plan -- pip install {' '.join(words)}",
                      done.returncode == wanted[0] and wanted[1] in done.stdout and (able or "22.2" in done.stderr),
                      done.stdout + done.stderr)
    done = gate.run([PROGRAM, "plan", "--format", "json", "--", PIP, "install", *WHEELS, "gate_block"])
    if able:
        names = {entry["data"]["name"] for entry in json.loads(done.stdout)["entries"]}
        results.check("pip: what it would pull in is in the plan too", names == {"gate-block", "gate-py"}, done.stdout)
    results.check("pip: a plan changes nothing", gate.run([PIP, "freeze"]).stdout == before)
