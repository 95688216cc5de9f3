#!/bin/sh
# `inventory` of a small root. $1: the built prodparity.
set -u
prodparity=$1
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

root=$scratch/root
mkdir -p "$root/var/lib/dpkg/info" "$root/etc"
printf 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian 12"\n' >"$root/etc/os-release"
for name in libssl3 "$(printf 'x\302\233\342\200\256y')"; do
  printf 'Package: %s\nStatus: install ok installed\nArchitecture: amd64\nVersion: 3.0.20-1~deb12u2\n\n' "$name"
done >"$root/var/lib/dpkg/status"

# The second package's name is hostile: it is refused, and said so.
expect 4 "json" "$prodparity" inventory --root "$root" --format json
has out '"prodparity.inventory/1"'
has out 'libssl3'
harmless "inventory as JSON"
cp "$scratch/out" "$scratch/first"
expect 4 "json again" "$prodparity" inventory --root "$root"
cmp "$scratch/first" "$scratch/out" || failed=1
expect 4 "terminal" "$prodparity" inventory --root "$root" --format terminal
has out '3.0.20-1~deb12u2'
has out 'Debian 12'
harmless "inventory on a terminal"
rm -r "${root:?}/var"
mkdir -p "$root/var/lib/dpkg"
printf 'Package: a\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n' >"$root/var/lib/dpkg/status"
expect 0 "everything could be read" "$prodparity" inventory --root "$root" --ecosystem deb
exit "$failed"
