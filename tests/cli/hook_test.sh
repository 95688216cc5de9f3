#!/bin/sh
# prodparity hook: what a coding agent reads in its tool call's result. $1: prodparity, $2: prodparityd.
set -u
prodparity=$1
prodparityd=$2
tests=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/cli/common.sh
. "$tests/common.sh"
# shellcheck source=tests/cli/root.sh
. "$tests/root.sh"
cd "$scratch" || exit 1

# tool SESSION [EVENT]: the event of a tool call, as Claude Code gives it.
tool() {
  printf '{"session_id":"%s","cwd":"/work","hook_event_name":"%s","tool_name":"Bash","tool_input":{"command":"make deps"}}\n' \
    "$1" "${2:-PostToolUse}"
}
# hook AGENT: with standard input; it never fails.
hook() {
  expect 0 "hook of $1" "$prodparity" hook --agent "$1"
  harmless "hook of $1"
}
silent() {
  [ -s out ] || return
  echo "FAILED: $1: it says:"
  cat out
  failed=1
}

# list: what is said of the hook's calls.
agents_list() { expect 0 "agents list" "$prodparity" agents list --agent claude --program "$prodparity"; }

make_root libc6=2.36-9
export HOME="$scratch/home" XDG_STATE_HOME=
mkdir home
tool a | hook claude
silent "no daemon"
has err "prodparity"
"$prodparity" agents install --scope user --agent claude >/dev/null || failed=1
export PRODPARITY_SOCKET="$scratch/run/socket"
agents_list
has out "installed in $scratch/home/.claude/settings.json (user)"
has out "prodparityd does not answer: whether it was called is not known"
has out "  could not answer last 20" # ...; and why
start_daemon --workspace /work
agents_list
has out "never called since prodparityd started, 20"

tool a SessionStart | hook claude
has out '"hookEventName":"SessionStart"'
has out "its SBOM does not say the user. More: prodparity production."
has out "production's SBOM, prod.json"
tool a | hook claude
silent "nothing was done"

install_all libc6=2.36-9 libnew7=3 # at once, as when the tool call has just ended
tool a PostToolUseFailure | hook claude
has out '"hookSpecificOutput":{"additionalContext":"prodparity: this dev container now differs from production:'
has out '"hookEventName":"PostToolUseFailure"'
has out 'libnew7 3 is not in production'
has out 'undo: '
agents_list
has out ": told 1 change"
tool a | hook claude
silent "told once"
agents_list
has out ": nothing was new; told something last 20"
tool a Stop | hook claude
silent "the end of a turn, nothing being said of a loop"
install_all libc6=2.36-9 libnew7=4
printf '{"session_id":"a","hook_event_name":"Stop","stop_hook_active":false}' | hook claude
silent "the end of a turn: nobody knows whose doing it is"
tool a | hook claude
has out 'libnew7 4' # and it was not lost

printf '{"sessionId":"b","timestamp":1,"cwd":"/w","toolName":"bash","toolResult":{"resultType":"success"}}' | hook claude
has out '{"additionalContext":"prodparity: this dev container' # Copilot runs Claude Code's configuration
printf '{"session_id":"c","hook_event_name":"AfterTool"}' | hook gemini
has out '"hookEventName":"AfterTool"'

install_all libc6=2.36-9
tool a | hook claude
has out '"additionalContext":"prodparity: resolved: libnew7\n"'
printf '{"session_id":"a","cursor_version":"3","hook_event_name":"postToolUse"}' | hook cursor
[ "$(cat out)" = '{}' ] || { echo "FAILED: Cursor's silence is an empty object"; failed=1; }

# A daemon that hangs, and standard input that never ends.
kill -STOP "$daemon"
tool a | hook claude
silent "the daemon hangs"
kill -CONT "$daemon"
sleep 6 | expect 0 "hook of cursor" "$prodparity" hook --agent cursor
[ "$(cat out)" = '{}' ] || { echo "FAILED: out of time it answers nothing valid"; failed=1; }

for hostile in '' 'not JSON' '[1]' '{"session_id":7,"hook_event_name":"PostToolUse"}' '{"hook_event_name":"PostToolUse"}'; do
  printf '%s' "$hostile" | hook claude
  silent "hostile input '$hostile'"
done
head -c 20000000 /dev/zero | tr '\0' '[' | hook claude
silent "20 MB of brackets"
expect 0 "an unknown agent" "$prodparity" hook --agent nobody </dev/null
expect 0 "wrong usage" "$prodparity" hook --nothing </dev/null

# Somebody is still at work: waited for, and said.
python3 - "$prodparity" <<'EOF' || { echo "FAILED: a package manager at work is not told"; failed=1; }
import fcntl, subprocess, sys, time
lock = open("root/var/lib/dpkg/lock", "r+")
fcntl.lockf(lock, fcntl.LOCK_EX)
with open("root/var/lib/dpkg/status", "a") as status:
    status.write("\n")
open("root/var/lib/dpkg/updates/0000", "w").close()
start = time.monotonic()
event = b'{"session_id":"a","hook_event_name":"PostToolUse"}'
said = subprocess.run([sys.argv[1], "hook", "--agent", "claude"], input=event, capture_output=True, check=True).stdout
sys.exit(0 if b"is still at work" in said and time.monotonic() - start >= 0.25 else print(said) or 1)
EOF
exit "$failed"
