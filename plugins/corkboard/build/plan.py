"""From documents to all that a site will consist of, checked, with nothing rendered yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from unicodedata import normalize

import msgspec

from corkboard.assets.content import content_assets, resolve_asset
from corkboard.assets.theme import theme_assets
from corkboard.board.assessments import assessment_problems
from corkboard.board.board import Board, compose, references_to_the_withheld
from corkboard.board.catalog import Catalog, Item, Key, assemble
from corkboard.board.claims import claim_problems
from corkboard.board.corrections import correction_problems
from corkboard.board.mentions import NAMED_TYPES, Quotation
from corkboard.board.references import ASSET_LINKS, Resolver, Ties, resolve_references, tie
from corkboard.build.archive import ARCHIVE, Checked, archived_files, is_intact
from corkboard.build.build import Place
from corkboard.build.reading import read
from corkboard.diagnostics import Problem, ProblemsError, any_errors, quoted, sort_problems
from corkboard.documents.document import Blame, Source, locate
from corkboard.documents.library import Library
from corkboard.fingerprints import fingerprint_of
from corkboard.outputs.output import Output
from corkboard.progress import Progress
from corkboard.registry import Registry
from corkboard.settings import Settings
from corkboard.sources import find_sources
from corkboard.store import Listing, StoreError
from corkboard.tasks import FoundMentions, Html, TextToSearch, find_mentions
from corkboard.views.claims import ARCHIVED
from corkboard.views.collisions import collisions
from corkboard.views.context import Context
from corkboard.views.menus import site_of
from corkboard.views.page import Page
from corkboard.workers import Workers, batched

__all__ = ["Plan", "Structure", "html_for", "plan", "search"]

_BATCH = 64  # texts
_MENTIONS = 131_072  # articles of which they stay at hand, about 1 KB each


class Structure(msgspec.Struct, array_like=True):
    """What follows from the outlines of all files and from which files there are, and from nothing else."""

    ties: Ties
    attached: dict[str, dict[str, str]]  # file → link → where the asset is published
    assets: dict[str, str]  # published path of such an asset → its file in the content
    archived: dict[str, Checked]  # files in the archive whose digests were checked


@dataclass(frozen=True)
class Plan:
    """All that a site will consist of."""

    context: Context
    mentions: Mentions
    sources: Sequence[Source]
    structure: Structure
    pages: Sequence[Page]
    outputs: Sequence[Output]
    assets: Mapping[str, bytes | Path]  # published path → content, or the file that has it
    warnings: Sequence[Problem]


def plan(
    place: Place,
    listing: Listing,
    seen: int,
    settings: Settings,
    registry: Registry,
    library: Library,
    workers: Workers,
    progress: Progress,
    known: Structure | None = None,
    last: Plan | None = None,
    said: bytes | memoryview | None = None,
) -> Plan:
    """Read and check the content.  Raises ProblemsError with all that is wrong.

    `seen` is when it was listed, in nanoseconds since 1970, and `said` the section of the last build's discussions.
    `known` is the structure that a content with the same files was found to have, without a problem,
    and `last` the plan that was made of it, if that is still at hand.
    """
    content, shown_as = place.content, place.shown_as
    if known is not None and not is_intact(known.archived, listing):
        known = None
    problems: list[Problem] = []
    last = last if known is not None and last is not None and last.structure is known else None
    if last is not None:
        sources = last.sources
    elif known is not None and not library.restructured:
        types = {type.name: type for type in registry.content_types}
        sources = [Source(one.name, types[one.type], one.id, one.translation or None) for one in library.outlines]
    else:
        sources, problems = find_sources(listing, registry, settings.asset_paths, settings.default_lang)
        if listing.unreadable:  # whatever refers to what is in there would be blamed as well
            raise ProblemsError(_sorted((shown_as, problems)))
    faulty, unread = read(content, listing, sources, library, settings, workers, progress)
    problems += unread
    discussions = None
    if registry.discussions is not None:
        discussions, wrong = registry.discussions(content, listing, settings, seen, said, workers)
        problems += wrong
    progress.begin("checking")
    said_the_same = discussions is None or not any(discussions.changed)
    if last is not None and said_the_same and not problems and not library.restructured:
        last.context.renew(discussions)
        return replace(last, assets={**last.assets, **dict(content_assets(content, settings.asset_paths)[0])})
    catalog, blames = assemble([*library.outlines, *faulty], library, settings.default_lang, shown_as)
    if known is None or problems or library.restructured:
        known = None
        resolver = Resolver(catalog, (type.name for type in registry.content_types), shown_as)
        edges, dangling = resolve_references(catalog, resolver)
        blames += [*dangling, *claim_problems(catalog), *assessment_problems(catalog, shown_as)]
    board = compose(catalog, known.ties if known else tie(edges), settings.now, settings.drafts)
    checked = known is not None
    if known is None:
        known, missing = _attach(content, catalog, board, listing, seen)
        blames += [*missing, *references_to_the_withheld(catalog, edges, board)]
        blames += correction_problems(catalog, settings.now)
    if discussions is not None:
        problems += discussions.strays(catalog.items)
    published, stray = content_assets(content, settings.asset_paths)
    styles = theme_assets(place.theme)
    assets: dict[str, bytes | Path] = {path: content / file for path, file in known.assets.items()}
    assets |= {**dict(published), **styles.files}
    folders = {type.name: type.folder for type in registry.content_types}
    site = site_of(settings, folders, board, styles.published)
    mentions = Mentions(library)
    context = Context(board, site, settings, folders, mentions, known.attached, discussions)
    pages = [page for make in registry.pages for page in make(context)]
    outputs = [output for make in registry.outputs for output in make(context)]
    if not checked:
        blamed = {blame.name for blame in blames if blame.field in ("slug", "file")}
        elsewhere = [*(output.path for output in outputs), *assets, "sitemap.xml"]
        blames += collisions(pages, elsewhere, blamed, shown_as)
    problems += [*stray, *_located(content, blames, settings)]
    found = _sorted((shown_as, problems), (place.theme.name, styles.problems))
    if any_errors(found) or (found and settings.warnings_are_errors):
        raise ProblemsError(found)
    return Plan(context, mentions, sources, known, pages, outputs, assets, found)


def _sorted(*found: tuple[str, Iterable[Problem]]) -> list[Problem]:
    """All problems, each folder's with what that is called before the file."""
    return sort_problems(replace(one, file=f"{folder}/{one.file}") for folder, among in found for one in among)


