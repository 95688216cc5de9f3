#!/bin/sh
# The feature's install.sh on a small root, under dash and busybox. $1: prodparity, $2: prodparityd,
# $3: prodparity-fetch.
# As root (it makes files of root's); the refusals need none.
# shellcheck disable=SC2016  # "$" belongs to the options that are tried
set -u
prodparity=$1
prodparityd=$2
fetch=$3
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"
project=$(cd "$(dirname "$0")/../.." && pwd)

feature=$scratch/feature
case $(uname -m) in x86_64) architecture=amd64 ;; *) architecture=arm64 ;; esac
mkdir -p "$feature/bin/$architecture" "$feature/share/shell" "$feature/share/apt"
cp -r "$project/devcontainer-feature/src/prodparity/." "$feature/"
cp "$project"/hooks/shell/* "$feature/share/shell/"
cp "$project"/hooks/apt/* "$feature/share/apt/"
ln "$prodparity" "$feature/bin/$architecture/prodparity" 2>/dev/null || cp "$prodparity" "$feature/bin/$architecture/prodparity"
ln "$prodparityd" "$feature/bin/$architecture/prodparityd" 2>/dev/null || cp "$prodparityd" "$feature/bin/$architecture/prodparityd"
ln "$fetch" "$feature/bin/$architecture/prodparity-fetch" 2>/dev/null || cp "$fetch" "$feature/bin/$architecture/prodparity-fetch"
echo '{}' >"$feature/share/trusted_root.json"
(cd "$feature" && find bin share -type f | sort | xargs sha256sum) >"$scratch/sums"
mv "$scratch/sums" "$feature/SHA256SUMS"

root=$scratch/root
make_root() {
  rm -rf "$root"
  mkdir -p "$root/etc/zsh" "$root/etc/profile.d" "$root/var/lib/dpkg"
  printf 'ID=debian\nVERSION_ID="12"\n' >"$root/etc/os-release"
  printf 'Package: libssl3\nStatus: install ok installed\nArchitecture: amd64\nVersion: 3.0.20-1\n\n' >"$root/var/lib/dpkg/status"
  printf 'no line end' >"$root/etc/bash.bashrc"
  echo 'setopt nobeep' >"$root/etc/zsh/zshrc"
}
# untouched: nothing was made in the root.
untouched() {
  [ -z "$(find "$root" -path '*prodparity*')" ] && return
  echo "FAILED: $1: the root was changed"
  failed=1
}
# same FILE TEXT: the file of the root holds this line.
wakes_idle() { # true or false: whether who waits for idle agents is registered
  registered=false
  if grep -q asyncRewake "$root/etc/claude-code/managed-settings.d/50-prodparity.json"; then registered=true; fi
  if [ "$registered" != "$1" ] ||
    ! grep -qx "const wakesIdle = $1" "$root/usr/local/share/prodparity/agents/opencode-plugin.js"; then
    echo "FAILED: that idle agents are woken is not $1"
    failed=1
  fi
}
holds() {
  grep -qxF -e "$2" "$root$1" && return
  echo "FAILED: $1 lacks '$2':"
  cat "$root$1"
  failed=1
}
export PRODPARITY_TARGET="$root"

if [ "$(id -u)" != 0 ]; then
  make_root
  expect 1 "not root" sh "$feature/install.sh"
  has err "needs root"
  untouched "not root"
  exit "$failed"
fi

# Another user, and a part of the system that cannot be written: nothing is changed.
make_root
chmod 0777 "$root" "$root/etc" "$root/var/lib"
chmod 0755 "$scratch" "$feature"
if command -v setpriv >/dev/null; then
  expect 1 "not root" setpriv --reuid 65534 --regid 65534 --clear-groups sh "$feature/install.sh"
  has err "needs root"
  untouched "not root"
fi
for part in usr/local var/lib etc; do
  make_root
  mkdir -p "$root/$part"
  if unshare -m mount --bind -o ro "$root/$part" "$root/$part" 2>/dev/null; then
    expect 1 "read-only /$part" unshare -m sh -c \
      'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && sh "$2"' sh "$root/$part" "$feature/install.sh"
    has err "cannot be written"
    has err "/$part"
    untouched "read-only /$part"
  else
    echo "left out: mounting is not allowed here"
  fi
done

for shell in dash "busybox sh" "bash --posix"; do
  command -v "${shell%% *}" >/dev/null || continue
  make_root
  refused() { # WHAT TEXT VARIABLE=VALUE...
    what=$1 text=$2
    shift 2
    # shellcheck disable=SC2086  # "busybox sh" is two words
    expect 1 "$shell: $what" env "$@" $shell "$feature/install.sh"
    has err "$text"
    untouched "$what"
  }
  refused "another machine" "no programs for the architecture 'riscv64'" PRODPARITY_MACHINE=riscv64
  refused "required, and nobody is named" "nobody is named" VERIFY=require
  refused "an identity without its issuer" "belong together" CERTIFICATEIDENTITY=me
  refused "a key and an identity" "both given" KEYS=/k.pub CERTIFICATEIDENTITY=me CERTIFICATEOIDCISSUER=x
  refused "an age that is none" "number of days" MAXAGEDAYS=old
  refused "a line break" "line break" "POLICY=a
b"
  refused "a control character" "control character" "AGENTS=$(printf 'a\033b')"
  refused "an agent" "the option 'agents' is 'claude,nobody': nothing can be registered with 'nobody'; there are: auto (all), claude, codex" AGENTS=claude,nobody
  refused "an agent's name" "may be auto, none, or names separated by commas" 'AGENTS=claude;true'
  refused "enforce" "may be warn or block" ENFORCE=perhaps
  refused "waking" "the option 'wakeIdleAgents' is 'yes'; it may be true or false" WAKEIDLEAGENTS=yes
  refused "attribution" "may be agents, all or off" ATTRIBUTION=some
  refused "log level" "may be debug, info, warn or error" LOGLEVEL=loud
  refused "shell warnings" "may be true or false" SHELLWARNINGS=1
  refused "a digest" "begins with sha256:" BASEIMAGEDIGEST=12
  mv "$feature/SHA256SUMS" "$scratch/kept"
  refused "no checksums" "SHA256SUMS' is missing" X=
  sed 's/^./0/;s/^0./01/' "$scratch/kept" >"$feature/SHA256SUMS"
  refused "a changed file" "is not what SHA256SUMS says" X=
  mv "$scratch/kept" "$feature/SHA256SUMS"
  for file in share/post-start.sh "bin/$architecture/prodparityd"; do
    mv "$feature/$file" "$scratch/kept"
    python3 -c 'import sys
data = bytearray(open(sys.argv[1], "rb").read())
data[len(data) // 2] ^= 1
open(sys.argv[2], "wb").write(data)' "$scratch/kept" "$feature/$file"
    refused "a flipped byte in $file" "is not what SHA256SUMS says" X=
    mv -f "$scratch/kept" "$feature/$file"
  done
  # As the Dev Containers CLI hands options over: a file that a shell reads.
  printf 'REFERENCE="a "b" $HOME"\n' >"$feature/devcontainer-features.env"
  refused "an option that the CLI changed" "the option 'reference' arrives as 'a b /root'" "REFERENCE=a b /root"
  rm "$feature/devcontainer-features.env"

  # Whose word counts.
  # shellcheck disable=SC2086
  expect 0 "$shell: installs with a signer" env REFERENCE=registry.example/api:main VERIFY=require \
    CERTIFICATEIDENTITY='https://example.org/a "b"' CERTIFICATEOIDCISSUER=x MAXAGEDAYS=30 ALLOWUNSIGNED=true \
    $shell "$feature/install.sh"
  python3 - "$root" <<'END' || { echo "FAILED: the configuration has not the signer that was given"; failed=1; }
import json, sys
config = json.load(open(sys.argv[1] + "/etc/prodparity/config.json", encoding="utf-8"))
assert config["reference"] == "registry.example/api:main" and config["verify"] == "require", config
assert config["certificate_identity"] == 'https://example.org/a "b"', config
assert config["certificate_oidc_issuer"] == "x" and config["max_age_days"] == "30", config
assert config["allow_unsigned"] is True and "keys" not in config, config
END

  # Twice, as an update is: the same result, one line in each shell's file.
  for round in first again; do
    # shellcheck disable=SC2086
    expect 0 "$shell: installs ($round)" env REFERENCE='a "b" $c \ d'"'"'e' POLICY='p; q' \
      BASEIMAGEDIGEST=sha256:00 _REMOTE_USER=vscode $shell "$feature/install.sh"
  done
  has out "1 components"
  python3 - "$root" <<'END' || { echo "FAILED: the configuration is not exactly what was given"; failed=1; }
import json, sys
config = json.load(open(sys.argv[1] + "/etc/prodparity/config.json", encoding="utf-8"))
assert config == {"reference": "a \"b\" $c \\ d'e", "policy": "p; q", "enforce": "warn", "shell_warnings": True,
                  "agents": "auto", "wake_idle_agents": False, "attribution": "agents", "log_level": "info"}, config
END
  holds /etc/prodparity/config.json '  "reference": "a \"b\" $c \\ d'"'"'e",'
  holds /etc/prodparity/config.json '  "policy": "p; q",'
  holds /var/lib/prodparity/installed.json '  "remote_user": "vscode",'
  holds /var/lib/prodparity/installed.json '  "base_image_digest": "sha256:00"'
  holds /etc/bash.bashrc 'no line end'
  for file in /etc/bash.bashrc /etc/zsh/zshrc; do
    [ "$(grep -c prodparity "$root$file")" = 1 ] || { echo "FAILED: $file"; cat "$root$file"; failed=1; }
  done
  if [ -e "$root/etc/apt" ] || [ -e "$root/etc/dpkg" ]; then
    echo "FAILED: where there is no apt, something was written"
    failed=1
  fi
  mkdir -p "$root/etc/apt/apt.conf.d" "$root/etc/dpkg/dpkg.cfg.d"
  # shellcheck disable=SC2086
  expect 0 "$shell: registers with apt" env $shell "$feature/install.sh"
  cmp "$project/hooks/apt/80prodparity" "$root/etc/apt/apt.conf.d/80prodparity" || failed=1
  cmp "$project/hooks/apt/prodparity.cfg" "$root/etc/dpkg/dpkg.cfg.d/prodparity" || failed=1
  # shellcheck disable=SC2086
  expect 0 "$shell: unregisters" $shell "$root/usr/local/share/prodparity/register-apt.sh" --remove
  [ -z "$(find "$root/etc/apt" "$root/etc/dpkg" -type f)" ] || { echo "FAILED: apt or dpkg still has ours"; failed=1; }
  grep -q libssl3 "$root/var/lib/prodparity/baseline.json" || { echo "FAILED: no baseline"; failed=1; }
  expect 0 "the installed program runs" "$root/usr/local/bin/prodparity" --version
  wakes_idle false
  # Without warnings the lines are gone again, and what was there is as it was.
  # shellcheck disable=SC2086
  expect 0 "$shell: no warnings" env SHELLWARNINGS=false WAKEIDLEAGENTS=true $shell "$feature/install.sh"
  holds /etc/prodparity/config.json '  "wake_idle_agents": true,'
  wakes_idle true
  if grep -rq prodparity "$root/etc/bash.bashrc" "$root/etc/zsh/zshrc" "$root/etc/profile.d" "$root/etc/fish"; then
    echo "FAILED: a shell still sources ours"
    failed=1
  fi
  holds /etc/zsh/zshrc 'setopt nobeep'

  # Coding agents: all of them so far; then those of the option alone, beside what somebody else keeps.
  for file in claude-code/managed-settings.d/50-prodparity.json codex/hooks.json gemini-cli/system-defaults.json \
    qwen-code/system-defaults.json github-copilot/policy.d/prodparity.json cursor/hooks.json opencode/opencode.json; do
    grep -qE '/usr/local/(bin|share)/prodparity' "$root/etc/$file" || { echo "FAILED: no agent's $file"; failed=1; }
    grep -qxF -e "/etc/$file" "$root/usr/local/share/prodparity/own-files" || { echo "FAILED: $file is not among our files"; failed=1; }
  done
  if grep -rqF "$root" "$root/etc/codex" "$root/etc/claude-code"; then
    echo "FAILED: an agent is told a path outside of the image"
    failed=1
  fi
  printf '{\n  "hooks": {}, // ours\n}\n' >"$scratch/hooks.json"
  cp "$scratch/hooks.json" "$root/etc/codex/hooks.json"
  printf '{' >"$root/etc/cursor/hooks.json"
  # shellcheck disable=SC2086
  expect 0 "$shell: agents" env AGENTS='codex, cursor' $shell "$feature/install.sh"
  has err "cursor: not done: "
  [ ! -e "$root/etc/claude-code" ] || { echo "FAILED: an agent that is not in the option keeps it"; failed=1; }
  grep -q 'hook --agent=codex' "$root/etc/codex/hooks.json" || { echo "FAILED: Codex has no hook"; failed=1; }
  # Another feature wrote it anew after ours: the first start completes it.
  cp "$scratch/hooks.json" "$root/etc/codex/hooks.json"
  # shellcheck disable=SC2086
  expect 0 "$shell: agents at the first start" $shell "$root/usr/local/share/prodparity/register-agents.sh"
  grep -q 'hook --agent=codex' "$root/etc/codex/hooks.json" || { echo "FAILED: Codex has no hook any more"; failed=1; }
  # shellcheck disable=SC2086
  expect 0 "$shell: no agents" env AGENTS=none $shell "$feature/install.sh"
  if grep -q . "$scratch/err"; then echo "FAILED: $shell: no agents: it says:"; cat "$scratch/err"; failed=1; fi
  cmp "$scratch/hooks.json" "$root/etc/codex/hooks.json" || { echo "FAILED: Codex' file is not as it was"; failed=1; }
done
exit "$failed"
