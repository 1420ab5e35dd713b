"""Pelican's settings as Corkboard has them, while its generators run."""

from __future__ import annotations

import locale
import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from pelican.paginator import PaginationRule
from pelican.utils import temporary_locale

from corkboard.build.whole import Whole

__all__ = ["stock_settings"]

_FIXED: dict[str, Any] = {
    # Addresses.  Articles and pages bring their own.
    "INDEX_URL": "",
    "INDEX_SAVE_AS": "index.html",
    "CATEGORY_SAVE_AS": "{slug}/index.html",
    "CATEGORIES_SAVE_AS": "",
    "TAG_SAVE_AS": "tags/{slug}/index.html",
    "TAGS_URL": "tags/",
    "TAGS_SAVE_AS": "tags/index.html",
    "AUTHOR_SAVE_AS": "",  # it is a page, with what its file says
    "AUTHORS_URL": "authors/",
    "AUTHORS_SAVE_AS": "authors/index.html",
    "ARCHIVES_URL": "archive/",
    "ARCHIVES_SAVE_AS": "archive/index.html",
    "YEAR_ARCHIVE_URL": "archive/{date:%Y}/",
    "YEAR_ARCHIVE_SAVE_AS": "archive/{date:%Y}/index.html",
    "MONTH_ARCHIVE_SAVE_AS": "",
    "DAY_ARCHIVE_SAVE_AS": "",
    "PAGINATION_PATTERNS": [
        PaginationRule(1, "{url}", "{save_as}"),
        PaginationRule(2, "{url}page/{number}/", "{base_name}/page/{number}/index.html"),
    ],
    # Content.  It is read, checked and linked; what may be shown was decided by NOW, not by the clock.
    "ARTICLE_TRANSLATION_ID": "corkboard_id",
    "PAGE_TRANSLATION_ID": "corkboard_id",
    "INTRASITE_LINK_REGEX": "(?P<what>(?!))",
    "WITH_FUTURE_DATES": True,
    "STATIC_PATHS": [],
    "CACHE_CONTENT": False,
    "LOAD_CONTENT_CACHE": False,
}
_LISTS = ("index", "tags", "authors", "archives")
_FEED = re.compile(r"(\w+_)?FEED(_ALL)?_(ATOM|RSS)(_URL)?")


@contextmanager
def stock_settings(pelican: Any, plan: Whole, output: Path) -> Iterator[None]:
    """Change settings in place, since plugins may have kept hold of them, and change them back."""
    settings, before = pelican.settings, (dict(pelican.settings), pelican.output_path)
    ours = plan.context.settings
    settings.pop("AUTHOR", None)  # would be the author of whatever names none
    settings.update(_FIXED)
    settings.update({name: None for name in settings if _FEED.fullmatch(name)})
    settings.update(
        OUTPUT_PATH=str(output),
        SITENAME=ours.sitename,
        SITEURL=ours.siteurl,
        TIMEZONE=str(ours.timezone),
        DEFAULT_PAGINATION=ours.default_pagination or False,
        DIRECT_TEMPLATES=list(dict.fromkeys((*_LISTS, *settings["DIRECT_TEMPLATES"]))),
    )
    pelican.output_path = settings["OUTPUT_PATH"]
    # Unless somebody chose a language for dates, that of the system must not decide.
    dates = temporary_locale("C", locale.LC_TIME) if settings["LOCALE"] == [""] else nullcontext()
    try:
        with dates:
            yield
    finally:
        settings.clear()
        settings.update(before[0])
        pelican.output_path = before[1]
