"""What `prodparity-fetch` finds in our own registry: everything that hangs on an image, whoever it has to be for that,
and with each fault the state that it is."""
import base64
import json
import os
import subprocess

from gathering import gather
from images import Image
from server import Registry

SECRETS = (b"s3cret", base64.b64encode(b"user:s3cret"), base64.b64encode(b"s3cret-identity"))


class Home:
    """A user's folder, with docker's credential file."""

    def __init__(self, work, name):
        self.path = os.path.join(work, name)
        os.makedirs(os.path.join(self.path, "bin"))

    def docker(self, document):
        os.makedirs(os.path.join(self.path, ".docker"), exist_ok=True)
        with open(os.path.join(self.path, ".docker", "config.json"), "w", encoding="utf-8") as file:
            json.dump(document, file)
        return self

    def helper(self, name, script):
        path = os.path.join(self.path, "bin", "docker-credential-" + name)
        with open(path, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\n" + script)
        os.chmod(path, 0o700)
        return self


def auths(host, user="user:s3cret", **more):
    return {"auths": {host: {"auth": base64.b64encode(user.encode()).decode(), **more}}}


def checked(results, name, gathered, code="", attestations=None):
    """The state, the attestations, and that no secret is in anything that was written."""
    leaked = [secret for secret in SECRETS if secret in gathered.output or secret in gathered.errors.encode()]
    holds = gathered.code == code and not leaked and gathered.is_whole == (code == "")
    if attestations is not None:
        holds = holds and gathered.attestations() == sorted(attestations)
    return results.check(name, holds, f"code '{gathered.code}', {gathered.attestations()}, leaked {leaked}: "
                                      f"{gathered.problem}")


def discovery(results, program, work):
    home = Home(work, "discovery").path
    image = Image()
    image.state(b"statement")
    for number in range(10):
        image.refer(image.index if number % 2 else image.ours, b"bundle %d" % number)
    image.refer(image.theirs, b"of another platform")
    image.sign_old(image.index, b"old one", b"old two")
    bundles = [f"bundle {number}" for number in range(10)]
    for page in (0, 1, 3):
        with Registry(page=page) as registry:
            image.fill(registry)
            gathered = gather(program, home, f"{registry.host}/acme/api:main")
            checked(results, f"pages of {page or 'all'}: all that hangs on the index and our platform is found",
                    gathered, attestations=[*bundles, "old one", "old two", "statement"])
            results.check(f"pages of {page or 'all'}: nothing is filtered by what marks say",
                          not any("artifactType" in path for path in registry.asked()))
            if page == 0:
                results.equal("what was found says of which image it is",
                              [gathered.header["digest"], gathered.header["platform_digest"]],
                              [image.index, image.ours])
                results.check("cosign's old proofs come along", any(
                    marks.get("dev.sigstore.cosign/certificate") == "PEM" for _, _, marks in gathered.parts))
                results.check("one connection is kept",
                              len({request.connection for request in registry.requests}) == 1)
    with Registry() as registry:
        image.fill(registry)
        asked = f"{registry.host}/acme/api:main"
        checked(results, "another platform's own", gather(program, home, asked, platform="linux/arm64"),
                attestations=["bundle 1", "bundle 3", "bundle 5", "bundle 7", "bundle 9", "of another platform",
                              "old one", "old two"])
        known = gather(program, home, asked, known_digest=image.index)
        results.check("a tag that did not move is asked once, by HEAD",
                      known.state == "unchanged" and registry.requests[-1].method == "HEAD", known.problem)
        checked(results, "a digest that is not there", gather(
            program, home, f"{registry.host}/acme/api@sha256:{'a' * 64}"), "not_found")


def requests(results, program, work):
    """6 + 2N for an index, and its configuration."""
    home = Home(work, "requests").docker({}).path
    image = Image()
    for number in range(10):
        image.refer(image.ours, b"%d" % number)
    for auth, more in (("none", 0), ("bearer", 2)):
        with Registry(auth=auth, open_to_all=True) as registry:
            image.fill(registry)
            gathered = gather(program, home, f"{registry.host}/acme/api:main")
            count = len(registry.requests)
            results.check(f"{auth}: 10 attestations take at most {7 + 20 + more} requests",
                          len(gathered.attestations()) == 10 and count <= 7 + 20 + more, f"{count} requests")


def by_tag(results, program, work):
    home = Home(work, "by-tag").path
    image = Image()
    image.refer_by_tag(image.index, [image.refer(image.index, b"listed by tag")])
    with Registry(referrers=False) as registry:
        image.fill(registry)
        checked(results, "without referrers: the tag that stands for them, whatever its marks say",
                gather(program, home, f"{registry.host}/acme/api:main"), attestations=["listed by tag"])
    none = Image()
    with Registry(referrers=False) as registry:
        none.fill(registry)
        checked(results, "none there is no failure", gather(program, home, f"{registry.host}/acme/api:main"),
                attestations=[])
    with Registry() as registry:
        checked(results, "no such image is one", gather(program, home, f"{registry.host}/acme/api:main"), "not_found")
        gone = registry.host
    checked(results, "a registry that is gone is another", gather(program, home, f"{gone}/acme/api:main"), "io")


def access(results, program, work):
    image = Image()
    image.refer(image.index, b"bundle")

    def asked(name, home, code, **settings):
        with Registry(**settings) as registry:
            image.fill(registry)
            if callable(home):
                home = home(registry)
            gathered = gather(program, home.path, f"{registry.host}/acme/api:main")
            checked(results, name, gathered, code, ["bundle"] if not code else None)
            return gathered, registry

    asked("basic: by docker's credential file",
          lambda registry: Home(work, "basic").docker(auths(registry.host)), "", auth="basic")
    asked("basic: a wrong password is no access",
          lambda registry: Home(work, "wrong").docker(auths(registry.host, "user:s3cret2")), "denied", auth="basic")
    asked("basic: without a credential file there is no access", Home(work, "nobody"), "denied", auth="basic")
    asked("bearer: a token for anybody", Home(work, "anybody"), "", auth="bearer", open_to_all=True)
    asked("bearer: a token for a user",
          lambda registry: Home(work, "bearer").docker(auths(registry.host)), "", auth="bearer")
    asked("bearer: none for nobody", Home(work, "nobody2"), "denied", auth="bearer")
    gathered, _ = asked("bearer: refused credentials do not hide what is open to all",
                        lambda registry: Home(work, "stale").docker(auths(registry.host, "user:old")), "",
                        auth="bearer", open_to_all=True)
    results.check("bearer: that they were refused is told", "refuses" in " ".join(gathered.warnings))
    identity = lambda registry: auths(registry.host, "x:y", identitytoken=registry.identity)  # noqa: E731
    _, registry = asked("identity token: exchanged by a form",
                        lambda registry: Home(work, "form").docker(identity(registry)), "", auth="bearer")
    results.check("identity token: by POST", "POST /token" in registry.asked())

    def old_server(registry):
        registry.exchanges_identity = False
        return Home(work, "old-form").docker(identity(registry))
    asked("identity token: a server that knows no form", old_server, "", auth="bearer")
    def short(registry):
        registry.token_uses = 3
        return Home(work, "short").docker(auths(registry.host))
    _, registry = asked("a token that ends before its time is asked for anew", short, "", auth="bearer")
    results.check("a token that ends before its time: and only then",
                  2 <= len([path for path in registry.asked() if "/token" in path]) <= 4, registry.asked())
    answer = 'read -r host\necho "{\\"Username\\":\\"user\\",\\"Secret\\":\\"s3cret\\"}"\n'
    asked("helper: its answer", Home(work, "helper").docker({"credsStore": "own"}).helper("own", answer), "",
          auth="bearer")
    gathered, _ = asked("helper: one that is missing is a warning", Home(work, "missing").docker({"credsStore": "gone"}),
                        "", auth="bearer", open_to_all=True)
    results.check("helper: it is named", "docker-credential-gone" in " ".join(gathered.warnings))
    asked("helper: one that fails is anonymous",
          Home(work, "failing").docker({"credsStore": "own"}).helper("own", "echo s3cret; exit 1\n"), "",
          auth="bearer", open_to_all=True)
    a_helper_that_hangs(results, program, work, image)


def a_helper_that_hangs(results, program, work, image):
    home = Home(work, "hanging").docker({"credsStore": "own"})
    pids = os.path.join(home.path, "pids")
    home.helper("own", f"echo s3cret\necho s3cret >&2\nsleep 300 &\necho $$ $! > {pids}\nwait\n")
    with Registry(auth="bearer", open_to_all=True) as registry:
        image.fill(registry)
        order = {"asked": f"{registry.host}/acme/api:main", "platform": "linux/amd64", "trust": {"verify": "off"}}
        ended = subprocess.run([program, "order"], input=json.dumps(order).encode(), capture_output=True, timeout=50,
                               check=False, env={"HOME": home.path, "PATH": os.path.join(home.path, "bin") + ":/bin"})
    outcome = json.loads(ended.stdout.splitlines()[0])
    with open(pids, encoding="utf-8") as file:
        left = [pid for pid in file.read().split() if alive(pid)]
    results.check("helper: one that hangs is ended in time, and what it started", not left, f"left: {left}")
    warned = " ".join(outcome["warnings"])
    results.check("helper: one that hangs is named, with what to do",
                  "docker-credential-own" in warned and "docker login" in warned, outcome)
    results.check("helper: what one says that hangs is told to nobody", not any(
        secret in ended.stdout + ended.stderr for secret in SECRETS), outcome)
    results.check("helper: one that hangs keeps nobody from what is open to all",
                  outcome["code"] == "not_found" and any("/blobs/" in path for path in registry.asked()), outcome)


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def elsewhere(results, program, work):
    """Other hosts: they get no credentials, and lead nowhere inside."""
    image = Image()
    image.refer(image.index, b"bundle")
    with Registry(auth="bearer", redirect_blobs=True) as registry:
        image.fill(registry)
        home = Home(work, "storage").docker(auths(registry.host)).path
        checked(results, "blobs are fetched from where they are", gather(
            program, home, f"{registry.host}/acme/api:main"), attestations=["bundle"])
        stored = [request for request in registry.requests if request.server == "storage"]
        results.check("the storage is not told who asks",
                      stored and not any(request.authorization for request in stored))
    for name, target, code in (
            ("cloud metadata", "http://169.254.169.254/latest", "denied"),
            ("a private address", "http://10.0.0.1/", "denied"),
            ("itself, for ever", "{path}", ""),
            ("a file", "file:///etc/passwd", "")):
        with Registry() as registry:
            image.fill(registry)
            registry.fault("/blobs/", "redirect", to=target)
            gathered = gather(program, home, f"{registry.host}/acme/api:main")
            results.check(f"a redirect to {name} is not followed, and no attestation is not 'none'",
                          gathered.code and (not code or gathered.code == code) and len(registry.requests) < 60,
                          f"{gathered.code}: {gathered.problem}")


def faults(results, program, work):
    home = Home(work, "faults").path
    image = Image()
    image.refer(image.index, b"bundle")
    bundle = next(digest for digest, data in image.blobs.items() if data == b"bundle")
    places = {"the tag": "/manifests/main", "the list": "/referrers/", "cosign's tag": ".att",
              "the bundle": "/blobs/" + bundle}
    for place, part in places.items():
        for status, code in ((401, "denied"), (403, "denied"), (500, "io")):
            with Registry() as registry:
                image.fill(registry)
                registry.fault(part, "status", status=status, **({"retry_after": "0"} if status == 500 else {}))
                checked(results, f"{status} at {place}", gather(program, home, f"{registry.host}/acme/api:main"), code)
    with Registry() as registry:
        image.fill(registry)
        registry.fault("/v2/", "status", status=429, retry_after="7200")
        gathered = gather(program, home, f"{registry.host}/acme/api:main")
        checked(results, "429 with a time", gathered, "io")
        results.check("429 with a time: it is asked once, and how long to leave it alone is handed on",
                      gathered.retry_after == 7200 and len(registry.requests) == 1 and "7200" in gathered.problem,
                      gathered.errors)
    several = (
        ("a bundle of other bytes", "/blobs/" + bundle, "bytes", {"bytes": b"bundlX"}, "malformed"),
        ("a bundle that is shorter", "/blobs/" + bundle, "bytes", {"bytes": b"bund"}, "truncated"),
        ("a bundle that is longer", "/blobs/" + bundle, "bytes", {"bytes": b"bundle" * 100}, None),
        ("a bundle without an end", "/blobs/" + bundle, "endless", {}, None),
        ("a manifest without an end", "/manifests/main", "endless", {}, "too_large"),
        ("a list without an end", "/referrers/", "endless", {}, None),
        ("a cut manifest", "/manifests/main", "truncated", {}, None),
        ("a manifest of other bytes", "/manifests/" + image.ours, "bytes", {"bytes": b"{}"}, "malformed"),
        ("an image and index at once", "/manifests/main", "bytes",
         {"bytes": b'{"schemaVersion":2,"manifests":[],"layers":[],"config":{}}'}, "malformed"),
        ("no JSON", "/manifests/main", "bytes", {"bytes": b"<html>"}, "malformed"))
    for name, part, kind, values, code in several:
        with Registry() as registry:
            image.fill(registry)
            registry.fault(part, kind, **values)
            gathered = gather(program, home, f"{registry.host}/acme/api:main")
            results.check(f"{name} is a failure of its own, and never 'none'",
                          gathered.code not in ("", "not_found") and code in (None, gathered.code),
                          f"{gathered.code}: {gathered.problem}")
    for name, kind, values in (("429 with Retry-After", "status", {"status": 429, "retry_after": "1"}),
                               ("503", "status", {"status": 503, "retry_after": "0"}),
                               ("a slow answer", "slow", {"seconds": 1})):
        with Registry() as registry:
            image.fill(registry)
            registry.fault("/referrers/", kind, times=1, **values)
            checked(results, f"{name} once is waited for", gather(program, home, f"{registry.host}/acme/api:main"),
                    attestations=["bundle"])


def layouts(results, program, work):
    home = Home(work, "layouts").path
    image = Image()
    image.refer(image.ours, b"bundle")
    image.sign_old(image.index, b"old")
    folder = os.path.join(work, "layout")
    image.write_layout(folder)
    checked(results, "a layout's folder", gather(program, home, "oci:" + folder), attestations=["bundle", "old"])
    checked(results, "a layout's image by tag", gather(program, home, f"oci:{folder}:main"),
            attestations=["bundle", "old"])
    archive = os.path.join(work, "layout.tar")
    os.spawnlp(os.P_WAIT, "tar", "tar", "-C", folder, "-czf", archive, ".")
    checked(results, "a layout's archive, compressed", gather(program, home, "oci:" + archive),
            attestations=["bundle", "old"])
    checked(results, "a layout that is not there", gather(program, home, "oci:" + folder + "-none"), "not_found")
