#!/bin/sh
# `diff` and `check` with small SBOMs of our own: exit codes, formats, hostile names, determinism.
# $1: the built prodparity.
set -u
prodparity=$1
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"
cd "$scratch" || exit 1

# sbom FILE NAME=VERSION...: CycloneDX of Debian 12 packages.
sbom() {
  file=$1
  shift
  {
    printf '{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"metadata":{"tools":{"components":'
    printf '[{"type":"application","name":"syft","version":"1.22.0"}]}},"components":['
    printf '{"type":"operating-system","name":"debian","version":"12"}'
    for package; do
      printf ',{"type":"library","name":"%s","version":"%s","purl":"pkg:deb/debian/%s@%s?arch=amd64&distro=debian-12"}' \
        "${package%%=*}" "${package#*=}" "${package%%=*}" "${package#*=}"
    done
    printf ']}\n'
  } >"$file"
}
printf '{"accept_uncovered":["pypi"]}' >accept.json
sbom prod.json libc6=2.36-9 openssl=3.0.20-1 hello=2.10-3
sbom same.json libc6=2.36-9 openssl=3.0.20-1 hello=2.10-3
sbom block.json libc6=2.36-9 openssl=3.1.0-1 hello=2.10-3
sbom warn.json libc6=2.36-9 openssl=3.0.20-1 hello=2.10-3 libfoo1=1.0-1
sbom info.json libc6=2.36-9 openssl=3.0.20-1 hello=2.10-4
sbom none.json
sed 's/"debian","version":"12"/"ubuntu","version":"22.04"/; s/deb\/debian/deb\/ubuntu/g; s/debian-12/ubuntu-22.04/g' prod.json >ubuntu.json
head -c 300 prod.json >torn.json
: >empty.json
compare() {
  code=$1 what=$2
  shift 2
  expect "$code" "$what" "$prodparity" diff "$@" --policy accept.json
}

compare 0 "the same" same.json prod.json
has out "clean: 3 debs"
has out "match production (prod.json, CycloneDX 1.6"
compare 0 "a difference for information is no match" info.json prod.json
compare 1 "block" block.json prod.json
has out " BLOCK openssl: 3.1.0-1 here, 3.0.20-1 in production"
has out "undo:"
has out "prodparity explain openssl"
compare 3 "warn" warn.json prod.json
compare 0 "warn, fail on block" warn.json prod.json --fail-on block
compare 0 "warn, fail never" warn.json prod.json --fail-on never
compare 1 "block, fail on block" block.json prod.json --fail-on block
compare 0 "block, fail never" block.json prod.json --fail-on never
for sbom in none torn empty ubuntu missing; do
  compare 4 "production's SBOM: $sbom" same.json "$sbom.json"
  has out "could not check"
  compare 4 "production's SBOM: $sbom, fail never" same.json "$sbom.json" --fail-on never
  compare 4 "the dev side: $sbom" "$sbom.json" prod.json
done
compare 4 "an image in a registry that nobody runs" same.json "127.0.0.1:1/api:1"
has out "127.0.0.1:1"
compare 4 "an image whose digest is none" same.json "registry.example/api@sha256:00"
compare 4 "an OCI layout that is not there" same.json oci:/nonexistent
compare 2 "no time" same.json prod.json --now yesterday
expect 2 "one file" "$prodparity" diff same.json
expect 2 "a policy that is broken" "$prodparity" diff same.json prod.json --policy torn.json

for format in terminal markdown json; do
  compare 1 "$format" block.json prod.json --format "$format"
  cp out first
  compare 1 "$format again" block.json prod.json --format "$format"
  cmp first out || failed=1
done
has out '"schema": "prodparity.report/1"'
grep -q '"now"' out && { echo "FAILED: a time nobody gave"; failed=1; }
compare 1 "a time" block.json prod.json --format json --now 2026-11-22T12:00:00Z
has out '"now": "2026-11-22T12:00:00Z"'
compare 1 "markdown" block.json prod.json --format markdown --key api
has out '<!-- prodparity:api -->'
export NO_COLOR=1
compare 1 "no colour" block.json prod.json
harmless "NO_COLOR"
unset NO_COLOR
expect 4 "a full disk" sh -c "'$prodparity' diff block.json prod.json >/dev/full"

# A name that is refused or shown, and never unescaped.
sbom hostile.json 'libssl-\u001b[31m\u009b\u202ex\n@me <img src=x> #1=1.0' libc6=2.36-9
for format in terminal json; do
  "$prodparity" diff hostile.json prod.json --format "$format" >out 2>err
  harmless "a hostile name, $format"
done
"$prodparity" diff hostile.json prod.json --format markdown >out 2>err
if grep -qF -e "$(printf '\033')" -e "$(printf '\342\200\256')" out; then
  echo "FAILED: a hostile name in Markdown"
  failed=1
fi

# The compact reference, and a check of a root against it.
expect 0 "read-reference" "$prodparity" read-reference prod.json --output prod.reference
grep -q 'prodparity.reference/1' prod.reference || failed=1
expect 0 "read-reference to stdout" "$prodparity" read-reference prod.json
cmp prod.reference out || failed=1
expect 4 "read-reference of a torn file" "$prodparity" read-reference torn.json --output other
[ -e other ] && failed=1
mkdir -p root/var/lib/dpkg root/etc
printf 'ID=debian\nVERSION_ID="12"\n' >root/etc/os-release
for package in libc6=2.36-9 openssl=3.0.20-1 hello=2.10-3; do
  printf 'Package: %s\nStatus: install ok installed\nArchitecture: amd64\nVersion: %s\n\n' "${package%%=*}" "${package#*=}"
done >root/var/lib/dpkg/status
expect 0 "check" "$prodparity" check --root root --reference prod.json --policy accept.json
has out "clean: 3 debs"
expect 0 "check, named" "$prodparity" check --root root --reference api=prod.json --policy accept.json
has out "match api (prod.json"
expect 4 "check without a reference" "$prodparity" check --root root
expect 4 "check, one of two unreadable" "$prodparity" check --root root --reference prod.json \
  --reference other=torn.json --policy accept.json
expect 0 "inventory" "$prodparity" inventory --root root --format json
cp out root.json
expect 0 "diff of an inventory" "$prodparity" diff root.json prod.json --policy accept.json
expect 0 "inventory as CycloneDX" "$prodparity" inventory --root root --format cyclonedx
cp out root.cdx.json
expect 0 "diff of our own CycloneDX" "$prodparity" diff root.json root.cdx.json --policy accept.json
expect 0 "check with itself as baseline" "$prodparity" check --root root --reference prod.json \
  --baseline root.json --policy accept.json
exit "$failed"
