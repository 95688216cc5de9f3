#!/bin/sh
# sigstore-conformance's offline cases by its own protocol of the command line, each of a file and of
# its digest. $1: the built prodparity.
set -u
prodparity=$1
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

# verify DIRECTORY ARTIFACT: as docs/cli_protocol.md of sigstore-conformance calls it.
verify() {
  set -- "$1" "$2" verify-bundle --bundle "$1/bundle.sigstore.json"
  folder=$1 artifact=$2
  shift 2
  if [ -f "$folder/key.pub" ]; then
    set -- "$@" --key "$folder/key.pub"
  else
    set -- "$@" --certificate-identity "$(cat "$folder/identity" 2>/dev/null || echo "$usual_identity")" \
      --certificate-oidc-issuer "$(cat "$folder/issuer" 2>/dev/null || echo "$usual_issuer")"
  fi
  root=$folder/trusted_root.json
  [ -f "$root" ] || root=$data/trust/public-good-trusted_root.json
  "$prodparity" "$@" --trusted-root "$root" "$artifact" >"$scratch/out" 2>"$scratch/err"
}

if [ -z "${PRODPARITY_SHARED:-}" ]; then
  echo "PRODPARITY_SKIPPED: PRODPARITY_SHARED is not set"
  exit 0
fi
data=$PRODPARITY_SHARED/data/attestations
usual_identity=https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main
usual_issuer=https://token.actions.githubusercontent.com
cases=$(find "$data/sigstore-conformance" -name bundle.sigstore.json -exec dirname {} \; | sort)
count=0
for folder in $cases; do
  file=$folder/artifact
  [ -f "$file" ] || file=$(dirname "$folder")/a.txt
  for artifact in "$file" "sha256:$(sha256sum "$file" | cut -d' ' -f1)"; do
    verify "$folder" "$artifact"
    got=$?
    count=$((count + 1))
    case $folder in
      *_fail) [ "$got" = 1 ] || [ "$got" = 2 ] ;;  # 2: a key or a trust root that is none
      *) [ "$got" = 0 ] ;;
    esac || { echo "FAILED: $folder $artifact: exit $got" && cat "$scratch/err" && failed=1; }
  done
done
[ "$count" = 140 ] || { echo "FAILED: $count cases of 140" && failed=1; }
exit "$failed"
