"""Builds blocks of marked text from the tags of HTML and the text between them, however badly they are nested."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from corkboard.comments.rules import normalized, visible
from corkboard.importers.small_markdown import Block, Code, Items, Marks, Paragraph, Quotation, write

__all__ = ["Blocks"]

_WEB_ADDRESS = re.compile(r"https?://[^/?#\s]", re.IGNORECASE)
_MARKS = {
    **dict.fromkeys(("em", "i"), "emphasis"),
    **dict.fromkeys(("strong", "b"), "strong"),
    **dict.fromkeys(("code", "tt", "kbd", "samp"), "code"),
}
_PLAIN = Marks()
_LISTS = {"ul", "ol"}
_APART = {
    *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "table", "tr", "dl", "dt", "dd", "section", "article"),
    *("address", "aside", "figure", "figcaption", "footer", "header", "details", "summary", "center", "form"),
}
_CELLS = {"td", "th"}
_DEEPEST = 11  # levels that `as_html` shows above the text: a quotation is one, a list and its item are two
_MOST_OPEN = 100  # elements within each other; what is deeper only ends paragraphs


@dataclass(slots=True)
class _Open:
    """An element that has begun, what goes into it, and how deep that will be shown."""

    name: str
    into: list[Block] | Items
    level: int


class Blocks:
    """Builds blocks from tags and the text between them, in whatever order they come."""

    def __init__(self, base: str, line_breaks: bool) -> None:
        self._base, self._line_breaks = base, line_breaks
        self._blocks: list[Block] = []
        self._open: list[_Open] = []
        self._paragraph = Paragraph()
        self._at_line_start = True
        self._depths: Counter[str] = Counter()
        self._href = ""
        self._code: list[str] | None = None  # of the block of code that has begun

    def text(self, text: str) -> None:
        if self._code is not None:
            self._code.append(visible(html.unescape(text)))
            return
        for at, line in enumerate(text.split("\n") if self._line_breaks else [text]):
            if at:
                self._break_line()
            self._add(visible(html.unescape(line)).replace("\n", " "), self._marks())

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._code is not None:
            if name == "br":
                self._code.append("\n")
        elif name == "br":
            self._break_line()
        elif name == "a":
            self._href = self._resolved(attributes.get("href", ""))
        elif name == "img":
            self._image(attributes)
        elif name == "pre":
            self._end_paragraph()
            self._code = []
        elif name == "li":
            self._item()
        elif name == "blockquote" or name in _LISTS:
            self._begin(name, attributes)
        elif name in _APART:
            self._end_paragraph()
        elif name in _CELLS:
            self._add(" ", _PLAIN)
        elif mark := _MARKS.get(name):
            self._depths[mark] += 1

    def end(self, name: str) -> None:
        if self._code is not None:
            if name == "pre":
                self._end_code()
        elif name == "a":
            self._href = ""
        elif name in ("blockquote", "li") or name in _LISTS:
            self._end_paragraph()
            self._close(name)
        elif name in _APART:
            self._end_paragraph()
        elif (mark := _MARKS.get(name)) and self._depths[mark]:
            self._depths[mark] -= 1

    def written(self) -> str:
        """All of it in the small Markdown, as it is kept."""
        self._end_code()
        self._end_paragraph()
        return normalized(write(self._blocks))

    def _marks(self) -> Marks:
        if self._depths["code"]:
            return Marks(code=True, href=self._href)
        return Marks(self._depths["emphasis"] > 0, self._depths["strong"] > 0, False, self._href)

    def _add(self, text: str, marks: Marks) -> None:
        self._paragraph.pieces.append((text, marks))
        self._at_line_start = self._at_line_start and not text.strip()

    def _break_line(self) -> None:
        if self._at_line_start:
            self._end_paragraph()
        else:
            self._paragraph.pieces.append(("\n", self._marks()))
            self._at_line_start = True

    def _image(self, attributes: Mapping[str, str]) -> None:
        """Images are not shown in comments: there is their text, and a link to where they are."""
        source = self._resolved(attributes.get("src", ""))
        shown = visible(attributes.get("alt", "")).strip() or source
        self._add(" ".join(shown.split()), self._marks()._replace(href=self._href or source))

    def _resolved(self, href: str) -> str:
        try:
            address = urljoin(self._base, href.strip())
        except ValueError:
            return ""
        return address if _WEB_ADDRESS.match(address) else ""

    def _into(self) -> list[Block]:
        if not self._open:
            return self._blocks
        into = self._open[-1].into
        if isinstance(into, Items):  # text in a list, but in none of its items
            into.items.append([])
            return into.items[-1]
        return into

    def _end_paragraph(self) -> None:
        if any(text.strip() for text, _ in self._paragraph.pieces):
            self._into().append(self._paragraph)
        self._paragraph, self._at_line_start = Paragraph(), True

    def _end_code(self) -> None:
        if self._code is not None:
            self._into().append(Code("".join(self._code)))
            self._code = None

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        self._end_paragraph()
        if len(self._open) >= _MOST_OPEN:
            return
        level = (self._open[-1].level if self._open else 0) + (2 if name in _LISTS else 1)
        into = self._into()
        if level > _DEEPEST:
            self._open.append(_Open(name, into, level))
        elif name == "blockquote":
            quotation = Quotation()
            into.append(quotation)
            self._open.append(_Open(name, quotation.blocks, level))
        else:
            first = attributes.get("start", "1")
            number = int(first) if first.isascii() and first.isdigit() and len(first) < 8 else 1
            items = Items(number if name == "ol" else None)
            into.append(items)
            self._open.append(_Open(name, items, level))

    def _item(self) -> None:
        self._end_paragraph()
        self._close("li")
        if self._open and isinstance(items := self._open[-1].into, Items):
            items.items.append([])
            self._open.append(_Open("li", items.items[-1], self._open[-1].level))

    def _close(self, name: str) -> None:
        """End the last element of this name, and what began in it; an item only within its list."""
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at].name == name:
                del self._open[at:]
                return
            if name == "li" and self._open[at].name != "li":
                return
