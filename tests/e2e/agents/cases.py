"""What each agent must read, and must not: one session of many tool calls, then one without the daemon
and one without our programs."""
import os
import re
import time

from lib.roots import must, write

from . import record
from .base import HOSTILE, ORDER
from .cell import text_of
from .programs import detached

FORBIDDEN = "pp-forbidden 1.0-1 is not in production"
AFTER = "pp-after 1.0-1 is not in production"
BOTH = "pp-both 1.0-1 is not in production"
# `prodparity mcp` in an agent: what is asked, and what is answered.
MCP_TOOL, MCP_ARGUMENTS = "parity_production", {"name": "pp-base (>= 1.1)"}
MCP_FRAME = "From prodparity, about packages of this dev container and of production."
MCP_ANSWER = "production has 1.0-1"
OURS = re.compile(r"prodparity(?!\.json)")  # agents list the project's files
APT = "apt-get -qq -y -o Dpkg::Use-Pty=0"


def session_steps(program):
    """(case, arguments of the tool call) in order."""
    call = program.call
    return [
        ("a tool call that changed nothing", call("true")),
        ("an install", call(f"{APT} install pp-plain")),
        ("the next call that changed nothing", call("ls")),
        ("a script that hides apt", call("make deps")),
        ("a failing command that changed something", call(f"{APT} install pp-failing; exit 3")),
        ("apt-get upgrade", call(f"{APT} upgrade")),
        ("a background command starts", program.background(f"sleep 2; {APT} install pp-late")),
        ("a background command ended", call("./wait.sh pp-late")),
        ("a package whose text gives orders", call("./hostile.sh")),
    ]


# What the request after that case's tool call says for the first time; the other cases say nothing.
TOLD = {
    "an install": "pp-plain 1.0-1 is not in production",
    "a script that hides apt": "pp-hidden 1.0-1 is not in production",
    "a failing command that changed something": "pp-failing 1.0-1 is not in production",
    "apt-get upgrade": "pp-base: 1.1-1 here, 1.0-1 in production",
    "a background command ended": "pp-late 1.0-1 is not in production",
    "a package whose text gives orders": "pp-hostile",
}


def check_session(results, program, run):
    if not results.check("the session is played to its end", run.finished(),
                         f"exit {run.code}, asked {[count for count, *_ in run.asked]}\n{run.output[-3000:]}"):
        return
    before = run.after(0)
    results.check("session start: what production is, once",
                  before.count("compares what is installed in this dev container with production's SBOM") == 1,
                  excerpts(before) or before[-2000:])
    steps = session_steps(program)
    for number, (case, _) in enumerate(steps, 1):
        now = run.after(number)
        if case in TOLD:
            results.check(f"{case}: told", TOLD[case] in now and TOLD[case] not in before, excerpts(now))
        else:
            results.check(f"{case}: nothing is told", len(OURS.findall(now)) == len(OURS.findall(before)), excerpts(now))
        before = now
    last = run.after(len(steps))
    results.check("the end of a turn, nothing being new: it ends",
                  [count for count, *_ in run.asked].count(len(steps)) == 1, excerpts(last))
    for case, text in TOLD.items():
        if "hostile" not in text:
            results.check(f"{case}: told once", last.count(text) == 1, excerpts(last))
    check_frame(results, last)


def check_frame(results, text):
    """What a package says of itself stays within quotation marks in one line of ours, and is cut."""
    results.check("a package whose text gives orders: its words are data, quoted in one line",
                  re.search(r'\n\d\. warn \(all\): pp-hostile "1\.0[^"\n]*" is not in production', text)
                  and ORDER not in text and "\x1b" not in text and HOSTILE not in text, excerpts(text))


def check_sandboxed(results, run):
    """The agent's own sandbox refuses the socket: what it asks for is read from the snapshot file."""
    text = run.after(1) or ""
    results.check("its own sandbox: prodparity answers from the snapshot file, and says so",
                  "the daemon's socket is refused here" in text and TOLD["an install"].split()[0] in text
                  and "exit status 3" in text, excerpts(text) or run.output[-3000:])


