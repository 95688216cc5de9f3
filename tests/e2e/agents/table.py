"""Agent by case, from the result lines."""
import re

LINE = re.compile(r"(pass|fail|skip) live: agents: ([^:]+): (.*)\n?")
MARK = {"pass": "yes", "fail": "NO", "skip": "-"}


def table(titles, lines):
    found = [match.groups() for match in map(LINE.fullmatch, lines) if match]
    cases = list(dict.fromkeys(case for _, _, case in found))
    words = {(title, case): MARK[word] for word, title, case in found}
    rows = [["case", *titles]] + [[case, *(words.get((title, case), "") for title in titles)] for case in cases]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    text = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in rows]
    text.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(text)
