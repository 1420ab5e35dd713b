"""The addresses of the intake."""

from __future__ import annotations

from django.urls import path

from corkboard.desk.health import health
from corkboard.desk.intake.reports import report
from corkboard.desk.intake.views import confirm, new

urlpatterns = [
    path("new/", new, name="new"),
    path("confirm/", confirm, name="confirm"),
    path("report/", report, name="report"),
    path("health", health),
]
