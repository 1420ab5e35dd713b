"""`corkboard serve` on the wire and on the terminal: what is sent, what is not, and how it ends."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from previews import Preview
from sites import run

EVENTS = "/.corkboard/events"


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview of which nothing is changed."""
    with Preview(tmp_path_factory.mktemp("site")).serving() as preview:
        yield preview


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    with Preview(tmp_path).serving() as preview:
        yield preview


# What is sent


@pytest.mark.parametrize(("address", "file"), [("/", "index.html"), ("/articles/b/", "articles/b/index.html")])
def test_pages_get_a_script_while_they_are_served_and_files_do_not(quiet: Preview, address: str, file: str) -> None:
    on_disk = (quiet.output / file).read_text(encoding="utf-8")
    status, sent, headers = quiet.get(address)
    before, script, after = re.split(r"(<script data-events.*</script>\n)(?=</body>)", sent, flags=re.DOTALL)
    assert (status, before + after) == (200, on_disk)
    assert f'data-path="{file}"' in script
    assert EVENTS not in on_disk
    assert headers["Content-Length"] == str(len(sent.encode()))


def test_the_404_page_gets_the_script_too(quiet: Preview) -> None:
    status, sent, _ = quiet.get("/nothing-here/")
    assert status == 404
    assert 'data-path="404.html"' in sent


def test_what_is_no_page_is_sent_as_it_is(quiet: Preview) -> None:
    for path in [path for path in quiet.output.rglob("*") if path.suffix in (".css", ".svg", ".atom", ".xml", ".txt")]:
        address = path.relative_to(quiet.output).as_posix()
        assert quiet.get(f"/{address}")[1] == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("address", ["/", "/nothing-here/", "/robots.txt"])
def test_head_has_the_headers_of_get_and_no_body(quiet: Preview, address: str) -> None:
    (status, body, head), (get_status, _, get) = quiet.get(address, "HEAD"), quiet.get(address)
    assert (status, body) == (get_status, "")
    assert head["Content-Length"] == get["Content-Length"]


def test_head_of_the_events_does_not_wait_for_one(quiet: Preview) -> None:
    status, body, headers = quiet.get(EVENTS, "HEAD")
    assert (status, body, headers["Content-Type"]) == (200, "", "text/event-stream")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:9", "[::1]:8000"])
def test_this_machine_has_more_than_one_name(quiet: Preview, host: str) -> None:
    assert quiet.get("/", Host=host)[0] == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example:8000", "127.0.0.1.evil.example", "::1", "", "0.0.0.0"]
)
@pytest.mark.parametrize("address", ["/", EVENTS])
def test_other_names_of_this_machine_are_refused(quiet: Preview, host: str, address: str) -> None:
    status, body, _ = quiet.get(address, Host=host)
    assert status == 421
    assert body == f"This preview answers only to its own address, {quiet.address}/\n"


def test_a_build_is_an_event_at_once(preview: Preview) -> None:
    with Stream(preview) as first:
        name = first.event()["id"]
        preview.article("b", "Other words.")
        second = first.event()
        assert second["id"] != name
        assert second["data"].startswith('{"changed": ["articles/b/index.html", "feed.atom"], "title": "",')


def test_hidden_files_and_what_editors_leave_are_no_reason_to_build(preview: Preview) -> None:
    preview.wait_for("until Ctrl-C\n")
    for name in (".a.md.swp", "a.md~", "#a.md#", ".#a.md", "4913", "a.tmp", ".git/index", "__pycache__/a.pyc"):
        path = preview.folder / "content/articles" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    (preview.folder / "notes.txt").write_text("beside the settings")
    preview.write("content/articles/b.md", preview.text("content/articles/b.md"))
    preview.wait_for("nothing changed")
    preview.article("b", "Other words.")
    preview.wait_for("content/articles/b.md: ")
    assert "a.md" not in preview.said


def test_a_folder_that_appears_later_is_watched(preview: Preview) -> None:
    preview.wait_for("until Ctrl-C\n")
    preview.write("content/comments/articles/b/one.md", "---\n---\n")
    preview.wait_for("content/comments")
    preview.write("content/comments/articles/b/two.md", "---\n---\n")
    preview.wait_for("content/comments/articles/b/two.md: ")


# The terminal


def test_a_build_is_a_line_and_below_it_what_is_wrong(preview: Preview) -> None:
    preview.wait_for("until Ctrl-C\n")
    preview.article("b", "", "peple: [x]")
    preview.wait_for('did you mean "people"?\n')
    preview.article("b", "Other words.")
    preview.wait_until(lambda: " s)\n" in preview.said)
    assert re.fullmatch(r"content/articles/b\.md: \d+ pages, 2 files changed \(\d+\.\d\d s\)\n", preview.said)


