"""A root is clean against its own SBOM."""
import json
import os

from lib.roots import in_root, must, run

# Left half-way by inventory_test.prepare(): while packages are, nothing is "clean".
HALF_WAY = ["pp-unpacked", "pp-half-configured"]


def check(programs, root, reference):
    return run([programs + "/prodparity", "check", "--root", root, "--workspace",
                "/workspaces/app", "--reference", reference, "--format", "json"])


def write_inventory(programs, root, form, path):
    text = must([programs + "/prodparity", "inventory", "--root", root, "--workspace",
                 "/workspaces/app", "--format", form])
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def clean_against_itself(results, programs, root, work):
    before = write_inventory(programs, root, "cyclonedx", os.path.join(work, "half-way.cdx.json"))
    done = check(programs, root, before)
    results.check("with packages half-way it could not check, exit 4",
                  done.returncode == 4, f"exit {done.returncode}\n{done.stdout[-1000:]}{done.stderr}")
    in_root(root, ["dpkg", "--purge", "--force-all", *HALF_WAY])
    for form in ("cyclonedx", "json"):
        reference = write_inventory(programs, root, form, os.path.join(work, f"own.{form}.json"))
        done = check(programs, root, reference)
        if not results.check(f"clean against its own {form} inventory, exit 0",
                             done.returncode == 0,
                             f"exit {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-2000:]}"):
            continue
        findings = json.loads(done.stdout)["findings"]
        results.check(f"no finding at all against its own {form} inventory",
                      findings == [], json.dumps(findings[:5], indent=1))
