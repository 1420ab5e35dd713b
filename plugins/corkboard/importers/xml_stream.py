"""Goes through an XML export of any size: what is wanted of it, element by element, and nothing kept.

Document type declarations, entities and everything external are refused.  Whatever the encoding, bytes that are
none of its characters become U+FFFD, and control characters, which other systems let through and XML does not
know, are taken out.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError  # the error alone: parsing is defusedxml's
from xml.parsers.expat import ErrorString

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from corkboard.importers.model import MOST_CHARACTERS, Findings, ImportProblem

__all__ = ["Element", "elements"]

_CHUNK = 1 << 18
_DEEPEST = 100
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([\w.:-]{1,40})["']""")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_UNMARKED = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Element:
    """An element that has ended: its path below the root, its attributes, its text, where it began.

    `text` is None where it was longer than a comment may be, and empty for elements that are not leaves.
    """

    path: str
    attributes: Mapping[str, str]
    text: str | None
    line: int


class _StoppedError(Exception):
    """Raised where going on makes no sense."""


def elements(
    path: Path, root: str, wanted: frozenset[str], named: Callable[[str], str], findings: Findings
) -> Iterator[Element]:
    """The wanted elements as they end.  Paths are of names as `named` gives them, joined with "/".

    What makes the file unreadable from some line on becomes a problem there.
    """
    target = _Target(root, wanted, named)
    parser = XMLParser(target=target, forbid_dtd=True)
    target.line = lambda: int(parser.parser.CurrentLineNumber)
    try:
        for text in _decoded(path):
            parser.feed(text)
            yield from target.taken()
        parser.close()
        yield from target.taken()
    except (ParseError, DefusedXmlException, _StoppedError, OSError) as error:
        yield from target.taken()
        findings.problems.append(ImportProblem(str(path), _line_of(error, target), "", _told(error)))


def _line_of(error: Exception, target: _Target) -> int:
    return error.position[0] if isinstance(error, ParseError) else 0 if isinstance(error, OSError) else target.line()


def _told(error: Exception) -> str:
    match error:
        case _StoppedError():
            return str(error)
        case ParseError():
            return (
                f"this is no XML: {ErrorString(error.code)}; nothing from here on was read: mend this, or export again"
            )
        case DefusedXmlException():
            return "there is a document type declaration, which exports have not; nothing of the file was read"
        case OSError():
            return f"the file cannot be read: {error.strerror}"
    raise error


class _Target:
    """What the parser calls; keeps the elements that have ended until they are taken."""

    def __init__(self, root: str, wanted: frozenset[str], named: Callable[[str], str]) -> None:
        self._root, self._wanted, self._named = root, wanted, named
        self._within = {path[:at] for path in wanted for at, mark in enumerate(path) if mark == "/"}
        self._open: list[tuple[str | None, Mapping[str, str], int]] = []
        self._text: list[str] | None = None
        self._length = 0
        self._ended: list[Element] = []
        self.line: Callable[[], int] = lambda: 0

    def taken(self) -> Iterator[Element]:
        ended, self._ended = self._ended, []
        yield from ended

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= _DEEPEST:
            raise _StoppedError("elements lie too deeply within each other; nothing from here on was read")
        name = self._named(tag)
        if self._text is not None:  # markup that should have been escaped: its text belongs to the leaf
            self._open.append((None, {}, 0))
            return
        if not self._open:
            if name != self._root:
                raise _StoppedError(f"this is no such export: it does not begin with <{self._root.split(':')[-1]}>")
            self._open.append(("", {}, 0))
            return
        above = self._open[-1][0]
        path = None if above is None else f"{above}/{name}".removeprefix("/")
        kept = path if path in self._wanted or path in self._within else None
        shown = {self._named(key): value for key, value in attributes.items()} if kept else {}
        self._open.append((kept, shown, self.line() if kept else 0))
        if kept in self._wanted and kept not in self._within:
            self._text, self._length = [], 0

    def data(self, text: str) -> None:
        if self._text is not None:
            self._length += len(text)
            if self._length <= MOST_CHARACTERS:
                self._text.append(text)

    def end(self, _tag: str) -> None:
        path, attributes, line = self._open.pop()
        if path and path in self._wanted:
            text = "".join(self._text or ())
            self._ended.append(Element(path, attributes, None if self._length > MOST_CHARACTERS else text, line))
            self._text, self._length = None, 0

    def close(self) -> None:
        """Part of what the parser expects."""


def _decoded(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        first = file.read(_CHUNK)
        decoder = codecs.getincrementaldecoder(_encoding_of(first))("replace")
        chunk = first
        while chunk:
            yield _NO_XML.sub("", decoder.decode(chunk))
            chunk = file.read(_CHUNK)
        yield _NO_XML.sub("", decoder.decode(b"", final=True))


def _encoding_of(start: bytes) -> str:
    """As marked or declared; UTF-8 for what is no encoding of text."""
    for mark, encoding in (*_MARKS, *_UNMARKED):
        if start.startswith(mark):
            return encoding
    declared = _DECLARED.match(start)
    name = declared[1].decode() if declared else "utf-8"
    try:
        b" ".decode(name)
        codecs.getincrementaldecoder(name)("replace").decode(b" ")
    except (LookupError, ValueError):
        return "utf-8"
    return name
