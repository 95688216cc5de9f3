#!/bin/sh
# Lets the shells that are installed source our snippets; --remove takes the lines out again. Only
# files that are there are touched (making /etc/zsh/zshrc would break the later installation of
# zsh), each gets one line, once.
#   PRODPARITY_TARGET  below this folder instead of / (tests)
set -u
target=${PRODPARITY_TARGET:-}
shell=/usr/local/share/prodparity/shell
mark='# prodparity: what is new, at the prompt'

remove_line() { # FILE: in place, so that owner, mode and links stay
  grep -qF "$mark" "$1" || return 0
  text=$(grep -vF "$mark" "$1"; printf x)
  printf '%s' "${text%x}" >"$1"
}
add_line() { # FILE SNIPPET
  grep -qF "$mark" "$1" && return 0
  # A file without a line end at its end must not swallow ours.
  [ -z "$(tail -c 1 "$1")" ] || printf '\n' >>"$1"
  printf '[ ! -r %s ] || . %s  %s\n' "$2" "$2" "$mark" >>"$1"
}

for file in /etc/bash.bashrc /etc/bashrc /etc/bash/bashrc; do
  if [ ! -f "$target$file" ] || [ ! -w "$target$file" ]; then continue; fi
  if [ "${1:-}" = --remove ]; then remove_line "$target$file"; else add_line "$target$file" "$shell/prodparity.bash"; fi
done
for file in /etc/zsh/zshrc /etc/zshrc; do
  if [ ! -f "$target$file" ] || [ ! -w "$target$file" ]; then continue; fi
  if [ "${1:-}" = --remove ]; then remove_line "$target$file"; else add_line "$target$file" "$shell/prodparity.zsh"; fi
done

if [ "${1:-}" = --remove ]; then
  rm -f "$target/etc/profile.d/prodparity.sh" "$target/etc/fish/conf.d/prodparity.fish"
  exit 0
fi
# A login bash that reads no bashrc; other shells read profile.d too and are left alone.
if [ -d "$target/etc/profile.d" ] && [ -w "$target/etc/profile.d" ]; then
  cat >"$target/etc/profile.d/prodparity.sh" <<END
$mark
if [ -n "\${BASH_VERSION:-}" ] && [ -r $shell/prodparity.bash ]; then . $shell/prodparity.bash; fi
END
fi
# A drop-in folder: no package owns this file, so it can be made before fish comes.
if mkdir -p "$target/etc/fish/conf.d" 2>/dev/null && [ -w "$target/etc/fish/conf.d" ]; then
  cat >"$target/etc/fish/conf.d/prodparity.fish" <<END
$mark
test -r $shell/prodparity.fish; and source $shell/prodparity.fish
END
fi
exit 0
