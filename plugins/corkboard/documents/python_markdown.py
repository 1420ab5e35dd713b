"""Python-Markdown, with the extensions that authors know, brought to the HTML that comrak writes."""

# ruff: noqa: ARG002, N802 - the methods that Python-Markdown calls have its names and parameters

from __future__ import annotations

import html
import re
import unicodedata
from html.entities import html5
from xml.etree.ElementTree import Element, SubElement

import markdown
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.smarty import SmartyExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension
from markdown.inlinepatterns import AUTOMAIL_RE, InlineProcessor, Pattern, SubstituteTagInlineProcessor
from markdown.treeprocessors import InlineProcessor as InlineTreeprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX, AtomicString, Registry

from corkboard.documents.engines import MarkdownError, clean
from corkboard.documents.markdown_limits import BlockLimits, InlineLimits

__all__ = ["PythonMarkdown"]

_PLAIN_EXTENSIONS = ("def_list", "attr_list", "abbr", "fenced_code", "sane_lists", "md_in_html")
_PUNCTUATION = {
    "mdash": "—",
    "ndash": "–",
    "ellipsis": "…",
    "left-single-quote": "‘",
    "right-single-quote": "’",
    "left-double-quote": "“",
    "right-double-quote": "”",
}
# What a text must hold for an inline pattern to be worth trying on it.  Those not named here are tried on all.
_HALLMARKS = {
    "backtick": "`",
    "escape": "\\",
    "footnote": "[^",
    **dict.fromkeys(("reference", "link", "short_reference"), "["),
    **dict.fromkeys(("image_link", "image_reference", "short_image_ref"), "!["),
    **dict.fromkeys(("autolink", "automail", "html"), "<"),
    "linebreak": "\n",
    "entity": "&",
    "smarty-em-dashes": "---",
    "smarty-en-dashes": "--",
    "smarty-ellipses": "...",
    **{f"smarty-quotes-{number}": "'" for number in (0, 2, 3, 4, 5, 6, 7, 8, 9, 10)},
    **{f"smarty-quotes-{number}": '"' for number in (1, 11, 12, 13, 14)},
}
_ANY_HALLMARK = re.compile(r"[`\\\[<&*_]|  \n")
_ANY_OF_SMARTY = re.compile(r"""["']|--|\.\.\.""")
_PLACEHOLDER = re.compile(f"{STX}[^{ETX}]*{ETX}|[{STX}{ETX}]")


class PythonMarkdown:
    def __init__(self) -> None:
        names = " ".join(("tables", "footnotes", "toc", "smarty", *_PLAIN_EXTENSIONS))
        self.version = f"python-markdown {markdown.__version__}: {names}"
        self._markdown = _new_markdown()

    def render(self, text: str) -> str:
        """The HTML of a body.  Raises MarkdownError."""
        try:
            body = self._markdown.reset().convert(clean(text))
        except Exception as error:
            # What was interrupted leaves its state behind.
            self._markdown = _new_markdown()
            if isinstance(error, MarkdownError):
                raise
            if isinstance(error, RecursionError):
                raise MarkdownError("lists, quotes or marks are nested too deeply; flatten them") from None
            raise MarkdownError(f"Python-Markdown fails at this text: {error!r}") from error
        # A link in the text of an image can leave a placeholder.
        return _PLACEHOLDER.sub("", body) if STX in body or ETX in body else body


def _new_markdown() -> markdown.Markdown:
    return markdown.Markdown(
        output_format="html",
        extensions=[
            *_PLAIN_EXTENSIONS,
            TableExtension(use_align_attribute=True),
            SmartyExtension(substitutions=_PUNCTUATION),
            _Headings(),
            _Notes(),
            _House(),
        ],
    )


class _Headings(TocExtension):
    """Ids as GitHub makes them: small letters, hyphens for spaces, no other punctuation, each once."""

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self.namesakes: dict[str, int] = {}
        super().__init__(slugify=self.id_of)

    def reset(self) -> None:
        super().reset()
        self.taken.clear()
        self.namesakes.clear()

    def id_of(self, heading: str, _separator: str) -> str:
        slug = "".join(char for char in heading.lower() if char in " -" or _is_word(char)).replace(" ", "-")
        number = self.namesakes.get(slug, 0)
        id = f"{slug}-{number}" if number or not slug else slug
        while id in self.taken:
            number += 1
            id = f"{slug}-{number}"
        self.taken.add(id)
        self.namesakes[slug] = number + 1
        return id


