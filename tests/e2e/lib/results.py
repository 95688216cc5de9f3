"""What the live tests found: counted, printed, and written for script/test to add up."""
import sys
import time
import traceback


class Results:
    def __init__(self, path, label):
        self.path, self.label = path, label
        self.lines = []

    def _add(self, word, name, detail=""):
        self.lines.append(f"{word} live: {self.label}: {name}")
        print(f"   {'FAILED' if word == 'fail' else word}: {name}", flush=True)
        if detail and word != "pass":
            print("      " + str(detail)[:4000].replace("\n", "\n      "), flush=True)
        if self.path:
            with open(self.path, "w", encoding="utf-8") as file:
                file.write("\n".join(self.lines) + "\n")

    def check(self, name, holds, detail=""):
        self._add("pass" if holds else "fail", name, detail)
        return bool(holds)

    def skip(self, name, why):
        self._add("skip", name, why)

    def equal(self, name, actual, expected):
        """Compares two collections of lines and shows what differs."""
        actual, expected = sorted(map(str, actual)), sorted(map(str, expected))
        lines = [f"only in ours: {x}" for x in actual if x not in set(expected)]
        lines += [f"missing in ours: {x}" for x in expected if x not in set(actual)]
        if not lines and actual != expected:
            lines = ["counts of equal lines differ"]
        return self.check(name, not lines and expected, "\n".join(lines[:40]) or "nothing to compare")

    def step(self, name, function, *arguments):
        """Runs one test function; what it raises is a failure, not the end of the run."""
        print(f"-- {name}", flush=True)
        start = time.monotonic()
        try:
            return function(self, *arguments)
        except Exception:  # the run goes on: everything that fails is shown at once
            self._add("fail", name, traceback.format_exc())
        finally:
            print(f"   {time.monotonic() - start:.1f} s", flush=True)

    def failed(self):
        return any(line.startswith("fail ") for line in self.lines) or not self.lines


def note(text):
    print(f"   {text}", file=sys.stdout, flush=True)
