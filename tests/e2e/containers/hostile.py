"""Options that want to be something else, through the real Dev Containers CLI: each reaches the daemon
exactly, or is refused with a reason."""
import json
import os
import shutil

from lib.roots import run

# What a shell, sed or JSON would take for its own.
NASTY = "a  b 'c' \\n & ; | < > * ? # ~ ! % é {e} [f] = end"
REFERENCE = NASTY + ".json"
POLICY = "policy " + NASTY + ".json"
AGENTS = " codex,  claude "
OPTIONS = {"reference": REFERENCE, "policy": POLICY, "agents": AGENTS, "baseImageDigest": "sha256:" + NASTY,
           "enforce": "block", "attribution": "off", "logLevel": "debug", "shellWarnings": False}
CHANGED = "the Dev Containers CLI changes values"
REFUSED = (  # option, value, what is said
    ("reference", "a\nb", "line break"), ("policy", "a\tb", "control character"),
    ("agents", "a\u0007b", "control character"), ("agents", NASTY, "separated by commas"),
    ("baseImageDigest", "12", "begins with sha256:"),
    ("enforce", "$(id)", "may be warn or block"), ("logLevel", " info", "may be debug, info, warn or error"),
    ("attribution", "some", "may be agents, all or off"),
    ("shellWarnings", "yes", "may be true or false"),
    ("reference", 'a "b" c.json', CHANGED), ("policy", "$HOME/policy.json", CHANGED),
    ("agents", "`echo auto`", CHANGED), ("baseImageDigest", "sha256:a\\\\b", CHANGED),
)


def make_workspace(folder, image, feature, sbom, options):
    devcontainer = os.path.join(folder, ".devcontainer")
    os.makedirs(devcontainer)
    shutil.copytree(feature, os.path.join(devcontainer, "prodparity"))
    with open(os.path.join(folder, REFERENCE), "w", encoding="utf-8") as file:
        file.write(sbom)
    with open(os.path.join(folder, POLICY), "w", encoding="utf-8") as file:
        file.write('{"accept_uncovered": ["pypi"]}')
    with open(os.path.join(devcontainer, "devcontainer.json"), "w", encoding="utf-8") as file:
        json.dump({"image": image, "features": {"./prodparity": options}}, file)


def options_arrive(results, engine, feature, work, image, sbom):
    folder = os.path.join(work, "options")
    make_workspace(folder, image, feature, sbom, OPTIONS)
    answer = engine.up(folder)
    if not results.check("options: devcontainer up", answer["outcome"] == "success", answer["log"][-4000:]):
        return
    container, inside = answer["containerId"], answer["remoteWorkspaceFolder"]
    config = json.loads(engine.execute(container, "cat", "/etc/prodparity/config.json").stdout)
    expected = {"reference": REFERENCE, "policy": POLICY, "agents": AGENTS, "attribution": "off", "enforce": "block",
                "log_level": "debug", "shell_warnings": False, "wake_idle_agents": False}
    results.check("options: the configuration has each exactly", config == expected, f"{config}\n{expected}")
    installed = json.loads(engine.execute(container, "cat", "/var/lib/prodparity/installed.json").stdout)
    results.check("options: and what was recorded", installed["base_image_digest"] == OPTIONS["baseImageDigest"], installed)
    status = engine.status(container)
    results.check("options: the daemon reads that reference and that policy",
                  [one["source"] for one in status.get("references", [])] == [f"{inside}/{REFERENCE}"] and
                  status["outcome"] == "clean" and not status["warnings"], status)
    engine.run("rm", "--force", "--time", "0", container)
    run(["rm", "-rf", folder])


def options_are_refused(results, engine, feature, work, image, sbom):
    for option, value, reason in REFUSED:
        folder = os.path.join(work, "refused")
        make_workspace(folder, image, feature, sbom, {option: value})
        answer = engine.up(folder)
        results.check(f"options: {option} {value!r} is refused with the reason",
                      answer["outcome"] == "error" and f"the option '{option}'" in answer["log"] and
                      reason in answer["log"], answer["log"][-3000:])
        run(["rm", "-rf", folder])
