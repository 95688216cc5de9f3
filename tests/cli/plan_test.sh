#!/bin/sh
# prodparity plan and apt-hook, with stand-ins for apt-get and pip. $1: prodparity, $2: prodparityd.
# shellcheck disable=SC2016,SC2317 # text for other shells; called by expect
set -u
prodparity=$1
prodparityd=$2
tests=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/cli/common.sh
. "$tests/common.sh"
# shellcheck source=tests/cli/root.sh
. "$tests/root.sh"
cd "$scratch" || exit 1

# stand_in NAME TEXT: a program that notes its words and prints TEXT.
mkdir tools
stand_in() {
  printf '#!/bin/sh\necho "$@" >>"%s/words"\n[ "$2" = --version ] || [ "$1" = --version ] && { echo "pip 23.0 from /work/lib/pip (python 3.11)"; exit; }\ncat <<END\n%s\nEND\n' "$scratch" "$2" >"tools/$1"
  chmod 0755 "tools/$1"
}
PATH=$scratch/tools:$PATH
stand_in apt-get 'NOTE: This is only a simulation!
Inst libnew7 (3 Debian:12/stable [amd64])
Conf libnew7 (3 Debian:12/stable [amd64])'
stand_in pip '{"version":"1","install":[{"metadata":{"name":"Flask","version":"3.0.0"},"requested":true}]}'

# before SETTING: a plan of apt's on standard input, as its hook gets it.
before() {
  printf 'VERSION 3\nDir=/\n%s\n\nlibnew7 - - none < 3 amd64 none /x.deb\n' "$1" >stream
  shift
  "$@" "$prodparity" apt-hook before <stream
}

make_root libc6=2.36-9
expect 4 "plan without a daemon" "$prodparity" plan -- apt-get install libnew7
expect 0 "apt's hook where none ever ran" before A=b env
[ ! -s err ] || { echo "FAILED: where no guard runs, apt's hook speaks"; cat err; failed=1; }
echo 1 >run/pid
expect 0 "apt's hook where it was killed" before A=b env "PRODPARITY_SOCKET=$scratch/run/socket"
has err "not compared with production"
rm run/pid

printf '{"enforce":"block"}' >config.json
printf '{"accept_uncovered":["pypi"],"rules":[{"name":"no-new","match":{"names":["libnew7"]},"tier":"block","reason":"not in production"}]}' \
  >root/work/.devcontainer/prodparity.json
start_daemon --workspace /work --config config.json

: >words
expect 1 "plan of apt-get" "$prodparity" plan -- sudo apt-get install -y libnew7
has out "BLOCK libnew7 3 is not in production (rule no-new)"
has out "apt would be stopped: enforce is block"

# The same for a coding agent that asks before it installs.
check='{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"parity_check_install","arguments":{"command":"%s"}}}\n'
# shellcheck disable=SC2059 # it is a format
{ printf "$check" 'apt-get install -y libnew7'; printf "$check" 'rm -rf x'; } >asked
expect 0 "a check through MCP" "$prodparity" mcp <asked
has out 'BLOCK libnew7 3 is not in production (rule no-new)'
has out '"isError":true'
grep -qx -e '-s install -y libnew7' words || { echo "FAILED: apt-get was run as:"; cat words; failed=1; }
expect 1 "as JSON" "$prodparity" plan --format json -- apt-get install libnew7
has out '"decision":"stop"'
expect 0 "plan of pip" "$prodparity" plan -- pip install flask
grep -qx -e 'install --dry-run --quiet --report - flask' words || { echo "FAILED: pip was run as:"; cat words; failed=1; }
: >words
expect 2 "an option that runs commands" "$prodparity" plan -- apt-get -o DPkg::Pre-Invoke::=id install libnew7
has err "is not taken here"
expect 2 "another program" "$prodparity" plan -- make deps
[ ! -s words ] || { echo "FAILED: something was run:"; cat words; failed=1; }

