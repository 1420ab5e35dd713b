"""The rules that a comment's words pass, at the desk and once more in each build: what may be written, and as what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING
from unicodedata import normalize

if TYPE_CHECKING:  # what renders is imported where it is needed: most builds have no comment to render
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

__all__ = [
    "MOST_CHARACTERS",
    "MOST_IN_A_NAME",
    "as_html",
    "has_unseen",
    "html_and_links",
    "links_in",
    "normalized",
    "visible",
]

MOST_CHARACTERS = 10_000
MOST_IN_A_NAME = 80
_TAGS = {"p", "br", "em", "strong", "a", "blockquote", "ul", "ol", "li", "code", "pre"}
_ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}, "ol": {"start"}, "*": set()}
_SCHEMES = {"http", "https"}
_REL = "nofollow ugc noopener"
_DEEPEST = 12  # elements within each other: a quotation is one, a list two
_NESTING = ("blockquote", "list")
_LEFT_OUT = ("image", "html_inline", "html_block", "heading", "lheading", "hr", "reference", "entity")
_BARE_LINK = re.compile(r"(?<![(<\w])(?:https?://|www\.)[^\s<>\"']+", re.IGNORECASE)
_WEB_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
# Control characters, those that change the direction of the text around them, and what is no character.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def has_unseen(text: str) -> bool:
    """Whether there is something in it that readers do not see, and that may mislead them."""
    return _UNSEEN.search(text) is not None


def visible(text: str) -> str:
    """Text in Unicode's composed form, without what readers cannot see."""
    return normalize("NFC", _UNSEEN.sub("", text))  # in this order: what is taken out may stand between two parts


def normalized(text: str) -> str:
    """Text as it is kept: in Unicode's composed form, with line feeds, without what readers cannot see."""
    lines = (line.rstrip() for line in visible(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def as_html(text: str) -> str:
    """A comment's small Markdown in HTML: paragraphs, emphasis, links, quotations, lists and code.

    No raw HTML, no images; what the Markdown gives is sanitized again.  Where quotations and lists within each other
    go too deep, their marks stay text.
    """
    return html_and_links(text)[0]


def links_in(text: str) -> list[str]:
    """Where the links of a text lead, also those written as bare addresses, which stay text."""
    return html_and_links(text)[1]


def html_and_links(text: str) -> tuple[str, list[str]]:
    """What `as_html` and `links_in` give, with half the work."""
    import nh3

    blocks, markdown = _tokens(text), _markdown(nested=True)
    html = markdown.renderer.render(blocks, markdown.options, {})
    clean = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=_REL)
    tokens = (token for block in blocks for token in block.children or ())
    linked = [str(token.attrs["href"]) for token in tokens if token.type == "link_open"]
    return clean.strip(), [*linked, *_BARE_LINK.findall(text)]


def _tokens(text: str) -> Sequence[Token]:
    found = _markdown(nested=True).parse(text)
    # Beyond its limit the parser would leave words out.
    return found if all(token.level <= _DEEPEST for token in found) else _markdown(nested=False).parse(text)


@cache
def _markdown(nested: bool) -> MarkdownIt:
    from markdown_it import MarkdownIt

    found = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": _DEEPEST + 2})
    found.disable([*_LEFT_OUT, *(() if nested else _NESTING)])
    found.validateLink = lambda url: _WEB_ADDRESS.match(url) is not None  # type: ignore[method-assign]
    return found
