"""Each kind of shipping that a finding gives is applied to production as it stands, without a
terminal: the Dockerfile's RUN line, the requirements line. Production is then read anew, and there
is no finding left. Each case goes on from the one before, with both sides the same."""
import os
import shutil

from lib.packages import build_deb, index_repository
from lib.roots import FOREIGN, architecture, in_root, must_in_root, write
from live_test import WORKSPACE
from remedy_test import APT, PIP, SYSTEM_PIP, WHEELS, findings_of, remedies_of, write_sbom

RUN = "RUN "


def add_to_archives(roots, **package):
    """The package, in the archives of both sides."""
    for root in roots:
        deb = build_deb(root + "/root", **package)
        shutil.copy(deb, root + "/srv/repository")
        index_repository(root)
        must_in_root(root, ["apt-get", "update", "-qq"])


def apply(production, remedy, place):
    """What building production with the remedy's line in its Dockerfile or requirements does."""
    if remedy["target"] == "Dockerfile":
        if not remedy["command"].startswith(RUN):
            raise RuntimeError(f"no RUN line: {remedy}")
        return in_root(production, ["sh", "-c", remedy["command"][len(RUN):]],
                       environment={"PIP_NO_INDEX": "0"})
    write(production, "/root/requirements.txt", remedy["command"] + "\n")
    pip = [PIP] if place.startswith(WORKSPACE) else SYSTEM_PIP
    return in_root(production, [*pip, "install", "-q", "--index-url", "file:///root/index",
                                "-r", "/root/requirements.txt"], environment={"PIP_NO_INDEX": "0"})


class Ship:
    def __init__(self, results, programs, root, production, work):
        self.results, self.programs, self.root, self.production = results, programs, root, production
        self.reference = os.path.join(work, "ship.cdx.json")
        self.findings()

    def findings(self):
        write_sbom(self.programs, self.production, self.reference)
        return findings_of(self.programs, self.root, self.reference)

    def read_as_shipping(self, name, before, remedy):
        """The same line in the workspace: in its Dockerfile, or in the requirements that installs."""
        line = remedy["command"]
        requirements = WORKSPACE + "/requirements.txt"
        if remedy["target"] == "requirements.txt":
            write(self.root, requirements, line + "\n")
            line = "COPY requirements.txt /\nRUN pip install -r /requirements.txt"
        dockerfile = write(self.root, WORKSPACE + "/Dockerfile", f"FROM debian\n{line}\n")
        ships = [(finding["name"], finding["shipping"])
                 for finding in findings_of(self.programs, self.root, self.reference)]
        os.unlink(dockerfile)
        if os.path.exists(self.root + requirements):
            os.unlink(self.root + requirements)
        # Which version an upgrade brings, the archive knows.
        state = "maybe" if "--only-upgrade" in remedy["command"] else "shipping"
        place = {"Dockerfile": ("Dockerfile", 2)}.get(remedy["target"], ("requirements.txt", 1))
        self.results.check(f"ship, {name}: in the workspace's files, it is read as shipping all",
                           len(ships) == len(before) and all(
                               said and said["state"] == state
                               and (said["path"], said["line"]) == place for _, said in ships),
                           f"{remedy}\n{ships}"[:4000])

    def case(self, name, package, change, first=False):
        """`first`: shipping is the first way that the finding gives."""
        must_in_root(self.root, change)
        before = self.findings()
        ships = remedies_of(before, package, "ship")
        if not self.results.check(f"ship, {name}: the finding gives it", ships, before):
            return
        finding = next(finding for finding in before if finding["name"] == package)
        if first:
            self.results.check(f"ship, {name}: it comes first",
                               finding["remedies"][0]["kind"] == "ship", finding["remedies"])
        self.read_as_shipping(name, before, ships[0])
        done = apply(self.production, ships[0], finding.get("place") or "")
        after = self.findings()
        self.results.check(f"ship, {name}: applied to production, it ends every finding",
                           done.returncode == 0 and not after,
                           f"{ships[0]}\nexit {done.returncode}\n{done.stdout[-1500:]}"
                           f"{done.stderr[-1500:]}\n{after}"[:4000])


def remedies(results, programs, root, production, work, foreign):
    both = (root, production)
    shutil.rmtree(root + "/srv/repository")
    shutil.copytree(production + "/srv/repository", root + "/srv/repository")
    ship = Ship(results, programs, root, production, work)
    ship.case("downgrade of a deb", "libpp1", [*APT, "install", "--allow-downgrades", "libpp1=1.0-1"])
    ship.case("version of a deb", "libpp1", [*APT, "install", "libpp1=2.0-1"])
    add_to_archives(both, name="libpp1", version="2.0-1+deb12u1", section="libs")
    ship.case("a security update", "libpp1", [*APT, "install", "libpp1=2.0-1+deb12u1"], first=True)
    ship.case("two binaries of one source", "pp-twin-a",
              [*APT, "install", "pp-twin-a=1.1-1", "pp-twin-b=1.1-1"])
    ship.case("a group that one install brought, with what it recommends", "pp-tool",
              [*APT, "install", "pp-tool"])
    ship.case("a deb that came alone", "pp-slow-configure", [*APT, "install", "pp-slow-configure"])
    if foreign:
        arch = FOREIGN[architecture()]
        add_to_archives(both, name="pp-foreign", version="1.0-1", architecture=arch)
        ship.case("a deb of another architecture", "pp-foreign", [*APT, "install", f"pp-foreign:{arch}"])
    ship.case("version in an environment", "proj-a", [PIP, "install", *WHEELS, "Proj.A==2.0b1"])
    ship.case("one too many in an environment", "proj-d", [PIP, "install", *WHEELS, "proj_d"])
    ship.case("pip's over a deb's module", "requests",
              [*SYSTEM_PIP, "install", *WHEELS, "--no-deps", "--ignore-installed", "requests==99.1"])
