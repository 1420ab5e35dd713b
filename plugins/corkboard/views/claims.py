"""Claims wherever they are shown: never without how far they were checked, and whose they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from corkboard.board.board import article_of
from corkboard.board.catalog import Item, Key
from corkboard.board.claims import Claim, Part, claims_of, part_of, sources_of
from corkboard.records.evidence import Grade, Source, SourceKind, Verification
from corkboard.records.fields import canonical_id, is_web_address
from corkboard.views.corrections import CorrectionCard, corrections_of
from corkboard.views.parts import Date
from corkboard.views.plain import Plain
from corkboard.views.replies import ReplyRow, lang_of, reply_to
from corkboard.views.site import Link

if TYPE_CHECKING:
    from corkboard.views.context import Context

__all__ = [
    "ARCHIVED",
    "ClaimCard",
    "ClaimGroup",
    "SourceCard",
    "Successor",
    "WeightRow",
    "anchor",
    "claim_card",
    "claim_groups",
    "claims_about",
    "claims_in",
    "counts",
    "source_card",
    "standing",
    "standing_of",
    "statuses",
    "successors_of",
    "weights_on",
]

ARCHIVED = "archived"  # where files of `content/archive/` are published


class SourceCard(Plain, frozen=True):
    """Whom or what a claim rests on.  A private note is not in it."""

    id: str
    anchor: str  # where it stands on its article's page
    title: str
    kind: str  # in words; empty where nobody says
    grade: str  # e.g. "F6"; empty where nobody says
    grade_words: str
    note: str
    url: str
    archived: str
    sha256: str
    accessed: Date | None
    repeats: Link | None  # the source that it is derived from
    full: bool = True  # whether it is told here, and not in a note before


class WeightRow(Plain, frozen=True):
    """How far a piece of evidence fits a hypothesis: `weight` as in front matter, empty where nobody assessed it."""

    hypothesis: Link
    weight: str
    word: str


class Successor(Plain, frozen=True):
    """What took the place of a claim: it is said with the claim wherever that is shown."""

    link: Link
    verification_word: str
    claim: str
    lang: str
    date: Date | None


class ClaimCard(Plain, frozen=True):
    """A claim.  `label` says how far it was checked and whose it is, and always goes with it."""

    id: str
    anchor: str  # where it stands on its article's page
    href: str
    claim: str
    lang: str
    verification: str  # what holds now: of what took its place, if that is disputed or retracted
    verification_word: str
    label: str
    article: Link
    date: Date | None
    about: tuple[Link, ...]
    source: SourceCard | None
    weights: tuple[WeightRow, ...]
    supersedes: Link | None
    superseded_by: tuple[Successor, ...]
    corrections: tuple[CorrectionCard, ...]  # that are about it and material
    replies: tuple[ReplyRow, ...]  # of those whom it is about


class ClaimGroup(Plain, frozen=True):
    """Claims that were checked equally far."""

    verification: str
    verification_word: str
    claims: tuple[ClaimCard, ...]


def anchor(kind: str, id: str) -> str:
    """Where on its article's page evidence or a source stands."""
    return f"{kind}-{id}"


def claims_in(context: Context, article: Item, lang: str) -> tuple[ClaimCard, ...]:
    """An article's claims, in its own order."""
    return tuple(claim_card(context, claim, lang) for claim in claims_of(_shown(context, article, lang)))


def claims_about(context: Context, key: Key, lang: str) -> tuple[ClaimCard, ...]:
    """What articles claim about a person or organization, newest first."""
    return tuple(
        claim_card(context, claim, lang)
        for article in context.claiming(key)
        for claim in _about(context, _shown(context, article, lang), key)
    )


def statuses(context: Context, article: Item, key: Key, lang: str) -> str:
    """How far what an article claims about somebody was checked, in words, each once: e.g. "unverified, reported"."""
    say = context.say(lang)
    found = (standing_of(context, claim, lang) for claim in _about(context, article, key))
    return ", ".join(say(f"verification {one}") for one in dict.fromkeys(found))


