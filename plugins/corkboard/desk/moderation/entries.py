"""What waits at the intake, by turns of one transaction each."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from django.db import transaction
from pydantic import BaseModel, ValidationError

from corkboard.desk.intake.models import Entry, Kind

__all__ = ["take_each"]

Content = TypeVar("Content", bound=BaseModel)
_LOG = logging.getLogger("corkboard.desk")
_AT_ONCE = 200


def take_each(kind: Kind, form: type[Content], take: Callable[[Entry, Content], None]) -> int:
    """Take over what waits of one kind; how much.  What was committed here is deleted there, never before."""
    taken = []
    for entry in Entry.objects.filter(kind=kind).order_by("id")[:_AT_ONCE]:
        try:
            content = form.model_validate(entry.content)
        except ValidationError:
            # Nothing that the intake wrote: it is kept for who looks into it, and not looked at again.
            _LOG.error("entry %s of the intake is no %s", entry.id, kind.value)
            Entry.objects.filter(pk=entry.pk).update(kind=Kind.REFUSED)
            continue
        with transaction.atomic():
            take(entry, content)
        taken.append(entry.pk)
    if taken:
        Entry.objects.filter(pk__in=taken).delete()
    return len(taken)
