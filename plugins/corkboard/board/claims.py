"""What articles claim: each piece of evidence with its source, what took its place, and what is wrong with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple
from urllib.parse import unquote

from corkboard.board.board import article_of
from corkboard.board.catalog import Catalog, Item, Key
from corkboard.diagnostics import did_you_mean, nearest, quoted
from corkboard.documents.document import Blame
from corkboard.documents.links import NOTES, Link
from corkboard.records.article import Article
from corkboard.records.evidence import Evidence, Source
from corkboard.records.fields import canonical_id
from corkboard.records.validation import Path

__all__ = ["Claim", "Part", "claim_problems", "claims_of", "part_of", "part_of_link", "sources_of"]


class Part(NamedTuple):
    """Something in an article that has an id of its own: evidence or a source."""

    article: str
    id: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A piece of evidence in its article."""

    article: Item
    entry: Evidence
    source: Source | None  # the one that the article names for it

    @property
    def part(self) -> Part:
        return Part(self.article.key.id, self.entry.id)

    @property
    def supersedes(self) -> Part | None:
        return part_of(self.entry.supersedes, self.article.key.id) if self.entry.supersedes else None

    @property
    def source_part(self) -> Part | None:
        return Part(self.article.key.id, self.source.id) if self.source else None


def part_of(reference: str, article: str) -> Part:
    """What `id`, or `article#id`, means in an article."""
    other, hash, id = reference.partition("#")
    return Part(canonical_id(other), canonical_id(id)) if hash else Part(article, canonical_id(other))


def part_of_link(link: Link, article: str) -> Part:
    """What a link to a note means in the body of an article."""
    return part_of(unquote(f"{link.value}#{link.fragment}" if link.fragment else link.value), article)


def sources_of(article: Item) -> Mapping[str, Source]:
    return {source.id: source for source in article_of(article).sources}


def claims_of(article: Item) -> tuple[Claim, ...]:
    """An article's evidence, in its own order."""
    if not article.outline.evidence:
        return ()
    sources = sources_of(article)
    return tuple(Claim(article, entry, sources.get(entry.source or "")) for entry in article_of(article).evidence)


def claim_problems(catalog: Catalog) -> Iterator[Blame]:
    """Ids given twice, what refers to no evidence or source, and what repeats or supersedes itself in a circle."""
    making = [item for item in catalog.of_type("article") if item.outline.evidence or item.outline.sources]
    making += [one for item in making for one in catalog.translations.get(item.key, {}).values()]
    parts = {
        kind: {Part(item.key.id, id) for item in making for id in getattr(item.outline, kind)}
        for kind in ("evidence", "sources")
    }
    for item in making:
        if not item.translation or {"evidence", "sources"}.intersection(item.outline.given):
            yield from _problems_in(catalog, item, parts)
    originals = [item for item in making if not item.translation]
    yield from _circles(originals, "evidence", "supersedes")
    yield from _circles(originals, "sources", "derived_from")
    yield from _notes_elsewhere(catalog, parts)


def _problems_in(catalog: Catalog, item: Item, parts: Mapping[str, set[Part]]) -> Iterator[Blame]:
    record, name = article_of(item), item.name
    for kind, ids in (("evidence", item.outline.evidence), ("sources", item.outline.sources)):
        for number, id in enumerate(ids):
            if id in ids[:number]:
                message = f'the id "{id}" is given twice'
                yield Blame(name, f"{kind}.id", message, "choose another id", (kind, number, "id"))
    sources = [source.id for source in record.sources]
    for number, claim in enumerate(record.evidence):
        if claim.source and claim.source not in sources:
            message = f"this article has no source {quoted(claim.source)}"
            hint = did_you_mean(nearest(claim.source, sources)) or 'add it under "sources"'
            given = not item.translation or "evidence" in item.outline.given
            place: Path = ("evidence", number, "source") if given else ("sources",)
            yield Blame(name, "evidence.source", message, hint, place)
    if item.translation:
        yield from _notes_made_public(catalog.items[item.key], item)
    for path, reference, kind in _references(record):
        part = part_of(reference, item.key.id)
        # What is wrong with another article, or that there is none, is told by itself.
        if part not in parts[kind] and Key("article", part.article) in catalog.items:
            yield from _no_such(name, path, part, kind, parts)


def _notes_made_public(original: Item, item: Item) -> Iterator[Blame]:
    """Notes on sources that the original keeps for the desk, and a translation gives without a word of that."""
    private = {source.id for source in article_of(original).sources if source.private}
    for number, source in enumerate(article_of(item).sources):
        if source.note and not source.private and source.id in private:
            message = f'the original keeps its note on "{source.id}" for the desk'
            hint = 'add "private: true", or leave the note out'
            yield Blame(item.name, "sources.note", message, hint, ("sources", number, "note"))


def _references(record: Article) -> Iterator[tuple[Path, str, str]]:
    """Each reference to a part of an article: where it stands, what it says, of what kind the part is."""
    for number, claim in enumerate(record.evidence):
        if claim.supersedes:
            yield ("evidence", number, "supersedes"), claim.supersedes, "evidence"
    for number, source in enumerate(record.sources):
        if source.derived_from:
            yield ("sources", number, "derived_from"), source.derived_from, "sources"


def _no_such(name: str, path: Path, part: Part, kind: str, parts: Mapping[str, set[Part]]) -> Iterator[Blame]:
    ids = [one.id for one in parts[kind] if one.article == part.article]
    what = "evidence" if kind == "evidence" else "source"
    hint = did_you_mean(nearest(part.id, ids)) or f"what belongs to another article is article-id#{what}-id"
    field = ".".join(str(one) for one in path if isinstance(one, str))
    yield Blame(name, field, f"{quoted(part.article)} has no {what} {quoted(part.id)}", hint, path)


def _circles(articles: Iterable[Item], kind: str, field: str) -> Iterator[Blame]:
    """Every link of a chain that comes back to its beginning, since any of them may be the wrong one."""
    leading: dict[Part, list[Part]] = defaultdict(list)
    places: dict[Part, tuple[str, Path]] = {}
    for item in articles:
        for path, reference, of in _references(article_of(item)):
            if of == kind and isinstance(path[1], int):
                source = Part(item.key.id, getattr(article_of(item), kind)[path[1]].id)
                leading[source].append(part_of(reference, item.key.id))
                places[source] = (item.name, path)
    while leading:
        try:
            TopologicalSorter(leading).prepare()
        except CycleError as error:
            circle: list[Part] = error.args[1]
            for part in dict.fromkeys(circle):
                name, path = places[part]
                ids = [f"{one.article}#{one.id}" for one in circle[::-1]]
                shown = ids if len(ids) <= 7 else [*ids[:3], "…", *ids[-3:]]
                message = f"this goes in a circle: {' → '.join(shown)}"
                yield Blame(name, f"{kind}.{field}", message, "leave it out where the chain begins", path)
                leading.pop(part, None)
        else:
            return


def _notes_elsewhere(catalog: Catalog, parts: Mapping[str, set[Part]]) -> Iterator[Blame]:
    """Links in bodies to evidence or sources of other articles, which have none of this id."""
    for item in catalog:
        for link in dict.fromkeys(item.outline.links):
            if link.kind in NOTES and link.fragment:
                part = part_of_link(link, item.key.id)
                kind = "evidence" if link.kind == "evidence" else "sources"
                if Key("article", part.article) in catalog.items and part not in parts[kind]:
                    for blame in _no_such(item.name, (), part, kind, parts):
                        yield Blame(item.name, "body", blame.message, blame.hint, link=link)
