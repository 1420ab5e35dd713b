"""One file's way from bytes to a checked record and a body in HTML: a pure function, for workers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from zoneinfo import ZoneInfo

from corkboard.diagnostics import Problem, Severity, problem_at
from corkboard.documents.engines import MarkdownError, markdown_engine
from corkboard.documents.front_matter import FrontMatter, offset_of, split
from corkboard.documents.links import NOTES, Link, links_in, with_note_links
from corkboard.documents.prose import count_words
from corkboard.records import ContentType
from corkboard.records.common import Record
from corkboard.records.fields import canonical_id, id_problem
from corkboard.records.validation import Fault, Path, ReferenceAt, references_in, validate
from corkboard.settings import LANGUAGE

__all__ = ["NOTHING", "Blame", "Document", "Parsed", "Source", "classify", "locate", "parse"]


@dataclass(frozen=True, slots=True)
class Source:
    """A Markdown file: its path in the content, and what that says of it."""

    name: str
    type: ContentType
    id: str
    lang: str | None = None  # of a translation


@dataclass(frozen=True, slots=True)
class Document:
    """A body in HTML, where links by id are still as the author wrote them."""

    html: str
    links: tuple[Link, ...]
    words: int
    unspaced: int  # characters of scripts that do not set words apart


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one file holds.  Without a record, `problems` say why, and `references` are those it would have made."""

    source: Source
    record: Record | None
    document: Document
    problems: tuple[Problem, ...] = ()
    references: tuple[ReferenceAt, ...] = ()
    front_matter: bytes = b""
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # without a record: ids of evidence and sources


@dataclass(frozen=True, slots=True)
class Blame:
    """A problem that shows only beside other files, and the value, link or passage to blame for it."""

    name: str
    field: str
    message: str
    hint: str = ""
    path: Path = ()
    link: Link | None = None
    severity: Severity = Severity.ERROR
    passage: str = ""  # words of the body


NOTHING = Document("", (), 0, 0)
_LINK_START = re.compile(r"\{\w+\}")
_MARK = re.compile(r"corkboard(\d+)mark")


def classify(name: str, types: Iterable[ContentType], default_lang: str) -> Source | Problem | None:
    """What a file is by its path in the content; None for what lies in no folder of content."""
    top, _, rest = name.partition("/")
    type = next((one for one in types if one.folder == top), None)
    if type is None or not rest:
        return None
    whole = rest.rpartition("/")[2]
    whole = whole.rpartition(".")[0] or whole
    stem, dot, lang = whole.partition(".")
    id = canonical_id(stem)
    if why := id_problem(id):
        return Problem(name, 1, 1, "file", f'"{whole}" will not do as an id: {why}', "rename the file")
    if dot and not LANGUAGE.fullmatch(lang):
        message = f'"{whole}" will not do as an id: what follows the dot is not a language code'
        return Problem(name, 1, 1, "file", message, "rename the file; a translation is called like article.ru.md")
    if lang == default_lang:
        message = f'"{lang}" is the language of the site'
        return Problem(name, 1, 1, "file", message, f"call the file {stem}.md")
    return Source(name, type, id, lang or None)


def parse(source: Source, data: bytes, engine: str, timezone: ZoneInfo) -> Parsed:
    """Read one file.  Everything wrong with it comes back in `problems`."""
    front_matter = split(data, source.name)
    if isinstance(front_matter, Problem):
        return Parsed(source, None, _body_alone(source.name, data, engine), (front_matter,))
    record, faults = validate(source.type.model, front_matter.values, timezone, translation=source.lang is not None)
    problems = [_problem(source.name, front_matter, fault) for fault in faults]
    document = NOTHING
    try:
        document = _document(front_matter.body, engine)
    except MarkdownError as error:
        problems.append(problem_at(source.name, front_matter.text, front_matter.body_at, "body", str(error)))
    if source.lang is not None and not front_matter.body.strip():
        problems.append(
            problem_at(source.name, front_matter.text, front_matter.body_at, "body", "the translation has no text")
        )
    references = () if record else tuple(references_in(source.type.model, front_matter.values))
    written = front_matter.text[: front_matter.body_at].encode()
    parts = {} if record else {kind: _ids_in(front_matter.values.get(kind)) for kind in ("evidence", "sources")}
    return Parsed(source, record, document, tuple(problems), references, written, parts)


