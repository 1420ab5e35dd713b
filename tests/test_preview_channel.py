"""Waiting pages are told what they must know, and those that went away leave nothing behind."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from corkboard.diagnostics import Problem, Severity
from corkboard.preview import live_server
from corkboard.preview.channel import Channel
from corkboard.preview.live_server import LiveHandler
from corkboard.preview.rebuild import Outcome
from corkboard.preview.server import Server, make_server

ERROR = Problem("content/a.md", 3, 1, "title", "title is missing", "write one", "---", 0)
WARNING = Problem("content/a.md", 4, 1, "tags", "a tag is listed twice", severity=Severity.WARNING)


def story(channel: Channel, seen: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(channel.story(seen)[1])
    return found


def good(*paths: str) -> Outcome:
    return Outcome((), (), frozenset(paths))


@pytest.mark.parametrize(
    ("outcome", "failed"),
    [
        (Outcome((), (), None), False),
        (Outcome((WARNING,), (), None), False),
        (Outcome((WARNING, ERROR), (), None), True),
        (Outcome((), ("SITENAME: write one",), None), True),
    ],
)
def test_an_outcome_with_an_error_or_a_message_has_failed(outcome: Outcome, failed: bool) -> None:
    assert outcome.failed is failed


# What changed


def test_who_missed_builds_is_told_all_that_they_changed() -> None:
    channel = Channel()
    channel.publish(good("a"))
    seen = channel.build
    channel.publish(good("b"))
    channel.publish(Outcome((ERROR,), (), None))  # which left the files as they were
    channel.publish(good("c", "b"))
    assert story(channel, seen)["changed"] == ["b", "c"]
    assert story(channel, channel.build)["changed"] == []


def test_anything_may_have_changed_for_who_comes_from_another_run_or_long_ago() -> None:
    channel, other = Channel(), Channel()
    assert channel.build != other.build
    seen = channel.build
    channel.publish(good("a"))
    for elsewhere in (other.build, "", "nonsense-1"):
        assert story(channel, elsewhere)["changed"] is None
    for _ in range(1000):
        channel.publish(good())
    assert story(channel, seen)["changed"] is None


def test_anything_may_have_changed_if_one_build_does_not_know() -> None:
    channel = Channel()
    seen = channel.build
    for outcome in (good("a"), Outcome((), (), None), good("b")):
        channel.publish(outcome)
    assert story(channel, seen)["changed"] is None


def test_very_many_changed_files_are_not_listed() -> None:
    channel = Channel()
    seen = channel.build
    channel.publish(good(*map(str, range(10_000))))
    assert story(channel, seen)["changed"] is None


# What is wrong


def test_errors_are_told_with_all_they_have_and_warnings_are_not() -> None:
    channel = Channel()
    channel.publish(Outcome((ERROR, WARNING), ("The theme is no theme.",), None))
    told = story(channel, channel.build)
    assert (told["title"], told["messages"]) == ("1 problem in 1 file", ["The theme is no theme."])
    assert told["problems"] == [
        {
            "file": "content/a.md",
            "line": 3,
            "column": 1,
            "field": "title",
            "message": "title is missing",
            "hint": "write one",
            "excerpt": "---",
            "caret": 0,
            "severity": "error",
        }
    ]


def test_nothing_is_told_of_a_build_with_warnings_alone() -> None:
    channel = Channel()
    channel.publish(Outcome((WARNING,), (), frozenset()))
    assert story(channel, channel.build) == {"changed": [], "title": "", "messages": [], "problems": []}


def test_what_would_end_an_event_early_is_escaped() -> None:
    channel = Channel()
    channel.publish(Outcome((), ("one\n\ndata: two\r\u2028\udcff",), None))
    text = channel.story("")[1]
    assert text.isascii()
    assert text.isprintable()


# Readers


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Server, Channel]]:
    monkeypatch.setattr(live_server, "_HEARTBEAT", 0.02)
    (tmp_path / "index.html").write_text("<p>Text")
    (tmp_path / "odd.html").write_bytes(b"<body>\xff</BODY> <!-- </body> --> after")
    channel = Channel()
    with make_server(tmp_path, port=0, handler=partial(LiveHandler, channel)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server, channel
        channel.close()
        server.shutdown()
        thread.join()


def asked(server: Server, address: str, *headers: str) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.server_port), timeout=60)
    connection.sendall("\r\n".join([f"GET {address} HTTP/1.1", "Host: localhost", *headers, "", ""]).encode())
    return connection


def read_until(connection: socket.socket, end: bytes) -> bytes:
    found = b""
    while end not in found:
        part = connection.recv(65536)
        assert part, found
        found += part
    return found


def test_a_waiting_reader_gets_signs_of_life(server: tuple[Server, Channel]) -> None:
    with asked(server[0], "/.corkboard/events") as connection:
        assert read_until(connection, b"\n\n:\n\n:\n\n").startswith(b"HTTP/1.1 200 ")


def test_a_reader_that_goes_away_leaves_no_thread_and_no_noise(
    server: tuple[Server, Channel], capfd: pytest.CaptureFixture[str]
) -> None:
    before = threading.active_count()
    connections = [asked(server[0], "/.corkboard/events") for _ in range(5)]
    for connection in connections:
        read_until(connection, b":\n\n")
    assert threading.active_count() == before + 5
    for connection in connections:
        connection.close()
    deadline = time.monotonic() + 60
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() == before
    assert capfd.readouterr().err == ""


def test_the_end_of_the_preview_is_the_end_of_the_stream(server: tuple[Server, Channel]) -> None:
    with asked(server[0], "/.corkboard/events") as connection:
        read_until(connection, b":\n\n")
        server[1].close()
        while connection.recv(65536):
            pass


def test_who_connects_again_says_what_they_have_seen(server: tuple[Server, Channel]) -> None:
    channel = server[1]
    first = channel.build
    channel.publish(good("a"))
    second = channel.build
    channel.publish(good("b"))
    for address, header, changed in (
        (f"?since={first}", "X: y", b'"changed": ["a", "b"]'),
        (f"?since={first}", f"Last-Event-ID: {second}", b'"changed": ["b"]'),
        ("", "X: y", b'"changed": null'),
    ):
        with asked(server[0], f"/.corkboard/events{address}", header) as connection:
            assert changed in read_until(connection, b'"problems": []')


def test_a_page_without_an_end_gets_the_script_too(server: tuple[Server, Channel]) -> None:
    with asked(server[0], "/") as connection:
        sent = read_until(connection, b"</script>\n")
    assert b"\r\n\r\n<p>Text<script data-events=" in sent


def test_a_page_is_else_sent_byte_for_byte(server: tuple[Server, Channel]) -> None:
    with asked(server[0], "/odd.html") as connection:
        sent = read_until(connection, b"after")
    assert b"\r\n\r\n<body>\xff</BODY> <!-- <script data-events=" in sent
    assert sent.endswith(b"</script>\n</body> --> after")


@pytest.mark.parametrize("path", ["a", "</script><script>alert(1)</script>", '" onload="x', "é&amp;"])
def test_a_file_may_have_any_name(path: str) -> None:
    sent = live_server._with_script(b"<body></body>", "build-1", path)
    (script,) = html.document_fromstring(sent.decode()).iter("script")
    assert script.get("data-path") == path
    assert script.get("onload") is None
    assert sent.endswith(b"</script>\n</body>")
