"""A release is all of a site or nothing, whatever happens to the process and the disk."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corkboard.release import MANIFEST, Release, ReleaseError, Report, write_staged

Site = dict[str, bytes]

OLD: Site = {"index.html": b"old", "same.html": b"same", "gone/index.html": b"gone", "x": b"file", "y/a/b": b"deep"}
NEW: Site = {"index.html": b"new", "same.html": b"same", "added/index.html": b"added", "x/index.html": b"x", "y": b"y"}


def release(output: Path, site: Mapping[str, bytes], wait: float = 30) -> Report:
    with Release(output, wait) as one:
        for path, data in site.items():
            one.add(path, data)
        return one.commit()


def files(folder: Path) -> Site:
    """All files in a folder but the manifest."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if not path.is_dir()}
    return {name: path.read_bytes() for name, path in found.items() if name != MANIFEST}


def write(folder: Path, site: Mapping[str, bytes]) -> None:
    for name, data in site.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


@pytest.fixture
def output(tmp_path: Path) -> Iterator[Path]:
    """A folder to release into; afterwards nothing lies beside it."""
    output = tmp_path / "site" / "output"
    yield output
    assert {path.name for path in output.parent.glob("*")} <= {"output"}


# What a release leaves


def test_the_output_is_what_was_added(output: Path) -> None:
    assert release(output, OLD) == Report(frozenset(OLD))
    assert files(output) == OLD
    written, pruned = NEW.keys() - {"same.html"}, {"gone/index.html", "x", "y/a/b"}
    assert release(output, NEW) == Report(frozenset(written), unchanged=1, pruned=frozenset(pruned))
    assert files(output) == NEW
    assert not (output / "gone").exists()
    written, pruned = OLD.keys() - {"same.html"}, {"added/index.html", "x/index.html", "y"}
    assert release(output, OLD) == Report(frozenset(written), unchanged=1, pruned=frozenset(pruned))
    assert files(output) == OLD


def test_a_second_release_of_the_same_touches_nothing(output: Path) -> None:
    release(output, OLD)
    before = {path: path.stat() for path in output.rglob("*")}
    assert release(output, OLD) == Report(unchanged=5)
    assert {path: path.stat() for path in output.rglob("*")} == before


def test_an_edited_or_deleted_file_is_written_again(output: Path) -> None:
    release(output, OLD)
    (output / "index.html").write_bytes(b"bad")
    (output / "x").unlink()
    assert release(output, OLD).written == {"index.html", "x"}
    assert files(output) == OLD


def test_leaving_without_commit_changes_nothing(output: Path) -> None:
    with Release(output) as one:
        one.add("index.html", b"new")
    assert not output.exists()
    release(output, OLD)
    with Release(output) as one:
        one.add("index.html", b"new")
    assert files(output) == OLD


def test_the_manifest_is_sorted_and_the_same_wherever_it_is_made(output: Path, tmp_path: Path) -> None:
    release(output, OLD)
    release(tmp_path / "elsewhere", dict(reversed(OLD.items())))
    manifest = (output / MANIFEST).read_bytes()
    assert manifest.decode().splitlines() == sorted(OLD)
    assert (tmp_path / "elsewhere" / MANIFEST).read_bytes() == manifest


def test_files_have_the_permissions_that_the_umask_leaves(output: Path) -> None:
    before = os.umask(0o027)
    try:
        release(output, {"a/index.html": b""})
    finally:
        os.umask(before)
    assert (output / "a/index.html").stat().st_mode & 0o777 == 0o640
    assert (output / "a").stat().st_mode & 0o777 == 0o750


