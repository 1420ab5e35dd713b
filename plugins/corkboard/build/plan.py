"""From documents to all that a site will consist of, checked, with nothing rendered yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from unicodedata import normalize

import msgspec

from corkboard.assets.content import content_assets, resolve_asset
from corkboard.assets.theme import theme_assets
from corkboard.board.ahead import past_that_lies_ahead
from corkboard.board.ambiguity import ambiguous_names
from corkboard.board.assessments import assessment_problems
from corkboard.board.board import Board, compose, references_to_the_withheld
from corkboard.board.catalog import Catalog, assemble
from corkboard.board.claims import claim_problems
from corkboard.board.corrections import correction_problems
from corkboard.board.fairness import Fairness, check_fairness, is_still_fair
from corkboard.board.references import ASSET_LINKS, Resolver, Ties, resolve_references, tie
from corkboard.build.archive import ARCHIVE, Checked, archived_files, is_intact
from corkboard.build.build import Place
from corkboard.build.naming import Mentions, Names
from corkboard.build.reading import read
from corkboard.diagnostics import Problem, ProblemsError, any_errors, quoted, sort_problems
from corkboard.documents.document import Blame, Source, locate
from corkboard.documents.library import Library
from corkboard.outputs.output import Compound, Output
from corkboard.progress import Progress
from corkboard.registry import Registry
from corkboard.settings import Settings
from corkboard.sources import find_sources
from corkboard.store import Listing
from corkboard.views.claims import ARCHIVED
from corkboard.views.collisions import collisions
from corkboard.views.context import Context
from corkboard.views.menus import site_of
from corkboard.views.page import Page
from corkboard.workers import Workers

__all__ = ["Before", "Plan", "Structure", "plan"]


class Structure(msgspec.Struct, array_like=True):
    """What follows from the outlines of all files and from which files there are, and from nothing else."""

    ties: Ties
    attached: dict[str, dict[str, str]]  # file → link → where the asset is published
    assets: dict[str, str]  # published path of such an asset → its file in the content
    archived: dict[str, Checked]  # files in the archive whose digests were checked
    fairness: Fairness


@dataclass(frozen=True)
class Plan:
    """All that a site will consist of."""

    context: Context
    catalog: Catalog
    names: Names
    mentions: Mentions
    sources: Sequence[Source]
    structure: Structure
    pages: Sequence[Page]
    outputs: Sequence[Output]
    compounds: Sequence[Compound]
    assets: Mapping[str, bytes | Path]  # published path → content, or the file that has it
    warnings: Sequence[Problem]


@dataclass(frozen=True)
class Before:
    """What the last build found out, as far as it is still at hand."""

    structure: Structure | None = None  # of a content with the same files, in which there was no problem
    notices: Sequence[Problem] | None = None  # what was told of that
    plan: Plan | None = None  # what was made of it
    fairness: Fairness | None = None  # of whatever was built last
    discussions: bytes | memoryview | None = None  # the section that they left


_NOTHING = Before()


def plan(
    place: Place,
    listing: Listing,
    seen: int,
    settings: Settings,
    registry: Registry,
    library: Library,
    workers: Workers,
    progress: Progress,
    before: Before = _NOTHING,
) -> Plan:
    """Read and check the content.  Raises ProblemsError with all that is wrong.

    `seen` is when it was listed, in nanoseconds since 1970.
    """
    content, shown_as = place.content, place.shown_as
    known = before.structure if before.structure and is_intact(before.structure.archived, listing) else None
    last = before.plan if known is not None and before.plan is not None and before.plan.structure is known else None
    sources, problems = _sources(place, listing, settings, registry, library, known, last)
    faulty, unread = read(content, listing, sources, library, settings, workers, progress)
    problems += unread
    discussions = None
    if registry.discussions is not None:
        discussions, wrong = registry.discussions(content, listing, settings, seen, before.discussions, workers)
        problems += wrong
    progress.begin("checking")
    stays = not problems and not library.restructured
    if discussions is not None and any(discussions.changed):
        last = None
    if last is not None and stays and is_still_fair(last.structure.fairness, last.catalog, library.edited):
        last.context.renew(discussions)
        same = _notices(place, last.context.board, last.names, library, settings, before.notices)
        files = {**last.assets, **dict(content_assets(content, settings.asset_paths)[0])}
        return replace(last, assets=files, warnings=same)
    catalog, blames = assemble([*library.outlines, *faulty], library, settings.default_lang, shown_as)
    if known is not None and stays and is_still_fair(known.fairness, catalog, library.edited):
        structure, board = known, compose(catalog, known.ties, settings.now, settings.drafts)
    else:
        known = None
        structure, board, found = _checked(place, catalog, listing, seen, settings, registry, before.fairness)
        blames += found
    if discussions is not None:
        problems += discussions.strays(catalog.items)
    published, stray = content_assets(content, settings.asset_paths)
    styles = theme_assets(place.theme)
    assets: dict[str, bytes | Path] = {path: content / file for path, file in structure.assets.items()}
    assets |= {**dict(published), **styles.files}
    folders = {type.name: type.folder for type in registry.content_types}
    names = Names(board, library, workers, settings.autolinks, same=known is not None)
    mentions = Mentions(library)
    context = Context(
        board=board,
        settings=settings,
        mentions=mentions,
        fairness=structure.fairness,
        site=site_of(settings, folders, board, styles.published),
        folders=folders,
        attached=structure.attached,
        discussions=discussions,
    )
    pages = [page for make in registry.pages for page in make(context)]
    outputs = [output for make in registry.outputs for output in make(context)]
    compounds = [compound for make in registry.compounds for compound in make(context)]
    if known is None:
        blamed = {blame.name for blame in blames if blame.field in ("slug", "file")}
        compounded = [path for compound in compounds for path in compound.paths]
        elsewhere = [*(output.path for output in outputs), *compounded, *assets, "sitemap.xml"]
        blames += collisions(pages, elsewhere, blamed, shown_as)
    problems += [*stray, *_located(content, blames, settings)]
    notices = _notices(place, board, names, library, settings, before.notices if known else None)
    warnings = sort_problems([*_sorted((shown_as, problems), (place.theme.name, styles.problems)), *notices])
    if any_errors(warnings, warnings_too=settings.warnings_are_errors):
        raise ProblemsError(warnings)
    return Plan(context, catalog, names, mentions, sources, structure, pages, outputs, compounds, assets, warnings)


def _sources(
    place: Place,
    listing: Listing,
    settings: Settings,
    registry: Registry,
    library: Library,
    known: Structure | None,
    last: Plan | None,
) -> tuple[Sequence[Source], list[Problem]]:
    """The files that make records, and what is wrong with the names of others."""
    if last is not None:
        return last.sources, []
    if known is not None and not library.restructured:
        types = {type.name: type for type in registry.content_types}
        return [Source(one.name, types[one.type], one.id, one.translation or None) for one in library.outlines], []
    sources, problems = find_sources(listing, registry, settings.asset_paths, settings.default_lang)
    if listing.unreadable:  # whatever refers to what is in there would be blamed as well
        raise ProblemsError(_sorted((place.shown_as, problems)))
    return sources, problems


def _checked(
    place: Place,
    catalog: Catalog,
    listing: Listing,
    seen: int,
    settings: Settings,
    registry: Registry,
    fairness_before: Fairness | None,
) -> tuple[Structure, Board, list[Blame]]:
    """All that follows from how records refer to each other, and everything that is wrong about it."""
    edges, dangling = resolve_references(
        catalog, Resolver(catalog, (type.name for type in registry.content_types), place.shown_as)
    )
    fairness, unfair = check_fairness(catalog, settings, fairness_before)
    board = compose(catalog, tie(edges), settings.now, settings.drafts)
    structure, missing = _attach(place.content, catalog, board, listing, seen, fairness)
    return (
        structure,
        board,
        [
            *dangling,
            *claim_problems(catalog),
            *assessment_problems(catalog, place.shown_as),
            *unfair,
            *missing,
            *references_to_the_withheld(catalog, edges, board),
            *correction_problems(catalog, settings.now),
            *past_that_lies_ahead(catalog, settings.now),
        ],
    )


def _sorted(*found: tuple[str, Iterable[Problem]]) -> list[Problem]:
    """All problems, each folder's with what that is called before the file."""
    return sort_problems(replace(one, file=f"{folder}/{one.file}") for folder, among in found for one in among)


