"""What pip and setuptools leave of editable installs and eggs is read as Python reads it."""
import json
import os

from inventory_test import LIST_PYTHON, name_of
from lib.roots import in_root, must, must_in_root, remove_root, write

WORKSPACE = "/workspaces/editable"
PYTHON = WORKSPACE + "/.venv/bin/python"

# A package beside others is linked by a finder (`__editable___NAME_finder.py`), one in src/ by a
# path (`__editable__.NAME.pth`), a strict one by a folder of links; before PEP 660 all by .egg-link.
SETUP = "from setuptools import setup\nsetup(name='{name}', version='{version}', {packages})\n"
FLAT, SRC = "packages=['{module}']", "packages=['{module}'], package_dir={{'': 'src'}}"
PROJECTS = {  # name: (version, layout, pyproject.toml)
    "flat-one": ("2.0", FLAT, True),
    "src.two": ("1.0rc1", SRC, True),
    "strict_three": ("3.0", SRC, True),
    "legacy-four": ("4.1", FLAT, False),
    "devel_five": ("5.1", SRC, False),
    "egg-six": ("6.1", FLAT, False),
}
BACKEND = "[build-system]\nrequires = ['setuptools']\nbuild-backend = 'setuptools.build_meta'\n"


def make_project(root, name):
    version, layout, modern = PROJECTS[name]
    module = name.replace("-", "_").replace(".", "_")
    folder = f"{WORKSPACE}/{name}"
    packages = layout.format(module=module)
    write(root, folder + "/setup.py", SETUP.format(name=name, version=version, packages=packages))
    write(root, f"{folder}/{'src/' if layout == SRC else ''}{module}/__init__.py", "")
    if modern:
        write(root, folder + "/pyproject.toml", BACKEND)
    return folder


def pip_install(root, *arguments):
    return in_root(root, [PYTHON, "-m", "pip", "install", "-q", "--no-build-isolation", "--no-deps",
                          *arguments])


def prepare(root):
    folders = {name: make_project(root, name) for name in PROJECTS}
    must_in_root(root, ["python3", "-m", "venv", "--system-site-packages", WORKSPACE + "/.venv"])
    for name in ("flat-one", "src.two", "legacy-four"):
        done = pip_install(root, "-e", folders[name])
        if done.returncode != 0:
            raise RuntimeError(f"pip install -e {name}: {done.stderr[-2000:]}")
    strict = pip_install(root, "--config-settings", "editable_mode=strict", "-e",
                         folders["strict_three"])
    if strict.returncode != 0:  # a pip that has no such option yet
        must_in_root(root, [PYTHON, "-m", "pip", "install", "-q", "--no-build-isolation",
                            "--no-deps", "-e", folders["strict_three"]])
    for name, command in (("devel_five", "develop"), ("egg-six", "install")):
        must_in_root(root, ["sh", "-c", f"cd {folders[name]} && {PYTHON} setup.py -q {command}"])


def truth_of(root):
    """(name, version, place) as importlib.metadata finds them; an egg is named by its own path."""
    found = set()
    for line in must_in_root(root, [PYTHON, "-I", "-c", LIST_PYTHON], cwd="/").splitlines():
        name, version, place = line.split("\t")
        if place.startswith(WORKSPACE):
            found.add((name_of(name), version, os.path.dirname(place.split(".egg/")[0])
                       if ".egg/" in place + "/" else place))
    return found


def editable_is_truth(results, programs, root):
    prepare(root)
    inventory = json.loads(must([programs + "/prodparity", "inventory", "--root", root,
                                 "--workspace", WORKSPACE, "--ecosystem", "pypi", "--format",
                                 "json"]))
    ours = [c for c in inventory["components"] if c["place"].startswith(WORKSPACE)]
    truth = truth_of(root)
    results.check("every project was installed",
                  {name_of(name) for name in PROJECTS} <= {name for name, _, _ in truth}, truth)
    results.equal("editable installs and eggs are importlib.metadata's",
                  [f"{c['name']} {c['version']} {c['place']}" for c in ours],
                  [" ".join(each) for each in truth])
    listed = json.loads(must_in_root(root, [PYTHON, "-m", "pip", "list", "-e", "--format", "json"]))
    results.equal("what is editable is pip's",
                  [f"{c['name']} {c['version']}" for c in ours if c.get("editable")],
                  [f"{name_of(each['name'])} {each['version']}" for each in listed])
    results.check("nothing of them is unread", not inventory.get("unread"),
                  json.dumps(inventory.get("unread"), indent=1))
    remove_root(root + WORKSPACE)
