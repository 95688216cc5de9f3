"""Timing of whole processes: posix_spawn, wait, medians. One run of each in turn, so that whatever
else the machine does falls on all of them alike."""
import os
import re
import statistics
import subprocess
import time

NOWHERE = os.open(os.devnull, os.O_RDWR)
QUIET = [(os.POSIX_SPAWN_DUP2, NOWHERE, 0), (os.POSIX_SPAWN_DUP2, NOWHERE, 1),
         (os.POSIX_SPAWN_DUP2, NOWHERE, 2)]


def once(argv, accepted=(0,)):
    """Milliseconds of one whole process."""
    start = time.perf_counter()
    pid = os.posix_spawnp(argv[0], argv, os.environ, file_actions=QUIET)
    _, status = os.waitpid(pid, 0)
    elapsed = (time.perf_counter() - start) * 1000
    code = os.waitstatus_to_exitcode(status)
    if code not in accepted:
        raise RuntimeError(f"{' '.join(argv)}: exit {code}\n" + subprocess.run(
            argv, capture_output=True, text=True, check=False).stderr[-2000:])
    return elapsed


def medians(commands, runs, accepted=(0,)):
    """[argv, ...] -> median milliseconds of each, after one run to warm caches."""
    for argv in commands:
        once(argv, accepted)
    times = [[] for _ in commands]
    for _ in range(runs):
        for index, argv in enumerate(commands):
            times[index].append(once(argv, accepted))
    return [statistics.median(row) for row in times]


def peak_mb(argv):
    """Peak resident memory. GNU time starts it: a child of Python would inherit Python's peak."""
    done = subprocess.run(["/usr/bin/time", "-f", "peak=%M", *argv], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, check=False)
    return int(re.search(r"peak=(\d+)", done.stderr).group(1)) * 1024 / 1e6


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def memory_mb(pid):
    """VmRSS, RssAnon, RssFile and VmHWM of /proc/PID/status."""
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        text = file.read()
    return {key: int(re.search(rf"{key}:\s+(\d+)", text).group(1)) * 1024 / 1e6
            for key in ("VmRSS", "RssAnon", "RssFile", "VmHWM")}
