"""Links by id in a body: `[text]({person}person-a#roles)`, in Pelican's manner."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

__all__ = ["Link", "Target", "links_in", "replace_links"]

# A "<" ends an attribute's value here: else each of many quotes left open would be read to the text's end.
_TAG = re.compile(r"""</?[a-zA-Z](?:[^"'<>]|"[^"<]*"|'[^'<]*')*+>""")
_LINK_S_END = re.compile(r"</[aA](?![\w-])[^<>]*>")
_TARGET = re.compile(
    r"""(?<=\s)(?P<attribute>href|src|poster|data)\s*=\s*"""
    r"""(?:"\{(\w+)\}([^"]*)"|'\{(\w+)\}([^']*)'|\{(\w+)\}([^\s"'>]*))""",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Link:
    """What a body links to: `kind` from the braces, the id or path after them, the fragment after a `#`."""

    kind: str
    value: str
    fragment: str = ""

    def __str__(self) -> str:
        return f"{{{self.kind}}}{self.value}"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads in the end.  None for `href` makes it a link without address, which browsers show as text.

    `label` is said in brackets after the link.
    """

    href: str | None
    label: str = ""


def links_in(body: str) -> Iterator[Link]:
    """Every link by id in a body's HTML, in order."""
    for tag in _tags(body):
        yield from map(_link, _TARGET.finditer(tag[0]))


def replace_links(body: str, resolve: Callable[[Link], Target]) -> str:
    """The body's HTML with every link by id led to where it goes."""
    pieces: list[str] = []
    done, label = 0, ""  # how far the pieces reach, and the label of the link that is open

    def replace_one(match: re.Match[str]) -> str:
        nonlocal label
        link = _link(match)
        target = resolve(link)
        if target.href is None:
            return ""
        label = target.label or label
        fragment = f"#{link.fragment}" if link.fragment else ""
        return f'{match["attribute"]}="{html.escape(target.href + fragment)}"'

    for tag in (*_tags(body), None):
        start = tag.start() if tag else len(body)
        if label and (end := _LINK_S_END.search(body, done, start)):
            pieces += (body[done : end.end()], f' <span class="claim">({html.escape(label)})</span>')
            done, label = end.end(), ""
        pieces.append(body[done:start])
        if tag:
            pieces.append(_TARGET.sub(replace_one, tag[0]))
            done = tag.end()
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


def _link(match: re.Match[str]) -> Link:
    kind, rest = next((match[n], match[n + 1]) for n in (2, 4, 6) if match[n])
    value, _, fragment = html.unescape(rest).partition("#")
    return Link(kind, value.strip(), fragment)
