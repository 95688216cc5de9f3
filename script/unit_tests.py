#!/usr/bin/env python3
"""script/unit_tests.py PRESET PROGRAM JOBS: runs a Catch2 program's tests in JOBS processes and prints
"pass|fail|skip PRESET: NAME" lines; what failed says on standard error why.

A program with sanitizers needs longer to start than for most of its tests, so that ctest's process for
each takes minutes. Where a process ends before its last test, the rest of its tests run one by one: the
one that ends it is named, and none is left out."""
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from concurrent.futures import ThreadPoolExecutor

SECONDS = 1500  # as ctest gives one test
SKIPPED = re.compile(r"^PRODPARITY_SKIPPED \[(.*)\]: (.*)$", re.MULTILINE)
KNOWN = "PRODPARITY_SHARED is not set"  # the one skip CI accepts
ENDED = "the process ended before its report"


def escaped(name):
    """As a Catch2 test spec has to have it."""
    return re.sub(r'([\\,\[\]"*~])', r"\\\1", name)


def one_line(name):
    return " ".join(name.split())


def names_of(program):
    listed = subprocess.run([program, "--list-test-names-only"], stdout=subprocess.PIPE, text=True, check=False)
    return [line for line in listed.stdout.splitlines() if line]  # its status is the number of tests


def problem_of(case):
    found = [part for kind in ("failure", "error") for part in case.findall(kind)]
    return "\n".join(part.text or part.get("message", "") for part in found) if found else None


def run(program, names, folder):
    """({name: None or its failure} or None where it wrote no report, {name: why skipped}, what it said)."""
    with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".txt", delete=False) as chosen:
        chosen.write("".join(escaped(name) + "\n" for name in names))
    report = chosen.name + ".xml"
    process = subprocess.run([program, "--input-file", chosen.name, "-r", "junit", "-o", report],
                             cwd=os.path.dirname(program), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             text=True, errors="replace", timeout=SECONDS, check=False)
    said = process.stdout
    skipped = {one_line(name): reason for name, reason in SKIPPED.findall(said)}
    if process.returncode < 0:  # by a signal: Catch2 still writes what it knows
        return None, skipped, said
    results = {}
    try:
        # A test that made no assertion is not in it.
        for case in xml.parse(report).getroot().iter("testcase"):
            # A section is a case of its own, "TEST/SECTION".
            name, problem = one_line(case.get("name", "")), problem_of(case)
            results[name] = problem or results.get(name)
    except (OSError, xml.ParseError):
        results = None
    return results, skipped, said


def shard(program, names, folder):
    """Lines, and what failed."""
    try:
        results, skipped, said = run(program, names, folder)
    except subprocess.TimeoutExpired:
        results, skipped, said = None, {}, f"not done in {SECONDS} s"
    if results is None and len(names) > 1:
        alone = [shard(program, [name], folder) for name in names]
        return [line for lines, _ in alone for line in lines], [why for _, problems in alone for why in problems]
    if results is None:
        return [("fail", one_line(names[0]), "")], [f"{names[0]}:\n{ENDED}\n{said[-6000:]}"]
    lines, problems = [], []
    for name in names:
        own = [problem for case, problem in results.items()
               if case == one_line(name) or case.startswith(one_line(name) + "/")]
        if any(own):
            lines.append(("fail", one_line(name), ""))
            problems.append(f"{name}:\n" + "\n".join(filter(None, own)))
        elif one_line(name) in skipped:
            lines.append(("skip", one_line(name), skipped[one_line(name)]))
        else:
            lines.append(("pass", one_line(name), ""))
    return lines, problems


def main():
    preset, program, jobs = sys.argv[1], os.path.abspath(sys.argv[2]), int(sys.argv[3])
    names = names_of(program)
    if not names:
        sys.exit(f"{program} lists no test")
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(jobs) as pool:
        parts = pool.map(lambda first: shard(program, names[first::jobs], folder), range(min(jobs, len(names))))
        for lines, problems in parts:
            for result, name, reason in lines:
                print(f"{result} {preset}: {name}" + (" (no shared data)" if reason == KNOWN else ""))
            for problem in problems:
                print(problem, file=sys.stderr)


main()
