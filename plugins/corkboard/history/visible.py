"""What readers see of a text: the same words for the same sight, however they are written down."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

from corkboard.documents.markup import INLINE

__all__ = ["visible_line", "visible_text"]

_UNSEEN = frozenset(("head", "noscript", "script", "style", "template", "title"))
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())  # noqa: SIM905
_STRUCK = frozenset(("del", "s", "strike"))
_SPOKEN = ("alt", "title", "aria-label")  # attributes that are read, or read out
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WITHOUT_WIDTH = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))


def visible_line(text: str) -> str:
    """A text with single spaces, in Unicode's composed form, without what has no width."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_WITHOUT_WIDTH).split())


def visible_text(body: str) -> str:
    """The words of a body's HTML, with what its pictures are called.  What is struck out is marked as that."""
    reader = _Reader()
    reader.feed(body)
    reader.close()
    return visible_line("".join(reader.parts))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen: list[str] = []  # the open elements from the outermost that nobody sees

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        unseen = tag in _UNSEEN or "hidden" in given or bool(_HIDDEN.search(given.get("style") or ""))
        if (self._unseen or unseen) and tag not in _VOID:
            self._unseen.append(tag)
        if self._unseen or unseen:
            return
        self._break(tag)
        self.parts += [f" {text} " for name in _SPOKEN if (text := given.get(name))]
        if tag in _STRUCK:
            self.parts.append(" ~~")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            while self._unseen.pop() != tag:
                pass
        elif not self._unseen:
            self._break(tag)
            if tag in _STRUCK:
                self.parts.append("~~ ")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)

    def _break(self, tag: str) -> None:
        if tag not in INLINE or tag == "img":
            self.parts.append(" ")
