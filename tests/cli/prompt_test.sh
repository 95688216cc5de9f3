#!/bin/sh
# What the dev container feature uses: a daemon that is handed its workspace, the quiet set-up phase,
# the prompt. $1: prodparity, $2: prodparityd.
set -u
prodparity=$1
prodparityd=$2
tests=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/cli/common.sh
. "$tests/common.sh"
cd "$scratch" || exit 1

# shellcheck source=tests/cli/root.sh
. "$tests/root.sh"

make_root libc6=2.36-9 libzstd1=1.5
printf '{"image":"debian:12"}' >root/work/.devcontainer/devcontainer.json
printf '{"log_level": "debug"}' >config.json
guard() { start_daemon --config config.json --setup; }
guard

# twin TEXT: the sequence file's second word.
twin() {
  read -r number word <run/sequence
  [ "$word" = "$1" ] || { echo "FAILED: the sequence file says '$number $word', not '$1'"; failed=1; }
}
twin setup
expect 0 "it begins without a workspace" "$prodparity" status --format json
has out '"workspace":""'
install_all libc6=2.36-9 libzstd1=1.5 libsetup1=1
"$prodparity" rescan >rescan.log 2>&1
expect 0 "the workspace is handed over, set-up ends" env -i PATH="$PATH" HOME="$HOME" PRODPARITY_SOCKET="$PRODPARITY_SOCKET" \
  https_proxy=http://me:s3cr3t@proxy:1 SSL_CERT_FILE=/s3cr3t.pem SECRET=s3cr3t "$prodparity" start --workspace /work --setup-done
twin settled
expect 3 "status knows the workspace" "$prodparity" status --format json
has out '"workspace":"/work"'
has out '"in_setup":false'
has out '"environment":["SSL_CERT_FILE","https_proxy"]'
for command in "status" "report" "report --format json" "debug" "findings --timeline"; do
  # shellcheck disable=SC2086  # a command of several words
  "$prodparity" $command >>told.log 2>&1
done
if grep -r s3cr3t told.log run state daemon.log; then
  echo "FAILED: what a session's environment holds is told"
  failed=1
fi
expect 0 "again changes nothing" "$prodparity" start --workspace /work --setup-done
expect 0 "no news of what set-up installed" "$prodparity" prompt --seen "0 setup"
[ ! -s err ] || { echo "FAILED: the first prompt is not quiet:"; cat err; failed=1; }
seen=$(cat out)
[ "$seen" = "$(cat run/sequence)" ] || { echo "FAILED: the prompt says '$seen', the file '$(cat run/sequence)'"; failed=1; }
expect 2 "a folder that is not there" "$prodparity" start --workspace /nowhere
has err "no folder that the daemon can see"

install_all libc6=2.36-9 libzstd1=1.5 libsetup1=1 libnew7=3
"$prodparity" rescan >rescan.log 2>&1
expect 0 "news" "$prodparity" prompt --seen "$seen"
has err "prodparity: 1 new difference from production: 1 warn"
has err " WARN  libnew7 3 is not in production"
harmless "prompt"
later=$(cat out)
[ "$later" = "$(cat run/sequence)" ] || { echo "FAILED: the prompt says '$later'"; failed=1; }
expect 0 "once" "$prodparity" prompt --seen "$later"
[ ! -s err ] || { echo "FAILED: told twice:"; cat err; failed=1; }
expect 0 "a new shell begins now" "$prodparity" prompt --seen "new"
[ ! -s err ] || { echo "FAILED: a new shell is told old news:"; cat err; failed=1; }

# Killed and started again: the same session, its workspace, and the gap in the journal.
kill -9 "$daemon"
wait "$daemon" 2>/dev/null
rm -f run/snapshot.json
guard
expect 3 "it goes on" "$prodparity" status --format json
has out '"workspace":"/work"'
has out '"open":1'
expect 3 "the timeline has the gap" "$prodparity" findings --timeline
has out "gap"

# Older than its files: said at a shell's first prompt and by status, also after the next start.
expect 0 "a container as old as its files" "$prodparity" prompt --seen "$later new"
[ ! -s err ] || { echo "FAILED: it is called stale:"; cat err; failed=1; }
printf '{"image":"debian:13"}' >root/work/.devcontainer/devcontainer.json
"$prodparity" shutdown >/dev/null 2>&1 || kill "$daemon"
wait "$daemon" 2>/dev/null
guard
expect 0 "a stale container's first prompt" "$prodparity" prompt --seen "$later new"
has err "prodparity: .devcontainer/devcontainer.json changed since this container was built; rebuild: devcontainer up"
[ "$(grep -c rebuild err)" = 1 ] || { echo "FAILED: not one line:"; cat err; failed=1; }
expect 0 "its second prompt" "$prodparity" prompt --seen "$(cat out)"
[ ! -s err ] || { echo "FAILED: said again:"; cat err; failed=1; }
expect 3 "a stale container's status" "$prodparity" status
has out " .devcontainer/devcontainer.json changed since this container was built"

install_all libc6=2.36-9 libzstd1=1.5 libsetup1=1
"$prodparity" rescan >rescan.log 2>&1
expect 0 "resolved" "$prodparity" prompt --seen "$later"
has err "prodparity: resolved: libnew7"
kill "$daemon"
wait "$daemon"
exit "$failed"
