"""From a plan to files in place: what did not change is neither rendered nor written."""

from __future__ import annotations

import datetime as dt
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice
from math import ceil
from pathlib import Path

from corkboard.build.build import Built, Place, Seen, shaping
from corkboard.build.comparison import Comparison
from corkboard.build.compounds import Assembly, contents_of, pieces_in, tallies
from corkboard.build.memory import Memory
from corkboard.build.naming import search
from corkboard.build.plan import Before, plan
from corkboard.build.reading import html_for, unreadable
from corkboard.build.reasons import Reasons
from corkboard.build.state import (
    AssetRow,
    FileStamp,
    Glance,
    Occasion,
    OutputRow,
    PageRow,
    PartRow,
    State,
    file_stamp,
    is_intact,
    is_untouched,
    lies_between,
    moments,
    packed,
    unpacked,
)
from corkboard.build.versions import code_fingerprint
from corkboard.diagnostics import ProblemsError, any_errors
from corkboard.fingerprints import fingerprint, fingerprint_of
from corkboard.outputs.output import Compound, Output
from corkboard.outputs.sitemap import sitemaps
from corkboard.progress import Progress
from corkboard.registry import Registry, default_registry
from corkboard.release import MANIFEST, Release
from corkboard.rendering.messages import field_names, message_of
from corkboard.rendering.templates import read_theme, sources_of
from corkboard.settings import Settings
from corkboard.store import Stamp, is_settled, stamp_of
from corkboard.tasks import Bundle, PageToRender, RenderedPage, render_pages
from corkboard.views.page import Page, View
from corkboard.workers import Workers, batched

__all__ = ["Making"]

_BATCH = 48  # pages
_PARTS_IN_STEP = 16  # of a compound, with which names are looked for in one more batch of texts
_SECONDS = 0.0005  # about what rendering one takes
_WORTHWHILE = 1.0  # seconds of work, from which on others are asked to help


@dataclass(slots=True)
class _Due:
    """A page that is to be rendered."""

    page: Page
    row: PageRow
    message: bytes
    view: View


@dataclass(slots=True)
class _Batch:
    """What goes to a worker at once: pages to render, and other files to write, by path."""

    pages: list[_Due]
    made: dict[str, bytes]
    bundle: Bundle | None


