"""Each kind of undo that a finding gives is run as it stands, without a terminal, and ends its
finding. The archive, the snapshot and the package index are local ones, by policy."""
import json
import os
import shutil

from lib.packages import build_deb, index_repository, make_wheel
from lib.roots import in_root, must, must_in_root, run, write
from live_test import TELL_ALL, WORKSPACE

PIP = WORKSPACE + "/.venv/bin/pip"
BARE = WORKSPACE + "/bare"  # an environment without a pip of its own
# As Debian 11's pip understands it too, which has no --break-system-packages.
SYSTEM_PIP = ["env", "PIP_BREAK_SYSTEM_PACKAGES=1", "python3", "-m", "pip"]
APT = ["apt-get", "-qq", "-y", "-o", "Dpkg::Use-Pty=0"]
WHEELS = ["-q", "--find-links", "/root/wheels"]
LOCAL = {**TELL_ALL, "snapshot_url": "deb [trusted=yes] file:/srv/snapshot ./",
         "index_url": "file:///root/index"}
PERSON = "pp-person"  # no root, and in sudo's group


def make_index(root):
    """A package index of the wheels."""
    for wheel in os.listdir(root + "/root/wheels"):
        folder = "/root/index/" + wheel.split("-")[0].replace("_", "-")
        os.makedirs(root + folder, exist_ok=True)
        shutil.copy(f"{root}/root/wheels/{wheel}", root + folder)
        links = "".join(f'<a href="{entry}">{entry}</a>\n' for entry in os.listdir(root + folder)
                        if entry.endswith(".whl"))
        write(root, folder + "/index.html", f"<!DOCTYPE html><html><body>{links}</body></html>")


def prepare(root):
    """What production and dev have in common: a snapshot that has what the archive drops, an
    index, two binaries of one source, an environment without pip, a person who has to say sudo."""
    for version in ("1.0-1", "1.1-1"):
        for name in ("pp-twin-a", "pp-twin-b"):
            shutil.copy(build_deb(root + "/root", name, version, source="pp-twin"),
                        root + "/srv/repository")
    index_repository(root)
    must_in_root(root, ["apt-get", "update", "-qq"])
    shutil.copytree(root + "/srv/repository", root + "/srv/snapshot")
    make_wheel(root + "/root/wheels", "requests", "99.1")
    make_wheel(root + "/root/wheels", "proj_d", "1.0")
    make_index(root)
    write(root, WORKSPACE + "/.devcontainer/prodparity.json", json.dumps(LOCAL))
    # By dpkg: the kills before may have left one of them without what it depends on, and apt would
    # refuse to do anything then.
    must_in_root(root, ["dpkg", "--purge", "--force-all", "pp-tool", "pp-data", "pp-extra",
                        "pp-slow-configure"])
    must_in_root(root, [*APT, "install", "--allow-downgrades", "libpp1=1.1-1",
                        "pp-slow-unpack", "pp-twin-a=1.0-1", "pp-twin-b=1.0-1"])
    must_in_root(root, [PIP, "install", *WHEELS, "Proj.A==1.0"])
    must_in_root(root, ["python3", "-m", "venv", "--without-pip", BARE])
    must_in_root(root, ["useradd", "--create-home", "--shell", "/bin/sh", PERSON])
    os.chmod(write(root, "/etc/sudoers.d/pp", f"{PERSON} ALL=(ALL) NOPASSWD: ALL\n"), 0o440)


def write_sbom(programs, root, path):
    with open(path, "w", encoding="utf-8") as file:
        file.write(must([programs + "/prodparity", "inventory", "--root", root, "--workspace",
                         WORKSPACE, "--format", "cyclonedx"]))
    return path


def findings_of(programs, root, reference):
    done = run([programs + "/prodparity", "check", "--root", root, "--workspace", WORKSPACE,
                "--reference", reference, "--format", "json", "--fail-on", "never"])
    if done.returncode != 0:
        raise RuntimeError(done.stdout[-1000:] + done.stderr)
    return json.loads(done.stdout)["findings"]


def remedies_of(findings, package, kind):
    return [remedy for finding in findings if finding["name"] == package
            for remedy in finding["remedies"] if remedy["kind"] == kind and remedy["command"]]


def drop_from_archive(root):
    for entry in os.listdir(root + "/srv/repository"):
        if entry.startswith("libpp1_1.1"):
            os.unlink(f"{root}/srv/repository/{entry}")
    index_repository(root)
    shutil.rmtree(root + "/var/lib/apt/lists")
    must_in_root(root, ["apt-get", "update", "-qq"])