# before_tool AGENT COMMAND: the agent's event before its shell tool runs that.
before_tool() {
  mark=
  case $1 in
    codex) mark='"turn_id":"t",' ;;
    qwen) mark='"prompt_id":"p","timestamp":"t",' ;;
    cursor) mark='"cursor_version":"3",' ;;
  esac
  event=PreToolUse
  [ "$1" != gemini ] || event=BeforeTool
  printf '{%s"session_id":"d","hook_event_name":"%s","tool_input":{"command":"%s"}}' "$mark" "$event" "$2" >event
  expect 0 "$1 before: $2" "$prodparity" hook --agent "$1" <event
}
passes() { [ ! -s out ] || [ "$(cat out)" = '{}' ] || { echo "FAILED: not passed: $1"; cat out; failed=1; }; }
for agent in claude codex qwen gemini; do
  : >words
  before_tool "$agent" 'sudo apt-get install -y libnew7'
  has out '"deny"'
  has out 'prodparity: this command was not run: production is not what it would leave'
  has out 'BLOCK libnew7 3 is not in production (rule no-new); not in production'
  has out 'prodparity::Allow='
  harmless "a denial to $agent"
  grep -qx -e '-s install -y libnew7' words || { echo "FAILED: apt-get was run as:"; cat words; failed=1; }
done
has out '"decision":"deny"' # Gemini's
# What is more than one install, and agents whose hook would stop them where it fails.
: >words
for command in 'make deps' 'apt-get install -y libnew7 && true' 'apt-get -o prodparity::Allow=why install libnew7'; do
  before_tool claude "$command"
  passes "$command"
done
before_tool cursor 'apt-get install -y libnew7'
passes "Cursor"
printf '{"sessionId":"d","toolName":"bash","toolArgs":{"command":"apt-get install -y libnew7"}}' >event
expect 0 "Copilot before a tool" "$prodparity" hook --agent copilot <event
passes "Copilot"
[ ! -s words ] || { echo "FAILED: something was simulated:"; cat words; failed=1; }
# pip builds nothing for it: nobody has allowed the command yet.
before_tool claude 'pip install flask'
passes "pip that changes nothing that matters"
grep -qx -e 'install --dry-run --quiet --report - flask --only-binary :all:' words ||
  { echo "FAILED: pip was run as:"; cat words; failed=1; }
cp tools/apt-get quick
printf '#!/bin/sh\nexec sleep 30\n' >tools/apt-get
before_tool claude 'apt-get install -y libnew7'
passes "a simulation without end"
cp quick tools/apt-get

expect 10 "apt is stopped" before A=b env
has err "apt is stopped before anything changes"
has err "BLOCK libnew7 3 is not in production (rule no-new); not in production"
harmless "a stop"
expect 0 "with a reason it goes on" before prodparity::Allow=a%20reason env
has err "let through"
expect 10 "an agent may not" before prodparity::Allow=mine env CLAUDE_CODE_SESSION_ID=a
has err "agents_may_override"
expect 0 "garbage" sh -c 'echo garbage | "$1" apt-hook before' sh "$prodparity"
has err "apt's plan cannot be read"
expect 0 "a plan for another root" before Dir=/mnt env
[ ! -s err ] || { echo "FAILED: it speaks of another root"; cat err; failed=1; }
expect 0 "words that are wrong never stop apt" "$prodparity" apt-hook sideways

# As apt: it holds the lock while dpkg changes the database, and while its hook asks.
cat >as_apt.py <<'END'
import fcntl, os, subprocess, sys
with open("root/var/lib/dpkg/lock-frontend", "a") as lock:
    fcntl.lockf(lock, fcntl.LOCK_EX)
    os.rename("new", "root/var/lib/dpkg/status")
    sys.exit(subprocess.run(sys.argv[1:], check=False).returncode)
END
{
  package libc6 2.36-9
  package libnew7 3
} >new
expect 0 "apt is done" python3 as_apt.py "$prodparity" apt-hook after
has err "BLOCK libnew7 3 is not in production (rule no-new)"
has err "undo: "
expect 0 "told once" "$prodparity" apt-hook after
[ ! -s err ] || { echo "FAILED: it is told twice"; cat err; failed=1; }
kill -STOP "$daemon"
expect 0 "a daemon that hangs" before A=b env
has err "did not answer"
before_tool claude 'apt-get install -y libother7'
passes "a daemon that hangs"
kill -CONT "$daemon"

# Without enforcement nothing is denied, and nothing simulated.
kill "$daemon"
wait "$daemon"
printf '{"enforce":"warn"}' >config.json
start_daemon --workspace /work --config config.json
: >words
before_tool claude 'apt-get install -y libother7'
passes "enforce is warn"
[ ! -s words ] || { echo "FAILED: it is simulated for nothing:"; cat words; failed=1; }
exit "$failed"
