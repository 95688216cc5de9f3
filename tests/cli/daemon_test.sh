#!/bin/sh
# The commands through a real daemon on a small root. $1: prodparity, $2: prodparityd.
set -u
prodparity=$1
prodparityd=$2
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"
cd "$scratch" || exit 1

expect 4 "nobody runs" "$prodparity" status --socket "$scratch/none"
has err "no daemon answers"
expect 2 "a path no socket can have" "$prodparity" status --socket "$(printf '%0200d' 0)"

mkdir -p root/var/lib/dpkg/updates root/etc
printf 'ID=debian\nVERSION_ID="12"\n' >root/etc/os-release
printf '{"accept_uncovered":["pypi"]}' >policy.json
for package in libc6=2.36-9 openssl=3.1.0-1; do
  printf 'Package: %s\nStatus: install ok installed\nArchitecture: amd64\nVersion: %s\n\n' "${package%%=*}" "${package#*=}"
done >root/var/lib/dpkg/status
: >root/var/lib/dpkg/lock
: >root/var/lib/dpkg/lock-frontend
expect 0 "inventory" "$prodparity" inventory --root root --ecosystem deb --format json
sed 's/3\.1\.0-1/3.0.20-1/' out >prod.json

# Who was asked for heads its own group, also where another needs it.
cp -r root asked
mkdir -p asked/var/log/apt
printf 'Start-Date: 2026-01-02  03:04:05\nInstall: liba:amd64 (1), b:amd64 (1)\n\n' >asked/var/log/apt/history.log
for package in liba b; do
  printf 'Package: %s\nStatus: install ok installed\nArchitecture: amd64\nSection: libs\nDepends: liba\nVersion: 1\n\n' "$package"
done >>asked/var/lib/dpkg/status
expect 1 "check" "$prodparity" check --root asked --reference prod.json --policy policy.json --format json
has out '"head": "liba"'

"$prodparityd" --root root --reference prod.json --policy policy.json --run-folder "$scratch/run" \
  --state-folder "$scratch/state" >daemon.log 2>&1 &
daemon=$!
trap 'kill "$daemon" 2>/dev/null; rm -rf "$scratch"' EXIT
export PRODPARITY_SOCKET="$scratch/run/socket"
tries=0
until [ -S "$PRODPARITY_SOCKET" ] || [ "$tries" -ge 100 ]; do
  sleep 0.1
  tries=$((tries + 1))
done
expect 1 "rescan answers as of now" "$prodparity" rescan
expect 1 "status" "$prodparity" status
has out "prodparity: block"
if grep -q "generation 0," out; then
  echo "FAILED: status does not know the generation"
  failed=1
fi
expect 1 "status as JSON" "$prodparity" status --format json
has out '"prodparity.status/1"'
harmless "status"
expect 1 "report" "$prodparity" report
has out " BLOCK openssl: 3.1.0-1 here, 3.0.20-1 in production"
expect 0 "report, fail never" "$prodparity" report --fail-on never
expect 1 "report as JSON" "$prodparity" report --format json
has out '"prodparity.report/1"'
expect 1 "report as Markdown" "$prodparity" report --format markdown
has out '<!-- prodparity:'
expect 1 "report as Markdown, named" "$prodparity" report --format markdown --key api
has out '<!-- prodparity:api -->'
expect 1 "report as JSON, of a time" "$prodparity" report --format json --now 2026-11-22T12:00:00Z
has out '"now": "2026-11-22T12:00:00Z"'
expect 1 "explain" "$prodparity" explain openssl
has out "openssl"
expect 0 "production" "$prodparity" production
has out "distribution: debian 12"
expect 0 "production has it" "$prodparity" production openssl
has out "openssl: production has it: 3.0.20-1 (amd64)"
expect 3 "a relation" "$prodparity" production 'openssl (>= 3.1)'
has out "openssl (>= 3.1): not satisfied: production has 3.0.20-1"
expect 4 "nobody owns it" "$prodparity" production command:nothing-of-this-name
has out "SBOM does not say"
expect 3 "production as JSON" "$prodparity" production 'openssl (>= 3.1)' --format json
has out '"prodparity.production/1"'
harmless "production as JSON"
expect 2 "no question" "$prodparity" production 'apt install x'
expect 3 "production of a file" "$prodparity" production 'openssl=3.1.0-1' --reference prod.json --root root
has out "ship: Dockerfile: RUN apt-get update && apt-get install -y openssl=3.1.0-1"
expect 0 "production of a file" "$prodparity" production --reference prod.json --format json
has out '"prodparity.production/1"'
expect 4 "explain an unknown name" "$prodparity" explain nothing-of-this-name
expect 1 "findings" "$prodparity" findings
has out " BLOCK openssl: 3.1.0-1 here, 3.0.20-1 in production"
expect 1 "findings as JSON" "$prodparity" findings --format json
has out '"prodparity.report/1"'
expect 1 "the timeline" "$prodparity" findings --timeline
has out "session_start"
expect 0 "debug" "$prodparity" debug
has out '"events"'

# Interrupted, watch ends as any program does; a reader that goes ends it too.
expect 130 "watch, interrupted" timeout --preserve-status --signal=INT 1 "$prodparity" watch
{
  timeout 20 "$prodparity" watch 2>err
  echo "$?" >code
} | true
has code 4
has err "nobody reads the output any more"

# What ends it by a fault does not end the session: the next one goes on with it, and tells what was missed.
kill -9 "$daemon"
wait "$daemon" 2>/dev/null
rm -f run/socket
mkdir -p run/socket/taken
expect 4 "a daemon that cannot listen" "$prodparityd" --root root --reference prod.json --policy policy.json \
  --run-folder "$scratch/run" --state-folder "$scratch/state"
if grep -q session_end state/journal.jsonl; then
  echo "FAILED: a daemon that could not start ended the session of the one before"
  failed=1
fi
expect 4 "nobody runs any more" "$prodparity" status
exit "$failed"
