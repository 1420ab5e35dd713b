"""What shapes pages besides content, settings and theme: Corkboard's own code, libraries, and time zones."""

from __future__ import annotations

import os
import sys
import zoneinfo
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import corkboard
from corkboard.fingerprints import fingerprint
from corkboard.store import bytes_of

__all__ = ["code_fingerprint", "zone_rules"]

_CODE = (".py", ".yaml")
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
    home = os.path.dirname(corkboard.__file__)  # noqa: PTH120 - of hundreds of files, before every build
    files = sorted(f"{folder}/{name}" for folder, _, names in os.walk(home) for name in names if name.endswith(_CODE))
    parts = [part for file in files for part in (file.removeprefix(home).encode(), bytes_of(file) or b"")]
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
