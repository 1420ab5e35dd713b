"""Files that would be written to the same place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from corkboard.documents.document import Blame
from corkboard.records.validation import Path
from corkboard.views.page import Page

__all__ = ["collisions"]


def collisions(pages: Iterable[Page], others: Iterable[str], blamed: Collection[str], shown_as: str) -> Iterator[Blame]:
    """Two that would write one file, also where only the letters' case tells them apart, or a file where a
    folder must be.  The blame falls on what an author can change; files in `blamed` have theirs already.
    """
    claims: list[tuple[str, str, Path]] = [(page.path, page.name, page.blame) for page in pages]
    claims += [(path, "", ()) for path in others]
    claims.sort(key=lambda claim: (claim[1] != "", claim[2][:1] == ("redirect_from",), claim[1], claim[0]))
    files: dict[str, str] = {}  # folded path → the file of content that it is for
    folders: dict[str, str] = {}
    for path, name, blame in claims:
        folded = path.casefold()
        parents = _parents(folded)
        taken = next((files[one] for one in (folded, *parents) if one in files), folders.get(folded))
        if taken is None:
            files[folded] = name
            folders.update((parent, name) for parent in parents if parent not in folders)
        elif name and name not in blamed:
            field = str(blame[0]) if blame else "file"
            address = path.removesuffix("index.html")
            owner = f"{shown_as}/{taken}" if taken else "the site itself"
            message = f"/{address} is taken by {owner}"
            yield Blame(name, field, message, "choose another address", blame)


def _parents(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts))]