def test_warnings_are_told_once_and_are_not_in_the_way(preview: Preview) -> None:
    preview.wait_for("until Ctrl-C\n")
    preview.write("content/people/ada.md", "---\ntitle: Ada\n---\n")
    preview.article("b", "", "people: [ada, ada]")
    preview.wait_for("listed twice [warning]")
    with Stream(preview) as stream:
        assert '"title": "", "messages": [], "problems": []' in stream.event()["data"]
    preview.article("a", "Other words.")
    preview.wait_for("1 warning in 1 file")
    preview.article("a", "Yet other words.")
    preview.wait_for("1 warning in 1 file")
    assert "listed twice" not in preview.said


def test_requests_are_not_told_but_for_those_that_fail(preview: Preview) -> None:
    preview.wait_for("until Ctrl-C\n")
    preview.get("/")
    preview.get("/nothing-here/")
    preview.wait_for("404 GET /nothing-here/\n")
    assert "200" not in preview.said


# One build after the other

PROGRAM = """
from pathlib import Path
from corkboard.preview.live import serve
from corkboard.preview.rebuild import Outcome
from corkboard.preview.watching import Sources

content, output = Path("content").resolve(), Path(".preview").resolve()
builds = 0

def rebuild(changed):
    global builds
    builds += 1
{}
    return Outcome((), (), frozenset(), builds)

serve(output, rebuild, lambda: Sources(frozenset([content]), frozenset(), output), port=0)
"""


def test_what_is_saved_during_a_build_is_built_after_it(tmp_path: Path) -> None:
    line = "    if builds == 2: (content / 'late.md').write_text('x')"
    with Preview(tmp_path).serving(program=PROGRAM.format(line)) as preview:
        preview.wait_for("until Ctrl-C\n")
        preview.article("b", "Other words.")
        preview.wait_for("content/late.md: 3 pages")


def test_many_saves_during_a_build_are_not_as_many_builds(tmp_path: Path) -> None:
    lines = "    while builds == 2 and not Path('go').exists(): pass"
    with Preview(tmp_path).serving(program=PROGRAM.format(lines)) as preview:
        preview.wait_for("until Ctrl-C\n")
        for number in range(200):
            preview.article(f"c{number}", "Text.")
        (preview.folder / "go").touch()
        preview.wait_for(": 2 pages")
        preview.article("last", "Text.")
        preview.wait_until(lambda: " pages" in preview.said)
        found = re.search(r"(\d+) pages", preview.said)
        assert found
        assert int(found[1]) < 20


def test_a_failure_of_corkboard_itself_is_not_the_end(tmp_path: Path) -> None:
    lines = "    if builds == 2: raise KeyError('a bug')"
    with Preview(tmp_path).serving(program=PROGRAM.format(lines)) as preview:
        preview.wait_for("until Ctrl-C\n")
        preview.article("b", "Other words.")
        preview.wait_for("KeyError: 'a bug'\n")
        preview.wait_for("Corkboard itself failed: please report")
        preview.article("b", "Yet other words.")
        preview.wait_for("content/articles/b.md: 3 pages")


# Beginning and end


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("nowhere",), 2, "there is no nowhere\n"),
        (("-s", "nowhere.py"), 2, "there is no nowhere.py\n"),
        (("-e", "SITENAME"), 2, "-e SITENAME: write NAME=JSON"),
        (("--port", "99999"), 1, "there is no port 99999"),
    ],
)
def test_what_cannot_be_served_is_a_sentence(tmp_path: Path, arguments: tuple[str, ...], code: int, told: str) -> None:
    done = run("corkboard", "serve", *arguments, cwd=Preview(tmp_path).folder)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(told)
    assert done.stderr.count("\n") == 1


def test_a_taken_port_is_a_sentence_before_anything_is_built(quiet: Preview, tmp_path: Path) -> None:
    port = quiet.address.rpartition(":")[2]
    done = run("corkboard", "serve", "--port", port, cwd=Preview(tmp_path).folder)
    assert (done.returncode, done.stderr) == (1, f"port {port} is taken, perhaps by another preview: choose another\n")
    assert not (tmp_path / ".preview").exists()


def test_ctrl_c_ends_it_while_browsers_wait_for_events(tmp_path: Path) -> None:
    with Preview(tmp_path).serving() as preview:
        stream = Stream(preview)
        stream.event()
    stream.close()


# A reader


class Stream:
    """A browser that waits for events, without the browser."""

    def __init__(self, preview: Preview) -> None:
        host, _, port = preview.address.removeprefix("http://").rpartition(":")
        self._socket = socket.create_connection((host, int(port)), timeout=60)
        self._socket.sendall(f"GET {EVENTS} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        self._lines = self._socket.makefile(encoding="utf-8")
        while self._lines.readline().strip():
            pass

    def event(self) -> dict[str, str]:
        """The next event's fields."""
        fields: dict[str, str] = {}
        while "data" not in fields:
            name, _, value = self._lines.readline().rstrip("\n").partition(": ")
            fields[name] = value
        return fields

    def close(self) -> None:
        self._lines.close()
        self._socket.close()

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
