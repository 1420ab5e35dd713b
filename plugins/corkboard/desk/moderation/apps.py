"""The moderation as one of Django's apps."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["ModerationConfig"]


class ModerationConfig(AppConfig):
    name = "corkboard.desk.moderation"
    label = "moderation"
