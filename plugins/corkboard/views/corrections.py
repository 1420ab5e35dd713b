"""How a correction is shown: on its article's page and elsewhere in full, in lists of articles by a notice."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from corkboard.board.board import article_of
from corkboard.board.catalog import Item
from corkboard.board.claims import claims_of
from corkboard.board.corrections import gravest
from corkboard.fingerprints import fingerprint_of
from corkboard.records.corrections import Correction, CorrectionKind
from corkboard.views.parts import Date, Notice
from corkboard.views.plain import Plain
from corkboard.views.site import Link

if TYPE_CHECKING:
    from corkboard.views.context import Context
    from corkboard.views.words import Words

__all__ = ["CorrectionCard", "corrections_of", "newest_first", "notice_of"]


class CorrectionCard(Plain, frozen=True):
    """What an article said, what it says now, and why; any but `why` may be empty."""

    id: str  # stays while what it said and says does; `correction-<id>` is its anchor
    href: str  # where it stands
    kind: str  # typo, correction, clarification or retraction
    kind_word: str
    material: bool  # whether it belongs at the article's top
    date: Date
    said: str
    says: str
    why: str
    lang: str  # of these three
    evidence: str  # id of the claim that it is about, empty if it is about none
    claim: Link | None  # to that claim; `label` is how far it was checked
    text: str  # all of it as one text, for machines


def corrections_of(context: Context, item: Item, lang: str) -> tuple[CorrectionCard, ...]:
    """An article's corrections for a page in a language, in the order in which the author gave them."""
    return context.once("corrections", item, lang, partial(_cards, context)) if item.outline.corrections else ()


def newest_first(cards: Iterable[CorrectionCard]) -> list[CorrectionCard]:
    return sorted(cards, key=lambda card: dt.datetime.fromisoformat(card.date.iso), reverse=True)


def notice_of(item: Item, say: Words) -> Notice | None:
    """What lists of articles say of an article's corrections; None where none is material."""
    found = gravest(item) if item.outline.corrections else None
    if found is None:
        return None
    retracted = found.kind == CorrectionKind.RETRACTION
    date = say.date(dt.datetime.fromisoformat(found.date).date())
    if retracted and not found.evidence:
        return Notice(say("Retracted on {date}", date=date), retracted=True)
    if retracted:
        text = say("A claim retracted on {date}", date=date)
    elif found.kind == CorrectionKind.CLARIFICATION:
        text = say("Clarified on {date}", date=date)
    else:
        text = say("Corrected on {date}", date=date)
    return Notice(text, retracted=False)


def _cards(context: Context, item: Item, lang: str) -> tuple[CorrectionCard, ...]:
    from corkboard.views.claims import standing_of  # only now: it needs what is in here

    record = article_of(context.item(item.key, item.lang))
    inherited = item.translation and "corrections" not in item.outline.given
    text_lang = context.item(item.key, "").lang if inherited else item.lang
    claims = {claim.entry.id: claim for claim in claims_of(item)}
    say, href = context.say(lang), context.href(item)

    def claim_link(id: str | None) -> Link | None:
        if id not in claims:
            return None
        address, status = f"{href}#evidence-{id}", standing_of(context, claims[id], lang)
        return Link(address, say("The claim that this is about"), lang, say(f"verification {status}"))

    return tuple(
        _card(one, f"{href}#correction-{id}", id, text_lang, claim_link(one.evidence), say)
        for one, id in zip(record.corrections, _ids(record.corrections), strict=True)
    )


def _card(one: Correction, href: str, id: str, lang: str, claim: Link | None, say: Words) -> CorrectionCard:
    kind, date = say(f"correction {one.kind}"), Date(one.date.isoformat(), say.date(one.date.date()))
    parts = [f"{kind}, {date.text}."]
    if one.said:
        parts.append(f"{say('The article said:')} {one.said}")
    if one.says:
        parts.append(f"{say('It says now:')} {one.says}")
    parts.append(f"{say('Why:')} {one.why}")
    if claim:
        parts.append(f"{claim.text}: {claim.label}.")
    return CorrectionCard(
        id=id,
        href=href,
        kind=one.kind,
        kind_word=kind,
        material=one.kind is not CorrectionKind.TYPO,
        date=date,
        said=one.said or "",
        says=one.says or "",
        why=one.why,
        lang=lang,
        evidence=one.evidence or "",
        claim=claim,
        text=" ".join(parts),
    )


def _ids(corrections: tuple[Correction, ...]) -> Iterator[str]:
    """One for each, which others put before or after it do not change, nor a better word in `why`."""
    seen: Counter[str] = Counter()
    for one in corrections:
        id = fingerprint_of((one.said, one.says, one.evidence)).hex()[:12]
        seen[id] += 1
        yield id if seen[id] == 1 else f"{id}-{seen[id]}"