class Undo:
    """A root that is clean against the reference before each case and after it."""

    def __init__(self, results, programs, root, reference):
        self.results, self.programs, self.root, self.reference = results, programs, root, reference

    def findings(self):
        return findings_of(self.programs, self.root, self.reference)

    def case(self, name, package, change, which=0, by_hand=None):
        """`which` of the undos that the finding of the change gives is run. `by_hand`: what a
        person has to do, because this release's tools cannot and the finding gives no command."""
        must_in_root(self.root, change)
        undos = remedies_of(self.findings(), package, "undo")
        if by_hand:
            self.results.check(f"undo, {name}: no command is given that would fail", not undos, undos)
            self.ends(name, by_hand)
            return
        if not self.results.check(f"undo, {name}: the finding gives it", len(undos) > which, undos):
            return
        # The index is asked as a person's pip would: by what the command says alone.
        self.ends(name, ["sh", "-ec", undos[which]["command"]])

    def ends(self, name, argv):
        done = in_root(self.root, argv, environment={"PIP_NO_INDEX": "0"})
        after = self.findings()
        self.results.check(f"undo, {name}: run without a terminal, it ends every finding",
                           done.returncode == 0 and not after,
                           f"{argv}\nexit {done.returncode}\n{done.stdout[-1500:]}"
                           f"{done.stderr[-1500:]}\n{json.dumps(after)[:1500]}")

    def case_of_person(self, name, package, change, which=0):
        """As an ordinary user inside sees it and runs it: with sudo where it is needed."""
        must_in_root(self.root, change)
        shutil.copy(self.programs + "/prodparity", self.root + "/usr/local/bin/")
        shutil.copy(self.reference, self.root + "/tmp/production.json")
        os.chmod(self.root + "/tmp/production.json", 0o644)
        person = ["runuser", "-u", PERSON, "--"]
        seen = in_root(self.root, [*person, "prodparity", "check", "--workspace", WORKSPACE,
                                   "--reference", "/tmp/production.json", "--format", "json",
                                   "--fail-on", "never"])
        findings = json.loads(seen.stdout)["findings"] if seen.stdout else []
        undos = remedies_of(findings, package, "undo")
        if not self.results.check(
                f"undo, {name}: the finding gives it, with sudo",
                len(undos) > which and "sudo " in undos[which]["command"],
                f"{undos}\n{seen.stderr[-1000:]}"):
            return
        self.ends(name, [*person, "sh", "-ec", undos[which]["command"]])


def deb_cases(undo):
    undo.case("version of a deb", "libpp1", [*APT, "install", "libpp1=2.0-1"])
    undo.case("downgrade of a deb", "libpp1", [*APT, "install", "--allow-downgrades", "libpp1=1.0-1"])
    undo.case("two binaries of one source", "pp-twin-b",
              [*APT, "install", "pp-twin-a=1.1-1", "pp-twin-b=1.1-1"])
    undo.case("a group that one install brought", "pp-tool", [*APT, "install", "pp-tool"])
    undo.case("a deb that is missing", "pp-slow-unpack", ["dpkg", "--purge", "pp-slow-unpack"])
    undo.case_of_person("a deb's version, for an ordinary user", "libpp1",
                        [*APT, "install", "libpp1=2.0-1"])


def pypi_cases(undo, release):
    undo.case("version in an environment", "proj-a", [PIP, "install", *WHEELS, "Proj.A==2.0b1"])
    undo.case("one too many in an environment", "proj-d", [PIP, "install", *WHEELS, "proj_d"])
    undo.case("one missing in an environment", "proj-a", [PIP, "uninstall", "-q", "-y", "Proj.A"])
    into = site_packages(undo.root)
    undo.case("one too many in an environment without pip", "proj-d",
              [PIP, "install", *WHEELS, "--target", into, "proj_d"],
              by_hand=["sh", "-c", f"rm -r {into}/proj_d*"] if release == "11" else None)
    undo.case("pip's over a deb's module", "requests",
              [*SYSTEM_PIP, "install", *WHEELS, "--no-deps", "--ignore-installed", "requests==99.1"])
    undo.case("one too many of the user's", "proj-d", [*SYSTEM_PIP, "install", *WHEELS, "--user", "proj_d"])
    undo.case_of_person("one too many of the system's, for an ordinary user", "proj-d",
                        [*SYSTEM_PIP, "install", *WHEELS, "proj_d"])


def site_packages(root):
    python = next(entry for entry in os.listdir(root + BARE + "/lib") if entry.startswith("python3"))
    return f"{BARE}/lib/{python}/site-packages"


def remedies(results, programs, root, work, release):
    undo = Undo(results, programs, root, write_sbom(programs, root, os.path.join(work, "undo.cdx.json")))
    deb_cases(undo)
    pypi_cases(undo, release)
    drop_from_archive(root)
    undo.case("a version that only the snapshot has", "libpp1", ["dpkg", "-i", "/root/libpp1_2.0-1.deb"],
              which=1)
    must_in_root(root, [*APT, "install", "libpp1"])
    undo.case_of_person("a version that only the snapshot has, for an ordinary user", "libpp1",
                        ["true"], which=1)
    undo.case("a missing deb that only the snapshot has", "libpp1", ["dpkg", "--purge", "libpp1"], which=1)
