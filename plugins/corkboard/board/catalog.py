"""Every record under its key, with its translations: what there is, whether or not it may be shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from corkboard.diagnostics import did_you_mean, nearest
from corkboard.documents.document import Blame, Document, Parsed, Source
from corkboard.records.article import Article
from corkboard.records.common import Record
from corkboard.records.page import Page
from corkboard.records.validation import references_of

__all__ = ["Catalog", "Item", "Key", "assemble"]


class Key(NamedTuple):
    """What identifies a record: its type's name and its id."""

    type: str
    id: str


@dataclass(frozen=True, slots=True)
class Item:
    """A record in one language, where it came from, and where it is published."""

    key: Key
    lang: str
    name: str  # of the file
    path: str  # below the site's address, not percent-encoded, e.g. "people/person-a/"
    record: Record
    document: Document
    translation: bool = False

    @property
    def title(self) -> str:
        return self.record.title


@dataclass(frozen=True)
class Catalog:
    """Items in the order of their files' names."""

    items: Mapping[Key, Item]
    translations: Mapping[Key, Mapping[str, Item]]
    faulty: tuple[Parsed, ...] = ()  # files without a record; those that are no translations are known by their ids

    def __iter__(self) -> Iterator[Item]:
        """Every item, each followed by its translations."""
        for key, item in self.items.items():
            yield item
            yield from self.translations.get(key, {}).values()

    def of_type(self, type: str) -> Iterator[Item]:
        return (item for key, item in self.items.items() if key.type == type)

    def has(self, key: Key) -> bool:
        return key in self.items or key in self._faulty_keys

    @cached_property
    def _faulty_keys(self) -> frozenset[Key]:
        return frozenset(key_of(one.source) for one in self.faulty if one.source.lang is None)


def assemble(parsed: Iterable[Parsed], default_lang: str, shown_as: str) -> tuple[Catalog, list[Blame]]:
    """Put all files together.  Reports ids and slugs given twice, and translations of nothing.

    `shown_as` is what messages call the content folder.
    """
    originals: dict[Key, Parsed] = {}
    others: list[Parsed] = []
    doubles: list[Parsed] = []
    blames: list[Blame] = []
    for one in sorted(parsed, key=lambda each: each.source.name):
        source = one.source
        if source.lang is not None:
            others.append(one)
            continue
        key = key_of(source)
        if key in originals:
            message = f'the id "{source.id}" is taken by {shown_as}/{originals[key].source.name}'
            blames.append(Blame(source.name, "file", message, "rename one of the files"))
            references = tuple(references_of(one.record)) if one.record else one.references
            doubles.append(replace(one, record=None, references=references))
        else:
            originals[key] = one
    items = {key: _item(key, one, default_lang) for key, one in originals.items() if one.record is not None}
    faulty = tuple(one for one in (*originals.values(), *others, *doubles) if one.record is None)
    translations, orphans = _translations(others, originals, items, shown_as)
    blames += orphans
    catalog = Catalog(items, translations, faulty)
    blames += _slugs_given_twice(catalog, shown_as)
    return catalog, blames


def _item(key: Key, one: Parsed, default_lang: str) -> Item:
    record = one.record
    if record is None:
        raise ValueError(f"{one.source.name} has no record")
    lang = (record.lang if isinstance(record, Article) else None) or default_lang
    return Item(key, lang, one.source.name, _path(one, record), record, one.document)


def _path(one: Parsed, record: Record) -> str:
    type, slug = one.source.type, slug_of(record) or one.source.id
    return "/".join(filter(None, (one.source.lang, "" if type.at_root else type.folder, slug))) + "/"


def _translations(
    others: Iterable[Parsed], originals: Mapping[Key, Parsed], items: Mapping[Key, Item], shown_as: str
) -> tuple[dict[Key, dict[str, Item]], list[Blame]]:
    found: dict[Key, dict[str, Item]] = {}
    blames = []
    for one in others:
        source, lang = one.source, one.source.lang or ""
        key = key_of(source)
        if key not in originals:
            near = nearest(source.id, [id for type, id in originals if type == key.type])
            message = f'this is a translation, but there is no {key.type} "{key.id}"'
            blames.append(Blame(source.name, "file", message, did_you_mean(near)))
        elif lang in found.get(key, {}):
            message = f'there is another translation into "{lang}", {shown_as}/{found[key][lang].name}'
            blames.append(Blame(source.name, "file", message, "keep one of them"))
        elif key in items and one.record is not None:
            if isinstance(one.record, Article) and one.record.lang not in (None, lang):
                message = f'the file\'s name says "{lang}"'
                blames.append(Blame(source.name, "lang", message, "leave lang out", path=("lang",)))
            original = items[key]
            if original.lang == lang:
                message = f'the original, {shown_as}/{original.name}, is in "{lang}" itself'
                blames.append(Blame(source.name, "file", message, "name another language"))
                continue
            given = one.record.model_fields_set
            record = original.record.model_copy(update={field: getattr(one.record, field) for field in given})
            item = Item(key, lang, source.name, _path(one, record), record, one.document, translation=True)
            found.setdefault(key, {})[lang] = item
    return found, blames


def _slugs_given_twice(catalog: Catalog, shown_as: str) -> Iterator[Blame]:
    taken: dict[str, Item] = {}
    for item in catalog:
        other = taken.setdefault(item.path, item)
        if other is not item:
            message = f'the slug "{slug_of(item.record) or item.key.id}" is taken by {shown_as}/{other.name}'
            yield Blame(item.name, "slug", message, "give one of them another slug", path=("slug",))


def key_of(source: Source) -> Key:
    return Key(source.type.name, source.id)


def slug_of(record: Record) -> str | None:
    return record.slug if isinstance(record, Article | Page) else None
