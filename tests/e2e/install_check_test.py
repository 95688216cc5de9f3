"""What an agent is about to install, before it is run: real pip, whose plan a rule blocks, denied by our
hook; and real apt and pip asked of by the public MCP client."""
import contextlib
import functools
import http.server
import json
import os
import shutil
import threading

import pip_plan_test
from lib import roots
from pip_plan_test import PIP, PROGRAM, reports
from production_test import client_of

BLOCKED = "BLOCK gate-block 1.0 is not in production"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextlib.contextmanager
def package_index(root, work):
    """The wheels as an index on loopback, as pip looks them up: a folder for each name. Gives its address."""
    folder = os.path.join(work, "index")
    for wheel in os.listdir(root + "/srv/wheels"):
        name = wheel.split("-")[0].replace("_", "-")
        os.makedirs(f"{folder}/simple/{name}", exist_ok=True)
        shutil.copy(f"{root}/srv/wheels/{wheel}", f"{folder}/simple/{name}/{wheel}")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/simple/"
    server.shutdown()
    server.server_close()


def before_tool(gate, command, index):
    """What our hook answers Claude Code before that command: the reason why it is denied; empty: it runs."""
    event = {"hook_event_name": "PreToolUse", "session_id": "gate-session", "tool_name": "Bash",
             "tool_input": {"command": command}, "tool_use_id": "toolu_1"}
    path = f"{os.path.dirname(PIP)}:{roots.ENVIRONMENT['PATH']}"
    environment = {"PATH": path, "PIP_INDEX_URL": index, "PIP_NO_INDEX": "0"}
    done = gate.run([PROGRAM, "hook", "--agent=claude"], environment, stdin=None, input=json.dumps(event))
    answer = json.loads(done.stdout)["hookSpecificOutput"] if done.stdout else {}
    if done.returncode != 0 or answer.get("permissionDecision", "deny") != "deny":
        return f"exit {done.returncode}: {done.stdout}{done.stderr}"
    return answer.get("permissionDecisionReason", "")


def denied(gate, command, index, tries=5):
    """The same of one that is to be denied: what takes longer than an agent gives a hook passes unread, and this
    machine may be busy."""
    reasons = (before_tool(gate, command, index) for _ in range(tries))
    return next(filter(None, reasons), "")


def denials(results, gate):
    before = gate.run([PIP, "freeze"]).stdout
    able = reports(gate)
    with package_index(gate.root, gate.work) as index:
        for command in ("pip install gate_block", "python3 -m pip install -U 'gate_block>=1'"):
            reason = denied(gate, command, index, tries=5 if able else 1)
            results.check(f"pip: enforce: block: {command} is denied where this pip can simulate",
                          (BLOCKED in reason and "prodparity accept" in reason) if able else not reason, reason)
        reason = before_tool(gate, "pip install gate-py==2.0", index)
        results.check("pip: enforce: block: what a rule only warns of may run", not reason, reason)
        reason = before_tool(gate, "pip install gate_block && true", index)
        results.check("pip: enforce: block: what is no simple install may run", not reason, reason)
        reason = before_tool(gate, "pip install gate-no-such", index)
        results.check("pip: enforce: block: what pip itself refuses may run", not reason, reason)
    reason = before_tool(gate, "pip install gate_block", index)
    results.check("pip: enforce: block: where the index is gone it may run", not reason, reason)
    results.check("pip: enforce: block: nothing was installed", gate.run([PIP, "freeze"]).stdout == before)


def asked_by_mcp(results, gate, client):
    wheels = " ".join(pip_plan_test.WHEELS)
    commands = ["apt-get install -y libgate-tls1", "apt-get install -y gate-app", "apt-get install -y gate-conf; id",
                f"{PIP} install {wheels} gate_block"]
    before = gate.state()
    done = roots.run(["node", client, json.dumps(commands), *gate.command([PROGRAM, "mcp"])], env=os.environ)
    if not results.check("MCP: parity_check_install: the SDK's client gets through", done.returncode == 0, done.stderr):
        return
    blocked, warned, refused, by_pip = json.loads(done.stdout)
    names = {entry["data"]["name"] for entry in (warned["structured"] or {}).get("entries", [])}
    results.check("MCP: parity_check_install: a plan that a rule blocks, by real apt",
                  "BLOCK libgate-tls1 1.0 is not in production" in blocked["text"] and not blocked["isError"]
                  and blocked["structured"]["decision"] == "stop", blocked)
    results.check("MCP: parity_check_install: a plan that is warned of, with what it pulls in",
                  warned["structured"]["decision"] == "warn" and names == {"gate-app", "gate-part"}, warned)
    results.check("MCP: parity_check_install: what is no one install is refused, as a result",
                  refused["isError"], refused)
    results.check("MCP: parity_check_install: by real pip, or that this one cannot simulate",
                  (BLOCKED in by_pip["text"] and by_pip["structured"]["decision"] == "stop") if reports(gate)
                  else by_pip["isError"] and "22.2" in by_pip["text"], by_pip)
    results.check("MCP: parity_check_install: nothing changed", gate.state() == before)


def install_checks(results, gate, work):
    """With enforce: block."""
    gate.set_enforce("block")
    gate.start()
    denials(results, gate)
    asked_by_mcp(results, gate, client_of(os.path.join(work, "mcp"), "check_install.mjs"))
    gate.stop()
