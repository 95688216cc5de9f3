"""Production, whose tag stands for another image after each push, and who signs what it consists of."""
import base64
import json
import os
import subprocess

from images import ENVELOPE, Image

TYPE = "application/vnd.in-toto+json"


def statement_of(sbom, subject):
    """CycloneDX as the statement about an image's digest, as bytes."""
    return json.dumps({"_type": "https://in-toto.io/Statement/v0.1",
                       "predicateType": "https://cyclonedx.org/bom",
                       "subject": [{"name": "api", "digest": dict([subject.split(":")])}],
                       "predicate": json.loads(sbom)}).encode()


class Signer:
    def __init__(self, work, name):
        self.private, self.public = (os.path.join(work, f"{name}.{end}") for end in ("key", "pub"))
        subprocess.run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", self.private],
                       check=True, capture_output=True)
        subprocess.run(["openssl", "pkey", "-in", self.private, "-pubout", "-out", self.public], check=True,
                       capture_output=True)

    def envelope(self, sbom, subject):
        statement = statement_of(sbom, subject)
        signed = b"DSSEv1 %d %s %d %s" % (len(TYPE), TYPE.encode(), len(statement), statement)
        signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", self.private], input=signed, check=True,
                                   capture_output=True).stdout
        return json.dumps({"payloadType": TYPE, "payload": base64.b64encode(statement).decode(),
                           "signatures": [{"sig": base64.b64encode(signature).decode()}]}).encode()


class Production:
    """What the registry's tag stands for; each push is another image."""

    def __init__(self, registry):
        self.registry, self.count = registry, 0

    def push(self, sign=None, unsigned=None):
        """`sign` makes the envelope of an image's digest; nothing: it has no attestation. `unsigned`: an SBOM that
        lies in the image's index, as BuildKit leaves it."""
        self.count += 1
        image = Image()
        image.entries[0]["annotations"] = {"push": str(self.count)}
        image.close()
        if unsigned:
            image.state(statement_of(unsigned, image.ours))
        if sign:
            layer = image.blob(ENVELOPE, sign(image.index), annotations={"dev.cosignproject.cosign/signature": ""})
            image.manifest([layer], tag=image.index.replace(":", "-") + ".att")
        image.fill(self.registry)
        return image.index