def test_an_output_that_is_a_symbolic_link_is_followed(output: Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    output.parent.mkdir()
    output.symlink_to(tmp_path / "real")
    release(output, OLD)
    assert files(tmp_path / "real") == OLD


# What Corkboard did not write


def test_others_files_stay(output: Path) -> None:
    others = {"CNAME": b"example.org", ".git/config": b"", "gone/note": b"mine"}
    write(output, others)
    release(output, OLD)
    release(output, NEW)
    assert files(output) == NEW | others


@pytest.mark.parametrize(
    ("others", "site"),
    [
        ({"index.html": b"mine"}, {"index.html": b"new"}),
        ({"a": b"mine"}, {"a/index.html": b"new"}),
        ({"a/b/mine": b"mine"}, {"a": b"new"}),
    ],
)
def test_a_file_of_others_in_the_way_is_named_and_kept(output: Path, others: Site, site: Site) -> None:
    release(output, {"ours": b""})
    write(output, others)
    with pytest.raises(ReleaseError, match=f"did not write: {next(iter(others))}. Move"):
        release(output, site)
    assert files(output) == {"ours": b""} | others


def test_an_equal_file_counts_as_ours(output: Path) -> None:
    release(output, OLD)
    (output / MANIFEST).unlink()
    assert release(output, OLD).written == set()
    release(output, {"index.html": b"new"})
    assert files(output) == {"index.html": b"new"}


def test_nothing_is_written_or_deleted_through_a_symbolic_link(output: Path, tmp_path: Path) -> None:
    outside = {"index.html": b"gone"}
    write(tmp_path / "outside", outside)
    release(output, OLD)
    (output / "gone/index.html").unlink()
    (output / "gone").rmdir()
    (output / "gone").symlink_to(tmp_path / "outside")
    with pytest.raises(ReleaseError, match="gone is a symbolic link"):
        release(output, OLD)
    assert release(output, {"index.html": b"new"}).pruned == {"same.html", "x", "y/a/b"}
    (output / "index.html").unlink()
    (output / "index.html").symlink_to(tmp_path / "outside/index.html")
    with pytest.raises(ReleaseError, match=r"did not write: index.html\."):
        release(output, {"index.html": b"newer"})
    assert files(tmp_path / "outside") == outside


def test_a_manifest_cannot_have_files_outside_deleted(output: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"")
    release(output, OLD)
    with (output / MANIFEST).open("a") as stream:
        stream.write(f"{outside}\n../../outside\n../output/CNAME\n.\n\n")
    (output / "CNAME").write_bytes(b"")
    assert release(output, OLD).pruned == set()
    assert outside.exists()
    assert (output / "CNAME").exists()


def test_lines_of_a_manifest_that_no_file_can_have_are_nobodys(output: Path) -> None:
    release(output, OLD)
    before = (output / MANIFEST).read_bytes()
    with (output / MANIFEST).open("ab") as stream:
        stream.write(b"a\0b\n" + b"x" * 5000 + b"\n\xff\xfe\n")
    assert release(output, OLD) == Report(unchanged=5)
    assert (output / MANIFEST).read_bytes() == before


# Paths


@pytest.mark.parametrize(
    "path",
    [
        *("", "/etc/passwd", "../a", "a/../b", "a//b", "a/", "./a", "a/.", "a\\b", "a\0b", "a\nb", "a\udcff"),
        *(MANIFEST, ".corkboard-release/lock"),
    ],
)
def test_a_path_that_could_leave_the_output_is_refused(output: Path, path: str) -> None:
    with Release(output) as one, pytest.raises(ReleaseError, match="rename it"):
        one.add(path, b"")


def test_paths_are_written_in_normal_form(output: Path) -> None:
    release(output, {"cafe\u0301/й.html": b""})
    assert files(output) == {"caf\u00e9/й.html": b""}


@pytest.mark.parametrize("paths", [("a", "a"), ("a", "a/b/c"), ("a/b/c", "a/b"), ("caf\u00e9", "cafe\u0301")])
def test_two_files_cannot_have_one_place(output: Path, paths: tuple[str, str]) -> None:
    with Release(output) as one:
        one.add(paths[0], b"")
        with pytest.raises(ReleaseError, match=r"written twice|both a file and a folder"):
            one.add(paths[1], b"")


# One at a time


def test_a_second_build_waits_and_then_gives_up(output: Path) -> None:
    with Release(output) as first:
        with pytest.raises(ReleaseError, match="another build"):
            release(output, NEW, wait=0.1)
        first.add("index.html", b"first")
        first.commit()
    assert files(output) == {"index.html": b"first"}


def test_builds_at_once_never_mix(output: Path) -> None:
    code = """
for _ in range(15):
    with Release(output) as one:
        for number in range(20):
            one.add(f"{sys.argv[2]}/{number}", sys.argv[2].encode())
            one.add(f"{number}", sys.argv[2].encode())
        one.commit()
"""
    builds = [_start(code, output, name) for name in "abc"]
    assert [build.wait() for build in builds] == [0, 0, 0]
    found = files(output)
    assert len(set(found.values())) == 1
    assert len(found) == 40


# Sudden ends

_PRELUDE = """
import os, sys
from pathlib import Path
from corkboard.release import Release
output = Path(sys.argv[1])
"""

_KILLED = """
calls, last = 0, int(sys.argv[2])
def dying(call):
    def counted(*args, **kwargs):
        global calls
        calls += 1
        if calls == last:
            os.kill(os.getpid(), 9)
        return call(*args, **kwargs)
    return counted
for name in ("replace", "hardlink_to", "mkdir", "rmdir", "unlink", "write_bytes"):
    setattr(Path, name, dying(getattr(Path, name)))
with Release(output) as one:
    for path, data in eval(sys.argv[3]).items():
        one.add(path, data)
    one.commit()
"""


def _start(code: str, *arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", _PRELUDE + code, *map(str, arguments)])


def _killed_at(point: int, output: Path, site: Site) -> bool:
    """Whether a release was killed at its n-th change of the file system, rather than done before."""
    status = _start(_KILLED, output, point, site).wait()
    assert status in (0, -signal.SIGKILL)
    return status != 0


@pytest.mark.skipif(os.name != "posix", reason="kill -9 needs POSIX")
def test_killed_anywhere_the_next_release_begins_from_a_whole_site(tmp_path: Path) -> None:
    states = []
    for point in count(1):
        output = tmp_path / str(point) / "output"
        release(output, OLD)
        write(output, {"CNAME": b"mine"})
        if not _killed_at(point, output, NEW):
            break
        states.append(files(output))
        with Release(output):
            assert files(output) in (OLD | {"CNAME": b"mine"}, NEW | {"CNAME": b"mine"})
        release(output, NEW)
        assert files(output) == NEW | {"CNAME": b"mine"}
        assert [path.name for path in output.parent.iterdir()] == ["output"]
    assert any(state.keys() not in (OLD.keys() | {"CNAME"}, NEW.keys() | {"CNAME"}) for state in states)


@pytest.mark.skipif(os.name != "posix", reason="kill -9 needs POSIX")
def test_killed_while_undoing_the_next_release_undoes_the_rest(tmp_path: Path) -> None:
    for point in count(1):
        output = tmp_path / str(point) / "output"
        release(output, OLD)
        assert _killed_at(20, output, NEW)
        assert files(output) != OLD
        if not _killed_at(point, output, OLD):
            break
        with Release(output):
            assert files(output) == OLD
        assert not any((output / name).exists() for name in ("added", "x/index.html"))
    assert point > 10


@pytest.mark.skipif(os.name != "posix", reason="kill -9 needs POSIX")
def test_what_others_put_into_a_new_folder_after_a_kill_stays(tmp_path: Path) -> None:
    mine = {"added/mine": b"mine", "added/more/mine": b"mine"}
    release(tmp_path / "killed/output", OLD)
    assert _killed_at(20, tmp_path / "killed/output", NEW)
    assert (tmp_path / "killed/output/added").exists()
    write(tmp_path / "killed/output", mine)
    for point in count(1):
        output = Path(shutil.copytree(tmp_path / "killed", tmp_path / str(point))) / "output"
        if not _killed_at(point, output, OLD):
            break
        release(output, OLD)
        assert files(output) == OLD | mine
    assert point > 10


def test_what_a_killed_build_still_writes_is_nobodys(output: Path) -> None:
    release(output, OLD)
    with Release(output) as one:
        late = [one.stage(path) for path in ("index.html", "added/index.html")]
    with Release(output) as another:
        another.add("index.html", b"new")
        another.add("added/index.html", b"new")
        for file in late:
            write_staged(file, b"of another build")
        another.commit()
    assert set(files(output).values()) == {b"new"}


@pytest.mark.skipif(os.name != "posix", reason="kill -9 needs POSIX")
def test_a_build_that_writes_nothing_undoes_what_a_killed_one_left(tmp_path: Path) -> None:
    output = tmp_path / "output"
    release(output, OLD)
    before = files(output)
    assert _killed_at(20, output, NEW)
    assert files(output) != before
    with Release(output):
        pass
    assert files(output) == before


def test_an_output_deleted_after_a_kill_is_no_trap(output: Path) -> None:
    release(output, OLD)
    assert _killed_at(20, output, NEW)
    for path in sorted(output.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    output.rmdir()
    release(output, NEW)
    assert files(output) == NEW


@pytest.mark.parametrize("damage", [b"", b"[[", b"\0" * 50, b"[7]", b'[["a", "b", false, [], 1]]'])
def test_a_damaged_journal_is_a_sentence(tmp_path: Path, damage: bytes) -> None:
    output = tmp_path / "output"
    release(output, OLD)
    assert _killed_at(20, output, NEW)
    before = files(output)
    workspace = tmp_path / ".output.corkboard-release"
    (workspace / "journal").write_bytes(damage)
    with pytest.raises(ReleaseError, match=r"is damaged: delete the folder .* and build again"):
        release(output, NEW)
    assert files(output) == before
    shutil.rmtree(workspace)
    release(output, NEW)
    assert files(output) == NEW


# What the disk refuses

Mount = Callable[[str], Path]


@pytest.mark.parametrize("place", ["output", "."])
@pytest.mark.parametrize("limit", ["size=64k", "nr_inodes=25", "nr_inodes=28", "nr_inodes=31", "nr_inodes=34"])
def test_a_full_disk_leaves_the_output_as_it_was(mount: Mount, limit: str, place: str) -> None:
    output = mount(limit) / place
    release(output, OLD)
    site = {f"{number}/index.html": b"x" * 9000 for number in range(9)}
    with pytest.raises(ReleaseError, match="no space left on the disk"):
        release(output, OLD | {"index.html": b"new"} | site)
    assert files(output) == OLD
    assert not any(path.is_dir() and not any(path.iterdir()) for path in output.rglob("*"))
    release(output, NEW)
    assert files(output) == NEW


@pytest.mark.parametrize("inodes", [2, 3, 4, 5])
def test_a_disk_too_full_to_begin_is_left_as_it_was(mount: Mount, inodes: int) -> None:
    disk = mount(f"nr_inodes={inodes}")
    with pytest.raises(ReleaseError, match="no space left on the disk"):
        release(disk / "output", OLD)
    assert not list(disk.iterdir())


@pytest.mark.parametrize("place", ["output", "."])
def test_a_read_only_output_is_a_sentence(mount: Mount, place: str) -> None:
    output = mount("size=1m") / place
    release(output, OLD)
    mount("remount,ro")
    with pytest.raises(ReleaseError, match=r"may not be written .*Read-only"):
        release(output, NEW)
    assert files(output) == OLD


def test_an_output_in_a_folder_that_may_not_be_written(output: Path) -> None:
    output.mkdir(parents=True)
    output.parent.chmod(0o555)
    try:
        release(output, OLD)
    finally:
        output.parent.chmod(0o755)
    assert files(output) == OLD


def test_a_folder_that_cannot_be_changed_leaves_the_rest_as_it_was(output: Path) -> None:
    release(output, OLD)
    (output / "gone").chmod(0o555)
    try:
        if os.access(output / "gone", os.W_OK):
            pytest.skip("root may write anywhere")
        with pytest.raises(ReleaseError, match="mend its permissions"):
            release(output, NEW)
        assert files(output) == OLD
    finally:
        (output / "gone").chmod(0o755)


def test_an_output_that_is_a_file_is_refused(output: Path) -> None:
    output.parent.mkdir()
    output.write_bytes(b"mine")
    with pytest.raises(ReleaseError, match="is a file: delete it"):
        release(output, OLD)
    assert output.read_bytes() == b"mine"


def test_a_name_that_the_file_system_refuses_is_a_sentence(output: Path) -> None:
    release(output, OLD)
    with pytest.raises(ReleaseError, match="too long"):
        release(output, {"a" * 300: b""})
    assert files(output) == OLD


# Any history

_PATHS = st.sampled_from(["a", "a/b", "a/b/c", "a/d", "b", "b/c", "c"])
_SITES = st.dictionaries(_PATHS, st.sampled_from([b"", b"1", b"2"]), max_size=5)


def _clash(one: str, other: str) -> bool:
    return one.startswith(other + "/") or other.startswith(one + "/")


def _is_a_tree(site: Site) -> bool:
    return not any(_clash(one, other) for one in site for other in site)


@settings(max_examples=200, deadline=None)
@given(others=_SITES.filter(_is_a_tree), sites=st.lists(_SITES.filter(_is_a_tree), max_size=6))
def test_after_any_releases_there_is_the_last_and_what_is_not_ours(others: Site, sites: list[Site]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "output"
        write(output, others)
        expected = dict(others)
        for site in sites:
            refused = any(_clash(one, other) for one in site for other in others)
            if refused or any(others.get(path, data) != data for path, data in site.items()):
                with pytest.raises(ReleaseError, match="in the way"):
                    release(output, site)
            else:
                release(output, site)
                others = {path: data for path, data in others.items() if path not in site}
                expected = others | site
            assert files(output) == expected
            assert not any(path.is_dir() and not any(path.iterdir()) for path in output.rglob("*"))
            assert len(list(Path(folder).iterdir())) <= 1
