"""A dev container whose reference is an image in a registry, with a signed SBOM: in use, then replaced by an older
one, an unsigned one and one of another image, then the registry stopped. Each is a state that a person at the
prompt and a coding agent are told of, and none reads as clean."""
import json
import os
import shlex
import sys
import time

from .cell import INSTALL, said, undo_of, up
from .images import LIBRARY
from .life import POST_START

# Before this folder, which has an images.py too.
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../registry"))
from production import Production, Signer  # noqa: E402
from server import Registry  # noqa: E402

KEY = "/etc/acme.pub"
KEPT = "/var/lib/prodparity/references"
UNKNOWN = "prodparity: production cannot be compared with: "
WITHIN = 20  # seconds, until what is in the registry is what is compared with


def reference(suite):
    release = suite.main_release
    label = f"reference, debian {release}"
    signer, files = signer_and_files(suite, release)
    registry = Registry()
    with registry:
        production = SignedProduction(registry, signer, suite.production(release))
        first = production.push_signed()
        options = {"reference": f"{registry.host}/acme/api:main", "keys": KEY}
        cell = up(suite, label, release,
                  {"build": {"dockerfile": "Dockerfile"}, "features": {"./prodparity": options}}, "root", files)
        if not cell:
            return
        with cell.terminal("bash") as terminal:
            seen = Seen(cell, terminal, production)
            is_signed(seen, first)
            gets_older(seen)
            gets_unsigned(seen)
            is_of_another_image(seen)
    stopped(seen)
    cell.remove()


def signer_and_files(suite, release):
    """Who signs production, and the files of a project whose image has his key."""
    signer = Signer(suite.folder("keys"), "acme")
    with open(signer.public, encoding="utf-8") as file:
        return signer, {"Dockerfile": f"FROM {suite.image(release)[0]}\nCOPY acme.pub {KEY}\n", "acme.pub": file.read()}


class SignedProduction(Production):
    def __init__(self, registry, signer, sbom):
        super().__init__(registry)
        self.signer, self.sbom = signer, sbom

    def of(self, day):
        return json.dumps({**self.sbom, "metadata": {**self.sbom.get("metadata", {}), "timestamp": f"{day}T10:00:00Z"}})

    def push_signed(self, day="2026-11-20", subject=None):
        return self.push(lambda digest: self.signer.envelope(self.of(day), subject or digest))


class Seen:
    """What a person at that terminal, and an agent in one session, see of a state."""

    def __init__(self, cell, terminal, production):
        self.cell, self.terminal, self.production = cell, terminal, production

    def until(self, name, holds):
        """Asks for what is there now, waits until the status is so, and checks that."""
        self.cell.execute("prodparity", "rescan")
        status = self.cell.engine.status(self.cell.container, "root", holds, WITHIN)
        self.cell.check(name, holds(status), json.dumps(status)[:3000] + self.cell.log()[-2000:])
        return status

    def compared_with(self, name, digest):
        return self.until(name, lambda status: (proof_of(status).get("image") or "").endswith(digest))

    def not_compared(self, name):
        self.until(f"{name}: nothing is compared, and that is not clean",
                   lambda status: not status.get("references") and status.get("outcome") == "could_not_check")
        done = self.cell.execute("prodparity", "status")
        self.cell.check(f"{name}: status is exit 4", done.returncode == 4, f"{done.returncode}\n{done.stdout}")

    def at_the_prompt(self):
        return "\n".join(said(self.terminal.type("true")))

    def by_the_agent(self, event="PostToolUse", session="one"):
        """Claude Code's own JSON in, what its model reads out."""
        call = {"session_id": session, "cwd": self.cell.folder, "hook_event_name": event, "tool_name": "Bash",
                "tool_input": {"command": "ls"}}
        command = f"printf %s {shlex.quote(json.dumps(call))} | prodparity hook --agent claude"
        answer = self.cell.execute("sh", "-c", command).stdout
        return json.loads(answer)["hookSpecificOutput"]["additionalContext"] if answer.strip() else ""

    def told(self, name, *words):
        """Both are told, at the next prompt and in the next tool call's result, once."""
        for who, look in (("the prompt", self.at_the_prompt), ("the agent", self.by_the_agent)):
            text = look()
            self.cell.check(f"{name}: {who} says it", all(word in text for word in words), text)
            again = look()
            self.cell.check(f"{name}: {who} says it once", not again, again)


