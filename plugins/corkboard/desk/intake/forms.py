"""What forms send, and the answers to what cannot be taken."""

from __future__ import annotations

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.utils.translation import gettext as _

__all__ = ["Refused", "fields_of"]

_FORM = "application/x-www-form-urlencoded"


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """Why something cannot be taken, as an answer: its status, a sentence, and the seconds until it may be."""

    def __init__(self, status: int, sentence: str, *, wait: float = 0.0) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.wait = status, sentence, wait


def fields_of(request: HttpRequest) -> dict[str, str]:
    """What was posted, or asked for.  Raises Refused."""
    if request.method != "POST":
        return request.GET.dict()
    # What other sites' forms and scripts can send without being asked is only what forms send.
    if request.content_type != _FORM:
        raise Refused(415, _("This is not what a form sends."))
    try:
        return request.POST.dict()
    except SuspiciousOperation:
        raise Refused(413, _("This is more than this form can hold.")) from None
