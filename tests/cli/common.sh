# Sourced by the tests of the built program: each says what it expects and what it got.
# shellcheck shell=sh disable=SC2034
failed=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
unset COLUMNS NO_COLOR TERM

# expect CODE WHAT COMMAND...: the exit status; output goes to $scratch/out and $scratch/err.
expect() {
  wanted=$1 what=$2
  shift 2
  "$@" >"$scratch/out" 2>"$scratch/err"
  got=$?
  [ "$got" -eq "$wanted" ] && return
  echo "FAILED: $what: exit $got, not $wanted: $*"
  head -5 "$scratch/out" "$scratch/err"
  failed=1
}

# has FILE TEXT: $scratch/FILE (out or err) holds this text.
has() {
  grep -qF -e "$2" "$scratch/$1" && return
  echo "FAILED: std$1 lacks '$2':"
  head -5 "$scratch/$1"
  failed=1
}

# harmless: nothing but printable ASCII and line ends reached the output.
harmless() {
  for stream in out err; do
    if LC_ALL=C tr -d '\n\040-\176' <"$scratch/$stream" | grep -q .; then
      echo "FAILED: $1: bytes that are not printable in std$stream"
      failed=1
    fi
  done
}
