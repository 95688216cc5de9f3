"""What the guard adds to the start of a container: `podman start` until its PID 1 prints, with the
feature and its entrypoint and without, in turn."""
import os
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "e2e"))

from containers.engine import Engine  # noqa: E402
from lib import roots  # noqa: E402

ENTRYPOINT = '["/usr/local/share/prodparity/entrypoint.sh"]'
COMMAND = ["sh", "-c", "echo started"]
PLAIN, GUARDED = "localhost/prodparity-bench:plain", "localhost/prodparity-bench:guarded"


def started(engine, name):
    """Milliseconds of one start."""
    start = time.perf_counter()
    process = subprocess.Popen(["podman", "start", "--attach", name], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                               env=engine.environment(), text=True)
    line = process.stdout.readline()
    elapsed = (time.perf_counter() - start) * 1000
    _, said = process.communicate()
    if line != "started\n" or process.returncode != 0:
        raise RuntimeError(f"{name} did not start: {line!r}, exit {process.returncode}, {said}")
    return elapsed


def install(engine, feature):
    """An image like the plain one with the feature in it, as a build would leave it."""
    engine.must("run", "--name", "install", "--volume", f"{os.path.abspath(feature)}:/feature:ro", PLAIN,
                "sh", "/feature/install.sh")
    engine.must("commit", "--quiet", "install", GUARDED)
    engine.must("rm", "install")


def starts(work, feature, runs):
    """(milliseconds with the guard, without) of so many starts each."""
    engine = Engine(os.path.join(work, "engine"), [])
    try:
        root = roots.make_root(os.path.join(work, "bookworm"), roots.RELEASES["12"])
        engine.import_root(root, PLAIN)
        shutil.rmtree(root)
        install(engine, feature)
        engine.must("create", "--name", "guarded", "--entrypoint", ENTRYPOINT, GUARDED, *COMMAND)
        engine.must("create", "--name", "plain", PLAIN, *COMMAND)
        for name in ("guarded", "plain"):  # the first start completes the baseline
            started(engine, name)
        times = [(started(engine, "guarded"), started(engine, "plain")) for _ in range(runs)]
        return tuple(list(column) for column in zip(*times))
    finally:
        engine.remove()
