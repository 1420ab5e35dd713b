"""Looking for words in comments, in any script, whatever state they are in."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from corkboard.desk.matching import folded
from corkboard.desk.moderation.access import requires
from corkboard.desk.moderation.models import Comment, Role, State
from corkboard.desk.moderation.queue import html_of

__all__ = ["search"]

_ON_A_PAGE = 25
_AT_ONCE = 20_000  # comments that one request looks through, so that it never takes long
_MOST_WORDS = 10


@dataclass(frozen=True)
class _Found:
    ids: list[str]
    last: str  # where the next page goes on; empty at the end


@require_safe
@requires(Role.MODERATOR)
def search(request: HttpRequest) -> HttpResponse:
    """Comments with all the words in their text or their author's name, the newest first."""
    words, before = request.GET.get("words", "")[:200], request.GET.get("before", "")
    state = request.GET.get("state", "")
    if state and state not in State.values:
        raise Http404
    found = _found(folded(words).split()[:_MOST_WORDS], state, before)
    comments = Comment.objects.select_related("thread").prefetch_related("holds").in_bulk(found.ids)
    shown = {
        "words": words,
        "state": state,
        "states": State.choices,
        "comments": [{"it": comments[id], "html": html_of(comments[id])} for id in found.ids if id in comments],
        "last": found.last,
    }
    return render(request, "moderation/search.html", shown)


def _found(words: list[str], state: str, before: str) -> _Found:
    if not words:
        return _Found([], "")
    comments = Comment.objects.filter(state=state) if state else Comment.objects.all()
    if before:
        comments = comments.filter(id__lt=before)
    found: list[str] = []
    last, looked = "", 0
    for id, author, text in comments.order_by("-id").values_list("id", "author", "text")[:_AT_ONCE].iterator():
        last, looked = id, looked + 1
        said = folded(f"{author}\n{text}")
        if all(word in said for word in words):
            found.append(id)
            if len(found) == _ON_A_PAGE:
                return _Found(found, last)
    return _Found(found, last if looked == _AT_ONCE else "")
