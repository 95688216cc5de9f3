"""The same with the registry that Debian has (docker-registry: no referrers) and images that skopeo pushed."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.parse
import urllib.request

from gathering import gather
from images import Image
from registry_test import Home, auths, checked
from server import Registry

def free_port():
    with contextlib.closing(socket.socket()) as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]

@contextlib.contextmanager
def debian_registry(work):
    port = free_port()
    root = os.path.join(work, "docker-registry")
    config = root + ".yml"
    with open(config, "w", encoding="utf-8") as file:
        json.dump({"version": "0.1", "log": {"level": "error", "accesslog": {"disabled": True}},
                   "storage": {"filesystem": {"rootdirectory": root}},
                   "http": {"addr": f"127.0.0.1:{port}"}}, file)  # JSON is YAML
    with open(root + ".log", "w", encoding="utf-8") as log, subprocess.Popen(
            ["docker-registry", "serve", config], stdout=log, stderr=log) as process:
        try:
            for _ in range(100):
                with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/v2/"):
                    break
                time.sleep(0.05)
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()

def skopeo(work, source, target, *words):
    policy = os.path.join(work, "policy.json")
    with open(policy, "w", encoding="utf-8") as file:
        json.dump({"default": [{"type": "insecureAcceptAnything"}]}, file)
    subprocess.run(["skopeo", "--policy", policy, "copy", "--quiet", "--all", "--dest-tls-verify=false",
                    "--src-tls-verify=false", *words, source, target], check=True, timeout=30)

def put(url, data, media_type):
    request = urllib.request.Request(url, data=data, method="PUT", headers={"Content-Type": media_type})
    with urllib.request.urlopen(request) as response:
        return response.status

def push_attached(host, image):
    """What skopeo does not push: manifests by digest and the blobs that they name."""
    base = f"http://{host}/v2/acme/api"
    for digest, data in image.blobs.items():
        request = urllib.request.Request(f"{base}/blobs/uploads/", data=b"", method="POST")
        with urllib.request.urlopen(request) as response:
            location = urllib.parse.urljoin(base, response.headers["Location"])
        put(location + ("&" if "?" in location else "?") + "digest=" + digest, data, "application/octet-stream")
    # Lists after what they list.
    for digest, (media_type, data) in sorted(image.manifests.items(), key=lambda one: "index" in one[1][0]):
        put(f"{base}/manifests/{digest}", data, media_type)
    for tag, digest in image.tags.items():
        media_type, data = image.manifests[digest]
        put(f"{base}/manifests/{tag}", data, media_type)

def by_debian(results, program, work):
    missing = [name for name in ("docker-registry", "skopeo") if not shutil.which(name)]
    if missing:
        results.skip("Debian's registry and skopeo", "not installed: " + ", ".join(missing))
        return
    home = Home(work, "debian").path
    image = Image()
    image.state(b"statement")
    image.refer_by_tag(image.index, [image.refer(image.index, b"bundle")])
    image.sign_old(image.ours, b"old")
    folder = os.path.join(work, "pushed")
    image.write_layout(folder)
    with debian_registry(work) as host:
        skopeo(work, f"oci:{folder}:main", f"docker://{host}/acme/api:main")
        checked(results, "docker-registry: an image that skopeo pushed has BuildKit's statement",
                gather(program, home, f"{host}/acme/api:main"), attestations=["statement"])
        push_attached(host, image)
        gathered = gather(program, home, f"{host}/acme/api:main")
        checked(results, "docker-registry: by the tag that stands for referrers, and cosign's", gathered,
                attestations=["bundle", "old", "statement"])
        results.equal("docker-registry: skopeo kept the index's digest", [gathered.header["digest"]], [image.index])
        checked(results, "docker-registry: no such tag", gather(program, home, f"{host}/acme/api:none"), "not_found")
        copied = os.path.join(work, "copied")
        skopeo(work, f"docker://{host}/acme/api:main", f"oci:{copied}:main")
        gathered = gather(program, home, f"oci:{copied}")
        checked(results, "a layout that skopeo wrote", gathered, attestations=["statement"])
    with Registry(auth="bearer") as registry:
        home = Home(work, "pusher").docker(auths(registry.host)).path
        skopeo(work, f"oci:{folder}:main", f"docker://{registry.host}/acme/api:main", "--dest-creds", registry.user)
        checked(results, "our registry: skopeo can push to it, with a token",
                gather(program, home, f"{registry.host}/acme/api:main"), attestations=["statement"])
