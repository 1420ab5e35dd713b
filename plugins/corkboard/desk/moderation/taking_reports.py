"""Taking over what readers reported, from the intake's database into the desk's."""

from __future__ import annotations

import logging

from django.db import transaction
from pydantic import ValidationError

from corkboard.desk.intake.contents import ReportContent
from corkboard.desk.intake.models import Entry, Kind
from corkboard.desk.mail.outbox import tell_of_report
from corkboard.desk.moderation.models import Comment, Report, State

__all__ = ["take_over_reports"]

_LOG = logging.getLogger("corkboard.desk")
_AT_ONCE = 200


def take_over_reports() -> int:
    """Take over the reports that wait; how many.  One about what is on the site no more says nothing new."""
    entries = list(Entry.objects.filter(kind=Kind.REPORT).order_by("id")[:_AT_ONCE])
    taken = []
    for entry in entries:
        try:
            content = ReportContent.model_validate(entry.content)
        except ValidationError:
            _LOG.error("entry %s of the intake is no report", entry.id)
            Entry.objects.filter(pk=entry.pk).update(kind=Kind.REFUSED)
            continue
        with transaction.atomic():
            comment = Comment.objects.filter(pk=content.comment, state=State.APPROVED).first()
            if comment is not None:
                given = {"reason": content.reason, "text": content.text, "received_at": entry.received_at}
                _, is_new = Report.objects.get_or_create(id=entry.id, defaults={"comment": comment, **given})
                if is_new:
                    tell_of_report(comment)
        taken.append(entry.pk)
    Entry.objects.filter(pk__in=taken).delete()
    return len(taken)
