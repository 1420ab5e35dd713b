"""Every record under its key, with its translations: what there is, whether or not it may be shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Protocol, cast

from msgspec.structs import replace

from corkboard.diagnostics import did_you_mean, nearest
from corkboard.documents.document import Blame
from corkboard.documents.outline import Outline
from corkboard.records.common import Record

__all__ = ["Catalog", "Item", "Key", "Records", "assemble"]


class Key(NamedTuple):
    """What identifies a record: its type's name and its id."""

    type: str
    id: str


class Records(Protocol):
    """Where files are known by their names."""

    @property
    def edition(self) -> object:
        """Another one whenever anything has changed."""

    def outline(self, name: str) -> Outline: ...

    def open(self, name: str) -> Any:
        """The record of a file; of a translation the fields that it gives, by their names."""

    def html(self, name: str) -> str:
        """The body of a file, with links by id as the author wrote them."""


@dataclass(eq=False, slots=True)
class Item:
    """A record in one language: where it comes from, and where it is published.

    What it says is looked up among the records when somebody asks, so that it may change
    without a new board, as long as its place on the board does not.
    """

    key: Key
    lang: str
    path: str  # below the site's address, not percent-encoded, e.g. "people/person-a/"
    name: str  # the file
    original: str  # the file that this is a translation of, or the same
    records: Records
    _edition: object = None  # of the records when they were looked at last
    _outlines: tuple[Outline, Outline] | None = None  # own and the original's, as they were then
    _outline: Outline | None = None
    _record: Record | None = None

    @property
    def translation(self) -> bool:
        return self.name != self.original

    @property
    def outline(self) -> Outline:
        """Of a translation with what it has from the original."""
        if self._edition is not self.records.edition:
            self._look()
        return cast("Outline", self._outline)

    @property
    def title(self) -> str:
        return self.outline.title

    def gives(self, field: str) -> bool:
        """Whether a field is this file's own, and not taken from what it is a translation of."""
        return not self.translation or field in self.outline.given

    @property
    def record(self) -> Record:
        if self._edition is not self.records.edition:
            self._look()
        if self._record is None:
            record: Record = self.records.open(self.original)
            if self.translation:
                record = record.model_copy(update=self.records.open(self.name))
            self._record = record
        return self._record

    def _look(self) -> None:
        outlines = self.records.outline(self.name), self.records.outline(self.original)
        if self._outlines is None or any(
            one is not before for one, before in zip(outlines, self._outlines, strict=True)
        ):
            self._outlines, self._record = outlines, None
            self._outline = merged(*outlines) if self.translation else outlines[0]
        self._edition = self.records.edition


@dataclass(frozen=True)
class Catalog:
    """Items in the order of their files' names."""

    items: Mapping[Key, Item]
    translations: Mapping[Key, Mapping[str, Item]]
    faulty: tuple[Outline, ...] = ()  # files without a record; those that are no translations are known by their ids

    def __iter__(self) -> Iterator[Item]:
        """Every item, each followed by its translations."""
        return iter(self._all)

    @cached_property
    def _all(self) -> list[Item]:
        return [one for key, item in self.items.items() for one in (item, *self.translations.get(key, {}).values())]

    def of_type(self, type: str) -> Sequence[Item]:
        return self._by_type.get(type, ())

    @cached_property
    def _by_type(self) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = defaultdict(list)
        for item in self.items.values():
            found[item.key.type].append(item)
        return found

    def has(self, key: Key) -> bool:
        return key in self.items or key in self._faulty_keys

    @cached_property
    def _faulty_keys(self) -> frozenset[Key]:
        return frozenset(key_of(one) for one in self.faulty if not one.translation)


def assemble(
    outlines: Iterable[Outline], records: Records, default_lang: str, shown_as: str
) -> tuple[Catalog, list[Blame]]:
    """Put all files together.  Reports ids and slugs given twice, and translations of nothing.

    `shown_as` is what messages call the content folder.
    """
    originals: dict[Key, Outline] = {}
    others: list[Outline] = []
    doubles: list[Outline] = []
    blames: list[Blame] = []
    for one in sorted(outlines, key=lambda each: each.name):
        if one.translation:
            others.append(one)
            continue
        key = key_of(one)
        if key in originals:
            message = f'the id "{one.id}" is taken by {shown_as}/{originals[key].name}'
            blames.append(Blame(one.name, "file", message, "rename one of the files"))
            doubles.append(replace(one, faulty=True))
        else:
            originals[key] = one
    edition = records.edition
    items = {
        key: Item(key, one.lang or default_lang, _path(one), one.name, one.name, records, edition, (one, one), one)
        for key, one in originals.items()
        if not one.faulty
    }
    faulty = tuple(one for one in (*originals.values(), *others, *doubles) if one.faulty)
    translations, orphans = _translations(others, originals, items, shown_as)
    blames += orphans
    catalog = Catalog(items, translations, faulty)
    blames += _slugs_given_twice(catalog, shown_as)
    return catalog, blames


def _path(one: Outline) -> str:
    return "/".join(filter(None, (one.translation, one.folder, one.slug or one.id))) + "/"


def _translations(
    others: Iterable[Outline], originals: Mapping[Key, Outline], items: Mapping[Key, Item], shown_as: str
) -> tuple[dict[Key, dict[str, Item]], list[Blame]]:
    found: dict[Key, dict[str, Item]] = {}
    blames = []
    for one in others:
        key, lang = key_of(one), one.translation
        if key not in originals:
            near = nearest(one.id, [id for type, id in originals if type == key.type])
            message = f'this is a translation, but there is no {key.type} "{key.id}"'
            blames.append(Blame(one.name, "file", message, did_you_mean(near)))
        elif lang in found.get(key, {}):
            message = f'there is another translation into "{lang}", {shown_as}/{found[key][lang].name}'
            blames.append(Blame(one.name, "file", message, "keep one of them"))
        elif key in items and not one.faulty:
            if one.lang not in (None, lang):
                message = f'the file\'s name says "{lang}"'
                blames.append(Blame(one.name, "lang", message, "leave lang out", path=("lang",)))
            if items[key].lang == lang:
                message = f'the original, {shown_as}/{items[key].name}, is in "{lang}" itself'
                blames.append(Blame(one.name, "file", message, "name another language"))
                continue
            found.setdefault(key, {})[lang] = translated(items[key], one)
    return found, blames


def translated(item: Item, translation: Outline) -> Item:
    """An item in another language."""
    path = _path(merged(translation, item.outline))
    return Item(item.key, translation.translation, path, translation.name, item.name, item.records)


def merged(translation: Outline, original: Outline) -> Outline:
    """A translation's outline with what it does not give taken from the original's."""
    taken = {name: getattr(original, name) for name in _SHARED if name not in translation.given}
    return replace(translation, **taken)


_SHARED = (
    *("aliases", "slug", "date", "moment", "status", "tags", "comments", "redirect_from", "evidence", "sources"),
    *("corrections", "modified", "autolink"),
)


def _slugs_given_twice(catalog: Catalog, shown_as: str) -> Iterator[Blame]:
    taken: dict[str, Item] = {}
    for item in catalog:
        other = taken.setdefault(item.path, item)
        if other is not item:
            message = f'the slug "{item.outline.slug or item.key.id}" is taken by {shown_as}/{other.name}'
            yield Blame(item.name, "slug", message, "give one of them another slug", path=("slug",))


def key_of(outline: Outline) -> Key:
    return Key(outline.type, outline.id)
