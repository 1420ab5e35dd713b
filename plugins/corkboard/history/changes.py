"""Published articles whose text is another one than at a revision, without a word about it to readers."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from corkboard.diagnostics import Problem, Severity, problem_at
from corkboard.documents.document import Source, classify
from corkboard.documents.front_matter import offset_of
from corkboard.history.git import HistoryError, Revision, blob_id, find_revision
from corkboard.history.moves import Ident, followed
from corkboard.history.telling import Telling, told_by
from corkboard.records import CONTENT_TYPES
from corkboard.records.fields import Status
from corkboard.records.validation import Path as Place
from corkboard.settings import Settings
from corkboard.store import bytes_of, list_files

__all__ = ["changes_since"]

_ARTICLES = tuple(type for type in CONTENT_TYPES if type.name == "article")
_IN_WORDS = {"title": "title", "summary": "summary", "body": "text", "evidence": "claims"}


def changes_since(content: Path, shown_as: str, name: str, settings: Settings) -> list[Problem]:
    """A warning for each article that was published at a revision and has changed or gone in silence.

    Text is what readers see: title, summary, body, and claims with how far they were checked.  A change is told to
    readers by a correction that was not there, or by a later `modified`; that an article is gone, by its status
    `withdrawn`.  What is compared are the files as they lie in the folder, committed or not.  `shown_as` is what the
    folder is called.  Raises HistoryError.
    """
    comparison = _Comparison(content, find_revision(content, name), settings)
    return [_shown(problem, shown_as) for problem in comparison.problems()]


class _Comparison:
    """An article's file at the revision beside what became of it."""

    def __init__(self, content: Path, revision: Revision, settings: Settings) -> None:
        self._content, self._revision, self._settings = content, revision, settings
        files = revision.files()
        if not files:
            raise HistoryError(
                f"at {revision.name} there was nothing in {content}: name a revision since the folder is where it is"
            )
        self._ids = files
        self._before = _articles(files, settings)
        self._now = _articles(list_files(content).files, settings)

    def problems(self) -> Iterator[Problem]:
        changed = {ident for ident, source in self._before.items() if not self._is_same(ident, source)}
        before = {ident: told for ident, told in self._told_before(changed) if told.status == Status.PUBLISHED}
        gone = {ident: told for ident, told in before.items() if ident not in self._now}
        became = {ident: ident for ident in before.keys() - gone.keys()}
        if gone:
            new = {ident: told for ident in self._now.keys() - self._before.keys() if (told := self._told_now(ident))}
            became |= followed(gone, new, self._revision.renames())
        for ident, old in sorted(before.items()):
            if ident in became:
                new_told = self._told_now(became[ident])
                if new_told is not None:
                    yield from self._silent_changes(old, new_told)
            elif not ident.lang or Ident(ident.id, "") not in gone.keys() - became.keys():
                yield self._vanished(old)

    def _is_same(self, ident: Ident, source: Source) -> bool:
        now, id = self._now.get(ident), self._ids[source.name]
        return now is not None and blob_id(self._read(now), id) == id

    def _told_before(self, idents: Iterable[Ident]) -> Iterator[tuple[Ident, Telling]]:
        wanted = sorted({one for ident in idents for one in (ident, Ident(ident.id, "")) if one in self._before})
        contents = self._revision.contents(self._ids[self._before[one].name] for one in wanted)
        data = dict(zip(wanted, contents, strict=True))
        for ident in idents:
            original = data.get(Ident(ident.id, "")) if ident.lang else None
            told = told_by(self._before[ident], data[ident], original, self._settings)
            if told is not None:
                yield ident, told

    def _told_now(self, ident: Ident) -> Telling | None:
        original = self._now.get(Ident(ident.id, "")) if ident.lang else None
        data = self._read(self._now[ident])
        return told_by(self._now[ident], data, self._read(original) if original else None, self._settings)

    def _read(self, source: Source) -> bytes:
        """What cannot be read, of which the build tells, counts as empty."""
        try:
            return bytes_of(f"{self._content}{os.sep}{source.name}") or b""
        except OSError:
            return b""

    def _silent_changes(self, old: Telling, new: Telling) -> Iterator[Problem]:
        since = self._revision.name
        if new.status == Status.DRAFT:
            field = "status" if new.state.get("status") == Status.DRAFT else "date"
            message = f"it was published at {since}, and no longer is"
            hint = 'give it back its date, or write "status: withdrawn": then its address says so'
            yield _warning(new, (field,), message, hint)
        elif new.status == Status.PUBLISHED and (places := list(_changed(old, new))) and not _is_told(old, new):
            said = [_IN_WORDS[str(place[0])] for place in places]
            listed = " and ".join(filter(None, (", ".join(said[:-1]), said[-1])))
            message = f"{listed} changed since {since}, with neither a new correction nor a later modified"
            hint = f'add what changed to corrections, or write "modified: {self._today(old)}"'
            yield _warning(new, places[0], message, hint, _first_difference(old, new))

    def _vanished(self, old: Telling) -> Problem:
        message = f"it was published at {self._revision.name}, and is gone"
        hint = 'bring it back with "status: withdrawn": then its address says so'
        return Problem(old.source.name, 1, 1, "file", message, hint, severity=Severity.WARNING)

    def _today(self, old: Telling) -> str:
        """Now, to the minute where the day alone would not be later than before."""
        now, before = self._settings.now.astimezone(self._settings.timezone), old.moment("modified")
        return f"{now:%Y-%m-%dT%H:%M}" if before and before.date() >= now.date() else f"{now:%Y-%m-%d}"


def _articles(names: Iterable[str], settings: Settings) -> dict[Ident, Source]:
    """The files of articles, without hidden ones."""
    found: dict[Ident, Source] = {}
    for name in sorted(names):
        if name.endswith(".md") and not name.startswith(".") and "/." not in name:
            source = classify(name, _ARTICLES, settings.default_lang)
            if isinstance(source, Source):
                found.setdefault(Ident(source.id, source.lang or ""), source)
    return found


def _changed(old: Telling, new: Telling) -> Iterator[Place]:
    """Where what readers see is another."""
    for field in ("title", "summary"):
        if old.line(field) != new.line(field):
            yield (field,)
    if old.front_matter.body != new.front_matter.body and old.body != new.body:
        yield ("body",)
    if old.claims != new.claims:
        ids = list(new.claims)
        yield next((("evidence", ids.index(id)) for id in ids if new.claims[id] != old.claims.get(id)), ("evidence",))


def _is_told(old: Telling, new: Telling) -> bool:
    """Whether readers are told that something changed."""
    before, now = old.moment("modified"), new.moment("modified")
    later = now is not None and (before is None or now > before)
    return later or bool(new.corrections - old.corrections)


def _first_difference(old: Telling, new: Telling) -> int:
    """Where in the new file's text the body's words are other ones for the first time."""
    start = new.front_matter.body_at
    words = list(re.finditer(r"\S+", new.front_matter.body))
    for word, before in zip_longest(words, old.front_matter.body.split()):
        if word is None:
            return start + words[-1].start() if words else start
        if word[0] != before:
            return start + word.start()
    return start


def _warning(told: Telling, place: Place, message: str, hint: str, in_body: int = 0) -> Problem:
    front_matter = told.front_matter
    offset = in_body if place == ("body",) else offset_of(front_matter, place)
    name, field = told.source.name, str(place[0])
    return problem_at(name, front_matter.text, offset, field, message, hint, severity=Severity.WARNING)


def _shown(problem: Problem, folder: str) -> Problem:
    return replace(problem, file=f"{folder}/{problem.file}")
