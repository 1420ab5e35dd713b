"""The process that calls the webhook: one of its own, since whom it calls may take long to answer."""

from __future__ import annotations

import datetime as dt
import os

from corkboard.desk.serving.loop import repeat

__all__ = ["main"]

_LOOK_EVERY = 0.5  # seconds


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "corkboard.desk.settings.moderation"
    import django

    django.setup()
    from django.conf import settings

    from corkboard.desk.keys import Key
    from corkboard.desk.publishing.webhook import deliver

    key = settings.KEYS.read(Key.WEBHOOK)

    def look() -> None:
        deliver(settings.DESK.webhook_url, key, dt.datetime.now(dt.UTC))

    repeat(look, _LOOK_EVERY)


if __name__ == "__main__":
    main()
