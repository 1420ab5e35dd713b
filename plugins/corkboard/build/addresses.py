"""Which file of the output somebody means by an address, and which address a file has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from corkboard.diagnostics import nearest

__all__ = ["address_of", "like", "path_at"]

_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#]*", re.IGNORECASE)
_MOST = 3  # suggestions


def address_of(path: str, base: str) -> str:
    """Where a file of the output is on the site: "/people/person-a/"."""
    return f"{base}/{_without_index(path)}"


def path_at(address: str, base: str, paths: Iterable[str]) -> str | None:
    """The one of these files that an address means; None if it means none.

    It may be whole or a path, with or without `base`, slashes at its ends, "index.html" and
    percent-encoding.
    """
    known = {unicodedata.normalize("NFC", path): path for path in paths}
    for found in _readings(address, base):
        for path in (found, f"{found}/index.html".lstrip("/"), f"{found}.html"):
            if path in known:
                return known[path]
    return None


def like(address: str, base: str, paths: Iterable[str]) -> list[str]:
    """Addresses of these files that might have been meant."""
    meant = list(_readings(address, base))[-1]
    addresses = {_without_index(path).rstrip("/"): path for path in paths}
    stem = _stem(meant)
    found = nearest(meant, addresses) or sorted(one for one in addresses if stem and _stem(one) == stem)[:_MOST]
    return [address_of(addresses[one], base) for one in found]


def _readings(address: str, base: str) -> Iterator[str]:
    """What an address can mean as a path in the output, the most literal first."""
    whole = _ORIGIN.sub("", address.strip(), count=1)
    for text in (whole, re.split(r"[?#]", whole, maxsplit=1)[0]):
        for path, prefix in ((text, base), (unquote(text), unquote(base))):
            inner = unicodedata.normalize("NFC", path).strip("/")
            yield inner
            yield f"{inner}/".removeprefix(f"{prefix.strip('/')}/").rstrip("/")


def _without_index(path: str) -> str:
    return path.removesuffix("index.html") if f"/{path}".endswith("/index.html") else path


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]
