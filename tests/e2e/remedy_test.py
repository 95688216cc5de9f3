"""Each kind of undo that a finding gives is run as it stands, and ends its finding. The archive,
the snapshot and the package index are local ones, by policy."""
import json
import os
import shutil

from lib.packages import index_repository, make_wheel
from lib.roots import in_root, must, must_in_root, run, write
from live_test import TELL_ALL, WORKSPACE

PIP = WORKSPACE + "/.venv/bin/pip"
APT = ["apt-get", "-qq", "-y", "-o", "Dpkg::Use-Pty=0"]
WHEELS = ["-q", "--find-links", "/root/wheels"]
LOCAL = {**TELL_ALL, "snapshot_url": "deb [trusted=yes] file:/srv/snapshot ./",
         "index_url": "file:///root/index"}


def prepare(root):
    """A snapshot that has what the archive drops, and an index of the wheels."""
    shutil.copytree(root + "/srv/repository", root + "/srv/snapshot")
    make_wheel(root + "/root/wheels", "requests", "99.1")
    make_wheel(root + "/root/wheels", "proj_d", "1.0")
    for wheel in os.listdir(root + "/root/wheels"):
        folder = "/root/index/" + wheel.split("-")[0].replace("_", "-")
        os.makedirs(root + folder, exist_ok=True)
        shutil.copy(f"{root}/root/wheels/{wheel}", root + folder)
        links = "".join(f'<a href="{entry}">{entry}</a>\n' for entry in os.listdir(root + folder)
                        if entry.endswith(".whl"))
        write(root, folder + "/index.html", f"<!DOCTYPE html><html><body>{links}</body></html>")
    write(root, WORKSPACE + "/.devcontainer/prodparity.json", json.dumps(LOCAL))
    must_in_root(root, [*APT, "install", "--allow-downgrades", "libpp1=1.1-1",
                        "pp-slow-unpack"])
    must_in_root(root, [PIP, "install", *WHEELS, "Proj.A==1.0"])
    in_root(root, [*APT, "purge", "pp-tool", "pp-data", "pp-extra", "pp-slow-configure"])


def findings_of(programs, root, reference):
    done = run([programs + "/prodparity", "check", "--root", root, "--workspace", WORKSPACE,
                "--reference", reference, "--format", "json", "--fail-on", "never"])
    if done.returncode != 0:
        raise RuntimeError(done.stdout[-1000:] + done.stderr)
    return json.loads(done.stdout)["findings"]


def drop_from_archive(root):
    for entry in os.listdir(root + "/srv/repository"):
        if entry.startswith("libpp1_1.1"):
            os.unlink(f"{root}/srv/repository/{entry}")
    index_repository(root)
    shutil.rmtree(root + "/var/lib/apt/lists")
    must_in_root(root, ["apt-get", "update", "-qq"])


def remedies(results, programs, root, work):
    prepare(root)
    reference = os.path.join(work, "remedies.cdx.json")
    with open(reference, "w", encoding="utf-8") as file:
        file.write(must([programs + "/prodparity", "inventory", "--root", root, "--workspace",
                         WORKSPACE, "--format", "cyclonedx"]))

    def case(name, package, change, which=0):
        must_in_root(root, change)
        before = findings_of(programs, root, reference)
        undos = [remedy["command"] for finding in before if finding["name"] == package
                 for remedy in finding["remedies"] if remedy["kind"] == "undo"]
        if not results.check(f"live, remedy, {name}: the finding gives it", len(undos) > which, before):
            return
        # The index is asked as a person's pip would: by what the command says alone.
        done = in_root(root, ["sh", "-ec", undos[which]], environment={"PIP_NO_INDEX": "0"})
        after = findings_of(programs, root, reference)
        results.check(f"live, remedy, {name}: run without a terminal, it ends every finding",
                      done.returncode == 0 and not after,
                      f"{undos[which]}\nexit {done.returncode}\n{done.stdout[-1500:]}"
                      f"{done.stderr[-1500:]}\n{json.dumps(after)[:1500]}")

    case("version of a deb", "libpp1", [*APT, "install", "libpp1=2.0-1"])
    case("downgrade of a deb", "libpp1", [*APT, "install", "--allow-downgrades", "libpp1=1.0-1"])
    case("a group that one install brought", "pp-tool", [*APT, "install", "pp-tool"])
    case("a deb that is missing", "pp-slow-unpack", ["dpkg", "--purge", "pp-slow-unpack"])
    case("version in an environment", "proj-a", [PIP, "install", *WHEELS, "Proj.A==2.0b1"])
    case("one too many in an environment", "proj-d", [PIP, "install", *WHEELS, "proj_d"])
    case("one missing in an environment", "proj-a", [PIP, "uninstall", "-q", "-y", "Proj.A"])
    case("pip's over a deb's module", "requests",
         ["python3", "-m", "pip", "install", *WHEELS, "--break-system-packages", "--no-deps",
          "--ignore-installed", "requests==99.1"])
    drop_from_archive(root)
    case("a version that only the snapshot has", "libpp1", ["dpkg", "-i", "/root/libpp1_2.0-1.deb"],
         which=1)
