#!/bin/sh
# verify-bundle from outside: what is wrong usage. $1: the built prodparity; its prodparity-fetch lies
# where the build tree has it.
set -u
prodparity=$1
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

digest=sha256:$(printf %064d 0)
printf '{}' >"$scratch/bundle.json"
printf '{}' >"$scratch/root.json"
expect 0 "help goes by the name that was called" "$prodparity" verify-bundle --help
has out "Usage: prodparity verify-bundle"
expect 2 "nobody is named" "$prodparity" verify-bundle --bundle "$scratch/bundle.json" "$digest"
has err "nobody is named who must have signed"
expect 2 "an identity without its issuer" "$prodparity" verify-bundle --bundle "$scratch/bundle.json" \
  --certificate-identity me "$digest"
expect 2 "a pattern that is none" "$prodparity" verify-bundle --bundle "$scratch/bundle.json" \
  --certificate-identity-regexp '(' --certificate-oidc-issuer x "$digest"
has err "is no pattern"
expect 2 "a key that is none" "$prodparity" verify-bundle --bundle "$scratch/bundle.json" \
  --key "$scratch/root.json" "$digest"
has err "$scratch/root.json"
expect 2 "a trust root that is none" "$prodparity" verify-bundle --bundle "$scratch/bundle.json" \
  --certificate-identity me --certificate-oidc-issuer x --trusted-root "$scratch/root.json" "$digest"
expect 2 "the staging instance without its trust root" "$prodparity" verify-bundle --staging \
  --bundle "$scratch/bundle.json" --certificate-identity me --certificate-oidc-issuer x "$digest"
expect 4 "a bundle that is not there" "$prodparity" verify-bundle --bundle "$scratch/none" \
  --key "$scratch/none" "$digest"
# A bare envelope that is large: no bundle, and still told as what it is.
cat >"$scratch/key.pub" <<'KEY'
-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8hEbmcJZAELF6msofd+ul5SScfhM
HzGsEeLYJ7BoPcnA0/XxT6LSV1XfJyiC2B2WKa3FxAmxwiYfNngFKsE8Aw==
-----END PUBLIC KEY-----
KEY
{
  printf '{"payloadType":"application/vnd.in-toto+json","signatures":[{"sig":"AAAA"}],"payload":"'
  head -c 6000000 /dev/zero | tr '\0' A
  printf '"}'
} >"$scratch/envelope.json"
expect 1 "an envelope of 6 MB by another key" "$prodparity" verify-bundle \
  --bundle "$scratch/envelope.json" --key "$scratch/key.pub" "$digest"
has err "the signature is not of this content by this key"
exit "$failed"
