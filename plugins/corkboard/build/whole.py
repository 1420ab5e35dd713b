"""Building all of a site each time, for themes and plugins that cannot tell what a page is made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from markupsafe import Markup

from corkboard.build.build import Built, Place, look, waiting
from corkboard.build.compounds import Assembly, tallies
from corkboard.build.memory import Memory
from corkboard.build.naming import search
from corkboard.build.plan import plan
from corkboard.build.reading import unreadable
from corkboard.diagnostics import Problem, ProblemsError
from corkboard.documents.library import Library
from corkboard.outputs.json_ld import json_ld
from corkboard.outputs.output import Compound, Output
from corkboard.outputs.sitemap import address_of, sitemaps
from corkboard.progress import Progress
from corkboard.registry import Registry
from corkboard.release import Release
from corkboard.rendering.render import render
from corkboard.rendering.templates import read_theme
from corkboard.settings import Settings
from corkboard.tasks import comments_of
from corkboard.views.bodies import written
from corkboard.views.context import Context
from corkboard.views.page import Page, View
from corkboard.views.words import words
from corkboard.workers import Workers

__all__ = ["Whole", "WholePage", "build_whole", "files_of"]


@dataclass(frozen=True, slots=True)
class WholePage:
    """A page with its view, and its body in HTML, empty where there is none."""

    path: str
    template: str
    view: View
    name: str
    body: str


@dataclass(frozen=True)
class Whole:
    """All that a site consists of, checked, with nothing rendered yet."""

    context: Context
    theme: Path
    pages: Sequence[WholePage]
    outputs: Sequence[Output]
    assets: Mapping[str, bytes | Path]
    warnings: Sequence[Problem]


Rendered = Callable[[Whole], AbstractContextManager[Iterator[tuple[str, bytes]]]]


def build_whole(
    place: Place,
    settings: Settings,
    registry: Registry,
    memory: Memory,
    workers: Workers,
    progress: Progress,
    rendered: Rendered,
) -> Built:
    """Put every file in place that `rendered` gives for the site.  Raises as `build` does."""
    progress.begin("looking")
    with Release(place.output, waiting=partial(next, waiting(progress))) as release:
        progress.begin("looking")
        whole = memory.despite_damage(lambda: _whole(place, settings, registry, memory, workers, progress))
        progress.begin("rendering")
        with rendered(whole) as files:
            for path, data in files:
                release.add(path, data)
        progress.begin("writing")
        report = release.commit()
        memory.forget_pages()
    return Built(len(whole.pages), len(whole.pages), report, whole.warnings)


def files_of(whole: Whole) -> Iterator[tuple[str, bytes]]:
    """Every file as Corkboard itself makes it.  Raises RenderingError and ProblemsError."""
    site, theme = whole.context.site, read_theme(whole.theme / "templates")
    for page in whole.pages:
        say, text = words(page.view.head.lang), Markup(page.body)  # noqa: S704 - authors are trusted
        said, ld = comments_of(page.view), json_ld(page.view, site)
        yield page.path, render(theme, page.template, page.view, site, say, text, ld, said)
    for output in whole.outputs:
        yield output.path, output.make()
    for path, asset in whole.assets.items():
        try:
            yield path, asset if isinstance(asset, bytes) else asset.read_bytes()
        except OSError as error:
            raise ProblemsError([unreadable(str(asset), error)]) from error


def _whole(
    place: Place, settings: Settings, registry: Registry, memory: Memory, workers: Workers, progress: Progress
) -> Whole:
    seen, library = look(place, settings), memory.library(settings)
    made = plan(place, seen.content, seen.at, settings, registry, library, workers, progress)
    search(made.context.board, made.names, made.mentions, library, workers, progress)
    compounded = [file for compound in made.compounds for file in _put_together(compound, made.context)]
    pages = [_page(page, library) for page in made.pages]
    addresses = (address_of(page.view, made.context.site) for page in pages)
    outputs = [*made.outputs, *compounded, *sitemaps(made.context.site, [one for one in addresses if one])]
    return Whole(made.context, place.theme, pages, outputs, made.assets, made.warnings)


def _put_together(compound: Compound, context: Context) -> Iterator[Output]:
    """A compound's files.  Pages say how many rows they have."""
    assembly = Assembly(compound)
    for part in compound.parts:
        assembly.add(part, part.make(), b"")
    context.tallies.update(tallies(compound, assembly.rows.values()))
    for path, data in assembly.files():
        yield Output(path, partial(bytes, data))


def _page(page: Page, library: Library) -> WholePage:
    view = page.make()
    body = getattr(view, "body", None)
    html = written(library.html(page.name), body) if body else ""
    return WholePage(page.path, page.template, view, page.name, html)