class Making:
    """One build of which something is to be made anew, from beginning to end."""

    def __init__(
        self,
        place: Place,
        settings: Settings,
        seen: Seen,
        memory: Memory,
        workers: Workers,
        release: Release,
        progress: Progress,
        registry: Registry | None = None,
    ) -> None:
        self._place, self._settings, self._seen = place, settings, seen
        self._registry = registry or default_registry()
        self._memory, self._workers, self._release, self._progress = memory, workers, release, progress
        self._library = memory.library(settings)
        self._before = memory.state
        self._looked_before = memory.glance.looked if memory.glance else 0
        self._seen_before = memory.glance.seen if memory.glance else 0
        self._now = State(seen.base, seen.content.names, dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds"))
        self._now.occasions = [*self._before.occasions]
        self._occasions: dict[Occasion, int] = {}
        self._fingerprints: dict[str, bytes] = {}
        self._touched: set[str] = set()  # paths of files that are not the very ones that were left
        self._fresh: set[str] = set()  # paths of what was added to the release
        self._bundling = False  # whether workers write what is made here
        self._made: dict[str, bytes] = {}  # by path, what they are to write next

    def run(self) -> Built:
        """Raises ProblemsError, RenderingError and ReleaseError."""
        try:
            made = self._plan = plan(
                self._place,
                self._seen.content,
                self._seen.at,
                self._settings,
                self._registry,
                self._library,
                self._workers,
                self._progress,
                self._known_before(),
            )
        except ProblemsError:
            self._library.seen = self._seen.at
            self._memory.keep_documents()
            raise
        self._library.seen = self._seen.at
        search(
            made.context.board,
            made.names,
            made.mentions,
            self._library,
            self._workers,
            self._progress,
            self._same_structure,
        )
        self._theme = read_theme(self._place.theme / "templates")
        self._now.theme = self._theme.fingerprint
        same_theme = self._before.theme == self._now.theme
        self._now.templates = self._before.templates if same_theme else sources_of(self._theme)
        self._now.settings = {name.upper(): fingerprint_of(repr(one)) for name, one in shaping(self._settings).items()}
        self._now.constants = self._constants()
        edited = self._library.edited if self._same_structure else None
        self._inputs = Comparison(self._before, self._now, made.context, edited)
        self._claim_files()
        try:
            self._make_compounds()
            rendered = self._make_pages()
        except BaseException:
            self._workers.stop()  # they would go on writing into a folder that is being cleared
            raise
        for output in sitemaps(made.context.site, self._addresses()):
            self._make_output(output, always=True)
        for path, asset in made.assets.items():
            self._make_asset(path, asset)
        self._progress.begin("writing")
        made.mentions.complete()
        report = self._release.commit()
        self._remember()
        return Built(len(made.pages), rendered, report, made.warnings)

    def _known_before(self) -> Before:
        """What the last build found out, as far as it holds for what is there now."""
        glance, memory = self._memory.glance, self._memory
        built = memory.structure() if self._same_base else None
        return Before(
            built if self._holds() else None,
            glance.warnings if glance is not None and glance.shown_as == self._place.shown_as else None,
            memory.plan if self._seen.theme.is_settled(self._looked_before) else None,
            built.fairness if built else None,
            memory.discussions if self._same_base else None,
        )

    def _holds(self) -> bool:
        """Whether the structure that was found last is that of what is there now unless an outline has changed."""
        glance, before = self._memory.glance, self._before
        if glance is None or any_errors(glance.warnings, True) or glance.theme != self._seen.theme.fingerprint:
            return False
        return before.names == self._now.names and lies_between(self._settings.now, *glance.interval)

    # What pages are made from

    def _constants(self) -> dict[str, bytes]:
        site = self._plan.context.site
        return {
            "Corkboard's code or a library of its": code_fingerprint(),
            **{f"site.{name}": fingerprint_of(getattr(site, name)) for name in site.__struct_fields__},
        }

    @cached_property
    def _same_base(self) -> bool:
        return self._before.base == self._now.base

    @property
    def _same_structure(self) -> bool:
        """Whether no outline has changed, and the same articles lie ahead."""
        return self._plan.structure is self._memory.structure()

    def _occasion(self, reasons: Iterable[str]) -> int:
        """This build, for these reasons."""
        occasion, occasions = Occasion(self._now.built, tuple(reasons)), self._now.occasions
        found = self._occasions.get(occasion)
        if found is None:
            found = self._occasions[occasion] = len(occasions)
            occasions.append(occasion)
        return found

    def _is_intact(self, path: str, file: FileStamp) -> bool:
        if self._memory.live:
            return True
        where, seen = f"{self._place.output}/{path}", self._seen_before
        if is_untouched(where, file, seen):
            return True
        self._touched.add(path)
        return is_intact(where, file, seen)

    def _claim_files(self) -> None:
        """Say which files of the output are Corkboard's, where the list of them is not as it was written."""
        glance = self._memory.glance
        if glance is not None and not self._is_intact(MANIFEST, glance.files[MANIFEST]):
            files = self._before.files.items()
            self._release.claim(path for path, file in files if self._is_intact(path, file))

    def _made_with(self, template: str) -> bytes:
        """The fingerprint of a template, all that it is made of, and the constants."""
        found = self._fingerprints.get(template)
        if found is None:
            found = fingerprint_of((self._now.templates.get(template), self._now.constants))
            self._fingerprints[template] = found
        return found

    @cached_property
    def _reasons(self) -> Reasons:
        return Reasons(
            self._before,
            self._now,
            self._plan.context,
            self._library.edited,
            self._seen.content.files,
            self._place.shown_as,
            self._memory.trouble,
        )

    # Pages

    def _make_pages(self) -> int:
        """Render what is due, and make the other outputs while workers are at it.  How many pages that were."""
        context, theme = self._plan.context, self._theme
        self._progress.begin("rendering", len(self._plan.pages))
        outputs = map(self._make_output, self._plan.outputs)
        in_step = ceil(len(self._plan.outputs) * _BATCH / max(len(self._plan.pages), 1))
        known = self._before.pages
        new = sum(page.path not in known for page in self._plan.pages)
        if new * _SECONDS > _WORTHWHILE or self._workers.remote:
            self._workers.start()
        self._bundling = self._workers.nearby
        due = batched(self._due(), _BATCH)
        sent: deque[_Batch] = deque()

        def work(pages: list[_Due]) -> tuple[list[PageToRender], Bundle | None]:
            sent.append(_Batch(pages, self._made, self._bundle()))
            self._made = {}
            return [self._to_render(one) for one in pages], sent[-1].bundle

        def batches() -> Iterator[tuple[list[PageToRender], Bundle | None]]:
            for pages in due:
                self._plan.mentions.advance()
                if self._bundling:
                    _advance(outputs, in_step)
                yield work(pages)
            while self._bundling and (_advance(outputs, in_step) or self._made):
                yield work([])

        rendered = 0
        task = partial(render_pages, theme=theme, site=context.site)
        for results in self._workers.map(task, batches(), iter(()) if self._bundling else outputs):
            self._take(sent.popleft(), results)
            rendered += len(results)
        self._bundling = False
        for _ in outputs:
            pass
        return rendered

    def _take(self, batch: _Batch, results: list[RenderedPage]) -> None:
        """What workers have done."""
        for one, result in zip(batch.pages, results, strict=True):
            path = one.page.path
            if result.data is None:
                self._release.take(path, result.size)
            else:
                self._release.add(path, result.data)
            self._fresh.add(path)
            one.row.file = FileStamp(result.size, 0, 0, result.digest)
            one.row.address = result.address
            self._now.pages[path] = one.row
        if batch.bundle is not None:
            for path, data in batch.made.items():
                self._release.take(path, len(data))
            self._release.drop(batch.bundle.source)
        self._progress.advance(len(results))

    def _bundle(self) -> Bundle | None:
        """What was made and is still to be written, for workers to do so: that takes longer than making it."""
        if not self._made:
            return None
        files = tuple((self._release.stage(path), len(data)) for path, data in self._made.items())
        return Bundle(self._release.bundle(self._made.values()), files)

    def _due(self) -> Iterator[_Due]:
        """The pages that have to be rendered.  All others are kept."""
        for page in self._plan.pages:
            row = self._before.pages.get(page.path)
            made_with = self._made_with(page.template)
            intact = row is not None and self._is_intact(page.path, row.file)
            same = row is not None and row.template == page.template and row.made_with == made_with
            if row is not None and intact and same and self._inputs.is_steady(row.inputs):
                self._keep_page(page.path, row)
                continue
            due = self._view_of(page, made_with)
            new = due.row
            if row is not None and intact and same and (row.fields, row.view) == (new.fields, new.view):
                new.file, new.address, new.occasion = row.file, row.address, row.occasion
                self._keep_page(page.path, new)
                continue
            new.occasion = self._occasion(self._reasons.of_page(row, new, intact))
            yield due

    def _view_of(self, page: Page, made_with: bytes) -> _Due:
        with self._plan.context.noting() as inputs:
            view = page.make()
        message, digests = message_of(view)
        type_name = type(view).__name__
        self._now.views[type_name] = list(field_names(type(view)))
        row = PageRow(
            FileStamp(0, 0, 0, b""),
            page.template,
            type_name,
            digests,
            made_with,
            self._inputs.numbered(inputs),
            None,
            0,
        )
        return _Due(page, row, message, view)

    def _to_render(self, due: _Due) -> PageToRender:
        body = getattr(due.view, "body", None)
        html = html_for(self._workers, self._library, due.page.name) if body else None
        file = None if self._workers.remote else self._release.stage(due.page.path)
        return PageToRender(due.page.template, type(due.view), due.message, html, file)

    def _keep_page(self, path: str, row: PageRow) -> None:
        self._release.keep(path)
        self._now.pages[path] = row
        self._now.views.setdefault(row.view, self._before.views.get(row.view, []))
        self._progress.advance()

    def _addresses(self) -> Iterator[tuple[str, str]]:
        return (row.address for row in self._now.pages.values() if row.address)

    # Other files

    def _make_compounds(self) -> None:
        """Before pages, which say how many rows there are."""
        context = self._plan.context
        for compound in self._plan.compounds:
            before = self._before.compounds.get(compound.name, {})
            files = {path: row.file for path in compound.paths if (row := self._before.outputs.get(path))}
            usable = len(files) == len(compound.paths) and self._before.constants == self._now.constants
            steady = {name: row for name, row in before.items() if usable and self._inputs.is_steady(row.inputs)}
            same = usable and [*steady] == [*before] == [part.name for part in compound.parts]
            if same and all(self._is_intact(path, file) for path, file in files.items()):
                for path in compound.paths:
                    self._release.keep(path)
                    self._now.outputs[path] = self._before.outputs[path]
                self._now.compounds[compound.name] = before
            else:
                places = ((self._place.output / path, file) for path, file in files.items())
                self._put_together(compound, steady, contents_of(places) if steady else None)
            context.tallies.update(tallies(compound, self._now.compounds[compound.name].values()))
        self._inputs.look_again(f"rows {path}" for path in context.tallies)

    def _put_together(
        self, compound: Compound, steady: Mapping[str, PartRow], contents: Sequence[memoryview] | None
    ) -> None:
        assembly, before, now = Assembly(compound), set[int](), set[int]()
        known = self._before.compounds.get(compound.name, {})
        self._progress.begin("exporting", len(compound.parts))
        for number, part in enumerate(compound.parts):
            self._progress.advance()
            if number % _PARTS_IN_STEP == 0:
                self._plan.mentions.advance()
            if contents is not None and part.name in steady:
                assembly.add(part, pieces_in(contents, steady[part.name]), steady[part.name].inputs)
                continue
            with self._plan.context.noting() as noted:
                pieces = part.make()
            inputs = self._inputs.numbered(noted)
            assembly.add(part, pieces, inputs)
            now.update(unpacked(inputs))
            before.update(unpacked(known[part.name].inputs) if part.name in known else ())
        self._now.compounds[compound.name] = assembly.rows
        self._touched.update(compound.paths)
        for path, data in assembly.files():
            row = self._before.outputs.get(path)
            intact = row is not None and (contents is not None or self._is_intact(path, row.file))
            self._put_output(path, data, b"", intact, (packed(before), packed(now)))

    def _make_output(self, output: Output, always: bool = False) -> None:
        row = self._before.outputs.get(output.path)
        intact = row is not None and self._is_intact(output.path, row.file)
        steady = not always and self._before.constants == self._now.constants
        if row is not None and intact and steady and self._inputs.is_steady(row.inputs):
            self._release.keep(output.path)
            self._now.outputs[output.path] = row
            return
        with self._plan.context.noting() as noted:
            data = output.make()
        inputs = self._inputs.numbered(noted)
        self._put_output(output.path, data, inputs, intact, (row.inputs if row else b"", inputs))

    def _put_output(self, path: str, data: bytes, inputs: bytes, intact: bool, made_of: tuple[bytes, bytes]) -> None:
        """`made_of` are those inputs, before and now, in which the reason lies if it is another file."""
        row = self._before.outputs.get(path)
        new = OutputRow(FileStamp(0, 0, 0, b""), inputs, 0)
        new.file = self._put(path, data, row.file if row and intact else None)
        if row is not None and new.file is row.file:
            new.occasion = row.occasion
        else:
            new.occasion = self._occasion(self._reasons.of_output(row is None, *made_of, intact))
        self._now.outputs[path] = new

    def _make_asset(self, path: str, asset: bytes | Path) -> None:
        row = self._before.assets.get(path)
        intact = row.file if row is not None and self._is_intact(path, row.file) else None
        try:
            source = self._source_of(asset) if isinstance(asset, Path) else None
            if row and intact and source and source == row.source and is_settled(source[1], self._looked_before):
                self._release.keep(path)
                self._now.assets[path] = row
                return
            data = asset.read_bytes() if isinstance(asset, Path) else asset
        except OSError as error:
            raise ProblemsError([unreadable(str(asset), error)]) from error
        new = AssetRow(self._put(path, data, intact), source, self._origin(path, asset), 0)
        if row is not None and new.file is row.file:
            new.occasion = row.occasion
        else:
            new.occasion = self._occasion(self._reasons.of_asset(row, intact is not None))
        self._now.assets[path] = new

    def _origin(self, path: str, asset: bytes | Path) -> str:
        """The file that an asset is made from, as messages call it."""
        if isinstance(asset, Path):
            return f"{self._place.shown_as}/{asset.relative_to(self._place.content).as_posix()}"
        return f"{self._place.theme.name}/static/{self._theme_files[path]}"

    @cached_property
    def _theme_files(self) -> dict[str, str]:
        """The names of the theme's files by where they are published."""
        site = self._plan.context.site
        return {address.removeprefix(f"{site.base}/"): name for name, address in site.assets.items()}

    def _source_of(self, asset: Path) -> tuple[str, Stamp]:
        return asset.relative_to(self._place.content).as_posix(), stamp_of(asset.stat())

    def _put(self, path: str, data: bytes, intact: FileStamp | None) -> FileStamp:
        """Let the site have a file; `intact` is the one in place, if it is as it was written."""
        digest = fingerprint(data)
        if intact is not None and intact.digest == digest:
            self._release.keep(path)
            return intact
        if self._bundling:
            self._made[path] = data
        else:
            self._release.add(path, data)
        self._fresh.add(path)
        return FileStamp(len(data), 0, 0, digest)

    # The end

    def _interval(self) -> tuple[str, str]:
        """The moments between which the same articles and corrections lie ahead."""
        if self._same_structure and self._memory.glance is not None:
            return self._memory.glance.interval
        outlines, discussions = list(self._library.outlines), self._plan.context.discussions
        dates = [one.date for one in outlines if one.date]
        dates += [correction.date for one in outlines for correction in one.corrections]
        dates += [date for one in outlines for _, date in one.assesses if date]
        dates += [one.past for one in outlines if one.past]
        dates += self._plan.structure.fairness.turning_points
        return moments((*dates, *(discussions.turning_points(outlines) if discussions else ())), self._settings.now)

    def _remember(self) -> None:
        """Note how all files are now, and keep the state: last, so that a build that was killed is none."""
        now, output = self._now, self._place.output
        seen = time.time_ns()
        for rows in (now.pages, now.outputs, now.assets):
            for path in (self._fresh | self._touched) & rows.keys():
                rows[path].file = file_stamp(output / path, rows[path].file.digest)
        manifest = output / MANIFEST
        files = {**now.files, MANIFEST: file_stamp(manifest, fingerprint(manifest.read_bytes()))}
        glance = Glance(
            now.base,
            self._seen.content.fingerprint,
            self._seen.theme.fingerprint,
            self._seen.at,
            self._interval(),
            seen,
            files,
            len(now.pages),
            list(self._plan.warnings),
            self._place.shown_as,
        )
        self._plan.context.forget()
        if not self._same_structure:
            now.tidy()
        self._memory.keep(now, glance, self._plan)


def _advance(steps: Iterator[object], count: int) -> int:
    """Take so many steps, or as many as are left; how many these were."""
    return sum(1 for _ in islice(steps, count))
