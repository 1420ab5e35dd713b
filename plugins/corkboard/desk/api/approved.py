"""`/api/v1/`: what the site is to show, for jobs that build it elsewhere.  Reads, and changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from corkboard.desk.api.tokens import is_valid
from corkboard.desk.errors import DeskError
from corkboard.desk.moderation.models import Comment, Counter, Publication, State, Thread
from corkboard.desk.publishing.public import public_comment

__all__ = ["approved", "closed"]

_MOST = 500  # lines in an answer
_JSON_LINES = "application/jsonl; charset=utf-8"
View = Callable[[HttpRequest], HttpResponse]


def _for_tokens(view: View) -> View:
    """A view for those with a token, in the header `Authorization` and nowhere else: addresses are logged."""

    @wraps(view)
    @require_safe
    def answer(request: HttpRequest) -> HttpResponse:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and is_valid(token.strip()):
            return view(request)
        response = _told(401, "A token is needed: Authorization: Bearer …; `corkboard desk add-token` makes one.")
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    return answer


@_for_tokens
def approved(request: HttpRequest) -> HttpResponse:
    """What has changed since a cursor, as JSON Lines in the order of the changes, deletions included.

    A line's `sequence` is the cursor after it.  Where there is more, a header `Link` says so.  Nobody misses a
    line: numbers are given in the order of commits, and what changes once more gets a higher one.
    """
    since = request.GET.get("since", "0")
    if not (since.isascii() and since.isdigit() and len(since) < 19):
        return _told(400, "since: that is no cursor; give the sequence of the last line that you have, or 0.")
    cursor = int(since)
    # Before the rows: should there be more of them by then, the next answer repeats them under another tag.
    newest = Counter.objects.filter(name="publication").values_list("value", flat=True).first() or 0
    if cursor > newest:
        return _told(410, "This desk has no such cursor, perhaps since a backup was restored: begin again with 0.")
    tag = f'"{newest}-{cursor}"'
    if _matches(request, tag):
        return _not_modified(tag)
    rows = list(Publication.objects.filter(sequence__gt=cursor).order_by("sequence")[: _MOST + 1])
    response = HttpResponse(_lines(rows[:_MOST]), content_type=_JSON_LINES)
    if len(rows) > _MOST:
        response.headers["Link"] = f'<{request.path}?since={rows[_MOST - 1].sequence}>; rel="next"'
    return _tagged(response, tag)


@_for_tokens
def closed(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - as Django calls it
    """The threads that the desk has closed."""
    found = Thread.objects.exclude(closed_at=None).order_by("id").values_list("id", flat=True)
    return HttpResponse(json.dumps({"closed": list(found)}), content_type="application/json")


def _lines(rows: Iterable[Publication]) -> bytes:
    rows = list(rows)
    # Approved still: a decision may have been taken since the rows were read.
    comments = Comment.objects.filter(state=State.APPROVED).in_bulk([one.comment for one in rows if not one.is_removed])
    lines = (json.dumps(_line(row, comments.get(row.comment)), ensure_ascii=False) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode()


def _line(row: Publication, comment: Comment | None) -> dict[str, Any]:
    line = {"sequence": row.sequence, "thread": row.thread}
    try:
        public = public_comment(comment) if comment is not None else None
    except DeskError:
        public = None
    if public is None:
        return {**line, "removed": True, "id": row.comment}
    return {**line, "removed": False, **public.model_dump(mode="json"), "text": public.text}


def _matches(request: HttpRequest, tag: str) -> bool:
    given = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    return tag in given


def _not_modified(tag: str) -> HttpResponse:
    return _tagged(HttpResponse(status=304), tag)


def _tagged(response: HttpResponse, tag: str) -> HttpResponse:
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _told(status: int, sentence: str) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
