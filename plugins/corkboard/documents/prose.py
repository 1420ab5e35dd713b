"""What a body says, without its markup: blocks of text, and where in them it links to whom."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

from corkboard.documents.links import Link, links_in

__all__ = ["INLINE", "Prose", "count_words", "prose", "reading_minutes"]

# A "<" ends an attribute's value here: else each of many quotes left open would be read to the text's end.
_TAG = re.compile(r"""(</?[a-zA-Z][^"'<>]*+(?:(?:"[^"<]*"|'[^'<]*')[^"'<>]*+)*+>)""")
_TAGS = re.compile(r"<[^<>]*>")
_NAME = re.compile(r"[a-zA-Z][\w-]*")
INLINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em font i img ins kbd label mark q ruby s samp small span strong"  # noqa: SIM905
    " sub sup time u var wbr".split()
)
_FRAGMENTS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "th", "td"))
# What begins something that is no text, or the number or arrow of a footnote.  The first letter alone rules out most
# tags; the last one is what else counts as an s where case does not.
_UNSPOKEN = re.compile(
    r"""<(?=(?-i:[!acmpstACMPSTſ]))"""
    r"""(?:(!--)|(pre|code|script|style|template|svg|math)\b|(sup)\ class="footnote-ref" """
    r"""|(a)\ [^<>]*class="footnote-backref")""",
    re.IGNORECASE | re.VERBOSE,
)
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_WORDS_A_MINUTE = 230  # silent reading of English non-fiction: Brysbaert 2019, 238 words a minute, rounded down
_UNSPACED_A_MINUTE = 260  # characters of scripts without spaces, for Chinese: Trauzettel-Klosinski and Dietz 2012
# Stand in the text, while it is being made, for a link and for the start of a fragment.  No body has these
# characters, and no reference such as &#1; gives one.
_LINK, _FRAGMENT = "\x01", "\x02"
# What str.split() takes for space, but for the common one and line ends.
_SPACES = (
    "\t\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)


@dataclass(frozen=True, slots=True)
class Prose:
    """A body's text, each paragraph, list item, cell and heading on a line of its own, with single spaces."""

    text: str
    links: tuple[tuple[int, Link], ...]  # with their offsets in the text
    fragments: tuple[tuple[int, int], ...]  # start and end of each heading and cell, which are no sentences


def prose(body: str) -> Prose:
    """The text of a body's HTML in Unicode's composed form.  Code is left out."""
    links: list[Link] = []

    def stand_in(tag: str) -> str:
        if "{" in tag and _name(tag) == "a":
            found = list(links_in(tag))
            links.extend(found)
            return _LINK * len(found)
        bare = tag.partition(" ")[0] + ">"
        return _STAND_INS[bare] if bare in _STAND_INS else _stand_in(tag)

    source = _spoken(body).replace(_LINK, "").replace(_FRAGMENT, "").replace("\n", " ")
    parts = _TAG.split(source)
    known = _STAND_INS.get
    parts[1::2] = [stand_in(tag) if (mark := known(tag)) is None else mark for tag in parts[1::2]]
    text = html.unescape("".join(parts))
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return _lined_up(text, links)


def _name(tag: str) -> str:
    return next(_NAME.finditer(tag))[0].lower()


def _stand_in(tag: str) -> str:
    """What a tag that links to nobody leaves in the text."""
    name = _name(tag)
    if name in INLINE:
        return ""
    return "\n" + _FRAGMENT if name in _FRAGMENTS and tag[1] != "/" else "\n"


# Of nearly all tags: taking each apart would take many times as long.
_STAND_INS = {
    tag: _stand_in(tag)
    for name in (*INLINE, *_FRAGMENTS, "p", "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr")
    for tag in (f"<{name}>", f"</{name}>")
}


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
    for space in _SPACES:
        marked = marked.replace(space, " ")
    while "  " in marked:
        marked = marked.replace("  ", " ")
    lines: list[str] = []
    places: list[tuple[int, Link]] = []
    fragments: list[tuple[int, int]] = []
    upcoming, start = iter(links), 0
    for line in filter(None, map(str.strip, marked.split("\n"))):
        fragment = line[0] == _FRAGMENT
        if fragment:
            line = line[1:].lstrip()
        if _LINK in line:
            here = []
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
