"""The language of what somebody reads of whom the desk knows little or nothing."""

from __future__ import annotations

from django.utils.translation import get_supported_language_variant

__all__ = ["language_of"]


def language_of(*wanted: str) -> str:
    """The first language that is known of those wanted; of a browser's list only the first counts."""
    for one in wanted:
        try:
            return get_supported_language_variant(one.partition(",")[0].partition(";")[0].strip())
        except LookupError:
            continue
    return "en"
