"""The one way through: Markdown → documents → records → board → views → files."""

from __future__ import annotations

import stat
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from corkboard.assets.content import content_assets, resolve_asset
from corkboard.assets.theme import theme_assets
from corkboard.board.board import Board, compose, references_to_the_withheld
from corkboard.board.catalog import Catalog, Key, assemble
from corkboard.board.mentions import Quotation, first_mentions
from corkboard.board.references import ASSET_LINKS, Resolver, resolve_references
from corkboard.diagnostics import Problem, ProblemsError, any_errors, quoted, sort_problems
from corkboard.documents.document import Blame, Parsed, Source, locate, parse
from corkboard.outputs.json_ld import json_ld
from corkboard.outputs.output import Output
from corkboard.outputs.sitemap import sitemaps
from corkboard.registry import Registry
from corkboard.rendering.render import render
from corkboard.settings import Settings
from corkboard.sources import find_sources
from corkboard.views.collisions import collisions
from corkboard.views.context import Context
from corkboard.views.menus import site_of
from corkboard.views.page import Page
from corkboard.views.words import words

__all__ = ["Plan", "files_of", "plan"]


@dataclass(frozen=True)
class Plan:
    """All that a site will consist of, checked, with nothing rendered yet."""

    context: Context
    theme: Path
    pages: Sequence[Page]
    outputs: Sequence[Output]
    assets: Mapping[str, bytes | Path]  # published path → content, or the file that has it
    warnings: Sequence[Problem]


def plan(content: Path, theme: Path, settings: Settings, registry: Registry, shown_as: str) -> Plan:
    """Read and check the content, which problems call `shown_as`.  Raises ProblemsError with all that is wrong."""
    sources, problems = find_sources(content, registry, settings.asset_paths, settings.default_lang)
    parsed, unreadable = _read(content, sources, settings)
    problems += [*unreadable, *(problem for one in parsed for problem in one.problems)]
    catalog, blames = assemble(parsed, settings.default_lang, shown_as)
    resolver = Resolver(catalog, (type.name for type in registry.content_types), shown_as)
    edges, dangling = resolve_references(catalog, resolver)
    board = compose(catalog, resolver, edges, settings.now, settings.drafts)
    attached, assets, missing = _attach(content, catalog, board)
    published, stray = content_assets(content, settings.asset_paths)
    styles = theme_assets(theme)
    assets = {**assets, **dict(published), **styles.files}
    folders = {type.name: type.folder for type in registry.content_types}
    site = site_of(settings, folders, board, styles.published)
    context = Context(board, site, settings, folders, _mentions(board), attached)
    pages = [page for make in registry.pages for page in make(context)]
    blames += [*dangling, *missing, *references_to_the_withheld(catalog, edges, board)]
    outputs = [*(output for make in registry.outputs for output in make(context)), *sitemaps(context, pages)]
    elsewhere = [*(output.path for output in outputs), *assets]
    blamed = {blame.name for blame in blames if blame.field in ("slug", "file")}
    blames += collisions(pages, elsewhere, blamed, shown_as)
    problems += [*stray, *_located(content, blames, settings)]
    found = sort_problems(
        replace(problem, file=f"{folder}/{problem.file}")
        for folder, among in ((shown_as, problems), (theme.name, styles.problems))
        for problem in among
    )
    if any_errors(found) or (found and settings.warnings_are_errors):
        raise ProblemsError(found)
    return Plan(context, theme, pages, outputs, assets, found)


def files_of(plan: Plan) -> Iterator[tuple[str, bytes]]:
    """Every file of the site and what it holds, one after the other.  Raises RenderingError and ProblemsError."""
    site = plan.context.site
    for page in plan.pages:
        say = words(page.view.head.lang)
        yield page.path, render(plan.theme, page.template, page.view, site, say, json_ld(page.view, site))
    for output in plan.outputs:
        yield output.path, output.make()
    for path, asset in plan.assets.items():
        try:
            yield path, asset if isinstance(asset, bytes) else asset.read_bytes()
        except OSError as error:
            raise ProblemsError([_unreadable(str(asset), error)]) from error


def _read(content: Path, sources: Iterable[Source], settings: Settings) -> tuple[list[Parsed], list[Problem]]:
    parsed, problems = [], []
    for source in sources:
        path = content / source.name
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                problems.append(Problem(source.name, 1, 1, "file", "this is no file with text", "delete or rename it"))
                continue
            data = path.read_bytes()
        except OSError as error:
            problems.append(_unreadable(source.name, error))
        else:
            parsed.append(parse(source, data, settings.markdown_engine, settings.timezone))
    return parsed, problems


def _unreadable(file: str, error: OSError) -> Problem:
    return Problem(file, 1, 1, "file", f"the file cannot be read: {error.strerror}")


def _attach(
    content: Path, catalog: Catalog, board: Board
) -> tuple[dict[tuple[str, str], str], dict[str, bytes | Path], list[Blame]]:
    """Files that bodies link to: where each link leads, what to publish, and links to files that are not there."""
    attached: dict[tuple[str, str], str] = {}
    assets: dict[str, bytes | Path] = {}
    missing = []
    shown = {item.name: item for item in board.catalog}
    linking = [(item.name, item.document) for item in catalog]
    linking += [(one.source.name, one.document) for one in catalog.faulty]
    for name, document in linking:
        for link in dict.fromkeys(link for link in document.links if link.kind in ASSET_LINKS):
            found = resolve_asset(content, name, link.value)
            if found is None:
                message = f"there is no file {quoted(link.value)} in the content"
                missing.append(Blame(name, "body", message, "a path from the top begins with /", link=link))
            elif name in shown:
                path = found if link.kind == "static" else shown[name].path + found.rpartition("/")[2]
                attached[name, str(link)] = path
                assets[path] = content / found
    return attached, assets, missing


def _mentions(board: Board) -> dict[str, dict[Key, Quotation]]:
    """For each article, in each language, the sentence in which it first names each one that it refers to."""
    found = {}
    for article in board.articles:
        wanted = {edge.target for edge in board.edges.get(article.key, ())}
        for item in board.versions(article.key):
            follow = partial(board.resolver.follow, name=item.name)
            found[item.name] = first_mentions(item.document.html, item.lang, wanted, board.names, follow)
    return found


def _located(content: Path, blames: Iterable[Blame], settings: Settings) -> Iterator[Problem]:
    """The place of each problem, found by reading its file again."""
    by_file: dict[str, list[Blame]] = defaultdict(list)
    for blame in blames:
        by_file[blame.name].append(blame)
    for name, found in by_file.items():
        yield from locate(name, (content / name).read_bytes(), found, settings.markdown_engine)
