"""What lies in a content folder: the one place where the build looks at the disk for Markdown."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from corkboard.diagnostics import Problem, did_you_mean, nearest
from corkboard.documents.document import Source, classify
from corkboard.registry import Registry
from corkboard.store import Listing, Stamp

__all__ = ["find_sources"]

_ALMOST_MARKDOWN = (".markdown", ".mdown", ".mkd", ".mkdn", ".mdwn", ".md")


def find_sources(
    listing: Listing, registry: Registry, assets: Sequence[str], default_lang: str
) -> tuple[list[Source], list[Problem]]:
    """Every Markdown file among those of the content, by name, and what is in no place where it would be read."""
    sources: list[Source] = []
    problems: list[Problem] = []
    folders = [type.folder for type in registry.content_types]
    elsewhere = {*assets, *registry.other_folders}
    for name in sorted(_markdown(listing.files)):
        top, _, rest = name.partition("/")
        suffix = os.path.splitext(name)[1]  # noqa: PTH122 - thousands of paths, of which none is on this disk
        if rest and top in elsewhere:
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
    for place, why in listing.unreadable:
        problems.append(Problem(place, 1, 1, "file", f"the folder cannot be read: {why}"))
    return sources, problems


def _markdown(names: Mapping[str, Stamp]) -> Iterator[str]:
    return (name for name in names if name.lower().endswith(_ALMOST_MARKDOWN))
