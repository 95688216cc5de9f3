#!/bin/sh
# Registers the hook with the coding agents that the configuration names, machine-wide, so that agents
# installed later have it too. Run again it changes nothing; what another feature wrote anew after us is
# completed. --anew takes away first what an earlier value of the option registered. What is refused is
# said, once for each agent, and never fails: an image without the hook is better than none.
#   PRODPARITY_TARGET  below this folder instead of / (tests), PRODPARITY_RUNNER runs its programs
set -u
target=${PRODPARITY_TARGET:-}
program=/usr/local/bin/prodparity

agents() { # ACTION ARGUMENT...: what is wrong goes to standard error
  ${PRODPARITY_RUNNER:-} "$target$program" agents "$@" --root "${target:-/}" --program "$program" >/dev/null </dev/null
}

chosen=$(sed -n 's/^  "agents": "\([a-z, ]*\)",$/\1/p' "$target/etc/prodparity/config.json" 2>/dev/null)
wake=
! grep -q '^  "wake_idle_agents": true,$' "$target/etc/prodparity/config.json" 2>/dev/null || wake=--wake-idle
[ "${1:-}" != --anew ] || agents uninstall
case $chosen in
  '' | none) ;;
  *) agents install --agent "$chosen" ${wake:+"$wake"} ;;
esac
exit 0
