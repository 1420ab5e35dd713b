"""`corkboard desk`: one command that starts everything, and ends it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from reading import threads_json
from running import CORKBOARD, PATIENCE, ask, running_desk


def descendants(number: int) -> list[int]:
    children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
    return [one for child in map(int, children) for one in (child, *descendants(child))]


def desk(data: Path, *arguments: str, input: str | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [CORKBOARD, "desk", *arguments, "--data", str(data)]
    environ = {**os.environ, **variables}
    environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")  # of these tests alone; `check` finds it
    return subprocess.run(
        command, env=environ, input=input, capture_output=True, text=True, check=False, timeout=PATIENCE
    )


def test_a_desk_without_threads_json_says_so(tmp_path: Path) -> None:
    with running_desk(tmp_path / "data", DESK_THREADS=str(tmp_path / "threads.json")) as running:
        running.wait_for("threads.json: No such file or directory")
        assert "see DESK_THREADS" in running.said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_command_makes_the_databases_and_serves_until_it_is_ended(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "threads.json").write_text(threads_json())
    with running_desk(tmp_path / "data", DESK_THREADS=str(tmp_path / "threads.json")) as running:
        for port in running.ports():
            assert ask(port, "GET", "/health").text == "ok\n"
        processes = descendants(running.process.pid)
        assert len(processes) >= 5
        assert running.end(number) == 0
        assert not [one for one in processes if Path(f"/proc/{one}").exists()]
    assert re.fullmatch(r"Comments at \S+/, moderation at \S+/ until Ctrl-C.\n", running.said), running.said
    assert (tmp_path / "data/desk/desk.sqlite3").exists()


def test_a_desk_that_is_killed_leaves_nothing_that_holds_its_ports(tmp_path: Path) -> None:
    with running_desk(tmp_path / "data") as running:
        port, _ = running.ports()
        assert ask(port, "GET", "/health").status == 200
        processes = descendants(running.process.pid)
        running.process.kill()
        end = time.monotonic() + PATIENCE
        while any(Path(f"/proc/{one}/exe").exists() for one in processes):
            assert time.monotonic() < end
            time.sleep(0.05)


def test_a_process_that_ends_by_itself_ends_the_desk_with_a_sentence(tmp_path: Path) -> None:
    with running_desk(tmp_path / "data") as running:
        running.ports()
        children = Path(f"/proc/{running.process.pid}/task/{running.process.pid}/children").read_text().split()
        os.kill(int(children[-1]), signal.SIGKILL)
        assert running.process.wait(PATIENCE) == 1
    assert "The publisher has ended by itself, with exit code -9" in running.said


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = desk(tmp_path / "data", "run", "--port", str(port))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"port {port} is taken, perhaps by another desk: choose another by --port\n"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = desk(tmp_path / "file/data", "run")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "give a folder that the desk can write to, by --data or DESK_DATA" in done.stderr


def test_a_wrong_setting_is_told(tmp_path: Path) -> None:
    done = desk(tmp_path, "run", DESK_WORKERS="many")
    assert done.returncode == 2
    assert done.stderr.startswith("DESK_WORKERS: ")
    assert done.stderr.count("\n") == 1


def test_the_first_administrator_is_added_with_a_second_factor(tmp_path: Path) -> None:
    password = "correct horse battery"
    done = desk(tmp_path, "add-moderator", "Ada Example", "--role", "administrator", input=password + "\n")
    assert done.returncode == 0, done.stderr
    assert "otpauth://totp/" in done.stdout
    assert password not in done.stdout + done.stderr
    assert password.encode() not in b"".join(path.read_bytes() for path in (tmp_path / "desk").iterdir())
    again = desk(tmp_path, "add-moderator", "Ada Example", input=password + "\n")
    assert (again.returncode, again.stderr) == (2, 'There is a moderator "Ada Example" already.\n')


def test_a_weak_password_is_refused(tmp_path: Path) -> None:
    done = desk(tmp_path, "add-moderator", "Ada Example", input="password\n")
    assert done.returncode == 2
    assert "too short" in done.stderr


def test_a_desk_for_the_public_is_checked(tmp_path: Path) -> None:
    threads = tmp_path / "threads.json"
    threads.write_text(threads_json())
    given = {"DESK_THREADS": str(threads), "DESK_COMMENTS": str(tmp_path)}
    desk(tmp_path / "data", "add-moderator", "Ada Example", input="correct horse battery\n")
    fine = desk(tmp_path / "data", "check", **given)
    assert (fine.returncode, fine.stdout) == (0, "No problems.\n"), fine.stdout
    (tmp_path / "data/keys/intake.key").chmod(0o644)
    found = desk(tmp_path / "data", "check", "--deploy", **given)
    assert found.returncode == 1
    for part in ("intake.key: others can read", "DESK_INTAKE_URL", "DESK_MODERATION_URL", "DESK_TRUSTED_PROXIES"):
        assert part in found.stdout
    threads.write_text("{}")
    (tmp_path / "file").touch()
    wrong = {"DESK_COMMENTS": str(tmp_path / "file/comments"), "DESK_AFTER_PUBLISHING": "true"}
    found = desk(tmp_path / "data", "check", **given | wrong, DESK_AFTER_PUBLISHING_IN=str(tmp_path / "gone"))
    for part in ("not the threads.json of a site", "comments cannot be written there", "gone: there is no such folder"):
        assert part in found.stdout
    threads.write_text(threads_json())
    given |= {"DESK_INTAKE_URL": "https://a.example", "DESK_MODERATION_URL": "https://b.example"}
    (tmp_path / "data/keys/intake.key").chmod(0o600)
    fine = desk(tmp_path / "data", "check", "--deploy", **given, DESK_TRUSTED_PROXIES="127.0.0.1")
    assert (fine.returncode, fine.stdout) == (0, "No problems.\n")


def test_who_sends_slowly_keeps_nobody_else_waiting(tmp_path: Path) -> None:
    beginning = (
        b"POST /new/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: 1000\r\n\r\nthread="
    )
    with running_desk(tmp_path / "data", DESK_WORKERS="1", DESK_REQUEST_SECONDS="3") as running:
        port, _ = running.ports()
        with ExitStack() as opened:
            slow = [opened.enter_context(socket.create_connection(("127.0.0.1", port), PATIENCE)) for _ in range(20)]
            for connection in slow:
                connection.sendall(beginning)
            assert ask(port, "GET", "/health").status == 200
            for connection in slow:
                assert connection.recv(100).startswith(b"HTTP/1.1 408 ")


def test_who_does_not_end_the_headers_is_not_waited_for(tmp_path: Path) -> None:
    few = {"DESK_WORKERS": "1", "DESK_THREADS_PER_WORKER": "2", "DESK_REQUEST_SECONDS": "0.5"}
    with running_desk(tmp_path / "data", **few) as running, ExitStack() as opened:
        port, _ = running.ports()
        slow = [opened.enter_context(socket.create_connection(("127.0.0.1", port), PATIENCE)) for _ in range(2)]
        for connection in slow:
            connection.sendall(b"POST /new/ HTTP/1.1\r\nHost: local")
        assert ask(port, "GET", "/health").status == 200
        assert [connection.recv(100) for connection in slow] == [b"", b""]
