"""The addresses of the moderation."""

from __future__ import annotations

from django.urls import path

from corkboard.desk.health import health

urlpatterns = [path("health", health)]
