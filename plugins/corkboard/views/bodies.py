"""Bodies as they are written into pages and feeds."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from corkboard.documents import links
from corkboard.views.parts import Autolink, Body

__all__ = ["written"]


def written(html: str, body: Body) -> str:
    """A body's HTML with its links led to where they go, and those added that names make by themselves."""
    targets = {target.written: links.Target(target.href, target.label, target.note) for target in body.targets}
    html = links.replace_links(_with_autolinks(html, body.autolinks), lambda link: targets[str(link)])
    if not body.table or "<table" not in html:
        return html
    # What scrolls must be reached by keyboard (WCAG 2.2, 2.1.1), and so have a name.
    region = f'<div class="table" role="region" tabindex="0" aria-label="{escape(body.table)}">'
    return html.replace("<table", f"{region}<table").replace("</table>", "</table></div>")


def _with_autolinks(html: str, autolinks: Iterable[Autolink]) -> str:
    pieces: list[str] = []
    done = 0
    for one in autolinks:
        pieces += (html[done : one.start], f'<a class="autolink" href="{escape(one.href)}">', html[one.start : one.end])
        pieces.append(f'</a> <span class="claim">({escape(one.label)})</span>' if one.label else "</a>")
        done = one.end
    return "".join((*pieces, html[done:])) if pieces else html
