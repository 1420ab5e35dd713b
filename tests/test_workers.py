"""Work is shared out to processes that may die, and whatever becomes of them, the site is the same."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from commands import Build, command, publication, ran, running, tree, wait_until
from corkboard.rendering.errors import RenderingError
from corkboard.settings import SettingsError, read_settings
from corkboard.workers import Workers
from sites import PROJECT, Site
from work import die_in_worker, die_of_seven, double, double_slowly, fail_at_three, fail_unreadably, large, who

LOST = "Not all worker processes lasted, perhaps for want of memory"

only_posix = pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")
only_linux = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="/proc tells who a process's children are")


@pytest.fixture
def two() -> Iterator[Workers]:
    with Workers(2) as workers:
        workers.start()
        yield workers
    assert multiprocessing.active_children() == []


# In other processes


def test_results_come_in_the_order_of_the_batches_from_other_processes(two: Workers) -> None:
    assert list(two.map(double, range(50))) == [2 * number for number in range(50)]
    wait_until(lambda: len(set(two.map(who, range(20)))) == 2)
    assert os.getpid() not in set(two.map(who, range(20)))
    assert two.trouble == ""


def test_one_worker_is_this_process() -> None:
    with Workers(1) as workers:
        workers.start()
        assert set(workers.map(who, range(3))) == {os.getpid()}
        assert not workers.many


def test_batches_are_taken_as_workers_come_free(two: Workers) -> None:
    taken: list[int] = []

    def batches() -> Iterator[int]:
        for number in range(40):
            taken.append(number)
            yield number

    for done, _ in enumerate(two.map(double_slowly, batches())):
        assert len(taken) <= done + 1 + 8 * 2 + 1


def test_something_else_is_done_while_a_result_is_waited_for(two: Workers) -> None:
    steps = iter(range(1000))
    assert list(two.map(double_slowly, range(2), steps)) == [0, 2]
    assert next(steps, 1000) > 10


def test_what_a_task_raises_is_raised_as_what_it_is(two: Workers) -> None:
    with pytest.raises(RenderingError) as raised:
        list(two.map(fail_at_three, range(5)))
    assert str(raised.value) == "article.html:3: no"
    assert "in fail_at_three" in raised.value.__notes__[0]
    with pytest.raises(RuntimeError, match="UnreadableError: of no module"):
        list(two.map(fail_unreadably, range(5)))
    assert two.trouble == ""


@pytest.mark.parametrize("arguments", [["program.py"], ["-m", "program"]])
def test_workers_import_neither_pelican_nor_what_started_them(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "program.py").write_text(
        """\
import pelican
from corkboard.workers import Workers
with Workers(2, imports="corkboard.tasks") as workers:
    workers.start()
    print(*next(workers.map(eval, ["sorted(__import__('sys').modules)"])))
"""
    )
    done = subprocess.run([sys.executable, *arguments], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) == 1
    imported = set(done.stdout.split())
    assert "corkboard.tasks" in imported
    assert not imported & {"pelican", "docutils", "django", "distributed", "typer", "program"}


# Without them


def test_a_worker_that_dies_takes_nothing_with_it(two: Workers) -> None:
    assert list(two.map(die_of_seven, range(50))) == [2 * number for number in range(50)]
    assert two.trouble.startswith(LOST)
    assert os.getpid() not in set(two.map(who, range(20))), "the other goes on"


def test_when_all_have_died_the_rest_is_done_here(two: Workers) -> None:
    assert list(two.map(die_in_worker, range(50))) == [2 * number for number in range(50)]
    assert two.trouble.startswith(LOST)
    two.start()
    assert set(two.map(who, range(3))) == {os.getpid()}, "workers that died once are not started again"


@only_posix
@pytest.mark.parametrize("delay", [0, 0.01, 0.03])
def test_a_worker_that_is_killed_while_it_sends_its_result_is_not_waited_for(two: Workers, delay: float) -> None:
    list(two.map(who, range(10)))
    for number, result in enumerate(two.map(large, range(8))):
        if number == 1:
            time.sleep(delay)
            for process in multiprocessing.active_children():
                os.kill(process.pid or 0, signal.SIGKILL)
        assert result == large(number)


def test_no_process_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(multiprocessing.context.SpawnProcess, "start", refuse)
    with Workers(2) as workers:
        workers.start()
        assert set(workers.map(who, range(3))) == {os.getpid()}
    assert workers.trouble.startswith(LOST)


def test_whoever_leaves_early_waits_for_nobody() -> None:
    began = time.monotonic()
    with pytest.raises(RenderingError), Workers(2) as workers:  # noqa: PT012 - the point is what comes after it
        workers.start()
        next(workers.map(double, [1]))
        workers.map(time.sleep, [60, 60, 60])
        raise RenderingError
    assert time.monotonic() - began < 30
    assert multiprocessing.active_children() == []


# The site


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Made without workers."""
    site = Site(publication(tmp_path_factory.mktemp("clean")))
    site.make(Workers(1))
    return site


