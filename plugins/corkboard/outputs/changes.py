"""How an article moved hypotheses, in HTML for where its page is not: each with its status and whose it is."""

from __future__ import annotations

from html import escape

from corkboard.board.catalog import Item
from corkboard.views.context import Context
from corkboard.views.likelihood import changes_in

__all__ = ["changes_as_html"]


def changes_as_html(context: Context, article: Item) -> str:
    """Empty where it moved none."""
    rows = [
        f'<li><bdi lang="{one.hypothesis.lang}">{escape(one.hypothesis.text)}</bdi> '
        f"({escape(one.hypothesis.label)}): {escape(one.text)}</li>\n"
        for one in changes_in(context, context.item(article.key, article.lang), article.lang)
    ]
    if not rows:
        return ""
    return f"\n<h2>{escape(context.say(article.lang)('What this article changed'))}</h2>\n<ul>\n{''.join(rows)}</ul>\n"
