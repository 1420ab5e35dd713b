"""What was measured, in Markdown, and its place in a page."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.corpus import Size
from bench.errors import BenchError
from bench.race import Phase, Result

__all__ = ["Conditions", "OwnSite", "Report", "filled"]

_BEGIN, _END = "<!-- benchmark -->", "<!-- end of benchmark -->"
_PART = re.compile(rf"^{_BEGIN}\n.*?^{_END}$", re.DOTALL | re.MULTILINE)
_FIGURES = ("generator", "pages", *Phase, "peak memory")
_RATIOS = ("ratio", *Phase, "peak memory")
_NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Conditions:
    """When, with what and on how much it was measured."""

    date: dt.date
    versions: Mapping[str, str]
    cores: int
    size: Size
    seed: int
    runs: int


@dataclass(frozen=True)
class OwnSite:
    """A cold build of real content beside the least that any build with Pelican takes.  All in seconds."""

    content: str
    seconds: float
    import_seconds: float


@dataclass(frozen=True)
class Report:
    """Everything that one call of the benchmark found."""

    conditions: Conditions
    ours: Sequence[Result]
    peers: Sequence[Result]
    own_site: OwnSite
    scaled: Result | None = None  # the first of ours on ten times the articles

    def __str__(self) -> str:
        parts = [self._conditions(), _table(_FIGURES, map(_figures, [*self.ours, *self.peers]))]
        if self.peers:
            parts.append(_table(_RATIOS, self._ratios()))
        parts.append("\n".join(self._remarks()))
        return "\n\n".join(parts)

    def _conditions(self) -> str:
        it, size = self.conditions, self.conditions.size
        versions = ", ".join(f"{name} {version}" for name, version in it.versions.items())
        each = f"the median of {it.runs} runs" if it.runs > 1 else "from one run"
        return (
            f"{it.date:%Y-%m-%d}: {versions}; {it.cores} cores. {size.articles:,} articles, {size.people:,} people,"
            f" {size.hypotheses:,} hypotheses, seed {it.seed}. Each figure is {each}."
        )

    def _ratios(self) -> Iterator[Sequence[str]]:
        for ours in self.ours:
            for peer in self.peers:
                phases = [_ratio(ours.seconds(phase), peer.seconds(phase)) for phase in Phase]
                yield f"{ours.name} ÷ {peer.name}", *phases, _ratio(ours.megabytes, peer.megabytes)

    def _remarks(self) -> Iterator[str]:
        own = self.own_site
        yield (
            f'- `{own.content}`, cold ÷ `python -c "import pelican"`: {_ratio(own.seconds, own.import_seconds)}'
            f" ({_seconds(own.seconds)} ÷ {_seconds(own.import_seconds)})"
        )
        if self.scaled:
            articles = self.conditions.size.articles
            more, fewer = self.scaled.seconds(Phase.COLD), self.ours[0].seconds(Phase.COLD)
            yield (
                f"- {self.scaled.name}, cold, {10 * articles:,} ÷ {articles:,} articles:"
                f" {_ratio(more, fewer)} ({_seconds(more)} ÷ {_seconds(fewer)})"
            )


def filled(page: Path, text: str) -> str:
    """What a page says with a text between its marker comments.  Raises BenchError if it has none."""
    try:
        found, count = _PART.subn(lambda _: f"{_BEGIN}\n\n{text}\n\n{_END}", page.read_text("utf-8"))
    except OSError as error:
        raise BenchError(f"{page} cannot be read: {error.strerror}") from error
    if not count:
        raise BenchError(f"{page} has no place for the figures: add the lines {_BEGIN} and {_END}")
    return found


def _figures(result: Result) -> Sequence[str]:
    phases = [_seconds(result.seconds(phase)) for phase in Phase]
    memory = _NOT_KNOWN if result.megabytes is None else f"{result.megabytes:,.0f} MB"
    return result.name, f"{result.pages:,}", *phases, memory


def _seconds(value: float) -> str:
    return f"{value:,.2f} s"


def _ratio(ours: float | None, theirs: float | None) -> str:
    if not ours or not theirs:
        return _NOT_KNOWN
    ratio = ours / theirs
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.2g}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The first column to the left, figures to the right."""
    lines = [head, ("---", *("---:" for _ in head[1:])), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
