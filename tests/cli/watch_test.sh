#!/bin/sh
# `prodparity watch` on a terminal: what is on the screen, keys, and the terminal as it was before.
# $1: prodparity, $2: prodparityd.
set -u
prodparity=$1
prodparityd=$2
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=tests/cli/root.sh
. "$(dirname "$0")/root.sh"
here=$(cd "$(dirname "$0")" && pwd)
cd "$scratch" || exit 1

make_root libc6=2.36-9 openssl=3.0.20-1
start_daemon --workspace /work
if ! python3 "$here/watch_screen.py" "$prodparity" "$scratch/root" "$daemon"; then
  echo "FAILED: the live view"
  failed=1
fi
exit "$failed"
