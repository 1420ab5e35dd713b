"""Writes blocks of marked text in the small Markdown of `comments.rules`, so that it shows the same text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple, TypeAlias

__all__ = ["Block", "Code", "Items", "Marks", "Paragraph", "Quotation", "write"]


class Marks(NamedTuple):
    """How a piece of text is marked."""

    emphasis: bool = False
    strong: bool = False
    code: bool = False
    href: str = ""


@dataclass(slots=True)
class Paragraph:
    """Pieces of text with their marks.  A line feed in them is a line break, and no two of them meet."""

    pieces: list[tuple[str, Marks]] = field(default_factory=list)


@dataclass(slots=True)
class Code:
    text: str


@dataclass(slots=True)
class Quotation:
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Items:
    """A list; `start` is the first number, None for one without numbers."""

    start: int | None
    items: list[list[Block]] = field(default_factory=list)


Block: TypeAlias = "Paragraph | Code | Quotation | Items"
_Marked: TypeAlias = "tuple[str, Marks]"  # one character each

_MEANT = re.compile(r"[\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_])")  # an underscore within a word marks nothing
_AT_LINE_START = re.compile(r"^(?:[-+](?=\s|$)|>|~(?=~~)|(\d{1,9})(?=[.)](?:\s|$)))", re.MULTILINE)
_NOT_IN_DESTINATION = re.compile(r"[^\w\-.~:/?#@!$'*+,;=%&]")
_LIKE_A_REFERENCE = re.compile(r"&(?=#?\w{1,32};)")
_PLAIN = Marks()


def write(blocks: Sequence[Block]) -> str:
    """The Markdown of some blocks; empty if there is no text in them."""
    return "\n\n".join(text for text in map(_block, blocks) if text)


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return _AT_LINE_START.sub(_escaped, _inline(_tidied(block.pieces)))
        case Code():
            return _fence(block.text)
        case Quotation():
            return _prefixed(write(block.blocks), "> ", "> ")
        case Items():
            return _list(block)


def _escaped(found: re.Match[str]) -> str:
    return f"{found[1]}\\" if found[1] else f"\\{found[0]}"


def _prefixed(text: str, first: str, others: str) -> str:
    lines = [f"{others if at else first}{line}".rstrip() for at, line in enumerate(text.split("\n"))]
    return "\n".join(lines) if text else ""


def _list(block: Items) -> str:
    written = [text for text in map(write, block.items) if text]
    shown = []
    for at, text in enumerate(written):
        marker = "- " if block.start is None else f"{block.start + at}. "
        shown.append(_prefixed(text, marker, " " * len(marker)))
    return ("\n\n" if any("\n\n" in text for text in written) else "\n").join(shown)


def _fence(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
    if not lines.strip():
        return ""
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", lines)), default=0))
    return f"{fence}\n{lines}\n{fence}"


def _tidied(pieces: Iterable[tuple[str, Marks]]) -> list[_Marked]:
    """Character by character, with single spaces, and none around line breaks and at the ends."""
    found: list[_Marked] = []
    for text, marks in pieces:
        for character in text:
            here = "\n" if character == "\n" else " " if character in " \t\f\r\v" else character
            if here == " " and (not found or found[-1][0] in " \n"):
                continue
            while here == "\n" and found and found[-1][0] == " ":
                found.pop()
            found.append((here, marks))
    solid = [at for at, (character, _) in enumerate(found) if not character.isspace()]
    return found[solid[0] : solid[-1] + 1] if solid else []


def _inline(text: Sequence[_Marked]) -> str:
    """Marked text on one level: links, and within each the text between changes of its marks."""
    written, at = "", 0
    for href, linked in groupby(text, key=lambda one: one[1].href):
        group = list(linked)
        at += len(group)
        following = text[at][0] if at < len(text) else ""
        written += _link(group, href) if href else _runs(group, written[-1:], following)
    return written


def _link(text: Sequence[_Marked], href: str) -> str:
    whole = "".join(character for character, _ in text)
    if not whole.strip():
        return whole
    first, last = len(whole) - len(whole.lstrip()), len(whole.rstrip())
    inner = _runs(text[first:last], "", "")
    safe = _NOT_IN_DESTINATION.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), href)
    destination = _LIKE_A_REFERENCE.sub(r"\\&", safe)
    return f"{whole[:first]}[{inner}]({destination}){whole[last:]}"


def _runs(text: Sequence[_Marked], before: str, following: str) -> str:
    """Text without links.  `before` and `following` are the characters on either side."""
    written, at = "", 0
    for marks, run in groupby(text, key=lambda one: one[1][:3]):  # without the link
        words = "".join(character for character, _ in run)
        at += len(words)
        after = text[at][0] if at < len(text) else following
        written += _run(words, Marks(*marks), written[-1:] or before, after)
    return written


def _run(words: str, marks: Marks, before: str, after: str) -> str:
    core = words.strip()
    if marks == _PLAIN or not core:
        return _MEANT.sub(r"\\\g<0>", words)
    first, last = words.index(core), words.index(core) + len(core)
    if marks.code:
        code = "\n".join(_code(line) for line in core.split("\n") if line.strip())
        return f"{words[:first]}{code}{words[last:]}"
    stars = "*" * (marks.emphasis + 2 * marks.strong)
    escaped = _MEANT.sub(r"\\\g<0>", core)
    # Stars mark text only beside the right characters, else they would be shown: CommonMark 0.31, 6.2.
    opens = before != "*" and (core[0].isalnum() or (before if first == 0 else " ") in ("", " ", "\n"))
    closes = core[-1].isalnum() or (after if last == len(words) else " ") in ("", " ", "\n")
    return (
        f"{words[:first]}{stars}{escaped}{stars}{words[last:]}" if opens and closes else _MEANT.sub(r"\\\g<0>", words)
    )


def _code(text: str) -> str:
    line = " ".join(text.split())
    runs = {len(run) for run in re.findall("`+", line)}
    ticks = "`" * next(length for length in range(1, len(runs) + 2) if length not in runs)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{ticks}{pad}{line}{pad}{ticks}"
