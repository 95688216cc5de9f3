#!/bin/sh
# prodparity agents: what is registered with coding agents, and taken away again, byte for byte.
# $1: prodparity.
set -u
prodparity=$1
tests=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/cli/common.sh
. "$tests/common.sh"
cd "$scratch" || exit 1

# shellcheck disable=SC2317 # called by expect
agents() { # ACTION ARGUMENT...
  action=$1
  shift
  "$prodparity" agents "$action" --root root --program /usr/local/bin/prodparity "$@"
}
# picture: every file below the root with its mode and bytes.
picture() { (cd root && find . -type f -o -type d -empty | sort | xargs -r stat -c '%n %a %u' && find . -type f | sort | xargs -r sha256sum); }
same() { # WHAT: the root is as in $scratch/before
  picture >after
  cmp -s before after && return
  echo "FAILED: $1: the root differs:"
  diff before after
  failed=1
}
# valid FILE PYTHON: an expression on the file as JSON is true.
valid() {
  python3 -c 'import json, sys
d = json.load(open(sys.argv[1], encoding="utf-8"))
sys.exit(0 if eval(sys.argv[2]) else print(json.dumps(d)) or 1)' "$1" "$2" && return
  echo "FAILED: $1: not true: $2"
  failed=1
}

# Nothing there: each agent's machine-wide place, and again, and away.
mkdir -p root/etc root/usr/local/share
picture >before
expect 0 "a dry run" agents install --dry-run
has out "+++ $(pwd -P)/root/etc/codex/hooks.json"
has out '+    "PostToolUse": ['
same "a dry run"
expect 0 "install" agents install
has out "codex: $(pwd -P)/root/etc/codex/hooks.json: made"
for file in claude-code/managed-settings.d/50-prodparity.json codex/hooks.json gemini-cli/system-defaults.json \
  qwen-code/system-defaults.json github-copilot/policy.d/prodparity.json cursor/hooks.json opencode/opencode.json; do
  [ "$(stat -c %a "root/etc/$file")" = 644 ] || { echo "FAILED: the mode of $file"; failed=1; }
done
# A policy file that others may write is passed over by Copilot; managed-mcp.json would end all other MCP servers.
[ ! -e root/etc/claude-code/managed-mcp.json ] || { echo "FAILED: managed-mcp.json"; failed=1; }
# OpenCode's plugin is a file beside our others, and what its settings name.
plugin=/usr/local/share/prodparity/agents/opencode-plugin.js
valid root/etc/opencode/opencode.json "d['plugin'] == ['$plugin']"
[ -s "root$plugin" ] || { echo "FAILED: no plugin"; failed=1; }
# Seconds, milliseconds, and never before a tool of Copilot's, where a failure denies the call.
valid root/etc/claude-code/managed-settings.d/50-prodparity.json 'd["hooks"]["PostToolUse"][0]["hooks"][0]["timeout"] == 5'
valid root/etc/gemini-cli/system-defaults.json 'd["hooks"]["AfterTool"][0]["hooks"][0]["timeout"] == 5000'
valid root/etc/qwen-code/system-defaults.json 'd["hooks"]["PostToolUse"][0]["hooks"][0]["timeout"] == 5'
valid root/etc/github-copilot/policy.d/prodparity.json '"preToolUse" not in d["hooks"] and "PreToolUse" not in d["hooks"]'
picture >before
expect 0 "install again" agents install
has out "claude: $(pwd -P)/root/etc/claude-code/managed-settings.d/50-prodparity.json: is there already"
same "installed twice"
expect 0 "list" agents list
has out "gemini (Gemini CLI)"
has out "  installed in $(pwd -P)/root/etc/gemini-cli/system-defaults.json (system)"
expect 0 "uninstall of one" agents uninstall --agent codex
expect 0 "list" agents list --agent codex,claude
has out "  not installed; machine-wide it would be in $(pwd -P)/root/etc/codex/hooks.json"
has out "  installed in $(pwd -P)/root/etc/claude-code"
has out 'What belongs into settings of OpenAI Codex CLI that an organisation manages:'
has out "exec /usr/local/bin/prodparity hook --agent=codex; fi'"
expect 0 "list as JSON" agents list --format json
python3 - out <<'END' || { echo "FAILED: list as JSON"; failed=1; }
import json, sys
d = json.load(open(sys.argv[1]))
assert d["schema"] == "prodparity.agents/1" and d["since"] is None
row = {one["agent"]: one for one in d["agents"]}
assert row["claude"]["places"][0]["installed"] and not row["codex"]["places"][0]["installed"]
assert row["claude"]["called"] is None and "hooks" in json.loads(row["claude"]["snippet"])
END
chmod 0666 root/etc/github-copilot/policy.d/prodparity.json
expect 0 "install" agents install --agent copilot
[ "$(stat -c %a root/etc/github-copilot/policy.d/prodparity.json)" = 644 ] || { echo "FAILED: Copilot's file is writable by all"; failed=1; }
expect 0 "uninstall" agents uninstall
[ -z "$(find root -type f)" ] || { echo "FAILED: uninstall leaves"; find root; failed=1; }
[ -z "$(find root/etc root/usr/local/share -mindepth 1)" ] || { echo "FAILED: uninstall leaves folders"; find root; failed=1; }
[ -d root/usr/local/share ] || { echo "FAILED: uninstall takes a folder of all"; failed=1; }

