"""Markdown → HTML: what an engine promises, and how to get one.

Both engines give the same HTML where both can do a thing, so that links to headings, style sheets
and other code work with either: ids of headings as GitHub makes them, notes numbered by their first
reference, smart punctuation as plain characters, links by id as the author wrote them, and no
character that HTML forbids.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Protocol

__all__ = ["MarkdownEngine", "MarkdownError", "clean", "is_clean", "markdown_engine"]

# Neither controls nor surrogates nor what Unicode calls noncharacters.
# Source: HTML Living Standard, 13.2.3.5, Preprocessing the input stream.
_ALLOWED = "\t\n -~\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd" + "".join(
    f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 17)
)
_FORBIDDEN_ASCII = bytes(code for code in range(128) if not (0x20 <= code < 0x7F or code in b"\t\n"))


class MarkdownError(Exception):
    """A body that an engine cannot do; the message is a sentence for its author."""


class MarkdownEngine(Protocol):
    """Renders one body after the other; not for threads."""

    @property
    def version(self) -> str:
        """Name, the library's version and our options: as long as it stays the same, so does the HTML."""

    def render(self, text: str) -> str:
        """The HTML of a body.  Raises MarkdownError and nothing else."""


@cache
def markdown_engine(name: str) -> MarkdownEngine:
    """The process's one instance of "python-markdown" or "comrak".  The other's library is not imported."""
    match name:
        case "python-markdown":
            from corkboard.documents.python_markdown import PythonMarkdown

            return PythonMarkdown()
        case "comrak":
            from corkboard.documents.comrak_engine import Comrak

            return Comrak()
    raise ValueError(f'there is no Markdown engine "{name}": write "python-markdown" or "comrak"')


# Compiled when they are needed, which takes a while.


@cache
def _all_allowed() -> re.Pattern[str]:
    return re.compile(f"[{_ALLOWED}]*+")


@cache
def _forbidden() -> re.Pattern[str]:
    return re.compile(f"[^{_ALLOWED}]")


def is_clean(text: str) -> bool:
    """Whether a text has plain line ends and no character that HTML forbids."""
    if text.isascii():
        # Many times as fast as the pattern.
        return len(text.encode().translate(None, _FORBIDDEN_ASCII)) == len(text)
    return _all_allowed().fullmatch(text) is not None


def clean(text: str) -> str:
    """The text with plain line ends, and U+FFFD for every character that HTML forbids."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if is_clean(text) else _forbidden().sub("\ufffd", text)
