"""Records what the real agents give `prodparity hook`, as tests/client/agents/recorded_test.cpp reads it:
tests/fixtures/agents/AGENT/NN-EVENT.json, each kind of event once. Ids, times and places are replaced by
fixed ones."""
import json
import os
import re
import shutil

from .base import PROGRAMS

INSIDE = "/srv/recorded"
WRAPPER = f"""#!/bin/sh
[ "$1" = hook ] || exec {PROGRAMS}/prodparity.real "$@"
tee "{INSIDE}/$(date +%s%N).json" | {PROGRAMS}/prodparity.real "$@"
"""
# What differs from run to run -> what stands for it.
FIXED = ((r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "00000000-0000-4000-8000-000000000000"),
         (r"\b20\d\d-\d\d-\d\dT\d\d[-:]\d\d[-:]\d\d(\.\d+Z)?", "2026-11-20T10:00:00.000Z"),
         (r"\bses_\w+", "ses_0"), (r"\b(PGID:|PID:|pid:|pid) \d+", r"\1 47"), (r"\bbg_\w+", "bg_0"),
         (r"\btoolu_\d{13}_\w+", "toolu_0"),
         (r"/root/\.[^\"\s]*", "/root/transcript"), (r"\b20\d\d/\d\d/\d\d\b", "2026/11/20"))
NUMBERS = {"timestamp": 1795357590792, "duration_ms": 47, "duration": 47}
LONGEST_TEXT = 200


def begin(root):
    """What calls us in this root goes through a recorder."""
    os.rename(f"{root}{PROGRAMS}/prodparity", f"{root}{PROGRAMS}/prodparity.real")
    os.makedirs(root + INSIDE, exist_ok=True)
    with open(f"{root}{PROGRAMS}/prodparity", "w", encoding="utf-8") as file:
        file.write(WRAPPER)
    os.chmod(f"{root}{PROGRAMS}/prodparity", 0o755)


def normal(value, key=""):
    if isinstance(value, str):
        for pattern, fixed in FIXED:
            value = re.sub(pattern, fixed, value)
        return value[:LONGEST_TEXT]
    if isinstance(value, dict):
        return {name: normal(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [normal(part) for part in value]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return NUMBERS.get(key, value)
    return value


def kind_of(event):
    """Its event's name, and for one without a name its members; whether it is of the background."""
    name = event.get("hook_event_name") or "-".join(sorted(set(event) & {
        "toolResult", "source", "prompt", "stopReason"})) or "event"
    text = json.dumps(event)
    background = any(mark in text for mark in ('"run_in_background": true', '"is_background": true', '"async"',
                                               '"yield_time_ms"'))
    return name + ("-background" if background else "")


def keep(root, folder):
    """The first event of each kind, into `folder`, which is made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    seen = set()
    for entry in sorted(os.listdir(root + INSIDE)):
        with open(f"{root}{INSIDE}/{entry}", encoding="utf-8") as file:
            event = json.load(file)
        kind = kind_of(event)
        if kind in seen:
            continue
        seen.add(kind)
        with open(os.path.join(folder, f"{len(seen):02}-{kind}.json"), "w", encoding="utf-8") as file:
            json.dump(normal(event), file, indent=1)
            file.write("\n")
