#!/bin/sh
# Where the daemon's socket is refused, as in an agent's sandbox: what reads is answered from its snapshot
# file, and says so. $1: prodparity, $2: prodparityd.
set -u
prodparity=$1
prodparityd=$2
tests=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/cli/common.sh
. "$tests/common.sh"
# shellcheck source=tests/cli/root.sh
. "$tests/root.sh"
cd "$scratch" || exit 1
chmod 755 "$scratch"

# refused COMMAND...: by somebody who may not write to the socket, which is what connecting takes.
# shellcheck disable=SC2317 # expect calls it
refused() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; else "$@"; fi
}

make_root libc6=2.36-9
start_daemon --workspace /work
cp "$prodparity" ./client # where everybody may run it
install_all libc6=2.36-9 libnew7=3
"$prodparity" rescan >/dev/null 2>&1
chmod 000 run/socket

expect 3 "status" refused ./client status
has out "the daemon's socket is refused here"
has out "warn, settled; 0 block, 1 warn since the session began"
expect 3 "findings" refused ./client findings
has out "libnew7"
harmless "findings"
expect 3 "report" refused ./client report
has out "libnew7"
expect 3 "status as JSON" refused ./client status --format json
has out '"schema":"prodparity.snapshot/1"'
expect 4 "a report to be handed on" refused ./client report --format markdown
[ ! -s out ] || { echo "FAILED: it is made of the snapshot"; failed=1; }
printf '{"session_id":"a","hook_event_name":"SessionStart"}' | expect 0 "hook" refused ./client hook --agent claude
has out "the daemon's socket is refused here"
has out "Now: it differs."
printf '{"session_id":"a","hook_event_name":"PostToolUse"}' | expect 0 "hook" refused ./client hook --agent claude
[ ! -s out ] || { echo "FAILED: what a session was told is not known here"; failed=1; }

kill -9 "$daemon"
wait "$daemon" 2>/dev/null
expect 4 "status of a daemon that was killed" refused ./client status
[ ! -s out ] || { echo "FAILED: what is no longer watched is told"; failed=1; }
exit "$failed"
