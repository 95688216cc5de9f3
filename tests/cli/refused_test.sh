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
expect 3 "explain" refused ./client explain libnew7
has out "the daemon's socket is refused here"
has out "libnew7 3 is not in production"
has out "undo: sudo apt-get autoremove --purge -y libnew7"
harmless "explain"
expect 3 "explain as JSON" refused ./client explain deb:libnew7 --format json
has out '"schema":"prodparity.snapshot/1"'
expect 4 "explain of what the file does not hold" refused ./client explain libc6
has err "cannot be answered without the daemon"
[ ! -s out ] || { echo "FAILED: something is told of it"; failed=1; }
expect 0 "production" refused ./client production
has out "the daemon's socket is refused here"
has out "distribution: debian 12"
has out "packages: 1 deb"
expect 0 "production as JSON" refused ./client production --format json
has out '"schema":"prodparity.production/1"'
has out "the daemon's socket is refused here"
expect 4 "production of a name" refused ./client production libc6
has err "cannot be answered without the daemon"
has err "--reference prod.json"
expect 0 "the way that is told" refused ./client production deb:libc6 --reference prod.json --root root
has out "production has it: 2.36-9"
{
  for call in '"parity_status"' '"parity_production"' '"parity_report"' \
    '"parity_explain","arguments":{"name":"libnew7"}' '"parity_explain","arguments":{"name":"libc6"}'; do
    printf '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":%s}}\n' "$call"
  done
} >in
expect 0 "mcp" refused ./client mcp <in
if [ "$(grep -c "socket is refused here" out)" != 4 ] || [ "$(grep -c '"isError":true' out)" != 1 ]; then
  echo "FAILED: four answers from the snapshot file, and one that it does not hold:"
  cat out
  failed=1
fi
has out "cannot be answered without the daemon"
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