def _is_word(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "LMN" or category == "Pc"


class _Notes(FootnoteExtension):
    """Notes numbered by their first reference; those without one are left out."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        super().extendMarkdown(md)
        md.treeprocessors.deregister("footnote-duplicate")
        md.treeprocessors.register(_NoteNumbers(self), "footnote-numbers", 4)

    def reset(self) -> None:
        super().reset()
        self.section: Element | None = None

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:
        return f"fnref:{id}"  # until all are known; the table of contents goes by how it begins

    def makeFootnotesDiv(self, root: Element) -> Element | None:
        if not self.footnotes:
            return None
        self.section = Element("section", {"class": "footnotes", "data-footnotes": ""})
        items = SubElement(self.section, "ol")
        parsed: set[str] = set()
        # A note can hold the definition of another.
        while waiting := [name for name in self.footnotes if name not in parsed]:
            for name in waiting:
                # Blocks treat an <li> as part of a list, so that it cannot be their parent.
                blocks = Element("div")
                self.parser.parseChunk(blocks, self.footnotes[name])
                SubElement(items, "li", {"id": self.makeFootnoteRefId(name)}).extend(blocks)
            parsed.update(waiting)
        return self.section


class _NoteNumbers(Treeprocessor):
    def __init__(self, notes: _Notes) -> None:
        super().__init__()
        self.notes = notes

    def run(self, root: Element) -> None:
        if (section := self.notes.section) is None:
            return
        items = {str(item.get("id")): item for item in section[0]}
        references: dict[str, list[Element]] = {}
        for reference in root.iter("sup"):
            if (id := str(reference.get("id"))) in items:
                references.setdefault(id, []).append(reference)
        for number, (id, places) in enumerate(references.items(), start=1):
            items[id].set("id", f"fn-{number}")
            for nth, reference in enumerate(places, start=1):
                place = f"{number}-{nth}" if nth > 1 else f"{number}"
                _refer(reference, number, place)
                _return(items[id], place, nth)
        section[0][:] = [items[id] for id in references]
        if not references:
            next(parent for parent in root.iter() if section in parent).remove(section)


def _refer(reference: Element, number: int, place: str) -> None:
    reference.attrib.pop("id")
    reference.set("class", "footnote-ref")
    reference[0].attrib = {"href": f"#fn-{number}", "id": f"fnref-{place}", "data-footnote-ref": ""}
    reference[0].text = str(number)


def _return(item: Element, place: str, nth: int) -> None:
    """Add the way back to a place, at the end of the note's last paragraph if it ends with one."""
    parent = item[-1] if len(item) and item[-1].tag == "p" else item
    if len(parent):
        parent[-1].tail = f"{parent[-1].tail or ''} "
    else:
        parent.text = f"{parent.text or ''} "
    link = SubElement(
        parent,
        "a",
        {
            "href": f"#fnref-{place}",
            "class": "footnote-backref",
            "data-footnote-backref": "",
            "data-footnote-backref-idx": place,
            "aria-label": f"Back to reference {place}",
        },
    )
    link.text = "↩"
    if nth > 1:
        SubElement(link, "sup", {"class": "footnote-ref"}).text = str(nth)


class _House(Extension):
    """What else differs from comrak, and the limits."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        md.preprocessors.register(BlockLimits(md), "block-limits", 27)  # before fenced code
        md.treeprocessors.register(InlineLimits(md), "inline-limits", 21)  # before anything inline
        md.inlinePatterns.register(_Mail(AUTOMAIL_RE, md), "automail", 110)
        md.inlinePatterns.register(SubstituteTagInlineProcessor(r"(?:(?<! ) {2,}+|\\)\n", "br"), "linebreak", 100)
        md.inlinePatterns.register(_Entity(r"&(#[0-9]+|#[xX][0-9a-fA-F]+|[0-9a-zA-Z]+);", md), "entity", 80)
        smarty = md.treeprocessors["smarty"].inlinePatterns  # type: ignore[attr-defined]
        md.treeprocessors.register(_Inline(md, md.inlinePatterns, _ANY_HALLMARK), "inline", 20)
        md.treeprocessors.register(_Smarty(_Inline(md, smarty, _ANY_OF_SMARTY)), "smarty", 6)
        md.treeprocessors.register(_Figures(md), "figures", 4)


class _Mail(InlineProcessor):
    """Addresses in plain characters."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]
        address = self.unescape(m[1]).removeprefix("mailto:")
        link = Element("a", {"href": f"mailto:{address}"})
        link.text = AtomicString(address)
        return link, m.start(), m.end()


class _Entity(InlineProcessor):
    """The character that a reference stands for, and what is no reference as text.

    Source: CommonMark 0.31, 2.5, Entity and numeric character references.
    """

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]
        text = _referred(m[1]) or m[0]
        # Letters and spaces matter to quotation marks beside them; the rest must not count as markup.
        plain = text.isalnum() or text.isspace()
        return text if plain else self.md.htmlStash.store(html.escape(text, quote=False)), m.start(), m.end()


