"""What stays from one build to the next: on the disk, and in a running preview at hand."""

from __future__ import annotations

import atexit
import datetime as dt
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, TypeVar

import msgspec

from corkboard.build.state import Glance, State
from corkboard.build.versions import code_fingerprint, zone_rules
from corkboard.fingerprints import fingerprint
from corkboard.settings import Settings
from corkboard.store import Store, StoreDamagedError, StoreError, noted, read_state

if TYPE_CHECKING:
    from corkboard.build.build import Seen
    from corkboard.build.plan import Plan, Structure
    from corkboard.documents.library import Library
    from corkboard.documents.outline import Outline

__all__ = ["LastBuild", "Memory", "NothingKnownError", "folder_of", "recall"]

_T = TypeVar("_T")
_BUILT = "built"


class NothingKnownError(Exception):
    """Nothing is known of the last build; the message says why."""


def folder_of(cache: Path, content: Path, output: Path) -> Path:
    """Where, in a folder for caches, that of one pair of content and output lies.

    It depends on where they lie as seen from there, so that all may be moved together.
    """
    pair = "\n".join(os.path.relpath(os.path.realpath(path), os.path.realpath(cache)) for path in (content, output))
    return cache / fingerprint(pair.encode("utf-8", "surrogateescape")).hex()[:16]


class Memory:
    """The store of one site, with its documents and the state of its last build as they were taken from there.

    The folder is opened when something is asked for, by then with the output held, so that of two builds at
    once the later finds what the earlier left.  One that cannot be used is no obstacle: then what is kept ends
    with the process.  `trouble` says why what was kept was of no use, `unsaved` why what this build did is not
    kept.  Where nothing can be kept anywhere, StoreError is raised.

    Once it is `live`, as in a running preview, files of the output are taken to be as the last build left them,
    and what a build did is saved when the memory is closed.  Whoever makes it so adds to `changed` the real path of
    whatever can have changed in the content or the theme: nothing else is looked at.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.trouble, self.unsaved = folder, "", ""
        self.live = False
        self.seen: Seen | None = None  # by the last build, also if that failed
        self.changed: set[Path] = set()  # since then
        self._waiting = self._changed = False  # whether something is to be saved, and the structure with it
        self._opened: Store | None = None
        self._library: Library | None = None
        self._shape = b""
        self._state: State | None = None
        self._glance: Glance | None = None
        self._structure: Structure | None = None
        self._discussions: bytes | memoryview | None = None
        self.plan: Plan | None = None  # of the last build, if that was here

    @property
    def _store(self) -> Store:
        if self._opened is None:
            try:
                self._opened = Store(self.folder, code_fingerprint())
                self.trouble = self._opened.trouble
            except StoreError as error:
                self._opened = _passing_store()
                self.trouble = str(error)
        return self._opened

    def despite_damage(self, make: Callable[[], _T]) -> _T:
        """What is made with the help of what was kept; where that is damaged, made again with everything forgotten."""
        try:
            return make()
        except StoreDamagedError as error:
            self.trouble = str(error)
            self._store.begin_anew(self.trouble)
            self._library = self._state = self._glance = self._structure = self._discussions = self.plan = None
            self._waiting = self._changed = False
            return make()

    def library(self, settings: Settings) -> Library:
        from corkboard.documents.engines import markdown_engine
        from corkboard.documents.library import Library

        engine, zone = markdown_engine(settings.markdown_engine), settings.timezone.key
        shape = fingerprint(engine.version.encode(), zone.encode(), zone_rules(zone))
        if self._library is None or self._shape != shape:
            self._library, self._shape = Library(self._store, shape), shape
        return self._library

    @property
    def state(self) -> State:
        if self._state is None:
            section = self._store.section("pages")
            self._state = msgspec.msgpack.decode(section, type=State) if section else State()
        return self._state

    @property
    def glance(self) -> Glance | None:
        if self._glance is None:
            section = self._store.section("glance")
            self._glance = msgspec.msgpack.decode(section, type=Glance) if section else None
        return self._glance

    def keep_documents(self) -> None:
        """Save what was read, also where nothing could be built of it."""
        if self._waiting:  # with documents that are newer than it, the rest would be misunderstood
            self._save_all()
        elif self._library is not None:
            self._save(self._library.section())

    def structure(self) -> Structure | None:
        """What followed from the outlines of all files, in the last build."""
        from corkboard.build.plan import Structure

        if self._structure is None:
            section = self._store.section("structure")
            self._structure = msgspec.msgpack.decode(section, type=Structure) if section else None
        return self._structure

    @property
    def discussions(self) -> bytes | memoryview | None:
        """The section of the last build's discussions."""
        if self._discussions is None:
            self._discussions = self._store.section("discussions")
        return self._discussions

    def keep(self, state: State, glance: Glance, plan: Plan) -> None:
        if self._library is not None:
            self._library.settle()
        self._changed |= plan.structure is not self._structure
        self._state, self._glance, self._structure, self.plan = state, glance, plan.structure, plan
        discussions = plan.context.discussions
        self._discussions = discussions.section() if discussions is not None else b""
        self._waiting = True
        if not self.live:
            self._save_all()

    def keep_glance(self, glance: Glance) -> None:
        """Of a build that has read the output, and changes nothing."""
        self._glance = glance
        if not self.live:
            self._save({"glance": msgspec.msgpack.encode(glance)})

    def _save_all(self) -> None:
        documents = self._library.section() if self._library is not None else {}
        encode = msgspec.msgpack.encode
        new = {"structure": encode(self._structure)} if self._changed else {}
        new["discussions"] = bytes(self._discussions or b"")
        self._save({**documents, **new, "pages": encode(self._state), "glance": encode(self._glance)})
        self._waiting = self._changed = False

    def forget_pages(self) -> None:
        """Keep what was read; whatever was made counts as unknown."""
        self._state = self._glance = self._structure = self._discussions = self.plan = None
        self._waiting = self._changed = False
        if self._library is not None:
            self._store.drop("pages", "glance", "structure", "discussions")
            self._save(self._library.section())

    def note_build(self, at: dt.datetime) -> None:
        """Note when the last build was, for one that changes nothing else."""
        try:
            self._store.note(_BUILT, at.isoformat(timespec="milliseconds"))
        except StoreError as error:
            self.unsaved = str(error)

    def close(self) -> None:
        if self._waiting:
            self._save_all()
        if self._opened is not None:
            self._opened.close()

    def _save(self, sections: Mapping[str, bytes]) -> None:
        """What has been built is there also where this cannot be noted."""
        try:
            self._store.save(sections)
        except StoreError as error:
            self.unsaved = str(error)


