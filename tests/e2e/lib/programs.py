"""Where the programs are."""
import os
import shutil


def gather_programs(folder, work):
    """The programs in one folder, from a build tree or an installed prefix."""
    target = os.path.join(work, "bin")
    os.mkdir(target)
    for name, part in (("prodparity", "client"), ("prodparityd", "daemon"), ("prodparity-fetch", "fetch")):
        for candidate in (os.path.join(folder, name), os.path.join(folder, part, name)):
            if os.path.isfile(candidate):
                shutil.copy(candidate, target)
                break
        else:
            raise SystemExit(f"no {name} below {folder}: build the release preset first")
    return target
