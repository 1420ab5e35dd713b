"""The store of parsed documents: what was read stays read, until the file or whatever shapes its document changes."""

from __future__ import annotations

from collections.abc import Iterable
from pickle import UnpicklingError
from typing import Any

import msgspec

from corkboard.documents.outline import Outline, thaw
from corkboard.fingerprints import fingerprint
from corkboard.store import Piece, Place, Stamp, Store, StoreDamagedError, is_settled

__all__ = ["Kept", "Library", "Reading", "Searched", "outlines_in"]

_SECTION = "documents"
_SMALL = 1 << 22  # bytes: a pack below this is not worth tidying


class Reading(msgspec.Struct, array_like=True, gc=False):
    """A file as it was read: its outline, its record as bytes, its body in HTML."""

    outline: Outline
    record: bytes
    html: bytes


class Searched(msgspec.Struct, array_like=True, gc=False):
    """What was found in a document by whoever looks for names."""

    found: Place | None  # None where that is nothing
    of: bytes  # fingerprint of what it was found in
    names: bytes  # fingerprint of the names
    clear: bool | None = None  # whether a sieve can judge it, once that is known


class Aside(msgspec.Struct, array_like=True, gc=False):
    """What is kept beside the documents for whoever looks for names."""

    place: Place
    digest: bytes


class Kept(msgspec.Struct, array_like=True, gc=False):
    """A document that is kept, and of which file."""

    stamp: Stamp
    digest: bytes  # of the file
    outline: Outline
    record: Place
    html: Place
    searched: Searched | None = None


class _Section(msgspec.Struct, array_like=True):
    shape: bytes
    seen: int
    restructured: bool
    documents: dict[str, Kept]
    edited: dict[str, tuple[str, str]]
    asides: dict[str, Aside] = {}


def outlines_in(section: bytes | memoryview) -> list[Outline]:
    """Of all documents in what a library saved."""
    return [kept.outline for kept in msgspec.msgpack.decode(section, type=_Section).documents.values()]


