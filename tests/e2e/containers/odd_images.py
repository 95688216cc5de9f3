"""Images that are no usual Debian: busybox without dpkg and bash, a root without any shell, another
architecture, a read-only root file system, /var/lib/dpkg on a volume."""
import json
import os
import shutil

from lib import packages, roots
from lib.roots import must, run

from . import hostile
from .images import LIBRARY, WHEEL

SUITE = roots.RELEASES["12"]
SHARE = "/usr/local/share/prodparity"
# One image may be started again and again; a feature's entrypoint is what the CLI starts.
KEEP = ["--entrypoint", f"{SHARE}/entrypoint.sh"]
APK = {"type": "library", "name": "musl", "version": "1.2.5-r1", "purl": "pkg:apk/alpine/musl@1.2.5-r1"}
PIP = ("python3 -m pip install --quiet --no-index --no-deps --disable-pip-version-check "
       f"--root-user-action=ignore --break-system-packages /srv/wheels/{WHEEL}-1.0-py3-none-any.whl")


def extracted_root(folder, include):
    """The files of these packages and of what they depend on; nothing is installed."""
    must(["mmdebstrap", "--quiet", "--variant=extract", "--include=" + ",".join(include), SUITE, folder,
          roots.mirror()])
    for name in ("var/lib/dpkg", "var/lib/apt", "var/cache/apt", "etc/apt"):
        shutil.rmtree(os.path.join(folder, name), ignore_errors=True)
    return folder


def install_feature(root, feature, **options):
    """install.sh inside the root, by its own sh; what it said."""
    inside = os.path.join(root, "tmp/feature")
    shutil.copytree(feature, inside)
    done = roots.in_root(root, ["sh", "/tmp/feature/install.sh"], environment=options)
    shutil.rmtree(inside)
    return done


def inventory(programs, root, kind="json"):
    return must([f"{programs}/prodparity", "inventory", "--root", root, "--format", kind])


class Container:
    """A container of an image with the feature, started as its own command would be."""

    def __init__(self, engine, image, *options):
        self.engine = engine
        self.name = engine.must("run", "--detach", *KEEP, *options, image, "sleep", "1000").strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.engine.run("rm", "--force", "--time", "0", self.name)

    def execute(self, *argv, user="root"):
        return self.engine.execute(self.name, *argv, user=user)

    def shell(self, text, user="root"):
        return self.execute("sh", "-c", text, user=user)

    def status(self, **wanted):
        return self.engine.status(self.name, **wanted)

    def log(self):
        return self.engine.run("logs", self.name).stdout + self.shell(
            "cat /var/lib/prodparity/daemon.log /run/prodparity/state/daemon.log 2>/dev/null").stdout


def detail(container, status):
    return json.dumps(status)[:2500] + "\n" + container.log()[-1500:]


