#!/bin/sh
# Installs the guard into an image that is being built: three static programs, the scripts that start
# them, shell snippets, coding agents' hooks, the configuration, and a first Inventory of the image (the
# Baseline).
# POSIX sh (dash, busybox), no network, no package manager. Everything that can be wrong is checked
# before anything is changed; run again it gives the same result.
#   PRODPARITY_TARGET  install below this folder instead of / (tests)
#   PRODPARITY_MACHINE, PRODPARITY_RUNNER  another architecture, and what runs its programs (tests)
set -eu
umask 022

say() { printf 'prodparity: %s\n' "$*"; }
die() {
  printf 'prodparity: not installed: %s\n' "$*" >&2
  exit 1
}

here=$(cd "$(dirname "$0")" && pwd)
target=${PRODPARITY_TARGET:-}
bin=$target/usr/local/bin
share=$target/usr/local/share/prodparity
state=$target/var/lib/prodparity
configuration=$target/etc/prodparity

# The options, as the Dev Containers CLI hands them: capitals, no punctuation.
reference=${REFERENCE:-}
verify=${VERIFY:-auto}
keys=${KEYS:-}
certificate_identity=${CERTIFICATEIDENTITY:-}
certificate_identity_regexp=${CERTIFICATEIDENTITYREGEXP:-}
certificate_oidc_issuer=${CERTIFICATEOIDCISSUER:-}
certificate_oidc_issuer_regexp=${CERTIFICATEOIDCISSUERREGEXP:-}
trusted_root=${TRUSTEDROOT:-}
allow_unsigned=${ALLOWUNSIGNED:-false}
max_age_days=${MAXAGEDAYS:-}
ca_file=${CAFILE:-}
https_proxy_option=${HTTPSPROXY:-}
no_proxy_option=${NOPROXY:-}
policy=${POLICY:-}
enforce=${ENFORCE:-warn}
shell_warnings=${SHELLWARNINGS:-true}
agents=${AGENTS:-auto}
wake_idle_agents=${WAKEIDLEAGENTS:-false}
attribution=${ATTRIBUTION:-agents}
log_level=${LOGLEVEL:-info}
base_image_digest=${BASEIMAGEDIGEST:-}

# ---- what can be wrong, before anything is changed ----

[ "$(id -u)" = 0 ] || die "install.sh needs root; features are installed as root while the image is built"

machine=${PRODPARITY_MACHINE:-$(uname -m)}
case $machine in
  x86_64 | amd64) architecture=amd64 ;;
  aarch64 | arm64) architecture=arm64 ;;
  *) die "no programs for the architecture '$machine'; there are x86_64 and aarch64" ;;
esac
programs=$here/bin/$architecture
for program in prodparity prodparityd prodparity-fetch; do
  [ -f "$programs/$program" ] || die "'$programs/$program' is missing: this feature was packed without $architecture"
done

[ -f "$here/SHA256SUMS" ] || die "'$here/SHA256SUMS' is missing: take the feature as it was released"
command -v sha256sum >/dev/null || die "sha256sum is missing (coreutils or busybox has it)"
(cd "$here" && grep -E "  (share/|bin/$architecture/)" SHA256SUMS | sha256sum -c - >/dev/null 2>&1) ||
  die "a file of the feature is not what SHA256SUMS says: the download is damaged, or was changed"

