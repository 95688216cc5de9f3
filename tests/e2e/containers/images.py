"""The images of the matrix: a plain Debian with the shells in it, packages of our own to install."""
import os

from lib import packages, roots

INCLUDE = ["bash", "zsh", "fish", "tmux", "sudo", "passwd", "python3", "python3-pip", "ca-certificates"]
LIBRARY = "libjansson4"  # a real runtime library that nothing in the image needs
WHEEL = "paritydemo"
USER = "dev"


def make_image(engine, work, release):
    """An image of the release, and the SBOM of production (the same root): (name, inventory root)."""
    root = os.path.join(work, f"debian{release}")
    roots.make_root(root, roots.RELEASES[release], INCLUDE)
    roots.must_in_root(root, ["useradd", "-m", "-u", "1000", "-s", "/bin/bash", USER])
    path = roots.write(root, f"/etc/sudoers.d/{USER}", f"{USER} ALL=(ALL) NOPASSWD: ALL\n")
    os.chmod(path, 0o440)
    debs = packages.download(root, os.path.join(work, f"debs{release}"), [LIBRARY, "libnss-myhostname"])
    setup = packages.build_deb(os.path.join(work, f"debs{release}"), "libsetup7-only", "1.0", section="libs")
    later = packages.build_deb(os.path.join(work, f"debs{release}"), "libfeature7", "1.0", section="libs")
    packages.make_repository(root, [*debs.values(), setup, later])
    packages.make_wheel(os.path.join(root, "srv/wheels"), WHEEL, "1.0")
    name = f"localhost/prodparity-e2e:{release}"
    engine.import_root(root, name)
    return name, root
