"""Production's reference: verifying, fetching, and the start of a daemon that has one kept."""
import json
import os
import statistics
import subprocess
import sys
import time

from measure import medians, peak_mb

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../e2e"), os.path.join(HERE, "../e2e/registry")]

from daemon_test import Signer  # noqa: E402
from images import ENVELOPE, Image  # noqa: E402
from lib.live import Daemon  # noqa: E402
from server import Registry  # noqa: E402

IDENTITY = "https://github.com/acme/api/.github/workflows/release.yml@refs/heads/main"
ISSUER = "https://token.actions.githubusercontent.com"
ATTESTATIONS = 10


def make_bundle(maker, sbom, folder):
    os.makedirs(folder, exist_ok=True)
    subprocess.run([maker, sbom, folder], check=True)
    return os.path.join(folder, "bundle.json"), os.path.join(folder, "trusted_root.json")


def verifying(table, fetch, bundle, root, runs):
    argv = [fetch, "verify-bundle", "--bundle", bundle, "--certificate-identity", IDENTITY,
            "--certificate-oidc-issuer", ISSUER, "--trusted-root", root, "sha256:" + "a" * 64]
    mine, nothing = medians([argv, ["/bin/true"]], runs)
    size = os.path.getsize(bundle) / 1e6
    table.add(f"verify a keyless bundle of {size:.1f} MB", f"{mine:.1f} ms", f"/bin/true {nothing:.2f} ms", "",
              "<= 12 ms", mine <= 12)
    return argv


def verifying_much(table, argv, bundle, root):
    argv = [*argv]
    argv[argv.index("--bundle") + 1], argv[argv.index("--trusted-root") + 1] = bundle, root
    peak = peak_mb(argv)
    table.add(f"peak of verifying {os.path.getsize(bundle) / 1e6:.0f} MB", f"{peak:.0f} MB", "", "", "<= 80 MB",
              peak <= 80)


def signed_image(registry, signer, sbom, count):
    image = Image()
    layers = [image.blob(ENVELOPE, signer.envelope(sbom, image.ours),
                         annotations={"dev.cosignproject.cosign/signature": "", "number": str(number)})
              for number in range(count)]
    for layer in layers:
        image.manifest([layer], artifactType="application/vnd.in-toto+json", subject=image.described(image.ours))
    image.fill(registry)


def fetching(table, fetch, work, sbom, runs):
    signer = Signer(work, "bench")
    with open(sbom, encoding="utf-8") as file:
        text = file.read()
    with Registry() as registry:
        signed_image(registry, signer, text, ATTESTATIONS)
        argv = [fetch, "fetch", "--no-cache", "--key", signer.public, f"{registry.host}/acme/api:main"]
        asked = []
        times = []
        for _ in range(max(5, runs // 3)):
            before, start = len(registry.requests), time.perf_counter()
            subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)
            times.append((time.perf_counter() - start) * 1000)
            asked.append(len(registry.requests) - before)
        connections = len({request.connection for request in registry.requests[-asked[-1]:]})
        took = statistics.median(times)
        table.add(f"fetch and verify {ATTESTATIONS} attestations of {len(text) / 1e6:.1f} MB", f"{took:.0f} ms", "", "",
                  "<= 300 ms", took <= 300)
        most = 6 + 2 * ATTESTATIONS
        table.add("its requests, of an index", f"{max(asked)}, {connections} connection", "", "",
                  f"<= {most}, 1 connection", max(asked) <= most and connections == 1)


def warm_start(table, programs, work, root, sbom, runs):
    """From the start of the daemon to its verdict, the reference kept from before and the registry gone."""
    signer = Signer(work, "warm")
    with open(sbom, encoding="utf-8") as file:
        text = file.read()
    folder = os.path.join(work, "warm")
    os.makedirs(folder)
    config = os.path.join(folder, "config.json")
    with Registry() as registry:
        signed_image(registry, signer, text, 1)
        with open(config, "w", encoding="utf-8") as file:
            json.dump({"reference": f"{registry.host}/acme/api:main", "keys": signer.public}, file)
        daemon = Daemon(programs, root, None, folder, extra=["--config", config]).start()
        daemon.ask("environment", variables={"HOME": folder, "PATH": "/usr/bin:/bin"})
        end = time.monotonic() + 30
        while not daemon.ask("status")["references"] and time.monotonic() < end:
            time.sleep(0.05)
        daemon.stop()
    times = []
    for _ in range(max(5, runs // 3)):
        start = time.perf_counter()
        daemon.start(wait=False)
        while True:
            try:
                if daemon.ask("status")["outcome"] != "could_not_check":
                    break
            except (OSError, EOFError):
                pass
            time.sleep(0.0005)
        times.append((time.perf_counter() - start) * 1000)
        daemon.stop()
    took = statistics.median(times)
    table.add("start with a kept reference to a verdict", f"{took:.0f} ms", "", "", "<= 50 ms", took <= 50)
