"""Imported comments on this site: their threads, their ids, what they answer, and what is told of the others."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corkboard.comments.model import By, ThreadId
from corkboard.importers.disqus import read_disqus
from corkboard.importers.model import Findings, ImportedComment, Source, Status
from corkboard.importers.pages import Pages, Unmatched, offered_threads, read_moved
from corkboard.importers.placing import Placed, Report, place, stable_id
from corkboard.importers.wordpress import read_wordpress
from exports import SITE, THREADS, disqus, wordpress
from sites import PROJECT

FIRST, SECOND = THREADS
PAGE = f"{SITE}/articles/first/"
DATE = dt.datetime(2014, 1, 14, 17, 32, 12, tzinfo=dt.UTC)


def imported(id: str, parent: str | None = None, **fields: Any) -> ImportedComment:
    values = {
        "source": Source.WORDPRESS,
        "site": "example.org",
        "page": PAGE,
        "author": "A reader",
        "email": None,
        "date": DATE,
        "text": "Words",
        "status": Status.APPROVED,
        "file": "export.xml",
        **fields,
    }
    return ImportedComment(source_id=id, parent=parent, **values)


def placed(comments: Iterable[ImportedComment], pages: Pages | None = None) -> tuple[dict[str, Placed], list[str]]:
    report = Report()
    found = {one.source_id: one for one in place(comments, pages or Pages(THREADS), report)}
    return found, list(report.lines())


def answers(found: dict[str, Placed]) -> dict[str, str | None]:
    """What each comment answers, by the ids of the other system."""
    names = {one.comment.id: id for id, one in found.items()}
    return {id: names[one.comment.reply_to] if one.comment.reply_to else None for id, one in found.items()}


# Threads


def test_the_threads_are_those_of_the_file_that_the_build_writes() -> None:
    offer = (
        b'{"version": 1, "site": {"name": "A site", "url": "", "lang": "en"}, "names": [], "threads": [{"id": "articles/first",'
        b'"url": "https://example.org/articles/first/", "title": "First", "lang": "en", "open": false, "closes": null}]}'
    )
    assert offered_threads(offer) == {FIRST: PAGE}


@pytest.mark.parametrize(
    "offer",
    [b"", b"{}", b"[]", b'{"version": 2, "threads": []}', b'{"version": 1, "threads": [{"id": "x/../y", "url": "/"}]}'],
)
def test_a_file_of_other_form_is_refused(offer: bytes) -> None:
    with pytest.raises(ValueError):
        offered_threads(offer)


@pytest.mark.parametrize(
    "address",
    [
        *(
            PAGE,
            PAGE.rstrip("/"),
            f"{PAGE}index.html",
            "http://example.org/articles/first/",
            "HTTPS://WWW.Example.ORG/articles/first",
        ),
        *(
            "/articles/first/",
            "articles/first",
            "//example.org/articles/first/",
            "https://example.org:443/articles//first/",
        ),
        *(
            f"{PAGE}?utm_source=mail",
            f"{PAGE}?replytocom=12#respond",
            f"{PAGE}#comment-7",
            "/articles/%66irst/",
            f" {PAGE}\n",
        ),
    ],
)
def test_spellings_of_an_address_lead_to_its_thread(address: str) -> None:
    assert Pages(THREADS).find(address) == FIRST


@pytest.mark.parametrize(
    ("address", "why"),
    [
        *(
            (one, Unmatched.NO_ADDRESS)
            for one in ("", "  ", "mailto:a@example.org", "https://[", "javascript:alert(1)")
        ),
        *((one, Unmatched.BY_NUMBER) for one in (f"{SITE}/?p=123", f"{SITE}/articles/first/?page_id=", "/?a=1&p=4")),
        ("https://old.example/articles/first/", Unmatched.OTHER_HOST),
        ("https://example.org.evil.example/articles/first/", Unmatched.OTHER_HOST),
        *(
            (one, Unmatched.UNKNOWN)
            for one in (SITE, f"{SITE}/articles/third/", "/articles/First/", "/x/articles/first/")
        ),
    ],
)
def test_why_an_address_leads_nowhere_is_told(address: str, why: Unmatched) -> None:
    assert Pages(THREADS).find(address) == why


def test_other_hosts_of_the_site_count_where_they_are_named() -> None:
    pages = Pages(THREADS, hosts=["www.Old.example"])
    assert pages.find("http://old.example/articles/first/") == FIRST
    assert pages.find("http://other.example/articles/first/") == Unmatched.OTHER_HOST


def test_hosts_do_not_matter_to_a_site_built_without_its_address() -> None:
    assert Pages({FIRST: "/articles/first/"}).find(PAGE) == FIRST


def test_addresses_of_other_scripts_are_the_same_encoded_or_not() -> None:
    pages = Pages({FIRST: "https://пример.example/articles/%D1%84%D0%BE%D0%BD%D0%B0%D1%80%D1%8C/"})
    assert pages.find("http://xn--e1afmkfd.example/articles/фонарь") == FIRST


@settings(deadline=None)
@given(st.text())
def test_any_text_is_an_address_or_none(text: str) -> None:
    pages = Pages(THREADS)
    assert pages.find(text) in (FIRST, SECOND, *Unmatched)
    assert pages.find(f"{SITE}/{text}") in (FIRST, SECOND, *Unmatched)


def test_old_addresses_lead_to_the_threads_that_are_given(tmp_path: Path) -> None:
    path = tmp_path / "moved.csv"
    lines = [
        "\ufeffold,new",
        f"{SITE}/?p=123,{PAGE}",
        "https://old.example/a.php?id=7,articles/second",
        "",
        "/2014/first.html,/articles/first",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    findings = Findings()
    pages = Pages(THREADS, read_moved(path, THREADS, findings))
    assert findings.problems == []
    assert pages.find("http://www.example.org/index.php?p=123") == FIRST
    assert pages.find(f"{SITE}/?p=124") == Unmatched.BY_NUMBER
    assert pages.find("http://old.example/a.php?id=7") == SECOND
    assert pages.find("http://old.example/a.php?id=8") == Unmatched.OTHER_HOST
    assert pages.find(f"{SITE}/2014/first.html?utm_source=mail") == FIRST


def test_lines_of_the_mapping_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    path = tmp_path / "moved.csv"
    path.write_text('/a,articles/first\n/b\n/c,/nowhere/\n,articles/first\n/a,articles/second\n"/d\n/e",\n')
    findings = Findings()
    assert read_moved(path, THREADS, findings) == {"/a": FIRST}
    assert [(one.line, one.message.split(",")[0]) for one in findings.problems] == [
        (2, "this is no pair of addresses"),
        (3, "the new address is no page of this site with comments"),
        (4, "this is no pair of addresses"),
        (5, "this old address has led elsewhere in a line above"),
        (7, "this is no pair of addresses"),
    ]


@pytest.mark.parametrize("source", [b"\xff\xfe/\x00", b'"' + b"x" * 200_000 + b'",y', b"/a,b\x00\n"])
def test_a_mapping_that_is_no_text_or_csv_is_told(tmp_path: Path, source: bytes) -> None:
    path = tmp_path / "moved.csv"
    path.write_bytes(source)
    findings = Findings()
    assert read_moved(path, THREADS, findings) == {}
    assert len(findings.problems) == 1


# Ids


def test_an_import_run_twice_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    path.write_text(disqus({"2": PAGE}, [{"id": "4"}, {"id": "5", "parent": "4"}]))
    runs = [placed(read_disqus(path, Findings()))[0] for _ in range(2)]
    assert runs[0] == runs[1]
    assert len({one.comment.id for one in runs[0].values()}) == 2


def test_the_id_of_an_imported_comment_never_changes() -> None:
    assert stable_id(imported("7")) == "018E8WZ0B0G1KFQBERDNN7M1XA"
    assert stable_id(imported("7", "3", text="Edited", page="/", file="b.xml")) == "018E8WZ0B0G1KFQBERDNN7M1XA"


def test_ids_sort_by_date_and_differ_by_system_site_and_number() -> None:
    ones = [imported("7"), imported("8"), imported("7", site="other.example"), imported("7", source=Source.DISQUS)]
    assert len({stable_id(one) for one in ones}) == 4
    assert stable_id(imported("9", date=DATE - dt.timedelta(milliseconds=1))) < min(map(stable_id, ones))


@settings(deadline=None)
@given(st.datetimes(timezones=st.just(dt.UTC)), st.text(max_size=5))
def test_any_comment_has_an_id(date: dt.datetime, id: str) -> None:
    found, _ = placed([imported(id, date=date)])
    assert found[id].comment.id == stable_id(imported(id, date=date))


def test_an_export_of_a_site_that_moved_to_https_gives_the_same_ids(tmp_path: Path) -> None:
    export = wordpress([(PAGE, [{}])])
    ids = set()
    for address in ("https://example.org", "http://www.example.org/"):
        path = tmp_path / "export.xml"
        path.write_text(export.replace(f"url>{SITE}", f"url>{address}"))
        ids |= {one.comment.id for one in place(read_wordpress(path, Findings()), Pages(THREADS), Report())}
    assert len(ids) == 1


def test_own_comments_keep_their_ids_threads_and_marks() -> None:
    id = "01JD0000000000000000000001"
    own = imported(id, source=Source.FILES, site="", page="articles/second", by=By.DESK, pinned=True)
    [one] = place([own], Pages({SECOND: "/other/address/"}), Report())
    assert (one.comment.id, one.thread, one.comment.by, one.comment.pinned) == (id, SECOND, By.DESK, True)


# What answers what


@settings(deadline=None)
@given(st.permutations(["1", "2", "3", "4"]))
def test_answers_keep_what_they_answer_in_whatever_order(order: list[str]) -> None:
    parents = {"1": None, "2": "1", "3": "2", "4": "1"}
    found, lines = placed([imported(id, parents[id]) for id in order])
    assert answers(found) == parents
    assert lines == ["4 comments approved"]
    for id, parent in parents.items():
        assert parent is None or list(found).index(parent) < list(found).index(id)


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, 12).map(str), st.none() | st.integers(0, 14).map(str)), st.randoms())
def test_no_comment_is_lost_to_circles_and_missing_ones(parents: dict[str, str | None], random: Any) -> None:
    order = list(parents)
    random.shuffle(order)
    found, _ = placed([imported(id, parents[id]) for id in order])
    assert set(found) == set(parents)
    above = answers(found)
    for id, answered in above.items():
        assert answered in (None, parents[id])
        seen = {id}
        while answered is not None:
            assert answered not in seen
            seen.add(answered)
            answered = above[answered]
    again, _ = placed([imported(id, parents[id]) for id in sorted(order)])
    assert answers(again) == above


def test_a_circle_is_cut_at_its_oldest_and_told() -> None:
    comments = [imported(id, parent, date=DATE + dt.timedelta(days=int(id))) for id, parent in ("24", "32", "43", "54")]
    found, lines = placed(comments)
    assert answers(found) == {"2": None, "3": "2", "4": "3", "5": "4"}
    assert lines[0] == "export.xml: comment 2: it and its answers answer each other; it stands for itself"


def test_an_answer_to_what_was_left_out_answers_what_that_answered() -> None:
    comments = [
        imported("1"),
        imported("2", "1", text=""),
        imported("3", "2"),
        imported("4", "3", page="/articles/second/"),
    ]
    found, lines = placed(comments)
    assert answers(found) == {"1": None, "3": "1", "4": None}
    assert lines[:2] == [
        "export.xml: comment 2: there is no text in it; it was left out",
        "export.xml: comment 4: the comment that it answers is not in its thread; it stands for itself",
    ]


def test_a_second_comment_with_the_same_id_is_told() -> None:
    found, lines = placed([imported("1"), imported("1", text="Other")])
    assert found["1"].comment.text == "Words"
    assert lines[0] == "export.xml: comment 1: there has been another comment with its id; it was left out"


def test_long_rows_of_answers_in_the_wrong_order_are_placed() -> None:
    count = 20_000
    found, lines = placed([imported(str(at), str(at - 1) if at else None) for at in reversed(range(count))])
    assert list(found) == [str(at) for at in range(count)]
    assert lines == ["20,000 comments approved"]


# What is told


def test_the_report_names_pages_and_counts_and_nobody() -> None:
    comments = [
        *(
            imported(str(at), page=f"{SITE}/?p=9\x1b[2J", email="reader@example.org", author="Ada Example")
            for at in range(3)
        ),
        *(
            imported("4", page=""),
            imported("5", status=Status.SPAM),
            imported("6", author=""),
            imported("7", status=Status.DELETED, text=""),
        ),
    ]
    report = Report(Findings(left_out=Counter(pingback=2)))
    found = {one.source_id: one for one in place(comments, Pages(THREADS), report, nameless="Без имени")}
    assert found["6"].comment.author == "Без имени"
    assert list(report.lines()) == [
        f"{SITE}/?p=9[2J: 3 comments left out: {Unmatched.BY_NUMBER}",
        f"no page: 1 comment left out: {Unmatched.NO_ADDRESS}",
        "2 pingbacks left out: not a comment",
        "1 comment approved",
        "1 comment spam",
        "1 comment deleted",
    ]
    assert "reader@" not in repr(found) + repr(report)


def test_what_the_documentation_shows_is_so(tmp_path: Path) -> None:
    page = (PROJECT / "docs" / "importing-comments.md").read_text(encoding="utf-8")
    (tmp_path / "moved.csv").write_text(page.split("```csv\n")[1].split("```")[0])
    report = Report()
    pages = Pages(THREADS, read_moved(tmp_path / "moved.csv", THREADS, report.findings))
    assert report.findings.problems == []
    assert pages.find("https://old.example/lamps/") == SECOND
    comments = [{"id": "17"}, {"id": "18", "date": "", "date_gmt": ""}]
    numbered = [{"id": "20"}, {"id": "21"}, {"id": "22", "type": "pingback"}, {"id": "23", "type": "pingback"}]
    export = wordpress(
        [(f"{SITE}/?p=123", comments), (f"{SITE}/?p=124", numbered), (PAGE, [{"id": "30", "approved": "0"}])]
    )
    path = tmp_path / "export.xml"
    path.write_text(export)
    assert len(list(place(read_wordpress(path, report.findings), pages, report))) == 2
    lines = "\n".join(report.lines()).replace(f"{tmp_path}/", "")
    assert f"```text\n{lines}\n```" in page


def test_threads_that_are_not_offered_take_no_own_comments() -> None:
    report = Report()
    assert list(place([imported("x", source=Source.FILES, page="articles/third")], Pages(THREADS), report)) == []
    assert report.unmatched == {"articles/third": Unmatched.NO_THREAD}
    assert Pages(THREADS).thread("nothing") == Unmatched.NO_THREAD
    assert Pages(THREADS).thread("articles/first") == ThreadId("articles", "first")
