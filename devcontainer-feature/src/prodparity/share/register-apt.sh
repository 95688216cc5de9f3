#!/bin/sh
# Registers our hooks with apt and dpkg; --remove takes them out again. Where one of them is not
# installed, nothing is written for it.
#   PRODPARITY_TARGET  below this folder instead of / (tests)
set -u
target=${PRODPARITY_TARGET:-}
share=$target/usr/local/share/prodparity/apt

# A half-written file would stop apt: renamed into place. What begins with a dot is not read.
register() { # FILE FOLDER NAME
  if [ "${remove:-}" = yes ]; then
    rm -f "$2/$3"
    return
  fi
  if [ ! -d "$2" ] || [ ! -w "$2" ]; then return; fi
  cp "$share/$1" "$2/.$3.$$" && chmod 0644 "$2/.$3.$$" && mv -f "$2/.$3.$$" "$2/$3"
}

[ "${1:-}" != --remove ] || remove=yes
register 80prodparity "$target/etc/apt/apt.conf.d" 80prodparity
register prodparity.cfg "$target/etc/dpkg/dpkg.cfg.d" prodparity
exit 0
