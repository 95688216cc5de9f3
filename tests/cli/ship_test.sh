#!/bin/sh
# What this branch ships, from outside: `check`, the reports, an agent's hook. $1: prodparity, $2:
# prodparityd.
set -u
prodparity=$1
prodparityd=$2
tests=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/cli/common.sh
. "$tests/common.sh"
# shellcheck source=tests/cli/root.sh
. "$tests/root.sh"
cd "$scratch" || exit 1

# dockerfile LINE: of production; as an editor saves.
dockerfile() {
  printf 'FROM debian:12\n%s\n' "$1" >root/work/.new
  mv root/work/.new root/work/Dockerfile
}
check() {
  code=$1 what=$2
  shift 2
  expect "$code" "$what" "$prodparity" check --root root --workspace /work --reference prod.json "$@"
  harmless "$what"
}
# hook: what an agent's session is told; no text where it is told nothing.
hook() {
  printf '{"session_id":"a","cwd":"/work","hook_event_name":"PostToolUse","tool_name":"Bash","tool_input":{"command":"x"}}\n' |
    expect 0 "hook" "$prodparity" hook --agent claude
}
# hook_says TEXT: it has up to ten seconds, since the files are read when they settle.
hook_says() {
  tries=0
  hook
  until grep -qF -e "$1" out || [ "$tries" -ge 100 ]; do
    sleep 0.1
    tries=$((tries + 1))
    hook
  done
  has out "$1"
}

make_root libc6=2.36-9
install_all libc6=2.36-9 libssl3=3.0.20-1
check 1 "nothing ships it"
has out " BLOCK libssl3"

dockerfile 'RUN apt-get update && apt-get install -y libssl3'
check 0 "the Dockerfile installs it"
has out "1 shipped by this branch"
has out " SHIPS libssl3"
has out "shipped by this branch (Dockerfile:2)"
check 0 "in JSON" --format json
has out '"state": "shipping"'
has out '"path": "Dockerfile"'
expect 0 "in Markdown" "$prodparity" check --root root --workspace /work --reference prod.json --format markdown
has out "this branch, \`Dockerfile:2\`"

# shellcheck disable=SC2016 # the Dockerfile's own variable
dockerfile 'RUN apt-get install -y $PACKAGES libssl3'
check 1 "a variable may change the command"
has out "may ship (Dockerfile:2: a variable stands there"
dockerfile 'RUN apt-get install -y libssl3=1.1'
check 1 "another version"
has out "may ship (Dockerfile:2: it ships another version: 1.1)"
dockerfile '{{ template }}'
check 1 "no Dockerfile"
has out "what it ships is not known"

rm root/work/Dockerfile
install_all libc6=2.36-9
start_daemon --workspace /work
hook
install_all libc6=2.36-9 libssl3=3.0.20-1
hook_says "libssl3"
dockerfile 'RUN apt-get install -y libssl3'
hook_says "prodparity: resolved: libssl3 (shipped by this branch, Dockerfile:2)"
hook
grep -q libssl3 out && echo "FAILED: it is told twice" && failed=1
expect 0 "status" "$prodparity" status --format json
has out '"open":0'
dockerfile 'RUN true'
hook_says "libssl3 3.0.20-1 is not in production"
exit "$failed"
