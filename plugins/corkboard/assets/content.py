"""Images and other files in the content: which are published, and which one a link means."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from corkboard.assets.folders import files_in
from corkboard.diagnostics import Problem

__all__ = ["content_assets", "resolve_asset"]


def content_assets(content: Path, folders: Sequence[str]) -> tuple[list[tuple[str, Path]], list[Problem]]:
    """Every file under the given folders of the content, with the path it is published at, sorted by it.

    Problems name files relative to the content.
    """
    published: dict[str, Path] = {}
    problems: list[Problem] = []
    for folder in folders:
        if not PurePosixPath(folder).parts or not _is_inside(folder):
            problems.append(Problem(folder, 1, 1, "ASSET_PATHS", "this is no folder in the content", "leave it out"))
            continue
        for found in files_in(content / folder, content):
            if isinstance(found, Problem):
                problems.append(found)
            else:
                published[unicodedata.normalize("NFC", found.relative_to(content).as_posix())] = found
    return sorted(published.items()), problems


def resolve_asset(content: Path, referring_file: str, target: str) -> str | None:
    """The file in the content that `{static}target` means, relative to the content; None if there is none.

    `referring_file` is relative to the content as well.  A target counts from that file's
    folder, or from the content's when it begins with "/", and is taken to be percent-encoded
    only where no file has just that name.  Hidden files and links out of the content are none.
    """
    for name in (target, unquote(target)):
        folder = "" if name.startswith("/") else posixpath.dirname(referring_file)
        path = posixpath.normpath(posixpath.join(folder, name.lstrip("/")))
        if not name.endswith("/") and _is_inside(path) and _is_file(content, path):
            return path
    return None


def _is_inside(path: str) -> bool:
    """Whether a relative path neither leaves the folder it counts from nor is hidden in it."""
    parts = PurePosixPath(path).parts
    return not any(part.startswith((".", "/")) for part in parts)


def _is_file(content: Path, path: str) -> bool:
    try:
        real = (content / path).resolve(strict=True)
        return real.is_file() and real.is_relative_to(content.resolve())
    except (OSError, ValueError, RuntimeError):  # not there, or not a name that a file could have
        return False
