"""Text and links without the differences that nobody means, or that are made to get past whoever looks for them."""

from __future__ import annotations

import re
from unicodedata import category, normalize
from urllib.parse import urlsplit

__all__ = ["folded", "host_of", "plain"]

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def plain(text: str) -> str:
    """In compatible characters, without those that only format, such as a soft hyphen; ё is written as е by many."""
    seen = _BEYOND_ASCII.sub(lambda found: "" if category(found[0]) == "Cf" else found[0], text)
    return normalize("NFKC", seen).replace("ё", "е").replace("Ё", "Е")


def folded(text: str) -> str:
    """The same, without capitals."""
    return plain(text).casefold()


def host_of(link: str) -> str:
    """Where a link leads; empty for what leads nowhere."""
    try:
        return (urlsplit(link if "://" in link else f"//{link}").hostname or "").rstrip(".").casefold()
    except ValueError:
        return ""
