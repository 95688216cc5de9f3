"""Production's SBOM carried in a bundle: exported beside its registry, imported and compared with where there is none,
and in the daemon, which sees that the host has renewed it."""
import os

from daemon_test import Beside, gaps, proof, until
from files_test import run
from production import Production
from server import Registry


def carried(results, program, work):
    place = Beside(program, work, "carried")
    bundle = os.path.join(place.work, "api.bundle")
    with Registry() as registry:
        production = Production(registry)
        asked = f"{registry.host}/acme/api:main"
        digest = production.push(lambda of: place.signer.envelope(place.sbom(), of))
        exported = export(place, asked, bundle)
        results.check("bundle: what a registry has is exported, verified",
                      exported.returncode == 0 and "verified" in exported.stdout and digest in exported.stdout,
                      exported.stdout + exported.stderr)
        production.push(lambda of: place.signer.envelope(place.sbom().replace("3.0.16-1", "3.0.18-1"), of))
        later = os.path.join(place.work, "later.bundle")
        export(place, asked, later)
    without_a_network(results, place, bundle, asked)
    daemon = place.daemon("bundle:" + bundle).start()
    try:
        in_the_daemon(results, daemon, bundle, later)
    finally:
        daemon.stop()


def export(place, asked, path):
    return run(place, "prodparity", "bundle", "export", asked, "-o", path, "--key", place.signer.public,
               "--state-folder", place.work + "/there")


def without_a_network(results, place, bundle, asked):
    here = ("--state-folder", place.work + "/here")
    imported = run(place, "prodparity", "bundle", "import", bundle, "--key", place.signer.public, *here)
    results.check("bundle: it is imported with the registry gone, and verified again",
                  imported.returncode == 0 and "verified" in imported.stdout and f"as {asked}" in imported.stdout,
                  imported.stdout + imported.stderr)
    again = run(place, "prodparity", "bundle", "export", asked, "--offline", "-o", bundle + ".again", "--key",
                place.signer.public, *here)
    with open(bundle, "rb") as ours, open(bundle + ".again", "rb") as copy:
        results.check("bundle: exported again from what is kept it is the same bytes",
                      again.returncode == 0 and ours.read() == copy.read(), again.stdout + again.stderr)
    with open(bundle, "rb") as ours, open(bundle + ".changed", "wb") as changed:
        changed.write(ours.read().replace(b"PATH=/usr/bin", b"PATH=/tmp/bin"))
    of_changed = run(place, "prodparity", "bundle", "import", bundle + ".changed", "--key", place.signer.public, *here)
    results.check("bundle: a configuration that is not the image's is refused with all else",
                  of_changed.returncode == 4 and not of_changed.stdout and
                  "not the image's configuration" in of_changed.stderr, of_changed.stdout + of_changed.stderr)
    other = run(place, "prodparity", "bundle", "import", bundle, "--key", place.other.public, *here)
    results.check("bundle: by another key it is not believed", other.returncode == 4 and not other.stdout,
                  other.stdout + other.stderr)


def in_the_daemon(results, daemon, bundle, later):
    status = until(daemon, lambda now: now["references"])
    results.check("daemon: a bundle is verified at once, with nobody's environment",
                  status["outcome"] == "clean" and status["references"][0]["verification"] == "verified" and
                  "acme.pub" in proof(status)["signer"], f"{status} {gaps(daemon)}")
    os.rename(later, bundle)
    status = until(daemon, lambda now: now["outcome"] == "block")
    results.check("daemon: one that the host renewed is compared with", status["outcome"] == "block",
                  f"{status} {gaps(daemon)}")
    os.unlink(bundle)
    status = until(daemon, lambda now: not now["references"])
    results.check("daemon: a bundle that is gone is missing, and nothing that is kept stands in for it",
                  status["outcome"] == "could_not_check" and "api.bundle" in gaps(daemon), f"{status} {gaps(daemon)}")
