# shellcheck shell=bash
# What the scripts share. Source it first: it goes to the project's folder and defines `project`.
set -euo pipefail
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$project"
export LC_ALL=C.UTF-8

# A fresh clone in another folder finds what an earlier one compiled.
export CCACHE_BASEDIR=${CCACHE_BASEDIR:-$project} CCACHE_NOHASHDIR=1
export jobs
jobs=$(nproc)

say() { printf '\n== %s\n' "$*"; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# The command as root: directly, or through sudo.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "this needs root: run it as root or install sudo ($*)"
  fi
}

# A mirror may fail once; the second failure counts. The retry is said.
retry_once() {
  "$@" && return
  printf 'failed, trying once more in 5 s: %s\n' "$*" >&2
  sleep 5
  "$@"
}

# Which of these Debian packages are not installed, one a line. A name without an architecture is
# this machine's, also where another architecture's package of that name lies beside it.
missing_packages() {
  local package wanted
  for package in "$@"; do
    case $package in
      *:*) wanted=${package#*:} ;;
      *) wanted=$(dpkg --print-architecture) ;;
    esac
    dpkg-query -W -f '${Architecture} ${db:Status-Status}\n' "${package%:*}" 2>/dev/null |
      grep -xE "($wanted|all) installed" >/dev/null || printf '%s\n' "$package"
  done
}

# Installs what is missing of these Debian packages and says so.
install_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  if [ ${#missing[@]} = 0 ]; then
    echo "nothing to install: all $# packages are there"
    return
  fi
  echo "installing by apt-get: ${missing[*]}"
  retry_once as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  retry_once as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -qq -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 --no-install-recommends "${missing[@]}"
}

# Lets apt install packages of another architecture beside this machine's own, and says so.
add_architecture() {
  if dpkg --print-foreign-architectures | grep -qx "$1"; then return; fi
  [ "$(dpkg --print-architecture)" != "$1" ] || return 0
  echo "adding the architecture $1 to dpkg and apt"
  as_root dpkg --add-architecture "$1"
}

# Milliseconds since some fixed moment.
now_ms() { echo $(($(date +%s%N) / 1000000)); }
seconds_since() { awk -v ms=$(($(now_ms) - $1)) 'BEGIN { printf "%.1f s", ms / 1000 }'; }