def weights_on(context: Context, article: Item, hypothesis: str, lang: str) -> str:
    """How far an article's evidence fits a hypothesis, in words: e.g. "inconsistent (2), neutral"."""
    say = context.say(lang)
    bearing = [
        (claim, weight)
        for claim in claims_of(article)
        for id, weight in claim.entry.bears_on.items()
        if canonical_id(id) == hypothesis
    ]
    words = Counter(
        (say(f"weight {weight}") if weight else say("not assessed"))
        if counts(claim, successors_of(context, claim.part, lang))
        else say("superseded or retracted")
        for claim, weight in bearing
    )
    return ", ".join(word if count == 1 else f"{word} ({count})" for word, count in words.items())


def counts(claim: Claim, successors: Iterable[object]) -> bool:
    """Whether a claim counts in a matrix: not if it is retracted, nor if something took its place."""
    return claim.entry.verification is not Verification.RETRACTED and not any(True for _ in successors)


def standing(claim: Claim, successors: Iterable[Claim]) -> Verification:
    """What holds of a claim now: whoever disputes or retracts it later has the last word."""
    said = {one.entry.verification for one in (claim, *successors)}
    last_words = (one for one in (Verification.RETRACTED, Verification.DISPUTED) if one in said)
    return next(last_words, claim.entry.verification)


def standing_of(context: Context, claim: Claim, lang: str) -> Verification:
    """The same, with what took its place looked up."""
    return standing(claim, successors_of(context, claim.part, lang))


def _about(context: Context, article: Item, key: Key) -> Iterator[Claim]:
    """What an article claims about a person, or an organization that shares its id with none."""
    for claim in claims_of(article):
        if key.id in claim.entry.about and context.find(key.id, ("person", "organization")) == key:
            yield claim


def claim_groups(context: Context, key: Key, lang: str) -> tuple[ClaimGroup, ...]:
    """The same by how far they were checked."""
    cards = claims_about(context, key, lang)
    say = context.say(lang)
    return tuple(
        ClaimGroup(verification, say(f"verification {verification}"), found)
        for verification in Verification
        if (found := tuple(card for card in cards if card.verification == verification))
    )


def _shown(context: Context, article: Item, lang: str) -> Item:
    return context.get(article.key, lang) or article


def claim_card(context: Context, claim: Claim, lang: str) -> ClaimCard:
    """A claim on a page in a language.  Made once: it stands with its article, those it is about and its question."""
    return context.once("claim", claim.article, f"{lang} {claim.entry.id}", lambda _, __: _card(context, claim, lang))


def _card(context: Context, claim: Claim, lang: str) -> ClaimCard:
    article, entry, say = claim.article, claim.entry, context.say(lang)
    link = context.citation(article, lang)
    successors = tuple(successors_of(context, claim.part, lang))
    found = (context.find(id, ("person", "organization")) for id in dict.fromkeys(entry.about))
    about = [key for key in found if key]
    verification = standing(claim, successors)
    word = say(f"verification {verification}")
    return ClaimCard(
        id=entry.id,
        anchor=anchor("evidence", entry.id),
        href=f"{link.href}#{anchor('evidence', entry.id)}",
        claim=entry.claim,
        lang=lang_of(context, article, "evidence"),
        verification=verification,
        verification_word=word,
        label=say("{status}, claimed in “{article}”", status=word, article=link.text),
        article=link,
        date=context.date(article_of(article).date, lang),
        about=tuple(context.link(context.item(key, lang), lang) for key in about),
        source=source_card(context, claim.source, article, lang) if claim.source else None,
        weights=tuple(_weights(context, claim, lang)),
        supersedes=_part_link(context, claim.supersedes, "evidence", lang) if claim.supersedes else None,
        superseded_by=tuple(_successor(context, one, lang) for one in successors),
        corrections=_corrections(context, claim, lang),
        replies=tuple(row for key in about if (row := reply_to(context, article, key, lang))),
    )


