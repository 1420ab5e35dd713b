"""HTML taken apart: what in it is text, where in that no link may stand, and what of it a link around a text holds."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from corkboard.documents.links import Link, links_in
from corkboard.documents.origins import Origins

__all__ = ["ANY_TOKEN", "BREAK", "INLINE", "SILENCE", "Markup"]

# Stand in a text for where a block begins or ends, and for what is no text.  No body has these characters, and no
# reference such as &#1; gives one.
BREAK, SILENCE = "\x01", "\x02"

# Tags, comments and the like as browsers read them (HTML Standard, 13.2.5): values of attributes may have < and > in
# them.  What is not closed goes on to the end, so that nothing is looked at more often than twice.
_NAME = r"""(?:=[^ \t\n\f\r/>=]*+|[^ \t\n\f\r/>=]++)"""
_VALUE = r"""(?:"[^"]*+"|'[^']*+'|[^ \t\n\f\r>"'][^ \t\n\f\r>]*+|(?=>))"""
_ATTRIBUTES = rf"(?:[ \t\n\f\r/]++|{_NAME}(?:[ \t\n\f\r]*+=[ \t\n\f\r]*+{_VALUE}|(?![ \t\n\f\r]*+=)))*+>"
ANY_TOKEN = rf"/?[a-zA-Z][^ \t\n\f\r/>]*+(?:>|{_ATTRIBUTES})|!--(?:-?>|.*?--!?>)|(?!!--)(?:[!?]|/(?![a-zA-Z]))[^>]*+>"
_TOKEN = re.compile(rf"(<(?:{ANY_TOKEN}|[!?/a-zA-Z].*))", re.DOTALL)
_WHOLE_TOKEN = re.compile(f"<(?:{ANY_TOKEN})", re.DOTALL)
_TAG_NAME = re.compile(r"<(/?[a-zA-Z][^ \t\n\f\r/>]*)")
_TAGS = re.compile(r"<[^<>]*>")
# Elements whose content is no markup.
_RAW = re.compile(r"<(script|style|textarea|title|xmp|iframe|noembed|noframes|plaintext)[ \t\n\f\r/>]", re.IGNORECASE)
_FOOTNOTE = re.compile(r'\sclass="footnote-(?:back)?ref"')

INLINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em font i img ins kbd label mark q ruby s samp small span strong"  # noqa: SIM905
    " sub sup time u var wbr".split()
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_FRAGMENTS = frozenset((*_HEADINGS, "th", "td"))
_SILENT = frozenset(("pre", "code", "template", "svg", "math"))
# Where no link may stand: in another one, in headings, quotations and code, and in what does something when clicked.
_CLOSED = _SILENT | frozenset(
    (*_HEADINGS, "a", "blockquote", "q", "kbd", "samp", "th", "button", "label", "select", "summary", "object")
)


_TABLE = re.compile("<table", re.IGNORECASE)
# Text between the cells of a table is not in it: browsers put it before the table, but not the spaces around it.
_BETWEEN_CELLS = {
    **dict.fromkeys(("table", "thead", "tbody", "tfoot", "tr", "colgroup"), True),
    **dict.fromkeys(("/thead", "/tbody", "/tfoot", "/tr", "/td", "/th", "/caption"), True),
    **dict.fromkeys(("td", "th", "caption", "/table"), False),
}


class _Mark(NamedTuple):
    """What a tag or the like leaves in the text, and what it opens or closes."""

    text: str
    element: str = ""  # one in which no link may stand
    step: int = 0  # 1 where that begins, -1 where it ends
    silent: bool = False  # whether what is in it is no text
    fragment: bool = False
    links: tuple[Link, ...] = ()


_NOTHING, _BLOCK, _RAW_BEGINS = _Mark(""), _Mark(BREAK), _Mark("", "raw", 1)


class Markup:
    """A body's HTML.  `text` is what it says, in which references such as &amp; still are these.

    `links` and `fragments`, which are headings and cells, stand at offsets in it.
    """

    def __init__(self, body: str) -> None:
        if BREAK in body or SILENCE in body:
            body = body.replace(BREAK, " ").replace(SILENCE, " ")
        tokens = _TOKEN.split(body)
        marks, telling = _marks(tokens)
        if any(mark is _RAW_BEGINS for _, mark in telling):
            tokens = _with_raw_elements(body)
            marks, telling = _marks(tokens)
        said = tokens[:]
        said[1::2] = [mark.text for mark in marks]
        closed, silent = _elements(telling, len(tokens) - 1)
        for first, last in silent:
            said[first : last + 1] = [SILENCE, *[""] * (last - first)]
            telling = [one for one in telling if not first <= one[0] <= last]
        self.text = "".join(said)
        self._tokens, self._origins = tokens, Origins(tokens, said)
        reach = self._origins.reach
        # Where what is closed begins and ends, by turns.
        self._borders = [border for first, last in closed for border in (reach(first)[0], reach(last)[1])]
        table = _TABLE.search(body)
        self._tables_from = table.start() if table else len(body)
        self.links = [(reach(part)[0], link) for part, mark in telling for link in mark.links]
        self.fragments = [reach(part)[1] for part, mark in telling if mark.fragment]

    def around(self, start: int, end: int) -> tuple[int, int] | None:
        """Start and end in the HTML of a link around text[start:end]; None where none can stand."""
        upcoming = bisect_right(self._borders, start)
        if upcoming % 2 or (upcoming < len(self._borders) and self._borders[upcoming] < end):
            return None
        tokens, reach, place = self._tokens, self._origins.reach, self._origins.place
        first, last = self._origins.part_at(start), self._origins.part_at(end - 1)
        begin, finish = place(first)[0] + start - reach(first)[0], place(last)[0] + end - reach(last)[0]
        if begin > self._tables_from and self._is_between_cells(first):
            return None
        if first == last:
            return begin, finish
        halves = _halves(tokens[first + 1 : last : 2])
        if halves is None:
            return None
        for name in halves[0]:
            if start != reach(first)[0] or first == 0 or _tag(tokens[first - 1]) != name:
                return None
            begin = place(first - 1)[0]
            first -= 2
        for name in halves[1]:
            if end != reach(last)[1] or last + 1 == len(tokens) or _tag(tokens[last + 1]) != f"/{name}":
                return None
            finish = place(last + 1)[1]
            last += 2
        return begin, finish

    def _is_between_cells(self, part: int) -> bool:
        tags = map(_tag, self._tokens[part - 1 :: -2] if part else ())
        return next((_BETWEEN_CELLS[tag] for tag in tags if tag in _BETWEEN_CELLS), False)


