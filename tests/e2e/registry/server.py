"""An OCI 1.1 registry on loopback that does what a test wants: referrers with filter and pages, Basic, Bearer and
identity-token access, redirects to a storage server, and faults. Standard library only; nothing touches the disk."""
import base64
import collections
import hashlib
import http.server
import itertools
import json
import re
import secrets
import ssl
import threading
import time
import urllib.parse

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
NAME = r"([a-z0-9][a-z0-9._/-]*)"
Request = collections.namedtuple("Request", "server method path authorization connection")


def digest_of(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


class Fault:
    """What happens to the next `times` requests whose path contains `part`."""

    def __init__(self, part, kind, times=None, **values):
        self.part, self.kind, self.times, self.values = part, kind, times, values

    def takes(self, path):
        if self.part not in path or self.times == 0:
            return False
        if self.times is not None:
            self.times -= 1
        return True


class Registry:
    """`auth`: none, basic, bearer (anonymous pull where `open_to_all`), identity. `certificate`: it and its key in one
    PEM file, for TLS. Started by `with`."""

    def __init__(self, auth="none", referrers=True, page=0, redirect_blobs=False, open_to_all=False, certificate=None):
        self.auth, self.referrers, self.page, self.certificate = auth, referrers, page, certificate
        self.redirect_blobs, self.open_to_all = redirect_blobs, open_to_all
        self.user, self.identity = "user:s3cret", "s3cret-identity"
        self.exchanges_identity = True
        self.blobs, self.manifests, self.tags, self.uploads, self.tokens = {}, {}, {}, {}, {}
        self.token_uses = 1000  # before a token is no longer good, whatever was said of it
        self.faults, self.requests = [], []
        self.lock = threading.Lock()
        self.connections = itertools.count(1)

    def __enter__(self):
        self.main = self._serve("registry")
        self.storage = self._serve("storage")
        self.port, self.storage_port = self.main.server_port, self.storage.server_port
        self.host = f"127.0.0.1:{self.port}"
        return self

    def __exit__(self, *_):
        for server in (self.main, self.storage):
            server.shutdown()
            server.server_close()

    def _serve(self, name):
        handler = type("BoundHandler", (Handler,), {"registry": self, "server_name": name})
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return server

    # What a test puts into it without asking it.
    def put_blob(self, data):
        self.blobs[digest_of(data)] = data
        return digest_of(data)

    def put_manifest(self, repository, document, tag=None, media_type=MANIFEST):
        data = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.manifests[repository, digest_of(data)] = (media_type, data)
        if tag:
            self.tags[repository, tag] = digest_of(data)
        return digest_of(data)

    def fault(self, part, kind, times=None, **values):
        self.faults.append(Fault(part, kind, times, **values))

    def asked(self, server="registry"):
        return [f"{request.method} {request.path}" for request in self.requests if request.server == server]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 30

    def setup(self):
        super().setup()
        self.connection_number = next(self.registry.connections)

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", media_type="application/json", **headers):
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def refuse(self, status, code, **headers):
        body = json.dumps({"errors": [{"code": code, "message": code.lower().replace("_", " ")}]})
        self.answer(status, body.encode(), **headers)

    def handle_request(self):
        registry = self.registry
        parts = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(parts.query)
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        with registry.lock:
            registry.requests.append(Request(self.server_name, self.command, self.path,
                                             self.headers.get("Authorization", ""), self.connection_number))
            fault = next((fault for fault in registry.faults if fault.takes(self.path)), None)
        if fault and self.fail(fault):
            return
        if parts.path == "/token":
            self.token(query, body)
        elif self.server_name == "storage":
            self.stored_blob(parts.path)
        elif match := re.fullmatch(f"/v2/{NAME}/blobs/uploads/([0-9a-f]*)", parts.path):
            if self.allowed(match[1], "push"):
                self.upload(match[1], match[2], query, body)
        elif match := re.fullmatch(f"/v2/{NAME}/(blobs|manifests|referrers)/([A-Za-z0-9_.:-]+)", parts.path):
            if self.allowed(match[1], "push" if self.command == "PUT" else "pull"):
                getattr(self, match[2])(match[1], match[3], query, body)
        elif parts.path == "/v2/":
            if self.allowed(None, "pull"):
                self.answer(200, b"{}")
        else:
            self.refuse(404, "NOT_FOUND")

    do_GET = do_HEAD = do_PUT = do_POST = do_PATCH = handle_request

    # Faults. True: the request is answered.
    def fail(self, fault):
        kind, values = fault.kind, fault.values
        if kind == "status":
            headers = {"Retry_After": values["retry_after"]} if "retry_after" in values else {}
            self.refuse(values["status"], "TEST_FAULT", **headers)
        elif kind == "redirect":
            self.answer(307, Location=values["to"].replace("{path}", self.path))
        elif kind == "bytes":
            self.answer(200, values["bytes"], values.get("media_type", "application/octet-stream"))
        elif kind == "truncated":
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            self.wfile.write(b"{")
            self.close_connection = True
        elif kind == "endless":
            self.endless()
        elif kind == "slow":
            time.sleep(values["seconds"])
            return False
        else:
            raise ValueError(kind)
        return True

    def endless(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        part = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        try:
            while True:
                self.wfile.write(part)
        except OSError:  # the client has had enough
            self.close_connection = True

    # Access.
    def allowed(self, repository, action):
        registry = self.registry
        if registry.auth == "none":
            return True
        sent = self.headers.get("Authorization", "")
        if registry.auth == "basic":
            if sent == "Basic " + base64.b64encode(registry.user.encode()).decode():
                return True
            self.refuse(401, "UNAUTHORIZED", WWW_Authenticate='Basic realm="test"')
            return False
        uses, scopes = registry.tokens.get(sent.removeprefix("Bearer "), (0, []))
        fits = any(scope.split(":")[1] == repository and action in scope.split(":")[2].split(",") for scope in scopes)
        if uses > 0 and (repository is None or fits):
            registry.tokens[sent.removeprefix("Bearer ")] = (uses - 1, scopes)
            return True
        challenge = f'Bearer realm="http://{registry.host}/token",service="test"'
        if repository:
            actions = "pull,push" if action == "push" else "pull"
            challenge += f',scope="repository:{repository}:{actions}"'
        if sent:
            challenge += f',error="{"insufficient_scope" if scopes else "invalid_token"}"'
        self.refuse(401, "UNAUTHORIZED", WWW_Authenticate=challenge)
        return False

    def token(self, query, body):
        registry = self.registry
        if self.command == "POST":
            if not registry.exchanges_identity:
                return self.refuse(404, "NOT_FOUND")
            query = urllib.parse.parse_qs(body.decode())
            known = query.get("refresh_token") == [registry.identity] and query.get("grant_type") == ["refresh_token"]
        else:
            users = {registry.user, "<token>:" + registry.identity}
            sent = self.headers.get("Authorization", "")
            known = sent in {"Basic " + base64.b64encode(user.encode()).decode() for user in users}
            if sent and not known:
                return self.refuse(401, "UNAUTHORIZED")
        if not known and not registry.open_to_all:
            return self.refuse(401, "UNAUTHORIZED")
        token = secrets.token_hex(8)
        scopes = [scope for scope in query.get("scope", []) if known or scope.endswith(":pull")]
        registry.tokens[token] = (registry.token_uses, scopes)
        return self.answer(200, json.dumps({"token": token, "expires_in": 300}).encode())

    # Content.
    def upload(self, repository, number, query, body):
        uploads = self.registry.uploads
        if self.command == "POST":
            number = secrets.token_hex(8)
            uploads[number] = b""
            return self.answer(202, Location=f"/v2/{repository}/blobs/uploads/{number}")
        uploads[number] += body
        if self.command == "PATCH":
            return self.answer(202, Location=self.path, Range=f"0-{len(uploads[number]) - 1}")
        digest = digest_of(uploads[number])
        if [digest] != query.get("digest"):
            return self.refuse(400, "DIGEST_INVALID")
        self.registry.blobs[digest] = uploads.pop(number)
        return self.answer(201, Location=f"/v2/{repository}/blobs/{digest}", Docker_Content_Digest=digest)

    def blobs(self, _repository, digest, _query, _body):
        if digest not in self.registry.blobs:
            return self.refuse(404, "BLOB_UNKNOWN")
        if self.registry.redirect_blobs and self.command == "GET":
            # Another name of this machine, so another host.
            return self.answer(307, Location=f"http://localhost:{self.registry.storage_port}/{digest}")
        return self.answer(200, self.registry.blobs[digest], "application/octet-stream")

    def stored_blob(self, path):
        if self.headers.get("Authorization"):  # as object storages do
            return self.refuse(400, "AUTHORIZATION_LEAKED")
        data = self.registry.blobs.get(path[1:])
        return self.refuse(404, "NOT_FOUND") if data is None else self.answer(200, data, "application/octet-stream")

    def manifests(self, repository, name, _query, body):
        registry = self.registry
        if self.command == "PUT":
            if ":" in name and name != digest_of(body):
                return self.refuse(400, "DIGEST_INVALID")
            tag = None if ":" in name else name
            digest = registry.put_manifest(repository, body, tag, self.headers["Content-Type"])
            subject = json.loads(body).get("subject")
            headers = {"OCI_Subject": subject["digest"]} if subject and registry.referrers else {}
            return self.answer(201, Location=f"/v2/{repository}/manifests/{digest}", Docker_Content_Digest=digest,
                               **headers)
        digest = name if ":" in name else registry.tags.get((repository, name))
        media_type, data = registry.manifests.get((repository, digest), (None, b""))
        # As docker-registry 2.8: what the client does not accept is not there. Go sends a field for each type.
        if media_type is None or media_type not in ",".join(self.headers.get_all("Accept") or []):
            return self.refuse(404, "MANIFEST_UNKNOWN")
        return self.answer(200, data, media_type, Docker_Content_Digest=digest)

    def referrers(self, repository, digest, query, _body):
        registry = self.registry
        if not registry.referrers:
            return self.answer(404, b"404 page not found\n", "text/plain")
        found = []
        for (owner, name), (media_type, data) in sorted(registry.manifests.items()):
            document = json.loads(data)
            if owner == repository and (document.get("subject") or {}).get("digest") == digest:
                kind = document.get("artifactType") or document.get("config", {}).get("mediaType")
                found.append({"mediaType": media_type, "digest": name, "size": len(data), "artifactType": kind})
        headers = {}
        if "artifactType" in query:
            found = [entry for entry in found if entry["artifactType"] == query["artifactType"][0]]
            headers["OCI_Filters_Applied"] = "artifactType"
        first = int(query.get("last", ["0"])[0])
        page = found[first:first + registry.page] if registry.page else found
        if registry.page and first + registry.page < len(found):
            path = urllib.parse.urlsplit(self.path).path
            headers["Link"] = f'<{path}?last={first + registry.page}>; rel="next"'
        body = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": page}).encode()
        return self.answer(200, body, INDEX, **headers)
