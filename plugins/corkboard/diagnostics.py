"""Problems in what people wrote: where, what is wrong, and what was probably meant."""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import lru_cache

__all__ = [
    "Format",
    "Problem",
    "ProblemsError",
    "Severity",
    "any_errors",
    "as_github",
    "as_json",
    "as_text",
    "did_you_mean",
    "nearest",
    "problem_at",
    "quoted",
    "sort_problems",
    "tally",
]


class Severity(StrEnum):
    """What follows from a problem: no build, a build unless warnings count as errors, or nothing."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


class Format(StrEnum):
    """How problems can be printed."""

    TEXT = "text"
    GITHUB = "github"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend.  Lines and columns count from 1, columns in characters.

    `excerpt` is the source line, of a long one the part around the column, and empty where there is none to
    show; `caret` is the place in it.
    """

    file: str
    line: int
    column: int
    field: str
    message: str
    hint: str = ""
    excerpt: str = ""
    caret: int = 0
    severity: Severity = Severity.ERROR


class ProblemsError(Exception):
    """Raised where work cannot go on; carries every problem found until then."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sort_problems(problems)
        super().__init__(tally(self.problems))


def problem_at(
    file: str, text: str, offset: int, field: str, message: str, hint: str = "", severity: Severity = Severity.ERROR
) -> Problem:
    """The problem at a character offset of the file's text."""
    starts = _line_starts(text)
    line = bisect_right(starts, offset)
    start, end = starts[line - 1], starts[line] - 1 if line < len(starts) else len(text)
    first = max(start, offset - _WINDOW // 2) if end - start > _WINDOW else start
    excerpt = "" if _is_private(text, offset) else text[first : min(first + _WINDOW, end)]
    if first > start and excerpt:
        excerpt, first = f"…{excerpt}", first - 1
    return Problem(file, line, offset - start + 1, field, message, hint, excerpt, offset - first, severity)


def _is_private(text: str, offset: int) -> bool:
    """Whether a place stands among sources of which some have notes for the desk alone: logs are often public."""
    front_matter = text[: text.find("\n---", 3)]
    if "private" not in front_matter:
        return False
    sources = _SOURCES.search(front_matter)
    start, end = sources.span() if sources else (0, len(front_matter))
    return start <= offset <= end


def sort_problems(problems: Iterable[Problem]) -> list[Problem]:
    """By file, line, column, field and message, each once."""
    return sorted(set(problems), key=lambda p: (p.file, p.line, p.column, p.field, p.message, p.hint))


def any_errors(problems: Iterable[Problem], warnings_too: bool = False) -> bool:
    grave = (Severity.ERROR, Severity.WARNING) if warnings_too else (Severity.ERROR,)
    return any(problem.severity in grave for problem in problems)


def tally(problems: Sequence[Problem]) -> str:
    """E.g. "3 problems in 2 files", with warnings and notices counted apart."""
    found = Counter(problem.severity for problem in problems)
    words = ((Severity.ERROR, "problem"), (Severity.WARNING, "warning"), (Severity.NOTICE, "notice"))
    counts = [f"{found[one]} {word}{'' if found[one] == 1 else 's'}" for one, word in words if found[one]]
    files = len({problem.file for problem in problems})
    return f"{_listed(counts) or 'No problems'} in {files} file{'' if files == 1 else 's'}"


def quoted(value: object, limit: int = 80) -> str:
    """A value as an author would recognize it: on one line, in quotes, cut after `limit` characters."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return f'"{_one_line(text if len(text) <= limit else text[: limit - 1] + "…")}"'


def nearest(name: str, candidates: Iterable[str], limit: int = 3) -> list[str]:
    """The candidates at the least edit distance from `name`, best first; none where nothing is alike."""
    from rapidfuzz import process  # only now: few builds have a mistake to explain
    from rapidfuzz.distance import OSA, JaroWinkler

    wanted = _fold(name)
    found = process.extract(
        wanted, {one: _fold(one) for one in candidates}, scorer=OSA.normalized_similarity, score_cutoff=0.6, limit=50
    )
    if not found:
        return []
    best = min(OSA.distance(wanted, folded) for folded, _, _ in found)
    ties = [(folded, one) for folded, _, one in found if OSA.distance(wanted, folded) == best]
    return [one for _, one in sorted(ties, key=lambda tie: (-JaroWinkler.similarity(wanted, tie[0]), tie[1]))][:limit]


def _listed(parts: Sequence[str]) -> str:
    *most, last = parts or ("",)
    return f"{', '.join(most)} and {last}" if most else last


def did_you_mean(names: Sequence[str]) -> str:
    """E.g. `did you mean "a" or "b"?`, empty for none."""
    if not names:
        return ""
    *most, last = [quoted(name) for name in names]
    return f"did you mean {', '.join(most)}{' or ' if most else ''}{last}?"


def as_text(problem: Problem) -> str:
    """For a terminal: one unwrapped line to jump to, then the source line with a caret and the remedy."""
    mark = "" if problem.severity is Severity.ERROR else f" [{problem.severity}]"
    head = f"{problem.file}:{problem.line}:{problem.column}: {problem.field}: {problem.message}{mark}"
    lines = [_one_line(head)]
    hint = _one_line(problem.hint)
    if problem.excerpt.strip():
        lines.append(f"{problem.line:>5} | {_one_line(problem.excerpt)}")
        lines.append(f"{'':8}{' ' * _width(_one_line(problem.excerpt[: problem.caret]))}^ {hint}".rstrip())
    elif hint:
        lines.append(f"        {hint}")
    return "\n".join(lines)


def as_github(problem: Problem) -> str:
    """A workflow command that annotates the line.

    Source: GitHub Docs, "Workflow commands for GitHub Actions", setting an error message.
    """
    place = {"file": problem.file, "line": problem.line, "col": problem.column, "title": problem.field}
    options = ",".join(f"{name}={_escape_option(str(value))}" for name, value in place.items())
    text = f"{problem.message}\n{problem.hint}" if problem.hint else problem.message
    command = f"::{problem.severity} {options}::{_escape_command(text)}"
    return command.encode("utf-8", "backslashreplace").decode()  # file names may be no UTF-8


def as_json(problems: Sequence[Problem]) -> str:
    """One object: `problems` with every field of each, `errors`, `warnings` and `notices` counted."""
    found = Counter(problem.severity for problem in problems)
    counts = {f"{severity}s": found[severity] for severity in Severity}
    return json.dumps({**counts, "problems": [asdict(problem) for problem in problems]}, indent=2)


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_WINDOW = 100  # characters of a long source line that are shown
_SOURCES = re.compile(r"""^["']?sources["']?[ \t]*:.*(?:\n(?:[ \t-].*)?)*""", re.MULTILINE)


def _one_line(text: str) -> str:
    """Without anything that could break the line or steer a terminal."""
    return _CONTROL.sub(lambda match: " " if match[0] in "\t\n" else f"\\x{ord(match[0]):02x}", text)


@lru_cache(maxsize=1)  # a file with one problem often has more
def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


def _escape_command(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_option(text: str) -> str:
    return _escape_command(text).replace(":", "%3A").replace(",", "%2C")


def _fold(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _width(text: str) -> int:
    """Columns that a terminal needs: two for a wide character, none for a combining mark."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )
