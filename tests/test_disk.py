"""A disk that is full, may not be written or holds what nobody can read costs no site, and is told in a sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import corkboard
from commands import Build, command, publication, ran, tree

ANOTHER = 'SITENAME="Another"'  # every page is another one
NO_SPACE = "there is no space left on the disk: free some and build again"

Mount = Callable[[str], Path]


def build(folder: Path, *settings: str, through: tuple[str, ...] = ()) -> Build:
    return ran([*through, *command(folder, "WORKERS=1", *settings)])


def assert_built(build: Build) -> None:
    assert build.ended == (0, [])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a content, cache and output, and in `another` the output as it is to be."""
    folder = tmp_path_factory.mktemp("made")
    publication(folder)
    assert_built(build(folder))
    (folder / "another").mkdir()
    (folder / "another/content").symlink_to(folder / "content")
    assert_built(build(folder / "another", ANOTHER))
    return folder


def is_old(folder: Path, made: Path) -> bool:
    """Whether the output is what it was, and nothing else is left."""
    assert {path.name for path in folder.iterdir()} <= {"content", "output", "cache"}
    return tree(folder / "output") == tree(made / "output")


def is_new(folder: Path, made: Path) -> bool:
    return tree(folder / "output") == tree(made / "another/output")


def copy(made: Path, folder: Path) -> Path:
    for name in ("content", "output", "cache"):
        shutil.copytree(made / name, folder / name)
    return folder


# Full


@pytest.mark.parametrize("share", [0, 0.5, 0.9])
def test_a_disk_that_fills_in_the_middle_leaves_the_old_site(mount: Mount, made: Path, share: float) -> None:
    folder = copy(made, mount("size=64m"))
    disk = os.statvfs(folder)
    needed = sum(len(data) for path, data in tree(made / "another/output").items() if path.endswith(".html"))
    mount(f"remount,size={(disk.f_blocks - disk.f_bfree) * disk.f_frsize + int(share * needed)}")
    full = build(folder, ANOTHER)
    assert full.ended == (1, [NO_SPACE])
    assert is_old(folder, made)
    mount("remount,size=64m")
    assert_built(build(folder, ANOTHER))
    assert is_new(folder, made)


def test_a_disk_that_fills_while_workers_write_is_told(mount: Mount, tmp_path: Path) -> None:
    folder = mount("size=300k")
    (folder / "content").symlink_to(publication(tmp_path, 120))
    (tmp_path / "cache").mkdir()
    (folder / "cache").symlink_to(tmp_path / "cache")
    assert ran(command(folder, "WORKERS=2")).ended == (1, [NO_SPACE])
    assert {path.name for path in folder.iterdir()} == {"content", "cache"}


@pytest.mark.parametrize("size", ["8k", "120k"])
def test_a_full_disk_for_the_cache_costs_only_the_cache(mount: Mount, made: Path, tmp_path: Path, size: str) -> None:
    (tmp_path / "content").symlink_to(made / "content")
    shutil.copytree(made / "output", tmp_path / "output")
    (tmp_path / "cache").symlink_to(mount(f"size={size}"))
    full = build(tmp_path, ANOTHER)
    assert full.process.returncode == 0
    [sentence] = full.sentences
    assert sentence.startswith("The cache in ")
    assert sentence.endswith(" cannot be written: No space left on device. The next build begins as this did.")
    assert is_new(tmp_path, made)


def test_a_file_that_cannot_be_written_whole_leaves_the_old_site(made: Path, tmp_path: Path) -> None:
    """The system lets no file grow beyond a size, as quotas and some file systems do."""
    folder = copy(made, tmp_path)
    limit = "import os, resource as r, sys; r.setrlimit(r.RLIMIT_FSIZE, (200_000,) * 2); os.execv(sys.argv[1], sys.argv[1:])"
    (folder / "content/static").mkdir()
    (folder / "content/static/large").write_bytes(bytes(300_000))
    stopped = build(folder, ANOTHER, through=(sys.executable, "-c", limit))
    assert stopped.ended == (1, ["the output: File too large: mend that and build again"])
    assert is_old(folder, made)
    (folder / "content/static/large").unlink()
    assert_built(build(folder, ANOTHER))
    assert is_new(folder, made)


# Read-only

