"""Real Debian root file systems, made by mmdebstrap from the mirror that this machine's apt uses."""
import os
import shutil
import subprocess
import sys
import time

# Debian release -> (suite, version_id)
RELEASES = {"11": "bullseye", "12": "bookworm", "13": "trixie"}
FOREIGN = {"amd64": "i386"}

ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LC_ALL": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
    "PIP_NO_INDEX": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_ROOT_USER_ACTION": "ignore",
}


def run(argv, **options):
    """subprocess.run with captured text output and a time limit; does not raise on failure."""
    options.setdefault("timeout", 600)
    options.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          errors="replace", **options)


def must(argv, **options):
    """run(), which must succeed; returns standard output."""
    done = run(argv, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, argv))}: exit {done.returncode}\n"
                           f"{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return done.stdout


def fetch(what, argv, before_again=lambda: None, **options):
    """must() for what comes over the network: it may fail once, and that is said."""
    for attempt in (1, 2):
        done = run(argv, **options)
        if done.returncode == 0:
            return done.stdout
        print(f"{what} failed (attempt {attempt} of 2):\n{done.stdout[-2000:]}{done.stderr[-2000:]}",
              file=sys.stderr, flush=True)
        before_again()
        time.sleep(5)
    raise RuntimeError(f"{what} failed twice")


def architecture():
    return must(["dpkg", "--print-architecture"]).strip()


def mirror():
    """The archive of this machine's own Debian release, as apt knows it."""
    wanted = next(line.split("=", 1)[1].strip().strip('"') for line in open("/etc/os-release")
                  if line.startswith("VERSION_CODENAME="))
    listed = must(["apt-get", "indextargets", "--format", "$(REPO_URI) $(CODENAME)",
                   "Created-By: Packages"])
    for line in listed.splitlines():
        address, _, codename = line.partition(" ")
        if codename == wanted:
            return address
    raise RuntimeError(f"apt has no package index of '{wanted}': run apt-get update")


def make_root(folder, suite, include=(), foreign=False):
    """A minimal root of `suite` with apt in it."""
    command = ["mmdebstrap", "--quiet", "--variant=apt"]
    if include:
        command.append("--include=" + ",".join(include))
    if foreign:
        command.append(f"--architectures={architecture()},{FOREIGN[architecture()]}")
    fetch(f"mmdebstrap {suite}", [*command, suite, folder, mirror()], lambda: remove_root(folder))
    return folder


def copy_root(source, target):
    """A copy that is the same for dpkg and pip: owners, times and links kept."""
    must(["cp", "-a", "--reflink=auto", source, target])
    return target


def remove_root(folder):
    shutil.rmtree(folder, ignore_errors=True)


def in_root(root, argv, **options):
    """run() inside the root, with an environment of our own."""
    environment = {**ENVIRONMENT, **options.pop("environment", {})}
    return run(["chroot", root, *argv], env=environment, **options)


def must_in_root(root, argv, **options):
    environment = {**ENVIRONMENT, **options.pop("environment", {})}
    return must(["chroot", root, *argv], env=environment, **options)


def write(root, path, text):
    """A small file inside the root, parents made."""
    target = os.path.join(root, path.lstrip("/"))
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "w", encoding="utf-8") as file:
        file.write(text)
    return target
