#!/bin/sh
# Wrong usage, help, output that cannot be written. $1: the built prodparity.
set -u
prodparity=$1
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

expect 0 "version" "$prodparity" --version
has out "prodparity 0."
expect 0 "help" "$prodparity" --help
has out "inventory"
has out "Exit status: 0 checked and clean"
expect 0 "help of a command" "$prodparity" inventory --help
has out "Examples:"
expect 2 "no command" "$prodparity"
has err "prodparity --help"
expect 2 "unknown command" "$prodparity" frobnicate
expect 2 "unknown option" "$prodparity" inventory --frobnicate
has err "inventory --help"
expect 2 "unknown format" "$prodparity" inventory --format xml
expect 2 "unknown ecosystem" "$prodparity" inventory --root "$scratch" --ecosystem deb,cargo
has err "unknown ecosystem 'cargo'"
expect 2 "hostile option" "$prodparity" "$(printf -- '--x\033[31m')"
harmless "a hostile option"
expect 4 "a root that is not there" "$prodparity" inventory --root "$scratch/none"
has err "$scratch/none"
expect 4 "a full disk" sh -c "'$prodparity' --help >/dev/full"
has err "cannot write"
expect 4 "closed output" sh -c "'$prodparity' inventory --root '$scratch' >&-"

printf '{"dev_only_allowed": ["gdb"]}\n' >"$scratch/good.json"
expect 0 "a good policy" "$prodparity" policy check "$scratch/good.json"
has out "1 allowed dev-only"
printf '{\n"rulez": []\n}\n' >"$scratch/bad.json"
expect 2 "an unknown key" "$prodparity" policy check "$scratch/bad.json"
has err "bad.json:2"
expect 2 "a policy that is not there" "$prodparity" policy check "$scratch/none.json"
exit "$failed"
