"""Exports of WordPress, Disqus and Isso, and this plugin's own files: everything in them is read or told."""

from __future__ import annotations

import datetime as dt
import sqlite3
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corkboard.comments.model import By, Comment, ThreadId, comment_file, file_of
from corkboard.importers import reading
from corkboard.importers.disqus import read_disqus
from corkboard.importers.isso import read_isso
from corkboard.importers.model import MOST_CHARACTERS, Findings, ImportedComment, Source, Status
from corkboard.importers.own_files import read_files
from corkboard.importers.wordpress import read_wordpress
from exports import SITE, disqus, isso, wordpress

PAGE = f"{SITE}/articles/first/"
Read = Callable[[Path, Findings], Iterator[ImportedComment]]
ULIDS = ["01JD0000000000000000000001", "01JD0000000000000000000002"]


def read(reader: Read, path: Path) -> tuple[list[ImportedComment], list[str]]:
    """The comments, and the problems without the folder they are in."""
    findings = Findings()
    comments = list(reader(path, findings))
    return comments, [str(problem).replace(f"{path.parent}/", "") for problem in findings.problems]


def saved(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# WordPress


def test_a_comment_of_wordpress_is_read_with_all_that_it_needs(tmp_path: Path) -> None:
    content = "One <b>lamp</b>\nand &amp; <a href='/second/'>another</a>.\n\nTwo"
    export = wordpress([(PAGE, [{"id": "7", "author": "Ada &amp; Barnaby", "content": content, "parent": "3"}])])
    comments, problems = read(read_wordpress, saved(tmp_path / "export.xml", export))
    assert problems == []
    [one] = comments
    assert (one.site, one.source_id, one.page, one.parent) == ("example.org", "7", PAGE, "3")
    assert (one.author, one.email, one.status) == ("Ada & Barnaby", "reader@example.org", Status.APPROVED)
    assert one.date == dt.datetime(2014, 1, 14, 17, 32, 12, tzinfo=dt.UTC)
    assert one.text == f"One **lamp**\nand & [another]({SITE}/second/).\n\nTwo"
    assert "reader@" not in repr(one)


def test_the_states_of_wordpress_are_kept(tmp_path: Path) -> None:
    states = ["1", "0", "spam", "trash", "post-trashed", "odd"]
    export = wordpress([(PAGE, [{"id": str(at), "approved": state} for at, state in enumerate(states)])])
    comments, problems = read(read_wordpress, saved(tmp_path / "export.xml", export))
    assert [one.status.value for one in comments] == ["approved", "pending", "spam", "deleted", "deleted", "pending"]
    assert len(problems) == 1
    assert problems[0].endswith("comment 5: nothing is known of its approval; it waits for a moderator")


def test_pingbacks_are_left_out_and_counted(tmp_path: Path) -> None:
    kinds = ["pingback", "trackback", "pingback", "order_note", "", "comment"]
    export = wordpress([(PAGE, [{"id": str(at), "type": kind} for at, kind in enumerate(kinds)])])
    findings = Findings()
    comments = list(read_wordpress(saved(tmp_path / "export.xml", export), findings))
    assert [one.source_id for one in comments] == ["4", "5"]
    assert findings.left_out == {"pingback": 2, "trackback": 1, "order_note": 1}


def test_a_date_in_local_time_alone_is_in_the_zone_of_the_site(tmp_path: Path) -> None:
    export = saved(tmp_path / "export.xml", wordpress([(PAGE, [{"date_gmt": "0000-00-00 00:00:00"}])]))
    [one] = read_wordpress(export, Findings(), ZoneInfo("Asia/Almaty"))
    assert one.date == dt.datetime(2014, 1, 14, 12, 32, 12, tzinfo=dt.UTC)


def test_a_comment_without_author_has_no_name(tmp_path: Path) -> None:
    export = wordpress(
        [(PAGE, [{"id": "1", "author": "", "author_email": ""}, {"id": "2", "author": "reader@example.org"}])]
    )
    comments, problems = read(read_wordpress, saved(tmp_path / "export.xml", export))
    assert [(one.author, one.email) for one in comments] == [("", None), ("", "reader@example.org")]
    assert len(problems) == 1
    assert "comment 2: its author's name is an e-mail address" in problems[0]
    assert "reader@" not in problems[0]


def test_what_no_comment_can_be_without_is_told_with_its_line(tmp_path: Path) -> None:
    odd = [
        {"id": "1", "date": "yesterday", "date_gmt": ""},
        {"id": ""},
        {"id": "3", "content": "x" * (MOST_CHARACTERS + 1)},
        {"id": "4"},
    ]
    comments, problems = read(read_wordpress, saved(tmp_path / "export.xml", wordpress([(PAGE, odd)])))
    assert [one.source_id for one in comments] == ["4"]
    assert problems == [
        "export.xml:4: comment 1: its date is missing or no date; it was left out",
        "export.xml:16: a comment without an id: it has no id; it was left out",
        "export.xml:28: comment 3: it is longer than 100,000 characters; it was left out",
    ]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "windows-1251", "koi8-r", "shift-jis"]
)
def test_exports_in_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    export = wordpress([(PAGE, [{"author": "Читатель", "content": "Слова"}])])
    declared = export.replace('encoding="UTF-8"', f'encoding="{encoding.removesuffix("-sig")}"')
    comments, problems = read(read_wordpress, saved(tmp_path / "export.xml", declared.encode(encoding)))
    assert [(one.author, one.text) for one in comments] == [("Читатель", "Слова")]
    assert problems == []