AS_ANYBODY = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search")


@pytest.fixture
def like_anybody() -> tuple[str, ...]:
    """What a command must run through so that permissions hold for it, as they do not for root."""
    if os.geteuid() != 0:
        return ()
    try:
        subprocess.run([*AS_ANYBODY, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"permissions do not hold for root, and cannot be made to: {error}")
    return AS_ANYBODY


@pytest.fixture
def protect() -> Iterator[Callable[[Path], None]]:
    """Takes the right to write a folder and all in it, until the end of the test."""
    before: dict[Path, int] = {}

    def protect(folder: Path) -> None:
        for path in (folder, *folder.rglob("*")):
            before[path] = path.stat().st_mode
            path.chmod(before[path] & ~0o222)

    yield protect
    for path, mode in before.items():
        path.chmod(mode)


def test_a_read_only_output_is_told_and_stays(
    made: Path, tmp_path: Path, like_anybody: tuple[str, ...], protect: Callable[[Path], None]
) -> None:
    folder = copy(made, tmp_path)
    protect(folder / "output")
    refused = build(folder, ANOTHER, through=like_anybody)
    assert refused.process.returncode == 1
    [sentence] = refused.sentences
    assert f"{folder / 'output'}" in sentence
    assert sentence.endswith(" may not be written or read (Permission denied): mend its permissions and build again")
    assert is_old(folder, made)


def test_a_read_only_disk_is_told_and_the_output_stays(mount: Mount, made: Path, tmp_path: Path) -> None:
    (tmp_path / "content").symlink_to(made / "content")
    disk = mount("size=64m")
    shutil.copytree(made / "output", disk, dirs_exist_ok=True)
    (tmp_path / "output").symlink_to(disk)
    mount("remount,ro")
    refused = build(tmp_path, ANOTHER)
    assert refused.process.returncode == 1
    [sentence] = refused.sentences
    assert sentence.endswith(
        " may not be written or read (Read-only file system): mend its permissions and build again"
    )
    assert tree(disk) == tree(made / "output")


@pytest.mark.parametrize("filled", [True, False])
def test_a_read_only_cache_is_told_and_the_site_is_built(
    made: Path, tmp_path: Path, like_anybody: tuple[str, ...], protect: Callable[[Path], None], filled: bool
) -> None:
    folder = copy(made, tmp_path)
    if not filled:
        shutil.rmtree(folder / "cache")
        (folder / "cache").mkdir()
    protect(folder / "cache")
    done = build(folder, ANOTHER, through=like_anybody)
    assert done.process.returncode == 0
    [sentence] = done.sentences
    assert sentence.startswith(f"The cache in {folder / 'cache'}")
    assert sentence.endswith(" cannot be used: Permission denied. Everything was made anew.")
    assert is_new(folder, made)


# Unreadable


@pytest.mark.parametrize("pattern", ["*/state", "*/documents-*"])
def test_a_cache_of_zeros_is_told_and_the_site_is_made_anew(made: Path, tmp_path: Path, pattern: str) -> None:
    """As a loss of power can leave it."""
    folder = copy(made, tmp_path)
    [file] = (folder / "cache").glob(pattern)
    data = file.read_bytes()
    file.write_bytes(data[:100] + bytes(len(data) - 100))
    done = build(folder, ANOTHER)
    assert done.process.returncode == 0
    [sentence] = done.sentences
    assert sentence.startswith(f"The cache in {file.parent} cannot be used: ")
    assert sentence.endswith(" Everything was made anew.")
    assert is_new(folder, made)
    assert_built(build(folder, ANOTHER))


def test_a_cache_of_another_version_is_told_and_the_site_is_made_anew(made: Path, tmp_path: Path) -> None:
    folder, other = copy(made, tmp_path / "site"), tmp_path / "other/corkboard"
    shutil.copytree(Path(corkboard.__file__).parent, other, ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "fingerprints.py").open("a") as file:
        file.write("\n")
    done = build(folder, ANOTHER, through=("env", f"PYTHONPATH={other.parent}"))
    [kept] = (folder / "cache").iterdir()
    why = "it is from another version of Corkboard or of a library"
    assert done.ended == (0, [f"The cache in {kept} cannot be used: {why}. Everything was made anew."])
    assert is_new(folder, made)
