"""comrak: CommonMark in Rust, many times as fast as Python-Markdown."""

from __future__ import annotations

import html
import re
import secrets
from importlib.metadata import version

import comrak

from corkboard.documents.engines import MarkdownError, clean

__all__ = ["Comrak"]

# comrak's time grows with the square of both.  Nobody needs so many in one body.
_MOST_HEADINGS = 5_000
_MOST_DEFINITIONS = 10_000
_HEADING_LINE = re.compile(r"^(?:[ \t>*+\d.)-]*+(?:#{1,6}(?:[ \t]|$)|=++[ \t]*$)|[ \t>]*+-++[ \t]*$)", re.MULTILINE)
_DEFINITION_LINE = re.compile(r"^[ \t>*+\d.)-]*+:", re.MULTILINE)

_NAMELESS = ' id="">'
_NAMELESS_HEADING_LINK = '<a href="#" aria-label="Link to heading'
_HEADING_LINK = re.compile(r'<a href="#[^"]*" aria-label="[^"]*" data-heading-content="[^"]*" class="anchor"></a>')
_NOTE_REFERENCE = re.compile(
    r'<sup class="footnote-ref"><a href="#fn-([^"]*)" id="fnref-\1(-\d+)?" data-footnote-ref>(\d+)</a></sup>'
)
_NOTES = '<section class="footnotes" data-footnotes>'
_NOTE_RETURN = re.compile(
    r'<a href="#fnref-[^"]*" (class="footnote-backref" data-footnote-backref data-footnote-backref-idx=)"([\d-]+)"'
)
_NOTE = re.compile(r'<li id="fn-([^"]*)">')


class Comrak:
    def __init__(self) -> None:
        self.version = f"comrak {version('comrak')}: tables, footnotes, description lists, smart, raw HTML"
        # comrak would percent-encode links by id.  What it is given in their place nobody can have written.
        self._mark = f"corkboard-{secrets.token_hex(8)}-"
        self._references: list[str] = []
        self._images = False
        self._figure = re.compile(rf'<p>(<img src="{self._mark}image-[^"]*" alt="[^"]*") title="([^"]+)" /></p>')
        self._extensions = comrak.ExtensionOptions()
        self._extensions.table = self._extensions.footnotes = self._extensions.description_lists = True
        self._extensions.header_id_prefix = ""
        self._extensions.link_url_rewriter = self._rewrite_link
        self._extensions.image_url_rewriter = self._rewrite_image
        self._parsing = comrak.ParseOptions()
        self._parsing.smart = True
        self._rendering = comrak.RenderOptions()
        self._rendering.unsafe_ = True

    def render(self, text: str) -> str:
        """The HTML of a body.  Raises MarkdownError."""
        text = clean(text)
        if text.count("\n") > _MOST_HEADINGS:
            _refuse_excess(text)
        self._references.clear()
        self._images = False
        body = str(comrak.render_markdown(text, self._extensions, self._parsing, self._rendering))
        if "data-heading-content" in body:
            if _NAMELESS in body and _NAMELESS_HEADING_LINK in body:
                before, link, after = body.partition(_NAMELESS_HEADING_LINK)
                body = ' id="-0">'.join(before.rsplit(_NAMELESS, 1)) + link + after
            body = _HEADING_LINK.sub("", body)
        if "data-footnote-ref" in body:
            body = _number_notes(body)
        if self._images:
            body = self._figure.sub(r"<figure>\1 /><figcaption>\2</figcaption></figure>", body)
            body = body.replace(f"{self._mark}image-", "")
        if self._references:
            before, *marked = body.split(self._mark)
            numbered = (part.partition("-") for part in marked)
            body = before + "".join(html.escape(self._references[int(number)]) + rest for number, _, rest in numbered)
        # Only a numeric reference can have brought a new one.
        return clean(body) if "&#" in text else body

    def _rewrite_image(self, url: str) -> str:
        self._images = True
        return f"{self._mark}image-{self._rewrite_link(url)}"

    def _rewrite_link(self, url: str) -> str:
        if not url.startswith("{"):
            return url
        self._references.append(url)
        return f"{self._mark}{len(self._references) - 1}-"


def _refuse_excess(text: str) -> None:
    for lines, most, what in (
        (_HEADING_LINE, _MOST_HEADINGS, "headings"),
        (_DEFINITION_LINE, _MOST_DEFINITIONS, "definitions"),
    ):
        if sum(1 for _ in lines.finditer(text)) > most:
            raise MarkdownError(f"there are more than {most:,} {what}; split the text into several")


def _number_notes(body: str) -> str:
    """Ids of notes by their numbers instead of their names."""
    numbers: dict[str, str] = {}

    def number(reference: re.Match[str]) -> str:
        name, again, number = reference.groups("")
        numbers[name] = number
        return (
            f'<sup class="footnote-ref"><a href="#fn-{number}" id="fnref-{number}{again}" data-footnote-ref>'
            f"{number}</a></sup>"
        )

    body, section, notes = _NOTE_REFERENCE.sub(number, body).rpartition(_NOTES)
    notes = _NOTE_RETURN.sub(r'<a href="#fnref-\2" \1"\2"', notes)
    return body + section + _NOTE.sub(lambda match: f'<li id="fn-{numbers.get(match[1], match[1])}">', notes)
