"""Sites by themes and plugins made for stock Pelican: its generators run on content that is checked already.

They write into a folder of their own, from which the site is put in place like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pelican import signals
from pelican.generators import ArticlesGenerator, PagesGenerator, SourceFileGenerator

from corkboard.build.whole import Whole, files_of
from corkboard.pelican_plugin.content import Articles, Contents, Pages, redirects, static_content
from corkboard.pelican_plugin.failures import told
from corkboard.pelican_plugin.stock_settings import stock_settings

__all__ = ["rendered"]

_NOINDEX = b'<meta name="robots" content="noindex">\n'


@contextmanager
def rendered(
    pelican: Any, plan: Whole, *, stock_theme: bool, notes: list[str]
) -> Iterator[Iterator[tuple[str, bytes]]]:
    """Every file of the site and what it holds.  Notes which of Corkboard's own a plugin has replaced.

    Raises RenderingError where a template or a plugin fails, and ProblemsError.
    """
    with TemporaryDirectory(prefix="corkboard-") as folder:
        output = Path(folder).resolve()
        with stock_settings(pelican, plan, output), told(pelican):
            outputs = _build(pelican, plan, stock_theme, output)
            for path, digest in outputs.items():
                file = output / path
                if not file.is_file() or hash(file.read_bytes()) != digest:
                    notes.append(f"{path} is a plugin's: Corkboard's own gives way to it.")
        yield _files(output, plan, stock_theme)


def _build(pelican: Any, plan: Whole, stock_theme: bool, output: Path) -> Mapping[str, int]:
    """Do what Pelican's `run` does.  Returns digests of the feeds, sitemaps and the like that Corkboard made."""
    contents = Contents(plan, whole=stock_theme)
    context = _context(pelican, plan, stock_theme)
    common = {"context": context, "settings": pelican.settings, "path": pelican.path, "theme": pelican.theme}
    kinds = list(_generators(pelican, contents, stock_theme))
    generators = [kind(**common, output_path=pelican.output_path) for kind in kinds]
    for generator in generators:
        if hasattr(generator, "generate_context"):
            generator.generate_context()
    signals.all_generators_finalized.send(generators)
    for generator in generators:
        if hasattr(generator, "refresh_metadata_intersite_links"):
            generator.refresh_metadata_intersite_links()
    outputs = {one.path: 0 for one in plan.outputs}
    for path, data in _by_corkboard(plan, contents, stock_theme):
        file = output / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        if path in outputs:
            outputs[path] = hash(data)
        if not stock_theme and (about := contents.about(path)) is not None:
            signals.content_written.send(str(file), context={**context, **about, "output_file": path})
    writer = pelican._get_writer()
    for generator in generators:
        if hasattr(generator, "generate_output"):
            generator.generate_output(writer)
    signals.finalized.send(pelican)
    return outputs


def _context(pelican: Any, plan: Whole, stock_theme: bool) -> dict[str, Any]:
    """What all generators share, and templates see."""
    context: dict[str, Any] = pelican.settings.copy()
    context.update(generated_content={}, static_links=set(), localsiteurl=pelican.settings["SITEURL"])
    context["static_content"] = static_content(plan, pelican.settings, context)
    if stock_theme:
        menu = plan.context.site.menus[plan.context.site.lang]
        context.setdefault("MENUITEMS", [(link.text, link.href) for link in menu.main])
        context["FEED_ALL_ATOM"] = "feed.atom"  # to link to; as a setting it would let Pelican make one
    return context


def _generators(pelican: Any, contents: Contents, stock_theme: bool) -> Iterator[Callable[..., Any]]:
    """Pelican's and the plugins' generators, with checked content in the place of Pelican's reading.

    Sources are not published: not every page has a file of its own.
    """
    ours = {ArticlesGenerator: Articles, PagesGenerator: Pages}
    for kind in pelican._get_generator_classes():
        if kind in ours:
            yield partial(ours[kind], contents=contents)
        elif kind is not SourceFileGenerator and (stock_theme or kind.__module__ != ArticlesGenerator.__module__):
            yield kind


def _by_corkboard(plan: Whole, contents: Contents, stock_theme: bool) -> Iterator[tuple[str, bytes]]:
    """What Corkboard itself renders or copies."""
    if not stock_theme:
        yield from files_of(replace(plan, pages=list(contents.with_changed_texts())))
        return
    site = plan.context.site
    hashed = {path.removeprefix(f"{site.base}/") for path in site.assets.values()}  # the theme's, for Corkboard's own
    yield from redirects(plan)
    assets = {path: asset for path, asset in plan.assets.items() if path not in hashed}
    yield from files_of(replace(plan, pages=(), assets=assets))


def _files(output: Path, plan: Whole, stock_theme: bool) -> Iterator[tuple[str, bytes]]:
    """All in the folder.  Stock templates have no place to say that a page must not be listed: that is added."""
    hidden = {page.path for page in plan.pages if page.view.head.noindex}
    for file in sorted(one for one in output.rglob("*") if one.is_file()):
        path, data = file.relative_to(output).as_posix(), file.read_bytes()
        is_page = stock_theme and file.suffix == ".html" and path not in plan.assets
        if is_page and (path in hidden or not plan.context.site.indexable) and _NOINDEX.strip() not in data:
            data = data.replace(b"</head>", _NOINDEX + b"</head>", 1)
        yield path, data
