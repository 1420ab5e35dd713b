"""What a body says, without its markup: blocks of text, and where in them it links to whom."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

from corkboard.documents.links import Link, links_in

__all__ = ["Prose", "count_words", "prose", "reading_minutes"]

# A "<" ends an attribute's value here: else each of many quotes left open would be read to the text's end.
_TAG = re.compile(r"""</?([a-zA-Z][\w-]*)(?:[^"'<>]|"[^"<]*"|'[^'<]*')*+>""")
_TAGS = re.compile(r"<[^<>]*>")
_INLINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em font i img ins kbd label mark q ruby s samp small span strong"  # noqa: SIM905
    " sub sup time u var wbr".split()
)
_FRAGMENTS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "th", "td"))
# What begins something that is no text, or the number or arrow of a footnote.
_UNSPOKEN = re.compile(
    r"""<(?:(!--)|(pre|code|script|style|template|svg|math)\b|(sup)\ class="footnote-ref" """
    r"""|(a)\ [^<>]*class="footnote-backref")""",
    re.IGNORECASE | re.VERBOSE,
)
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_WORDS_A_MINUTE = 230  # silent reading of English non-fiction: Brysbaert 2019, 238 words a minute, rounded down
_UNSPACED_A_MINUTE = 260  # characters of scripts without spaces, for Chinese: Trauzettel-Klosinski and Dietz 2012
# Stand in the text, while it is being made, for a link and for the start of a fragment.
_LINK, _FRAGMENT = "\ue000", "\ue001"


@dataclass(frozen=True, slots=True)
class Prose:
    """A body's text, each paragraph, list item, cell and heading on a line of its own, with single spaces."""

    text: str
    links: tuple[tuple[int, Link], ...]  # with their offsets in the text
    fragments: tuple[tuple[int, int], ...]  # start and end of each heading and cell, which are no sentences


def prose(body: str) -> Prose:
    """The text of a body's HTML in Unicode's composed form.  Code is left out."""
    links: list[Link] = []

    def replace_tag(tag: re.Match[str]) -> str:
        name = tag[1].lower()
        if name in _INLINE:
            if name == "a" and "{" in tag[0]:
                found = list(links_in(tag[0]))
                links.extend(found)
                return _LINK * len(found)
            return ""
        return "\n" + _FRAGMENT if name in _FRAGMENTS and tag[0][1] != "/" else "\n"

    source = _spoken(body).replace(_LINK, "").replace(_FRAGMENT, "").replace("\n", " ")
    text = html.unescape(_TAG.sub(replace_tag, source))
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return _lined_up(text, links)


def _spoken(body: str) -> str:
    """The body without what is no text.  What is never closed is taken for text."""
    parts, at, unclosed = [], 0, set()
    for opening in _UNSPOKEN.finditer(body):
        name = opening[opening.lastindex or 0].lower()
        if opening.start() < at or name in unclosed:
            continue
        closing = re.compile("-->" if name == "!--" else rf"</{name}\s*>", re.IGNORECASE).search(body, opening.end())
        if closing is None:
            unclosed.add(name)
            continue
        parts.append(body[at : opening.start()])
        at = closing.end()
    return "".join((*parts, body[at:]))


def _lined_up(marked: str, links: list[Link]) -> Prose:
    lines: list[str] = []
    places: list[tuple[int, Link]] = []
    fragments: list[tuple[int, int]] = []
    upcoming, start = iter(links), 0
    for raw in marked.split("\n"):
        line = " ".join(raw.split())
        fragment = line.startswith(_FRAGMENT)
        line = line.removeprefix(_FRAGMENT).lstrip()
        here = []
        if _LINK in line:
            line, *rest = line.split(_LINK)
            for part in rest:
                here.append(len(line))
                line += part.lstrip() if not line or line.endswith(" ") else part
            line = line.rstrip()
        places += [(start + min(at, len(line)), next(upcoming)) for at in here]
        if not line:
            continue
        if fragment:
            fragments.append((start, start + len(line)))
        lines.append(line)
        start += len(line) + 1
    text = "\n".join(lines)
    # A link without text at the very end has no line to stand in.
    return Prose(text, tuple((min(at, len(text)), link) for at, link in places), tuple(fragments))


def count_words(body: str) -> tuple[int, int]:
    """Words set apart by spaces, and characters of scripts that use none, in a body's HTML."""
    text = _TAGS.sub(" ", body)
    unspaced = 0 if text.isascii() else len(_UNSPACED.findall(text))
    return len((_UNSPACED.sub(" ", text) if unspaced else text).split()), unspaced


def reading_minutes(words: int, unspaced: int) -> int:
    """Minutes that reading takes, at least one."""
    return max(1, round(words / _WORDS_A_MINUTE + unspaced / _UNSPACED_A_MINUTE))