def _notices(
    place: Place, board: Board, names: Names, library: Library, settings: Settings, told: Sequence[Problem] | None
) -> Sequence[Problem]:
    """Of names that may mean several; those that were told before if their files are as they were."""
    edited = {f"{place.shown_as}/{name}" for name in library.edited}
    if told is not None and not any(one.file in edited for one in told):
        return told
    found = _located(place.content, ambiguous_names(board.catalog, names.table), settings)
    return _sorted((place.shown_as, found))


def _attach(
    content: Path, catalog: Catalog, board: Board, listing: Listing, seen: int, fairness: Fairness
) -> tuple[Structure, list[Blame]]:
    """Files that bodies link to or that sources are archived in, and what leads to files that are not there."""
    archived, checked, missing = archived_files(content, catalog, listing, seen)
    structure = Structure(board.ties, defaultdict(dict), {}, checked, fairness)
    for name in archived.keys() & board.files.keys():
        structure.assets.update(
            (f"{ARCHIVED}/{normalize('NFC', file).removeprefix(f'{ARCHIVE}/')}", file) for file in archived[name]
        )
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


def _located(content: Path, blames: Iterable[Blame], settings: Settings) -> Iterator[Problem]:
    """The place of each problem, found by reading its file again."""
    by_file: dict[str, list[Blame]] = defaultdict(list)
    for blame in blames:
        by_file[blame.name].append(blame)
    for name, found in by_file.items():
        yield from locate(name, (content / name).read_bytes(), found, settings.markdown_engine)
