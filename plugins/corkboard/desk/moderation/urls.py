"""The addresses of the moderators' pages, and of what jobs fetch."""

from __future__ import annotations

from django.urls import path

from corkboard.desk.api.approved import approved, closed
from corkboard.desk.health import health
from corkboard.desk.mail.pages import decide_by_link
from corkboard.desk.moderation.queue import comment, decide_comment, queue, undo_comment
from corkboard.desk.moderation.sessions import log_in, log_out

urlpatterns = [
    path("", queue, name="queue"),
    path("login/", log_in, name="login"),
    path("logout/", log_out, name="logout"),
    path("comments/<slug:id>/", comment, name="comment"),
    path("comments/<slug:id>/decide/", decide_comment, name="decide"),
    path("comments/<slug:id>/undo/", undo_comment, name="undo"),
    path("api/v1/approved", approved, name="approved"),
    path("api/v1/closed", closed, name="closed"),
    path("mail/<str:token>/", decide_by_link, name="by-link"),
    path("health", health),
]
