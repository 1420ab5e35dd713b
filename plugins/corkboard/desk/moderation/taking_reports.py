"""Taking over what readers reported, from the intake's database into the desk's."""

from __future__ import annotations

from corkboard.desk.intake.contents import ReportContent
from corkboard.desk.intake.models import Entry, Kind
from corkboard.desk.mail.outbox import tell_of_report
from corkboard.desk.moderation.entries import take_each
from corkboard.desk.moderation.models import Comment, Report, State

__all__ = ["take_over_reports"]


def take_over_reports() -> int:
    """Take over the reports that wait; how many.  One about what is on the site no more says nothing new."""
    return take_each(Kind.REPORT, ReportContent, _take)


def _take(entry: Entry, content: ReportContent) -> None:
    comment = Comment.objects.filter(pk=content.comment, state=State.APPROVED).first()
    if comment is not None:
        given = {"reason": content.reason, "text": content.text, "received_at": entry.received_at}
        _, is_new = Report.objects.get_or_create(id=entry.id, defaults={"comment": comment, **given})
        if is_new:
            tell_of_report(comment)