def check_end_of_turn(results, program, run):
    """What came after the last tool call makes the agent go on, once; where it cannot, nothing is lost."""
    last = run.after(1) or ""
    # One turn more is ours; another may be the agent's own, which tells that its command ended.
    asked = [count for count, *_ in run.asked].count(1)
    if not program.goes_on:
        results.check("the end of a turn: its contract has no such event, and it ends",
                      run.finished() and AFTER not in last, excerpts(last))
        return
    results.check("the end of a turn: what came late is told, once, and no loop",
                  run.finished() and last.count(AFTER) == program.end_shown and asked in (2, 3),
                  f"exit {run.code}, asked {[count for count, *_ in run.asked]}\n{excerpts(last)}\n"
                  f"{run.output[-2000:]}")


def check_denial(results, program, cell, run):
    """With enforce: block one simple install that a rule blocks is not run; the model reads why."""
    after, last = run.after(1) or "", run.after(2) or ""
    told = f"BLOCK {FORBIDDEN}" in after and "this command was not run" in after
    shown = f"exit {run.code}, asked {[count for count, *_ in run.asked]}\n{excerpts(last)}\n{run.output[-2000:]}"
    if not program.denies:
        results.check("enforce: block: its hook could not fail open, and the command runs",
                      run.finished() and not told and cell.installed("pp-forbidden"), shown)
        return
    results.check("enforce: block: the install is not run, the model reads why and how it may be",
                  run.finished() and told and "prodparity::Allow" in after and "Unpacking pp-forbidden" not in last,
                  shown)
    results.check("enforce: block: any other command is run", not cell.installed("pp-forbidden")
                  and last.count("this command was not run") == after.count("this command was not run"), shown)


def check_both(results, run):
    """apt's own hook wrote it into the tool's output: ours adds nothing, then and later."""
    if not results.check("both the apt line and the hook: played to its end", run.finished(),
                         f"exit {run.code}, asked {[count for count, *_ in run.asked]}\n{run.output[-3000:]}"):
        return
    before, after, last = run.after(0), run.after(1), run.after(2)
    results.check("both the apt line and the hook: apt told",
                  BOTH not in before and after.count(f"prodparity: WARN {BOTH}") == 1, excerpts(after))
    opening = "this dev container now differs from production"
    results.check("both the apt line and the hook: told once",
                  "(all): pp-both" not in last and last.count(f"prodparity: WARN {BOTH}") == 1
                  and last.count(opening) == before.count(opening), excerpts(last))


def check_mcp(results, run):
    """The agent's own MCP client asked `prodparity mcp`, and the model reads the answer."""
    text = run.after(run.steps) or ""
    results.check("MCP: its own client asks, the model reads the answer",
                  run.finished() and MCP_FRAME in text and MCP_ANSWER in text,
                  f"exit {run.code}, asked {[count for count, *_ in run.asked]}\n{excerpts(text)}\n"
                  f"{text[-1500:]}\n{run.output[-3000:]}")


def wait_until(condition, seconds=40):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


