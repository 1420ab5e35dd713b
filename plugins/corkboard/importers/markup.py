"""Other systems' comments, in HTML or Markdown, in the small Markdown of `comments.rules`.

Links, emphasis, quotations, lists, code and paragraphs survive, everything else becomes its text.  Time and memory
grow with the length of the text alone: `html.parser` is not used here, for it takes minutes on 100 kB of
`<a <a <a`.
"""

from __future__ import annotations

import html
import re
from functools import cache

from markdown_it import MarkdownIt

from corkboard.importers.blocks import Blocks

__all__ = ["from_html", "from_markdown"]

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?P<attributes>(?:\s[^<>]{0,4000})?)/?>")
_ATTRIBUTE = re.compile(r"""\s(?P<name>[a-zA-Z]+)\s{0,9}=\s{0,9}(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[^\s"'>]+))""")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{1,32});")
_WITH_ATTRIBUTES = {"a", "img", "ol"}
_DEEPEST_MARKDOWN = 40


def from_html(text: str, base: str = "", line_breaks: bool = False) -> str:
    """HTML in the small Markdown.  Addresses of links may be relative to `base`.

    With `line_breaks`, lines and empty lines are line breaks and paragraphs, as WordPress shows them.
    """
    source = _without_comments(text.replace("\r\n", "\n").replace("\r", "\n"))
    blocks, at = Blocks(base, line_breaks), 0
    for tag in _TAG.finditer(source):
        blocks.text(source[at : tag.start()])
        at, name = tag.end(), tag["name"].lower()
        if tag["end"]:
            blocks.end(name)
        else:
            blocks.start(name, _attributes(tag["attributes"]) if name in _WITH_ATTRIBUTES else {})
    blocks.text(source[at:])
    return blocks.written()


def from_markdown(text: str, base: str = "") -> str:
    """Markdown as others write it, with HTML in it, in the small Markdown."""
    tokens = _markdown().parse(text)
    if max((token.level for token in tokens), default=0) >= _DEEPEST_MARKDOWN - 2:
        return from_html(html.escape(text, quote=False), base, line_breaks=True)  # the parser leaves out what is deeper
    return from_html(_markdown().renderer.render(tokens, _markdown().options, {}), base)


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True, "maxNesting": _DEEPEST_MARKDOWN}).enable(["strikethrough", "table"])


def _without_comments(text: str) -> str:
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join([*kept, text[at:]])


def _attributes(text: str) -> dict[str, str]:
    return {
        found["name"].lower(): _REFERENCE.sub(
            lambda one: html.unescape(one[0]), found["a"] or found["b"] or found["c"] or ""
        )
        for found in _ATTRIBUTE.finditer(text)
    }