def _referred(name: str) -> str | None:
    if name[0] != "#":
        return html5.get(f"{name};")
    digits, base, most = (name[2:], 16, 6) if name[1] in "xX" else (name[1:], 10, 7)
    if len(digits) > most:
        return None
    code = int(digits, base)
    return clean(chr(code)) if code <= 0x10FFFF else "\ufffd"


class _Inline(InlineTreeprocessor):
    """Inline patterns, tried only on texts in which they can match: trying them takes most of the time."""

    def __init__(self, md: markdown.Markdown, patterns: Registry[Pattern], any: re.Pattern[str]) -> None:
        super().__init__(md)
        self.inlinePatterns, self._any = patterns, any  # type: ignore[assignment]
        hallmarks = {patterns.get_index_for_name(name): mark for name, mark in _HALLMARKS.items() if name in patterns}
        self._patterns = [(pattern, hallmarks.get(index, "")) for index, pattern in enumerate(patterns)]

    def _InlineProcessor__handleInline(self, data: str, first: int = 0) -> str:
        """Takes the place of a method that Python-Markdown keeps to itself; without it all is as slow as there."""
        if isinstance(data, AtomicString) or not self._any.search(data):
            return data
        apply = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
        for index, (pattern, hallmark) in enumerate(self._patterns[first:], start=first):
            start, matched = 0, hallmark in data
            while matched:
                data, matched, start = apply(pattern, data, index, start)
        return data


class _Smarty(Treeprocessor):
    """Smarty for the texts of images too, and not for what holds nothing for it, such as line breaks between blocks.

    Each of these would be looked up among all its siblings.
    """

    def __init__(self, smarty: Treeprocessor) -> None:
        super().__init__()
        self.smarty = smarty

    def run(self, root: Element) -> None:
        images = list(root.iter("img"))
        texts = SubElement(root, "div")
        for image in images:
            SubElement(texts, "p").text = image.get("alt")
        plain = [
            (element, part, text)
            for element in root.iter()
            for part in ("text", "tail")
            if (text := getattr(element, part)) and not _ANY_OF_SMARTY.search(text)
        ]
        for element, part, _ in plain:
            setattr(element, part, None)
        self.smarty.run(root)
        for element, part, text in plain:
            setattr(element, part, text)
        for image, text in zip(images, texts, strict=True):
            image.set("alt", text.text or "")
        root.remove(texts)


class _Figures(Treeprocessor):
    """An image with a title, alone in its paragraph, is a figure with a caption."""

    def run(self, root: Element) -> None:
        for paragraph in list(root.iter("p")):
            if len(paragraph) != 1 or (paragraph.text or "").strip() or (paragraph[0].tail or "").strip():
                continue
            if paragraph[0].tag == "img" and paragraph[0].get("title"):
                paragraph.tag, paragraph.text, paragraph[0].tail = "figure", None, None
                SubElement(paragraph, "figcaption").text = AtomicString(paragraph[0].attrib.pop("title"))
