"""Where articles went that are no longer under their ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from corkboard.history.telling import Telling
from corkboard.records import CONTENT_TYPES

__all__ = ["Ident", "followed"]

_FOLDER = next(type.folder for type in CONTENT_TYPES if type.name == "article")
_RUN = 5  # words: so many in a row are hardly the same in two texts by chance
_ALIKE = 0.5  # of a text's runs of words must be in the other: half, as with git's own renames


class Ident(NamedTuple):
    """What an article's file is known by."""

    id: str
    lang: str  # of a translation, else empty


def followed(
    gone: Mapping[Ident, Telling], new: Mapping[Ident, Telling], renames: Mapping[str, str]
) -> dict[Ident, Ident]:
    """For those that are gone, the new ones that they became.

    By git's word; a translation with its original; else by address; else by what the text says, as where a file was
    renamed and that is not yet committed.
    """
    by_name = {told.source.name: ident for ident, told in new.items()}
    found: dict[Ident, Ident] = {}
    for ident in sorted(gone):  # originals ahead of their translations
        became = by_name.get(renames.get(gone[ident].source.name, ""))
        if became is None and ident.lang:
            original = found.get(Ident(ident.id, ""))
            became = Ident(original.id, ident.lang) if original and Ident(original.id, ident.lang) in new else None
        if became is None:
            left = {one: told for one, told in new.items() if one.lang == ident.lang and one not in found.values()}
            became = _by_address(gone[ident], left) or _by_text(gone[ident], left)
        if became is not None:
            found[ident] = became
    return found


def _by_address(gone: Telling, new: Mapping[Ident, Telling]) -> Ident | None:
    prefix = f"/{gone.source.lang}" if gone.source.lang else ""
    old = f"{prefix}/{_FOLDER}/{gone.address}"
    for ident, told in new.items():
        if told.address == gone.address or old in (one.rstrip("/") for one in told.old_addresses):
            return ident
    return None


def _by_text(gone: Telling, new: Mapping[Ident, Telling]) -> Ident | None:
    before = _runs(gone.body)
    alike = {ident: _likeness(before, _runs(told.body)) for ident, told in new.items()}
    best = max(alike, key=lambda ident: alike[ident], default=None)
    return best if best is not None and alike[best] >= _ALIKE else None


def _runs(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return {tuple(words[at : at + _RUN]) for at in range(max(1, len(words) - _RUN + 1))} if words else set()


def _likeness(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    """The part of the longer text's runs that are in both, 0–1."""
    return len(one & other) / max(len(one), len(other), 1)