def _passing_store() -> Store:
    """One that is deleted when the process ends."""
    try:
        folder = mkdtemp(prefix="corkboard-")
    except OSError as error:
        raise StoreError(str(error)) from error
    atexit.register(rmtree, folder, ignore_errors=True)
    return Store(Path(folder), code_fingerprint())


@dataclass(frozen=True)
class LastBuild:
    """What is known of the last build that succeeded."""

    state: State
    at: str  # when it was; later than `state.built` where it found that nothing had changed
    outlines: Sequence[Outline]  # of all files with text, as they were read last


def recall(folder: Path) -> LastBuild:
    """What the last build left in a folder, in which nothing changes.  Raises NothingKnownError and OSError."""
    from corkboard.documents.library import outlines_in

    try:
        saved = read_state(folder, code_fingerprint())
        pages, documents = (saved and saved.section(name) for name in ("pages", "documents"))
    except StoreDamagedError as error:
        raise NothingKnownError(f"the cache in {folder} cannot be used: {error}; build the site anew") from error
    if not pages:
        raise NothingKnownError(f"nothing is known of a build of this content into this output; {folder} has none")
    state = msgspec.msgpack.decode(pages, type=State)
    return LastBuild(state, max(state.built, _noted_build(folder)), outlines_in(documents) if documents else [])


def _noted_build(folder: Path) -> str:
    """When a build found nothing changed; empty where none did, or where what says so is damaged."""
    moment = noted(folder, _BUILT)
    try:
        return dt.datetime.fromisoformat(moment).isoformat(timespec="milliseconds")
    except ValueError:
        return ""
