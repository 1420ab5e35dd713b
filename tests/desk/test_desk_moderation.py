"""The moderators' pages: who gets in, what is shown, what is decided."""

from __future__ import annotations

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client

from corkboard.desk.environment import Environment
from corkboard.desk.moderation.models import AuditEntry, Comment, HeldFor, Hold, Moderator, Role, State
from moderating import PASSWORD, Colleague, Somebody
from writing import correspondent, held, thread


@pytest.fixture
def ada(desk: Environment) -> Colleague:
    return Colleague()


@pytest.fixture
def ada_inside(ada: Colleague) -> Colleague:
    assert ada.log_in(ada.code).response.status_code == 302
    return ada


# Getting in


def test_a_moderator_logs_in_with_both_factors(ada: Colleague) -> None:
    assert ada.get("/").response.headers["Location"] == "/login/?next=/"
    answer = ada.log_in(ada.code, next="/?state=spam").response
    assert (answer.status_code, answer.headers["Location"]) == (302, "/?state=spam")
    assert ada.get("/").status == 200


@pytest.mark.parametrize(("password", "code"), [(PASSWORD, ""), (PASSWORD, "000000"), ("mistaken", None), ("", "")])
def test_one_factor_is_not_enough_and_nobody_learns_which_was_wrong(
    ada: Colleague, password: str, code: str | None
) -> None:
    page = ada.log_in(ada.code if code is None else code, password)
    assert page.status == 422
    assert "The name, the password or the code is wrong." in page.words
    assert ada.get("/").status == 302
    assert password not in page.text or not password


def test_a_code_is_good_for_one_login(ada: Colleague) -> None:
    code = ada.code
    assert ada.log_in(code).status == 302
    assert Somebody(ada.name).log_in(code).status == 422


def test_a_spare_code_is_good_for_one_login(ada: Colleague) -> None:
    for code in ada.added.codes[:2]:
        assert Somebody(ada.name).log_in(code).status == 302
    assert Somebody(ada.name).log_in(ada.added.codes[0]).status == 422


@pytest.mark.parametrize("password", ["wrong", PASSWORD])
def test_guessing_is_stopped_and_leaves_no_ip_address(ada: Colleague, password: str) -> None:
    somebody = Somebody(ada.name)
    somebody.client.defaults["REMOTE_ADDR"] = "203.0.113.77"
    statuses = [somebody.log_in("000000", password).status for _ in range(6)]
    assert statuses[0] == 422
    assert statuses[-1] == 429
    assert somebody.log_in(ada.code).status == 429
    kept = list(AccessAttempt.objects.values_list("ip_address", flat=True))
    assert kept
    assert all(str(address).startswith("fd") for address in kept)


def test_who_was_removed_is_out_at_once(ada_inside: Colleague) -> None:
    Moderator.objects.update(is_active=False)
    assert ada_inside.get("/").status == 302


def test_a_new_password_ends_all_sessions(ada_inside: Colleague) -> None:
    moderator = Moderator.objects.get()
    moderator.set_password("another horse battery")
    moderator.save()
    assert ada_inside.get("/").status == 302


def test_logging_out_ends_the_session(ada_inside: Colleague) -> None:
    assert ada_inside.client.get("/logout/").status_code == 405
    ada_inside.press(ada_inside.get("/"))
    assert ada_inside.get("/").status == 302
    assert not Session.objects.exists()


