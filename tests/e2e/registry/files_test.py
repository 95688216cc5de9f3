"""Production's SBOM as a file, with a signature of it beside it: by hand, in a comparison, and in the daemon, which
sees it change."""
import base64
import hashlib
import io
import json
import os
import pty
import subprocess
import tarfile

from daemon_test import STATUS, Beside, gaps, proof, until
from images import Image
from lib.live import Daemon
from server import Registry, digest_of


def signature_of(signer, data):
    """As `cosign sign-blob --key --bundle` leaves it."""
    signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", signer.private], input=data, check=True,
                               capture_output=True).stdout
    encoded = [base64.b64encode(part).decode() for part in (hashlib.sha256(data).digest(), signature)]
    return json.dumps({"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
                       "verificationMaterial": {"publicKey": {"hint": ""}},
                       "messageSignature": {"messageDigest": {"algorithm": "SHA2_256", "digest": encoded[0]},
                                            "signature": encoded[1]}})


class Files:
    """The SBOM and its signature, each put there at once."""

    def __init__(self, work):
        self.path = os.path.join(work, "sbom.json")

    def put(self, text, ending=""):
        with open(self.path + ending + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(self.path + ending + ".new", self.path + ending)

    def put_signed(self, text, signer):
        self.put(signature_of(signer, text.encode()), ".sigstore.json")
        self.put(text)


def run(place, *words):
    return subprocess.run([f"{place.programs}/{words[0]}", *words[1:]], capture_output=True, text=True, timeout=60,
                          check=False, env={"HOME": place.work, "PATH": "/usr/bin:/bin"})


def on_terminal(place, *words):
    """What is written to standard error, which is a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([f"{place.programs}/{words[0]}", *words[1:]], stdout=subprocess.DEVNULL, stderr=theirs,
                               env={"HOME": place.work, "PATH": "/usr/bin:/bin"})
    os.close(theirs)
    process.wait(timeout=60)
    told = b""
    try:
        while part := os.read(ours, 4096):
            told += part
    except OSError:  # nobody has the other end any more
        pass
    os.close(ours)
    return told.decode()


def signed_files(results, program, work):
    place = Beside(program, work, "signed-files")
    files = Files(place.work)
    sbom = place.sbom()
    files.put_signed(sbom, place.signer)
    by_hand(results, place, files)
    raw_signatures(results, place)
    config = os.path.join(place.work, "config.json")
    with open(config, "w", encoding="utf-8") as file:
        json.dump({"reference": files.path, "keys": place.signer.public}, file)
    daemon = Daemon(place.programs, place.root, None, place.work, extra=["--config", config]).start()
    try:
        in_the_daemon(results, daemon, place, files, sbom)
    finally:
        daemon.stop()


def by_hand(results, place, files):
    fetched = run(place, "prodparity-fetch", "fetch", files.path, "--key", place.signer.public)
    results.check("fetch: a file with its signature beside it is verified, and of what is said",
                  fetched.returncode == 0 and "verified" in fetched.stdout and
                  "the document itself, not an image" in fetched.stdout, fetched.stdout + fetched.stderr)
    other = run(place, "prodparity-fetch", "fetch", files.path, "--key", place.other.public)
    results.check("fetch: by another key it is not believed", other.returncode == 4 and not other.stdout,
                  other.stdout + other.stderr)
    # Nobody is configured on this machine: what is signed with a key cannot be verified, so it is not taken. (2: a
    # build without a trust root.)
    checked = run(place, "prodparity", "check", "--root", place.root, "--reference", files.path)
    results.check("check: what lies beside a file is not passed over",
                  checked.returncode in (2, 4) and not checked.stdout and checked.stderr, checked.stdout + checked.stderr)


def raw_signatures(results, place):
    """`cosign sign-blob --key K --output-signature NAME.sig NAME`, as OpenSSL makes the same."""
    path = os.path.join(place.work, "raw.json")
    with open(path, "w", encoding="utf-8") as file:
        file.write(place.sbom())
    made = subprocess.run(["openssl", "dgst", "-sha256", "-sign", place.signer.private, path], check=True,
                          capture_output=True).stdout
    with open(path + ".sig", "w", encoding="utf-8") as file:
        file.write(base64.b64encode(made).decode())
    fetched = run(place, "prodparity-fetch", "fetch", "file:" + path, "--key", place.signer.public)
    results.check("fetch: a signature alone by the configured key vouches for the file, and for no time",
                  fetched.returncode == 0 and "acme.pub" in fetched.stdout and "verified" in fetched.stdout and
                  "nothing says when it was signed" in fetched.stdout, fetched.stdout + fetched.stderr)
    for key, words in ((place.other.public, "not of this content by this key"), (None, "no key is configured")):
        refused = run(place, "prodparity-fetch", "fetch", "file:" + path, *(("--key", key) if key else ()))
        results.check(f"fetch: a signature alone is not believed, and the file not called unsigned: {words}",
                      refused.returncode == 4 and not refused.stdout and words in refused.stderr and
                      "unsigned" not in refused.stderr, refused.stdout + refused.stderr)


def in_the_daemon(results, daemon, place, files, sbom):
    status = daemon.ask("status")
    results.check("daemon: a signed file is verified at once",
                  status["outcome"] == "clean" and status["references"][0]["verification"] == "verified" and
                  "cosign" not in proof(status)["signer"] and "acme.pub" in proof(status)["signer"], status)
    files.put(sbom.replace("3.0.16-1", "3.0.17-1"))
    status = until(daemon, lambda now: not now["references"] and "not believed" in gaps(daemon))
    results.check("daemon: a document that is no longer the signed one is seen, and nothing is compared with",
                  status["outcome"] == "could_not_check" and "not believed" in gaps(daemon), f"{status} {gaps(daemon)}")
    files.put_signed(sbom.replace("3.0.16-1", "3.0.18-1"), place.signer)
    status = until(daemon, lambda now: now["references"])
    results.check("daemon: the signed one again, which is another, is compared with",
                  status["references"] and status["outcome"] == "block", f"{status} {gaps(daemon)}")
    os.unlink(files.path + ".sigstore.json")
    status = until(daemon, lambda now: not now["references"] and "unsigned" in gaps(daemon))
    results.check("daemon: a file that is unsigned is none where a signature is asked for",
                  status["outcome"] == "could_not_check" and "unsigned" in gaps(daemon), f"{status} {gaps(daemon)}")
    os.unlink(files.path)
    status = until(daemon, lambda _: "sbom.json" in gaps(daemon) and "unsigned" not in gaps(daemon))
    results.check("daemon: one that is gone is missing, and nothing that is kept stands in for it",
                  status["outcome"] == "could_not_check" and not status["references"], f"{status} {gaps(daemon)}")

LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"


def layer_of(files):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, text in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return packed.getvalue()


def image_layers(results, program, work):
    """`prodparity inventory --image` of an image that lies in a registry."""
    place = Beside(program, work, "image-layers")
    image = Image()
    config = json.dumps({"os": "linux", "architecture": "amd64", "rootfs": {"type": "layers", "diff_ids": []}}).encode()
    layers = [layer_of({"etc/os-release": 'ID=debian\nVERSION_ID="12"\n',
                        "var/lib/dpkg/status": STATUS.format(name="libssl3", version="3.0.1-1")}),
              layer_of({"var/lib/dpkg/status": STATUS.format(name="libssl3", version="3.0.16-1")})]
    ours = image.manifest([image.blob(LAYER, layer) for layer in layers], config)
    image.entries[0] = image.described(ours, platform={"os": "linux", "architecture": "amd64"})
    image.close()
    # Whatever hangs on it: its layers were asked for.
    image.refer(image.index, b"no bundle")
    with Registry() as registry:
        image.fill(registry)
        asked = f"{registry.host}/acme/api:main"
        command = ("prodparity", "inventory", "--image", asked, "--format", "json")
        listed = run(place, *command)
        found = [(one["name"], one["version"]) for one in json.loads(listed.stdout or "{}").get("components", [])]
        results.check("inventory: an image in a registry is read by its layers",
                      listed.returncode == 0 and found == [("libssl3", "3.0.16-1")], listed.stdout + listed.stderr)
        results.check("inventory: that takes no more than a request for each thing",
                      len(registry.requests) == 3 + len(layers), registry.asked())
        none = run(place, *command, "--ecosystem", "pypi")
        results.check("inventory: only the ecosystems that are asked for",
                      none.returncode == 0 and json.loads(none.stdout)["components"] == [], none.stdout + none.stderr)
        registry.fault("/blobs/" + digest_of(layers[1]), "slow", times=1, seconds=0.7)
        told = on_terminal(place, *command)
        results.check("inventory: on a terminal how far it is, and nothing is left of that",
                      f"fetching {registry.host}/acme/api: 0.0 of 0.0 MB" in told and told.endswith("\r\x1b[K"), told)
        results.check("inventory: in a file none of it", not listed.stderr, listed.stderr)
        registry.fault("/blobs/" + digest_of(layers[1]), "truncated")
        torn = run(place, *command)
        results.check("inventory: a layer that is not whole is no inventory",
                      torn.returncode == 4 and not torn.stdout and torn.stderr, torn.stdout + torn.stderr)
    gone = run(place, *command)
    results.check("inventory: a registry that is gone is told", gone.returncode == 4 and not gone.stdout, gone.stderr)
