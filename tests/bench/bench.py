#!/usr/bin/env python3
"""script/bench: whole processes against their peers, in one run, as one table. Asserts nothing."""
import argparse
import contextlib
import json
import lzma
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True

import fetching  # noqa: E402
import grow_root  # noqa: E402
import hooks  # noqa: E402
import live  # noqa: E402
import prompt  # noqa: E402
import startup  # noqa: E402
from measure import medians, memory_mb, peak_mb, percentile  # noqa: E402

VERDICTS = (0, 1, 3, 4)  # exit codes of a command that did its work
PYTHON = "/usr/bin/python3"


class Table:
    HEAD = ("what", "prodparity", "peer of the same run", "ratio", "target", "met")

    def __init__(self):
        self.rows = []

    def add(self, what, ours, peer, ratio, target, met):
        self.rows.append((what, ours, peer or "-", ratio or "-", target, "yes" if met else "NO"))
        print(f"   {what}: {ours}", flush=True)

    def print(self):
        rows = [self.HEAD] + self.rows
        widths = [max(len(row[i]) for row in rows) for i in range(len(self.HEAD))]
        print()
        for index, row in enumerate(rows):
            print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |")
            if index == 0:
                print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
        missed = [row[0] for row in self.rows if row[-1] == "NO"]
        print(f"\n{len(self.rows) - len(missed)} of {len(self.rows)} targets met"
              + (f"; missed: {'; '.join(missed)}" if missed else ""), flush=True)


