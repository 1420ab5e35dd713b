"""Resolving references: to whom each record and each body refers, and what leads nowhere."""

from __future__ import annotations

import posixpath
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import PurePosixPath
from urllib.parse import unquote

import msgspec

from corkboard.board.catalog import Catalog, Key, key_of
from corkboard.diagnostics import Severity, did_you_mean, nearest, quoted
from corkboard.documents.document import Blame
from corkboard.documents.links import NOTES, Link
from corkboard.documents.outline import Outline
from corkboard.records.fields import canonical_id
from corkboard.records.validation import Path

__all__ = ["ASSET_LINKS", "Edge", "Resolver", "Ties", "resolve_references", "tie"]

ASSET_LINKS = ("static", "attach")
_CLAIMS = frozenset(
    ("evidence.about", "evidence.bears_on", "evidence.supersedes", "assessments.hypothesis", "right_of_reply.to")
)
_MOST_SUGGESTIONS = 1000  # looking for the nearest name among many costs time; past this the problem alone is told


class Edge(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One reference: `field` is where it was made, e.g. "people" or "roles.organization", or "body"."""

    source: Key
    target: Key
    field: str
    name: str  # of the file that makes it
    path: Path = ()
    link: Link | None = None


class _Tie(msgspec.Struct, array_like=True, gc=False):
    """An edge without what its file says already, and without its place there."""

    target: Key
    field: str
    link: Link | None


class Ties(msgspec.Struct, array_like=True):
    """Every reference that leads somewhere, file by file: most builds have a look at few of them."""

    files: list[str]  # those that refer to anything, in the order of the catalog
    messages: list[bytes]  # for each what it refers to
    leading_to: dict[str, list[int]]  # "type/id" → places in `files`
    claiming: dict[str, list[int]]  # the same of those that make a claim about it, or take the place of one of its own
    follows: list[Edge]

    def of_file(self, place: int, source: Key) -> list[Edge]:
        found = msgspec.msgpack.decode(self.messages[place], type=list[_Tie])
        name = self.files[place]
        return [Edge(source, one.target, one.field, name, link=one.link) for one in found]

    def places_leading_to(self, key: Key) -> Sequence[int]:
        return self.leading_to.get(f"{key.type}/{key.id}", ())

    def places_claiming(self, key: Key) -> Sequence[int]:
        return self.claiming.get(f"{key.type}/{key.id}", ())


def tie(edges: Iterable[Edge]) -> Ties:
    """The same edges by file and by target."""
    by_file: dict[str, list[_Tie]] = defaultdict(list)
    places: dict[str, int] = {}
    leading_to: dict[str, dict[int, None]] = defaultdict(dict)
    claiming: dict[str, dict[int, None]] = defaultdict(dict)
    follows = []
    for edge in edges:
        by_file[edge.name].append(_Tie(edge.target, edge.field, edge.link))
        place = places.setdefault(edge.name, len(places))
        leading_to[f"{edge.target.type}/{edge.target.id}"][place] = None
        if edge.field == "follows":
            follows.append(edge)
        elif edge.field in _CLAIMS:
            claiming[f"{edge.target.type}/{edge.target.id}"][place] = None
    messages = [msgspec.msgpack.encode(found) for found in by_file.values()]
    leads, claims = ({target: list(found) for target, found in among.items()} for among in (leading_to, claiming))
    return Ties(list(places), messages, leads, claims, follows)


class Resolver:
    """Looks up what references mean.  Pure: it knows only the catalog."""

    def __init__(self, catalog: Catalog, link_types: Iterable[str], shown_as: str) -> None:
        self._catalog = catalog
        self._shown_as = shown_as  # what messages call the content folder
        self.link_types = frozenset(link_types)
        self._suggested = 0
        self._found: dict[tuple[str, tuple[str, ...]], Key | None] = {}

    @cached_property
    def _by_name(self) -> dict[str, Key]:
        faulty = {one.name: key_of(one) for one in self._catalog.faulty}
        return faulty | {item.name: item.key for item in self._catalog}

    @cached_property
    def _spellings(self) -> Mapping[str, dict[str, str]]:
        """For each type, every id, title and alias, and the id that it means."""
        spellings: dict[str, dict[str, str]] = defaultdict(dict)
        for item in self._catalog:
            for spelling in (item.key.id, item.title, *item.outline.aliases):
                spellings[item.key.type].setdefault(spelling, item.key.id)
        for one in self._catalog.faulty:
            if not one.translation:
                spellings[one.type][one.id] = one.id
        return spellings

    def find(self, value: str, types: tuple[str, ...]) -> Key | None:
        """The record with this id, of the first of these types that has one."""
        known = value, types
        if known not in self._found:
            self._found[known] = next((key for type in types if self._catalog.has(key := Key(type, value))), None)
        return self._found[known]

    def follow(self, link: Link, name: str) -> Key | None:
        """The record that a link in the body of file `name` leads to; None for one that leads nowhere."""
        for value in dict.fromkeys((link.value, unquote(link.value))):
            if link.kind == "filename":
                found = self._by_name.get(_path_from(name, value))
            elif link.kind in NOTES:
                found = self.find(canonical_id(value), ("article",))
            else:
                found = self.find(canonical_id(value), (link.kind,))
            if found is not None:
                return found
        return None

    def is_no_file(self, link: Link) -> bool:
        """Whether a link leads to a record or a part of one, by its kind."""
        return link.kind in self.link_types or link.kind in ("filename", *NOTES)

    def dangling(self, value: str, types: tuple[str, ...]) -> tuple[str, str]:
        """Message and hint for an id that nothing has."""
        message = f"there is no {' or '.join(types)} {quoted(value)}"
        elsewhere = [key.type for type in self._spellings if self._catalog.has(key := Key(type, value))]
        if elsewhere:
            article = "an" if elsewhere[0][0] in "aeiou" else "a"
            return message, f"{quoted(value)} is {article} {elsewhere[0]}"
        self._suggested += 1
        if self._suggested > _MOST_SUGGESTIONS:
            return message, ""
        ids = {spelling: Key(type, id) for type in types for spelling, id in self._spellings[type].items()}
        near = list(dict.fromkeys(ids[spelling] for spelling in nearest(value, ids)))
        hint = did_you_mean([key.id for key in near])
        if len(near) == 1 and near[0] in self._catalog.items:
            hint += f" ({self._shown_as}/{self._catalog.items[near[0]].name})"
        return message, hint

    def dangling_link(self, link: Link) -> tuple[str, str]:
        """Message and hint for a link in a body that leads nowhere."""
        if link.kind in self.link_types:
            return self.dangling(link.value, (link.kind,))
        if link.kind in NOTES:
            return self.dangling(link.value, ("article",))
        if link.kind == "filename":
            by_stem = {PurePosixPath(name).name: name for name in self._by_name}
            near = nearest(PurePosixPath(link.value).name, by_stem)
            hint = did_you_mean([f"{{filename}}/{by_stem[one]}" for one in near])
            return f"there is no file {quoted(link.value)}", hint
        kinds = sorted((*self.link_types, "filename", *ASSET_LINKS, *NOTES))
        near = nearest(link.kind, kinds)
        return f"there is no kind of link {{{link.kind}}}", did_you_mean(
            [f"{{{kind}}}" for kind in near]
        ) or f"there are {', '.join(f'{{{kind}}}' for kind in kinds)}"


def resolve_references(catalog: Catalog, resolver: Resolver) -> tuple[list[Edge], list[Blame]]:
    """Every reference in front matter and bodies, and a problem for each that leads nowhere."""
    edges: list[Edge] = []
    blames: list[Blame] = []
    for item in catalog:
        _resolve(item.key, item.outline, resolver, edges, blames)
    for one in catalog.faulty:
        # It is on no board, but what is wrong with it is told all at once.
        _resolve(key_of(one), one, resolver, [], blames)
    blames += _listed_twice(edges)
    blames += _to_themselves(edges)
    blames += _circles(edges)
    return edges, blames


def _resolve(source: Key, outline: Outline, resolver: Resolver, edges: list[Edge], blames: list[Blame]) -> None:
    name = outline.name
    for reference in outline.read_references():
        types = reference.types
        if source.type in types:
            types = (source.type, *(type for type in types if type != source.type))
        target = resolver.find(canonical_id(reference.value), types)
        path = reference.path
        # Where the reference is itself a key, its field is what holds the mapping.
        field = _field_at(path[:-1] if path and path[-1] == reference.value else path)
        if target is not None:
            edges.append(Edge(source, target, field, name, reference.path))
        elif not (reference.or_name and reference.is_name):
            message, hint = resolver.dangling(reference.value, reference.types)
            if reference.or_name and not hint:
                hint = "put a name in quotes"
            blames.append(Blame(name, field, message, hint, reference.path))
    for link in dict.fromkeys(outline.links):
        if link.shown and resolver.is_no_file(link):
            message = f"{{{link.kind}}} leads to no picture or other file that could be shown here"
            blames.append(Blame(name, "body", message, "write {static} or {attach}, and where the file is", link=link))
        elif link.kind in NOTES and not link.fragment:
            if canonical_id(unquote(link.value)) not in _notes_of(outline, link):
                blames.append(Blame(name, "body", *_no_note(outline, link), link=link))
        elif link.kind not in ASSET_LINKS:
            target = resolver.follow(link, name)
            if target is not None:
                edges.append(Edge(source, target, "body", name, link=link))
            else:
                message, hint = resolver.dangling_link(link)
                blames.append(Blame(name, "body", message, hint, link=link))


def _notes_of(outline: Outline, link: Link) -> Sequence[str]:
    return outline.evidence if link.kind == "evidence" else outline.sources


def _no_note(outline: Outline, link: Link) -> tuple[str, str]:
    """Message and hint for a note of an article itself that is not there."""
    ids = _notes_of(outline, link)
    if not link.value:
        return (
            f"{{{link.kind}}} has no id",
            f"write it right after, such as {{{link.kind}}}{ids[0] if ids else 'its-id'}",
        )
    message = f"this file has no {link.kind} {quoted(link.value)}"
    elsewhere = f"what belongs to an article is {{{link.kind}}}article-id#its-id"
    return message, did_you_mean(nearest(link.value, ids)) or (f"there is {', '.join(ids)}" if ids else elsewhere)


@lru_cache(maxsize=1024)
def _field_at(path: Path) -> str:
    return ".".join(str(part) for part in path if isinstance(part, str) and part != "id")


def _listed_twice(edges: Iterable[Edge]) -> Iterator[Blame]:
    seen: set[tuple[str, str, Key]] = set()
    for edge in edges:
        place = (edge.name, edge.field, edge.target)
        if edge.field in ("people", "organizations", "hypotheses", "authors", "follows") and place in seen:
            message, hint = f'"{edge.target.id}" is listed twice', "delete one of them: the first counts"
            yield Blame(edge.name, edge.field, message, hint, edge.path, severity=Severity.WARNING)
        seen.add(place)


def _to_themselves(edges: Iterable[Edge]) -> Iterator[Blame]:
    for edge in edges:
        if edge.field == "relations.to" and edge.source == edge.target:
            message, hint = f'"{edge.target.id}" is related to itself', "name somebody else: this is shown nowhere"
            yield Blame(edge.name, edge.field, message, hint, edge.path, severity=Severity.WARNING)


def _circles(edges: Iterable[Edge]) -> Iterator[Blame]:
    """Every `follows` on a circle, since any of them may be the wrong one."""
    core = [edge for edge in edges if edge.field == "follows"]
    following: dict[Key, list[Key]] = defaultdict(list)
    for edge in core:
        following[edge.source].append(edge.target)
    try:
        TopologicalSorter(following).prepare()
    except CycleError:
        for edge in core:
            way = _way(edge.target, edge.source, following)
            if way:
                ids = [edge.source.id, *(key.id for key in way)]
                shown = ids if len(ids) <= 7 else [*ids[:3], "…", *ids[-3:]]
                message = f"this goes in a circle: {' → '.join(shown)}"
                yield Blame(edge.name, "follows", message, "let the older article follow nothing", edge.path)


def _way(start: Key, goal: Key, following: Mapping[Key, Iterable[Key]]) -> list[Key]:
    """The shortest way from one article to another by what they follow, both included; empty if there is none."""
    came_from = {start: start}
    upcoming = deque([start])
    while upcoming and goal not in came_from:
        here = upcoming.popleft()
        for key in following.get(here, ()):
            if key not in came_from:
                came_from[key] = here
                upcoming.append(key)
    if goal not in came_from:
        return []
    way = [goal]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]


def _path_from(name: str, target: str) -> str:
    """The path in the content of a `{filename}` target: below the file's own folder, or the top if it begins with /."""
    if target.startswith("/"):
        return posixpath.normpath(target.lstrip("/"))
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
