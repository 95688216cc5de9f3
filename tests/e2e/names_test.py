"""How prodparity-fetch, a static program, finds a host in a root whose nsswitch.conf names libraries of that
release's own glibc: by /etc/hosts and DNS, and whatever else is named there is not loaded."""
import contextlib
import os
import socket
import struct
import subprocess
import sys
import threading

from lib import packages, roots
from lib.roots import ENVIRONMENT, must, run

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "registry"))
from production import Production, Signer  # noqa: E402
from server import Registry  # noqa: E402

HERE, BY_HOSTS, BY_DNS, NOWHERE = "devbox", "registry.hosts.test", "registry.dns.test", "nowhere.dns.test"
# Of this machine, and of no other process of it: releases are tested at the same time.
NAME_SERVER = f"127.97.{os.getpid() // 250 % 250}.{1 + os.getpid() % 250}"
HOSTS = "files myhostname resolve [!UNAVAIL=return] dns"  # as a desktop's, with systemd's libraries
# A host name and /proc of its own for one program, which go with it.
ENTER = 'echo "$1" >/proc/sys/kernel/hostname && mount --rbind /proc "$2/proc" && shift && exec chroot "$@"'
SBOM = """{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
  {"type": "library", "name": "libc6", "version": "2.36-9", "purl": "pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12"}]}"""


def prepare(root, work):
    """The libraries that nsswitch.conf is to name, as files: apt's and dpkg's view stays."""
    debs = packages.download(root, os.path.join(work, "nss"), ["libnss-myhostname", "libnss-resolve", "libcap2"])
    for deb in debs.values():
        must(["dpkg-deb", "-x", deb, os.path.join(work, "nss/tree")])


def names(results, programs, root, work):
    take_libraries(os.path.join(work, "nss/tree"), root)
    bare = os.path.join(work, "bare")  # as Alpine, and images with nothing but a program: no glibc at all
    for folder in ("proc", "tmp", "usr/local/bin"):
        os.makedirs(os.path.join(bare, folder))
    signer, certificate = Signer(work, "names"), make_certificate(work)
    with name_server({BY_DNS: "127.0.0.1"}), Registry() as plain, Registry(certificate=certificate) as secure:
        for registry in (plain, secure):
            Production(registry).push(lambda digest: signer.envelope(SBOM, digest))
        for label, place in (("names", root), ("names, no glibc", bare)):
            furnish(place, programs, signer, certificate)
            look_up(results, label, place, plain, secure)
        control = enter(root, "getent", "hosts", HERE)
        results.check("names: a library that nsswitch.conf names would answer here", control.returncode == 0,
                      shown(control))


def take_libraries(tree, root):
    for folder, _, files in os.walk(tree):  # a root's /lib is a link
        for name in files:
            if name.startswith(("libnss_", "libcap.so")):
                target = "usr/" + os.path.relpath(folder, tree).removeprefix("usr/")
                must(["cp", "-P", os.path.join(folder, name), os.path.join(root, target)])


def furnish(root, programs, signer, certificate):
    roots.write(root, "/etc/nsswitch.conf", f"passwd: files\nhosts: {HOSTS}\n")
    roots.write(root, "/etc/resolv.conf", f"nameserver {NAME_SERVER}\noptions timeout:1 attempts:1\n")
    roots.write(root, "/etc/hosts", f"127.0.0.1 localhost {BY_HOSTS}\n")
    must(["cp", f"{programs}/prodparity-fetch", os.path.join(root, "usr/local/bin")])
    must(["cp", signer.public, os.path.join(root, "etc/acme.pub")])
    must(["openssl", "x509", "-in", certificate, "-out", os.path.join(root, "etc/acme-ca.pem")])


def look_up(results, label, root, plain, secure):
    for name, port in (("localhost", plain.port), ("api.localhost", plain.port), (BY_HOSTS, secure.port),
                       (BY_DNS, secure.port)):
        done = fetched(root, f"{name}:{port}")
        results.check(f"{label}: {name} is found, and production's SBOM verified",
                      done.returncode == 0 and ", verified" in done.stdout, shown(done))
    for name in (HERE, NOWHERE):
        done = fetched(root, f"{name}:{secure.port}")
        results.check(f"{label}: {name} is no host, and that is said",
                      done.returncode == 4 and f"no such host: '{name}'" in done.stderr, shown(done))


def shown(done):
    return f"exit {done.returncode}: {done.stdout}{done.stderr}"


def enter(root, *argv):
    return run(["unshare", "--mount", "--uts", "sh", "-c", ENTER, "sh", HERE, root, *argv], env=ENVIRONMENT)


def fetched(root, host):
    return enter(root, "prodparity-fetch", "fetch", f"{host}/acme/api:main", "--key", "/etc/acme.pub", "--ca-file",
                 "/etc/acme-ca.pem", "--no-cache", "-o", "/tmp/names.reference")


def make_certificate(work):
    """With its key, in one file."""
    path, key = os.path.join(work, "names.pem"), os.path.join(work, "names-tls.key")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", key, "-out", path, "-days", "2", "-subj", "/CN=registry of a test", "-addext",
                    f"subjectAltName=DNS:{BY_HOSTS},DNS:{BY_DNS},DNS:{HERE}"], check=True, capture_output=True)
    with open(path, "a", encoding="utf-8") as file, open(key, encoding="utf-8") as private:
        file.write(private.read())
    return path


@contextlib.contextmanager
def name_server(addresses):
    """DNS for these names; of all others there are none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((NAME_SERVER, 53))
        threading.Thread(target=answer_all, args=(server, addresses), daemon=True).start()
        yield
        with contextlib.suppress(OSError):  # it is not connected, and is woken all the same
            server.shutdown(socket.SHUT_RDWR)


def answer_all(server, addresses):
    while True:
        query, client = server.recvfrom(4096)
        if not query:
            return
        server.sendto(answer(query, addresses), client)


def answer(query, addresses):
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode())
        at += 1 + query[at]
    question = query[12:at + 5]
    kind = struct.unpack(">H", query[at + 1:at + 3])[0]
    address = addresses.get(".".join(labels))
    found = address is not None and kind == 1
    header = query[:2] + struct.pack(">HHHHH", 0x8180 if address else 0x8183, 1, int(found), 0, 0)
    record = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 60, 4) + socket.inet_aton(address) if found else b""
    return header + question + record
