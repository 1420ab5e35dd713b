"""After any edits an incremental build gives what a clean one gives.

150 sequences of edits are tried, the same ones every time.  The environment variable CORKBOARD_SEQUENCES asks
for another number: `CORKBOARD_SEQUENCES=5000 make test ARGS=tests/test_incremental_property.py`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, note, seed, settings
from hypothesis import strategies as st

from corkboard.build import Built, Memory
from corkboard.diagnostics import Problem, ProblemsError
from corkboard.release import MANIFEST, ReleaseError
from corkboard.rendering.errors import RenderingError
from corkboard.store import Stamp, stamp_of
from edits import CACHE_KINDS, KINDS, OUTPUT_KINDS, WAYS, Edit, Publication

SEQUENCES = int(os.environ.get("CORKBOARD_SEQUENCES", "150"))
FOLDER = "/dev/shm" if Path("/dev/shm").is_dir() else None  # in memory where that can be
OFTEN = ("set a field",) * 6 + (
    "set a reference",
    "set a reference",
    "change a date",
    "change a setting",
    "edit the theme",
    "move the clock",
    "harm a file",
) * 2
BEFOREHAND = ("set a field", "add a record", "change a setting", "move the clock")


@dataclass(frozen=True)
class Step:
    """Edits between two builds.  What a `stubborn` author broke stays broken for one build more."""

    edits: tuple[Edit, ...]
    way: str
    stubborn: bool


def edits(kinds: Sequence[str], least: int, most: int) -> st.SearchStrategy[tuple[Edit, ...]]:
    number = st.integers(0, 255)
    return st.lists(st.builds(Edit, st.sampled_from(kinds), number, number, number), min_size=least, max_size=most).map(
        tuple
    )


def steps(kinds: Sequence[str]) -> st.SearchStrategy[list[Step]]:
    stubborn = st.sampled_from((False, False, False, True))
    return st.lists(st.builds(Step, edits(kinds, 1, 3), st.sampled_from(WAYS), stubborn), min_size=5, max_size=8)


def coarse(tick: int, found: os.stat_result) -> Stamp:
    """A stamp by a clock that ticks so seldom, in nanoseconds."""
    stamp = stamp_of(found)
    return stamp._replace(mtime=stamp.mtime - stamp.mtime % tick, ctime=stamp.ctime - stamp.ctime % tick)


# By the machine's own clock, by one as coarse as a kernel's may be, and by that of FAT.
CLOCKS: tuple[Callable[[os.stat_result], Stamp], ...] = (
    stamp_of,
    partial(coarse, 40_000_000),
    partial(coarse, 2_000_000_000),
)
SHARDS = [*((number, 0, "") for number in range(6)), (6, 1, ""), (7, 1, "remembering"), (8, 2, ""), (9, 0, "live")]


@pytest.mark.parametrize(("number", "clock", "memory"), SHARDS)
def test_after_any_edits_the_output_is_that_of_a_clean_build(
    number: int, clock: int, memory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two in ten remember what the last build knew, as a running preview does, which also trusts its own output."""
    for module in ("store.listing", "build.making"):
        monkeypatch.setattr(f"corkboard.{module}.stamp_of", CLOCKS[clock])
    monkeypatch.setattr("os.fsync", lambda _: None)  # nothing here is to outlive a loss of power
    unseen = {"": (), "remembering": CACHE_KINDS, "live": CACHE_KINDS + OUTPUT_KINDS}[memory]
    kinds = [kind for kind in OFTEN + KINDS if kind not in unseen]

    @seed(number)
    @settings(
        max_examples=-(-SEQUENCES // len(SHARDS)),
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(edits(BEFOREHAND, 0, 6), steps(kinds))
    def live(beforehand: tuple[Edit, ...], steps: list[Step]) -> None:
        with TemporaryDirectory(prefix="corkboard-edits-", dir=FOLDER) as folder:
            here = Publication(Path(folder))
            remembered = Memory(here.cache) if memory else None
            try:
                _live(here, beforehand, steps, remembered, trusting=memory == "live")
            finally:
                if remembered is not None:
                    remembered.close()
            if remembered is not None:
                here.mend()
                assert _build(here, None), "what was saved at the end serves the next"

    live()


def _live(
    here: Publication, beforehand: Sequence[Edit], steps: Sequence[Step], memory: Memory | None, trusting: bool
) -> None:
    note(f"beforehand: {here.apply(beforehand, WAYS[0])}")
    right = _build(here, memory)
    if not right:
        here.mend()
        assert _build(here, memory), "there was nothing wrong to begin with"
    if memory is not None:
        memory.live = trusting
    was_wrong = False
    for number, step in enumerate(steps, 1):
        note(f"{number}, {step.way}: {here.apply(step.edits, step.way)}")
        right = _build(here, memory)
        if not right and (was_wrong or not step.stubborn):
            here.mend()
            right = _build(here, memory)
            assert right, "what was right once is right again"
        was_wrong = not right


def _build(here: Publication, memory: Memory | None) -> bool:
    """Build, and compare with a clean build; whether there was something to build."""
    before = _tree(here.output)
    wanted = _clean(here)
    if memory is not None:
        memory.changed |= here.changed
        here.changed.clear()
    built = _outcome(partial(here.site.make, memory=memory))
    if isinstance(built, ReleaseError) and here.in_the_way:
        assert _tree(here.output) == before
        here.clear_the_way()
        return _build(here, memory)
    if isinstance(wanted, Exception):
        note(f"   which is wrong: {getattr(wanted, 'problems', wanted)}")
        assert type(built) is type(wanted)
        assert getattr(built, "problems", []) == getattr(wanted, "problems", [])
        assert _tree(here.output) == before
        return False
    assert isinstance(built, Built), built
    found = {path: data for path, data in _tree(here.output).items() if path not in here.strangers}
    assert {path for path in found if found[path] != wanted.files.get(path)} == set()
    assert found.keys() == wanted.files.keys()
    assert list(built.warnings) == wanted.warnings
    differing = {path for path in before.keys() | found.keys() if before.get(path) != found.get(path)}
    assert differing - {MANIFEST} - here.strangers == built.changed
    stamps = _stamps(here.output)
    again = here.site.make(memory=memory)
    assert (again.rendered, again.changed, _stamps(here.output)) == (0, frozenset(), stamps)
    here.was_built()
    return True


@dataclass(frozen=True)
class _Clean:
    files: dict[str, bytes]
    warnings: list[Problem]


def _clean(here: Publication) -> _Clean | Exception:
    """What comes of a build without output or cache."""
    site = replace(here.site, aside="-clean")
    built = _outcome(site.make)
    files = _tree(site.output)
    shutil.rmtree(site.output, ignore_errors=True)
    shutil.rmtree(site.cache)
    return built if isinstance(built, Exception) else _Clean(files, list(built.warnings))


def _outcome(make: Callable[[], Built]) -> Built | Exception:
    try:
        return make()
    except (ProblemsError, RenderingError, ReleaseError) as error:
        return error


def _files(folder: Path) -> list[str]:
    return [f"{home}/{name}" for home, _, names in os.walk(folder) for name in names]


def _tree(folder: Path) -> dict[str, bytes]:
    return {os.path.relpath(file, folder): Path(file).read_bytes() for file in _files(folder)}


def _stamps(folder: Path) -> dict[str, tuple[int, int]]:
    found = {file: Path(file).stat() for file in _files(folder)}
    return {file: (stat.st_mtime_ns, stat.st_ino) for file, stat in found.items()}