@pytest.mark.parametrize("engine", ["python-markdown", "comrak"])
def test_with_and_without_workers_the_files_are_the_same(tmp_path: Path, engine: str) -> None:
    sites = [Site(publication(tmp_path / str(count)), {"MARKDOWN_ENGINE": engine}) for count in (1, 2)]
    for count, site in enumerate(sites, start=1):
        for text in ("One.", "Another."):
            site.write({"articles/new.md": f"---\ntitle: New\ndate: 2026-01-01\n---\n{text}\n"})
            workers = Workers(count)
            workers.start()
            site.make(workers)
            assert workers.trouble == ""
    assert sites[0].files() == sites[1].files()


@only_posix
@pytest.mark.parametrize(
    ("task", "dying"),
    [("read_documents", "one"), ("find_mentions", "all"), ("render_pages", "one"), ("render_pages", "all")],
)
def test_workers_that_are_killed_at_their_work_change_no_byte(
    tmp_path: Path, clean: Site, monkeypatch: pytest.MonkeyPatch, task: str, dying: str
) -> None:
    """A worker hears of every name in what it is sent, and so of the first task of a kind."""
    (tmp_path / "deadly.py").write_text(
        f"""\
import os, signal, sys
import corkboard.tasks
def watch(event, arguments):
    if event == "pickle.find_class" and arguments[1] == {task!r}:
        try:
            os.open({str(tmp_path / "died")!r}, os.O_CREAT | ({dying == "one"} and os.O_EXCL))
        except FileExistsError:
            return
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
"""
    )
    monkeypatch.syspath_prepend(tmp_path)
    site = Site(clean.content, beside=tmp_path)
    workers = Workers(2, imports="deadly")
    workers.start()
    site.make(workers)
    assert (tmp_path / "died").exists()
    assert workers.trouble.startswith(LOST)
    assert site.files() == clean.files()