# Line breaks would end a line of the configuration; no path or list needs them.
one_line() { # NAME VALUE
  case $2 in
    *'
'*) die "the option '$1' holds a line break" ;;
  esac
  printf '%s' "$2" | LC_ALL=C grep -q '[[:cntrl:]]' && die "the option '$1' holds a control character"
  [ ${#2} -le 4096 ] || die "the option '$1' has more than 4096 characters"
}
one_line reference "$reference"
one_line keys "$keys"
one_line certificateIdentity "$certificate_identity"
one_line certificateIdentityRegexp "$certificate_identity_regexp"
one_line certificateOidcIssuer "$certificate_oidc_issuer"
one_line certificateOidcIssuerRegexp "$certificate_oidc_issuer_regexp"
one_line trustedRoot "$trusted_root"
one_line maxAgeDays "$max_age_days"
one_line caFile "$ca_file"
one_line httpsProxy "$https_proxy_option"
one_line noProxy "$no_proxy_option"
one_line policy "$policy"
one_line agents "$agents"
one_line baseImageDigest "$base_image_digest"
# The CLI writes each option between double quotes into this file, as it is, and lets a shell read it:
# what holds a quote, "$" or a backtick arrives as something else.
as_given() { # NAME VARIABLE VALUE
  given=$here/devcontainer-features.env
  [ -f "$given" ] && grep -q "^$2=" "$given" || return 0
  grep -qxF -e "$2=\"$3\"" "$given" ||
    die "the option '$1' arrives as '$3', which is not what was written: the Dev Containers CLI changes values with \", \$, \` or \\; choose one without"
}
as_given reference REFERENCE "$reference"
as_given keys KEYS "$keys"
as_given certificateIdentity CERTIFICATEIDENTITY "$certificate_identity"
as_given certificateIdentityRegexp CERTIFICATEIDENTITYREGEXP "$certificate_identity_regexp"
as_given certificateOidcIssuer CERTIFICATEOIDCISSUER "$certificate_oidc_issuer"
as_given certificateOidcIssuerRegexp CERTIFICATEOIDCISSUERREGEXP "$certificate_oidc_issuer_regexp"
as_given trustedRoot TRUSTEDROOT "$trusted_root"
as_given maxAgeDays MAXAGEDAYS "$max_age_days"
as_given caFile CAFILE "$ca_file"
as_given httpsProxy HTTPSPROXY "$https_proxy_option"
as_given noProxy NOPROXY "$no_proxy_option"
as_given policy POLICY "$policy"
as_given agents AGENTS "$agents"
as_given baseImageDigest BASEIMAGEDIGEST "$base_image_digest"
# The program itself knows whom it can be registered with.
case $agents in
  none) ;;
  *[!a-z,\ ]*) die "the option 'agents' is '$agents'; it may be auto, none, or names separated by commas" ;;
  *)
    said=$(${PRODPARITY_RUNNER:-} "$programs/prodparity" agents list --agent "$agents" --root "${target:-/}" \
      --program /usr/local/bin/prodparity 2>&1) || die "the option 'agents' is '$agents': ${said#prodparity: }"
    ;;
esac
case $enforce in warn | block) ;; *) die "the option 'enforce' is '$enforce'; it may be warn or block" ;; esac
case $shell_warnings in true | false) ;; *) die "the option 'shellWarnings' is '$shell_warnings'; it may be true or false" ;; esac
case $wake_idle_agents in true | false) ;; *) die "the option 'wakeIdleAgents' is '$wake_idle_agents'; it may be true or false" ;; esac
case $attribution in agents | all | off) ;; *) die "the option 'attribution' is '$attribution'; it may be agents, all or off" ;; esac
case $log_level in debug | info | warn | error) ;; *) die "the option 'logLevel' is '$log_level'; it may be debug, info, warn or error" ;; esac
case $verify in auto | require | off) ;; *) die "the option 'verify' is '$verify'; it may be auto, require or off" ;; esac
named=$certificate_identity$certificate_identity_regexp issuer=$certificate_oidc_issuer$certificate_oidc_issuer_regexp
[ "$verify" != require ] || [ -n "$keys$named" ] ||
  die "the option 'verify' is require, and nobody is named: give keys, or certificateIdentity and certificateOidcIssuer"
case ${named:+named}${issuer:+issuer} in
  '' | namedissuer) ;;
  *) die "certificateIdentity and certificateOidcIssuer (or their patterns) belong together, and one is missing" ;;
esac
[ -z "$keys" ] || [ -z "$named" ] || die "the options 'keys' and 'certificateIdentity' are both given: it is signed with one of them"
case $allow_unsigned in true | false) ;; *) die "the option 'allowUnsigned' is '$allow_unsigned'; it may be true or false" ;; esac
case $max_age_days in *[!0-9]*) die "the option 'maxAgeDays' is '$max_age_days'; it is a number of days" ;; esac
case $base_image_digest in
  '' | sha256:*) ;;
  *) die "the option 'baseImageDigest' is '$base_image_digest'; it begins with sha256:" ;;
esac

# The nearest folder that is there decides whether the path can be made. test -w is true for root
# on a read-only mount in some shells, so a file is really made.
writable() {
  folder=$1
  while [ ! -d "$folder" ]; do folder=$(dirname "$folder"); done
  probe=$folder/.prodparity.$$
  (: >"$probe") 2>/dev/null || die "'$folder' cannot be written, so '$1' cannot be made: is it read-only?"
  rm -f "$probe"
}
for folder in "$bin" "$share" "$state" "$configuration"; do
  [ ! -L "$folder" ] || [ "$folder" = "$bin" ] || die "'$folder' is a link: remove it"
  writable "$folder"
done

# ---- from here on the image is changed ----

# A program that runs is replaced, not written into: an update in place works.
put() { # MODE FROM TO
  cp "$2" "$3.new.$$"
  chmod "$1" "$3.new.$$"
  mv -f "$3.new.$$" "$3"
}