# Files that others keep, with comments and their own layout: away again, every byte is as it was.
mkdir -p root/etc/codex root/etc/gemini-cli root/etc/cursor root/etc/qwen-code
cp "$tests/../fixtures/settings/claude-team.json" root/etc/codex/hooks.json
cp "$tests/../fixtures/settings/gemini-comments.jsonc" root/etc/gemini-cli/system-defaults.json
cp "$tests/../fixtures/settings/cursor-crlf.json" root/etc/cursor/hooks.json
cp "$tests/../fixtures/settings/compact-bom.json" root/etc/qwen-code/system-defaults.json
chmod 0640 root/etc/codex/hooks.json
[ "$(id -u)" != 0 ] || chown 12:34 root/etc/codex/hooks.json
picture >before
expect 0 "a dry run of a merge" agents install --dry-run --agent gemini
has out '+			{"matcher": "*", "hooks": [{"type": "command", "name": "prodparity",'
same "a dry run of a merge"
expect 0 "a merge" agents install
has out "root/etc/codex/hooks.json: added; as it was: $(pwd -P)/root/etc/codex/hooks.json.prodparity-backup"
cmp -s root/etc/codex/hooks.json.prodparity-backup "$tests/../fixtures/settings/claude-team.json" || { echo "FAILED: the backup differs"; failed=1; }
valid root/etc/codex/hooks.json 'len(d["hooks"]["PostToolUse"]) == 2 and d["env"] == {"FOO": "1"} and "PreToolUse" in d["hooks"]'
for line in 'Keep the order.' '"command": "lint --stdin", "timeout": 60000 }, ],' '"ui": { "theme": "GitHub" }, // everybody'; do
  grep -qF "$line" root/etc/gemini-cli/system-defaults.json || { echo "FAILED: a merge lost: $line"; failed=1; }
done
[ "$(stat -c %a root/etc/codex/hooks.json)" = 640 ] || { echo "FAILED: a merge changed the mode"; failed=1; }
[ "$(id -u)" != 0 ] || [ "$(stat -c %u:%g root/etc/codex/hooks.json)" = 12:34 ] || { echo "FAILED: a merge changed the owner"; failed=1; }
picture >merged
expect 0 "a merge again" agents install
picture | cmp -s - merged || { echo "FAILED: merged twice is not merged once"; failed=1; }
expect 0 "taken out" agents uninstall
same "a merge taken out"

# The backup is the first state: what somebody changed since is kept, and the backup too.
expect 0 "a merge" agents install --agent codex
sed -i 's/"FOO": "1"/"FOO": "2"/' root/etc/codex/hooks.json
expect 0 "taken out" agents uninstall --agent codex
sed 's/"FOO": "1"/"FOO": "2"/' "$tests/../fixtures/settings/claude-team.json" | cmp -s - root/etc/codex/hooks.json || {
  echo "FAILED: a change of somebody's is lost"
  failed=1
}
expect 0 "a merge" agents install --agent codex
grep -q '"FOO": "1"' root/etc/codex/hooks.json.prodparity-backup || { echo "FAILED: the backup was overwritten"; failed=1; }
rm -rf root

# What cannot be read is refused, named with its line, and stays; the others are done.
mkdir -p root/etc/codex root/etc/cursor root/etc/qwen-code elsewhere
printf '{\n  "hooks": {\n' >root/etc/codex/hooks.json
printf '{"version": 2}' >root/etc/cursor/hooks.json
printf '{}' >elsewhere/system-defaults.json
ln -s "$PWD/elsewhere/system-defaults.json" root/etc/qwen-code/system-defaults.json
picture >before
expect 4 "what cannot be read" agents install --agent codex
has err "codex: not done: $(pwd -P)/root/etc/codex/hooks.json:3: the JSON text ends in mid-document"
expect 2 "another version" agents install --agent cursor
has err "root/etc/cursor/hooks.json:1: 'version' is not 1"
expect 4 "a link" agents install --agent qwen
has err "is a link to '"
same "what is refused"
expect 4 "some of all" agents install
has out "claude: $(pwd -P)/root/etc/claude-code/managed-settings.d/50-prodparity.json: made"
expect 0 "list" agents list
has out "  cannot be read (system): "
expect 0 "taken out of what cannot be read and does not name us" agents uninstall --agent codex
printf '{ "hooks": "/usr/local/bin/prodparity' >root/etc/codex/hooks.json
expect 4 "taken out of what cannot be read" agents uninstall --agent codex
[ "$(cat elsewhere/system-defaults.json)" = '{}' ] || { echo "FAILED: a link was followed"; failed=1; }
rm -rf root && mkdir -p root/etc