def _ids_in(entries: object) -> tuple[str, ...]:
    """The ids of entries which may be no record for other faults."""
    found = (one.get("id") for one in (entries if isinstance(entries, list) else ()) if isinstance(one, Mapping))
    return tuple(canonical_id(id.strip()) for id in found if isinstance(id, str))


def _document(body: str, engine: str) -> Document:
    html = with_note_links(markdown_engine(engine).render(body))
    return Document(html, tuple(links_in(html)), *count_words(html))


def _body_alone(name: str, data: bytes, engine: str) -> Document:
    """The body of a file whose front matter cannot be read, so that its links are looked at all the same.

    Those to its own evidence and sources are left out: nobody knows which there are.
    """
    parts = split(data, name, with_values=False)
    try:
        found = NOTHING if isinstance(parts, Problem) else _document(parts.body, engine)
    except MarkdownError:
        return NOTHING
    return replace(found, links=tuple(link for link in found.links if link.kind not in NOTES or link.fragment))


def locate(name: str, data: bytes, blames: Iterable[Blame], engine: str) -> Iterator[Problem]:
    """Where in one file each of these problems stands.  Reads the file again: only ever done for bad content."""
    front_matter = split(data, name, with_values=False)
    if isinstance(front_matter, Problem):
        yield front_matter
        return
    for blame in blames:
        if blame.passage:
            found = front_matter.text.find(blame.passage, front_matter.body_at)
            yield _at(front_matter, max(found, front_matter.body_at), blame)
        elif blame.link is None:
            yield _at(front_matter, offset_of(front_matter, blame.path), blame)
        else:
            for offset in _offsets_of(front_matter, blame.link, engine) or [front_matter.body_at]:
                yield _at(front_matter, offset, blame)


def _at(front_matter: FrontMatter, offset: int, blame: Blame) -> Problem:
    return problem_at(
        blame.name, front_matter.text, offset, blame.field, blame.message, blame.hint, severity=blame.severity
    )


def _problem(name: str, front_matter: FrontMatter, fault: Fault) -> Problem:
    offset = offset_of(front_matter, fault.path, fault.at_key)
    return problem_at(name, front_matter.text, offset, fault.field, fault.message, fault.hint)


def _offsets_of(front_matter: FrontMatter, wanted: Link, engine: str) -> list[int]:
    """Of a reference that is used twice, an engine may tell one use alone."""
    places = _links_with_places(front_matter.text, front_matter.body_at, engine)
    found = [(link.shown, at) for link, at in places if str(link) == str(wanted)]
    return [at for shown, at in found if shown == wanted.shown] or [at for _, at in found]


@lru_cache(maxsize=1)  # a file with one broken link often has more
def _links_with_places(text: str, body_at: int, engine: str) -> list[tuple[Link, int]]:
    """Every link of a body, and where in the file's text it stands.

    Each candidate is numbered and the body rendered again: what comes out as a link is one, and
    what stands in code is not.
    """
    marked = _LINK_START.sub(lambda match: f"{match[0]}corkboard{match.start()}mark", text[body_at:])
    places = []
    try:
        html = with_note_links(markdown_engine(engine).render(marked))
    except MarkdownError:  # the marks were too much for it
        return []
    for link in links_in(html):
        if mark := _MARK.match(link.value):
            value = link.value[mark.end() :].strip()
            places.append((Link(link.kind, value, link.fragment, link.shown), body_at + int(mark[1])))
    return places
