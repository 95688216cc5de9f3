#!/bin/sh
# Starts the guard as the container starts, then the container's own command. Whatever goes wrong
# here is said once and never keeps the container from starting.
bin=/usr/local/bin
state=/var/lib/prodparity

# Once in the life of the image: other features were installed after ours, and no command of the
# container has run yet. A committed image keeps what it has.
complete_baseline() {
  [ -w "$state" ] && [ ! -e "$state/baseline-first-start.json" ] || return 0
  "$bin/prodparity" inventory --root / --format json >"$state/.first-start.$$" 2>/dev/null
  chmod 0644 "$state/.first-start.$$" && mv -f "$state/.first-start.$$" "$state/baseline-first-start.json"
  if grep -q '"shell_warnings": true' /etc/prodparity/config.json 2>/dev/null; then
    sh /usr/local/share/prodparity/register-shells.sh
  fi
  sh /usr/local/share/prodparity/register-agents.sh
}

if [ -x "$bin/prodparity" ]; then
  complete_baseline
  "$bin/prodparity" start --setup --no-wait </dev/null || echo "prodparity: the guard was not started; the container goes on without it" >&2
fi
# The Dev Containers CLI runs an entrypoint without arguments and goes on by itself.
[ $# = 0 ] || exec "$@"
