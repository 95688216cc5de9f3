"""Debian 11, 12, 13 x who the container runs as x bash, zsh, fish, as login shells and in tmux."""
import json
import os

from . import images
from .cell import shell_cell, up

SETUP = {"postCreateCommand": "$(test $(id -u) = 0 || echo sudo) apt-get install -y -q libsetup7-only"}
# As root podman refuses --userns=keep-id, which the CLI gives it for other users.
PLAIN = {**SETUP, "updateRemoteUserUID": False, "runArgs": ["--userns=host"]}
# Who the container and its shells run as: (user of the shells, devcontainer.json, outcome after
# set-up). A daemon that is an ordinary user's cannot look into /root, and says so.
KINDS = {
    "root": ("root", SETUP, "warn"),
    "remote user": (images.USER, {**PLAIN, "remoteUser": images.USER}, "warn"),
    "container user": (images.USER, {**PLAIN, "containerUser": images.USER, "remoteUser": images.USER},
                       "could_not_check"),
}
SHELLS = (["bash"], ["zsh"], ["fish"])
# As ssh and tmux start a shell; each in one cell of a release, the root's.
MORE_SHELLS = (["bash", "-l"], ["su", "-", "root"], ["tmux"])


def matrix(suite):
    for release in suite.releases:
        for kind in KINDS:
            if not suite.kinds or kind in suite.kinds:
                suite.results.step(f"debian {release}, {kind}", lambda _, one=kind: container_cell(suite, release, one))


def container_cell(suite, release, kind):
    user, configuration, outcome = KINDS[kind]
    results, label = suite.results, f"debian {release}, {kind}"
    files = {}
    if kind == "root":  # the static programs must not stumble over what nsswitch.conf then asks for
        files["Dockerfile"] = f"FROM {suite.image(release)[0]}\nRUN apt-get install -y -q libnss-myhostname\n"
        configuration = {**configuration, "build": {"dockerfile": "Dockerfile"}}
    cell = up(suite, label, release, configuration, user, files)
    if not cell:
        return
    status = cell.status()
    cell.check("the guard runs, set-up ended quietly",
               status.get("outcome") == outcome and status.get("open") == 0 and status.get("in_setup") is False,
               json.dumps(status)[:2000] + cell.log()[-2000:])
    cell.check("it knows the workspace", status.get("workspace") == cell.folder, json.dumps(status)[:1000])
    setup = cell.execute("dpkg-query", "-W", "libsetup7-only").returncode == 0
    listed = cell.execute("prodparity", "findings").stdout
    cell.check("what postCreateCommand installed is listed, not announced",
               setup and "libsetup7-only" in listed and status.get("open") == 0, listed)
    if kind == "root":
        names = cell.execute("sh", "-c", "grep '^hosts:.*myhostname' /etc/nsswitch.conf && getent hosts $(hostname)")
        cell.check("libnss-myhostname answers here", names.returncode == 0, names.stdout + names.stderr)
        cell.check("what the Dockerfile installed is of the image, and not announced",
                   "libnss-myhostname" in listed, listed)
    for argv in (*SHELLS, *(MORE_SHELLS if kind == "root" else ())):
        results.step(f"{label}: {' '.join(argv)}", lambda _, one=argv: shell_cell(cell, release, one))
    cell.remove()
