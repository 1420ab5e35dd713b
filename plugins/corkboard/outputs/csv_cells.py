"""Lines of CSV (RFC 4180, UTF-8) that are harmless in spreadsheets."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["BETWEEN", "line"]

BETWEEN = " | "  # what stands between several values in a cell

# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection"), the full-width forms among it,
# where a cell begins, or begins in the eyes of a program that takes semicolons, bars, tabs or line breaks for borders.
# An apostrophe itself is one more, so that one at the beginning can always be taken away again.
_RISKY = "=+-@＝＋－＠'"
_BEGINNING = rf"[\s\"]*[{re.escape(_RISKY)}\t\r\n]"
_FORMULA = re.compile(rf"(^|[;|\t\r\n])({_BEGINNING})")
_TO_QUOTE = re.compile(r'[",\r\n]')
# Nearly no cell begins with one of those or has one of these: a whole line is looked at first.
_FIRST = frozenset(_RISKY)
_WITHIN = re.compile(rf'[",;\t\r\n]|\|{_BEGINNING}')


def line(values: Iterable[str | None]) -> str:
    """Values as a line of a table; those that could be taken for formulas begin with an apostrophe."""
    cells = [value or "" for value in values]
    if not _FIRST.isdisjoint([text[:1] for text in cells]) or _WITHIN.search(" ".join(cells)):
        cells = [_cell(text) for text in cells]
    return ",".join(cells) + "\r\n"


def _cell(text: str) -> str:
    """A text as a cell (RFC 4180, section 2).  No text begins with a space."""
    safe = _FORMULA.sub(r"\1'\2", text)
    return '"' + safe.replace('"', '""') + '"' if _TO_QUOTE.search(safe) else safe