@pytest.mark.parametrize("encoding", ["rot13", "zlib", "idna", "undefined", "nonsense", "x-user-defined"])
def test_an_encoding_that_is_none_does_no_harm(tmp_path: Path, encoding: str) -> None:
    export = wordpress([(PAGE, [{}])]).replace("UTF-8", encoding)
    comments, problems = read(read_wordpress, saved(tmp_path / "export.xml", export))
    assert [one.text for one in comments] == ["Words"]
    assert problems == []


def test_bytes_that_are_no_characters_are_told_and_lose_nothing_else(tmp_path: Path) -> None:
    export = wordpress([(PAGE, [{"id": "1", "content": "One@two\x08 three"}, {"id": "2"}])]).encode()
    comments, problems = read(read_wordpress, saved(tmp_path / "export.xml", export.replace(b"One@", b"One\xff")))
    assert [one.text for one in comments] == ["One\ufffdtwo three", "Words"]
    assert problems == [
        "export.xml:4: comment 1: there are bytes in it that are no characters; they are shown as \ufffd"
    ]


def test_markup_that_was_not_escaped_becomes_its_text(tmp_path: Path) -> None:
    export = disqus({"2": PAGE}, [{"message": "@"}]).replace("@", "<p>One <b>lamp</b> is out</p>")
    comments, _ = read(read_disqus, saved(tmp_path / "export.xml", export.replace("reader@", "")))
    assert [one.text for one in comments] == ["One lamp is out"]


def test_a_truncated_export_gives_what_is_whole_and_tells_where_it_ends(tmp_path: Path) -> None:
    export = wordpress([(PAGE, [{"id": "1"}, {"id": "2"}])])
    comments, problems = read(
        read_wordpress, saved(tmp_path / "export.xml", export[: export.index("<wp:comment_id>2") + 30])
    )
    assert [one.source_id for one in comments] == ["1"]
    assert len(problems) == 1
    assert problems[0].startswith("export.xml:17: this is no XML")
    assert "nothing from here on was read" in problems[0]


BOMB = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("head", "content"),
    [
        (f"{BOMB}]>", "&i;"),
        ('<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
        ('<!DOCTYPE rss SYSTEM "http://example.org/x.dtd">', "x"),
        ("<!DOCTYPE rss [<!ENTITY % x SYSTEM 'http://example.org/x'> %x;]>", "x"),
    ],
)
def test_entities_are_refused(tmp_path: Path, head: str, content: str) -> None:
    export = wordpress([(PAGE, [{"content": "@@"}])], head).replace("@@", content)
    comments, problems = read(read_wordpress, saved(tmp_path / "export.xml", export))
    assert comments == []
    assert problems == [
        "export.xml:1: there is a document type declaration, which exports have not; nothing of the file was read"
    ]


