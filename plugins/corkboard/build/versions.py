"""What shapes pages besides content, settings and theme: Corkboard's own code and the libraries it makes pages with."""

from __future__ import annotations

import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import corkboard
from corkboard.fingerprints import fingerprint

__all__ = ["code_fingerprint"]

_LIBRARIES = ("Jinja2", "MarkupSafe", "Markdown", "comrak", "Babel", "PyYAML", "pydantic", "msgspec", "sentencex")


@cache
def code_fingerprint() -> bytes:
    """Of the package's files, not its version, and of the versions of Python and the libraries."""
    home = Path(corkboard.__file__).parent
    files = sorted(path for path in home.rglob("*") if path.suffix in (".py", ".yaml"))
    parts = [part for path in files for part in (path.relative_to(home).as_posix().encode(), path.read_bytes())]
    versions = [f"{name} {_version(name)}" for name in _LIBRARIES]
    return fingerprint(sys.version.encode(), *map(str.encode, versions), *parts)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
