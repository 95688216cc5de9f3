"""Small packages of our own making: debs, copies of real debs at another version, a `file:`
repository of them, wheels. Nothing depends on what an archive has today."""
import base64
import hashlib
import os
import shutil
import subprocess
import tempfile
import zipfile

from .roots import ENVIRONMENT, fetch, must, must_in_root, write


def build_deb(folder, name, version, depends="", recommends="", section="utils", architecture="all",
              files=None, scripts=None, source=""):
    """Builds NAME_VERSION.deb into `folder` and returns its path."""
    tree = tempfile.mkdtemp(prefix="deb.")
    os.chmod(tree, 0o755)
    control = [f"Package: {name}", f"Version: {version}", f"Architecture: {architecture}",
               f"Section: {section}", "Priority: optional",
               "Maintainer: prodparity tests <tests@localhost>"]
    control += [f"Source: {source}"] if source else []
    control += [f"Depends: {depends}"] if depends else []
    control += [f"Recommends: {recommends}"] if recommends else []
    control += ["Description: test package", ""]
    write(tree, "DEBIAN/control", "\n".join(control))
    for script, text in (scripts or {}).items():
        os.chmod(write(tree, f"DEBIAN/{script}", text), 0o755)
    for path, text in (files or {f"/usr/share/{name}/version": version + "\n"}).items():
        write(tree, path, text)
    target = pack_deb(tree, folder, name, version)
    shutil.rmtree(tree)
    return target


def pack_deb(tree, folder, name, version):
    os.makedirs(folder, exist_ok=True)
    target = os.path.join(folder, f"{name}_{version.replace(':', '%3a')}.deb")
    must(["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "-b", tree, target])
    return target


def bumped_copy(deb, version, folder):
    """The same package, real files and scripts, at another version."""
    tree = tempfile.mkdtemp(prefix="deb.")
    must(["dpkg-deb", "-R", deb, tree])
    control = os.path.join(tree, "DEBIAN/control")
    lines = open(control, encoding="utf-8").read().splitlines()
    name = next(line.split(": ", 1)[1] for line in lines if line.startswith("Package: "))
    old = next(line.split(": ", 1)[1] for line in lines if line.startswith("Version: "))
    # Binaries of one source depend on each other at exactly this version.
    lines = [f"Version: {version}" if line.startswith("Version: ")
             else line.replace(f"(= {old})", f"(= {version})") for line in lines]
    with open(control, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    target = pack_deb(tree, folder, name, version)
    shutil.rmtree(tree)
    return target


def download(root, folder, packages):
    """The debs of these packages as the root's own apt gets them; returns {name: path}."""
    fetch("apt-get update", ["chroot", root, "apt-get", "update", "-qq"], env=ENVIRONMENT)
    os.makedirs(folder, exist_ok=True)
    inside = "/var/cache/prodparity-download"
    os.makedirs(root + inside, exist_ok=True)
    fetch("apt-get download", ["chroot", root, "sh", "-c",
                               f"cd {inside} && apt-get download -qq " + " ".join(packages)],
          env=ENVIRONMENT)
    paths = {}
    for entry in os.listdir(root + inside):
        path = shutil.move(os.path.join(root + inside, entry), os.path.join(folder, entry))
        paths[must(["dpkg-deb", "-f", path, "Package"]).strip()] = path
    os.rmdir(root + inside)
    return paths


def make_repository(root, debs, inside="/srv/repository"):
    """Puts the debs below the root and makes them apt's only source."""
    folder = root + inside
    os.makedirs(folder, exist_ok=True)
    for deb in debs:
        shutil.copy(deb, folder)
    index_repository(root, inside)
    lists = os.path.join(root, "etc/apt/sources.list.d")
    for entry in os.listdir(lists):
        os.unlink(os.path.join(lists, entry))
    write(root, "/etc/apt/sources.list", f"deb [trusted=yes] file:{inside} ./\n")
    must_in_root(root, ["apt-get", "update", "-qq"])


def index_repository(root, inside="/srv/repository"):
    with open(root + inside + "/Packages", "w", encoding="utf-8") as index:
        subprocess.run(["dpkg-scanpackages", "--multiversion", "."], cwd=root + inside, stdout=index,
                       stderr=subprocess.DEVNULL, check=True)


def make_wheel(folder, name, version, requires=()):
    """A pure wheel with one module; returns its path."""
    os.makedirs(folder, exist_ok=True)
    module = name.replace("-", "_").replace(".", "_").lower()
    info = f"{module}-{version}.dist-info"
    metadata = [f"Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    metadata += [f"Requires-Dist: {requirement}" for requirement in requires]
    files = {
        f"{module}.py": f"version = {version!r}\n",
        f"{info}/METADATA": "\n".join(metadata) + "\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\n"
                         "Tag: py3-none-any\n",
    }
    record = []
    for path, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=")
        record.append(f"{path},sha256={digest.decode()},{len(text.encode())}")
    record.append(f"{info}/RECORD,,")
    files[f"{info}/RECORD"] = "\n".join(record) + "\n"
    target = os.path.join(folder, f"{module}-{version}-py3-none-any.whl")
    with zipfile.ZipFile(target, "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
    return target
