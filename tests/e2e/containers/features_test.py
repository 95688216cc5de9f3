"""devcontainer-feature/test by the CLI's own `features test`: the defaults, and each scenario."""
import json
import os
import shutil

from lib.roots import run

TESTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../devcontainer-feature/test")


def features_test(suite):
    """It knows "docker" alone, by that name."""
    image, _ = suite.image("12")  # the scenarios name it
    project = suite.folder("collection")
    shutil.copytree(suite.feature, os.path.join(project, "src/prodparity"))
    shutil.copytree(TESTS, os.path.join(project, "test"))
    bin_folder = suite.folder("bin")
    os.symlink(shutil.which("podman"), os.path.join(bin_folder, "docker"))
    environment = {**suite.engine.environment(), "PATH": bin_folder + os.pathsep + os.environ["PATH"]}
    done = run([*suite.engine.cli, "features", "test", "--project-folder", project, "--features", "prodparity",
                "--base-image", image, "--skip-duplicated"], env=environment)
    text = done.stdout + done.stderr
    suite.results.check("features test: exit status 0", done.returncode == 0, text[-4000:])
    with open(os.path.join(project, "test/prodparity/scenarios.json"), encoding="utf-8") as file:
        names = ["prodparity", *json.load(file)]
    for name in names:
        suite.results.check(f"features test: {name}", f"✅ Passed:      '{name}'" in text, text[-4000:])
