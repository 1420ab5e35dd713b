"""One site's folder of what is kept: a pack of documents, and the state of the last build beside it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from corkboard.store.errors import StoreDamagedError, told
from corkboard.store.pack import Pack
from corkboard.store.state_file import Saved, read_state, write_state

__all__ = ["Store"]


class Store:
    """What the last build left, or nothing.

    `version` stands for all that must be the same for it to be of use.  `trouble` says why
    something was there and could not be used; then everything begins anew.  Where the system
    refuses to read or write, StoreError is raised.
    """

    def __init__(self, folder: Path, version: bytes) -> None:
        self._folder, self._version = folder, version
        self._saved = Saved()
        self.trouble = ""
        self.pack: Pack
        with told():
            folder.mkdir(parents=True, exist_ok=True)
            try:
                self._open()
            except StoreDamagedError as error:
                self.begin_anew(str(error))

    def begin_anew(self, trouble: str) -> None:
        """Forget everything."""
        self.trouble = trouble
        self._saved = Saved(self._saved.pack)
        with suppress(AttributeError):
            self.pack.close()
        self.new_pack()

    def new_pack(self) -> Pack:
        """An empty pack in the place of the old, which stays where it is until the state is saved."""
        self._saved.pack += 1
        with told():
            self._folder.mkdir(parents=True, exist_ok=True)  # it may have been deleted since it was opened
            self._pack_file.unlink(missing_ok=True)
            self.pack = Pack(self._pack_file)
        return self.pack

    def section(self, name: str) -> bytes | memoryview | None:
        """A part of the state, None where there is none.  Raises StoreDamagedError."""
        return self._saved.section(name)

    def save(self, sections: Mapping[str, bytes]) -> None:
        """Replace the state.  Parts that are not given stay."""
        self.pack.flush()
        saved = self._saved
        saved.end = self.pack.end
        saved.sections.update(sections)
        for name in sections:
            saved.unchecked.pop(name, None)
        with told():
            write_state(self._folder, self._version, saved)
            for old in self._folder.glob("documents-*"):
                if old != self._pack_file:
                    old.unlink(missing_ok=True)

    def drop(self, *names: str) -> None:
        """Leave parts out of the state that is saved next."""
        for name in names:
            self._saved.sections.pop(name, None)
            self._saved.unchecked.pop(name, None)

    def note(self, name: str, text: str) -> None:
        """Leave a line beside the state."""
        with told():
            (self._folder / name).write_text(f"{text}\n", encoding="utf-8")

    def close(self) -> None:
        self.pack.close()

    def _open(self) -> None:
        saved = read_state(self._folder, self._version)
        if saved is None:
            self.new_pack()
            return
        self._saved = saved
        if not self._pack_file.is_file():
            raise StoreDamagedError("its documents are missing")
        self.pack = Pack(self._pack_file, saved.end)

    @property
    def _pack_file(self) -> Path:
        return self._folder / f"documents-{self._saved.pack}"
