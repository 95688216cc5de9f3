"""The CLI of an ordinary user whose uid is not that of the image's user: updateRemoteUserUID, on by
default, then changes passwd and the owner of the home in the image, after our install.sh ran there.
Nothing of the guard remembers the uid of the build. And it is that user who hands production in."""
import json
import os

from lib import roots

from .cell import INSTALL, up
from .handed_in import HandedIn
from .images import LIBRARY, USER
from .reference import Registry

UID = 4321
# The CLI asks for the name of who calls it. This machine's passwd is another one for it alone.
CALLER = """passwd=$0; uid=$1; shift
mount --bind "$passwd" /etc/passwd && exec setpriv --reuid="$uid" --regid="$uid" --clear-groups -- "$@"
"""
# Whatever keeps files of a user of before.
OLD_OWNERS = "find / -xdev -uid {uid} -not -path '/proc/*' -not -path '/srv/*' 2>/dev/null"


def host_user(suite):
    release = suite.main_release
    label = f"host user, debian {release}"
    home = suite.folder("home")
    with Registry() as registry, suite.engine.listening() as address:
        handed_in = HandedIn(suite, release, registry)
        podman = roots.write(home, "podman", f'#!/bin/sh\nexec podman --remote --url "{address}" "$@"\n')
        os.chmod(podman, 0o755)
        passwd = roots.write(home, "passwd", f"root:x:0:0::/root:/bin/sh\nhost:x:{UID}:{UID}::{home}:/bin/sh\n")
        os.chown(home, UID, UID)
        os.chmod(address.removeprefix("unix://"), 0o666)
        for folder in (suite.work, suite.engine.work):
            os.chmod(folder, 0o711)
        configuration = {**handed_in.configuration, "containerUser": USER, "remoteUser": USER,
                         "runArgs": ["--userns=host", "--network=none"]}
        cell = up(suite, label, release, configuration, USER, handed_in.files, owner=UID, podman=podman,
                  environment={"HOME": home}, caller=["unshare", "--mount", "sh", "-c", CALLER, passwd, str(UID)])
        if not cell:
            return
        ids = cell.execute("sh", "-c", "id -u; stat -c %u ~").stdout.split()
        cell.check("the image's user has the caller's uid", ids == [str(UID)] * 2, ids)
        status = cell.status()
        cell.check("the guard runs, out of set-up, in the workspace",
                   status.get("state") == "settled" and status.get("in_setup") is False and
                   status.get("workspace") == cell.folder, json.dumps(status)[:2000] + cell.log()[-1500:])
        owners = cell.execute("stat", "-c", "%u", f"/home/{USER}/.local/state/prodparity", f"/tmp/prodparity-{UID}")
        cell.check("its folders are that uid's", owners.stdout.split() == [str(UID)] * 2, owners.stdout + owners.stderr)
        left = cell.execute("sh", "-c", OLD_OWNERS.format(uid=1000), user="root").stdout
        cell.check("nothing is left that the uid before owned", not left, left)
        with cell.terminal("bash") as terminal:
            terminal.type("true")
            handed_in.is_told(cell, terminal)
            text = terminal.type("sudo " + INSTALL.format(package=LIBRARY))
            cell.check("a change is told", f"WARN  {LIBRARY}" in text, text)
        cell.remove()
