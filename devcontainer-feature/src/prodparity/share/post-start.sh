#!/bin/sh
# After the container's own set-up commands, as the remote user, in the workspace: starts the guard
# where no entrypoint did, hands it the workspace, and ends the quiet set-up phase. Idempotent.
# Never fails: a failing postStartCommand would hide the user's own.
workspace=${1:-$PWD}
case $workspace in
  /*) ;;
  *) workspace=$PWD ;;  # a variable that nobody replaced
esac
# A shell that another feature installed after ours, where no entrypoint has registered it.
if grep -q '"shell_warnings": true' /etc/prodparity/config.json 2>/dev/null; then
  sh /usr/local/share/prodparity/register-shells.sh
fi
# The machine-wide settings of coding agents are root's.
[ "$(id -u)" != 0 ] || sh /usr/local/share/prodparity/register-agents.sh
/usr/local/bin/prodparity start --workspace "$workspace" --setup-done </dev/null ||
  echo "prodparity: the guard does not run; see: prodparity status" >&2
exit 0
