"""What an article's title and summary are never without: how far its claims, and those that they come near, were
checked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from corkboard.board.catalog import Item, Key
from corkboard.board.claims import Claim, Part, claims_of
from corkboard.board.fairness import Near
from corkboard.board.fairness.watching import is_living
from corkboard.records.evidence import Verification
from corkboard.views.claims import standing_of

if TYPE_CHECKING:
    from corkboard.views.context import Context

__all__ = ["claims_label", "near_label"]


def claims_label(context: Context, item: Item, lang: str, named: bool = False) -> str:
    """The status of each claim that is not verified, in words: of those about the living whom the headline names, then
    of the others that the article makes.  Empty where there are none.  `named` is for the first kind alone.
    """
    near = context.near(item)
    label = near_label(context, near, lang)
    if named or not item.outline.evidence:
        return label
    told = {part for _, parts in near for part in parts}
    others = [one for one in claims_of(item) if one.part not in told and not _is_about_the_dead(context, one)]
    words, say = _words(context, others, lang), context.say(lang)
    if not words:
        return label
    if not label:
        return say("claims: {statuses}", statuses=words)
    return f"{label}; {say('other claims: {statuses}', statuses=words)}"


def near_label(context: Context, near: Near, lang: str) -> str:
    """How far claims about people were checked, in words, as far as they are shown."""
    found = []
    for id, parts in near:
        person = context.link_to(Key("person", id), lang)
        words = _words(context, (claim for part in parts if (claim := _claim(context, part, lang))), lang)
        if person and words:
            found.append(context.say(lang)("claims about {name}: {statuses}", name=person.text, statuses=words))
    return "; ".join(found)


def _claim(context: Context, part: Part, lang: str) -> Claim | None:
    """A claim in an article that is shown."""
    article = context.get(Key("article", part.article), lang)
    return next((one for one in claims_of(article) if one.part == part), None) if article else None


def _words(context: Context, claims: Iterable[Claim], lang: str) -> str:
    found = {standing_of(context, claim, lang) for claim in claims} - {Verification.VERIFIED}
    say = context.say(lang)
    return ", ".join(say(f"verification {one}") for one in Verification if one in found)


def _is_about_the_dead(context: Context, claim: Claim) -> bool:
    """Whether a claim is about nobody who lives, and about somebody."""
    keys = [context.find(id, ("person", "organization")) for id in claim.entry.about]
    people = [context.get(key) for key in keys if key and key.type == "person"]
    return bool(people) and len(people) == len(keys) and not any(map(is_living, people))
