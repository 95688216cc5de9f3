"""A root for measuring: this machine's own dpkg database and Python metadata, grown or cut to a number
of packages by renamed copies of real entries and their file lists, and environments as pip writes
them. Only what the programs read is there: no program runs in it."""
import glob
import os
import shutil

ENVIRONMENTS = "/workspaces/bench"


def field(stanza, key):
    return next((line[len(key) + 2:] for line in stanza.splitlines() if line.startswith(key + ": ")), "")


def installed_stanzas():
    with open("/var/lib/dpkg/status", encoding="utf-8") as file:
        stanzas = [part.strip("\n") for part in file.read().split("\n\n")]
    return [stanza for stanza in stanzas if field(stanza, "Status").endswith(" installed")]


def make_root(root, wanted):
    for folder in ("etc", "usr/lib/python3", "var/lib/apt", "var/lib/dpkg/info",
                   "var/lib/dpkg/updates", ENVIRONMENTS.strip("/")):
        os.makedirs(f"{root}/{folder}")
    for path in ("/etc/os-release", "/var/lib/apt/extended_states", "/var/lib/dpkg/arch",
                 "/var/lib/dpkg/info/format"):
        if os.path.exists(path):
            shutil.copy(path, root + path)
    for path in ("/var/lib/dpkg/lock", "/var/lib/dpkg/lock-frontend", "/var/lib/dpkg/triggers"):
        with open(root + path, "w", encoding="utf-8"):
            pass
    grow_packages(root, wanted)
    copy_python_metadata(root)


def copy_python_metadata(root):
    """What the packages own that are there: as on a real system, nothing is nobody's."""
    owned = set()
    for path in glob.glob(root + "/var/lib/dpkg/info/*.list"):
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            owned.update(file.read().splitlines())
    for path in glob.glob("/usr/lib/python3/dist-packages/*-info"):
        if path not in owned:
            continue
        target = root + path
        os.makedirs(os.path.dirname(target), exist_ok=True)
        (shutil.copytree if os.path.isdir(path) else shutil.copy)(path, target)


def grow_packages(root, wanted):
    real = installed_stanzas()[:wanted]
    with open(root + "/var/lib/dpkg/status", "w", encoding="utf-8") as status:
        for index in range(wanted):
            original, copy = real[index % len(real)], index // len(real)
            name = field(original, "Package")
            new = f"{name}-copy{copy}" if copy else name
            status.write(original.replace(f"Package: {name}\n", f"Package: {new}\n", 1) + "\n\n")
            for stem in (name, f"{name}:{field(original, 'Architecture')}"):
                copy_list(root, stem, stem.replace(name, new, 1), copy)


def copy_list(root, old, new, copy):
    """A copied package owns paths of its own where they are Python's: nothing has ten owners."""
    source = f"/var/lib/dpkg/info/{old}.list"
    if not os.path.exists(source):
        return
    with open(source, encoding="utf-8", errors="surrogateescape") as file:
        text = file.read()
    if copy:
        text = text.replace("-packages/", f"-packages/copy{copy}_")
    with open(f"{root}/var/lib/dpkg/info/{new}.list", "w", encoding="utf-8",
              errors="surrogateescape") as file:
        file.write(text)


def add_environments(root, count, distributions=20):
    """Virtual environments at ENVIRONMENTS/eNNN/.venv with so many distributions each."""
    for number in range(count):
        prefix = f"{root}{ENVIRONMENTS}/e{number:03}/.venv"
        packages = prefix + "/lib/python3.11/site-packages"
        os.makedirs(packages)
        with open(prefix + "/pyvenv.cfg", "w", encoding="utf-8") as file:
            file.write("home = /usr/bin\ninclude-system-site-packages = false\n"
                       "version = 3.11.2\n")
        for index in range(distributions):
            info = f"dist{index}-1.{index}.dist-info"
            os.mkdir(f"{packages}/{info}")
            texts = {"METADATA": f"Metadata-Version: 2.1\nName: dist{index}\nVersion: 1.{index}\n",
                     "INSTALLER": "pip\n",
                     "RECORD": "".join(f"{info}/{n},,\n" for n in ("METADATA", "INSTALLER", "RECORD"))}
            for name, text in texts.items():
                with open(f"{packages}/{info}/{name}", "w", encoding="utf-8") as file:
                    file.write(text)
