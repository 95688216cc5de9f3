"""What the parts of tests/e2e/containers share: podman, the feature as script/package left it, a
folder, and the image of each release, made once."""
import itertools
import json
import os

from lib.roots import RELEASES, must

from . import images


class Suite:
    def __init__(self, results, engine, feature, work, only=(), kinds=()):
        self.results, self.engine, self.work = results, engine, work
        self.feature = feature
        self.programs = os.path.join(feature, "bin/amd64")
        self.releases = [release for release in RELEASES if not only or release in only]
        self.only, self.kinds = list(only), list(kinds)
        self._images = {}
        self._numbers = itertools.count(1)

    @property
    def main_release(self):
        """Where one release is enough."""
        return "12" if "12" in self.releases else self.releases[0]

    def image(self, release):
        """(name of the image, its root file system, which is also what production runs)."""
        if release not in self._images:
            self._images[release] = images.make_image(self.engine, self.work, release)
        return self._images[release]

    def production(self, release):
        """What the image consists of, as CycloneDX."""
        root = self.image(release)[1]
        return json.loads(must([f"{self.programs}/prodparity", "inventory", "--root", root, "--format", "cyclonedx"]))

    def folder(self, name):
        """A new folder. Its name has a blank in it, as people's have."""
        path = os.path.join(self.work, f"{next(self._numbers)} {name}")
        os.makedirs(path)
        return path