@pytest.mark.parametrize("text", ["", "x", "<rss", "\ufeff", "<a/>", "<rss/>x", "<a>" * 200, "\x00" * 50])
@pytest.mark.parametrize("reader", [read_wordpress, read_disqus, read_isso])
def test_what_is_no_export_is_told(tmp_path: Path, reader: Read, text: str) -> None:
    comments, problems = read(reader, saved(tmp_path / "export", text))
    assert comments == []
    assert len(problems) == 1
    assert problems[0].startswith("export:")


@pytest.mark.parametrize("reader", [read_wordpress, read_disqus, read_isso, read_files])
@pytest.mark.parametrize("name", ["missing", "."])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, reader: Read, name: str) -> None:
    if (reader, name) != (read_files, "."):
        comments, problems = read(reader, tmp_path / name)
        assert (comments, len(problems)) == ([], 1)


def test_an_export_of_any_size_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    start, end = wordpress([(PAGE, [{"content": "@@"}])]).split("<item>")[0], "</channel></rss>"
    with path.open("w", encoding="utf-8") as file:
        file.write(start)
        for at in range(60):
            body = f"<p>{'words ' * 100_000}</p>"
            item = wordpress([(f"{PAGE}?{at}", [{"id": f"{at}-{n}"} for n in range(20)])]).split("<item>")[1]
            file.write("<item>" + item.split("</item>")[0].replace("<p>Body</p>", body) + "</item>")
        file.write(end)
    findings = Findings()
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_wordpress(path, findings)) == 1200
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert findings.problems == []
    assert path.stat().st_size > 30_000_000
    assert peak < 12_000_000


# Disqus


def test_a_comment_of_disqus_is_read_with_all_that_it_needs(tmp_path: Path) -> None:
    address = (
        "http://disq.us/url?url=https%3A%2F%2Fexample.org%2Flog%3Fa%3D1%26b%3D2%3A0AbcdefGhijklmnopqrstuvwxy&cuid=5"
    )
    message = f'<p>Look <a href="{address.replace("&", "&amp;")}" rel="nofollow">here</a>.</p>'
    export = disqus({"2": PAGE}, [{"id": "8", "message": message, "parent": "4", "name": "O'Example"}])
    comments, problems = read(read_disqus, saved(tmp_path / "export.xml", export))
    assert problems == []
    [one] = comments
    assert (one.site, one.source_id, one.page, one.parent) == ("lamps", "8", PAGE, "4")
    assert (one.author, one.email, one.status) == ("O'Example", "reader@example.org", Status.APPROVED)
    assert one.date == dt.datetime(2013, 10, 10, 19, 20, 29, tzinfo=dt.UTC)
    assert one.text == f"Look [here]({SITE}/log?a=1&b=2)."


def test_the_states_and_dates_of_disqus_are_kept(tmp_path: Path) -> None:
    posts = [
        {"id": "1", "isDeleted": "true", "isSpam": "true", "message": ""},
        {"id": "2", "isSpam": "true", "createdAt": "2013-10-10T19:20:29"},
        {"id": "3", "isApproved": "false", "createdAt": "2013-10-11T00:20:29+05:00"},
        {"id": "4", "thread": "77"},
    ]
    comments, problems = read(read_disqus, saved(tmp_path / "export.xml", disqus({"2": "", "3": PAGE}, posts)))
    assert [one.status.value for one in comments] == ["deleted", "spam", "pending", "approved"]
    assert len({one.date for one in comments}) == 1
    assert [one.page for one in comments] == [""] * 4
    assert problems == []


# Isso