expect 2 "an unknown agent" agents install --agent nobody
has err "nothing can be registered with 'nobody'; there are: auto (all), claude, codex"
expect 2 "the generic one" agents install --agent generic
expect 2 "a program with a space" "$prodparity" agents install --root root --program '/opt/my tools/prodparity'
has err "cannot stand in agents' settings"
expect 2 "a program of //" "$prodparity" agents install --root root --program /opt//prodparity
expect 2 "a program outside of the root" "$prodparity" agents install --root root
has err "say with --program where it is"
expect 2 "another root's home" agents install --scope user
has err "goes with --scope system"
expect 0 "list of auto" agents list --agent auto
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
  chmod 0755 "$scratch"
  # The program stands where an ordinary user cannot look, perhaps.
  cp "$prodparity" "$scratch/prodparity" && chmod 0755 "$scratch/prodparity"
  expect 4 "not root" setpriv --reuid 65534 --regid 65534 --clear-groups "$scratch/prodparity" agents install --root root --program /p/prodparity --agent codex
  has err "the machine-wide place needs root: use sudo, or --scope user"
fi
[ -z "$(find root -type f)" ] || { echo "FAILED: something was made"; find root; failed=1; }

# A plugin of somebody's at our place is not overwritten.
mkdir -p root/usr/local/share/prodparity/agents
echo 'export const other = 1' >root/usr/local/share/prodparity/agents/opencode-plugin.js
expect 2 "another plugin" agents install --agent opencode
has err "it is not ours: move it away"
[ ! -e root/etc/opencode ] || { echo "FAILED: OpenCode is told of another plugin"; failed=1; }
rm -r root/usr

# A user's own settings and a project's.
mkdir -p home/.claude work claude-elsewhere
printf '{\n  "model": "opus" // mine\n}\n' >home/.claude/settings.json
printf '{}' >claude-elsewhere/settings.json
cp home/.claude/settings.json kept.json
expect 0 "of a user" env HOME="$PWD/home" "$prodparity" agents install --scope user --agent claude,codex --program /p/prodparity
has out "codex: it leaves hooks out, without a word, until they are approved"
grep -q '"/p/prodparity"' home/.claude/settings.json || { echo "FAILED: nothing in the home"; failed=1; }
expect 0 "of a user, elsewhere" env HOME="$PWD/home" CLAUDE_CONFIG_DIR="$PWD/claude-elsewhere" "$prodparity" agents install --scope user --agent claude --program /p/prodparity
grep -q '"/p/prodparity"' claude-elsewhere/settings.json || { echo "FAILED: CLAUDE_CONFIG_DIR is not looked at"; failed=1; }
expect 0 "of a user, away" env HOME="$PWD/home" "$prodparity" agents uninstall --scope user --program /p/prodparity
cmp -s kept.json home/.claude/settings.json || { echo "FAILED: the user's settings differ"; failed=1; }
expect 0 "a home that is not there" env HOME="$PWD/no-home" "$prodparity" agents list --scope user --agent claude --program /p/prodparity
has out "  not installed; here it would be in $PWD/no-home/.claude/settings.json"
expect 0 "of a project" "$prodparity" agents install --scope project --workspace work --program /p/prodparity
for file in .claude/settings.json .codex/hooks.json .gemini/settings.json .qwen/settings.json .github/hooks/prodparity.json .cursor/hooks.json .opencode/plugins/prodparity.js; do
  [ -f "work/$file" ] || { echo "FAILED: no $file"; failed=1; }
done
expect 0 "of a project, away" "$prodparity" agents uninstall --scope project --workspace work --program /p/prodparity
[ -z "$(find work -type f)" ] || { echo "FAILED: the project keeps files"; find work; failed=1; }

# The entries themselves: with our program gone they end well and say nothing that an agent could take for an answer.
expect 0 "install" "$prodparity" agents install --root root --program "$PWD/gone/prodparity"
python3 - root/etc <<'END' || failed=1
import json, pathlib, subprocess, sys
commands = 0
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.json")):
    def walk(value):
        global commands
        if isinstance(value, dict):
            command = value.get("bash", value.get("command"))
            if isinstance(command, str) and "args" not in value:
                commands += 1
                for shell in (["sh", "-c"], ["bash", "-c"], ["busybox", "sh", "-c"], ["fish", "-c"], ["zsh", "-c"]):
                    if "bash" in value and shell[0] != "bash":
                        continue
                    try:
                        done = subprocess.run(shell + [command], input=b"{}", capture_output=True)
                    except FileNotFoundError:
                        continue
                    if done.returncode or done.stdout not in (b"", b"{}\n") or done.stderr:
                        sys.exit(f"FAILED: {path}: {shell}: {command}: {done}")
            for part in value.values():
                walk(part)
        elif isinstance(value, list):
            for part in value:
                walk(part)
    walk(json.load(open(path, encoding="utf-8")))
sys.exit(0 if commands >= 15 else f"FAILED: only {commands} commands were tried")
END
exit "$failed"
