"""Looking again at what a folder holds: as much as has changed, and no less."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corkboard.store import list_again, list_files


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path.resolve() / "content"
    for name in ("a.md", "b/c.md", "b/d.md"):
        _write(folder / name, "x")
    return folder


def _saved(folder: Path) -> list[Path]:
    return [_write(folder / "b/c.md", "longer")]


def _saved_by_rename(folder: Path) -> list[Path]:
    return [_write(folder / ".draft", "longer").replace(folder / "a.md")]


def _new(folder: Path) -> list[Path]:
    return [_write(folder / "e/f.md", "x")]


def _hidden(folder: Path) -> list[Path]:
    return [_write(folder / ".e/f.md", "x")]


def _gone(folder: Path) -> list[Path]:
    (folder / "a.md").unlink()
    return [folder / "a.md"]


def _folder_gone(folder: Path) -> list[Path]:
    return [(folder / "b").rename(folder.parent / "b"), folder / "b"]


def _folder_in_the_place_of_a_file(folder: Path) -> list[Path]:
    (folder / "a.md").unlink()
    return [_write(folder / "a.md/x.md", "x").parent]


def _link_in_the_place_of_a_file(folder: Path) -> list[Path]:
    (folder / "a.md").unlink()
    (folder / "a.md").symlink_to(folder / "b/c.md")
    return [folder / "a.md"]


def _somewhere(folder: Path) -> list[Path]:
    """As a watch that had to begin anew tells it."""
    _write(folder / "a.md", "longer")
    return [folder]


def _above(folder: Path) -> list[Path]:
    aside = folder.rename(folder.with_name("aside"))
    _write(aside / "a.md", "longer")
    aside.rename(folder)
    return [folder.parent]


@pytest.mark.parametrize(
    "change",
    [
        *(_saved, _saved_by_rename, _new, _hidden, _gone, _folder_gone),
        *(_folder_in_the_place_of_a_file, _link_in_the_place_of_a_file, _somewhere, _above),
    ],
)
def test_what_has_changed_is_seen(folder: Path, change: Callable[[Path], list[Path]]) -> None:
    before = list_files(folder)
    changed = change(folder)
    assert list_again(folder, before, changed) == list_files(folder)


def test_a_file_behind_a_link_is_looked_at_by_its_name_in_the_folder(folder: Path) -> None:
    (folder / "g.md").symlink_to(folder / "b/c.md")
    before = list_files(folder)
    assert list_again(folder, before, [_write(folder / "b/c.md", "longer")]) == list_files(folder) != before


def test_no_file_is_looked_at_that_nobody_says_has_changed(folder: Path) -> None:
    before = list_files(folder)
    _write(folder / "a.md", "longer")
    elsewhere = _write(folder.with_name("content-2") / "a.md", "x")
    assert list_again(folder, before, [elsewhere]) == before


def test_a_folder_that_is_reached_through_a_link_is_told_of_by_its_real_path(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder)
    before = list_files(tmp_path / "link")
    changed = _write(folder / "a.md", "longer")
    assert list_again(tmp_path / "link", before, [changed]) == list_files(folder)