def _with_raw_elements(body: str) -> list[str]:
    """Text and what is no text, by turns, as the pattern alone would have it if there were no raw elements."""
    found: list[str] = []
    done = at = 0
    while token := _TOKEN.search(body, at):
        at = token.end()
        if raw := _RAW.match(token[0]):
            end = re.compile(rf"</{raw[1]}(?=[ \t\n\f\r/>])[^>]*+>", re.IGNORECASE).search(body, at)
            at = end.end() if end and raw[1].lower() != "plaintext" else len(body)
        found += (body[done : token.start()], body[token.start() : at])
        done = at
    return [*found, body[done:]]


def _marks(tokens: list[str]) -> tuple[list[_Mark], list[tuple[int, _Mark]]]:
    """What all that is no text leaves, and those of it that tell more, with their places among the tokens."""
    known = _MARKS.get
    marks = [known(token) or _mark(token) for token in tokens[1::2]]
    if marks and not tokens[-1] and _goes_on(tokens[-2]):
        marks[-1] = _Mark(_TAGS.sub(BREAK, tokens[-2]), "*", 1)
    found = enumerate(marks)
    return marks, [(2 * place + 1, mark) for place, mark in found if mark is not _NOTHING and mark is not _BLOCK]


def _goes_on(token: str) -> bool:
    """Whether a body's last token is one that was never closed."""
    return not _RAW.match(token) and not _WHOLE_TOKEN.fullmatch(token)


def _elements(telling: Sequence[tuple[int, _Mark]], end: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """First and last part of each outermost element in which no link may stand, and of each that is no text.

    One that is never closed goes on to the end, and is text.
    """
    closed: list[tuple[int, int]] = []
    silent: list[tuple[int, int]] = []
    open = dict.fromkeys((mark.element for _, mark in telling), 0)
    depth = began = 0
    quiet: tuple[str, int, int] | None = None  # the silent element, how many of its kind are open with it, its start
    for part, (_, name, step, is_silent, _, _) in telling:
        if step > 0:
            began = began if depth else part
            depth += 1
            open[name] += 1
            if is_silent and quiet is None:
                quiet = name, open[name], part
        elif step and open[name]:
            depth -= 1
            open[name] -= 1
            if quiet is not None and name == quiet[0] and open[name] < quiet[1]:
                silent.append((quiet[2], part))
                quiet = None
            if depth == 0:
                closed.append((began, part))
    if depth:
        closed.append((began, end))
    return closed, silent


def _halves(tokens: Iterable[str]) -> tuple[list[str], list[str]] | None:
    """Elements that end here and began before, and such that begin here and end later, both from the inside out.

    None where elements overlap.
    """
    ending: list[str] = []
    open: list[str] = []
    for name in map(_tag, tokens):
        if not name or name == "wbr":
            continue
        if name[0] != "/":
            open.append(name)
        elif not open:
            ending.append(name[1:])
        elif open.pop() != name[1:]:
            return None
    return ending, open[::-1]


@lru_cache(maxsize=4096)
def _mark(token: str) -> _Mark:
    if _RAW.match(token):
        if _WHOLE_TOKEN.fullmatch(token):
            return _RAW_BEGINS
        # A script with another one in a comment ends later than it seems to.
        return _Mark(SILENCE, "*", 1) if "<!--" in token else _Mark(SILENCE)
    tag = _tag(token)
    name, ends = tag.removeprefix("/"), tag.startswith("/")
    plain = _NOTHING if not name or name in INLINE else _BLOCK
    footnote = name in ("a", "sup") and (ends or _FOOTNOTE.search(token) is not None)
    if not (footnote or name in _CLOSED or name in _FRAGMENTS) or (name in ("svg", "math") and token.endswith("/>")):
        return plain
    # A heading ends with the end of any heading.
    element = "h" if name in _HEADINGS else name if footnote or name in _CLOSED else ""
    if ends:
        return _Mark(plain.text, element, -1 if element else 0)
    silent, links = name in _SILENT or footnote, tuple(links_in(token)) if name == "a" else ()
    return _Mark(plain.text, element, 1 if element else 0, silent, name in _FRAGMENTS, links)


def _tag(token: str) -> str:
    """A tag's name, with a slash before it where the element ends; empty for what is no tag."""
    found = _TAG_NAME.match(token)
    return found[1].lower() if found else ""


# Of nearly all tags: taking each apart would take many times as long.
_MARKS = {
    tag: _mark(tag)
    for name in (*INLINE, *_FRAGMENTS, *_CLOSED, "p", "ul", "ol", "li", "table", "thead", "tbody", "tr")
    for tag in (f"<{name}>", f"</{name}>")
}
