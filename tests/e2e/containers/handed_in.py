"""Production that the host hands in, as the feature's notes have it: `initializeCommand` exports a bundle where the
registry is, and a container without a network verifies it. The container is another part's."""
import json

from .reference import KEY, WITHIN, Seen, SignedProduction, proof_of, signer_and_files

BUNDLE = ".devcontainer/api.bundle"
# The feature's own program, as it lies in the project.
ON_THE_HOST = [".devcontainer/prodparity/bin/amd64/prodparity", "bundle", "export"]


class HandedIn:
    """`files` and `configuration` of a project whose reference its host exports from that registry."""

    def __init__(self, suite, release, registry):
        signer, self.files = signer_and_files(suite, release)
        self.production = SignedProduction(registry, signer, suite.production(release))
        self.digest = self.production.push_signed()
        export = [*ON_THE_HOST, f"{registry.host}/acme/api:main", "-o", BUNDLE, "--key", ".devcontainer/acme.pub"]
        self.configuration = {"build": {"dockerfile": "Dockerfile"}, "initializeCommand": export,
                              "features": {"./prodparity": {"reference": f"bundle:{BUNDLE}", "keys": KEY}}}

    def is_told(self, cell, terminal):
        name = "production handed in by the host"
        devices = cell.execute("cat", "/proc/net/dev").stdout.splitlines()[2:]
        cell.check(f"{name}: the container has no network",
                   [line.split(":")[0].strip() for line in devices] == ["lo"], devices)
        status = cell.engine.status(cell.container, cell.user, proof_of, WITHIN)
        proof = proof_of(status)
        cell.check(f"{name}: what was in the registry is compared with, verified here",
                   (proof.get("image") or "").endswith(self.digest) and
                   status["references"][0]["verification"] == "verified" and KEY in (proof.get("signer") or ""),
                   json.dumps(status)[:3000] + cell.log()[-2000:])
        text = terminal.type("prodparity status")
        cell.check(f"{name}: the terminal says by whom", f"signed by key {KEY}" in text and "verified" in text, text)
        text = Seen(cell, terminal, self.production).by_the_agent("SessionStart")
        cell.check(f"{name}: an agent's session starts with it", BUNDLE in text and f"key {KEY}" in text and
                   "verified" in text, text)
