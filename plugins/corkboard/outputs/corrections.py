"""What was corrected in an article, in HTML for where its page is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from corkboard.board.catalog import Item
from corkboard.views.context import Context
from corkboard.views.corrections import CorrectionCard, corrections_of, newest_first
from corkboard.views.words import Words

__all__ = ["correction_as_html", "correction_notes"]


def correction_notes(context: Context, article: Item) -> tuple[str, str]:
    """What stands ahead of an article's text, newest first, and what below it; empty where there is nothing."""
    if not article.outline.corrections:
        return "", ""
    found = newest_first(corrections_of(context, article, article.lang))
    say, address = context.say(article.lang), context.absolute(article.path)
    top, foot = (_notes((one for one in found if one.material is material), say, address) for material in (True, False))
    return top, f"\n<h2>{escape(say('Typos put right'))}</h2>\n{foot}" if foot else ""


def correction_as_html(card: CorrectionCard, say: Words, address: str) -> str:
    """A paragraph.  `address` is that of the article's page."""
    return f"<p>{' '.join(_parts(card, say, address))}</p>\n"


def _notes(cards: Iterable[CorrectionCard], say: Words, address: str) -> str:
    return "".join(correction_as_html(card, say, address) for card in cards)


def _parts(card: CorrectionCard, say: Words, address: str) -> Iterator[str]:
    place = f"{escape(address)}#correction-{card.id}"
    yield f'<strong>{escape(card.kind_word)}, <a href="{place}">{escape(card.date.text)}</a>.</strong>'
    for term, text in (
        (say("The article said:"), card.said),
        (say("It says now:"), card.says),
        (say("Why:"), card.why),
    ):
        if text:
            yield f'{escape(term)} <span lang="{card.lang}" dir="auto">{escape(text)}</span>'
    if card.claim:
        claim = f"{escape(address)}#{escape(card.claim.href.partition('#')[2])}"
        yield f'<a href="{claim}">{escape(card.claim.text)}</a>: {escape(card.claim.label)}.'