@pytest.mark.parametrize("version", [0, 3, 4, 5])
def test_comments_of_isso_are_read_whatever_its_version(tmp_path: Path, version: int) -> None:
    rows = [
        {"id": 1, "text": "A *lamp*\nand\n\n- one", "author": "Ada &amp; Barnaby"},
        {"id": 2, "parent": 1, "mode": 2, "author": None, "email": None},
        {"id": 3, "parent": 1, "mode": 4, "text": ""},
    ]
    path = isso(tmp_path / "comments.db", {1: "/articles/first/"}, rows, version)
    before = path.read_bytes()
    comments, problems = read(read_isso, path)
    assert problems == []
    assert [(one.source_id, one.parent, one.status.value) for one in comments] == [
        ("1", None, "approved"),
        ("2", "1", "pending"),
        ("3", "1", "deleted"),
    ]
    assert comments[0].date == dt.datetime(2013, 10, 10, 19, 20, 29, 250_000, tzinfo=dt.UTC)
    assert (comments[0].author, comments[0].email, comments[0].page) == (
        "Ada & Barnaby",
        "reader@example.org",
        "/articles/first/",
    )
    assert comments[0].text == "A *lamp* and\n\n- one"
    assert (comments[1].author, comments[1].email) == ("", None)
    assert path.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == [path]


def test_odd_rows_of_isso_are_told_and_lose_nothing_else(tmp_path: Path) -> None:
    rows = [
        {"id": 1, "created": "yesterday"},
        {"id": 2, "created": float("inf")},
        {"id": 3, "text": b"\xff\x00"},
        {"id": 4, "tid": 99},
        {"id": 5, "mode": 8, "author": 12},
        {"id": 6, "text": "x" * 200_000},
        {"id": 7, "parent": "x"},
    ]
    path = isso(tmp_path / "comments.db", {1: "/articles/first/"}, rows)
    comments, problems = read(read_isso, path)
    assert [(one.source_id, one.page) for one in comments] == [
        ("4", ""),
        ("5", "/articles/first/"),
        ("7", "/articles/first/"),
    ]
    assert problems == [
        "comments.db: comment 1: its date is missing or no date; it was left out",
        "comments.db: comment 2: its date is missing or no date; it was left out",
        "comments.db: comment 3: its text is no text; it was left out",
        "comments.db: comment 5: nothing is known of its approval; it waits for a moderator",
        "comments.db: comment 6: it is longer than 100,000 characters; it was left out",
    ]


def test_a_damaged_database_gives_what_can_be_read(tmp_path: Path) -> None:
    rows = [{"id": at, "text": f"{at} " * 400} for at in range(1, 200)]
    path = isso(tmp_path / "comments.db", {1: "/articles/first/"}, rows)
    source = path.read_bytes()
    path.write_bytes(source[:60_000] + b"\xff" * 20_000 + source[80_000:])
    comments, problems = read(read_isso, path)
    assert 0 < len(comments) < 199
    assert len(problems) == 1
    assert "the database cannot be read" in problems[0]


def test_a_view_in_the_place_of_a_table_is_not_read(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "comments.db") as database:
        database.execute("CREATE TABLE threads (id, uri)")
        database.execute(
            "CREATE VIEW comments AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT x FROM n"
        )
    comments, problems = read(read_isso, tmp_path / "comments.db")
    assert (comments, len(problems)) == ([], 1)


# This plugin's own files


