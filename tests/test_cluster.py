"""The same build on a Dask cluster, whose workers may die and have no disk in common with it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import dask
import distributed
import pytest

from commands import PATIENCE, command, publication, ran, running, tree, wait_until
from corkboard.build.versions import code_fingerprint
from corkboard.rendering.errors import RenderingError
from corkboard.workers import ExecutorError, Workers
from corkboard.workers import cluster as cluster_module
from sites import Site
from work import die_in_worker, double_slowly, fail_at_three

LOST = "EXECUTOR: {} lost its workers, or had none; part of the work was done here instead."

# Clusters


def local_cluster(processes: int) -> distributed.LocalCluster:
    return distributed.LocalCluster(
        n_workers=processes, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs="CRITICAL"
    )


@pytest.fixture(scope="module")
def two() -> Iterator[distributed.LocalCluster]:
    """A cluster of two processes; where one dies another takes its place."""
    with local_cluster(2) as cluster:
        yield cluster


@contextmanager
def program(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """`dask` or something that runs it, in a folder that has nothing to do with any site."""
    dask = str(Path(sys.executable).with_name("dask"))
    with subprocess.Popen(
        [dask if word == "dask" else word for word in words],
        cwd="/",
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def mortal_cluster() -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A scheduler that can be killed, and its address; it has one worker."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    address = f"tcp://127.0.0.1:{port}"
    scheduler = program("dask", "scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
    with scheduler as process, worker(address):
        yield process, address


@contextmanager
def worker(address: str, *options: str, through: tuple[str, ...] = ()) -> Iterator[None]:
    """One more for the scheduler there."""
    with (
        program(*through, "dask", "worker", address, "--no-dashboard", "--no-nanny", *options),
        distributed.Client(address, timeout=PATIENCE, set_as_default=False) as client,
    ):
        client.wait_for_workers(1, timeout=PATIENCE)
        yield


def is_at_work(address: str) -> bool:
    with distributed.Client(address, timeout=PATIENCE, set_as_default=False) as client:
        return any(client.processing().values())


def workers_at(address: str) -> Workers:
    """Those of a cluster, which must have the code that is here."""
    return Workers(executor=f"dask:{address}", version=code_fingerprint)


def command_on(address: str, folder: Path) -> list[str]:
    return command(folder, f'EXECUTOR="dask:{address}"')


# The site


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a content and what a build in one process makes of it."""
    folder = tmp_path_factory.mktemp("made")
    publication(folder, 120)
    assert ran(command(folder, "WORKERS=1")).ended == (0, [])
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """The same without cache and output."""
    shutil.copytree(made / "content", tmp_path / "content")
    return tmp_path


def test_the_command_builds_the_same_on_a_cluster(two: distributed.LocalCluster, folder: Path, made: Path) -> None:
    assert ran(command_on(two.scheduler_address, folder)).ended == (0, [])
    assert tree(folder / "output") == tree(made / "output")


@pytest.mark.parametrize("engine", ["python-markdown", "comrak"])
def test_after_an_edit_too_and_with_both_engines(two: distributed.LocalCluster, tmp_path: Path, engine: str) -> None:
    sites = []
    for number in (1, 2):
        site = Site(publication(tmp_path / str(number)), {"MARKDOWN_ENGINE": engine})
        for text in ("One.", "Another."):
            site.write({"articles/new.md": f"---\ntitle: New\ndate: 2026-01-01\n---\n{text}\n"})
            workers = Workers(1) if number == 1 else workers_at(two.scheduler_address)
            site.make(workers)
            assert workers.trouble == ""
        sites.append(site.files())
    assert sites[0] == sites[1]


def test_a_worker_that_is_killed_in_the_middle_takes_nothing_with_it(
    two: distributed.LocalCluster, folder: Path, made: Path
) -> None:
    two.wait_for_workers(2)
    with running(command_on(two.scheduler_address, folder)) as build:
        states = two.scheduler.workers
        wait_until(lambda: any(state.processing for state in list(states.values())))
        busy = next(state for state in list(states.values()) if state.processing)
        os.kill(two.workers[busy.name].pid, signal.SIGKILL)
    assert build.ended == (0, [])
    assert tree(folder / "output") == tree(made / "output")


def test_a_scheduler_that_is_killed_in_the_middle_takes_nothing_with_it(folder: Path, made: Path) -> None:
    with mortal_cluster() as (scheduler, address), running(command_on(address, folder)) as build:
        wait_until(lambda: is_at_work(address))
        scheduler.kill()
    assert build.ended == (0, [LOST.format(address)])
    assert tree(folder / "output") == tree(made / "output")


