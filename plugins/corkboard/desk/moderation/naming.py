"""Which people and organizations of the site a comment names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from corkboard.desk.matching import plain

__all__ = ["named"]

_CYRILLIC = re.compile(r"[\u0400-\u052f]{4,}")
_ENDING = re.compile(r"(?:[ыио]й|[ая]я|[аеийоуыьэюяіәөұү])$", re.IGNORECASE)


def named(names: tuple[str, ...], text: str) -> Sequence[str]:
    """The names as they stand in a text, in whatever case; it is only a hint, and may also be somebody else's."""
    found = _pattern(names).findall(plain(text)) if names else ()
    return [" ".join(name.split()) for name in found]


@lru_cache(maxsize=2)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the names; the longest first, so that the whole of one is found."""
    words = sorted((plain(name).split() for name in names), key=lambda name: len(" ".join(name)), reverse=True)
    parts = "|".join(r"\s+".join(map(_inflected, name)) for name in words if name)
    return re.compile(rf"(?<!\w)(?:{parts})(?!\w)", re.IGNORECASE) if parts else re.compile(r"(?!)")


def _inflected(word: str) -> str:
    """A pattern for a word with what Russian and Kazakh put in the place of its ending, or after it."""
    if _CYRILLIC.fullmatch(word):
        return re.escape(_ENDING.sub("", word)) + r"\w{0,4}"
    return re.escape(word)
