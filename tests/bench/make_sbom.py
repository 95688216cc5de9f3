#!/usr/bin/env python3
"""make_sbom.py --side dev|prod [--debs N] [--npm N] [--bytes N]: a CycloneDX SBOM of a size.

A generated twin of what generators write for a whole image: debs with licences and properties, npm
packages, and files until the wanted size is reached. Deterministic; `dev` has more than `prod`, and
one deb in twenty at another version."""
import argparse
import hashlib
import json
import sys

LICENCES = [{"license": {"id": name, "properties": [
    {"name": "cdx:license:category", "value": "Permissive"},
    {"name": "cdx:license:foss", "value": "true"},
    {"name": "cdx:license:osiApproved", "value": "true"}]}} for name in ("MIT", "ISC", "Zlib")]


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def deb_version(index, side):
    drifted = side == "dev" and index % 20 == 7
    return f"{index % 9 + 1}.{index % 13}.{index % 7}-{2 if drifted else 1}+deb12u1"


def deb(index, side):
    name = f"lib{digest(str(index))[:8]}-{index}"
    version = deb_version(index, side)
    purl = f"pkg:deb/debian/{name}@{version}?arch=amd64&distro=debian-12"
    return {
        "bom-ref": purl, "type": "library", "name": name, "version": version, "group": "debian",
        "supplier": {"name": "Debian Maintainers"}, "licenses": LICENCES[:index % 4], "purl": purl,
        "properties": [{"name": f"example:trivy:{key}", "value": f"{name}@{version}"}
                       for key in ("PkgID", "InstalledFileCount", "SrcName")],
    }


def npm(index):
    name, version = f"node-{digest(f'npm{index}')[:8]}", f"{index % 5}.{index % 11}.0"
    purl = f"pkg:npm/{name}@{version}"
    place = f"/usr/local/lib/node_modules/{name}/package.json"
    return {
        "group": "", "name": name, "version": version, "purl": purl, "bom-ref": purl,
        "type": "library", "description": "Helpers, robustly cached.", "licenses": LICENCES[:1],
        "properties": [{"name": "SrcFile", "value": place}],
        "evidence": {"identity": [{"field": "purl", "confidence": 0.7, "methods": [
            {"technique": "manifest-analysis", "confidence": 0.7, "value": place}],
            "concludedValue": place}]},
    }


def file(index):
    mark = digest(f"file{index}")
    path = f"/usr/share/{mark[:6]}/{mark[6:14]}/{mark[14:24]}"
    purl = f"pkg:generic/{mark[14:24]}?path={path.replace('/', '%2F')}"
    return {
        "name": mark[14:24], "type": "file", "purl": purl, "bom-ref": purl,
        "hashes": [{"alg": "MD5", "content": mark[:32]}, {"alg": "SHA-1", "content": mark[:40]}],
        "properties": [{"name": "SrcFile", "value": path},
                       {"name": "internal:is_file", "value": "true"}],
        "evidence": {"identity": [{"field": "purl", "confidence": 0, "methods": [
            {"technique": "filename", "confidence": 0, "value": path}], "concludedValue": path}]},
    }


def document(side, debs, npms, size):
    components = [deb(i, side) for i in range(debs)] + [npm(i) for i in range(npms)]
    head = {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"tools": {"components": [
            {"type": "application", "name": "make_sbom", "version": "1"}]},
            "component": {"type": "container", "name": f"bench-{side}"}},
        "components": [{"type": "operating-system", "name": "debian", "version": "12",
                        "bom-ref": "os"}] + components,
    }
    used = len(json.dumps(head, indent=None))
    index = 0
    while used < size:
        one = file(index)
        head["components"].append(one)
        used += len(json.dumps(one)) + 2
        index += 1
    return head


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--side", choices=("dev", "prod"), required=True)
    parser.add_argument("--debs", type=int, default=300)
    parser.add_argument("--npm", type=int, default=100)
    parser.add_argument("--bytes", type=int, default=0)
    arguments = parser.parse_args()
    json.dump(document(arguments.side, arguments.debs, arguments.npm, arguments.bytes), sys.stdout)


if __name__ == "__main__":
    main()