def busybox_root(work):
    root = extracted_root(os.path.join(work, "busybox"), ["python3", "python3-pip", "ca-certificates"])
    for name in ("bin/bash", "bin/dash", "bin/sh"):
        if os.path.lexists(os.path.join(root, name)):
            os.unlink(os.path.join(root, name))
    shutil.copy("/usr/bin/busybox", os.path.join(root, "bin/busybox"))
    must(["chroot", root, "/bin/busybox", "--install", "-s"])
    for name in ("bin/dpkg", "usr/bin/dpkg", "usr/bin/dpkg-deb"):  # busybox has its own; Alpine's has not
        if os.path.lexists(os.path.join(root, name)):
            os.unlink(os.path.join(root, name))
    os.makedirs(os.path.join(root, "usr/local/lib"), exist_ok=True)
    roots.write(root, "/etc/os-release", 'ID=alpine\nVERSION_ID=3.20.3\nPRETTY_NAME="Alpine Linux v3.20"\n')
    roots.write(root, "/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
    roots.write(root, "/etc/group", "root:x:0:\n")
    packages.make_wheel(os.path.join(root, "srv/wheels"), WHEEL, "1.0")
    return root


def busybox_image(results, engine, feature, work):
    """As Alpine is: neither dpkg nor bash. What apk has cannot be read, and pip is guarded."""
    root = busybox_root(work)
    programs = os.path.join(feature, "bin/amd64")
    lacks = [name for name in ("bash", "dash", "dpkg", "apt-get")
             if roots.in_root(root, ["which", name]).returncode == 0]
    results.check("busybox: neither dpkg nor bash is in the image", not lacks, lacks)
    sbom = json.loads(inventory(programs, root, "cyclonedx"))
    sbom["components"].append(APK)
    roots.write(root, "/work/sbom.json", json.dumps(sbom))
    done = install_feature(root, feature, REFERENCE="sbom.json")
    if not results.check("busybox: install.sh runs under busybox", done.returncode == 0, done.stdout + done.stderr):
        return
    engine.import_root(root, "localhost/prodparity-odd:busybox")
    roots.remove_root(root)
    with Container(engine, "localhost/prodparity-odd:busybox") as container:
        done = container.shell(f"{SHARE}/post-start.sh /work")
        status = container.status(holds=lambda now: now["state"] == "settled" and now["workspace"] == "/work")
        results.check("busybox: the daemon runs and knows the workspace",
                      done.returncode == 0 and status["state"] == "settled" and status["workspace"] == "/work",
                      detail(container, status))
        report = container.execute("prodparity", "report").stdout
        results.check("busybox: it says that it cannot read what apk has, and is not clean for it",
                      status["outcome"] == "could_not_check" and "what apk installed here cannot be read" in report, report + detail(container, status))
        container.shell("mkdir /work/.devcontainer && echo '{\"accept_uncovered\": [\"apk\"]}' "
                        ">/work/.devcontainer/prodparity.json")
        status = container.status(holds=lambda now: now["outcome"] == "clean")
        results.check("busybox: once that is accepted, it is clean", status["outcome"] == "clean",
                      detail(container, status))
        done = container.shell(PIP)
        status = container.status(holds=lambda now: now["open"] == 1)
        listed = container.execute("prodparity", "findings").stdout
        results.check("busybox: pip install is seen", done.returncode == 0 and status["open"] == 1 and WHEEL in listed,
                      done.stderr + listed + detail(container, status))
        container.shell(f"python3 -m pip uninstall -y -q --break-system-packages {WHEEL}")
        status = container.status(holds=lambda now: now["open"] == 0)
        results.check("busybox: pip uninstall resolves it", status["open"] == 0, detail(container, status))


def distroless_root(results, engine, feature, work):
    """A root with status.d and no shell: read from outside, and by the program inside."""
    root, programs = os.path.join(work, "distroless"), os.path.join(feature, "bin/amd64")
    source = roots.make_root(os.path.join(work, "source"), SUITE)
    debs = packages.download(source, os.path.join(work, "debs"), ["base-files", "libc6", "libssl3", "tzdata"])
    roots.remove_root(source)
    expected = []
    for name, deb in debs.items():
        must(["dpkg-deb", "-x", deb, root])
        roots.write(root, f"/var/lib/dpkg/status.d/{name}", must(["dpkg-deb", "-f", deb]))
        expected.append(must(["dpkg-deb", "-f", deb, "Package", "Version"]).split()[1::2])
    shells = [name for name in ("bin/sh", "usr/bin/sh", "bin/busybox") if os.path.lexists(os.path.join(root, name))]
    results.check("distroless: no shell is in the root", not shells, shells)
    shutil.copy(f"{programs}/prodparity", os.path.join(root, "prodparity"))
    outside = json.loads(inventory(programs, root))
    inside = json.loads(must(["chroot", root, "/prodparity", "inventory", "--format", "json"], env=roots.ENVIRONMENT))
    for where, document in (("outside", outside), ("inside", inside)):
        got = [[one["name"], one["version"]] for one in document["components"]]
        results.equal(f"distroless: inventory from {where} is what the packages say", got, expected)
    roots.remove_root(root)


def other_architecture(results, engine, feature, work):
    """arm64 by qemu: what install.sh puts there runs, and takes the baseline of its root."""
    programs, qemu = os.path.join(feature, "bin/arm64"), shutil.which("qemu-aarch64-static")
    if not os.path.isdir(programs) or not qemu:
        results.skip("arm64", "the feature was packed without it" if qemu else "qemu-user-static is not here")
        return
    root = os.path.join(work, "arm64")
    roots.write(root, "/etc/os-release", 'ID=debian\nVERSION_ID="12"\n')
    roots.write(root, "/var/lib/dpkg/status", "Package: libssl3\nStatus: install ok installed\n"
                "Architecture: arm64\nVersion: 3.0.20-1\n\n")
    done = run(["sh", os.path.join(feature, "install.sh")],
               env={**os.environ, "PRODPARITY_TARGET": root, "PRODPARITY_MACHINE": "aarch64", "PRODPARITY_RUNNER": qemu})
    results.check("arm64: install.sh runs", done.returncode == 0 and "(arm64)" in done.stdout, done.stdout + done.stderr)
    for program in ("prodparity", "prodparityd", "prodparity-fetch"):
        kind = must(["file", "-b", os.path.join(root, "usr/local/bin", program)])
        results.check(f"arm64: {program} is of that machine", "ARM aarch64" in kind, kind)
    with open(os.path.join(root, "var/lib/prodparity/baseline.json"), encoding="utf-8") as file:
        baseline = json.load(file)
    own = json.loads(must([qemu, os.path.join(root, "usr/local/bin/prodparity"), "inventory", "--root", root,
                           "--format", "json"]))
    results.equal("arm64: the baseline and the inventory have the package",
                  [(one["name"], one["version"], one["arch"]) for one in baseline["components"] + own["components"]],
                  [("libssl3", "3.0.20-1", "arm64")] * 2)
    roots.remove_root(root)


def debian_image(engine, feature, work):
    """A Debian with the feature and a repository of its own, the same without the feature, and its SBOM."""
    root = roots.make_root(os.path.join(work, "debian"), SUITE)
    debs = packages.download(root, os.path.join(work, "debs"), [LIBRARY])
    packages.make_repository(root, [debs[LIBRARY]])
    sbom = inventory(os.path.join(feature, "bin/amd64"), root, "cyclonedx")
    engine.import_root(root, "localhost/prodparity-odd:plain")
    roots.write(root, "/work/sbom.json", sbom)
    roots.write(root, "/work/.devcontainer/prodparity.json", '{"accept_uncovered": ["pypi"]}')
    done = install_feature(root, feature, REFERENCE="sbom.json")
    if done.returncode != 0:
        raise RuntimeError("install.sh: " + done.stdout + done.stderr)
    engine.import_root(root, "localhost/prodparity-odd:debian")
    roots.remove_root(root)
    return "localhost/prodparity-odd:debian", "localhost/prodparity-odd:plain", sbom


def guarded(results, label, container):
    """The container came up guarded and as production is."""
    done = container.shell(f"{SHARE}/post-start.sh /work")
    status = container.status(holds=lambda now: now["state"] == "settled" and now["workspace"] == "/work")
    return results.check(f"{label}: the guard runs", done.returncode == 0 and status.get("outcome") == "clean",
                         done.stderr + detail(container, status))


def read_only_root(results, engine, image):
    """podman run --read-only: only /run and /work can be written."""
    with Container(engine, image, "--read-only", "--read-only-tmpfs=false", "--tmpfs", "/run",
                   "--tmpfs", "/var/cache/apt") as container:
        denied = container.shell("touch /var/lib/prodparity/x")
        results.check("read-only root: it is", "Read-only" in denied.stderr, denied.stderr)
        if not guarded(results, "read-only root", container):
            return
        again = container.shell(f"{SHARE}/post-start.sh /work; prodparity findings --timeline")
        results.check("read-only root: there is a journal", "session" in again.stdout, again.stdout + again.stderr)
        first = container.status()["pid"]
        container.shell(f"kill -9 {first}")
        container.shell(f"{SHARE}/post-start.sh /work")
        status = container.status(holds=lambda now: now["pid"] != first)
        results.check("read-only root: killed, it goes on, with the gap",
                      status.get("guard_gaps", {}).get("count") == 1 and status["outcome"] == "clean",
                      detail(container, status))


def dpkg_on_a_volume(results, engine, image):
    engine.must("volume", "create", "prodparity-dpkg")
    with Container(engine, image, "--volume", "prodparity-dpkg:/var/lib/dpkg") as container:
        mounts = container.shell("cat /proc/self/mounts").stdout
        results.check("dpkg on a volume: it is", " /var/lib/dpkg " in mounts, mounts)
        if not guarded(results, "dpkg on a volume", container):
            return
        done = container.shell(f"apt-get install -y -q {LIBRARY}")
        status = container.status(holds=lambda now: now["open"] == 1)
        results.check("dpkg on a volume: apt-get install is seen", done.returncode == 0 and status["open"] == 1,
                      done.stderr + detail(container, status))
        container.shell(f"apt-get purge -y -q {LIBRARY}")
        status = container.status(holds=lambda now: now["open"] == 0)
        results.check("dpkg on a volume: resolved", status["open"] == 0, detail(container, status))
    engine.run("volume", "rm", "--force", "prodparity-dpkg")


def on_debian(results, engine, feature, work):
    image, plain, sbom = debian_image(engine, feature, work)
    results.step("read-only root", read_only_root, engine, image)
    results.step("dpkg on a volume", dpkg_on_a_volume, engine, image)
    results.step("options", hostile.options_arrive, engine, feature, work, plain, sbom)
    results.step("refused options", hostile.options_are_refused, engine, feature, work, plain, sbom)


def feature_docs(results, engine):
    """The feature's README is what the CLI makes of its options and notes."""
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../script/feature_docs")
    done = run([script, "--check"], env={**os.environ, "PRODPARITY_CLI": engine.cli[-1]})
    results.check("the feature's README is up to date", done.returncode == 0, done.stdout + done.stderr)


def run_all(results, engine, feature, work):
    results.step("feature_docs", feature_docs, engine)
    for name, case in (("busybox", busybox_image), ("distroless", distroless_root), ("arm64", other_architecture),
                       ("debian", on_debian)):
        folder = os.path.join(work, f"odd {name}")
        os.makedirs(folder)
        results.step(f"odd images: {name}", case, engine, feature, folder)
        run(["rm", "-rf", folder])
