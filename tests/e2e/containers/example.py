"""examples/web-service as its README has it: production built and its SBOM made, the dev container up,
a library installed, seen and undone. The base image is made by mmdebstrap, under the name it has."""
import os
import shutil

from lib import roots

from .cell import Cell, told_and_undone

BASE = "docker.io/library/debian:12-slim"
PROJECT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../..")


def example(suite):
    engine, results = suite.engine, suite.results
    root = roots.make_root(os.path.join(suite.work, "slim"), roots.RELEASES["12"])
    engine.import_root(root, BASE)
    roots.remove_root(root)
    workspace = os.path.join(suite.folder("example"), "web-service")
    shutil.copytree(os.path.join(PROJECT, "examples/web-service"), workspace,
                    ignore=shutil.ignore_patterns("prodparity", "sbom"))
    shutil.copytree(suite.feature, os.path.join(workspace, ".devcontainer/prodparity"))
    environment = {**engine.environment(), "ENGINE": "podman",
                   "PATH": suite.programs + os.pathsep + os.environ["PATH"]}
    made = roots.run([os.path.join(workspace, "make-sbom")], env=environment)
    sbom = os.path.join(workspace, "sbom/production.cdx.json")
    if not results.check("example: make-sbom makes production's SBOM", made.returncode == 0 and
                         os.path.getsize(sbom) > 10_000, made.stdout[-2000:] + made.stderr[-2000:]):
        return
    answer = engine.up(workspace)
    if not results.check("example: devcontainer up", answer["outcome"] == "success", answer["log"][-4000:]):
        return
    cell = Cell(results, engine, "example", "root", answer, workspace)
    status = cell.status()
    cell.check("nothing to warn about at the start", status.get("outcome") == "clean" and status.get("open") == 0,
               str(status)[:3000] + cell.execute("prodparity", "report").stdout[-3000:])
    told_and_undone(cell)
    cell.remove()