def test_workers_need_not_see_the_site_and_may_have_threads(folder: Path, made: Path) -> None:
    """The worker's own view of the disk has nothing in the place of the site."""
    try:
        subprocess.run(["unshare", "--mount", "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"root alone can hide a folder from a program: {error}")
    hide = ("unshare", "--mount", "sh", "-c", f'mount -t tmpfs none "{folder}" && exec "$@"', "sh")
    with local_cluster(0) as cluster, worker(cluster.scheduler_address, "--nthreads", "4", through=hide):
        with workers_at(cluster.scheduler_address) as workers:
            workers.start()
            assert list(workers.map(os.listdir, [str(folder)])) == [[]]
        assert ran(command_on(cluster.scheduler_address, folder)).ended == (0, [])
    assert tree(folder / "output") == tree(made / "output")


def test_ctrl_c_ends_a_build_on_a_cluster_with_one_line(two: distributed.LocalCluster, folder: Path) -> None:
    with running(command_on(two.scheduler_address, folder)) as build:
        wait_until(lambda: any(state.processing for state in list(two.scheduler.workers.values())))
        build.signal(signal.SIGINT)
    assert build.ended == (130, ["Interrupted."])
    assert {path.name for path in folder.iterdir()} == {"content", "cache"}


# Workers and schedulers that are of no use


def test_what_a_task_raises_is_raised_as_what_it_is(two: distributed.LocalCluster) -> None:
    with workers_at(two.scheduler_address) as workers:
        workers.start()
        with pytest.raises(RenderingError) as raised:
            list(workers.map(fail_at_three, range(5)))
        assert str(raised.value) == "article.html:3: no"
        assert list(workers.map(double_slowly, range(30))) == [2 * number for number in range(30)]


def test_a_task_that_kills_every_worker_is_done_here() -> None:
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        local_cluster(1) as cluster,
        workers_at(cluster.scheduler_address) as workers,
    ):
        workers.start()
        assert list(workers.map(die_in_worker, [1])) == [2]
        assert workers.trouble == LOST.format(cluster.scheduler_address)
        assert list(workers.map(double_slowly, range(3))) == [0, 2, 4]


def test_a_scheduler_without_workers_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "_PATIENCE", 1.5)
    with local_cluster(0) as cluster, workers_at(cluster.scheduler_address) as workers:
        workers.start()
        assert list(workers.map(double_slowly, range(20))) == [2 * number for number in range(20)]
        assert workers.trouble == LOST.format(cluster.scheduler_address)
        workers.start()
        assert list(workers.map(double_slowly, range(3))) == [0, 2, 4], "no second time"


def test_a_scheduler_that_hangs_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "_PATIENCE", 1.5)
    with mortal_cluster() as (scheduler, address), workers_at(address) as workers:
        workers.start()
        results = workers.map(double_slowly, range(100))
        assert next(results) == 0
        scheduler.send_signal(signal.SIGSTOP)
        assert list(results) == [2 * number for number in range(1, 100)]
        assert workers.trouble == LOST.format(address)
        scheduler.kill()


@pytest.mark.parametrize(
    ("preload", "says"),
    [
        ("from corkboard.build import versions; versions._LIBRARIES = ()", "has other code than there is here"),
        ("import sys; sys.modules['corkboard'] = None", "a worker cannot do the work: No module named 'corkboard"),
    ],
)
def test_workers_with_other_code_are_refused(folder: Path, preload: str, says: str) -> None:
    (folder / "preload.py").write_text(preload)
    with local_cluster(0) as cluster, worker(cluster.scheduler_address, "--preload", str(folder / "preload.py")):
        build = ran(command_on(cluster.scheduler_address, folder))
    assert build.process.returncode == 1
    assert build.sentences[0].startswith(f"EXECUTOR: {cluster.scheduler_address}: ")
    assert says in build.sentences[0]
    assert "install the same Corkboard" in build.sentences[0]
    assert build.sentences[1:] == ["The output is as it was."]
    assert not (folder / "output").exists()


def test_a_scheduler_that_is_not_there_is_a_sentence(folder: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        build = ran(command_on(address, folder))
    reason = "Connection refused; start one there, or leave the setting out"
    said = [f"EXECUTOR: no scheduler answers at {address}: {reason}", "The output is as it was."]
    assert build.ended == (1, said)
    assert not (folder / "output").exists()


@pytest.mark.parametrize("scheme", ["tcp", "tls", "ws"])
def test_a_scheduler_that_says_nothing_is_a_sentence(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setattr(cluster_module, "_CONNECTED", 0.5)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"{scheme}://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ExecutorError, match=f"no scheduler answers at {address}: "), workers_at(address) as workers:
            workers.start()


def test_a_cluster_needs_a_package_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ExecutorError, match=r"pip install 'corkboard\[cluster\]'"), workers_at("tcp://a:1") as workers:
        workers.start()
