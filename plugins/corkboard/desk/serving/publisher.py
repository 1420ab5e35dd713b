"""The process that takes over what came in, and writes what was approved."""

from __future__ import annotations

import os

from corkboard.desk.serving.loop import repeat

__all__ = ["main"]


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "corkboard.desk.settings.moderation"
    import django

    django.setup()
    repeat(lambda: None, 0.2)


if __name__ == "__main__":
    main()
