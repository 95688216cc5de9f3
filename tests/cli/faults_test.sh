#!/bin/sh
# The daemon where the system has no more of something, and where its configuration changes.
# $1: prodparity, $2: prodparityd.
exec python3 -B "$(dirname "$0")/../e2e/faults.py" "$1" "$2"
