"""What lies in a content folder: the one place where the build looks at the disk for Markdown."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from corkboard.diagnostics import Problem, did_you_mean, nearest
from corkboard.documents.document import Source, classify
from corkboard.registry import Registry

__all__ = ["find_sources"]

_ALMOST_MARKDOWN = (".markdown", ".mdown", ".mkd", ".mkdn", ".mdwn", ".md")


def find_sources(
    content: Path, registry: Registry, assets: Sequence[str], default_lang: str
) -> tuple[list[Source], list[Problem]]:
    """Every Markdown file of the content, sorted by name, and what is in no place where it would be read."""
    sources: list[Source] = []
    problems: list[Problem] = []
    folders = [type.folder for type in registry.content_types]
    elsewhere = {*assets, *registry.other_folders}
    unreadable: list[OSError] = []
    for name in sorted(_files(content, unreadable)):
        top, _, rest = name.partition("/")
        suffix = Path(name).suffix
        if suffix.lower() not in _ALMOST_MARKDOWN or (rest and top in elsewhere):
            continue
        if rest and top in folders and suffix != ".md":
            problems.append(Problem(name, 1, 1, "file", f'"{suffix}" files are not read', "let the name end in .md"))
            continue
        if not name.isprintable() or name != name.encode("utf-8", "replace").decode():
            problems.append(
                Problem(name, 1, 1, "file", "the path has characters that no address can have", "rename it")
            )
            continue
        found = classify(name, registry.content_types, default_lang)
        if isinstance(found, Source):
            sources.append(found)
        elif isinstance(found, Problem):
            problems.append(found)
        elif suffix == ".md":
            near = nearest(top, folders) if rest else []
            message = (
                f'there is no content type in a folder "{top}"' if rest else "this file is in no folder of content"
            )
            hint = did_you_mean(near) or f"put it into one of: {', '.join(folders)}"
            problems.append(Problem(name, 1, 1, "file", message, hint))
    for error in unreadable:
        place = Path(error.filename).relative_to(content).as_posix()
        problems.append(Problem(place, 1, 1, "file", f"the folder cannot be read: {error.strerror}"))
    return sources, problems


def _files(content: Path, unreadable: list[OSError]) -> Iterator[str]:
    """Paths of all files below, with forward slashes.  Hidden ones are passed over, and links that lead in a circle.

    Folders that cannot be read are told in `unreadable`.
    """
    for folder, subfolders, files in os.walk(content, onerror=unreadable.append, followlinks=True):
        real, home = os.path.realpath(folder), os.path.realpath(Path(folder).parent)
        if folder != str(content) and (home == real or home.startswith(real + os.sep)):
            subfolders.clear()
            continue
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        prefix = Path(folder).relative_to(content).as_posix()
        for name in files:
            if not name.startswith("."):
                yield name if prefix == "." else f"{prefix}/{name}"