class Bench:
    def __init__(self, programs, feature, work, quick, runs, idle, bundles=None):
        self.bundles = bundles
        self.feature, self.work, self.runs, self.idle = feature, work, runs, idle
        self.changes, self.prompts = (20, 200) if quick else (100, 1000)
        self.programs = {name: find_program(programs, name) for name in ("prodparity", "prodparityd", "prodparity-fetch")}
        self.client = self.programs["prodparity"]
        self.table = Table()

    def path(self, name):
        return os.path.join(self.work, name)

    def sbom(self, name, side, debs, npm=0, size=0):
        with open(self.path(name), "w", encoding="utf-8") as file:
            subprocess.run([sys.executable, os.path.join(HERE, "make_sbom.py"), "--side", side,
                            "--debs", str(debs), "--npm", str(npm), "--bytes", str(size)],
                           stdout=file, check=True)
        return self.path(name)

    def make_roots(self):
        self.root, self.large = self.path("root"), self.path("large")
        grow_root.make_root(self.root, 900)
        grow_root.make_root(self.large, 9000)

    # -- rows

    def sizes(self):
        for name, path in self.programs.items():
            size = os.path.getsize(path) / 1e6
            kind = subprocess.run(["file", "-b", path], stdout=subprocess.PIPE, text=True,
                                  check=True).stdout
            words = [word for word in ("static-pie linked", "stripped")
                     if word in kind and f"not {word}" not in kind]
            self.table.add(f"size of {name}", ", ".join([f"{size:.2f} MB", *words]), "", "",
                           "static, stripped, <= 8 MB", len(words) == 2 and size <= 8)

    def inventory(self):
        installed = len(grow_root.installed_stanzas())
        root, count = ("/", installed) if installed >= 800 else (self.root, 900)
        dpkg = ["dpkg-query", f"--admindir={os.path.join(root, 'var/lib/dpkg')}", "-W"]
        pip = [PYTHON, "-m", "pip", "list", "--disable-pip-version-check"]
        ours = [self.client, "inventory", "--root", root]
        alone, query = medians([[*ours, "--ecosystem", "deb"], dpkg], self.runs)
        self.table.add(f"inventory, {count} debs, dpkg alone", f"{alone:.1f} ms",
                       f"dpkg-query -W {query:.1f} ms", f"{alone / query:.2f} x", "<= 1.5 x",
                       alone <= 1.5 * query)
        whole, query, listed = medians([ours, dpkg, pip], max(5, self.runs // 3))
        peers = query + listed
        self.table.add(f"inventory, {count} debs, all ecosystems", f"{whole:.1f} ms",
                       f"dpkg-query -W + pip list {peers:.0f} ms", f"1/{peers / whole:.1f}",
                       "<= 1/20", whole * 20 <= peers)

    def diff_pair(self, label, dev, prod):
        ours = [self.client, "diff", dev, prod]
        peer = [PYTHON, os.path.join(HERE, "peer_diff.py"), dev, prod]
        mine, theirs = medians([ours, peer], self.runs, VERDICTS)
        size = " and ".join(f"{os.path.getsize(path) / 1e6:.1f}" for path in (dev, prod))
        self.table.add(f"diff of {size} MB, {label}", f"{mine:.1f} ms", f"Python json {theirs:.0f} ms",
                       f"{theirs / mine:.1f} x faster", ">= 12 x faster", theirs >= 12 * mine)
        peak, theirs = peak_mb(ours), peak_mb(peer)
        self.table.add(f"its peak memory, {size} MB", f"{peak:.1f} MB", f"Python json {theirs:.1f} MB",
                       f"1/{theirs / peak:.1f}", "<= 16 MB", peak <= 16)

    def diff(self):
        real = self.shared_pairs()
        for index, sizes in enumerate(((2_000_000, 1_400_000), (10_700_000, 7_700_000))):
            if real:
                self.diff_pair("real", *real[index])
            else:
                self.diff_pair("generated", self.sbom(f"{index}-dev.json", "dev", 321, 102, sizes[0]),
                               self.sbom(f"{index}-prod.json", "prod", 172, 75, sizes[1]))

    def shared_pairs(self):
        """The real SBOMs of these sizes where the shared data is, else nothing."""
        shared = os.environ.get("PRODPARITY_SHARED", "")
        folder = os.path.join(shared, "data/generated")
        names = ("{0}/trivy-cdxgen-0.74.0.cdx.json",
                 "perf/{0}.cdxgen-12.8.4.full-file-inventory.1.7.cdx.json")
        pairs = [[packed_or_not(os.path.join(folder, name.format(side))) for side in ("dev", "prod")]
                 for name in names]
        if not shared or not all(path for pair in pairs for path in pair):
            return []
        return [[self.unpacked(path, f"{index}-{side}.json")
                 for side, path in zip(("dev", "prod"), pair)] for index, pair in enumerate(pairs)]

    def unpacked(self, source, name):
        opened = lzma.open(source) if source.endswith(".xz") else open(source, "rb")
        with opened as packed, open(self.path(name), "wb") as file:
            shutil.copyfileobj(packed, file)
        return self.path(name)

    def daemon(self):
        """Rows of the running daemon; strace counts its calls while the scaling rows are measured."""
        daemon = live.Daemon(self.programs["prodparityd"], self.root, self.path("1-dev.json"),
                             self.work, grow_root.ENVIRONMENTS).start()
        try:
            self.resident("daemon idle, 900 packages, after the start", daemon)
            self.release_to_finding(daemon)
            self.status(daemon)
            self.plan(daemon)
            self.prompt(daemon)
            self.hooks(daemon)
            self.resident(f"daemon idle, after {self.changes} changes", daemon)
            time.sleep(1)
            trace, since = self.start_trace(daemon), time.monotonic()
            self.scaling()
            time.sleep(max(0.0, self.idle - (time.monotonic() - since)))
            self.system_calls(trace, int(time.monotonic() - since))
        finally:
            daemon.stop()

    def status(self, daemon):
        argv = [self.client, "status", "--socket", daemon.socket_path]
        (median,) = medians([argv], 5 * self.runs, VERDICTS)
        self.table.add("status round trip, whole process", f"{median:.2f} ms", "", "", "<= 3 ms",
                       median <= 3)

    def plan(self, daemon):
        """As apt runs its hook, with a plan of 200 packages that come and change."""
        argv = ["/usr/bin/env", "sh", "-c", f"{self.client} apt-hook before --socket {daemon.socket_path} "
                f"<{live.write_plan(self.root, self.path('plan'), 200)} 2>/dev/null; [ $? -ne 10 ]"]
        (median,) = medians([argv], 2 * self.runs)
        self.table.add("apt's plan of 200 packages, its whole hook", f"{median:.1f} ms", "", "", "<= 20 ms",
                       median <= 20)

    def prompt(self, daemon):
        for name in prompt.shells():
            guarded, plain = prompt.cost(name, daemon, self.client, self.prompts)
            processes = prompt.processes_started(name, daemon, self.client, 100)
            self.table.add(f"prompt of {name}, nothing new, {self.prompts} prompts",
                           f"+{guarded - plain:.2f} ms, {processes} processes started by 100",
                           f"{name} alone {plain:.2f} ms", "", "<= 2 ms more, no process",
                           guarded - plain <= 2 and processes == 0)

    def hooks(self, daemon):
        calls = hooks.Calls(self.client, daemon.socket_path, self.path("hooks"))
        own, true = hooks.in_turn(calls, calls.hook, hooks.TRUE, 5 * self.runs)
        median, late, true = percentile(own, 0.5), percentile(own, 0.95), percentile(true, 0.5)
        self.table.add("hook, nothing new, whole process", f"{median:.2f} ms (p95 {late:.2f})",
                       f"/bin/true {true:.2f} ms", f"{median / true:.2f} x", "<= 2 x, p95 <= 3 ms",
                       median <= 2 * true and late <= 3)
        for name, argv in hooks.peers(daemon.socket_path).items():
            median, peer = (percentile(times, 0.5) for times in hooks.in_turn(calls, calls.hook, argv, 5 * self.runs))
            self.table.add(f"the same in {name}", f"{median:.2f} ms", f"{peer:.1f} ms", f"{peer / median:.0f} x faster",
                           ">= 20 x faster", peer >= 20 * median)
        count = 100
        ours, plain, exactly = hooks.storm(calls, daemon, count)
        self.table.add(f"{count} agents' hooks at once, each told of one finding",
                       f"p95 {ours:.0f} ms; {exactly} told exactly once", f"{count} /bin/true p95 {plain:.0f} ms",
                       f"{ours / plain:.2f} x", "<= 2 x, all told once", ours <= 2 * plain and exactly == count)

    def startup(self):
        """Rows of the feature in a container, where podman is."""
        guarded, plain = (percentile(row, 0.5) for row in startup.starts(self.work, self.feature, 20))
        self.table.add("podman start until PID 1 prints, 20 starts", f"+{guarded - plain:.0f} ms",
                       f"without the feature {plain:.0f} ms", "", "<= 50 ms more", guarded - plain <= 50)

    def resident(self, what, daemon):
        memory = memory_mb(daemon.process.pid)
        self.table.add(what, f"RSS {memory['VmRSS']:.1f} MB (RssAnon {memory['RssAnon']:.1f}, RssFile "
                       f"{memory['RssFile']:.1f})", "", "", "RSS <= 8 MB", memory["VmRSS"] <= 8)

    def release_to_finding(self, daemon):
        values = live.release_to_finding(daemon, self.changes)
        self.table.add(f"lock let go -> finding told, {len(values)} changes",
                       f"p95 {percentile(values, 0.95):.1f} ms (p50 {percentile(values, 0.5):.1f}, "
                       f"max {max(values):.1f})", "", "", "p95 <= 20 ms",
                       percentile(values, 0.95) <= 20)

    def start_trace(self, daemon):
        trace = subprocess.Popen(["strace", "-f", "-c", "-o", self.path("strace"),
                                  "-p", str(daemon.process.pid)], stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        first = trace.stderr.readline()
        if "attached" not in first:
            raise RuntimeError(f"strace: {first.strip()}")
        return trace

    def system_calls(self, trace, seconds):
        trace.send_signal(signal.SIGINT)
        trace.communicate()
        with open(self.path("strace"), encoding="utf-8") as file:
            lines = [line.split() for line in file if line.lstrip()[:1].isdigit()]
        calls = {words[-1]: int(words[3]) for words in lines if words[-1] != "total"}
        shown = ", ".join(f"{name} {count}" for name, count in calls.items())
        quiet = set(calls) <= {"epoll_wait", "restart_syscall"} and sum(calls.values()) <= 1
        self.table.add(f"daemon idle, system calls in {seconds} s", shown or "none", "", "",
                       "the pending epoll_wait", quiet)

    def reference(self):
        fetch = self.programs["prodparity-fetch"]
        small = self.sbom("attested.json", "prod", 900, size=1_000_000)
        large = self.sbom("attested-much.json", "prod", 900, size=47_000_000)
        argv = fetching.verifying(self.table, fetch, *fetching.make_bundle(self.bundles, small, self.path("b1")),
                                  self.runs)
        fetching.verifying_much(self.table, argv, *fetching.make_bundle(self.bundles, large, self.path("b64")))
        fetching.fetching(self.table, fetch, self.work, small, self.runs)
        together = self.path("together")
        os.mkdir(together)
        for path in self.programs.values():
            shutil.copy(path, together)
        fetching.warm_start(self.table, together, self.work, self.root, small, self.runs)

    def scaled(self, what, small, large):
        few, many = medians([small, large], max(3, self.runs // 4), VERDICTS)
        self.table.add(f"scaling: {what}", f"{many:.0f} ms", f"a tenth of it {few:.1f} ms",
                       f"{many / few:.1f} x", "<= 12 x", many <= 12 * few)

    def scaling(self):
        roots = [self.path("few"), self.large]
        grow_root.make_root(roots[0], 900)
        inventory = [[self.client, "inventory", "--root", root] for root in roots]
        self.scaled("9,000 packages", *inventory)
        for root, count in zip(roots, (10, 100)):
            grow_root.add_environments(root, count)
        self.scaled("100 environments", *[[*argv, "--workspace", grow_root.ENVIRONMENTS,
                                           "--ecosystem", "pypi"] for argv in inventory])
        pairs = [[self.client, "diff", self.sbom(f"n{n}-dev.json", "dev", n),
                  self.sbom(f"n{n}-prod.json", "prod", n - n // 50)] for n in (10_000, 100_000)]
        self.scaled("100,000 components", *pairs)
        self.scaled("10,000 rules", *[[*pairs[0], "--policy", self.policy(n)] for n in (1000, 10_000)])

    def policy(self, count):
        rules = [{"name": f"rule-{i}", "match": {"names": [f"no-such-{i}-*"]}, "tier": "info",
                  "reason": "bench"} for i in range(count)]
        with open(self.path(f"policy-{count}.json"), "w", encoding="utf-8") as file:
            json.dump({"rules": rules}, file)
        return self.path(f"policy-{count}.json")


def packed_or_not(path):
    return next((name for name in (path, path + ".xz") if os.path.exists(name)), "")


def find_program(folder, name):
    for candidate in (f"{folder}/{name}", f"{folder}/client/{name}", f"{folder}/daemon/{name}",
                      f"{folder}/fetch/{name}"):
        if os.path.isfile(candidate):
            return os.path.abspath(candidate)
    raise SystemExit(f"no {name} below {folder}: build the release preset first")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", default="build/release")
    parser.add_argument("--feature", help="as script/package leaves it; else its rows are not measured")
    parser.add_argument("--make-bundle", help="the program of tests/; else what is verified is not measured")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--runs", type=int)
    arguments = parser.parse_args()
    quick = arguments.quick
    with contextlib.suppress(OSError):  # ours and the peers alike: what else runs here waits
        os.setpriority(os.PRIO_PROCESS, 0, -15)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    idle = float(os.environ.get("PRODPARITY_BENCH_IDLE") or (5 if quick else 60))
    work = tempfile.mkdtemp(prefix="prodparity-bench.")
    os.chmod(work, 0o755)
    try:
        bench = Bench(arguments.programs, arguments.feature, work, quick,
                      arguments.runs or (9 if quick else 30), idle, arguments.make_bundle)
        parts = [bench.make_roots, bench.sizes, bench.inventory, bench.diff, bench.daemon]
        if arguments.make_bundle:
            parts.append(bench.reference)
        if arguments.feature:
            parts.append(bench.startup)
        for part in parts:
            start = time.monotonic()
            print(f"-- {part.__name__.replace('_', ' ')}", flush=True)
            part()
            print(f"   {time.monotonic() - start:.1f} s", flush=True)
        bench.table.print()
        print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; "
              f"priority {os.getpriority(os.PRIO_PROCESS, 0)}")
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
