"""An image as production's reference without any SBOM, as podman writes it: a real Debian's layers, with its thousands
of links, and what a layer above takes away again (whiteouts)."""
import json
import os

from lib.roots import must, run

from .images import LIBRARY

GONE = "ca-certificates"


def layers(suite):
    release = suite.main_release
    image, root = suite.image(release)
    program = f"{suite.programs}/prodparity"
    folder = suite.folder("layers")

    def saved(name, of, form):
        """The image as an OCI layout, in a folder or an archive."""
        place = os.path.join(folder, name)
        suite.engine.must("save", "--quiet", "--format", form, "--output", place, of)
        return place

    def packages(*of):
        said = json.loads(must([program, "inventory", *of, "--format", "json"]))
        return {(part["ecosystem"], part["name"], part["version"]) for part in said["components"]}

    results, label = suite.results, f"layers, debian {release}"
    expected = packages("--root", root)
    archive = saved("production.tar", image, "oci-archive")
    found = packages("--image", archive)
    results.check(f"{label}: an image's layers hold what its root file system does",
                  found == expected and len(found) > 100, sorted(found ^ expected)[:20])
    dev = os.path.join(folder, "dev.json")
    with open(dev, "w", encoding="utf-8") as file:
        file.write(must([program, "inventory", "--root", root, "--format", "json"]))
    done = run([program, "diff", dev, f"oci-archive:{archive}"])
    results.check(f"{label}: it is a reference, called unsigned, and its own root differs in nothing",
                  done.returncode == 0 and "unsigned" in done.stdout, done.stdout[-2000:] + done.stderr[-2000:])

    container = f"{os.path.basename(suite.work)}-layers"
    try:
        suite.engine.must("run", "--name", container, "--entrypoint", "", image,
                          "dpkg", "--purge", "--force-depends", GONE)
        suite.engine.must("commit", "--quiet", container, "localhost/prodparity-e2e:without")
    finally:
        suite.engine.run("rm", "--force", container)
    without = saved("without", "localhost/prodparity-e2e:without", "oci-dir")
    found = packages("--image", without)
    results.check(f"{label}: what a layer above takes away is gone",
                  found == {part for part in expected if part[:2] != ("deb", GONE)}, sorted(found ^ expected)[:20])
    done = run([program, "diff", dev, f"oci:{without}"])
    results.check(f"{label}: and is missing in production, by its name",
                  done.returncode in (1, 3) and GONE in done.stdout and LIBRARY not in done.stdout,
                  done.stdout[-2000:] + done.stderr[-2000:])
