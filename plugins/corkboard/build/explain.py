"""Why a file of the output was made in the last build, or why it was not, and what it is made of."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corkboard.board.catalog import Key, key_of
from corkboard.build.addresses import address_of, like, path_at
from corkboard.build.memory import LastBuild
from corkboard.build.state import AssetRow, OutputRow, PageRow, unpacked
from corkboard.diagnostics import did_you_mean, quoted
from corkboard.views.inputs import files_of, in_words

__all__ = ["Explanation", "UnknownAddressError", "explain"]

_EXPORT = re.compile(r"data/(board|people|mentions|evidence|assessments|entities)\.(json|csv|graphml|ftm\.json)")
_SITEMAP = re.compile(r"sitemap(-\d+)?\.xml")


class UnknownAddressError(LookupError):
    """The last build left no file for an address; the message says which might have been meant."""


@dataclass(frozen=True)
class Explanation:
    """What is known of one file of the output.  Moments are in ISO 8601."""

    address: str
    file: str  # below the output
    last_build: str
    nothing_changed: bool  # in the whole site, in that build
    written: str  # when it was last
    reasons: tuple[str, ...]  # for that
    template: str  # empty for what is no page, as is the view
    templates: tuple[str, ...]  # that it takes in
    view: str
    files: tuple[str, ...]  # of the content or the theme that it is made from
    lists: tuple[str, ...]  # what else it is made from, in words

    @property
    def is_fresh(self) -> bool:
        """Whether the last build made it."""
        return self.written == self.last_build

    def as_text(self, output: str) -> str:
        """For people, in lines.  `output` is what the folder is called."""
        return "\n".join([f"{self.address} is {output}/{self.file}.", *self._history(), *self._ingredients()])

    def _history(self) -> Iterator[str]:
        done = "rendered" if self.view else "written"
        last = f"in the last build, {_moment(self.last_build)}"
        if self.is_fresh:
            yield f"It was {done} {last}:"
        elif self.nothing_changed:
            yield f"It was not {done} {last}, which found nothing changed in the whole site."
        elif self.view:
            yield f"It was not {done} {last}: its view, its templates and the site's constants were as before."
        else:
            yield f"It was not {done} {last}: it would have been the same again."
        if not self.is_fresh:
            yield f"It was {done} last in the build of {_moment(self.written)}:"
        yield from (f"  {reason}" for reason in self.reasons)

    def _ingredients(self) -> Iterator[str]:
        yield "It is made of:"
        if self.template:
            more = f", which takes in {', '.join(self.templates)}" if self.templates else ""
            yield f"  template {self.template}{more}"
            yield f"  view {self.view}"
        yield from (f"  {one}" for one in (*self.files, *self.lists))


def explain(last: LastBuild, address: str, base: str, content: str) -> Explanation:
    """What is known of the file that an address means.  Raises UnknownAddressError.

    `base` is the path that all addresses of the site begin with, `content` what the content folder is called.
    """
    state = last.state
    rows: dict[str, PageRow | OutputRow | AssetRow] = {**state.pages, **state.outputs, **state.assets}
    path = path_at(address, base, rows)
    if path is None:
        remedy = did_you_mean(like(address, base, rows))
        raise UnknownAddressError(f"the last build left nothing at {quoted(address)}{'; ' if remedy else ''}{remedy}")
    row = rows[path]
    template, view = (row.template, row.view) if isinstance(row, PageRow) else ("", "")
    files, lists = ((row.origin,), ()) if isinstance(row, AssetRow) else _sources(last, unpacked(row.inputs), content)
    if _SITEMAP.fullmatch(path):
        lists = ("the addresses of all pages, and when articles changed", *lists)
    if _EXPORT.fullmatch(path):
        lists = ("the front matter of everything that is published", *lists)
    return Explanation(
        address=address_of(path, base),
        file=path,
        last_build=last.at,
        nothing_changed=last.at != state.built,
        written=state.occasions[row.occasion].built,
        reasons=state.occasions[row.occasion].reasons,
        template=template,
        templates=tuple(name for name in state.templates.get(template, ()) if name != template),
        view=view,
        files=files,
        lists=lists,
    )


def _sources(last: LastBuild, numbers: Sequence[int], content: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The files of the content that a page or a feed is made from, and what else it is, in words."""
    records: dict[Key, list[str]] = defaultdict(list)
    for outline in last.outlines:
        records[key_of(outline)].append(outline.name)
    names = list(last.state.inputs)
    inputs = sorted(names[number] for number in numbers)
    files = {file for input in inputs for file in files_of(input, records)}
    lists = [in_words(input, content) for input in inputs if not files_of(input, records)]
    return tuple(f"{content}/{file}" for file in sorted(files)), (*lists, "the site's constants and settings")


def _moment(at: str) -> str:
    return f"{dt.datetime.fromisoformat(at):%Y-%m-%d %H:%M:%S} UTC"