def check_woken(results, program, cell):
    """At a terminal, idle: what a rule blocks begins a turn, once for each finding; what only warns does not."""
    steps = [program.call(detached(f"until [ -e /tmp/install ]; do sleep 0.1; done; {APT} install pp-forbidden"))]
    with cell.at_terminal(steps) as (model, terminal):
        def asked():
            return [text_of(body) for count, body, _ in list(model.asked) if count == len(steps)]

        def shown():
            return f"asked {[count for count, *_ in model.asked]}\n{excerpts((asked() or [''])[-1])}\n" \
                   f"{terminal.text()[-2000:]}"

        if not results.check("idle: its turn ends, at a terminal", wait_until(asked), shown()):
            return
        before = len(asked())
        write(cell.root, "/tmp/install", "")
        results.check("idle: what blocks wakes it, and the model reads it once",
                      wait_until(lambda: len(asked()) > before) and asked()[-1].count(f": {FORBIDDEN}") == 1, shown())
        woken = len(asked())
        # It goes and comes again, and something else that only warns comes.
        told, ended = cell.announced()
        must(cell.command(["sh", "-c", f"{APT} remove pp-forbidden"]))
        wait_until(lambda: cell.announced()[1] > ended)
        must(cell.command(["sh", "-c", f"{APT} install pp-forbidden pp-idle"]))
        results.check("idle: it went and came again", wait_until(lambda: cell.announced()[0] == told + 2), shown())
        time.sleep(3)
        results.check("idle: woken for it once, and not for what only warns", len(asked()) == woken, shown())
        results.check("idle: somebody waits for it again", wait_until(cell.waiting), shown())
    results.check("idle: nobody waits for an agent that was killed", wait_until(lambda: not cell.waiting()))


def check_unguarded(results, what, run):
    """Neither daemon nor program: the agent works as if we were not there."""
    results.check(f"{what}: the agent works to its end", run.finished(),
                  f"exit {run.code}, asked {[count for count, *_ in run.asked]}\n{run.output[-3000:]}")
    text = run.after(1) or ""
    results.check(f"{what}: the model reads nothing of ours", run.asked and not OURS.search(text), excerpts(text))


def excerpts(text):
    """Lines of ours in a request, for who reads a failure."""
    lines = text.splitlines()
    return "\n".join(line[:400] for index, line in enumerate(lines)
                     if any(OURS.search(near) or "pp-" in near for near in lines[max(0, index - 1):index + 2]))


def run_all(results, cell):
    program = cell.program
    cell.start_daemon()
    folder = os.environ.get("PRODPARITY_RECORD_HOOKS", "")
    if folder:
        record.begin(cell.root)
    run = cell.run([arguments for _, arguments in session_steps(program)])
    results.step(f"session, {run.seconds:.1f} s", check_session, program, run)
    if folder:
        record.keep(cell.root, os.path.join(folder, program.agent))
    if program.sandboxed:
        run = cell.run([program.call("prodparity findings; echo exit status $?")], list(program.sandboxed))
        results.step(f"its own sandbox, {run.seconds:.1f} s", check_sandboxed, run)
    run = cell.run([program.background(f"sleep 2; {APT} install pp-after")], wait=lambda: cell.wait_for("pp-after"))
    results.step(f"end of a turn, {run.seconds:.1f} s", check_end_of_turn, program, run)
    run = cell.run(program.ask(MCP_TOOL, MCP_ARGUMENTS), with_mcp=True)
    results.step(f"MCP, {run.seconds:.1f} s", check_mcp, run)
    with cell.package_hooks():
        run = cell.run([program.call(f"{APT} install pp-both"), program.call("true")])
    results.step(f"both the apt line and the hook, {run.seconds:.1f} s", check_both, run)
    cell.kill_daemon()
    cell.start_daemon(enforce="block")
    run = cell.run([program.call("apt-get install -y pp-forbidden"), program.call("apt-get --version")])
    results.step(f"enforce: block, {run.seconds:.1f} s", check_denial, program, cell, run)
    cell.kill_daemon()
    if program.at_terminal:
        cell.start_daemon(wake=True)
        cell.register("--wake-idle")
        results.step("idle", check_woken, program, cell)
        cell.register()
        cell.kill_daemon()
    call = program.call(f"{APT} install pp-unguarded")
    run = cell.run([call])
    results.step(f"daemon killed, {run.seconds:.1f} s", check_unguarded, "daemon killed", run)
    cell.remove_programs()
    call = program.call(f"{APT} install pp-unhooked")
    run = cell.run([call])
    results.step(f"programs removed, {run.seconds:.1f} s", check_unguarded, "programs removed", run)