def test_tasks_on_other_machines_need_nothing_of_this_one_s_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each worker hears of every file that it opens, and dies of one of the site's."""
    (tmp_path / "watched.py").write_text(
        """\
import os, sys
import corkboard.tasks
def watch(event, arguments):
    if event in ("open", "os.listdir", "os.scandir", "os.chdir") and os.environ["SITE"] in str(arguments[0]):
        os._exit(1)
sys.addaudithook(watch)
"""
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("SITE", str(tmp_path / "site"))
    shutil.copytree(PROJECT / "theme", tmp_path / "site/theme")
    site = Site(publication(tmp_path / "site"), theme=tmp_path / "site/theme")
    workers = Workers(2, imports="watched")
    workers.start()
    workers.remote = True
    site.make(workers)
    assert workers.trouble == ""
    with Workers(2, imports="watched") as watched:
        watched.start()
        list(watched.map(eval, [f"open({str(site.theme / 'templates/base.html')!r}).close()"]))
    assert watched.trouble.startswith(LOST), "the watch is on"


# The command


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a content, which is so large that the command starts workers by itself, and its output."""
    folder = tmp_path_factory.mktemp("made")
    publication(folder, 120)
    assert ran(command(folder, "WORKERS=1")).ended == (0, [])
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """The same without cache and output."""
    shutil.copytree(made / "content", tmp_path / "content")
    return tmp_path


def workers_are_up(build: Build) -> bool:
    return len(build.workers) == 2 or build.process.poll() is not None


def pages_are_rendered(build: Build, folder: Path) -> bool:
    return any(folder.glob(".*-release/new/*")) or build.process.poll() is not None


@only_linux
def test_the_command_shares_work_out_and_the_files_are_the_same(folder: Path, made: Path) -> None:
    with running(command(folder, "WORKERS=2")) as build:
        wait_until(partial(workers_are_up, build))
        assert len(build.workers) == 2
    assert build.ended == (0, [])
    assert tree(folder / "output") == tree(made / "output")


@only_linux
@pytest.mark.parametrize("killed", [1, 2])
def test_the_command_outlives_its_workers(folder: Path, made: Path, killed: int) -> None:
    with running(command(folder, "WORKERS=2")) as build:
        wait_until(partial(workers_are_up, build))
        for worker in build.workers[:killed]:
            os.kill(worker, signal.SIGKILL)
    assert build.process.returncode == 0
    assert [line[: len(LOST)] for line in build.sentences] == [LOST]
    assert tree(folder / "output") == tree(made / "output")


@only_linux
@pytest.mark.parametrize(
    ("number", "rendering"), [(signal.SIGINT, False), (signal.SIGINT, True), (signal.SIGTERM, True)]
)
def test_a_build_that_is_interrupted_says_one_line_and_changes_nothing(
    folder: Path, made: Path, number: signal.Signals, rendering: bool
) -> None:
    shutil.copytree(made / "output", folder / "output")
    with running(command(folder, "WORKERS=2", 'SITENAME="Another"')) as build:
        wait_until(partial(pages_are_rendered, build, folder) if rendering else partial(workers_are_up, build))
        build.signal(number)
        build.signal(number)
    assert build.ended == (128 + number, ["Interrupted."])
    assert tree(folder / "output") == tree(made / "output")
    assert {path.name for path in folder.iterdir()} == {"content", "output", "cache"}


@only_linux
@pytest.mark.parametrize("after", [0, 0.6])
def test_workers_end_by_themselves_when_the_command_is_killed(folder: Path, after: float) -> None:
    with running(command(folder, "WORKERS=2")) as build:
        wait_until(partial(workers_are_up, build))
        time.sleep(after)
        build.process.kill()


@only_linux
def test_an_error_in_a_template_comes_from_a_worker_as_a_sentence(folder: Path) -> None:
    shutil.copytree(PROJECT / "theme", folder / "theme")
    template = folder / "theme/templates/article.html"
    template.write_text("\n{{ page.nothing }}")
    with running(command(folder, "WORKERS=2", f'THEME="{folder / "theme"}"')) as build:
        wait_until(partial(workers_are_up, build))
        assert len(build.workers) == 2
    assert build.process.returncode == 1
    assert build.sentences[0].startswith(f"{template}:2: ")
    assert build.sentences[1:] == ["The output is as it was."]


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("WORKERS", 0, "Input should be greater than or equal to 1"),
        ("WORKERS", -1, "Input should be greater than or equal to 1"),
        ("WORKERS", 100000, "Input should be less than or equal to 256"),
        ("WORKERS", "x", "Input should be a valid integer"),
        ("EXECUTOR", "dusk:tcp://10.0.0.5:8786", 'as in "dask:tcp://10.0.0.5:8786"'),
        ("EXECUTOR", "dask:10.0.0.5", 'as in "dask:tcp://10.0.0.5:8786"'),
        ("EXECUTOR", 2, "Input should be a valid string"),
    ],
)
def test_a_wrong_number_or_place_of_workers_is_a_sentence(setting: str, value: object, says: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read_settings({setting: value})
    [message] = raised.value.messages
    assert message.startswith(f'{setting}: "{value}" will not do: ')
    assert says in message
