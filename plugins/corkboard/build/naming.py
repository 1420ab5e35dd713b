"""Whom texts name: looked for only in texts that may name others than before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache, partial

import msgspec

from corkboard.board.board import Board
from corkboard.board.catalog import Item, Key
from corkboard.board.mentions import Found
from corkboard.board.names import NAMED_TYPES, Forms, NameTable, is_russian, name_table, named, names_of, unpacked
from corkboard.board.russian import can_change, is_installed
from corkboard.board.sieve import Sieve, is_clear
from corkboard.build.reading import html_for
from corkboard.documents.library import Library, Searched
from corkboard.fingerprints import encode, fingerprint, fingerprint_of
from corkboard.progress import Progress
from corkboard.tasks import TextToSearch, find_mentions, inflect_names
from corkboard.workers import Workers, batched

__all__ = ["Mentions", "Names", "search"]

_BATCH = 64  # texts
_KEPT = 131_072  # articles of which what they name stays at hand, about 1 KB each
_NOTHING = Found()
_NOBODY = NameTable().packed
_KeptForms = list[tuple[tuple[str, tuple[str, ...]], list[tuple[str, ...]]]]
_NAMES, _FORMS = "names", "forms"  # what is kept of them
_MANY = 500  # records whose names are to be inflected, from which on others are asked to help


class Names:
    """The names of all that is shown, made when somebody asks.  `same` says that they are those of the last search."""

    def __init__(self, board: Board, library: Library, workers: Workers, linking: bool, same: bool) -> None:
        self._board, self._library, self._workers, self._linking = board, library, workers, linking
        self._known = library.aside(_NAMES) if same else b""

    @cached_property
    def table(self) -> NameTable:
        if self._known:
            return unpacked(self._known)
        return name_table(self._board.catalog, self._forms(), self._linking)

    @cached_property
    def message(self) -> bytes:
        return self._known or self.table.packed

    def _forms(self) -> Forms:
        """The forms that names take in Russian, if anything is written in it; looked up once for each record."""
        articles = (item for one in self._board.articles for item in self._board.versions(one.key))
        if not is_installed() or not any(is_russian(item.lang) for item in articles):
            return {}
        asked = {
            (item.key.type, names)
            for item in named(self._board.catalog)
            if any(map(can_change, names := names_of(item)))
        }
        kept = self._library.aside(_FORMS)
        known = dict(msgspec.msgpack.decode(kept, type=_KeptForms)) if kept else {}
        found = {names: known[names] for names in sorted(asked & known.keys())}
        missing = sorted(asked - known.keys())
        task, batches = inflect_names, batched(missing, _BATCH)
        inflected = self._workers.map(task, batches) if len(missing) > _MANY else map(task, batches)
        found.update(zip(missing, (forms for batch in inflected for forms in batch), strict=True))
        self._library.put_aside(_FORMS, encode(sorted(found.items())))
        return found


class Mentions(Mapping[str, Found]):
    """For each article's file whom it names where, read when somebody asks."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._coming: Iterator[object] = iter(())
        self._missing: set[str] = set()
        self._found = lru_cache(maxsize=_KEPT)(self._read)

    def expect(self, names: Iterable[str], steps: Iterator[object]) -> None:
        """What these files name is in the library once these steps are taken."""
        self._missing, self._coming = set(names), steps

    def advance(self) -> None:
        """Take a step."""
        next(self._coming, None)

    def complete(self) -> None:
        """Wait for what is still being searched."""
        for _ in self._coming:
            pass

    def note(self, name: str) -> None:
        """What a file names is in the library."""
        self._missing.discard(name)

    def __getitem__(self, name: str) -> Found:
        while name in self._missing:
            next(self._coming)
        searched = self._library[name].searched
        return self._found(name, searched.found) if searched and searched.found else _NOTHING

    def _read(self, name: str, _place: object) -> Found:
        return msgspec.msgpack.decode(self._library.found(name), type=Found)

    def __iter__(self) -> Iterator[str]:
        return (outline.name for outline in self._library.outlines)

    def __len__(self) -> int:
        return len(list(self._library.outlines))


