# Sourced behind common.sh: a root with dpkg's database in $scratch/root, and a daemon on it.
# shellcheck shell=sh disable=SC2154 # what is not set here is set by who sources it
package() {
  printf 'Package: %s\nStatus: install ok installed\nArchitecture: amd64\nSection: libs\nVersion: %s\n\n' "$1" "$2"
}
# install_all NAME=VERSION...: as dpkg does, a new file under its lock, renamed.
install_all() {
  for one in "$@"; do package "${one%%=*}" "${one#*=}"; done >root/var/lib/dpkg/status-new
  mv root/var/lib/dpkg/status-new root/var/lib/dpkg/status
  : >>root/var/lib/dpkg/lock
}
# make_root NAME=VERSION...: in the folder where we are; its SBOM is prod.json.
make_root() {
  mkdir -p root/var/lib/dpkg/updates root/etc root/work/.devcontainer run state
  printf 'ID=debian\nVERSION_ID="12"\n' >root/etc/os-release
  : >root/var/lib/dpkg/lock
  : >root/var/lib/dpkg/lock-frontend
  install_all "$@"
  expect 0 "inventory" "$prodparity" inventory --root root --ecosystem deb --format json
  cp out prod.json
  # In the workspace: only a daemon that knows it reads this.
  printf '{"accept_uncovered":["pypi"]}' >root/work/.devcontainer/prodparity.json
}
# start_daemon ARGUMENT...: until it answers or has read something.
start_daemon() {
  export PRODPARITY_SOCKET="$scratch/run/socket"
  "$prodparityd" "$@" --root root --reference prod.json --run-folder "$scratch/run" \
    --state-folder "$scratch/state" >>daemon.log 2>&1 &
  daemon=$!
  trap 'kill "$daemon" 2>/dev/null; rm -rf "$scratch"' EXIT
  tries=0
  until "$prodparity" status >/dev/null 2>&1 || [ $? != 4 ] || grep -q generation run/snapshot.json 2>/dev/null || [ "$tries" -ge 100 ]; do
    sleep 0.1
    tries=$((tries + 1))
  done
}
