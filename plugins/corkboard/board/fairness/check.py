"""Whether the publication is fair to the living whom it names: every file by every rule, less what was overruled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from corkboard.board.catalog import Catalog, Item
from corkboard.board.claims import Part
from corkboard.board.fairness.judging import PlacedBreach, judged
from corkboard.board.fairness.lexicon import LANGUAGES
from corkboard.board.fairness.matters import Matter, Watch
from corkboard.board.fairness.requirements import Breach, Replies, claim_breaches
from corkboard.board.fairness.statements import Finding, Text, findings_in, may_state, may_touch, touched_by
from corkboard.board.fairness.watching import Claims, watch_of
from corkboard.board.fairness.wordings import Wording, headline_of, may_concern, wordings_of
from corkboard.diagnostics import quoted
from corkboard.documents.document import Blame
from corkboard.settings import Settings

__all__ = ["Fairness", "Near", "check_fairness", "is_still_fair", "near_by", "near_to", "stated_by"]

Near = tuple[tuple[str, tuple[Part, ...]], ...]  # by the ids of people, the claims about them that a text comes near


class Fairness(msgspec.Struct, array_like=True):
    """What is known of a publication's fairness."""

    watch: Watch
    clean: dict[str, bytes] = {}  # the files in which no text breaks a rule, by their editions
    near: dict[str, Near] = {}  # by the files whose headlines name somebody: the claims that these come near, or make
    turning_points: tuple[str, ...] = ()  # ISO 8601: the moments at which something else holds


def check_fairness(catalog: Catalog, settings: Settings, before: Fairness | None) -> tuple[Fairness, list[Blame]]:
    """What is known, and every breach of a rule that is not turned off.  Costs nothing where nothing is claimed.

    `before` is what was known of an earlier edition.
    """
    claims = Claims(catalog)
    replies, watch = Replies(settings), watch_of(claims) if claims.articles else Watch()
    breaches = [PlacedBreach(breach) for breach in claim_breaches(claims)]
    known = before if before is not None and before.watch == watch else Fairness(watch)
    found = Fairness(watch)
    for item in catalog if watch else ():
        edition = _edition(item)
        if known.clean.get(item.name) != edition:
            stated, near = [*_stated_in(item, watch)], _near(item, watch)
            breaches += stated
        else:
            stated, near = [], known.near.get(item.name, ())
        if not stated:
            found.clean[item.name] = edition
        if near:
            found.near[item.name] = near
    concerned = [item for item in catalog if item.outline.concerns]
    moments = set[str]()
    for item in concerned:
        breaches += map(PlacedBreach, replies.breaches(catalog, item))
        moments.update(moment.isoformat() for moment in replies.turning_points(item))
    found.turning_points = tuple(sorted(moments))
    return found, [*judged(breaches, catalog, concerned, settings)]


def _edition(item: Item) -> bytes:
    """Another one whenever anything may have changed that is looked at in a file."""
    own, original = item.outline, item.records.outline(item.original)
    return own.front_matter + own.body + (original.front_matter if item.translation else b"")


def is_still_fair(known: Fairness, catalog: Catalog, edited: Iterable[str]) -> bool:
    """Whether what is known of a publication without a breach still holds where only texts in these files changed."""
    if not known.watch:
        return True
    names = frozenset(edited)
    items = (item for item in catalog if item.name in names or item.original in names)
    return all(
        not any(_stated_in(item, known.watch)) and _near(item, known.watch) == known.near.get(item.name, ())
        for item in items
    )


# Texts


def _stated_in(item: Item, watch: Watch) -> Iterator[PlacedBreach]:
    if not may_concern(item, watch):
        return
    for wording in wordings_of(item):
        text = wording.text
        if any(who in watch.by_id for who in text.of) or watch.may_be_in(text.text):
            for finding in findings_in(text, watch):
                yield PlacedBreach(_breach(item, wording, finding), wording.passage, wording.link)


def _breach(item: Item, wording: Wording, finding: Finding) -> Breach:
    said, matter = quoted(wording.text.text), finding.matter
    if matter is None:
        rule, message = "reads-as-an-accusation", f'{said} accuses "{finding.who}" of what nobody has verified'
    else:
        rule = "reads-as-a-statement"
        message = f'{said} states of "{finding.who}" what is not verified: {matter.article}#{matter.id}'
    hint = 'say whose claim it is, as in "is said to" or "according to", or ask'
    if wording.text.address:
        hint = "choose another name: addresses travel alone"
    return Breach(rule, item.name, wording.field, message, hint, wording.path)


def _near(item: Item, watch: Watch) -> Near:
    """Whom a headline names, and the claims about them that it comes near, or that its article makes itself; of
    somebody's own page, and where its language cannot be read, all claims about them."""
    own_page = watch.by_id.get(item.key.id) if item.key.type == "person" else None
    texts = [*headline_of(item)]
    if own_page is None and not watch.may_be_in("\n".join(text.text for text in texts)):
        return ()
    found: dict[str, dict[Part, None]] = defaultdict(dict)
    if own_page is not None:  # all of it is about them, whatever it says
        found[own_page.id].update((Part(one.article, one.id), None) for one in own_page.open_matters)
    unread = item.lang.partition("-")[0] not in LANGUAGES
    for text in texts:
        if watch.may_be_in(text.text):
            for who, matters in touched_by(text, watch).items():
                every = watch.by_id[who].open_matters
                own = [one for one in every if unread or item.key == ("article", one.article)]
                found[who].update((Part(one.article, one.id), None) for one in (*own, *matters))
    return tuple((who, tuple(parts)) for who, parts in sorted(found.items()) if parts)


def near_by(text: str, watch: Watch) -> Near:
    """The same for a text alone."""
    if not (watch and watch.may_be_in(text)):
        return ()
    near = touched_by(Text(text), watch)
    return tuple((who, _parts(near[who])) for who in sorted(near) if near[who])


def near_to(text: str, watch: Watch, who: str) -> tuple[Part, ...]:
    """The claims about somebody that a text about them comes near."""
    if who not in watch.by_id or not may_touch(text, who, watch):
        return ()
    return _parts(touched_by(Text(text, frozenset((who,))), watch)[who])


def stated_by(sentence: str, watch: Watch, of: str) -> tuple[Part, ...]:
    """The claims about somebody that a sentence states; all that are not verified if it accuses them of anything."""
    if of not in watch.by_id or not may_state(sentence, of, watch):
        return ()
    finding = next((one for one in findings_in(Text(sentence), watch) if one.who == of), None)
    if finding is None:
        return ()
    matters = watch.by_id[of].open_matters if finding.matter is None else (finding.matter,)
    return _parts(matters)


def _parts(matters: Iterable[Matter]) -> tuple[Part, ...]:
    return tuple(Part(one.article, one.id) for one in matters)
