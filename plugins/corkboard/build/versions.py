"""What shapes pages besides content, settings and theme: Corkboard's own code, libraries, and time zones."""

from __future__ import annotations

import sys
import zoneinfo
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import corkboard
from corkboard.fingerprints import fingerprint

__all__ = ["code_fingerprint", "zone_rules"]

_LIBRARIES = (
    "Jinja2",
    "MarkupSafe",
    "Markdown",
    "comrak",
    "Babel",
    "PyYAML",
    "pydantic",
    "msgspec",
    "sentencex",
    "ahocorasick_rs",
    "rapidfuzz",
    "pymorphy3",
    "pymorphy3-dicts-ru",
)


@cache
def code_fingerprint() -> bytes:
    """Of the package's files, not its version, and of the versions of Python and the libraries."""
    home = Path(corkboard.__file__).parent
    files = sorted(path for path in home.rglob("*") if path.suffix in (".py", ".yaml"))
    parts = [part for path in files for part in (path.relative_to(home).as_posix().encode(), path.read_bytes())]
    versions = [f"{name} {_version(name)}" for name in _LIBRARIES]
    return fingerprint(sys.version.encode(), sys.byteorder.encode(), *map(str.encode, versions), *parts)


@cache
def zone_rules(zone: str) -> bytes:
    """What says when the clocks of a time zone change: the system's, else the package tzdata's."""
    for folder in zoneinfo.TZPATH:
        file = Path(folder, zone)
        if file.is_file():
            return file.read_bytes()
    from importlib.resources import files  # many systems need none of it

    return files("tzdata").joinpath("zoneinfo", *zone.split("/")).read_bytes()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
