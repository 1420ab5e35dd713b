"""Comments on a site: from files to what readers see."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from corkboard.build import Memory
from corkboard.comments import extend
from corkboard.comments.model import By, Comment, ThreadId, comment_file, file_of
from corkboard.comments.reading import Found, read_threads
from corkboard.registry import default_registry
from corkboard.store import list_files
from corkboard.workers import Workers
from sites import Built, Site

GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).parent / "schemas" / "atom.rng"))
DESK = "https://desk.example.org"
ARTICLE = "---\ntitle: A Dark Pier\ndate: 2026-10-01\n{more}---\nText.\n"
HYPOTHESIS = "---\ntitle: A Fuse\nattributed_to: pier\n---\nText.\n"


def id_of(number: int) -> str:
    return f"01JA00000000000000000000{number:02}"


def comment(number: int = 1, text: str = "I was there.", **fields: Any) -> str:
    values = {"id": id_of(number), "author": "Ida Invented", "date": f"2026-10-{number:02}T10:00:00Z", **fields}
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in values.items()) + f"---\n{text}\n"


def on(thread: str, number: int = 1) -> str:
    return f"comments/{thread}/{id_of(number)}.md"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "content", {"COMMENTS_URL": DESK}, extend(default_registry()))
    return made.write({"articles/pier.md": ARTICLE.format(more=""), "hypotheses/fuse.md": HYPOTHESIS})


def discussion(built: Built, address: str) -> Any:
    found = built.page(address).xpath('//section[@id="comments"]')
    return found[0] if found else None


# What readers see


def test_an_approved_comment_stands_under_its_article(site: Site) -> None:
    built = site.write({on("articles/pier"): comment(text="I *was* there.")}).build()
    (one,) = discussion(built, "/articles/pier/").xpath('.//li[@id="comment-01JA0000000000000000000001"]')
    assert " ".join(one.text_content().split()) == (
        "Ida Invented October 1, 2026, 10:00 Reply to Ida Invented Report the comment of Ida Invented I was there."
    )
    assert one.xpath(".//em")[0].text == "was"
    assert one.xpath(f'.//a[@href="#comment-{id_of(1)}"]/time/@datetime') == ["2026-10-01T10:00:00+00:00"]
    assert one.xpath('.//a[@rel="nofollow"]/@href') == [
        f"{DESK}/new/?thread=articles%2Fpier&reply_to={id_of(1)}",
        f"{DESK}/report/?thread=articles%2Fpier&comment={id_of(1)}&lang=en",
    ]


def test_hypotheses_take_comments_and_people_do_not_unless_a_setting_says_so(site: Site) -> None:
    site.write({"people/ann.md": "---\ntitle: Ann Example\n---\n", on("hypotheses/fuse"): comment()})
    built = site.build()
    assert "I was there." in built.words("/hypotheses/fuse/")
    assert discussion(built, "/people/ann/") is None
    site.settings["COMMENTS_ON"] = ("people",)
    built = site.write({on("people/ann", 2): comment(2)}).build()
    assert "I was there." in built.words("/people/ann/")
    assert discussion(built, "/hypotheses/fuse/") is None


def test_the_form_works_without_javascript(site: Site) -> None:
    (form,) = discussion(site.build(), "/articles/pier/").xpath(".//form")
    assert (form.method, form.action) == ("POST", f"{DESK}/new/")
    fields = {one.get("name"): one.get("value", "") for one in form.xpath(".//*[@name]")}
    assert fields == {"thread": "articles/pier", "lang": "en", "name": "", "email": "", "comment": "", "website": ""}
    words = " ".join(form.text_content().split())
    assert "Your e-mail will not be published. Required fields are marked with *." in words
    needed = {one.get("name"): one.get("autocomplete") for one in form.xpath(".//*[@required]")}
    assert needed == {"name": "name", "email": "email", "comment": None}
    for field in form.xpath('.//*[self::input or self::textarea][not(@type="hidden")]'):
        assert form.xpath(f'.//label[@for="{field.get("id")}"]')


def test_the_form_speaks_the_language_of_the_page(site: Site) -> None:
    site.write(
        {
            "articles/pier.ru.md": "---\ntitle: Тёмный причал\nsummary: Кратко.\n---\nТекст.\n",
            on("articles/pier"): comment(),
        }
    )
    built = site.build()
    assert "Ваш адрес не будет опубликован. Обязательные поля отмечены знаком *." in built.words("/ru/articles/pier/")
    assert "I was there." in built.words("/ru/articles/pier/")


@pytest.mark.parametrize(
    ("field", "comments", "form"), [("open", True, True), ("closed", True, False), ("off", False, False)]
)
def test_an_article_says_whether_it_takes_comments(site: Site, field: str, comments: bool, form: bool) -> None:
    site.write({"articles/pier.md": ARTICLE.format(more=f"comments: {field}\n"), on("articles/pier"): comment()})
    built = site.build()
    found = discussion(built, "/articles/pier/")
    assert ("I was there." in built.words("/articles/pier/")) == comments
    assert bool(found is not None and found.xpath(".//form")) == form
    assert ("articles/pier/comments.atom" in built.files) == comments
    assert bool(found is not None and found.xpath('.//a[contains(text(), "Reply")]')) == form


def test_an_article_closes_by_itself_some_days_after_its_date(site: Site) -> None:
    site.settings |= {"COMMENTS_CLOSE_AFTER_DAYS": 30, "NOW": "2026-10-30"}
    site.write({on("articles/pier"): comment()})
    assert discussion(site.build(), "/articles/pier/").xpath(".//form")
    site.settings["NOW"] = "2026-11-01"
    built = site.build()
    assert not discussion(built, "/articles/pier/").xpath(".//form")
    assert "Comments are closed." in built.words("/articles/pier/")
    assert discussion(built, "/hypotheses/fuse/").xpath(".//form")


def test_an_article_at_the_end_of_the_calendar_stays_open(site: Site) -> None:
    site.settings |= {"COMMENTS_CLOSE_AFTER_DAYS": 30, "DRAFTS": True}
    site.write({"articles/pier.md": ARTICLE.replace("2026-10-01", "9999-12-31").format(more="")})
    assert discussion(site.build(), "/articles/pier/").xpath(".//form")


def test_the_desk_closes_a_thread(site: Site) -> None:
    site.write({on("articles/pier"): comment(), "comments/threads.yaml": "closed: [articles/pier]\n"})
    assert not discussion(site.build(), "/articles/pier/").xpath(".//form")


def test_without_a_desk_there_are_comments_and_no_form(site: Site) -> None:
    del site.settings["COMMENTS_URL"]
    built = site.write({on("articles/pier"): comment()}).build()
    assert "I was there." in built.words("/articles/pier/")
    assert not built.holding("<form")
    assert "threads.json" not in built.files


def test_without_the_plugin_there_is_no_trace_of_comments(site: Site) -> None:
    site.write({on("articles/pier"): comment()})
    site.registry = default_registry()
    built = site.build()
    assert not built.holding("I was there.")
    assert not built.holding("<form")
    assert not [path for path in built.files if "comment" in path or path == "threads.json"]


def test_answers_are_marked_and_set_below_what_they_answer(site: Site) -> None:
    built = site.write(
        {
            on("articles/pier", 1): comment(1),
            on("articles/pier", 2): comment(2, "And then?", author="Bo Invented", reply_to=id_of(1)),
            on("articles/pier", 3): comment(3, "We asked.", author="The desk", reply_to=id_of(2), by="desk"),
            on("articles/pier", 4): comment(4, "Thanks.", author="Cy Invented", reply_to=id_of(3)),
            on("articles/pier", 5): comment(5, "Read this.", author="The desk", by="desk", pinned="true"),
            on("articles/pier", 6): comment(6, "No.", author="Di Invented", reply_to=id_of(99)),
        }
    ).build()
    section = discussion(built, "/articles/pier/")
    assert section.xpath("string(./h2)") == "Comments: 6"
    words = {
        one.get("id")[-1]: " ".join(one.xpath("./article")[0].text_content().split())
        for one in section.xpath(".//li[@id]")
    }
    assert list(words) == ["5", "1", "2", "3", "4", "6"]
    assert "the desk pinned" in words["5"]
    assert "the desk" in words["3"]
    assert "the desk" not in words["2"]
    assert "in reply to The desk" in words["4"]
    assert "in reply to a comment that is no longer here" in words["6"]
    depths = {one.get("id")[-1]: len(one.xpath("ancestor::ol")) for one in section.xpath(".//li[@id]")}
    assert depths == {"5": 1, "1": 1, "2": 2, "3": 3, "4": 3, "6": 1}


def test_lists_say_how_many_comments_there_are(site: Site) -> None:
    built = site.write({on("articles/pier"): comment(), on("articles/pier", 2): comment(2)}).build()
    for page in ("/", "/articles/"):
        assert built.page(page).xpath('//a[@href="/articles/pier/#comments"]/text()') == ["Comments: 2"] or (
            built.page(page).xpath('//a[contains(@href, "/articles/pier/#comments")]/text()') == ["Comments: 2"]
        )


def test_whatever_the_files_hold_is_sanitized_again(site: Site) -> None:
    evil = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) ![p](https://example.net/p.png)"
    built = site.write({on("articles/pier"): comment(text=evil, author='"<b onmouseover=alert(1)>"')}).build()
    page = discussion(built, "/articles/pier/")
    assert not page.xpath(".//script | .//img | .//b | .//*[@onerror or @onmouseover]")
    assert not [one for one in page.xpath(".//a/@href") if "javascript" in one]
    assert "<script>alert" not in built.text("comments.atom")
    assert "<script>alert" not in built.text("articles/pier/index.html")


# Feeds, JSON-LD, what the desk is told


def test_the_feeds_have_the_newest_comments(site: Site) -> None:
    site.settings["FEED_MAX_ITEMS"] = 2
    site.write({on("articles/pier", number): comment(number, f"Said {number} & <more>.") for number in (1, 2, 5)})
    built = site.write({on("hypotheses/fuse", 3): comment(3, "A fuse!")}).build()
    for path in ("comments.atom", "articles/pier/comments.atom", "hypotheses/fuse/comments.atom"):
        GRAMMAR.assertValid(etree.fromstring(built.files[path]))
    feed = feedparser.parse(built.files["comments.atom"])
    assert [entry.link for entry in feed.entries] == [
        f"https://example.org/articles/pier/#comment-{id_of(5)}",
        f"https://example.org/hypotheses/fuse/#comment-{id_of(3)}",
    ]
    assert feed.entries[0].content[0].value == "<p>Said 5 &amp; &lt;more&gt;.</p>"
    assert feed.entries[0].author == "Ida Invented"
    assert "hypothesis, status: open" in feed.entries[1].title
    assert len(feedparser.parse(built.files["articles/pier/comments.atom"]).entries) == 2
    assert built.page("/articles/pier/").xpath('//link[@rel="alternate"][@title="Comments"]/@href') == [
        "/articles/pier/comments.atom"
    ]


def test_json_ld_has_each_comment_with_its_author(site: Site) -> None:
    built = site.write(
        {on("articles/pier"): comment(), on("articles/pier", 2): comment(2, by="desk", author="The desk")}
    ).build()
    (text,) = built.page("/articles/pier/").xpath('//script[@type="application/ld+json"]/text()')
    article = json.loads(text)["@graph"][0]
    assert article["commentCount"] == 2
    assert article["comment"][0] == {
        "@type": "Comment",
        "url": f"https://example.org/articles/pier/#comment-{id_of(1)}",
        "text": "I was there.",
        "dateCreated": "2026-10-01T10:00:00+00:00",
        "author": {"@type": "Person", "name": "Ida Invented"},
    }
    assert article["comment"][1]["author"] == {"@type": "Organization", "name": "The desk"}


def test_the_desk_is_told_which_threads_there_are(site: Site) -> None:
    site.settings |= {"COMMENTS_CLOSE_AFTER_DAYS": 90}
    site.write(
        {
            "people/ann.md": "---\ntitle: Ann Example\naliases: [Miss Example]\n---\n",
            "articles/old.md": "---\ntitle: Old\ndate: 2026-01-01\n---\nText.\n",
            "articles/off.md": "---\ntitle: Off\ndate: 2026-10-01\ncomments: off\n---\nText.\n",
            "articles/draft.md": "---\ntitle: Draft\nstatus: draft\n---\nText.\n",
            "articles/ahead.md": "---\ntitle: Ahead\ndate: 2027-01-01\n---\nText.\n",
        }
    )
    told = json.loads(site.build().files["threads.json"])
    assert told["version"] == 1
    assert told["site"] == {"name": "Test Site", "url": "https://example.org", "lang": "en"}
    assert told["names"] == ["Ann Example", "Miss Example"]
    assert told["threads"] == [
        {
            "id": "articles/pier",
            "url": "https://example.org/articles/pier/",
            "title": "A Dark Pier",
            "lang": "en",
            "open": True,
            "closes": "2026-12-30T00:00:00+00:00",
        },
        {
            "id": "articles/old",
            "url": "https://example.org/articles/old/",
            "title": "Old",
            "lang": "en",
            "open": False,
            "closes": None,
        },
        {
            "id": "hypotheses/fuse",
            "url": "https://example.org/hypotheses/fuse/",
            "title": "A Fuse (hypothesis, status: open, attributed to “A Dark Pier”)",
            "lang": "en",
            "open": True,
            "closes": None,
        },
    ]


# Files


@pytest.mark.parametrize(
    ("file", "text", "place", "said"),
    [
        (
            on("articles/pier"),
            comment(date="yesterday"),
            (4, 7),
            '"yesterday" is no moment: write it as 2026-11-22T10:00:00Z',
        ),
        (on("articles/pier"), comment(date="2026-10-01"), (4, 7), '"2026-10-01" is no moment'),
        (on("articles/pier"), comment(date="0001-01-01T00:00:00+14:00"), (4, 7), "is the year right?"),
        (on("articles/pier"), comment(date="9999-12-31T23:59:59-14:00"), (4, 7), "is the year right?"),
        (on("articles/pier"), comment(reply_to="nobody"), (5, 11), '"nobody" is no id of a comment'),
        (on("articles/pier"), comment(reply_to=id_of(1)), (5, 11), "a comment cannot answer itself"),
        (on("articles/pier"), comment(by="robot"), (5, 5), '"robot" is not one of reader, desk'),
        (on("articles/pier"), comment(pined="true"), (5, 1), 'there is no field "pined"'),
        (on("articles/pier"), comment(email="ida@example.org"), (5, 1), 'there is no field "email"'),
        (on("articles/pier"), comment(author='"a\\u202eb"'), (3, 9), "there are control characters in it"),
        (on("articles/pier"), comment(2), (2, 5), f'"{id_of(2)}" is not what the file is called'),
        (on("articles/pier"), comment(text=" "), (6, 1), "there is no comment"),
        (
            on("articles/pier"),
            comment(text="x" * 50_001),
            (6, 1),
            "the comment has 50,001 characters, more than 50,000",
        ),
        (on("articles/pier"), "---\nid: [\n---\nText.\n", (3, 1), "this is not valid YAML"),
        (on("articles/pier"), b"---\nid: \xff\n---\n", (2, 5), "byte 0xff is not UTF-8"),
        ("comments/pier.md", comment(), (1, 1), '"pier.md" lies in the folder of no thread'),
        ("comments/videos/pier/a.md", comment(), (1, 1), '"a.md" lies in the folder of no thread'),
        ("comments/threads.yaml", "closed: articles/pier\n", (1, 1), "this is no list of closed threads"),
        ("comments/threads.yaml", "closed: [../../etc]\n", (1, 1), "'../../etc' is no thread"),
        ("comments/threads.yaml", "closed: [\n", (2, 1), "this is not valid YAML"),
    ],
)
def test_a_malformed_file_is_a_problem_with_its_place(
    site: Site, file: str, text: str | bytes, place: tuple[int, int], said: str
) -> None:
    (problem,) = site.write({file: text}).problems()
    assert (problem.file, problem.line, problem.column) == (f"content/{file}", *place)
    assert said in problem.message


@pytest.mark.parametrize(
    ("thread", "said"),
    [
        ("articles/gone", 'these are comments on "articles/gone", which is not there'),
        ("people/ann", "readers see no comments on these"),
    ],
)
def test_comments_that_no_page_shows_are_told(site: Site, thread: str, said: str) -> None:
    site.write({"people/ann.md": "---\ntitle: Ann Example\n---\n", on(thread): comment()})
    (problem,) = site.problems()
    assert (problem.file, problem.message, str(problem.severity)) == (f"content/{on(thread)}", said, "warning")


def test_comments_on_what_is_not_published_yet_leave_no_trace(site: Site) -> None:
    site.write(
        {"articles/pier.md": ARTICLE.format(more="status: draft\n"), "hypotheses/fuse.md": "---\ntitle: A Fuse\n---\n"}
    )
    site.write({on("articles/pier"): comment()})
    assert site.problems() == []
    built = site.build()
    assert not built.holding("I was there.")
    assert not [path for path in built.files if path.endswith("comments.atom")]


LINE = st.text(min_size=1, max_size=40).map(lambda text: " ".join(text.split())).filter(bool)


@settings(deadline=None)
@given(
    LINE,
    st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC)),  # noqa: DTZ001
    LINE,
    st.sampled_from(By),
    st.booleans(),
    st.sampled_from([None, id_of(2)]),
)
def test_what_the_desk_writes_the_build_reads(
    tmp_path_factory: pytest.TempPathFactory,
    author: str,
    date: dt.datetime,
    text: str,
    by: By,
    pinned: bool,
    reply_to: str | None,
) -> None:
    try:
        given = Comment(
            id=id_of(1),
            author=author,
            date=date.replace(microsecond=0),
            text=text,
            by=by,
            pinned=pinned,
            reply_to=reply_to,
        )
    except ValueError:
        return
    content = tmp_path_factory.mktemp("content")
    path = content / "comments" / file_of(ThreadId("articles", "pier"), given.id)
    path.parent.mkdir(parents=True)
    path.write_bytes(comment_file(given))
    found: Found = read_threads(content, list_files(content), {}, 0, Workers(1))
    assert found.problems == []
    (read,) = found.comments("articles/pier")
    assert (read.author, read.text, read.by_desk, read.pinned, read.reply_to) == (
        given.author,
        given.text.strip(),
        given.by is By.DESK,
        given.pinned,
        given.reply_to,
    )
    assert dt.datetime.fromisoformat(read.date) == given.date


@pytest.mark.parametrize(
    "text", ["", "articles", "articles/", "articles/../x", "pages/x", "articles/a/b", "articles/a\n", "/etc/passwd"]
)
def test_nothing_but_a_thread_is_one(text: str) -> None:
    with pytest.raises(ValueError, match="is no thread"):
        ThreadId.parse(text)


def test_no_id_leads_out_of_its_thread() -> None:
    with pytest.raises(ValueError, match="is no id of a comment"):
        file_of(ThreadId("articles", "pier"), "../../../etc/passwd")


# Building again


def test_a_new_comment_makes_those_pages_and_feeds_that_show_it(site: Site) -> None:
    site.write(
        {"articles/other.md": "---\ntitle: Other\ndate: 2026-09-01\n---\n", on("articles/pier"): comment()}
    ).make()
    made = site.write({on("articles/pier", 2): comment(2)}).make()
    lists = {path for path in made.changed if path.endswith("index.html")}
    assert "articles/pier/index.html" in lists
    assert "articles/other/index.html" not in lists
    assert {"comments.atom", "articles/pier/comments.atom"} <= made.changed
    assert "threads.json" not in made.changed


def test_a_build_that_finds_nothing_new_reads_no_comment(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corkboard.comments.reading.is_settled", lambda *_: True)
    site.write({on("articles/pier"): comment()}).make()
    site.settings["NOW"] = "2026-11-22T12:01Z"
    monkeypatch.setattr("corkboard.comments.reading.bytes_of", lambda file: pytest.fail(file))
    assert site.make().changed == frozenset()


def test_a_running_preview_shows_the_first_comment_on_an_article(site: Site) -> None:
    memory = Memory(site.cache)
    site.make(memory=memory)
    memory.live = True
    memory.changed.add((site.content / on("articles/pier")).resolve())
    made = site.write({on("articles/pier"): comment()}).make(memory=memory)
    assert {"comments.atom", "articles/pier/comments.atom", "articles/pier/index.html"} <= made.changed
    memory.changed.add((site.content / on("articles/gone")).resolve())
    made = site.write({on("articles/gone"): comment()}).make(memory=memory)
    assert [one.message for one in made.warnings] == ['these are comments on "articles/gone", which is not there']
    memory.close()