def own(folder: Path, comment: Comment, thread: str = "articles/first") -> Path:
    path = folder / file_of(ThreadId.parse(thread), comment.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(comment_file(comment))
    return path


def test_own_files_are_read_as_they_were_written(tmp_path: Path) -> None:
    when = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)
    first = Comment(id=ULIDS[0], author="A reader", date=when, text="One *lamp*.\n\n---\n\n> two")
    second = Comment(id=ULIDS[1], author="The desk", date=when, reply_to=ULIDS[0], by=By.DESK, pinned=True, text="Yes")
    for comment in (second, first):
        own(tmp_path, comment)
    saved(tmp_path / "threads.yaml", "closed: [articles/first]\n")
    comments, problems = read(read_files, tmp_path)
    assert problems == []
    assert [(one.source_id, one.page, one.parent, one.by, one.pinned) for one in comments] == [
        (ULIDS[0], "articles/first", None, By.READER, False),
        (ULIDS[1], "articles/first", ULIDS[0], By.DESK, True),
    ]
    assert [(one.author, one.text, one.date) for one in comments] == [(c.author, c.text, when) for c in (first, second)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ":1: it does not begin with front matter between two lines of three dashes"),
        ("---\nid: [\n---\nx", ":3: its front matter is no YAML"),
        ("---\n- a\n---\nx", ":2: its front matter is no mapping of fields"),
        ("---\n" + "[" * 9000 + "\n---\nx", "its front matter is no"),
        (f"---\nid: {ULIDS[1]}\nauthor: A\ndate: 2026-11-22T10:00:00Z\n---\nx", ":1: its id is not its name"),
        (f"---\nid: {ULIDS[0]}\nauthor: A\ndate: 2026-11-22\n---\nx", ":2: date:"),
        (f"---\nid: {ULIDS[0]}\nauthor: A\ndate: 2026-11-22T10:00:00Z\nemail: a@example.org\n---\nx", ":2: email:"),
        (f"---\nid: {ULIDS[0]}\nauthor: A\ndate: 2026-11-22T10:00:00Z\na@example.org: b\n---\nx", ":2: a field:"),
        (b"---\nid: \xff", ":2: it is not in UTF-8"),
    ],
)
def test_an_own_file_that_cannot_be_read_is_told(tmp_path: Path, text: str | bytes, told: str) -> None:
    folder = tmp_path / "articles" / "first"
    folder.mkdir(parents=True)
    saved(folder / f"{ULIDS[0]}.md", text)
    comments, problems = read(read_files, tmp_path)
    assert comments == []
    assert len(problems) == 1
    assert f"articles/first/{ULIDS[0]}.md" in problems[0]
    assert told in problems[0]
    assert "a@example.org" not in problems[0]


def test_files_of_other_names_and_links_are_told(tmp_path: Path) -> None:
    comment = Comment(id=ULIDS[0], author="A reader", date=dt.datetime(2026, 11, 22, tzinfo=dt.UTC), text="x")
    path = own(tmp_path / "comments", comment)
    (path.parent / f"{ULIDS[1]}.md").symlink_to(path)
    saved(path.parent / "notes.md", "x")
    saved(tmp_path / "comments" / f"{ULIDS[0]}.md", "x")
    comments, problems = read(read_files, tmp_path / "comments")
    assert len(comments) == 1
    assert len(problems) == 3


# Each by the name of its system


@pytest.mark.parametrize("source", Source)
def test_a_system_has_its_reader(tmp_path: Path, source: Source) -> None:
    path = {
        Source.WORDPRESS: saved(tmp_path / "wordpress.xml", wordpress([(PAGE, [{"date_gmt": ""}])])),
        Source.DISQUS: saved(tmp_path / "disqus.xml", disqus({"2": PAGE}, [{}])),
        Source.ISSO: isso(tmp_path / "comments.db", {1: PAGE}, [{"id": 1}]),
        Source.FILES: tmp_path / "comments",
    }[source]
    own(
        tmp_path / "comments", Comment(id=ULIDS[0], author="A", date=dt.datetime(2026, 11, 22, tzinfo=dt.UTC), text="x")
    )
    [one] = reading.read(source, path, Findings(), ZoneInfo("Asia/Almaty"))
    assert one.source == source
    assert source is not Source.WORDPRESS or one.date.hour == 12


# Whatever is in them


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n"), min_size=1),
    st.text(),
    st.text(max_size=20),
)
def test_any_text_goes_through_an_export(tmp_path: Path, content: str, author: str, odd: str) -> None:
    export = wordpress(
        [(odd, [{"content": content, "author": author, "type": ""}, {"id": "2", "parent": odd, "date_gmt": odd}])]
    )
    path = saved(tmp_path / "export.xml", export.encode("utf-8", "replace"))
    comments, problems = read(read_wordpress, path)
    assert [one.source_id for one in comments] == ["1", "2"]
    assert not any("no XML" in problem for problem in problems)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_export_loses_nothing_silently(tmp_path: Path, data: st.DataObject) -> None:
    source = disqus({"2": PAGE}, [{"id": "4"}, {"id": "5", "parent": "4"}]).encode()
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, min(len(source), start + 20)))
    path = saved(tmp_path / "export.xml", source[:start] + data.draw(st.binary(max_size=8)) + source[end:])
    comments, problems = read(read_disqus, path)
    assert len(comments) == 2 or problems
