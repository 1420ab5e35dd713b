"""Names on drawings: about how wide a text is, and how it is set in a few lines of a given width.

Whoever draws knows neither the reader's fonts nor their size, so widths are those of a wide face: what fits here
fits there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

__all__ = ["set_in_lines", "width_of"]

_JOINER = "\u200d"
# In hundredths of the font's size: DejaVu Sans' letters, which are wider than those of most faces.
_NARROW, _LOWER, _DIGIT, _UPPER, _BROAD, _FULL = 42, 64, 66, 76, 102, 104
_NARROW_LETTERS = frozenset("ijlftrI.,:;'’‘!|()[]/- ітј")
_BROAD_LETTERS = frozenset("mwMWЖМШЩЮФЫжмшщюфыѢ@%—…ⅢⅧ")
_MIDDLING = ("HEBREW", "ARABIC", "GREEK", "CYRILLIC", "LATIN")
_BOLD = 112  # hundredths of the width that a bold text has in addition


def width_of(text: str, size: int, bold: bool = False) -> int:
    """About how many units a text takes at most, in a font of so many."""
    width = sum(map(_width_of, text)) * size // 100
    return width * _BOLD // 100 if bold else width


@lru_cache(maxsize=4096)
def _width_of(char: str) -> int:
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(char) in "WF" or category == "So":
        return _FULL if ord(char) < 0x1F000 else 140
    if char in _NARROW_LETTERS:
        return _NARROW
    if char in _BROAD_LETTERS:
        return _BROAD
    if category == "Nd" or category[0] in "PSZ":
        return _DIGIT
    if category == "Lu":
        return _UPPER
    return _LOWER if unicodedata.name(char, "").startswith(_MIDDLING) else _FULL


def set_in_lines(text: str, size: int, room: int, most: int, bold: bool = False) -> tuple[str, ...]:
    """A text in at most so many lines of a width; what has no place ends in an ellipsis.

    Lines break between words, within those that are longer than a line, and between the characters of scripts that
    set no spaces.
    """
    text = " ".join(text.split())
    if width_of(text, size, bold) <= room:
        return (text,)
    lines: list[str] = []
    line = ""
    for piece in _pieces(text, size, room, bold):
        if line and width_of((line + piece).rstrip(), size, bold) > room:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    lines.append(line.rstrip())
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], _cut(f"{lines[most - 1]} {lines[most]}", size, room, bold))


def _cut(text: str, size: int, room: int, bold: bool) -> str:
    kept = ""
    for cluster in _clusters(text):
        if width_of(f"{kept}{cluster}…", size, bold) > room:
            break
        kept += cluster
    return f"{kept.rstrip()}…"


def _pieces(text: str, size: int, room: int, bold: bool) -> Iterator[str]:
    """What lines may not break: words with the space after them, or single characters."""
    for word in _words(text):
        if width_of(word.rstrip(), size, bold) <= room:
            yield word
        else:
            yield from _clusters(word)


def _words(text: str) -> Iterator[str]:
    word = ""
    for cluster in _clusters(text):
        if word and (word[-1] == " " or _is_full(word[-1]) or _is_full(cluster[0])):
            yield word
            word = ""
        word += cluster
    if word:
        yield word


def _is_full(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF" and unicodedata.category(char)[0] in "LN"


def _clusters(text: str) -> Iterator[str]:
    """A text by what readers take for characters: letters with their marks, joined emoji (cf. Unicode TR 29)."""
    cluster = ""
    for char in text:
        if cluster and not (_extends(char) or _joins(cluster[-1])):
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster


def _joins(char: str) -> bool:
    """Whether what follows belongs to the same: after a joiner, or a virama, whose combining class is 9."""
    return char == _JOINER or unicodedata.combining(char) == 9


def _extends(char: str) -> bool:
    return char == _JOINER or unicodedata.category(char)[0] == "M" or "\U0001f3fb" <= char <= "\U0001f3ff"
