"""What a body says, without its markup: blocks of text, and where in them it links to whom."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from corkboard.documents.links import Link
from corkboard.documents.markup import BREAK, SILENCE, Markup
from corkboard.documents.origins import Origins

__all__ = ["INVISIBLE", "SILENCE", "Prose", "count_words", "prose", "reading_minutes"]

_TAGS = re.compile(r"<[^<>]*>")
# What html.unescape looks at, as far as it may change it.
_REFERENCE = re.compile(r"(&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[a-zA-Z][a-zA-Z0-9]{0,31};?))")
_SPACES = re.compile("( {2,})")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_WORDS_A_MINUTE = 230  # silent reading of English non-fiction: Brysbaert 2019, 238 words a minute, rounded down
_UNSPACED_A_MINUTE = 260  # characters of scripts without spaces, for Chinese: Trauzettel-Klosinski and Dietz 2012
# What str.split() takes for space, but for the common one.
_OTHER_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f"
_WIDE_SPACES = (
    "\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
INVISIBLE = "\xad\u200b\u2060\ufeff"  # soft hyphens and the like, which say where lines may and may not break
_BREAKS = re.compile(f"([{INVISIBLE}]+)")


@dataclass(frozen=True, slots=True)
class Prose:
    """A body's text in Unicode's composed form, each paragraph, list item, cell and heading on lines of its own.

    Spaces are single.  Code and the numbers of footnotes are left out: SILENCE stands there.
    """

    text: str
    links: tuple[tuple[int, Link], ...]  # with their offsets in the text
    fragments: frozenset[int]  # where the lines of headings and cells begin, which are no sentences
    _markup: Markup
    _origins: tuple[Origins, ...]  # step by step from what the markup says to the text

    def around(self, start: int, end: int) -> tuple[int, int] | None:
        """Start and end in the body's HTML of what says text[start:end], for a link to be put around it.

        None where no link may stand, or where it would cut through an element or a character.
        """
        found: tuple[int, int] | None = (start, end)
        for origins in reversed(self._origins):
            found = origins.back(*found) if found else None
        return self._markup.around(*found) if found else None


def prose(body: str) -> Prose:
    """The text of a body's HTML."""
    markup = Markup(body)
    text, steps = markup.text, []

    def step(parts: list[str], change: Callable[[str], str]) -> str:
        """Change every other part, beginning with the second."""
        changed = parts[:]
        changed[1::2] = map(change, parts[1::2])
        steps.append(Origins(parts, changed))
        return "".join(changed)

    if "&" in text:
        text = step(_REFERENCE.split(text), html.unescape)
    for space in _OTHER_SPACES if text.isascii() else _OTHER_SPACES + _WIDE_SPACES:
        text = text.replace(space, " ")
    text = text.replace(BREAK, "\n")
    if not text.isascii():
        if any(char in text for char in INVISIBLE):
            text = step(_BREAKS.split(text), lambda _: "")
        if not unicodedata.is_normalized("NFC", text):
            text = step(list(_uncomposed(text)), partial(unicodedata.normalize, "NFC"))
    if "  " in text:
        text = step(_SPACES.split(text), lambda _: " ")
    places = [at for at, _ in markup.links]
    fragments = markup.fragments
    for origins in steps:
        places, fragments = [*map(origins.forth, places)], [*map(origins.forth, fragments)]
    links = tuple((at, link) for at, (_, link) in zip(places, markup.links, strict=True))
    return Prose(text, links, frozenset(fragments), markup, tuple(steps))


def _uncomposed(text: str) -> Iterator[str]:
    """Parts that are in the composed form and such that are not, by turns."""
    composed: list[str] = []
    cluster = text[:1]
    for char in f"{text[1:]}\0":
        if unicodedata.category(char)[0] == "M" or "\u1160" <= char <= "\u11ff":  # goes on, as do Hangul's vowels
            cluster += char
            continue
        if unicodedata.is_normalized("NFC", cluster):
            composed.append(cluster)
        else:
            yield "".join(composed)
            yield cluster
            composed = []
        cluster = char
    yield "".join(composed)


def count_words(body: str) -> tuple[int, int]:
    """Words set apart by spaces, and characters of scripts that use none, in a body's HTML."""
    text = _TAGS.sub(" ", body)
    unspaced = 0 if text.isascii() else len(_UNSPACED.findall(text))
    return len((_UNSPACED.sub(" ", text) if unspaced else text).split()), unspaced


def reading_minutes(words: int, unspaced: int) -> int:
    """Minutes that reading takes, at least one."""
    return max(1, round(words / _WORDS_A_MINUTE + unspaced / _UNSPACED_A_MINUTE))
