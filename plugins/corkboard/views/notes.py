"""Notes: what an article claims and on whose word, numbered as its text leads to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from corkboard.board.catalog import Item, Key
from corkboard.board.claims import Part, claims_of, part_of_link, sources_of
from corkboard.documents.links import NOTES
from corkboard.views.claims import ClaimCard, SourceCard, anchor, claim_card, source_card
from corkboard.views.parts import Target
from corkboard.views.plain import Plain
from corkboard.views.replies import ReplyRow

if TYPE_CHECKING:
    from corkboard.views.context import Context

__all__ = ["NoteCard", "note_targets", "notes_of"]


class NoteCard(Plain, frozen=True):
    """A numbered note of an article: a claim, or else a source.  `referred` where the text leads to it.

    `mark` is its number as it is printed, e.g. "E1": footnotes are numbered too, each by themselves.
    """

    mark: str
    anchor: str
    claim: ClaimCard | None
    source: SourceCard | None
    referred: bool


def notes_of(context: Context, item: Item) -> tuple[NoteCard, ...]:
    """The notes of an article: first those that its text leads to, in that order, then the rest of what it claims,
    then sources that nothing else names."""
    article, lang = item.key.id, item.lang
    wanted = dict.fromkeys(_referred(context, item), True)
    own = claims_of(item)
    for claim in own:
        wanted.setdefault(("evidence", claim.part), False)
    named = {claim.source_part for claim in own}
    for id in sources_of(item) if item.outline.sources else ():
        if (part := Part(article, id)) not in named:
            wanted.setdefault(("source", part), False)
    notes = (
        NoteCard(
            _mark(context, number, lang),
            _note_anchor(kind, part, article, number),
            _claim(context, part, lang) if kind == "evidence" else None,
            _source(context, part, lang) if kind == "source" else None,
            referred,
        )
        for number, ((kind, part), referred) in enumerate(wanted.items(), 1)
    )
    return tuple(_told_once(notes, {anchor(kind, part.id) for kind, part in wanted if part.article == article}))


def _told_once(notes: Iterable[NoteCard], taken: set[str]) -> Iterator[NoteCard]:
    """Several claims may rest on one source, and have one answer: it stands where it comes first."""
    answered: set[ReplyRow] = set()
    for note in notes:
        if note.claim:
            replies = tuple(replace(row, answer="") if row in answered else row for row in note.claim.replies)
            answered.update(note.claim.replies)
            note = replace(note, claim=replace(note.claim, replies=replies))
        source = note.claim.source if note.claim else None
        own = note.claim is not None and note.anchor == note.claim.anchor
        if note.claim and source and own and source.anchor in taken:
            note = replace(note, claim=replace(note.claim, source=replace(source, full=False)))
        elif source and own:
            taken.add(source.anchor)
        yield note


def note_targets(context: Context, item: Item, address: Callable[[str], str]) -> Mapping[str, Target]:
    """Where the links to notes in a body lead, by how they are written: in an article to its own list of notes, by
    their numbers; from elsewhere to the article that has it, by how far the claim was checked."""
    referred = {reference: number for number, reference in enumerate(_referred(context, item), 1)}
    found = {}
    for link in item.outline.links:
        if link.kind in NOTES:
            reference = link.kind, part_of_link(link, item.key.id)
            href, note = None, ""
            if reference in referred:
                href, note = _leading_to(context, item, *reference, referred[reference])
            found[str(link)] = Target(str(link), href and address(href[0]) + href[1], note=note)
    return found


def _leading_to(context: Context, item: Item, kind: str, part: Part, number: int) -> tuple[tuple[str, str], str]:
    """Path and fragment that a link to a note leads to, and what stands at its end."""
    if item.key.type == "article":
        return (item.path, f"#{_note_anchor(kind, part, item.key.id, number)}"), _mark(context, number, item.lang)
    path = context.item(Key("article", part.article), item.lang).path
    word = (
        _claim(context, part, item.lang).verification_word if kind == "evidence" else context.say(item.lang)("source")
    )
    return (path, f"#{anchor(kind, part.id)}"), word


def _mark(context: Context, number: int, lang: str) -> str:
    return context.say(lang)("E{number}", number=number)


def _note_anchor(kind: str, part: Part, article: str, number: int) -> str:
    return anchor(kind, part.id) if part.article == article else f"note-{number}"


def _referred(context: Context, item: Item) -> list[tuple[str, Part]]:
    """The evidence and sources that a body leads to and that are shown, in its order."""
    found: dict[tuple[str, Part], None] = {}
    for link in item.outline.links:
        if link.kind in NOTES:
            part = part_of_link(link, item.key.id)
            article = context.get(Key("article", part.article), item.lang)
            ids = _ids(article, link.kind) if article else ()
            if part.id in ids:
                found[link.kind, part] = None
    return list(found)


def _ids(article: Item, kind: str) -> Sequence[str]:
    return article.outline.evidence if kind == "evidence" else article.outline.sources


def _claim(context: Context, part: Part, lang: str) -> ClaimCard:
    article = context.item(Key("article", part.article), lang)
    return next(claim_card(context, claim, lang) for claim in claims_of(article) if claim.entry.id == part.id)


def _source(context: Context, part: Part, lang: str) -> SourceCard:
    article = context.item(Key("article", part.article), lang)
    return source_card(context, sources_of(article)[part.id], article, lang)
