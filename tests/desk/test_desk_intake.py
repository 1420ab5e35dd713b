"""The intake: from a form on the site to a comment that waits."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from queue import SimpleQueue
from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.db import connections
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from corkboard.comments.model import Comment, ThreadId, comment_file, file_of
from corkboard.comments.rules import normalized
from corkboard.desk.addresses import address_key, opened
from corkboard.desk.environment import Environment
from corkboard.desk.intake.contents import CommentContent
from corkboard.desk.intake.models import Entry
from corkboard.desk.intake.rates import Rates
from corkboard.desk.intake.tokens import TokenError, checked, issued
from corkboard.desk.keys import Key
from corkboard.desk.restrictions import Blocked, Restrictions, restrictions_path, write_restrictions
from corkboard.desk.threads import offers_file
from reading import ARTICLE, Reader, at_the_intake, threads_json
from running import ask, running_desk

PARENT = "01JD0000000000000000000001"


def entries() -> list[CommentContent]:
    return [CommentContent.model_validate(entry.content) for entry in Entry.objects.order_by("id")]


def restrict(desk: Environment, *blocks: Blocked, closed: tuple[str, ...] = ()) -> None:
    write_restrictions(restrictions_path(desk), Restrictions(frozenset(closed), blocks))


# The way of a comment


def test_a_comment_is_previewed_confirmed_and_waits(reader: Reader, desk: Environment) -> None:
    preview = reader.preview()
    assert preview.status == 200
    assert "<em>nothing</em>" in preview.text
    assert Entry.objects.count() == 0
    thanks = reader.post("/confirm/", preview.fields())
    assert thanks.status == 200
    assert "waits for a moderator" in thanks.words
    assert 'href="https://site.example/articles/the-lamp-log/"' in thanks.text
    (entry,) = entries()
    assert (entry.thread, entry.author, entry.text) == (
        ARTICLE,
        "Lorem Ipsumson",
        "The log says *nothing* of that night.",
    )
    assert not entry.notify


def test_no_step_needs_a_cookie_or_a_script(reader: Reader) -> None:
    for page in (reader.get(f"/new/?thread={ARTICLE}"), reader.preview(), reader.send()):
        assert not page.response.cookies
        assert "<script" not in page.text
        assert "style=" not in page.text


def test_the_address_is_sealed_in_what_the_intake_stores(reader: Reader, desk: Environment) -> None:
    reader.send(email="Secret@Reader.example")
    (entry,) = entries()
    assert "secret@reader" not in json.dumps(Entry.objects.get().content).lower()
    assert opened(entry.sealed_address, settings.KEYS.read(Key.OPENING)) == "Secret@Reader.example"
    assert entry.address_key == address_key("secret@reader.example", settings.KEYS.read(Key.ADDRESSES))


def test_neither_an_ip_address_nor_an_e_mail_address_is_in_any_file(reader: Reader, desk: Environment) -> None:
    reader.client.defaults["REMOTE_ADDR"] = "203.0.113.77"
    reader.send(email="secret@reader.example")
    connections.close_all()
    for path in desk.data.rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            assert b"203.0.113" not in held, path
            assert b"secret@reader" not in held, path


@pytest.mark.desk_with(mail_from="desk@site.example")
def test_who_wants_mail_says_so_on_the_preview(reader: Reader) -> None:
    reader.post("/confirm/", {**reader.preview().fields(), "notify": "yes"})
    assert [entry.notify for entry in entries()] == [True]


def test_the_form_that_a_reply_link_leads_to_shows_whom_one_answers(reader: Reader, desk: Environment) -> None:
    parent = Comment(id=PARENT, author="Ada <b>", date="2026-01-01T00:00:00Z", text="I *saw* <script>it</script>.")
    path = desk.comments / file_of(ThreadId.parse(ARTICLE), PARENT)
    path.parent.mkdir(parents=True)
    path.write_bytes(comment_file(parent))
    page = reader.get(f"/new/?thread={ARTICLE}&reply_to={PARENT}")
    assert "In reply to Ada <b>" in page.words
    assert "<em>saw</em>" in page.text
    assert "<script>" not in page.text
    assert page.fields()["reply_to"] == PARENT
    reader.send(reply_to=PARENT)
    assert [entry.reply_to for entry in entries()] == [PARENT]


def test_one_can_go_back_and_change_what_one_wrote(reader: Reader) -> None:
    again = reader.post("/new/", {**reader.preview().fields(), "edit": ""})
    assert again.status == 200
    assert again.fields()["comment"] == "The log says *nothing* of that night."
    assert again.tree.forms[0].fields["email"] == "lorem@reader.example"


# What is wrong with a comment


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Write a name"),
        ("name", "x" * 81, "The name has 81 characters; at most 80 are possible."),
        ("name", "\u202e \u200f", "Write a name"),
        ("email", "", "Write your e-mail address"),
        ("email", "nobody", "This is no e-mail address"),
        ("email", "a@b.example\nBcc: c@d.example", "This is no e-mail address"),
        ("email", "x" * 250 + "@a.example", "This is no e-mail address"),
        ("comment", "", "Write a comment."),
        ("comment", " \n\t", "Write a comment."),
        ("comment", "x" * 10_001, "The comment has 10001 characters; at most 10000 are possible."),
        ("comment", "http://a.example " * 6, "There are 6 links in the comment; at most 5 are possible."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    reader: Reader, field: str, value: str, said: str
) -> None:
    page = reader.preview(**{field: value})
    assert page.status == 422
    (problem,) = page.tree.xpath(f"//*[@id='{field}-problem']")
    assert said in problem.text_content()
    (typed,) = page.tree.xpath(f"//*[@id='{field}']")
    assert typed.get("aria-invalid") == "true"
    assert f"{field}-problem" in typed.get("aria-describedby")
    assert page.fields() == {**reader.comment(), field: page.fields()[field]}
    assert normalized(page.fields()[field]).split() == normalized(value).split()
    assert page.tree.xpath(f"//*[@role='alert']//a[@href='#{field}']")


def test_all_problems_are_told_at_once(reader: Reader) -> None:
    page = reader.preview(name="", email="x", comment="")
    assert len(page.tree.xpath("//*[@role='alert']//li")) == 3


def test_what_is_larger_than_any_comment_is_refused(reader: Reader) -> None:
    page = reader.preview(comment="x" * 200_000)
    assert page.status == 413


# Which threads


def test_a_closed_thread_takes_no_comments(reader: Reader) -> None:
    assert reader.preview(thread="articles/closed").status == 403


def test_a_thread_closes_when_its_time_is_over(reader: Reader, desk: Environment, tmp_path: Path) -> None:
    over = {"id": "articles/over", "url": "/articles/over/", "title": "Over", "closes": "2020-01-01T00:00:00+00:00"}
    with at_the_intake(Path(desk.threads), threads_json(over)) as reader:
        assert reader.preview(thread="articles/over").status == 403


def test_a_thread_that_the_desk_closes_is_closed_also_to_those_who_are_writing(desk: Environment) -> None:
    with at_the_intake(Path(desk.threads)) as reader:
        preview = reader.preview()
    restrict(desk, closed=(ARTICLE,))
    with fresh(desk), at_the_intake(Path(desk.threads)) as reader:
        assert reader.post("/confirm/", preview.fields()).status == 403
    assert Entry.objects.count() == 0


def test_threads_are_read_again_when_the_site_was_built_again(desk: Environment) -> None:
    with at_the_intake(Path(desk.threads), threads_json()) as reader:
        assert reader.preview(thread="articles/new").status == 404
    new = {"id": "articles/new", "url": "/articles/new/", "title": "New"}
    with fresh(desk), at_the_intake(Path(desk.threads), threads_json(new)) as reader:
        assert reader.preview(thread="articles/new").status == 200


# Tokens


def test_a_confirmation_needs_the_token_of_just_this_comment(reader: Reader) -> None:
    fields = reader.preview().fields()
    for name in ("thread", "reply_to", "name", "email", "comment", "website", "token"):
        other = {"thread": ARTICLE + "2", "reply_to": PARENT, "token": "x"}.get(name, fields[name] + "x")
        page = reader.post("/confirm/", {**fields, name: other})
        assert page.status in (200, 404)
        assert "waits for a moderator" not in page.words
    assert Entry.objects.count() == 0


@given(st.text())
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(TokenError):
        checked(text, "comment", ["a"], "key", 1)


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_a_token_is_good_for_no_other_fields(signed: list[str], other: list[str]) -> None:
    token = issued("comment", signed, "key")
    if signed == other:
        assert checked(token, "comment", other, "key", 1)
    else:
        with pytest.raises(TokenError):
            checked(token, "comment", other, "key", 1)


@given(st.text())
def test_what_was_shown_is_what_is_signed_however_often_it_is_sent(text: str) -> None:
    once = normalized(text)
    assert normalized(once) == once
    assert normalized(once.replace("\n", "\r\n")) == once


@pytest.mark.desk_with(token_minutes=1e-6)
def test_a_token_that_is_too_old_leads_to_another_preview(reader: Reader, desk: Environment) -> None:
    page = reader.post("/confirm/", reader.preview().fields())
    assert "This preview was too old" in page.words
    assert Entry.objects.count() == 0
    with override_settings(DESK=desk.model_copy(update={"token_minutes": 1.0})):
        assert "waits for a moderator" in reader.post("/confirm/", page.fields()).words
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("times", [2, 5])
def test_the_same_comment_confirmed_again_is_one_comment(reader: Reader, times: int) -> None:
    fields = reader.preview().fields()
    for _ in range(times):
        assert "waits for a moderator" in reader.post("/confirm/", fields).words
    assert Entry.objects.count() == 1


def test_the_same_thing_written_twice_is_one_comment(reader: Reader) -> None:
    assert "waits for a moderator" in reader.send().words
    assert "waits for a moderator" in reader.send().words
    reader.send(comment="Something else.")
    assert Entry.objects.count() == 2


# Methods and headers


def test_every_answer_forbids_scripts_frames_caches_and_search_engines(reader: Reader) -> None:
    for page in (reader.get(f"/new/?thread={ARTICLE}"), reader.preview(), reader.send(), reader.preview(thread="x")):
        headers = page.response.headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none';")
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]
        assert headers["Cache-Control"] == "no-store"


# Limits


@pytest.mark.desk_with(rate="3/minute")
def test_a_network_that_sends_too_much_is_asked_to_wait_and_keeps_what_it_wrote(reader: Reader) -> None:
    for number in range(3):
        assert reader.send(comment=f"Comment {number}.").status == 200
    page = reader.send(comment="Too *much*.")
    assert page.status == 429
    assert 0 < int(page.response.headers["Retry-After"]) <= 60
    assert page.fields()["comment"] == "Too *much*."
    reader.client.defaults["REMOTE_ADDR"] = "192.0.2.9"
    assert reader.send(comment="From elsewhere.").status == 200
    assert Entry.objects.count() == 4


@pytest.mark.desk_with(rate="2/minute")
def test_an_ipv6_reader_is_limited_by_the_network_not_by_each_address(reader: Reader) -> None:
    for number, address in enumerate(["2001:db8:1::1", "2001:db8:1:9::1", "2001:db8:1:ffff::1", "2001:db8:2::1"]):
        reader.client.defaults["REMOTE_ADDR"] = address
        reader.send(comment=f"Comment {number}.")
    assert [entry.text for entry in entries()] == ["Comment 0.", "Comment 1.", "Comment 3."]


# Spam


def test_who_fills_in_what_people_do_not_see_is_thanked_and_marked(reader: Reader) -> None:
    assert reader.send(website="https://pills.example").words == reader.send(comment="Other.").words
    assert ["trap" in entry.marks for entry in entries()] == [True, False]


@pytest.mark.desk_with(quickest_seconds=3600)
def test_what_was_sent_quicker_than_people_read_is_marked(reader: Reader) -> None:
    reader.send()
    assert [entry.marks for entry in entries()] == [("quick",)]


@pytest.mark.parametrize(
    ("block", "fields"),
    [
        (Blocked("word", "Cheap  Pills", False), {"comment": "Buy CHEAP\npills here"}),
        (Blocked("word", "pills", False), {"comment": "ｐｉｌｌｓ"}),
        (Blocked("link", "pills.example", False), {"comment": "[here](https://www.Pills.example/a)"}),
        (Blocked("link", "pills.example", False), {"comment": "see www.pills.example/a"}),
        (Blocked("address", "", False), {"email": "Seller@pills.example"}),
    ],
)
@pytest.mark.parametrize("silent", [False, True])
def test_what_is_on_the_blocklist_is_refused_or_silently_thanked_for(
    desk: Environment, block: Blocked, fields: dict[str, str], silent: bool
) -> None:
    if block.kind == "address":
        key = address_key("seller@pills.example", settings.KEYS.read(Key.ADDRESSES))
        block = dataclasses.replace(block, pattern=key)
    restrict(desk, dataclasses.replace(block, silent=silent))
    with at_the_intake(Path(desk.threads)) as reader:
        assert reader.preview(comment="Pillsbury is not spam.").status == 200
        if silent:
            assert "waits for a moderator" in reader.send(**fields).words
            assert Entry.objects.count() == 1
        else:
            assert reader.preview(**fields).status == 422


# Languages


@pytest.mark.parametrize(
    ("lang", "shown"), [("en", "en"), ("ru", "ru"), ("kk", "kk"), ("xx", "en"), ("../../etc", "en")]
)
def test_the_pages_are_in_the_language_of_the_form(reader: Reader, lang: str, shown: str) -> None:
    assert reader.preview(lang=lang).tree.get("lang") == shown


# What fails


def test_what_could_not_be_saved_is_never_thanked_for(reader: Reader, desk: Environment) -> None:
    fields = reader.preview().fields()
    with connections["intake"].cursor() as cursor:
        cursor.execute("ALTER TABLE intake_entry RENAME TO gone")
    page = reader.post("/confirm/", fields)
    assert page.status == 503
    assert "could not be saved" in page.words
    assert page.fields()["comment"] == "The log says *nothing* of that night."


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"version": 9, "threads": []}', '{"threads": [{"id": "x"}]}', None])
def test_without_threads_json_readers_are_asked_to_wait_and_keep_what_they_wrote(
    desk: Environment, broken: str | None
) -> None:
    with at_the_intake(Path(desk.threads)) as reader:
        Path(desk.threads).unlink() if broken is None else Path(desk.threads).write_text(broken)
        page = reader.preview()
    assert page.status == 503
    assert page.response.headers["Retry-After"] == "60"
    assert page.fields()["comment"] == "The log says *nothing* of that night."


def test_a_threads_json_that_is_back_is_no_trouble_any_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corkboard.desk.files._LOOK_EVERY", 0)
    path = tmp_path / "threads.json"
    path.write_text(threads_json())
    offers = offers_file(Environment(threads=str(path)))
    before = offers.current()
    path.rename(tmp_path / "away")
    assert offers.current() is before
    assert "No such file" in offers.trouble
    (tmp_path / "away").rename(path)
    assert offers.current() is before
    assert offers.trouble == ""


# In processes of its own


def test_a_comment_is_taken_in_by_the_process_that_may_only_insert(desk: Environment) -> None:
    Path(desk.threads).write_text(threads_json())
    given = {"DESK_THREADS": desk.threads, "DESK_COMMENTS": str(desk.comments), "DATABASE_URL": desk.database_url}
    with running_desk(desk.data, **given) as running:
        port, _ = running.ports()
        fields = Reader.comment(None)  # type: ignore[arg-type]
        from lxml import html

        shown = ask(port, "POST", "/new/", fields)
        form = html.fromstring(shown.text).forms[0]
        sent = {name: value or "" for name, value in form.fields.items() if name != "notify"}
        assert "waits for a moderator" in ask(port, "POST", "/confirm/", sent).text
        assert ask(port, "GET", "/static/desk.css").headers["X-Content-Type-Options"] == "nosniff"
        assert running.end() == 0
    assert running.said.count("\n") == 1, running.said


def fresh(desk: Environment) -> override_settings:
    """As in a process that was started just now: what was read a moment ago is not remembered."""
    return override_settings(DESK=desk.model_copy(update={"workers": desk.workers + 1}))


def test_all_who_come_first_and_at_once_are_counted(tmp_path: Path) -> None:
    """The file of the limits is made by whoever needs it first, and there may be many."""
    for number in range(20):
        path, start, waits = tmp_path / f"{number}.sqlite3", Barrier(8), SimpleQueue[float]()

        def come(path: Path = path, start: Barrier = start, waits: SimpleQueue[float] = waits) -> None:
            start.wait()
            waits.put(Rates(path, b"key").wait_for("comment", "7/minute", "192.0.2.0/24"))

        threads = [Thread(target=come) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(waits.get_nowait() > 0 for _ in threads) == [False] * 7 + [True]
