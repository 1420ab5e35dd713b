"""Bodies as they are written into pages and feeds."""

from __future__ import annotations

from html import escape

from corkboard.documents import links
from corkboard.views.parts import Body

__all__ = ["written"]


def written(html: str, body: Body) -> str:
    """A body's HTML with its links led to where they go."""
    targets = {target.written: links.Target(target.href, target.label, target.note) for target in body.targets}
    html = links.replace_links(html, lambda link: targets[str(link)])
    if not body.table or "<table" not in html:
        return html
    # What scrolls must be reached by keyboard (WCAG 2.2, 2.1.1), and so have a name.
    region = f'<div class="table" role="region" tabindex="0" aria-label="{escape(body.table)}">'
    return html.replace("<table", f"{region}<table").replace("</table>", "</table></div>")
