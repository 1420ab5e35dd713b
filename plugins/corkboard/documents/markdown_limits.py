"""What Python-Markdown cannot do in reasonable time, refused with a sentence for its author."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown.extensions.abbr import AbbrTreeprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from corkboard.documents.engines import MarkdownError

__all__ = ["BlockLimits", "InlineLimits"]

# Python-Markdown's time grows with the square of some things: with how often they come times the
# characters that are read for each.  What passes takes half a minute at most; prose is far below.
_MOST_BLOCKS = 150_000
_BLOCK_LIMITS = (
    (
        re.compile(r"^ {0,3}(?:#|=|:|\*?\[|-+ *$|(?:[-_*] *){3,}$)", re.MULTILINE),
        5e8,
        "too many headings, rules or definitions come without a blank line between them",
    ),
    (re.compile(r"^ {400,}(?:[-+*]|\d+\.) ", re.MULTILINE), 0, "lists are nested more than 100 deep; flatten them"),
)
_TEXT_LIMITS = (
    (re.compile(r"^(?:```|~~~)", re.MULTILINE), 2e9, "there are too many blocks of code"),
    (re.compile(r"^\*\[", re.MULTILINE), 5e8, "there are too many abbreviations"),
    (re.compile(r"\[TOC\]"), 1e7, "there are too many tables of contents"),
    (re.compile(r"<!\["), 3e7, 'there are too many "<!["'),
    (re.compile(r"<[a-zA-Z!/?][^<>]*+(?:(?=<)|\Z)"), 3e8, 'too many tags have no ">" at their end'),
)
_MOST_COMMENTS = 1e11  # times the tags around them, each of which is sought again
_MOST_CELLS = 1e9  # times the code in their row
_MOST_ENCLOSED = 2e7
_MOST_MARKED = 5e9
_BRACKET = re.compile(r"[\[\]()]")
_MARK = re.compile(r"""["'*_`<&\[\\]|--|\.\.\.|  \n""")
_MARK_OR_WORD = re.compile(rf"{_MARK.pattern}|\w+")


class BlockLimits(Preprocessor):
    """Refuses what makes Python-Markdown read the rest of a block or text again and again."""

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        blocks = text.split("\n\n")
        _refuse(len(blocks), _MOST_BLOCKS, "there are too many paragraphs; split the text into several")
        for pattern, most, what in _BLOCK_LIMITS:
            _refuse(sum(len(pattern.findall(block)) * len(block) for block in blocks), most, what)
        for pattern, most, what in _TEXT_LIMITS:
            _refuse(len(pattern.findall(text)) * len(text), most, what)
        comments = sum(block.count("<!--") * block.count("<") * len(block) for block in blocks)
        _refuse(comments, _MOST_COMMENTS, "too many comments come without a blank line between them")
        cells = sum(line.count("|") * line.count("`") for line in lines)
        _refuse(cells, _MOST_CELLS, "a row of a table has too much code")
        return lines


class InlineLimits(Treeprocessor):
    def run(self, root: Element) -> None:
        texts = [text for element in root.iter() for text in (element.text, element.tail) if text]
        read = [text for text in texts if not isinstance(text, AtomicString)]
        if sum(len(text) ** 2 for text in read) <= _MOST_ENCLOSED:
            return  # whatever they hold
        enclosed = sum(map(_enclosed, read))
        _refuse(enclosed, _MOST_ENCLOSED, "brackets are nested too deeply, or too many are left open")
        abbreviations = self.md.treeprocessors["abbr"]
        mark = _MARK_OR_WORD if isinstance(abbreviations, AbbrTreeprocessor) and abbreviations.abbrs else _MARK
        marked = sum(len(mark.findall(text)) * len(text) for text in read)
        _refuse(marked, _MOST_MARKED, "a paragraph has too many marks; divide it")


def _refuse(cost: float, most: float, what: str) -> None:
    if cost > most:
        raise MarkdownError(what)


def _enclosed(text: str) -> int:
    """How much is read in search of closing brackets: from each to its partner or the text's end."""
    opened: dict[str, list[int]] = {"]": [], ")": []}
    total = 0
    for bracket in _BRACKET.finditer(text):
        if bracket[0] in "[(":
            opened["]" if bracket[0] == "[" else ")"].append(bracket.start())
        elif opened[bracket[0]]:
            total += bracket.start() - opened[bracket[0]].pop()
    return total + sum(len(text) - at for places in opened.values() for at in places)
