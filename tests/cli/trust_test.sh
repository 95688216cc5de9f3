#!/bin/sh
# `trust` from outside: who is trusted, and a newer file. $1: the built prodparity.
set -u
prodparity=$1
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"
cd "$scratch" || exit 1

# root LOG...: a trust root with these logs; a log is "HOST KEY START [END]".
root() {
  printf '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1","tlogs":['
  between=
  for log; do
    # shellcheck disable=SC2086  # words of one log
    set -- $log
    printf '%s{"baseUrl":"https://%s","publicKey":{"rawBytes":"%s","validFor":{"start":"%sT00:00:00Z"%s}},"logId":{"keyId":"%s"}}' \
      "$between" "$1" "$2" "$3" "${4:+,\"end\":\"${4}T00:00:00Z\"}" AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
    between=,
  done
  printf ']}\n'
}
one=MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8hEbmcJZAELF6msofd+ul5SScfhMHzGsEeLYJ7BoPcnA0/XxT6LSV1XfJyiC2B2WKa3FxAmxwiYfNngFKsE8Aw==
two=MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAErU9T+3wcL7pANySHM4wZ+1eYR6mgWREWZK47w+kRDWI+vFagkELAMJi4bwcYKctbnOGcKEdXInFYAhCKL8SyYQ==
three=MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEk647w/rCNX3FHj6mhKvCt1VMSyaAYX5r0JQ0jt8xOf8tCKHBWSfHGeHQidZSDwX49NmuK4gMS/oWE77kNDeLuQ==
root "log1.example $one 2021-01-12" >old.json
root "log1.example $one 2021-01-12 2026-01-01" "log2.example $two 2025-09-23" >new.json
root "other.example $three 2025-09-23" >other.json

expect 0 "a first file" "$prodparity" trust update old.json --trusted-root kept/root.json
has out "kept/root.json: not there yet"
has out "added: log log1.example, since 2021-01-12"
cmp old.json kept/root.json || failed=1
expect 0 "who is trusted" "$prodparity" trust --trusted-root kept/root.json
has out "  log log1.example, since 2021-01-12 (SHA-256 "
expect 0 "looked at alone" "$prodparity" trust update new.json --trusted-root kept/root.json --dry-run
has out "nothing was written"
cmp old.json kept/root.json || failed=1
expect 0 "a newer file" "$prodparity" trust update new.json --trusted-root kept/root.json
has out "added: log log2.example, since 2025-09-23"
has out "shorter: log log1.example, 2021-01-12 to 2026-01-01"
cmp new.json kept/root.json || failed=1
expect 0 "the same again" "$prodparity" trust update new.json --trusted-root kept/root.json
has out "nothing changes"

expect 1 "an older file" "$prodparity" trust update old.json --trusted-root kept/root.json
has out "removed: log log2.example"
has out "longer: log log1.example"
has err "old.json: it is older than what is trusted here"
cmp new.json kept/root.json || failed=1
expect 0 "an older file all the same" "$prodparity" trust update old.json --trusted-root kept/root.json --force

expect 1 "another instance" "$prodparity" trust update other.json --trusted-root kept/root.json
has err "--add puts it beside"
expect 0 "another instance beside it" "$prodparity" trust update other.json --trusted-root kept/root.json --add
expect 0 "both are trusted" "$prodparity" trust --trusted-root kept/root.json
has out "instance 2"
expect 0 "one of them is updated" "$prodparity" trust update new.json --trusted-root kept/root.json
has out "added: log log2.example"
has out "instances of which new.json says nothing stay: 1"
expect 0 "and the other stays" "$prodparity" trust --trusted-root kept/root.json
has out "log other.example"
[ ! -e kept/root.json.new ] || failed=1

printf '{}' >none.json
expect 2 "no trust root" "$prodparity" trust update none.json --trusted-root kept/root.json
has err "none.json"
expect 4 "no file" "$prodparity" trust update missing.json --trusted-root kept/root.json
expect 2 "no name" "$prodparity" trust update
expect 2 "another word" "$prodparity" trust upgrade new.json
expect 4 "nothing to tell of" "$prodparity" trust --trusted-root missing.json
root "$(printf 'l\033[31mog.example') $one 2021-01-12" | sed 's/\x1b/\\u001b/' >hostile.json
expect 0 "a hostile name" "$prodparity" trust update hostile.json --trusted-root new/root.json
expect 0 "a hostile name, told" "$prodparity" trust --trusted-root new/root.json
harmless "trust"
exit "$failed"