def test_cookies_are_closed_to_scripts_and_other_sites(ada_inside: Colleague) -> None:
    cookie = ada_inside.client.cookies["desk"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


# What is shown


def test_the_queue_shows_what_is_held_the_oldest_first_with_the_reasons(ada_inside: Colleague) -> None:
    first = held("First *comment*.")
    held("Second.", author="Tobias Placeholder")
    held("Elsewhere.", state=State.SPAM)
    Hold.objects.create(comment=first, reason=HeldFor.NAMES_PERSON, detail="Barnaby Overmuch")
    page = ada_inside.get("/")
    assert [one.text_content() for one in page.tree.xpath("//article//h2")] == ["Lorem Ipsumson", "Tobias Placeholder"]
    assert "<em>comment</em>" in page.text
    assert "Names a person of this site: Barnaby Overmuch" in page.words
    assert "Elsewhere." in ada_inside.get("/?state=spam").words


def test_the_queue_has_pages(ada_inside: Colleague) -> None:
    for number in range(30):
        held(f"Comment {number}.")
    first = ada_inside.get("/")
    (more,) = first.tree.xpath("//a[contains(@href, 'after=')]/@href")
    second = ada_inside.get(more)
    assert len(first.tree.xpath("//article")) == 25
    assert len(second.tree.xpath("//article")) == 5


def test_a_comment_is_shown_in_its_context(ada_inside: Colleague) -> None:
    parent = held("The question.", author="Tobias Placeholder", correspondent=correspondent("b" * 64))
    comment = held("The answer.", reply_to=parent.id)
    held("Another one.", author="Somebody else")
    page = ada_inside.get(f"/comments/{comment.id}/")
    assert "In reply to Tobias Placeholder The question." in page.words
    assert "under this address, which nobody has verified Somebody else" in page.words
    assert page.tree.xpath("//h1")[0].text_content() == "The Lamp Log"


def test_hostile_words_stay_words(ada_inside: Colleague) -> None:
    payload = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    comment = held(payload + " ![x](http://evil.example/pixel.png) [a](javascript:alert(1))", author=payload)
    for path in ("/", f"/comments/{comment.id}/"):
        page = ada_inside.get(path)
        assert not page.tree.xpath("//script | //img | //*[@onerror] | //a[starts-with(@href, 'javascript')]")


# What is decided


@pytest.mark.parametrize(
    ("pressed", "state"),
    [("approve", State.APPROVED), ("reject", State.REJECTED), ("spam", State.SPAM)],
)
def test_a_moderator_decides(ada_inside: Colleague, pressed: str, state: State) -> None:
    comment = held()
    page = ada_inside.get(f"/comments/{comment.id}/")
    answer = ada_inside.press(page, 1, decision=pressed, reason="insult")
    assert answer.response.headers["Location"] == "/?state=held"
    assert Comment.objects.get().state == state
    entry = AuditEntry.objects.get(subject=comment.id)
    assert (entry.actor, entry.via, entry.before["state"], entry.after["state"]) == (
        "Ada Example",
        "page",
        "held",
        state,
    )


def test_rejecting_without_a_reason_is_told_on_the_page(ada_inside: Colleague) -> None:
    page = ada_inside.get(f"/comments/{held().id}/")
    answer = ada_inside.press(page, 1, decision="reject")
    assert (answer.status, "Choose a reason." in answer.words) == (409, True)


def test_who_was_slower_sees_what_was_decided(ada_inside: Colleague) -> None:
    comment = held()
    page = ada_inside.get(f"/comments/{comment.id}/")
    Comment.objects.update(state=State.SPAM)
    answer = ada_inside.press(page, 1, decision="approve")
    assert (answer.status, "Somebody else has decided meanwhile: Spam." in answer.words) == (409, True)
    assert Comment.objects.get().state == State.SPAM


def test_a_decision_is_undone_on_the_page(ada_inside: Colleague) -> None:
    comment = held()
    ada_inside.press(ada_inside.get(f"/comments/{comment.id}/"), 1, decision="spam")
    ada_inside.press(ada_inside.get(f"/comments/{comment.id}/"), -1)
    assert Comment.objects.get().state == State.HELD


def test_another_site_cannot_decide(ada_inside: Colleague) -> None:
    comment = held()
    fields = {"decision": "approve", "expected": "held"}
    assert ada_inside.client.post(f"/comments/{comment.id}/decide/", fields).status_code == 403
    assert Comment.objects.get().state == State.HELD


@pytest.mark.parametrize("path", ["/", "/comments/{id}/", "/comments/{id}/decide/", "/comments/{id}/undo/"])
def test_without_a_login_there_is_nothing(desk: Environment, path: str) -> None:
    comment = held()
    client = Client()
    fields = {"decision": "approve", "expected": "held"}
    for answer in (client.get(path.format(id=comment.id)), client.post(path.format(id=comment.id), fields)):
        assert answer.status_code in (302, 405)
        assert b"Lorem" not in answer.content
    assert Comment.objects.get().state == State.HELD


@pytest.mark.parametrize("role", Role)
def test_nobody_sees_an_address(desk: Environment, role: Role) -> None:
    colleague = Colleague(role=role)
    colleague.log_in(colleague.code)
    comment = held()
    page = colleague.get(f"/comments/{comment.id}/")
    assert "sealed" not in page.text
    assert "a" * 64 not in page.text


def test_a_role_may_what_those_before_it_may() -> None:
    roles = list(Role)
    for number, role in enumerate(roles):
        moderator = Moderator(name="Ada", role=role)
        assert [moderator.may(other) for other in roles] == [other <= number for other in range(len(roles))]


def test_the_title_of_an_article_is_text(ada_inside: Colleague) -> None:
    one = thread()
    one.title = "<b>Title</b>"
    one.save()
    assert "<b>Title" not in ada_inside.get(f"/comments/{held().id}/").text
