"""A build that is killed, or runs beside others, harms nothing: the next output is that of a clean build.

Builds are forked from a process that has imported what they need, so that the moments at which they are killed fall
into the build and not into the start of Python.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Mapping
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from commands import PATIENCE, command, publication, tree, wait_until
from corkboard.pelican_plugin import run_pelican
from corkboard.release import Release
from sites import PROJECT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 needs POSIX")

NEEDED = [f"corkboard.{module}" for module in ("pelican_plugin", "build.making", "documents.python_markdown")]
STRANGERS = dict.fromkeys(("CNAME", ".well-known/mine", "articles/the-second-key/mine.txt", "my/own.txt"), b"mine")


def _example(name: str) -> bytes:
    return (PROJECT / "examples/harbor-lights/content" / name).read_bytes()


# The files in which one version of the content differs from the other.
VERSIONS: Mapping[str, tuple[bytes | None, bytes | None]] = {
    "articles/the-second-key.md": (_example("articles/the-second-key.md"), None),
    "articles/the-third-key.md": (None, _example("articles/the-second-key.md")),
    "people/orla-mockridge.md": (
        _example("people/orla-mockridge.md"),
        _example("people/orla-mockridge.md").replace(b"Orla", b"Olga"),
    ),
    "static/box": (b"a file", None),
    "static/box/in.txt": (None, b"a file in a folder"),
}


class Publication:
    """Content, output and cache beside each other in a folder, and a theme that takes no time to read."""

    def __init__(self, folder: Path, *settings: str) -> None:
        self.folder, self.output, self.settings = folder, folder / "output", list(settings)
        self.version = 0
        self._release = folder / ".output.corkboard-release"
        publication(folder, 120 if "WORKERS=2" in settings else 0)
        self.save(0)
        shutil.copytree(PROJECT / "theme", folder / "theme")
        for template in (folder / "theme/templates").iterdir():
            template.write_text("<!doctype html><title>{{ site.name }}</title>{{ page }}{{ body }}")

    def save(self, version: int) -> None:
        """Let the content be of a version."""
        self.version = version
        files = {self.folder / "content" / name: texts[version] for name, texts in VERSIONS.items()}
        for path, text in files.items():
            if text is None and path.is_file():
                path.unlink()
                if not any(path.parent.iterdir()):
                    path.parent.rmdir()
        for path, text in files.items():
            if text is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text)

    def clear(self) -> None:
        """As if nothing had been built, but for what others have put there."""
        shutil.rmtree(self.output, ignore_errors=True)
        shutil.rmtree(self.folder / "cache", ignore_errors=True)
        self.receive_strangers()

    def receive_strangers(self) -> None:
        for name, data in STRANGERS.items():
            (self.output / name).parent.mkdir(parents=True, exist_ok=True)
            (self.output / name).write_bytes(data)

    def start(self) -> BaseProcess:
        arguments = command(self.folder, f'THEME="{self.folder / "theme"}"', *self.settings)[1:]
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(NEEDED)
        build = context.Process(target=run_pelican, args=(arguments,))
        build.start()
        return build

    def build(self) -> dict[str, bytes]:
        """The files of the output afterwards."""
        build = self.start()
        build.join(PATIENCE)
        assert build.exitcode == 0
        return tree(self.output)

    @property
    def is_torn(self) -> bool:
        """Whether the output is between old and new."""
        return (self._release / "journal").exists()

    def wait_for(self, build: BaseProcess, seconds: float) -> None:
        """So long from when it has begun with the output."""
        _wait(build, self._release.exists)
        build.join(seconds)

    def wait_until_torn(self, build: BaseProcess) -> None:
        _wait(build, lambda: self.is_torn and (self.output / "people").exists())


def _wait(build: BaseProcess, condition: Callable[[], bool]) -> None:
    """Without a pause: what is waited for may be over sooner."""
    while build.is_alive() and not condition():
        pass


# What changes between two builds.  What changes twice is as before.


def nothing_is_there(site: Publication) -> None:
    site.clear()


def all_pages_change(site: Publication) -> None:
    name = 'SITENAME="Another"'
    site.settings.remove(name) if name in site.settings else site.settings.append(name)


def some_files_change(site: Publication) -> None:
    site.save(1 - site.version)


Change = Callable[[Publication], None]
Clean = Callable[[Publication], dict[str, bytes]]


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Clean:
    """What a clean build makes of a publication; of equal ones it is made once."""
    known: dict[tuple[object, ...], dict[str, bytes]] = {}

    def clean(site: Publication) -> dict[str, bytes]:
        kind = (site.version, *site.settings)
        if kind not in known:
            fresh = Publication(tmp_path_factory.mktemp("clean"), *site.settings)
            fresh.save(site.version)
            known[kind] = fresh.build()
        return known[kind]

    return clean


@pytest.fixture
def site(tmp_path: Path, request: pytest.FixtureRequest) -> Publication:
    """Built once."""
    site = Publication(tmp_path, *getattr(request, "param", ()))
    site.receive_strangers()
    site.build()
    return site


def end(build: BaseProcess) -> None:
    build.kill()
    build.join()
    assert build.exitcode in (0, -signal.SIGKILL)


def kill(site: Publication, change: Change, clean: Clean, when: Callable[[BaseProcess], object]) -> bool:
    """Kill a build of what has changed, and build again.  Whether that found the output between old and new."""
    change(site)
    old, new = tree(site.output), clean(site) | STRANGERS
    build = site.start()
    when(build)
    end(build)
    left, torn = tree(site.output), site.is_torn
    if torn:
        assert left.items() >= STRANGERS.items()
        assert left.items() <= old.items() | new.items(), "every file is an old or a new one"
    else:
        assert left in (old, new)
    late = site.output / "people/late.txt"
    if late.parent.exists():
        late.write_bytes(b"mine")
        new = new | {"people/late.txt": b"mine"}
    assert site.build() == new
    late.unlink(missing_ok=True)
    assert {path.name for path in site.folder.iterdir()} == {"content", "theme", "output", "cache"}
    return torn


CHANGES = (nothing_is_there, all_pages_change, some_files_change)
CASES = [((), change, number, 8) for change in CHANGES for number in range(2)]
CASES.append((("WORKERS=2",), nothing_is_there, 3, 2))


@pytest.mark.parametrize(("site", "change", "number", "moments"), CASES, indirect=["site"])
def test_after_a_kill_at_any_moment_the_next_build_gives_what_a_clean_one_gives(
    site: Publication, change: Change, clean: Clean, number: int, moments: int
) -> None:
    """At 50 moments altogether, which are spread over the time that such a build takes."""
    chance = random.Random(f"{change.__name__} {number}")
    change(site)
    build = site.start()
    site.wait_for(build, 0)
    began = time.monotonic()
    build.join(PATIENCE)
    seconds = time.monotonic() - began
    for _ in range(moments):
        kill(site, change, clean, partial(site.wait_for, seconds=chance.uniform(0, seconds)))


@pytest.mark.parametrize("change", CHANGES)
def test_after_a_kill_between_old_and_new_the_next_build_gives_what_a_clean_one_gives(
    site: Publication, change: Change, clean: Clean
) -> None:
    wait_until(lambda: kill(site, change, clean, site.wait_until_torn))


def test_after_a_kill_between_old_and_new_a_build_that_fails_leaves_the_old_site(site: Publication) -> None:
    while not site.is_torn:
        old = site.build()
        all_pages_change(site)
        build = site.start()
        site.wait_until_torn(build)
        end(build)
    (site.folder / "content/articles/wrong.md").write_text("---\ntitel: Wrong\n---\n")
    build = site.start()
    build.join(PATIENCE)
    assert build.exitcode == 1
    assert tree(site.output) == old


# At once


def test_builds_at_once_into_one_output_never_mix(site: Publication, clean: Clean) -> None:
    def named(name: str) -> Publication:
        site.settings = [f'SITENAME="{name}"']
        return site

    names, page = ("One", "Two", "Three"), site.output / "index.html"
    wanted = [clean(named(name)) | STRANGERS for name in names]
    site.clear()
    builds = [named(name).start() for name in names]
    while any(build.is_alive() for build in builds):
        time.sleep(0.001)
        assert not page.exists() or page.read_bytes() in [files["index.html"] for files in wanted]
    assert [build.exitcode for build in builds] == [0, 0, 0]
    assert tree(site.output) in wanted
    assert site.build() == wanted[-1]


def test_a_build_waits_for_another_into_its_output(site: Publication, clean: Clean) -> None:
    all_pages_change(site)
    before = tree(site.output)
    with Release(site.output):
        build = site.start()
        build.join(1)
        assert build.is_alive()
        assert tree(site.output) == before
    build.join(PATIENCE)
    assert build.exitcode == 0
    assert tree(site.output) == clean(site) | STRANGERS
