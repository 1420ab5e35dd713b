"""Telling at little cost that a body cannot name somebody, from its HTML as it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick

from corkboard.board.words import is_whole_word
from corkboard.documents.markup import ANY_TOKEN
from corkboard.documents.prose import INVISIBLE

__all__ = ["Sieve", "is_clear"]

_WORDS = re.compile(r"\w+")
_CUT_BY_TAGS = re.compile(rf"<(?<=\w<)(?:{ANY_TOKEN})(?:<(?:{ANY_TOKEN}))*+(?=\w)", re.DOTALL)
_REFERENCE = re.compile(
    r"&(?=[#\w])(?!(?:amp|lt|gt|quot|apos|nbsp|[lr][sd]quo|[lr]aquo|[mn]dash|hellip|#39|#34|#160);)"
)


def is_clear(body: str) -> bool:
    """Whether each word of a body's text stands in its HTML as it is, not cut by tags or written with references."""
    if not body.isascii() and (any(char in body for char in INVISIBLE) or not unicodedata.is_normalized("NFC", body)):
        return False
    return _CUT_BY_TAGS.search(body) is None and _REFERENCE.search(body) is None


class Sieve:
    """Of bodies that are clear, holds back those that have none of some names, by the longest word of each."""

    def __init__(self, names: Iterable[str]) -> None:
        words = {max(_WORDS.findall(name), key=len, default="") for name in names}
        self._all = "" in words
        self._words = AhoCorasick(sorted(words - {""}))

    def lets_through(self, body: str) -> bool:
        found = self._words.find_matches_as_indexes(body, overlapping=True)
        return self._all or any(is_whole_word(body, start, end) for _, start, end in found)
