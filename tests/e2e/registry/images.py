"""Images and what hangs on them, put into a registry of ours or written as an OCI layout."""
import json
import os

from server import INDEX, MANIFEST, digest_of

BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json"
ENVELOPE = "application/vnd.dsse.envelope.v1+json"
STATEMENT = "application/vnd.in-toto+json"
CONFIG = "application/vnd.oci.image.config.v1+json"


def descriptor(media_type, data, **more):
    return {"mediaType": media_type, "digest": digest_of(data), "size": len(data), **more}


class Image:
    """An index of two platforms: `index`, `ours` (linux/amd64) and `theirs` are digests. Everything that it consists
    of is in `blobs` and `manifests` (digest: type, bytes)."""

    def __init__(self):
        self.blobs, self.manifests, self.tags = {}, {}, {}
        self.entries = []
        self.ours = self.platform("amd64")
        self.theirs = self.platform("arm64")
        self.close()

    def blob(self, media_type, data, **more):
        self.blobs[digest_of(data)] = data
        return descriptor(media_type, data, **more)

    def manifest(self, layers, config=b"{}", tag=None, **more):
        document = {"schemaVersion": 2, "mediaType": MANIFEST, "config": self.blob(CONFIG, config), "layers": layers,
                    **more}
        return self.put(json.dumps(document).encode(), MANIFEST, tag)

    def put(self, data, media_type, tag=None):
        self.manifests[digest_of(data)] = (media_type, data)
        if tag:
            self.tags[tag] = digest_of(data)
        return digest_of(data)

    def described(self, digest, **more):
        media_type, data = self.manifests[digest]
        return descriptor(media_type, data, **more)

    def platform(self, architecture):
        config = json.dumps({"os": "linux", "architecture": architecture, "config": {"Env": ["PATH=/usr/bin"]},
                             "rootfs": {"type": "layers", "diff_ids": []}}).encode()
        digest = self.manifest([], config)
        self.entries.append(self.described(digest, platform={"os": "linux", "architecture": architecture}))
        return digest

    def close(self):
        index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": self.entries}
        self.index = self.put(json.dumps(index).encode(), INDEX, "main")

    def refer(self, subject, data, media_type=BUNDLE):
        """A bundle as a referrer."""
        return self.manifest([self.blob(media_type, data)], artifactType=media_type, subject=self.described(subject))

    def refer_by_tag(self, subject, digests):
        """The list that stands in for the API; as cosign wrote it, with a wrong artifactType."""
        entries = [self.described(digest, artifactType="application/x-wrong") for digest in digests]
        index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": entries}
        self.put(json.dumps(index).encode(), INDEX, subject.replace(":", "-"))

    def sign_old(self, subject, *envelopes):
        """As cosign 1 and 2 leave it."""
        layers = [self.blob(ENVELOPE, data, annotations={"dev.cosignproject.cosign/signature": "",
                                                         "dev.sigstore.cosign/certificate": "PEM"})
                  for data in envelopes]
        self.manifest(layers, tag=subject.replace(":", "-") + ".att")

    def state(self, data):
        """BuildKit's statement about our platform, within the index."""
        digest = self.manifest([self.blob(STATEMENT, data, annotations={"in-toto.io/predicate-type": "p"})])
        self.entries.append(self.described(
            digest, platform={"os": "unknown", "architecture": "unknown"},
            annotations={"vnd.docker.reference.type": "attestation-manifest",
                         "vnd.docker.reference.digest": self.ours}))
        self.close()

    def fill(self, registry, repository="acme/api"):
        for data in self.blobs.values():
            registry.put_blob(data)
        for media_type, data in self.manifests.values():
            registry.put_manifest(repository, data, None, media_type)
        for tag, digest in self.tags.items():
            registry.tags[repository, tag] = digest

    def write_layout(self, folder):
        for data in [*self.blobs.values(), *(data for _, data in self.manifests.values())]:
            path = os.path.join(folder, "blobs", *digest_of(data).split(":"))
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(data)
        name = "org.opencontainers.image.ref.name"
        entries = [self.described(digest, annotations={name: tag}) for tag, digest in self.tags.items()]
        tagged = {entry["digest"] for entry in entries}
        entries += [self.described(digest) for digest, (_, data) in self.manifests.items()
                    if digest not in tagged and json.loads(data).get("subject")]
        for file_name, document in (("oci-layout", {"imageLayoutVersion": "1.0.0"}),
                                    ("index.json", {"schemaVersion": 2, "manifests": entries})):
            with open(os.path.join(folder, file_name), "w", encoding="utf-8") as file:
                json.dump(document, file)
