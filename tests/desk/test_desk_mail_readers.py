"""Mail to readers: only to those who asked for it and confirmed their address; and how it ends."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings

from corkboard.desk.environment import Environment
from corkboard.desk.intake.models import Entry, Kind
from corkboard.desk.keys import Key
from corkboard.desk.mail.answers import take_answers
from corkboard.desk.mail.links import Link, Purpose, signed
from corkboard.desk.mail.outbox import tell_of_approval, tell_of_wish
from corkboard.desk.moderation.decisions import decide, undo
from corkboard.desk.moderation.models import (
    Action,
    AuditEntry,
    Comment,
    MailWish,
    Message,
    Moderator,
    State,
    Subscription,
)
from corkboard.desk.moderation.taking import take_over
from corkboard.desk.threads import parsed_offers
from mailing import MAIL, READER, links_in, mail_server, moderator, outbox, send_all, subscription, text_of, writer
from reading import Page, at_the_intake, threads_json
from writing import MODERATOR, held

pytestmark = pytest.mark.desk_with(**MAIL)


def sent(desk: Environment) -> list[EmailMessage]:
    """Send what waits; what arrived."""
    with mail_server() as (mailbox, port):
        send_all(desk, port)
    return mailbox.mails


def open_and_press(path: str, **fields: str) -> Page:
    """Follow a link of a mail to the intake, as a browser without cookies does, and press the button."""
    with override_settings(ROOT_URLCONF="corkboard.desk.intake.urls", MIDDLEWARE=[]):
        browser = Client(enforce_csrf_checks=True)
        assert browser.get(path).status_code == 200
        return Page(browser.post(path, fields))


def heeded() -> int:
    return take_answers(settings.KEYS.read(Key.ACTIONS))


def send_comment(desk: Environment, *, notify: bool, **changed: str) -> None:
    """A comment through the intake, and taken over."""
    with at_the_intake(Path(desk.threads)) as reader:
        preview = reader.preview(**changed)
        reader.post("/confirm/", {**preview.fields(), **({"notify": "yes"} if notify else {})})
    take_over(desk, parsed_offers(threads_json().encode(), "threads.json"))


# Asking and confirming


def test_who_does_not_ask_for_mail_gets_none(desk: Environment) -> None:
    send_comment(desk, notify=False)
    decide(Comment.objects.get().id, Action.APPROVE, MODERATOR)
    assert outbox() == []
    assert sent(desk) == []


def test_the_box_is_not_ticked_beforehand(desk: Environment) -> None:
    with at_the_intake(Path(desk.threads)) as reader:
        box = reader.preview().tree.xpath('//input[@name="notify"]')[0]
    assert "checked" not in box.attrib


@pytest.mark.desk_with(quickest_seconds=0)
def test_a_desk_that_writes_no_mail_offers_none(desk: Environment) -> None:
    with at_the_intake(Path(desk.threads)) as reader:
        preview = reader.preview()
        assert "notify" not in preview.text
        reader.post("/confirm/", {**preview.fields(), "notify": "yes"})
    take_over(desk, parsed_offers(threads_json().encode(), "threads.json"))
    assert not Subscription.objects.exists()
    assert not Message.objects.exists()


def test_from_the_form_to_the_mail_that_it_was_approved(desk: Environment) -> None:
    send_comment(desk, notify=True, name="Barnaby <b>", lang="en")
    (question,) = sent(desk)
    assert question["To"] == READER
    page = open_and_press(links_in(question)["confirm"])
    assert "Thank you" in page.words
    assert Subscription.objects.get().confirmed_at is None  # the intake decides nothing
    assert heeded() == 1
    assert Subscription.objects.get().confirmed_at
    decide(Comment.objects.get().id, Action.APPROVE, MODERATOR)
    (news,) = sent(desk)
    assert news["Subject"] == "Your comment on “The Lamp Log” was approved"
    assert f"https://site.example/articles/the-lamp-log/#comment-{Comment.objects.get().id}" in text_of(news)


def test_without_the_link_there_is_no_further_mail(desk: Environment) -> None:
    send_comment(desk, notify=True)
    assert len(sent(desk)) == 1
    comment = Comment.objects.get()
    decide(comment.id, Action.APPROVE, MODERATOR)
    decide(held(reply_to=comment.id, correspondent=writer("second@reader.example")).id, Action.APPROVE, MODERATOR)
    assert sent(desk) == []


def test_who_confirms_after_the_approval_is_told_then(desk: Environment) -> None:
    send_comment(desk, notify=True)
    (question,) = sent(desk)
    decide(Comment.objects.get().id, Action.APPROVE, MODERATOR)
    assert sent(desk) == []
    open_and_press(links_in(question)["confirm"])
    heeded()
    assert [mail["Subject"] for mail in sent(desk)] == ["Your comment on “The Lamp Log” was approved"]


def test_nobody_has_words_of_theirs_sent_to_somebody_elses_address(desk: Environment) -> None:
    send_comment(desk, notify=True, name="Cheap Pills", comment="Buy at https://pills.example now", email=READER)
    (question,) = sent(desk)
    assert "pills" not in question.as_string().lower()
    assert "pills" not in text_of(question).lower()


def test_one_comment_brings_one_question(desk: Environment) -> None:
    for _ in range(3):
        send_comment(desk, notify=True)
    tell_of_wish(Subscription.objects.get())
    assert len(sent(desk)) == 1
    assert sent(desk) == []


@pytest.mark.desk_with(**MAIL, confirmations_a_day=2, rate="1000/minute")
def test_an_address_is_not_asked_more_often_than_is_set(desk: Environment) -> None:
    for number in range(5):
        send_comment(desk, notify=True, comment=f"Number {number}.")
    send_comment(desk, notify=True, email="other@reader.example")
    assert (
        sorted(mail["To"] for mail in sent(desk)) == [READER, READER, "other@reader.example"]
        or sorted(mail["To"] for mail in sent(desk)) == []
    )
    Message.objects.update(made_at=dt.datetime.now(dt.UTC) - dt.timedelta(days=1, minutes=1))
    send_comment(desk, notify=True, comment="The next day.")
    assert [mail["To"] for mail in sent(desk)] == [READER]


def test_what_is_taken_for_spam_asks_nobody(desk: Environment) -> None:
    send_comment(desk, notify=True, website="https://trap.example")
    assert Comment.objects.get().state == State.SPAM
    assert outbox() == []


def test_a_confirmed_address_confirms_no_other_comment(desk: Environment) -> None:
    """As whoever knows an address could have it written to about comments of theirs."""
    first = held(correspondent=writer())
    subscription(first)
    send_comment(desk, notify=True)
    assert [kind for kind, _ in outbox()] == ["confirm"]
    decide(Comment.objects.latest("id").id, Action.APPROVE, MODERATOR)
    assert [mail["Subject"] for mail in sent(desk)] == ["Do you want mail about your comment on “The Lamp Log”?"]


def test_a_confirmation_is_good_for_one_comment(desk: Environment) -> None:
    first, second = held(correspondent=writer()), held("Another.", correspondent=writer())
    for comment in (first, second):
        subscription(comment, confirmed=False)
    link = Link(Purpose.CONFIRM, first.id, expires=int(dt.datetime.now(dt.UTC).timestamp()) + 60)
    open_and_press(f"/mail/confirm/{signed(link, settings.KEYS.read(Key.ACTIONS))}/")
    heeded()
    assert [one.comment_id for one in Subscription.objects.exclude(confirmed_at=None)] == [first.id]


def test_a_confirmation_of_another_key_is_not_heeded(desk: Environment) -> None:
    comment = held(correspondent=writer())
    subscription(comment, confirmed=False)
    token = signed(Link(Purpose.CONFIRM, comment.id), settings.KEYS.read(Key.INTAKE))  # as a broken-into intake could
    open_and_press(f"/mail/confirm/{token}/")
    assert heeded() == 1
    assert Subscription.objects.get().confirmed_at is None
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("old", "new"),
    [("confirm.", "approve."), ("confirm.", "confirm"), (".0.0.", ".0."), ("/confirm/confirm", "/confirm/x")],
)
def test_a_link_that_is_not_whole_is_told(desk: Environment, old: str, new: str) -> None:
    token = signed(Link(Purpose.CONFIRM, held().id), settings.KEYS.read(Key.ACTIONS))
    with override_settings(ROOT_URLCONF="corkboard.desk.intake.urls", MIDDLEWARE=[]):
        page = Page(Client().post(f"/mail/confirm/{token}/".replace(old, new)))
    assert (page.status, "This link is not complete" in page.words) == (404, True)
    assert not Entry.objects.exists()


def test_a_link_that_is_too_old_is_told(desk: Environment) -> None:
    token = signed(Link(Purpose.CONFIRM, held().id, expires=1), settings.KEYS.read(Key.ACTIONS))
    with override_settings(ROOT_URLCONF="corkboard.desk.intake.urls", MIDDLEWARE=[]):
        page = Page(Client().get(f"/mail/confirm/{token}/"))
    assert (page.status, "This link is too old." in page.words) == (410, True)


@pytest.mark.desk_with(**MAIL, link_rate="2/minute")
def test_links_are_followed_no_faster_than_is_set(desk: Environment) -> None:
    token = signed(Link(Purpose.STOP, held().id), settings.KEYS.read(Key.ACTIONS))
    with override_settings(ROOT_URLCONF="corkboard.desk.intake.urls", MIDDLEWARE=[]):
        codes = [Client().post(f"/mail/stop/{token}/").status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_isso_auto_approval_by_a_spoofed_address_that_was_confirmed(desk: Environment) -> None:
    subscription(held(state=State.APPROVED, correspondent=writer()))  # whose comments were approved before
    send_comment(desk, notify=True)
    (question,) = sent(desk)
    open_and_press(links_in(question)["confirm"])
    heeded()
    assert Comment.objects.latest("id").state == State.HELD


# Replies


def replied(desk: Environment, **fields: object) -> Comment:
    parent = held(state=State.APPROVED, correspondent=writer())
    subscription(parent)
    given = {"reply_to": parent.id, "author": "Tobias Placeholder", "correspondent": writer("second@reader.example")}
    comment = held("The budget says *more*.\n.\nA line with a dot.", **{**given, **fields})
    decide(comment.id, Action.APPROVE, MODERATOR)
    return comment


def test_who_asked_for_it_hears_of_a_reply(desk: Environment) -> None:
    replied(desk)
    (mail,) = sent(desk)
    assert mail["To"] == READER
    text = text_of(mail)
    assert "Tobias Placeholder has replied to your comment on “The Lamp Log”:" in text
    assert "> The budget says *more*.\n> .\n> A line with a dot.\n" in text


def test_nobody_hears_of_their_own_reply(desk: Environment) -> None:
    replied(desk, correspondent=writer())
    assert sent(desk) == []


def test_a_reply_of_the_desk_is_told_too(desk: Environment) -> None:
    replied(desk, correspondent=None, by="desk")
    assert len(sent(desk)) == 1


def test_a_reply_that_is_not_approved_is_not_told(desk: Environment) -> None:
    parent = held(state=State.APPROVED, correspondent=writer())
    subscription(parent)
    decide(held(reply_to=parent.id).id, Action.SPAM, MODERATOR)
    assert outbox() == []


def test_an_approval_that_is_undone_at_once_is_never_heard_of_and_a_later_one_is(desk: Environment) -> None:
    comment = replied(desk)
    undo(comment.id, MODERATOR)
    assert sent(desk) == []
    decide(comment.id, Action.APPROVE, MODERATOR)
    assert len(sent(desk)) == 1


def test_an_approval_is_told_once_however_often_it_is_given(desk: Environment) -> None:
    comment = replied(desk)
    assert len(sent(desk)) == 1
    decide(comment.id, Action.UNPUBLISH, MODERATOR, reason="other")
    decide(comment.id, Action.APPROVE, MODERATOR)
    assert sent(desk) == []


# Ending it


def approved() -> Comment:
    comment = held(state=State.APPROVED, correspondent=writer())
    subscription(comment)
    tell_of_approval(comment)
    return comment


def test_each_mail_to_a_reader_can_be_ended_by_one_click_of_a_mail_program(desk: Environment) -> None:
    comment = approved()
    (mail,) = sent(desk)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(mail["List-Unsubscribe"]).strip("<>")
    assert address.startswith("https://comments.example/mail/stop/")
    path = address.removeprefix("https://comments.example")
    with override_settings(ROOT_URLCONF="corkboard.desk.intake.urls", MIDDLEWARE=[]):
        # As RFC 8058 has it: no cookies, no page before, this body and no other.
        answer = Client(enforce_csrf_checks=True).post(
            path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
        )
    assert answer.status_code == 200
    heeded()
    assert Subscription.objects.get().ended_at
    decide(held(reply_to=comment.id, correspondent=writer("second@reader.example")).id, Action.APPROVE, MODERATOR)
    assert sent(desk) == []


def test_the_addresses_in_headers_reach_the_mail_program_in_one_piece(desk: Environment) -> None:
    approved()
    with mail_server() as (mailbox, port):
        send_all(desk, port)
    (header,) = [line for line in mailbox.raw[0].split(b"\r\n") if line.startswith(b"List-Unsubscribe:")]
    assert header.startswith(b"List-Unsubscribe: <https://comments.example/mail/stop/stop.")
    assert header.endswith(b">")


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_link_scanner_confirms_and_ends_nothing(desk: Environment, method: str) -> None:
    send_comment(desk, notify=True)
    (question,) = sent(desk)
    with override_settings(ROOT_URLCONF="corkboard.desk.intake.urls", MIDDLEWARE=[]):
        for path in links_in(question).values():
            assert getattr(Client(), method)(path).status_code == 200
    assert not Entry.objects.exists()
    heeded()
    one = Subscription.objects.get()
    assert one.confirmed_at is one.ended_at is None


def test_an_ended_subscription_is_not_begun_again_by_its_old_link(desk: Environment) -> None:
    send_comment(desk, notify=True)
    links = links_in(sent(desk)[0])
    open_and_press(links["stop"])
    heeded()
    open_and_press(links["confirm"])
    heeded()
    assert Subscription.objects.get().confirmed_at is None


def test_an_address_can_be_left_alone_for_ever(desk: Environment) -> None:
    send_comment(desk, notify=True)
    page = open_and_press(links_in(sent(desk)[0])["stop"], everything="yes")
    assert "no more such mail" in page.words
    heeded()
    send_comment(desk, notify=True, comment="Once more, with somebody else's address.")
    assert sent(desk) == []


def test_mail_about_one_comment_is_ended_and_about_another_is_not(desk: Environment) -> None:
    approved()
    (mail,) = sent(desk)
    open_and_press(links_in(mail)["stop"])
    heeded()
    approved()
    assert len(sent(desk)) == 1


def test_a_moderator_ends_their_mail_without_login(desk: Environment) -> None:
    moderator()
    send_comment(desk, notify=False)
    (mail,) = sent(desk)
    assert mail["List-Unsubscribe-Post"]
    open_and_press(links_in(mail)["stop-moderator"])
    heeded()
    assert Moderator.objects.get().mail == MailWish.NONE
    entry = AuditEntry.objects.get(action=Action.CHANGE_MODERATOR)
    assert (entry.actor, entry.via, entry.after) == ("Ada Example", "mail", {"mail": "none"})


def test_what_is_posted_to_the_intake_is_kept_without_who_posted_it(desk: Environment) -> None:
    token = signed(Link(Purpose.STOP, held().id), settings.KEYS.read(Key.ACTIONS))
    with override_settings(ROOT_URLCONF="corkboard.desk.intake.urls", MIDDLEWARE=[]):
        for _ in range(2):
            Client(REMOTE_ADDR="203.0.113.77").post(f"/mail/stop/{token}/")
    entry = Entry.objects.get()
    assert entry.kind == Kind.UNSUBSCRIPTION
    assert entry.content == {"token": token, "everything": False}


# What becomes of it with the rest


def test_mail_is_forgotten_with_the_comment(desk: Environment) -> None:
    comment = approved()
    comment.delete()
    assert not Message.objects.exists()
    assert sent(desk) == []


def test_where_the_address_was_deleted_after_its_time_nobody_is_written_to(desk: Environment) -> None:
    comment = approved()
    assert comment.correspondent
    comment.correspondent.sealed_address = None
    comment.correspondent.save()
    assert sent(desk) == []
    assert not Message.objects.exists()