mkdir -p "$bin" "$share/shell" "$state" "$configuration"
chmod 0755 "$share" "$share/shell" "$state" "$configuration"
for program in prodparity prodparityd prodparity-fetch; do put 0755 "$programs/$program" "$bin/$program"; done
put 0644 "$here/share/trusted_root.json" "$share/trusted_root.json"
for script in "$here"/share/*.sh; do put 0755 "$script" "$share/$(basename "$script")"; done
for snippet in "$here"/share/shell/*; do put 0644 "$snippet" "$share/shell/$(basename "$snippet")"; done

version=$(${PRODPARITY_RUNNER:-} "$bin/prodparity" --version) || die "'$bin/prodparity' does not run here"
version=${version#prodparity }

# A JSON string of one line.
json() { printf '"%s"' "$(printf '%s' "$1" | sed 's/\\/\\\\/g; s/"/\\"/g')"; }

# Whose word counts, where anything is said of it.
trust=
given() { # KEY VALUE
  [ -z "$2" ] || trust="$trust  \"$1\": $(json "$2"),
"
}
[ "$verify" = auto ] || given verify "$verify"
given keys "$keys"
given certificate_identity "$certificate_identity"
given certificate_identity_regexp "$certificate_identity_regexp"
given certificate_oidc_issuer "$certificate_oidc_issuer"
given certificate_oidc_issuer_regexp "$certificate_oidc_issuer_regexp"
given trusted_root "$trusted_root"
given max_age_days "$max_age_days"
given ca_file "$ca_file"
given https_proxy "$https_proxy_option"
given no_proxy "$no_proxy_option"
[ "$allow_unsigned" = false ] || trust="$trust  \"allow_unsigned\": true,
"

cat >"$configuration/config.json.new" <<END
{
  "reference": $(json "$reference"),
$trust  "policy": $(json "$policy"),
  "enforce": $(json "$enforce"),
  "shell_warnings": $shell_warnings,
  "agents": $(json "$agents"),
  "wake_idle_agents": $wake_idle_agents,
  "attribution": $(json "$attribution"),
  "log_level": $(json "$log_level")
}
END
chmod 0644 "$configuration/config.json.new"
mv -f "$configuration/config.json.new" "$configuration/config.json"

# What a running container cannot learn later.
cat >"$state/installed.json" <<END
{
  "schema": "prodparity.installed/1",
  "feature_version": $(json "$version"),
  "time": $(json "$(date -u +%Y-%m-%dT%H:%M:%SZ)"),
  "architecture": $(json "$architecture"),
  "remote_user": $(json "${_REMOTE_USER:-}"),
  "container_user": $(json "${_CONTAINER_USER:-}"),
  "base_image_digest": $(json "$base_image_digest")
}
END
chmod 0644 "$state/installed.json"

# Shells that are there; what another feature installs later is registered at the first start.
if [ "$shell_warnings" = true ]; then
  PRODPARITY_TARGET=$target sh "$share/register-shells.sh"
else
  PRODPARITY_TARGET=$target sh "$share/register-shells.sh" --remove
fi

PRODPARITY_TARGET=$target sh "$share/register-agents.sh" --anew

# Package managers that are there.
mkdir -p "$share/apt"
for hook in "$here"/share/apt/*; do put 0644 "$hook" "$share/apt/$(basename "$hook")"; done
PRODPARITY_TARGET=$target sh "$share/register-apt.sh"

# The guard's own files: they are never drift.
cat >"$share/own-files" <<END
/usr/local/bin/prodparity
/usr/local/bin/prodparityd
/usr/local/bin/prodparity-fetch
/usr/local/share/prodparity
/var/lib/prodparity
/etc/prodparity
/etc/profile.d/prodparity.sh
/etc/fish/conf.d/prodparity.fish
/etc/claude-code/managed-settings.d/50-prodparity.json
/etc/codex/hooks.json
/etc/gemini-cli/system-defaults.json
/etc/qwen-code/system-defaults.json
/etc/github-copilot/policy.d/prodparity.json
/etc/cursor/hooks.json
/etc/opencode/opencode.json
/etc/apt/apt.conf.d/80prodparity
/etc/dpkg/dpkg.cfg.d/prodparity
/run/prodparity
END

# The Baseline: the image as it is now. Features that come after ours are added by the first start.
rm -f "$state/baseline-first-start.json"
${PRODPARITY_RUNNER:-} "$bin/prodparity" inventory --root "${target:-/}" --format json >"$state/baseline.json.new" ||
  say "the image's packages could not be read completely; the baseline holds what could be read"
chmod 0644 "$state/baseline.json.new"
mv -f "$state/baseline.json.new" "$state/baseline.json"

say "$version installed ($architecture); baseline: $(grep -c '"version":' "$state/baseline.json" || true) components"
[ -n "$reference" ] || say "no reference is set: the policy file may name production's SBOM, or set the option 'reference'"
