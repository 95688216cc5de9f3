#!/bin/sh
# prodparity accept: the waiver it writes is what the real daemon then judges by; all else stays.
# $1: prodparity, $2: prodparityd.
set -u
prodparity=$1
prodparityd=$2
tests=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/cli/common.sh
. "$tests/common.sh"
# shellcheck source=tests/cli/root.sh
. "$tests/root.sh"
cd "$scratch" || exit 1
# shellcheck disable=SC2317 # called by expect
accept() { (cd "$where" && "$prodparity" accept "$@"); }
same() { # WHAT: the policy is as in $scratch/before
  cmp -s before "$policy" && return
  echo "FAILED: $1: the policy differs:"
  diff before "$policy"
  failed=1
}
empty() { # WHAT FOLDER: nothing is left there but what is meant
  [ -z "$(find "$2" -name '*prodparity-new*')" ] && return
  echo "FAILED: $1 leaves something"
  failed=1
}

make_root libc6=2.36-9 openssl=3.0.20-1 graphviz=2 libgv6=2
sed -i '/^Package: graphviz/a Depends: libgv6' root/var/lib/dpkg/status
python3 - <<'END' || { echo "FAILED: the SBOM could not be made"; failed=1; }
import json
d = json.load(open("prod.json"))
d["components"] = [c for c in d["components"] if c["name"] not in ("graphviz", "libgv6")]
for c in d["components"]:
    if c["name"] == "openssl":
        for key in ("version", "purl", "bom-ref"):
            if key in c: c[key] = c[key].replace("3.0.20-1", "3.1.0-1")
json.dump(d, open("prod.json", "w"))
END
where=$scratch/root/work
policy=$where/.devcontainer/prodparity.json
cat >"$policy" <<'END'
// What differs, and why.
{
  "accept_uncovered": ["pypi"], /* no Python here */
  "waivers": [
    {"match": {"names": ["hello"]}, "reason": "a test"} // theirs
  ]
}
END
chmod 0640 "$policy"
cp "$policy" before

expect 4 "no daemon" accept openssl --reason r --socket "$scratch/none"
has err "no daemon answers"
has err "--anyway writes the waiver all the same"
same "no daemon"

start_daemon --workspace /work
expect 1 "rescan" "$prodparity" rescan

expect 0 "a dry run" accept openssl --reason "it's tried out" --expires 2999-12-31 --dry-run
has out '+    {"match": {"ecosystems": ["deb"], "names": ["openssl"]}, "reason": "it'"'"'s tried out", "expires": "2999-12-31"}'
has out "nothing is written"
has out "1 difference of deb:openssl (1 block) waived; the verdict is block, with it warn"
same "a dry run"
for words in "" "--expires 2020-01-01" "--expires 2027-02-30" "--expires tomorrow" "--ecosystem pypi"; do
  # shellcheck disable=SC2086 # words
  expect 2 "refused: $words" accept ${words:+openssl} $words --reason r
done
expect 2 "no reason" accept openssl
expect 2 "an empty reason" accept openssl --reason ' '
expect 2 "a reason of two lines" accept openssl --reason "$(printf 'a\nb')"
expect 2 "nothing differs" accept tree --reason r
has err "'tree' does not differ from production now"
has err "--anyway"
expect 2 "a hostile name" accept "$(printf '\033[31m*')" --reason r --anyway
harmless "a hostile name"
expect 2 "a glob" accept 'lib*' --reason r --anyway
same "what is refused"

# Agents may not, by their marks or those above them, unless the policy says so.
# shellcheck disable=SC2016 # the inner shell's
expect 2 "an agent" env CLAUDE_CODE_SESSION_ID=a sh -c 'cd "$1" && env -u CLAUDE_CODE_SESSION_ID "$2" accept openssl --reason r; exit $?' sh "$where" "$prodparity"
has err "called by an agent (Claude Code), and the policy does not say agents_may_override"
same "an agent"
sed 's/"accept_uncovered"/"agents_may_override": true, &/' before >lenient.json
expect 0 "an agent that may" env CLAUDE_CODE_SESSION_ID=a "$prodparity" accept openssl --reason r --policy lenient.json
has out "the daemon's workspace has another policy: its verdict stays as it is"
grep -q '"names": \["openssl"\]' lenient.json || { echo "FAILED: an agent that may, may not"; failed=1; }