class _Change:
    """What is different about the names since texts were searched last."""

    def __init__(self, library: Library, table: NameTable) -> None:
        self._library = library
        kept = library.aside(_NAMES)
        self._gone, self._new = table.changes_from(unpacked(kept) if kept else NameTable())

    @cached_property
    def _sieve(self) -> Sieve:
        return Sieve(self._new)

    def passes_by(self, name: str, searched: Searched) -> bool:
        """Whether a file that was searched among the old names names nobody else now."""
        if self._gone and searched.found:
            found = msgspec.msgpack.decode(self._library.found(name), type=Found)
            if not self._gone.isdisjoint(found.names):
                return False
        if not self._new:
            return True
        html = self._library.html(name)
        if searched.clear is None:
            searched.clear = is_clear(html)
        return searched.clear and not self._sieve.lets_through(html)


def search(
    board: Board,
    names: Names,
    mentions: Mentions,
    library: Library,
    workers: Workers,
    progress: Progress,
    same_board: bool = False,
) -> None:
    """Find whom each article names where, unless it is as it was and names nobody about whom that is not so.

    With workers it goes on while pages are made that do not need it.  `same_board` says that the board is the one
    that was searched last, but for what edited files say.
    """
    keys = [article.key for article in board.articles]
    if same_board:
        edited = (board.files[name].key for name in library.edited if name in board.files)
        keys = [key for key in dict.fromkeys(edited) if key.type == "article"]
    new = list(_to_search(board, keys, names, library))
    library.put_aside(_NAMES, names.message)
    of_names = library.digest_of_aside(_NAMES)
    progress.begin("finding names", len(new))

    def batches() -> Iterator[list[TextToSearch]]:
        for batch in batched(new, _BATCH):
            yield [
                TextToSearch(
                    html_for(workers, library, item.name),
                    item.lang,
                    wanted,
                    item.outline.autolink,
                    board.links(item.name),
                )
                for item, wanted, _ in batch
            ]

    def put(found: Iterable[list[bytes]]) -> Iterator[int]:
        upcoming = iter(new)
        for batch in found:
            for message, (item, _, of) in zip(batch, upcoming, strict=False):
                library.put_found(item.name, message, of, of_names)
                mentions.note(item.name)
            yield len(batch)

    steps = put(workers.map(partial(find_mentions, names=names.table), batches())) if new else iter(())
    if workers.up:
        mentions.expect((item.name for item, _, _ in new), steps)
    else:
        for count in steps:
            progress.advance(count)


def _to_search(
    board: Board, articles: Iterable[Key], names: Names, library: Library
) -> Iterator[tuple[Item, frozenset[Key], bytes]]:
    """Articles in each language, whose sentences are wanted of them, and a fingerprint of where they are looked for."""
    now, before = fingerprint(names.message), library.digest_of_aside(_NAMES)
    change: _Change | None = None
    anybody = names.message != _NOBODY
    for key in articles:
        references = board.references(key) if anybody else ()
        wanted = frozenset(edge.target for edge in references if edge.target.type in NAMED_TYPES)
        for item in board.versions(key):
            searched = library[item.name].searched
            if not (anybody and item.outline.body and (wanted or item.outline.autolink)):
                library.forget_found(item.name)
                continue
            links = board.links(item.name)
            of = fingerprint_of((item.outline.body, item.lang, sorted(wanted), links, item.outline.autolink))
            if searched is not None and searched.of == of:
                if searched.names == now:
                    continue
                if searched.names == before:
                    change = change or _Change(library, names.table)
                    if change.passes_by(item.name, searched):
                        searched.names = now
                        continue
            yield item, wanted, of
