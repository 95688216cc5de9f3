"""Parts of a suite as processes of their own, as many at a time as there are processors."""
import concurrent.futures
import os
import subprocess
import tempfile
import time


class SideBySide:
    """`commands`: label -> argv, the longest first; the path for its result lines is put behind it.
    What one prints is shown when it ends."""

    def __init__(self, commands, work):
        self.commands, self.work, self.running = commands, work, []

    def run(self):
        """The highest exit code. Whatever ends this, ends them: each removes what it made."""
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            try:
                return max(pool.map(self._run_one, self.commands))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                self._stop()
                raise

    def result_lines(self, label):
        path = self._result_path(label)
        if not os.path.exists(path):
            return [f"fail live: {label}: it ended without a result\n"]
        with open(path, encoding="utf-8") as file:
            return file.readlines()

    def _result_path(self, label):
        return os.path.join(self.work, label.replace("/", "_"))

    def _run_one(self, label):
        start = time.monotonic()
        process = subprocess.Popen([*self.commands[label], self._result_path(label)], stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True, errors="replace")
        self.running.append(process)
        text, _ = process.communicate()
        print(f"== {label}: {time.monotonic() - start:.1f} s\n{text}", end="", flush=True)
        return process.returncode

    def _stop(self):
        for process in self.running:
            if process.poll() is None:
                process.terminate()
        for process in self.running:
            process.wait()


def run_side_by_side(commands, results):
    """Runs them; their result lines go to the file `results`, if one is named, in the labels' order."""
    with tempfile.TemporaryDirectory(prefix="prodparity-e2e.") as work:
        parts = SideBySide(commands, work)
        code = parts.run()
        if results:
            with open(results, "w", encoding="utf-8") as file:
                for label in sorted(commands):
                    file.writelines(parts.result_lines(label))
    return code
