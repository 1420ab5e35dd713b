"""The addresses of the intake."""

from __future__ import annotations

from django.urls import path

from corkboard.desk.health import health
from corkboard.desk.intake.answers import confirm_mail, stop_mail
from corkboard.desk.intake.refusing import bad_request, not_found
from corkboard.desk.intake.reports import report
from corkboard.desk.intake.views import confirm, new

urlpatterns = [
    path("new/", new, name="new"),
    path("confirm/", confirm, name="confirm"),
    path("mail/confirm/<str:token>/", confirm_mail, name="confirm-mail"),
    path("mail/stop/<str:token>/", stop_mail, name="stop-mail"),
    path("report/", report, name="report"),
    path("health", health),
]

handler400, handler404 = bad_request, not_found
