"""Links by id in a body: `[text]({person}person-a#roles)`, in Pelican's manner."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

__all__ = ["NOTES", "Link", "Target", "links_in", "replace_links", "with_note_links"]

NOTES = ("evidence", "source")  # kinds of links that lead to a part of an article, and become notes

# A "<" ends an attribute's value here: else each of many quotes left open would be read to the text's end.
_TAG = re.compile(r"""</?[a-zA-Z](?:[^"'<>]|"[^"<]*"|'[^'<]*')*+>""")
_PICTURE = re.compile(r"<(?:img|source|video|audio|track)(?![\w-])", re.IGNORECASE)
_LINK_S_END = re.compile(r"</[aA](?![\w-])[^<>]*>")
_TARGET = re.compile(
    r"""(?<=\s)(?P<attribute>href|src|poster|data)\s*=\s*"""
    r"""(?:"\{(\w+)\}([^"]*)"|'\{(\w+)\}([^']*)'|\{(\w+)\}([^\s"'>]*))""",
    re.IGNORECASE,
)
# An id goes on to the first space or punctuation besides - and _.
_ID = r"[^\x00-,./:-@\[-^`{-\xbf\u2000-\u206f\u3000-\u303f]+"
# Those without an id, and what is nearly such a kind, are told as links that lead nowhere.
_BARE = re.compile(rf"\{{((?:{'|'.join(NOTES)})s?)\}}((?:{_ID}(?:\#{_ID})?)?)", re.IGNORECASE)
_MARKUP = re.compile(rf"<!--.*?-->|{_TAG.pattern}", re.DOTALL)
_CLOSED = frozenset(("a", "code", "pre", "kbd", "samp", "script", "style", "textarea", "svg", "math"))


@dataclass(frozen=True, slots=True)
class Link:
    """What a body links to: `kind` from the braces, the id or path after them, the fragment after a `#`.

    `shown` where it is the source of a picture, a film or a sound.
    """

    kind: str
    value: str
    fragment: str = ""
    shown: bool = False

    def __str__(self) -> str:
        """What its target hangs on: of a note, but of nothing else, the fragment too."""
        return f"{{{self.kind}}}{self.value}{f'#{self.fragment}' if self.fragment and self.kind in NOTES else ''}"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads in the end.  None for `href` makes it a link without address, which browsers show as text.

    `label` is said in brackets after the link, `note` stands at its end: a number, or a word.
    """

    href: str | None
    label: str = ""
    note: str = ""


def links_in(body: str) -> Iterator[Link]:
    """Every link by id in a body's HTML, in order."""
    for tag in _tags(body):
        shown = _PICTURE.match(tag[0]) is not None
        yield from (_link(match, shown) for match in _TARGET.finditer(tag[0]))


def replace_links(body: str, resolve: Callable[[Link], Target]) -> str:
    """The body's HTML with every link by id led to where it goes."""
    pieces: list[str] = []
    done, label, note = 0, "", ""  # how far the pieces reach, and label and note of the link that is open
    noted: set[str] = set()

    def replace_one(match: re.Match[str]) -> str:
        nonlocal label, note
        link = _link(match)
        target = resolve(link)
        if target.href is None:
            return ""
        label, note = target.label or label, target.note or note
        fragment = f"#{link.fragment}" if link.fragment and link.kind not in NOTES else ""
        role = ' role="doc-noteref"' if target.note else ""
        if target.note[-1:].isdecimal() and target.note not in noted:  # where the note leads back to
            role += f' id="noteref-{target.note}"'
            noted.add(target.note)
        return f'{match["attribute"]}="{html.escape(target.href + fragment)}"{role}'

    for tag in (*_tags(body), None):
        start = tag.start() if tag else len(body)
        if (label or note) and (end := _LINK_S_END.search(body, done, start)):
            pieces.append(body[done : end.start()])
            if note:
                pieces.append(f'<sup class="ref">[{html.escape(note)}]</sup>')
            pieces.append(end[0])
            if label:
                pieces.append(f' <span class="claim">({html.escape(label)})</span>')
            done, label, note = end.end(), "", ""
        pieces.append(body[done:start])
        if tag:
            pieces.append(_TARGET.sub(replace_one, tag[0]))
            done = tag.end()
    return "".join(pieces)


def with_note_links(body: str) -> str:
    """A body's HTML where what stands in its text as `{evidence}id` or `{source}id` is a link without text."""
    if "{" not in body or not _BARE.search(body):
        return body
    pieces: list[str] = []
    done = 0  # how far the pieces reach
    closed: list[str] = []  # the open elements that links cannot stand in
    for markup in (*_MARKUP.finditer(body), None):
        text = body[done : markup.start() if markup else None]
        pieces.append(text if closed else _BARE.sub(r'<a href="{\1}\2"></a>', text))
        if markup:
            pieces.append(markup[0])
            done, name = markup.end(), re.match(r"</?([a-zA-Z]*)", markup[0])
            element = name[1].lower() if name else ""
            if closed and markup[0].startswith("</") and element == closed[-1]:
                closed.pop()
            elif element in _CLOSED and not markup[0].startswith("</") and (not closed or element == closed[-1]):
                closed.append(element)
    return "".join(pieces)


def _tags(body: str) -> Iterator[re.Match[str]]:
    """Every tag with a brace in it."""
    before, at = 0, body.find("{")
    while at >= 0:
        start = body.rfind("<", before, at)
        tag = _TAG.match(body, start) if start >= 0 else None
        before = at + 1
        if tag and tag.end() > at:
            yield tag
            before = tag.end()
        at = body.find("{", before)


def _link(match: re.Match[str], shown: bool = False) -> Link:
    kind, rest = next((match[n], match[n + 1]) for n in (2, 4, 6) if match[n])
    value, _, fragment = html.unescape(rest).partition("#")
    return Link(kind, value.strip(), fragment, shown)
