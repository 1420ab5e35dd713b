"""Why a file of the output is made, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cached_property
from itertools import islice

from corkboard.board.catalog import Key
from corkboard.build.state import AssetRow, PageRow, State, unpacked
from corkboard.rendering.messages import changed_fields
from corkboard.views.context import Context
from corkboard.views.inputs import files_of, fingerprint_of_input, in_words

__all__ = ["Reasons"]

_ALTERED = "its file was missing or not as it was written"
_MOST = 20  # sources that are named


class Reasons:
    """Compares what is known from before with what is now, which may still be growing.

    `edited` are files of the content that changed since the last build, with the type and
    the id of each; `there` are all that there are; `shown_as` is what the content is called.
    """

    def __init__(
        self,
        before: State,
        now: State,
        context: Context,
        edited: Mapping[str, tuple[str, str]],
        there: Collection[str],
        shown_as: str,
        trouble: str,
    ) -> None:
        self._before, self._now, self._context = before, now, context
        self._edited, self._there, self._shown_as, self._trouble = edited, there, shown_as, trouble
        self._inputs_before = list(before.inputs)
        self._inputs: list[str] = []

    def of_page(self, row: PageRow | None, new: PageRow, intact: bool) -> list[str]:
        """Why a page is rendered."""
        if row is None:
            return self._of_the_new(new.inputs)
        reasons = [] if intact else [_ALTERED]
        view = self._of_view(row, new)
        if view:
            reasons += [view, *self._sources(row.inputs, new.inputs)]
        if row.template != new.template:
            reasons.append(f"its template is another one: {new.template}")
        else:
            reasons += self._of_template(new.template)
        return reasons + self._of_constants + (self._of_settings if view or self._of_constants else [])

    def of_output(self, new: bool, before: bytes, now: bytes, intact: bool) -> list[str]:
        """Why a file that is no page and no asset is written, which is made of these inputs."""
        if new:
            return self._of_the_new(now)
        if not intact:
            return [_ALTERED]
        return ["its text changed", *self._sources(before, now), *self._of_constants, *self._of_settings]

    def of_asset(self, row: AssetRow | None, intact: bool) -> list[str]:
        """Why an asset is written."""
        if row is None:
            return self._of_the_new(b"")
        return ["what it is a copy of changed"] if intact else [_ALTERED]

    def _of_the_new(self, inputs: bytes) -> list[str]:
        if self._before.built:
            return ["it is new", *self._sources(b"", inputs)]
        return [f"the cache could not be used: {self._trouble}" if self._trouble else "no build before it was known"]

    def _of_view(self, row: PageRow, new: PageRow) -> str:
        if row.view != new.view:
            return f"its view is another one: {new.view}"
        names = changed_fields(tuple(self._now.views[new.view]), row.fields, new.fields)
        return f"its view changed: {', '.join(names)}" if names else ""

    def _of_template(self, template: str) -> list[str]:
        before, now = (one.templates.get(template, {}) for one in (self._before, self._now))
        return _changed(before, now, "template {} changed")

    @cached_property
    def _of_constants(self) -> list[str]:
        return _changed(self._before.constants, self._now.constants, "{} changed")

    @cached_property
    def _of_settings(self) -> list[str]:
        return _changed(self._before.settings, self._now.settings, "the setting {} changed")

    # Where changes come from

    def _sources(self, before: bytes, now: bytes) -> list[str]:
        """The files that inputs changed with, and what changed without being of one."""
        inputs = {self._inputs_before[number] for number in unpacked(before)} | set(map(self._input, unpacked(now)))
        files: set[str] = set()
        others: list[str] = []
        for input in sorted(filter(self._has_changed, inputs)):
            edited = [name for name in files_of(input, self._edited_records) if name in self._edited]
            files.update(edited)
            others += [] if edited else [in_words(input, self._shown_as)]
        sources = [f"from {one}" for one in (*map(self._named, sorted(files)), *others)]
        return sources if len(sources) <= _MOST else [*sources[:_MOST], f"and from {len(sources) - _MOST} more"]

    def _named(self, file: str) -> str:
        return f"{self._shown_as}/{file}{'' if file in self._there else ', which is gone'}"

    def _has_changed(self, input: str) -> bool:
        now = self._now.inputs.get(input) or fingerprint_of_input(self._context, input)
        return self._before.inputs.get(input) != now

    def _input(self, number: int) -> str:
        missing = len(self._now.inputs) - len(self._inputs)
        if missing:
            self._inputs += list(islice(reversed(self._now.inputs), missing))[::-1]
        return self._inputs[number]

    @cached_property
    def _edited_records(self) -> Mapping[Key, list[str]]:
        found: dict[Key, list[str]] = defaultdict(list)
        for name, (type, id) in self._edited.items():
            found[Key(type, id)].append(name)
        return found


def _changed(before: Mapping[str, bytes], now: Mapping[str, bytes], sentence: str) -> list[str]:
    return [sentence.format(name) for name in sorted({*before, *now}) if before.get(name) != now.get(name)]
