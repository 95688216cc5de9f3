"""Runs `prodparity-fetch gather` and reads what it hands over (core/material.h)."""
import json
import os
import subprocess


class Gathered:
    """`code` is "" or that of the error; `parts` are (kind, bytes, annotations)."""

    def __init__(self, completed):
        self.output, self.errors = completed.stdout, completed.stderr.decode()
        outcome = json.loads(self.errors.splitlines()[-1])
        self.state, self.problem = outcome["state"], outcome.get("problem", "")
        self.code = outcome["code"] if self.state == "failed" else ""
        self.retry_after = outcome.get("retry_after_seconds", 0)
        self.warnings = outcome.get("warnings", [])
        self.header, self.parts, self.is_whole = {}, [], False
        self._read(completed.stdout)

    def _read(self, rest):
        while rest:
            line, _, rest = rest.partition(b"\n")
            document = json.loads(line)
            if "end" in document:
                self.is_whole = document["end"] == len(self.parts) and not rest
            elif "part" in document:
                data, rest = rest[:document["bytes"]], rest[document["bytes"]:]
                self.parts.append((document["part"], data, document.get("annotations", {})))
            else:
                self.header = document

    def attestations(self):
        return sorted(data.decode() for kind, data, _ in self.parts if kind in ("bundle", "legacy", "statement"))


def gather(program, home, asked, statements=False, environment=None, platform="linux/amd64", **order):
    """Nothing of the machine's environment is given on."""
    words = {"asked": asked, "platform": platform,
             "trust": {"verify": "auto", "allow_unsigned": statements}, **order}
    completed = subprocess.run(
        [program, "gather"], input=json.dumps(words).encode(), capture_output=True, timeout=50, check=False,
        env={"HOME": home, "PATH": os.path.join(home, "bin") + ":/usr/bin:/bin", **(environment or {})})
    return Gathered(completed)
