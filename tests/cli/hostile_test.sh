#!/bin/sh
# Folders and sockets of other users, a full disk, clocks that jump. $1: prodparity, $2: prodparityd.
exec python3 -B "$(dirname "$0")/../e2e/hostile_test.py" "$1" "$2"
