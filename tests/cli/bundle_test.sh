#!/bin/sh
# `bundle` from outside: carried to where there is no network, and verified there. $1: the built prodparity.
set -u
prodparity=$1
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"
cd "$scratch" || exit 1
# Nothing here has a network: what is asked of one goes to a proxy that is not there.
export https_proxy=http://127.0.0.1:9 HTTPS_PROXY=http://127.0.0.1:9

# part KIND PLACE BYTES: one part of a bundle.
part() {
  printf '{"part":"%s","place":"%s","bytes":%d}\n%s' "$1" "$2" "${#3}" "$3"
}
header() {
  printf '{"schema":"prodparity.material/1","asked":"registry.example/api:main","image":"registry.example/api",'
  printf '"digest":"sha256:%064d","platform":"linux/%s","fetched_at":"2026-11-22T12:00:00Z"}\n' 1 "$1"
}
case $(uname -m) in aarch64) arch=arm64 other=amd64 ;; *) arch=amd64 other=arm64 ;; esac
status="Package: libssl3
Status: install ok installed
Version: 3.0.16-1
Architecture: $arch
Description: as its layers have it
"
release='ID=debian
VERSION_ID="12"
'
{ header $arch && part package_file /var/lib/dpkg/status "$status" && part package_file /etc/os-release "$release" &&
  part policy prodparity.json '{}' &&
  part trusted_root root.json '{"a":1}' && part key cosign.pub PEM && printf '{"end":5}\n'; } >api.bundle

expect 0 "a bundle is a reference" "$prodparity" diff bundle:api.bundle bundle:api.bundle
expect 0 "import" "$prodparity" bundle import api.bundle --state-folder state --extract laid
has out "registry.example/api@sha256:"
has out "out of the bundle $scratch/api.bundle"
has out "kept in $scratch/state/references as registry.example/api:main, fetched 2026-11-22T12:00:00Z"
has out "nothing of that is in force"
has out "\`prodparity trust update laid/trusted_root.json\` tells what it changes"
[ "$(cat laid/prodparity.json laid/trusted_root.json laid/key-1.pub)" = '{}{"a":1}PEM' ] || {
  echo "FAILED: what was laid out"
  failed=1
}

# Without a network, what was imported under the registry's name stands for it.
expect 0 "export of what was imported" "$prodparity" bundle export registry.example/api:main \
  --state-folder state --offline -o again.bundle --policy laid/prodparity.json --trusted-root laid/trusted_root.json
has out "again.bundle: "
has out "sha256:$(sha256sum again.bundle | cut -d' ' -f1)"
expect 0 "once more" "$prodparity" bundle export registry.example/api:main --state-folder state --offline \
  -o more.bundle --policy laid/prodparity.json --trusted-root laid/trusted_root.json
cmp again.bundle more.bundle || failed=1
[ ! -e again.bundle.material ] || failed=1
expect 0 "compressed it is the same" sh -c "gzip -k again.bundle && '$prodparity' bundle import again.bundle.gz --state-folder two"
expect 0 "the image that it is of" "$prodparity" diff "bundle:again.bundle#sha256:$(printf %064d 1)" bundle:api.bundle
expect 4 "another image than is asked for" "$prodparity" bundle import "api.bundle#sha256:$(printf %064d 2)" \
  --state-folder state
has err "is asked for"

# Its own word about itself counts for nothing.
{ header $arch && part document https://example.org/sbom '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[]}' &&
  printf '{"end":1}\n'; } >document.bundle
expect 4 "a plain document as an image's" "$prodparity" bundle import document.bundle --state-folder state
has err "no part of an image"
printf '%s\n' '-----BEGIN PUBLIC KEY-----' \
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8hEbmcJZAELF6msofd+ul5SScfhM' \
  'HzGsEeLYJ7BoPcnA0/XxT6LSV1XfJyiC2B2WKa3FxAmxwiYfNngFKsE8Aw==' '-----END PUBLIC KEY-----' >key.pub
expect 4 "unsigned where a key is asked for" "$prodparity" bundle import api.bundle --state-folder state --key key.pub
expect 2 "require without anybody" "$prodparity" bundle import api.bundle --state-folder state --verify require
{ header $other && printf '{"end":0}\n'; } >other.bundle
expect 4 "of another platform" "$prodparity" bundle import other.bundle --state-folder state
has err "--platform linux/$arch"
head -c 500 api.bundle >torn.bundle
expect 4 "torn" "$prodparity" bundle import torn.bundle --state-folder state
has err "torn.bundle"
expect 4 "torn, as a reference" "$prodparity" diff bundle:torn.bundle bundle:api.bundle
has err "torn.bundle"
expect 4 "an SBOM is none" "$prodparity" bundle import key.pub --state-folder state
has err "no whole bundle"
expect 4 "none there" "$prodparity" bundle import none.bundle
expect 2 "nothing to import" "$prodparity" bundle import
expect 2 "nowhere to write" "$prodparity" bundle export registry.example/api:main
expect 2 "a file needs none" "$prodparity" bundle export sbom.json -o x
expect 4 "not reached" "$prodparity" bundle export registry.example/api:main --state-folder new -o x.bundle
[ ! -e x.bundle ] && [ ! -e x.bundle.material ] || failed=1
exit "$failed"