def _attach(
    content: Path, catalog: Catalog, board: Board, listing: Listing, seen: int
) -> tuple[Structure, list[Blame]]:
    """Files that bodies link to or that sources are archived in, and what leads to files that are not there."""
    archived, checked, missing = archived_files(content, catalog, listing, seen)
    structure = Structure(board.ties, defaultdict(dict), {}, checked)
    for name in archived.keys() & board.files.keys():
        structure.assets.update((f"{ARCHIVED}/{file.removeprefix(f'{ARCHIVE}/')}", file) for file in archived[name])
    for outline in (*(item.outline for item in catalog), *catalog.faulty):
        for link in dict.fromkeys(link for link in outline.links if link.kind in ASSET_LINKS):
            found = resolve_asset(content, outline.name, link.value)
            if found is None:
                message = f"there is no file {quoted(link.value)} in the content"
                missing.append(Blame(outline.name, "body", message, "a path from the top begins with /", link=link))
            elif outline.name in board.files:
                folder = board.files[outline.name].path
                path = normalize("NFC", found if link.kind == "static" else folder + found.rpartition("/")[2])
                structure.attached[outline.name][str(link)] = path
                structure.assets[path] = found
    return structure, missing


class Mentions(Mapping[str, Mapping[Key, Quotation]]):
    """For each article's file the sentences in which it first names whom it refers to, read when somebody asks."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._coming: Iterator[object] = iter(())
        self._found = lru_cache(maxsize=_MENTIONS)(self._read)

    def expect(self, steps: Iterator[object]) -> None:
        """They are in the library once these steps are taken."""
        self._coming = steps

    def advance(self) -> None:
        """Take a step."""
        next(self._coming, None)

    def complete(self) -> None:
        """Wait for what is still being searched."""
        for _ in self._coming:
            pass

    def __getitem__(self, name: str) -> Mapping[Key, Quotation]:
        self.complete()
        return self._found(name, self._library[name].mentions_of)

    def _read(self, name: str, _of: bytes) -> Mapping[Key, Quotation]:
        found = self._library.mentions(name)
        rows = msgspec.msgpack.decode(found, type=FoundMentions) if found else []
        return {key: Quotation(before, said, after) for key, before, said, after in rows}

    def __iter__(self) -> Iterator[str]:
        return (outline.name for outline in self._library.outlines)

    def __len__(self) -> int:
        return len(list(self._library.outlines))


def search(made: Plan, library: Library, workers: Workers, progress: Progress, same_board: bool = False) -> None:
    """Find whom each article names where, unless both it and the names are as they were.

    With workers it goes on while pages are made that do not need it.  `same_board` says that the board is the one
    that was searched last, but for what edited files say.
    """
    board = made.context.board
    names = fingerprint_of(board.names)
    new: list[tuple[Item, frozenset[Key], bytes]] = []
    articles: Iterable[Item] = board.articles
    if same_board:
        articles = [board.files[name] for name in library.edited if name in board.files]
    for article in articles:
        if article.key.type != "article":
            continue
        wanted = frozenset(edge.target for edge in board.references(article.key) if edge.target.type in NAMED_TYPES)
        for item in board.versions(article.key):
            links = board.links(item.name)
            of = fingerprint_of((names, item.outline.body, item.lang, sorted(wanted), links)) if wanted else b""
            if of != library[item.name].mentions_of:
                new.append((item, wanted, of))
    progress.begin("finding names", len(new))

    def batches() -> Iterator[list[TextToSearch]]:
        for batch in batched(new, _BATCH):
            yield [
                TextToSearch(html_for(workers, library, item.name), item.lang, wanted, board.links(item.name))
                for item, wanted, _ in batch
            ]

    def put(found: Iterable[list[bytes]]) -> Iterator[int]:
        upcoming = iter(new)
        for batch in found:
            for mentions, (item, _, of) in zip(batch, upcoming, strict=False):
                library.put_mentions(item.name, of, mentions)
            yield len(batch)

    steps = put(workers.map(partial(find_mentions, names=board.names), batches()))
    if workers.up:
        made.mentions.expect(steps)
    else:
        for count in steps:
            progress.advance(count)


def html_for(workers: Workers, library: Library, name: str) -> Html:
    """The body of a file as workers can have it: those on other machines do not see this one's files."""
    if not workers.remote:
        with suppress(StoreError):  # the disk is full
            return library.html_piece(name)
    return library.html_bytes(name)


def _located(content: Path, blames: Iterable[Blame], settings: Settings) -> Iterator[Problem]:
    """The place of each problem, found by reading its file again."""
    by_file: dict[str, list[Blame]] = defaultdict(list)
    for blame in blames:
        by_file[blame.name].append(blame)
    for name, found in by_file.items():
        yield from locate(name, (content / name).read_bytes(), found, settings.markdown_engine)
