"""How each agent is told to call us, in its machine-wide layer. Gemini CLI asks its model nothing, and
Copilot CLI ends, where a hook's command is not there: it is looked for first."""
import json

CLIENT = "/usr/local/bin/prodparity"
PLUGIN = "/usr/local/share/prodparity/agents/opencode-plugin.js"


def command(agent):
    return f"if [ -x {CLIENT} ]; then exec {CLIENT} hook --agent={agent}; fi"


def nested(agent, events, seconds=5):
    """The form that Claude Code made and others took over."""
    hook = {"type": "command", "command": command(agent), "timeout": seconds}
    return json.dumps({"hooks": {event: [{"hooks": [hook]} if matcher is None else
                                         {"matcher": matcher, "hooks": [hook]}]
                                 for event, matcher in events.items()}})


CLAUDE = {"SessionStart": None, "PostToolUse": "*", "PostToolUseFailure": "*", "UserPromptSubmit": None}
COPILOT = {"type": "command", "bash": command("copilot"), "timeoutSec": 5}

FILES = {
    "claude": {"/etc/claude-code/managed-settings.d/50-prodparity.json": nested("claude", CLAUDE)},
    "codex": {"/etc/codex/hooks.json": nested(
        "codex", {"SessionStart": None, "PostToolUse": "*", "UserPromptSubmit": None})},
    "gemini": {"/etc/gemini-cli/system-defaults.json": nested(
        "gemini", {"SessionStart": None, "AfterTool": "*", "BeforeAgent": None}, 5000)},
    "qwen": {"/etc/qwen-code/system-defaults.json": nested("qwen", CLAUDE)},
    "copilot": {"/etc/github-copilot/policy.d/prodparity.json": json.dumps({"version": 1, "hooks": {
        event: [COPILOT] for event in ("sessionStart", "postToolUse", "userPromptSubmitted", "notification")}})},
    "opencode": {"/etc/opencode/opencode.json": json.dumps({"plugin": [PLUGIN]})},
}
