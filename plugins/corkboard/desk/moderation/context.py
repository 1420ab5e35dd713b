"""What all of the moderators' pages show besides their own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from corkboard.desk.moderation.models import Moderator, Report, Role
from corkboard.desk.moderation.returning import said_before

__all__ = ["around"]


def around(request: HttpRequest) -> dict[str, Any]:
    """For templates: what this moderator may do, what was done before, and whether readers have reported something."""
    user = getattr(request, "user", None)
    if not isinstance(user, Moderator) or not request.user.is_verified():  # type: ignore[union-attr]
        return {}
    return {
        "may_edit": user.may(Role.EDITOR),
        "may_administer": user.may(Role.ADMINISTRATOR),
        "notice": said_before(request),
        "has_reports": Report.objects.filter(closed_at=None).exists(),
    }