class Library:
    """Documents by the names of their files.

    `shape` stands for everything besides a file's bytes that shapes its document: the
    Markdown engine with its options, the time zone, the code.  `seen` is when the files
    were looked at last, in nanoseconds since 1970.  `edited` has the files that are new,
    other ones or gone since `settle`, with the type and the id of each.
    """

    def __init__(self, store: Store, shape: bytes) -> None:
        self._store, self._shape = store, shape
        self.seen = 0
        self.restructured = True  # whether what is in `edited` shapes more than the pages that show it
        self.edited: dict[str, tuple[str, str]] = {}
        self.edition = object()  # another one whenever a document has changed
        self._documents: dict[str, Kept] = {}
        self._outdated: dict[str, Kept] = {}  # of another shape
        self._asides: dict[str, Aside] = {}
        section = store.section(_SECTION)
        if section is not None:
            found = msgspec.msgpack.decode(section, type=_Section)
            self.edited.update(found.edited)
            if found.shape == shape:
                self.seen, self._documents = found.seen, found.documents
                self.restructured = found.restructured
                self._asides = found.asides
            else:
                self._outdated = found.documents

    def __getitem__(self, name: str) -> Kept:
        return self._documents[name]

    def settle(self) -> None:
        """A build went well: note anew what is edited from here on."""
        self.edited, self.restructured = {}, False

    @property
    def outlines(self) -> Iterable[Outline]:
        return (kept.outline for kept in self._documents.values())

    def is_known(self, name: str, stamp: Stamp) -> bool:
        """Whether a file with this stamp is surely the one that was read."""
        kept = self._documents.get(name)
        return kept is not None and kept.stamp == stamp and is_settled(stamp, self.seen)

    def recognizes(self, name: str, stamp: Stamp, data: bytes) -> bool:
        """Whether a file has the bytes that were read; if so, its new stamp is noted."""
        kept = self._documents.get(name)
        if kept is None or kept.digest != fingerprint(data):
            return False
        kept.stamp = stamp
        return True

    def put(self, stamp: Stamp, data: bytes, reading: Reading) -> None:
        self.edition = object()
        pack, outline, digest = self._store.pack, reading.outline, fingerprint(data)
        before = self._documents.get(outline.name) or self._outdated.get(outline.name)
        if before is None or before.digest != digest:
            self.edited[outline.name] = (outline.type, outline.id)
        known = self._documents.get(outline.name)
        self.restructured |= known is None or known.outline.structure != outline.structure
        self._documents[outline.name] = Kept(stamp, digest, outline, pack.put(reading.record), pack.put(reading.html))

    def keep_only(self, names: Iterable[str]) -> None:
        """Forget the documents of files that are gone."""
        self.edition = object()
        kept = {name: self._documents[name] for name in names if name in self._documents}
        self.restructured |= len(kept) < len(self._documents)
        for name, gone in {**self._outdated, **self._documents}.items():
            if name not in kept:
                self.edited[name] = (gone.outline.type, gone.outline.id)
        self._documents, self._outdated = kept, {}

    def outline(self, name: str) -> Outline:
        return self._documents[name].outline

    def open(self, name: str) -> Any:
        """The record of a file; of a translation the fields that it gives, by their names."""
        try:
            return thaw(self._store.pack.get(self._documents[name].record))
        except (UnpicklingError, ImportError, AttributeError, TypeError, ValueError, EOFError) as error:
            raise StoreDamagedError(f"the record of {name} cannot be read: {error}") from error

    def html(self, name: str) -> str:
        """The body of a file, with links by id as the author wrote them."""
        return self.html_bytes(name).decode()

    def html_bytes(self, name: str) -> bytes:
        return self._store.pack.get(self._documents[name].html)

    def html_piece(self, name: str) -> Piece:
        """Where another process finds that."""
        return self._store.pack.piece(self._documents[name].html)

    def aside(self, kind: str) -> bytes:
        """What was kept beside the documents last, such as the names that were looked for; empty for nothing."""
        return self._store.pack.get(self._asides[kind].place) if kind in self._asides else b""

    def digest_of_aside(self, kind: str) -> bytes:
        return self._asides[kind].digest if kind in self._asides else b""

    def put_aside(self, kind: str, data: bytes) -> None:
        digest = fingerprint(data)
        if digest != self.digest_of_aside(kind):
            self._asides[kind] = Aside(self._store.pack.put(data), digest)

    def found(self, name: str) -> bytes:
        """What was found last in a file, empty where that was nothing."""
        searched = self._documents[name].searched
        return self._store.pack.get(searched.found) if searched and searched.found else b""

    def put_found(self, name: str, found: bytes, of: bytes, names: bytes) -> None:
        place = self._store.pack.put(found) if found else None
        self._documents[name].searched = Searched(place, of, names)

    def forget_found(self, name: str) -> None:
        self._documents[name].searched = None

    def section(self) -> dict[str, bytes]:
        """What is to be saved, as parts of the store's state."""
        self._tidy()
        section = _Section(self._shape, self.seen, self.restructured, self._documents, self.edited, self._asides)
        return {_SECTION: msgspec.msgpack.encode(section)}

    def _tidy(self) -> None:
        """Move what is in use to a new pack once it is less than half of what is there."""
        places = [place for kept in self._documents.values() for place in (kept.record, kept.html)]
        places += [kept.searched.found for kept in self._documents.values() if kept.searched and kept.searched.found]
        places += [aside.place for aside in self._asides.values()]
        old = self._store.pack
        if old.end < max(_SMALL, 2 * sum(place.length for place in places)):
            return
        new = self._store.new_pack()
        for kept in self._documents.values():
            kept.record, kept.html = new.put(old.get(kept.record)), new.put(old.get(kept.html))
            if kept.searched and kept.searched.found:
                kept.searched.found = new.put(old.get(kept.searched.found))
        for aside in self._asides.values():
            aside.place = new.put(old.get(aside.place))
        old.close()
