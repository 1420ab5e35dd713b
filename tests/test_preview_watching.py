"""No change of what a site is made of is missed, and nothing else counts as one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from corkboard.preview.watching import Sources, Watcher


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / ".hidden" / "site"  # which says nothing of what is in it
    for folder in ("content/articles", "theme/templates", "output"):
        (home / folder).mkdir(parents=True)
    return home


def sources_of(home: Path) -> Sources:
    return Sources(frozenset({home / "content", home / "theme"}), frozenset({home}), home / "output")


@pytest.fixture
def watcher(home: Path) -> Iterator[Watcher]:
    with Watcher() as watcher:
        watcher.watch(sources_of(home))
        yield watcher


def told(watcher: Watcher, *wanted: Path, sources: Sources | None = None) -> set[Path]:
    """All that is told until these are, or a folder that they are in; with sources, watching again as a preview does."""
    found: set[Path] = set()
    while not all({path, *path.parents} & found for path in wanted):
        found |= watcher.wait()
        if sources:
            watcher.watch(sources)
    return found


def test_saving_creating_renaming_and_deleting_are_changes(home: Path, watcher: Watcher) -> None:
    a, b = home / "content/a.md", home / "content/articles/b.md"
    a.write_text("1")
    assert told(watcher, a) == {a}
    a.write_text("2")
    assert told(watcher, a) == {a}
    a.rename(b)
    assert told(watcher, a, b) == {a, b}
    b.unlink()
    assert told(watcher, b) == {b}


def test_many_saves_while_nobody_asks_are_all_told(home: Path, watcher: Watcher) -> None:
    files = [home / f"content/{number}.md" for number in range(300)]
    for file in files:
        file.write_text("x")
    assert told(watcher, *files) == set(files)


def test_what_is_no_source_is_no_change(home: Path, watcher: Watcher) -> None:
    for name in (
        *("output/a.html", "notes.txt", ".env.py", "other/a.py", "content/.git/a.md", "content/__pycache__/a.pyc"),
        *("content/.a.md.swp", "content/a.md~", "content/#a.md#", "content/4913", "theme/a.tmp", "theme/.b/c/d.html"),
    ):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("x")
    last = {home / "content/last.md", home / "pelicanconf.py"}
    for file in last:
        file.write_text("x")
    assert told(watcher, *last) == last


def test_all_python_files_beside_the_settings_count(home: Path, watcher: Watcher) -> None:
    for name in ("pelicanconf.py", "names.py"):
        (home / name).write_text("x")
        assert told(watcher, home / name) == {home / name}


def test_an_output_within_what_is_watched_is_none_of_it(home: Path) -> None:
    (home / "content/out").mkdir()
    with Watcher() as watcher:
        watcher.watch(Sources(frozenset({home / "content"}), frozenset({home}), home / "content/out"))
        (home / "content/out/a.html").write_text("x")
        (home / "content/a.md").write_text("x")
        assert told(watcher, home / "content/a.md") == {home / "content/a.md"}


def test_new_folders_are_watched_from_the_start(home: Path, watcher: Watcher) -> None:
    for number in range(30):
        file = home / f"content/comments/{number}/{number}/one.md"
        file.parent.mkdir(parents=True)
        file.write_text("x")
        told(watcher, file)
        file.write_text("y")
        told(watcher, file)


def test_a_folder_that_is_moved_in_is_watched(home: Path, watcher: Watcher) -> None:
    (home / "aside/deep").mkdir(parents=True)
    (home / "aside").rename(home / "content/aside")
    told(watcher, home / "content/aside")
    (home / "content/aside/deep/a.md").write_text("x")
    told(watcher, home / "content/aside/deep/a.md")


def test_a_folder_that_is_linked_in_is_watched(home: Path, watcher: Watcher) -> None:
    (home / "aside").mkdir()
    (home / "content/aside").symlink_to(home / "aside")
    told(watcher, home / "content", sources=sources_of(home))  # watched anew
    (home / "aside/a.md").write_text("x")
    told(watcher, home / "content/aside/a.md")


def test_a_source_that_goes_away_is_watched_again_when_it_comes_back(home: Path, watcher: Watcher) -> None:
    content, sources = home / "content", sources_of(home)
    for number in range(2):
        shutil.rmtree(content)
        told(watcher, content, sources=sources)
        content.mkdir()
        (content / f"{number}.md").write_text("x")
        told(watcher, content, sources=sources)
        for text in ("y", "z"):
            (content / "a.md").write_text(text)
            told(watcher, content / "a.md", sources=sources)


def test_a_source_may_come_with_the_folders_around_it(home: Path, watcher: Watcher) -> None:
    far = home / "far/away/theme"
    sources = Sources(frozenset({far}), frozenset({home}), home / "output")
    watcher.watch(sources)
    far.mkdir(parents=True)
    told(watcher, home / "far", sources=sources)
    (far / "a.html").write_text("x")
    told(watcher, far / "a.html", sources=sources)


def test_other_sources_take_the_place_of_those_before(home: Path, watcher: Watcher) -> None:
    other = home / "other"
    other.mkdir()
    watcher.watch(Sources(frozenset({other}), frozenset({home}), home / "output"))
    assert told(watcher, other) == {other}  # what changed before the watch began would be missed else
    (home / "content/a.md").write_text("x")
    (other / "b.md").write_text("x")
    assert told(watcher, other / "b.md") == {other / "b.md"}