def _corrections(context: Context, claim: Claim, lang: str) -> tuple[CorrectionCard, ...]:
    if not claim.article.outline.corrections:
        return ()
    found = corrections_of(context, claim.article, lang)
    return tuple(one for one in found if one.material and one.evidence == claim.entry.id)


def successors_of(context: Context, part: Part, lang: str) -> Iterator[Claim]:
    """What took the place of a claim, and of that in turn, oldest first."""
    seen, waiting = {part}, [*_direct_successors(context, part, lang)]
    while waiting:
        claim = waiting.pop()
        if claim.part not in seen:
            seen.add(claim.part)
            yield claim
            waiting += _direct_successors(context, claim.part, lang)


def _direct_successors(context: Context, part: Part, lang: str) -> Iterable[Claim]:
    """The newest first."""
    article = context.get(Key("article", part.article), lang)
    return context.once("successors", article, lang, partial(_successors_in, context)).get(part, ()) if article else ()


def _successors_in(context: Context, article: Item, lang: str) -> Mapping[Part, Sequence[Claim]]:
    """What took the place of each claim of an article, the newest first."""
    found: dict[Part, list[Claim]] = defaultdict(list)
    for one in dict.fromkeys((*context.claiming(article.key), article)):
        for claim in reversed(claims_of(_shown(context, one, lang))):
            if claim.supersedes and claim.supersedes.article == article.key.id:
                found[claim.supersedes].append(claim)
    return found


def _successor(context: Context, claim: Claim, lang: str) -> Successor:
    article = claim.article
    return Successor(
        link=_part_link(context, claim.part, "evidence", lang) or context.citation(article, lang),
        verification_word=context.say(lang)(f"verification {claim.entry.verification}"),
        claim=claim.entry.claim,
        lang=lang_of(context, article, "evidence"),
        date=context.date(article_of(article).date, lang),
    )


def _weights(context: Context, claim: Claim, lang: str) -> Iterator[WeightRow]:
    say = context.say(lang)
    for id, weight in claim.entry.bears_on.items():
        link = context.link_to(Key("hypothesis", id), lang)
        if link is not None:
            yield WeightRow(link, weight or "", say(f"weight {weight}") if weight else say("not assessed"))


def source_card(context: Context, source: Source, article: Item, lang: str) -> SourceCard:
    say = context.say(lang)
    archived = source.archived or ""
    derived = part_of(source.derived_from, article.key.id) if source.derived_from else None
    return SourceCard(
        id=source.id,
        anchor=anchor("source", source.id),
        title=source.title or "",
        kind=say(f"source {source.kind}") if source.kind not in (None, SourceKind.OTHER) else "",
        grade=str(source.grade) if source.grade else "",
        grade_words=_grade_words(context, source.grade, lang) if source.grade else "",
        note="" if source.private else source.note or "",
        url=source.url or "",
        archived=archived if not archived or is_web_address(archived) else context.url(f"{ARCHIVED}/{archived}"),
        sha256=source.sha256 or "",
        accessed=context.date(source.accessed, lang),
        repeats=_part_link(context, derived, "source", lang) if derived else None,
    )


def _grade_words(context: Context, grade: Grade, lang: str) -> str:
    """Both axes, each for itself."""
    say = context.say(lang)
    return say(
        "reliability {letter}: {reliability}; credibility {figure}: {credibility}",
        letter=grade.reliability,
        reliability=say(f"reliability {grade.reliability}"),
        figure=grade.credibility,
        credibility=say(f"credibility {grade.credibility}"),
    )


def _part_link(context: Context, part: Part, kind: str, lang: str) -> Link | None:
    """A link to evidence or a source where it stands, by its source's title or its article's."""
    article = context.get(Key("article", part.article), lang)
    if article is None:
        return None
    link = context.citation(article, lang)
    source = sources_of(article).get(part.id) if kind == "source" else None
    title = source and source.title
    return Link(f"{link.href}#{anchor(kind, part.id)}", title or link.text, link.lang, "" if title else link.label)