# Written: the verdict is then what was said; mode and all other bytes are as before.
expect 0 "accept" accept deb:openssl --reason "it's tried out"
has out "written to $where/.devcontainer/prodparity.json; it holds here, and for others once it is committed"
has out "the verdict is block, with it warn"
harmless "accept"
expect 3 "the daemon judges by it" "$prodparity" rescan
[ "$(stat -c %a "$policy")" = 640 ] || { echo "FAILED: the mode of the policy"; failed=1; }
expect 1 "one line was added, one got a comma" diff before "$policy"
[ "$(grep -c '^<' out):$(grep -c '^>' out)" = 1:2 ] || { echo "FAILED: more than that changed:"; cat out; failed=1; }
expect 0 "the policy is good" "$prodparity" policy check "$policy"
cp "$policy" before
expect 0 "the same again" accept openssl --reason "it's tried out"
has out "waives deb:openssl for this reason already: nothing is written"
same "the same again"
id=$("$prodparity" report --format json --fail-on never | python3 -c 'import json, sys
print(next(f["id"] for f in json.load(sys.stdin)["findings"] if f["name"] == "libgv6"))')
expect 0 "of a group the rest counts on" accept graphviz --reason r --dry-run
has out "of its group 1 counts on: 1 warn (dev_only_allowed in the policy takes a tool with what it pulls in)"
expect 0 "by a finding's id" accept "$id" --reason "by its id" --dry-run
has out '"names": ["libgv6"]}, "reason": "by its id"}'
expect 0 "another day" accept openssl --reason "it's tried out" --expires 2999-12-31
has out "it was waived already, its words are replaced: it's tried out"
[ "$(grep -c '"openssl"' "$policy")" = 1 ] || { echo "FAILED: it is waived twice"; failed=1; }
expect 0 "what does not differ, anyway" accept tree --reason "it will come" --anyway
has out "it changes nothing in the verdict of now"
empty "accept" root

# The feature's configuration may name another file.
printf '{"policy": "ours/policy.json"}' >config.json
mkdir "$where/ours"
expect 0 "another file" accept tree --reason r --anyway --config "$scratch/config.json"
has out "+++ $where/ours/policy.json"
expect 0 "it is good" "$prodparity" policy check "$where/ours/policy.json"

# A project without a policy; one that is a link is not followed, one that is broken stays.
mkdir -p plain/.devcontainer/ broken/.devcontainer link/.devcontainer
echo '{}' | tee plain/.devcontainer/devcontainer.json broken/.devcontainer/devcontainer.json >link/.devcontainer/devcontainer.json
where=$scratch/plain
expect 0 "a policy is made" accept pypi:Flask_Login --reason r --anyway --socket "$scratch/none"
has out "+++ $scratch/plain/.devcontainer/prodparity.json"
has out "what it changes in the verdict is not known"
grep -q '"ecosystems": \["pypi"\], "names": \["flask-login"\]' plain/.devcontainer/prodparity.json || { echo "FAILED: the name is not normalised"; failed=1; }
expect 0 "it is good" "$prodparity" policy check plain/.devcontainer/prodparity.json
printf '{\n"rulez": []}' >broken/.devcontainer/prodparity.json
where=$scratch/broken
expect 2 "a broken policy" accept openssl --reason r
has err "prodparity.json:2: "
ln -s "$policy" link/.devcontainer/prodparity.json
where=$scratch/link
expect 4 "a link" accept openssl --reason r
has err "links are not followed here"
where=/
expect 2 "no project" accept openssl --reason r --anyway
has err "say with --policy"
if [ "$(id -u)" != 0 ]; then
  chmod 0555 plain/.devcontainer
  where=$scratch/plain
  expect 4 "a folder that may not be written" accept openssl --reason r --anyway
  chmod 0755 plain/.devcontainer
fi
exit "$failed"
