"""What the XML formats share: text that is legal, and moments."""

from __future__ import annotations

import datetime as dt
import html
import re

__all__ = ["escape", "rfc3339"]

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escape(text: str) -> str:
    """Text for an XML element or a quoted attribute; what XML 1.0 (section 2.2) has no place for becomes U+FFFD."""
    return html.escape(_ILLEGAL.sub("\ufffd", text))


def rfc3339(moment: dt.datetime) -> str:
    """A moment as RFC 3339 and W3C's profile of ISO 8601 write it, e.g. "2026-11-22T09:00:00+05:00"."""
    offset = moment.utcoffset()
    # Both know offsets of whole minutes only; local times before the zones had seconds, such as +05:07:48.
    if not offset or offset.seconds % 60:
        return moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    return moment.isoformat()
