"""What an article claims, in HTML for where its page is not: each claim with its status, source and replies."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from corkboard.board.catalog import Item
from corkboard.views.claims import ClaimCard, claims_in
from corkboard.views.context import Context
from corkboard.views.words import Words

__all__ = ["claims_as_html"]


def claims_as_html(context: Context, article: Item) -> str:
    """Empty where it claims nothing."""
    if not article.outline.evidence:
        return ""
    say = context.say(article.lang)
    address = context.absolute(article.path)
    rows = [
        f"<li>{'<br>'.join(_lines(card, say, address))}</li>\n" for card in claims_in(context, article, article.lang)
    ]
    return f"\n<h2>{escape(say('Evidence and sources'))}</h2>\n<ul>\n{''.join(rows)}</ul>\n"


def _lines(card: ClaimCard, say: Words, address: str) -> Iterator[str]:
    claim = f'<a href="{escape(address)}#{escape(card.anchor)}">{escape(card.claim)}</a>'
    yield f"<strong>{escape(card.verification_word)}</strong>: {claim}"
    for one in card.superseded_by:
        words = say("Superseded by a later claim, which is {status}:", status=one.verification_word)
        yield f"{escape(words)} {escape(one.claim)}"
    for correction in card.corrections:
        yield escape(correction.text)
    if card.source:
        source = ", ".join(filter(None, (card.source.title, card.source.kind, card.source.grade))) or card.source.id
        yield escape(f"{say('Source:')} {source}")
    for reply in card.replies:
        yield escape(f"{say('Right of reply')}, {reply.to.text}: {reply.status_word}")
        if reply.answer:
            yield escape(reply.answer)