def proof_of(status):
    return (status.get("references") or [{}])[0].get("proof") or {}


def is_signed(seen, digest):
    cell, name = seen.cell, "signed"
    status = seen.compared_with(f"{name}: production's SBOM is fetched", digest)
    cell.check(f"{name}: verified, and nothing differs", status.get("outcome") == "clean" and
               status["references"][0]["verification"] == "verified", json.dumps(status)[:3000])
    first = seen.at_the_prompt()
    cell.check(f"{name}: the prompt is quiet", not first, first)
    text = seen.terminal.type("prodparity status")
    cell.check(f"{name}: status says by whom", f"signed by key {KEY}" in text and "verified" in text, text)
    text = seen.by_the_agent("SessionStart")
    cell.check(f"{name}: the agent's session starts with it", "/acme/api:main" in text and
               f"key {KEY}" in text and "verified" in text and "nothing that matters differs" in text, text)
    again = seen.by_the_agent()
    cell.check(f"{name}: nothing new is no word to the agent", not again, again)
    text = seen.terminal.type(INSTALL.format(package=LIBRARY))
    cell.check(f"{name}: what is installed is compared with it", f"WARN  {LIBRARY}" in text, text)
    seen.terminal.type(f"{undo_of(text) or 'false'} </dev/null >/dev/null 2>&1")
    seen.by_the_agent()


def gets_older(seen):
    name = "an older SBOM"
    digest = seen.production.push_signed("2026-10-01")
    seen.compared_with(f"{name}: it is production's, and compared with", digest)
    seen.told(name, f"production changed: production is now {seen.production.registry.host}/acme/api@{digest}",
              "its SBOM is older, of 2026-10-01T10:00:00Z, the one before of 2026-11-20T10:00:00Z")


def gets_better(seen, name):
    digest = seen.production.push_signed("2026-11-27")
    seen.compared_with(f"{name}: a signed one again", digest)
    seen.told(f"{name}: a signed one again", "production changed: production is now", digest)


def gets_unsigned(seen):
    name = "an unsigned SBOM"
    seen.production.push(unsigned=seen.production.of("2026-11-28"))
    seen.not_compared(name)
    seen.told(name, UNKNOWN, "what is there is unsigned, and a signature is asked for", "; what to do: ")
    gets_better(seen, name)


def is_of_another_image(seen):
    name = "another image's SBOM"
    seen.production.push_signed("2026-11-28", "sha256:" + "0" * 64)
    seen.not_compared(name)
    seen.told(name, UNKNOWN, "about something else", "; what to do: ")
    gets_better(seen, name)


def stopped(seen):
    """What is kept stands in, and says since when; without it nothing is compared."""
    cell, name = seen.cell, "the registry stopped"
    kept = "is compared with as of "
    seen.until(f"{name}: what is kept stands in", lambda status: status.get("outcome") == "clean" and any(
        kept in problem["sentence"] for problem in status.get("reference_problems", [])))
    done = cell.execute("prodparity", "status")
    cell.check(f"{name}: status says as of when", kept in done.stdout and done.returncode == 0, done.stdout)
    text = seen.by_the_agent("SessionStart", "two")
    cell.check(f"{name}: an agent's session starts with as of when", kept in text and "verified" in text, text)

    pid = str(cell.status().get("pid"))
    cell.execute("sh", "-c", f"rm -rf {KEPT}/* && kill {pid}")
    end = time.monotonic() + WITHIN
    while cell.execute("kill", "-0", pid).returncode == 0 and time.monotonic() < end:
        time.sleep(0.1)
    cell.execute(POST_START, cell.folder)
    nothing = f"{name}, nothing is kept"
    cell.engine.status(cell.container, "root", lambda status: any(
        problem.get("remedy") for problem in status.get("reference_problems", [])), WITHIN)
    seen.not_compared(nothing)
    with cell.terminal("bash") as terminal:
        text = terminal.type("true")
        cell.check(f"{nothing}: a shell's first prompt says it", UNKNOWN in text and "prodparity rescan" in text, text)
    text = seen.by_the_agent("SessionStart", "three")
    cell.check(f"{nothing}: an agent's session starts with it", "nothing can be compared" in text and UNKNOWN in text, text)
