"""The moderators' pages: filters, several comments at once, words changed, who may do what."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import quote, urlencode

import hypothesis
import hypothesis.strategies as st
import pytest
from django.test import Client
from lxml.html import HtmlElement
from ulid import ULID

from corkboard.desk.addresses import address_key
from corkboard.desk.environment import Environment
from corkboard.desk.keys import Key, Keys
from corkboard.desk.moderation.decisions import decide
from corkboard.desk.moderation.filters import Filters, Order
from corkboard.desk.moderation.models import (
    Action,
    AuditEntry,
    Block,
    Comment,
    HeldFor,
    Hold,
    MailWish,
    Moderator,
    Publication,
    Report,
    Revision,
    Role,
    State,
    Thread,
)
from corkboard.desk.publishing.writing import write_changes, write_closed_threads
from moderating import PASSWORD, Colleague, Somebody, code_of, inside
from reading import ARTICLE, Page
from writing import MODERATOR, NOW, correspondent, held, thread


@pytest.fixture
def ada(desk: Environment) -> Colleague:
    return inside(Role.MODERATOR)


@pytest.fixture
def edith(desk: Environment) -> Colleague:
    return inside(Role.EDITOR, "Edith Specimen")


@pytest.fixture
def otto(desk: Environment) -> Colleague:
    return inside(Role.ADMINISTRATOR, "Otto Mustermann")


def post(who: Somebody, path: str, page: Page, **fields: Any) -> Page:
    """Post to an address with the token of a page."""
    token = page.tree.xpath("//input[@name='csrfmiddlewaretoken']/@value")[0]
    return Page(who.client.post(path, {"csrfmiddlewaretoken": token, **fields}))


def authors(page: Page) -> list[str]:
    return [one.text_content() for one in page.tree.xpath("//article//h2")]


def form_to(page: Page, action: str) -> int:
    return [form.get("action") for form in page.tree.forms].index(action)


# The queue


def test_the_queue_is_filtered_by_thread_reason_and_age(ada: Colleague) -> None:
    old = str(ULID.from_datetime(dt.datetime.now(dt.UTC) - dt.timedelta(days=5)))
    held(author="Old", id=old)
    named = held(author="Named")
    Hold.objects.create(comment=named, reason=HeldFor.NAMES_PERSON, detail="Barnaby Overmuch")
    held(author="Elsewhere", thread=thread("articles/other"))
    assert authors(ada.get("/?days=3")) == ["Old"]
    assert authors(ada.get("/?reason=names-person")) == ["Named"]
    assert authors(ada.get("/?thread=articles/other")) == ["Elsewhere"]
    assert authors(ada.get("/?days=1&reason=names-person")) == []


@pytest.mark.parametrize("order", Order)
def test_pages_go_on_where_the_last_one_ended(desk: Environment, order: Order) -> None:
    for number in range(60):
        held(f"Comment {number}.", spam_score=(number % 3) / 3)
    seen: list[str] = []
    filters = Filters(order=order)
    while True:
        page = filters.page()
        seen += [one.id for one in page[:25]]
        if len(page) <= 25:
            break
        score = f"{page[24].spam_score!r}~" if order in (Order.CLEAN, Order.SPAM) else ""
        filters = Filters(order=order, after=f"{score}{page[24].id}")
    assert len(seen) == len(set(seen)) == 60
    scores = [Comment.objects.get(pk=id).spam_score for id in seen]
    if order is Order.CLEAN:
        assert scores == sorted(scores)
    elif order is Order.SPAM:
        assert scores == sorted(scores, reverse=True)
    else:
        assert seen == sorted(seen, reverse=order is Order.NEWEST)


@pytest.mark.parametrize(
    "query",
    [
        "state=x",
        "reason=x",
        "days=x",
        "days=-1",
        "days=99999999999",
        "order=x",
        "after=nan~x",
        "after=x~y",
    ],
)
def test_what_no_page_asks_is_not_found(ada: Colleague, query: str) -> None:
    assert ada.get(f"/?{query}").status == 404


def test_several_are_decided_at_once_and_undone_at_once(ada: Colleague) -> None:
    ids = [held(f"Comment {number}.").id for number in range(3)]
    queue = ada.get("/?days=0")
    fields = {"decision": "spam", "expected": "held", "back": "/?state=held", "comment": ids[:2]}
    answer = post(ada, "/decide/", queue, **fields)
    assert answer.response.headers["Location"] == "/?state=held"
    assert sorted(Comment.objects.filter(state=State.SPAM).values_list("id", flat=True)) == ids[:2]
    queue = ada.get("/")
    assert "Called spam: 2 comments." in queue.words
    ada.press(queue, form_to(queue, "/undo/"), comment=ids[:2])  # type: ignore[arg-type]
    assert Comment.objects.filter(state=State.HELD).count() == 3
    assert AuditEntry.objects.filter(action=Action.UNDO).count() == 2
    assert "Called spam" not in ada.get("/").words


def test_one_button_decides_about_one_comment(ada: Colleague) -> None:
    first, second = held(), held()
    queue = ada.get("/")
    (button,) = queue.tree.xpath(f"//button[@value='approve {second.id}']")
    ada.press(queue, form_to(queue, "/decide/"), decision=button.get("value"))
    assert [Comment.objects.get(pk=one.id).state for one in (first, second)] == [State.HELD, State.APPROVED]


def test_bulk_rejecting_needs_a_reason_and_ticks(ada: Colleague) -> None:
    comment = held()
    queue = ada.get("/")
    given = {"expected": "held", "back": "/"}
    post(ada, "/decide/", queue, decision="reject", comment=[comment.id], **given)
    assert "Choose a reason." in ada.get("/").words
    post(ada, "/decide/", queue, decision="spam", **given)
    assert "Tick comments first." in ada.get("/").words
    post(ada, "/decide/", queue, decision="reject", reason="unsupported-claim", comment=[comment.id], **given)
    assert Comment.objects.get().reason == "unsupported-claim"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"])
def test_remark42_open_redirect_by_the_way_back(ada: Colleague, back: str) -> None:
    answer = post(ada, "/decide/", ada.get("/"), decision="spam", expected="held", back=back, comment=[held().id])
    assert answer.response.headers["Location"] == "/"


def test_many_are_not_counted_to_the_end(ada: Colleague) -> None:
    one = held()
    Comment.objects.bulk_create(
        Comment(id=str(ULID()), thread=one.thread, author="x", text="y", written_at=NOW) for _ in range(1001)
    )
    assert "Held 1000+" in ada.get("/?state=spam").words


# One comment


def test_edited_words_are_shown_before_and_after(edith: Colleague) -> None:
    comment = held("They all knew.")
    form = edith.get(f"/comments/{comment.id}/edit/")
    edith.press(form, form_to(form, f"/comments/{comment.id}/edit/"), text="Some knew.")
    page = edith.get(f"/comments/{comment.id}/")
    assert [one.text_content() for one in page.tree.xpath("//pre/del | //pre/ins")] == ["They all knew.", "Some knew."]
    entry = AuditEntry.objects.get(action=Action.EDIT)
    assert (entry.before["revision"], entry.after["revision"]) == (0, 1)
    edith.press(page, form_to(page, f"/comments/{comment.id}/undo/"))
    assert Comment.objects.get().text == "They all knew."


def test_who_edits_an_older_version_loses_nothing(edith: Colleague) -> None:
    comment = held("They all knew.")
    form = edith.get(f"/comments/{comment.id}/edit/")
    number = form_to(form, f"/comments/{comment.id}/edit/")
    edith.press(form, number, text="Some knew.")
    answer = edith.press(form, number, text="Few knew.")
    assert (answer.status, "Few knew." in answer.text) == (409, True)
    assert Comment.objects.get().text == "Some knew."


def test_the_desk_replies_on_the_site(edith: Colleague, desk: Environment) -> None:
    comment = held()
    decide(comment.id, Action.APPROVE, MODERATOR)
    page = edith.get(f"/comments/{comment.id}/")
    edith.press(page, form_to(page, f"/comments/{comment.id}/reply/"), author="Harbor Lights", text="We asked *twice*.")
    write_changes(desk)
    reply = Comment.objects.get(reply_to=comment.id)
    assert reply.written_by is not None
    assert (reply.state, reply.by, reply.written_by.name) == (State.APPROVED, "desk", "Edith Specimen")
    assert "by: desk" in (desk.comments / ARTICLE / f"{reply.id}.md").read_text()


def test_only_what_is_approved_is_answered(edith: Colleague) -> None:
    comment = held()
    page = edith.get(f"/comments/{comment.id}/")
    answer = post(edith, f"/comments/{comment.id}/reply/", page, author="Harbor Lights", text="No.")
    assert answer.status == 409
    assert Comment.objects.count() == 1


def test_a_comment_is_pinned(edith: Colleague, desk: Environment) -> None:
    comment = held()
    decide(comment.id, Action.APPROVE, MODERATOR)
    page = edith.get(f"/comments/{comment.id}/")
    post(edith, f"/comments/{comment.id}/pin/", page, pinned="yes")
    write_changes(desk)
    assert "pinned: true" in (desk.comments / ARTICLE / f"{comment.id}.md").read_text()


# Threads, reports, the blocklist


def test_a_closed_thread_is_told_to_the_site_and_opened_again(edith: Colleague, desk: Environment) -> None:
    thread()
    page = edith.get("/threads/?words=LAMP")
    edith.press(page, form_to(page, "/threads/set/"), do="close")
    write_closed_threads(desk)
    assert (desk.comments / "threads.yaml").read_text() == f"closed:\n- {ARTICLE}\n"
    assert "Closed by the desk" in edith.get("/threads/").words
    edith.press(edith.get("/threads/"), form_to(page, "/threads/set/"), do="open")
    write_closed_threads(desk)
    assert (desk.comments / "threads.yaml").read_text() == "closed: []\n"
    actions = AuditEntry.objects.filter(subject=ARTICLE).order_by("id").values_list("action", flat=True)
    assert list(actions) == [Action.CLOSE_THREAD, Action.OPEN_THREAD]


def test_a_report_is_seen_and_settled(ada: Colleague) -> None:
    comment = held(state=State.APPROVED)
    given = {"reason": "private", "text": "My street is in it.", "received_at": NOW}
    report = Report.objects.create(id=str(ULID()), comment=comment, **given)
    assert "Reports new" in ada.get("/").words
    page = ada.get("/reports/")
    assert "Private details of somebody" in page.words
    assert "My street is in it." in ada.get(f"/comments/{comment.id}/").words
    ada.press(page, form_to(page, f"/reports/{report.id}/close/"))
    assert "My street" not in ada.get("/reports/").words
    assert AuditEntry.objects.get(action=Action.CLOSE_REPORT).subject == comment.id


def test_an_address_is_blocked_unseen(otto: Colleague, desk: Environment) -> None:
    key = address_key("lorem@reader.example", Keys(desk.data, {}).read(Key.ADDRESSES))
    comment = held(correspondent=correspondent(key))
    page = otto.get(f"/comments/{comment.id}/")
    post(otto, f"/comments/{comment.id}/block/", page)
    block = Block.objects.get()
    assert (block.kind, block.pattern, block.silent) == ("address", key, True)
    assert key not in otto.get("/blocklist/").text
    assert key not in otto.get("/log/").text
    assert key not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("word", "  Cheap   PILLS ", "cheap pills"),
        ("link", "Spam.example", "spam.example"),
        ("link", "http://x/", None),
        ("address", "no address", None),
        ("word", " ", None),
    ],
)
def test_the_blocklist_is_kept(otto: Colleague, kind: str, typed: str, kept: str | None) -> None:
    page = otto.get("/blocklist/")
    answer = otto.press(page, form_to(page, "/blocklist/"), kind=kind, pattern=typed)
    assert answer.status == (302 if kept else 422)
    assert [one.pattern for one in Block.objects.all()] == ([kept] if kept else [])
    if kept:
        page = otto.get("/blocklist/")
        again = otto.press(page, form_to(page, "/blocklist/"), kind=kind, pattern=typed)
        assert "on the list already" in again.words
        page = otto.get("/blocklist/")
        otto.press(page, -1)
        assert not Block.objects.exists()


def test_a_blocked_domain_of_addresses_is_kept_as_its_hash(otto: Colleague, desk: Environment) -> None:
    page = otto.get("/blocklist/")
    otto.press(page, form_to(page, "/blocklist/"), kind="address", pattern="@spam.example", silent="yes")
    assert Block.objects.get().pattern == address_key("@spam.example", Keys(desk.data, {}).read(Key.ADDRESSES))


# Search


def test_words_are_found_in_any_script_and_case(ada: Colleague) -> None:
    held("Фонари ПОГАСЛИ ночью.", author="Лорем")
    held("Nothing of that.")
    assert authors(ada.get("/search/?words=погасли+лорем")) == ["Лорем"]
    assert authors(ada.get("/search/?words=погасли&state=spam")) == []
    assert authors(ada.get("/search/?words=%25")) == []


def test_a_search_looks_through_a_part_at_a_time(ada: Colleague, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corkboard.desk.moderation.searching._AT_ONCE", 10)
    held("The needle.", author="Old")
    for _ in range(15):
        held("Hay.")
    page = ada.get("/search/?words=needle")
    assert "Nothing among the newest of these." in page.words
    (more,) = page.tree.xpath("//a[@rel='next']/@href")
    assert authors(ada.get(more)) == ["Old"]


# The audit log


def test_administrators_read_what_was_done(otto: Colleague) -> None:
    comment = held()
    decide(comment.id, Action.REJECT, MODERATOR, reason="insult")
    page = otto.get(f"/log/?subject={comment.id}")
    assert "Ada Example (page)Rejected" in page.words
    assert "reason: insult" in page.words
    assert "The log says" not in page.text


def test_the_log_has_pages(otto: Colleague) -> None:
    for number in range(60):
        AuditEntry.objects.create(actor=f"Nobody {number}", via="page", action=Action.APPROVE)
    page = otto.get("/log/?action=approve")
    (more,) = page.tree.xpath("//a[@rel='next']/@href")
    rows: list[HtmlElement] = [*page.tree.xpath("//tbody/tr"), *otto.get(more).tree.xpath("//tbody/tr")]
    assert len(rows) == 60


# Moderators


def test_an_administrator_adds_a_moderator_who_logs_in(otto: Colleague) -> None:
    page = otto.get("/moderators/")
    number = form_to(page, "/moderators/")
    added = otto.press(page, number, name="Ada Example", password="a long enough one", role="editor")
    address = added.tree.xpath("//pre")[0].text_content()
    assert added.tree.xpath("//svg")
    ada = Somebody("Ada Example")
    assert ada.log_in(code_of(address), "a long enough one").status == 302
    assert "otpauth" not in otto.get("/moderators/").text


def test_the_last_administrator_stays(otto: Colleague) -> None:
    me = Moderator.objects.get()
    page = otto.get("/moderators/")
    for fields in ({"role": "editor", "active": "yes"}, {"role": "administrator"}):
        assert post(otto, f"/moderators/{me.pk}/", page, **fields).status == 409
    assert Moderator.objects.get().may(Role.ADMINISTRATOR)


def test_who_lost_a_factor_gets_both_anew_and_old_sessions_end(otto: Colleague) -> None:
    ada = inside(Role.MODERATOR)
    number = Moderator.objects.get(name="Ada Example").pk
    added = post(otto, f"/moderators/{number}/renew/", otto.get("/moderators/"), password="another long one")
    assert ada.get("/").status == 302
    address = added.tree.xpath("//pre")[0].text_content()
    assert Somebody("Ada Example").log_in(code_of(address), "another long one").status == 302
    assert Somebody("Ada Example").log_in(ada.added.codes[0], "another long one").status == 422


# One's own settings


def test_a_moderator_chooses_a_language(ada: Colleague) -> None:
    page = ada.get("/settings/")
    ada.press(page, form_to(page, "/settings/wishes/"), language="ru", mail="none")
    assert ada.get("/").tree.xpath("/html/@lang") == ["ru"]


def test_mail_goes_to_an_address_that_is_sealed(ada: Colleague) -> None:
    page = ada.get("/settings/")
    number = form_to(page, "/settings/wishes/")
    assert ada.press(page, number, mail="each").status == 422
    ada.press(page, number, mail="each", address="ada@desk.example")
    me = Moderator.objects.get()
    assert me.mail == MailWish.EACH
    assert me.sealed_address
    assert b"ada@desk" not in bytes(me.sealed_address)
    assert "ada@desk" not in ada.get("/settings/").text
    assert "ada@desk" not in str(list(AuditEntry.objects.values()))
    ada.press(page, number, mail="none", forget="yes")
    assert Moderator.objects.get().sealed_address is None


def test_a_moderator_changes_the_password_and_stays(ada: Colleague) -> None:
    other = Somebody(ada.name)
    other.log_in(ada.added.codes[0])
    page = ada.get("/settings/")
    number = form_to(page, "/settings/password/")
    new = "quite another password"
    for old, again in (("wrong", new), (PASSWORD, "different one here")):
        assert ada.press(page, number, old=old, new=new, again=again).status == 422
    assert ada.press(page, number, old=PASSWORD, new=new, again=new).status == 302
    assert ada.get("/").status == 200
    assert other.get("/").status == 302
    assert Somebody(ada.name).log_in(ada.added.codes[1], new).status == 302


def test_another_app_counts_once_it_has_shown_a_code(ada: Colleague) -> None:
    page = ada.get("/settings/")
    shown = post(ada, "/settings/app/", page)
    secret = shown.tree.xpath("//pre")[0].text_content()
    assert Somebody(ada.name).log_in(ada.added.codes[0]).status == 302
    code = code_of(f"otpauth://totp/x?secret={secret}")
    assert post(ada, "/settings/app/", page, code=code).status == 302
    assert ada.get("/").status == 200
    assert Somebody(ada.name).log_in(ada.code).status == 422


def test_an_app_that_shows_another_code_does_not_count(ada: Colleague) -> None:
    page = ada.get("/settings/")
    post(ada, "/settings/app/", page)
    assert post(ada, "/settings/app/", page, code="000000").status == 422
    assert Somebody(ada.name).log_in(ada.added.codes[0]).status == 302


def test_new_spare_codes_replace_the_old(ada: Colleague) -> None:
    shown = post(ada, "/settings/codes/", ada.get("/settings/"))
    codes = [one.text_content() for one in shown.tree.xpath("//code")]
    assert len(codes) == 8
    assert Somebody(ada.name).log_in(codes[0]).status == 302
    assert Somebody(ada.name).log_in(ada.added.codes[0]).status == 422


# Who may do what

EVERYBODY, EDITORS, ADMINISTRATORS = Role.MODERATOR, Role.EDITOR, Role.ADMINISTRATOR
TABLE = [
    ("GET", "/", EVERYBODY, {}),
    ("POST", "/decide/", EVERYBODY, {"decision": "spam", "expected": "held"}),
    ("POST", "/undo/", EVERYBODY, {}),
    ("GET", "/comments/{id}/", EVERYBODY, {}),
    ("POST", "/comments/{id}/decide/", EVERYBODY, {"decision": "approve", "expected": "approved"}),
    ("POST", "/comments/{id}/undo/", EVERYBODY, {}),
    ("GET", "/comments/{id}/edit/", EDITORS, {}),
    ("POST", "/comments/{id}/edit/", EDITORS, {"revision": "0", "author": "Changed", "text": "Changed."}),
    ("POST", "/comments/{id}/pin/", EDITORS, {"pinned": "yes"}),
    ("POST", "/comments/{id}/reply/", EDITORS, {"author": "The desk", "text": "No."}),
    ("POST", "/comments/{id}/block/", ADMINISTRATORS, {}),
    ("GET", "/search/", EVERYBODY, {}),
    ("GET", "/reports/", EVERYBODY, {}),
    ("POST", "/reports/{report}/close/", EVERYBODY, {}),
    ("GET", "/threads/", EVERYBODY, {}),
    ("POST", "/threads/set/", EDITORS, {"thread": ARTICLE, "do": "close"}),
    ("GET", "/blocklist/", ADMINISTRATORS, {}),
    ("POST", "/blocklist/", ADMINISTRATORS, {"kind": "word", "pattern": "pills"}),
    ("POST", "/blocklist/{block}/remove/", ADMINISTRATORS, {}),
    ("GET", "/log/", ADMINISTRATORS, {}),
    ("GET", "/moderators/", ADMINISTRATORS, {}),
    ("POST", "/moderators/", ADMINISTRATORS, {"name": "New", "password": "a long enough one", "role": "editor"}),
    ("POST", "/moderators/{me}/", ADMINISTRATORS, {"role": "administrator", "active": "yes"}),
    ("POST", "/moderators/{me}/renew/", ADMINISTRATORS, {"password": "short"}),
    ("GET", "/settings/", EVERYBODY, {}),
    ("POST", "/settings/wishes/", EVERYBODY, {"language": "kk", "mail": "none"}),
    ("POST", "/settings/password/", EVERYBODY, {}),
    ("POST", "/settings/app/", EVERYBODY, {}),
    ("POST", "/settings/codes/", EVERYBODY, {}),
]
_OPEN = {"login", "logout", "approved", "closed", "by-link", "None"}  # the last four have tests of their own


@pytest.mark.parametrize("role", Role)
def test_who_may_do_what(desk: Environment, role: Role) -> None:
    """All of the table for one role, each on a comment of its own."""
    colleague = inside(role)
    me = Moderator.objects.get()
    for method, path, least, fields in TABLE:
        comment = held(state=State.APPROVED)
        report = Report.objects.create(id=str(ULID()), comment=comment, reason="private", received_at=NOW)
        block = Block.objects.create(kind="word", pattern=comment.id)
        given = {"id": comment.id, "report": report.id, "block": block.pk, "me": me.pk}
        address = path.format(**given)
        before = _all_of_it()
        if method == "GET":
            answer = colleague.get(address)
            assert _all_of_it() == before, f"{path} changes something when it is looked at"
        else:
            answer = post(colleague, address, colleague.get("/threads/"), **fields)
        may = me.may(least)
        assert (answer.status == 403) == (not may), f"{role}: {method} {path} was answered with {answer.status}"
        assert answer.status < 500
        if not may:
            assert _all_of_it() == before, f"{path} was done for a {role}"


def test_the_table_has_every_page() -> None:
    from corkboard.desk.moderation.urls import urlpatterns

    listed = {
        path.replace("{id}", "x").replace("{report}", "x").replace("{block}", "1").replace("{me}", "1")
        for _, path, _, _ in TABLE
    }
    for pattern in urlpatterns:
        if str(pattern.name) not in _OPEN:
            assert any(pattern.resolve(one.removeprefix("/")) for one in listed), pattern


@pytest.mark.parametrize(("method", "path", "least", "fields"), TABLE)
def test_without_a_login_nothing_is_shown_or_done(
    desk: Environment, method: str, path: str, least: Role, fields: dict[str, str]
) -> None:
    comment = held()
    address = path.format(id=comment.id, report="x", block=1, me=1)
    before = _all_of_it()
    answer = Client().generic(method, address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login/?next=")
    assert _all_of_it() == before


def test_other_sites_post_nothing(otto: Colleague) -> None:
    comment = held()
    for method, path, _, fields in TABLE:
        if method == "POST":
            answer = otto.client.post(path.format(id=comment.id, report="x", block=1, me=1), fields)
            assert answer.status_code == 403, path


_VALUES = st.one_of(
    st.text(max_size=300),
    st.sampled_from(["approve", "held", "reject", "spam", "yes", "close", "word", "address", "kk", "each", "9" * 40]),
)
_FIELDS = st.fixed_dictionaries(
    {},
    optional={name: _VALUES for _, _, _, given in TABLE for name in given}
    | dict.fromkeys(("after", "before", "words", "days", "thread", "comment", "back", "mail", "address"), _VALUES),
)


def test_whatever_is_sent_is_answered(otto: Colleague) -> None:
    page = otto.get("/threads/")
    id, me = held(state=State.APPROVED).id, Moderator.objects.get().pk
    pages = [(method, path) for method, path, _, _ in TABLE if path != "/settings/password/"]

    @hypothesis.settings(max_examples=60, deadline=None, database=None)
    @hypothesis.given(st.sampled_from(pages), _FIELDS)
    def ask(what: tuple[str, str], fields: dict[str, str]) -> None:
        method, path = what
        address = path.format(id=id, report=fields.get("after", "x")[:9] or "x", block=10**30, me=me)
        if method == "POST":
            answer = post(otto, quote(address), page, **{"role": "administrator", "active": "yes"} | fields)
        else:
            answer = otto.get(f"{quote(address)}?{urlencode(fields)}")
        assert answer.status < 500

    ask()


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b"])
def test_who_logs_in_with_nonsense_is_refused(desk: Environment, name: str) -> None:
    assert Somebody(name).log_in("1").status in (400, 422)


def test_remark42_head_reaching_a_state_changing_handler_of_the_moderators(otto: Colleague) -> None:
    """Also where nothing has to be given along: to undo, to take down what is pinned, to settle, to unblock."""
    comment = held(pinned=True)
    decide(comment.id, Action.APPROVE, MODERATOR)
    report = Report.objects.create(id=str(ULID()), comment=comment, reason="private", received_at=NOW)
    block, me = Block.objects.create(kind="word", pattern="pills"), Moderator.objects.get()
    before = _all_of_it()
    for _, path, _, fields in TABLE:
        for ask in (otto.client.get, otto.client.head):
            ask(path.format(id=comment.id, report=report.id, block=block.pk, me=me.pk), fields)
    assert _all_of_it() == before


def _all_of_it() -> list[Any]:
    """What the desk knows, but for sessions."""
    tables = (Comment, Revision, Report, Thread, Block, Moderator, Publication, AuditEntry)
    return [list(table.objects.order_by("pk").values()) for table in tables]
