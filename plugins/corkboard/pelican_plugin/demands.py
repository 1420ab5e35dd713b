"""What a theme and the other plugins ask of Pelican, and what that means for the build."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from blinker import ANY, Signal
from pelican import signals

__all__ = ["Demands", "demands", "is_in"]

_TEMPLATES = ("front.html", "hypothesis.html", "person.html", "question.html")  # that only a theme for Corkboard has
_STOCK_TEMPLATES = ("article.html", "base.html", "index.html")
_ALWAYS_SENT = {"initialized", "finalized"}
_FILES = {*_ALWAYS_SENT, "get_generators", "content_written"}  # signals for work on files, not on articles and pages
# Signals that lead to nothing, and what Corkboard does itself instead.
_UNHEARD = {
    "readers_init": "how content is read",
    "feed_generated": "feeds",
    "feed_written": "feeds",
    "static_generator_init": "files published as they are",
    "static_generator_preread": "files published as they are",
    "static_generator_context": "files published as they are",
    "static_generator_finalized": "files published as they are",
}
_UNHEARD_WITH_OWN_THEME = _UNHEARD | {
    "get_writer": "how pages are written",
    "article_generator_write_article": "how pages are written",
    "article_writer_finalized": "how pages are written",
    "page_generator_write_page": "how pages are written",
    "page_writer_finalized": "how pages are written",
}


@dataclass(frozen=True)
class Demands:
    """Whether the theme is one for stock Pelican, and the names of the signals that each other plugin listens to."""

    stock_theme: bool
    plugins: Mapping[str, Set[str]]

    @property
    def everything(self) -> bool:
        """Whether the whole site must be rendered, with articles and pages of Pelican's."""
        return self.stock_theme or any(names - {*self._unheard, *_ALWAYS_SENT} for names in self.plugins.values())

    @property
    def _unheard(self) -> Mapping[str, str]:
        return _UNHEARD if self.stock_theme else _UNHEARD_WITH_OWN_THEME

    def notes(self, theme: Path) -> Iterator[str]:
        """What the operator must know, each a sentence."""
        if self.stock_theme:
            yield f"THEME: {theme.name} is made for stock Pelican: everything is rendered by it each time."
        for plugin, names in sorted(self.plugins.items()):
            heard = names - {*self._unheard, *_ALWAYS_SENT}
            if heard and not self.stock_theme:
                only = "; what it adds to articles shows only in a theme made for stock Pelican" * bool(heard - _FILES)
                reason = "is made for stock Pelican: everything is rendered each time because of it"
                yield f"PLUGINS: {plugin} {reason}{only}."
            if unheard := sorted({self._unheard[name] for name in names if name in self._unheard}):
                yield f"PLUGINS: {plugin} has no effect on {' and '.join(unheard)}: Corkboard sees to that itself."


def demands(pelican: Any, theme: Path) -> Demands:
    """Read from a theme's templates, and from who has connected to which signal by now."""
    names = sorted(pelican.settings["PLUGINS"], key=len, reverse=True)
    found: dict[str, set[str]] = defaultdict(set)
    for name, signal in vars(signals).items():
        if isinstance(signal, Signal):
            for receiver in signal.receivers_for(ANY):
                module = _module_of(receiver)
                if not is_in(module, "corkboard"):
                    plugin = next((one for one in names if is_in(module, one)), module)
                    found[plugin.removeprefix("pelican.plugins.")].add(name)
    return Demands(_is_for_stock_pelican(theme), found)


def _is_for_stock_pelican(theme: Path) -> bool:
    templates = theme / "templates"
    return not _any_in(templates, _TEMPLATES) and _any_in(templates, _STOCK_TEMPLATES)


def _any_in(folder: Path, names: tuple[str, ...]) -> bool:
    return any((folder / name).is_file() for name in names)


def _module_of(receiver: Any) -> str:
    while isinstance(receiver, partial):
        receiver = receiver.func
    return str(receiver.__module__)


def is_in(module: str, package: str) -> bool:
    """Whether a module is a package or lies in it."""
    return module == package or module.startswith(f"{package}.")
