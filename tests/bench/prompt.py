"""What a prompt costs while nothing is new: real shells on a pseudo-terminal, with and without the
snippet, and strace's word that no process is started. The time of a prompt runs from the line break
typed until the last of the shell's prompt hooks has printed its mark."""
import fcntl
import os
import pty
import select
import shutil
import signal
import subprocess
import termios
import time

HERE = os.path.dirname(os.path.abspath(__file__))
HOOKS = os.path.join(HERE, "..", "..", "hooks", "shell")
INSTALLED = "/usr/local/bin/prodparity"
MARK = b"<prompt>"
# Last among the hooks, so that what ours costs is before it.
LAST = {"bash": "__mark() { printf '<%s>' prompt; }\nPROMPT_COMMAND=\"${PROMPT_COMMAND:+$PROMPT_COMMAND; }__mark\"\n",
        "zsh": "__mark() { printf '<%s>' prompt }\nprecmd_functions+=(__mark)\n",
        "fish": "function fish_prompt; printf '> '; end\nset -g fish_greeting\n"  # its own prompt runs git
                "function zz_mark --on-event fish_prompt; printf '<%s>' prompt; end\n"}


class Shell:
    """An interactive shell that reads no configuration but ours."""

    def __init__(self, name, client, daemon, with_hook):
        work = runtime_folder(daemon)
        folder = os.path.join(work, f"{name}-{'with' if with_hook else 'without'}")
        os.makedirs(folder, exist_ok=True)
        start = os.path.join(folder, ".zshrc")
        text = ""
        if with_hook:
            with open(os.path.join(HOOKS, f"prodparity.{name}"), encoding="utf-8") as file:
                text = file.read()
            # The client of the bench, and its daemon: root's own is elsewhere.
            text = text.replace(f"{INSTALLED} prompt", f"{client} prompt --socket {daemon.socket_path}")
            text = text.replace(INSTALLED, client)
        with open(start, "w", encoding="utf-8") as file:
            file.write(text + LAST[name])
        argv = {"bash": ["bash", "--noprofile", "--rcfile", start, "-i"], "zsh": ["zsh", "-d", "-i"],
                "fish": ["fish", "--no-config", "--init-command", f"source {start}", "-i"]}[name]
        environment = {"PATH": os.environ["PATH"], "HOME": folder, "ZDOTDIR": folder, "TERM": "dumb",
                       "LC_ALL": "C.UTF-8", "XDG_RUNTIME_DIR": work}
        self.main, secondary = pty.openpty()
        self.process = subprocess.Popen(argv, stdin=secondary, stdout=secondary, stderr=secondary,
                                        env=environment, start_new_session=True,
                                        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(secondary)
        self.seen = b""
        self.wait(30)
        for _ in range(3):  # the first prompt looks once, and what it says is not measured
            self.prompt()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.main)

    def wait(self, seconds=10):
        """Until a mark came; how long that took is the caller's business."""
        end = time.monotonic() + seconds
        while MARK not in self.seen:
            if not select.select([self.main], [], [], max(0.0, end - time.monotonic()))[0]:
                raise RuntimeError(f"{self.process.args[0]} shows no prompt; it said {self.seen[-500:]!r}")
            try:
                part = os.read(self.main, 1 << 16)
            except OSError as error:
                raise RuntimeError(f"{self.process.args[0]} ended; it said {self.seen[-500:]!r}") from error
            if b"\x1b[c" in part or b"\x1b[0c" in part:
                os.write(self.main, b"\x1b[?62;22c")  # fish asks what kind of terminal this is
            self.seen += part
        self.seen = self.seen.split(MARK, 1)[1]

    def prompt(self):
        """Milliseconds until the next prompt."""
        start = time.perf_counter()
        os.write(self.main, b"\n")
        self.wait()
        return (time.perf_counter() - start) * 1000


def cost(name, daemon, client, prompts):
    """(milliseconds with, milliseconds without), means of so many prompts taken in turn."""
    with Shell(name, client, daemon, True) as guarded, Shell(name, client, daemon, False) as plain:
        times = [(guarded.prompt(), plain.prompt()) for _ in range(prompts)]
    return tuple(sum(column) / prompts for column in zip(*times))


def processes_started(name, daemon, client, prompts):
    """How many processes and programs so many prompts started."""
    listed = os.path.join(runtime_folder(daemon), "strace-" + name)
    with Shell(name, client, daemon, True) as shell:
        trace = subprocess.Popen(["strace", "-f", "-e", "trace=clone,clone3,fork,vfork,execve", "-o", listed,
                                  "-p", str(shell.process.pid)], stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if "attached" not in (said := trace.stderr.readline()):
            raise RuntimeError(f"strace: {said.strip()}")
        for _ in range(prompts):
            shell.prompt()
        trace.send_signal(signal.SIGINT)
        trace.communicate()
    with open(listed, encoding="utf-8") as file:
        return sum("(" in line and "+++" not in line and "---" not in line for line in file)


def runtime_folder(daemon):
    """The XDG_RUNTIME_DIR where the snippets find this daemon."""
    return os.path.dirname(daemon.run_folder)


def shells():
    return [name for name in LAST if shutil.which(name)]
