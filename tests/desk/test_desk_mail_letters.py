"""What mail says, to whom, and what mail programs find in its headers."""

from __future__ import annotations

import datetime as dt
import re
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from corkboard.desk.addresses import opened
from corkboard.desk.environment import Environment
from corkboard.desk.errors import DeskError
from corkboard.desk.keys import Key
from corkboard.desk.mail.forming import UnwritableError, formed
from corkboard.desk.mail.moderators import set_mail
from corkboard.desk.mail.outbox import add_digests, tell_of_approval, tell_of_held, tell_of_report, tell_of_wish
from corkboard.desk.mail.tidying import tidy
from corkboard.desk.mail.wording import Letter
from corkboard.desk.moderation.audit import Actor
from corkboard.desk.moderation.decisions import decide
from corkboard.desk.moderation.models import (
    Action,
    AuditEntry,
    Comment,
    HeldFor,
    Hold,
    MailKind,
    MailWish,
    Message,
    Moderator,
    Reason,
    Report,
    State,
    Thread,
)
from mailing import MAIL, READER, links_in, mail_server, moderator, outbox, send_all, subscription, text_of, writer
from reading import ARTICLE, threads_json
from writing import MODERATOR, NOW, held

pytestmark = pytest.mark.desk_with(**MAIL)


def sent(desk: Environment) -> list[EmailMessage]:
    Path(desk.threads).write_text(threads_json(), encoding="utf-8")
    with mail_server() as (mailbox, port):
        send_all(desk, port)
    return mailbox.mails


def told_of(comment: Comment) -> Comment:
    tell_of_held(comment)
    return comment


# To moderators


def test_a_moderator_who_wants_it_is_told_of_each_held_comment(desk: Environment) -> None:
    moderator()
    comment = told_of(held("See https://pills.example\n\nApprove: https://evil.example/"))
    Thread.objects.update(url="https://site.example/articles/the-lamp-log/")
    Hold.objects.create(comment=comment, reason=HeldFor.NAMES_PERSON, detail="Barnaby Overmuch")
    (mail,) = sent(desk)
    assert mail["To"] == "ada@desk.example"
    assert mail["From"] == "Harbor Lights <desk@site.example>"
    assert mail["Subject"] == "[Harbor Lights] A comment on “The Lamp Log”"
    text = text_of(mail)
    for part in (
        "Lorem Ipsumson on “The Lamp Log”",
        "https://site.example/articles/the-lamp-log/",
        "Marked for: Names a person of this site (Barnaby Overmuch)",
        "> See https://pills.example\n>\n> Approve: https://evil.example/\n",
        f"https://desk.example/comments/{comment.id}/",
    ):
        assert part in text
    assert set(links_in(mail)) == {"approve", "reject", "spam", "stop-moderator"}


def test_there_are_no_addresses_of_readers_in_mail_to_moderators(desk: Environment) -> None:
    moderator()
    told_of(held(correspondent=writer()))
    (mail,) = sent(desk)
    assert READER not in mail.as_string() + text_of(mail)


@pytest.mark.desk_with(**{**MAIL, "mail_actions": False})
def test_without_links_to_decide_with_mail_has_only_that_to_the_desk(desk: Environment) -> None:
    moderator()
    told_of(held())
    (mail,) = sent(desk)
    assert set(links_in(mail)) == {"stop-moderator"}


@pytest.mark.parametrize("changed", [{"wish": MailWish.NONE}, {"wish": MailWish.DIGEST}, {"is_active": False}])
def test_no_other_moderator_is_told_of_each(desk: Environment, changed: dict[str, object]) -> None:
    moderator(**changed)  # type: ignore[arg-type]
    told_of(held())
    assert outbox() == []


def test_what_was_decided_meanwhile_is_not_told(desk: Environment) -> None:
    moderator()
    comment = told_of(held())
    decide(comment.id, Action.APPROVE, MODERATOR)
    assert sent(desk) == []


@pytest.mark.desk_with(**MAIL, most_mail_an_hour=3)
def test_a_flood_of_comments_becomes_a_digest(desk: Environment) -> None:
    moderator()
    for number in range(10):
        told_of(held(f"Number {number}."))
    assert [kind for kind, _ in outbox()] == ["held"] * 3 + ["digest"]
    subjects = [str(mail["Subject"]) for mail in sent(desk)]
    assert subjects[-1] == "[Harbor Lights] 10 comments wait"


def test_a_digest_lists_what_waits_with_why(desk: Environment) -> None:
    moderator(wish=MailWish.DIGEST)
    comments = [held(f"Number {number}.", author=f"Reader {number}") for number in range(22)]
    Hold.objects.create(comment=comments[-1], reason=HeldFor.LINKS, detail="7")
    held(state=State.SPAM)
    add_digests()
    add_digests()
    (mail,) = sent(desk)
    text = text_of(mail)
    assert "22 comments wait." in text
    assert "* Reader 21, “The Lamp Log”" in text or "* Reader 21 on “The Lamp Log”\n  Has links (7)" in text
    assert text.count("\n* ") == 20
    assert "These are the newest." in text


def test_digests_come_as_often_as_is_set_and_only_if_something_waits(desk: Environment) -> None:
    one = moderator(wish=MailWish.DIGEST)
    add_digests()
    assert outbox() == []
    told_of(held())
    add_digests()
    assert outbox() == [("digest", "Ada Example")]
    sent(desk)
    add_digests()
    assert outbox() == []
    Moderator.objects.filter(pk=one.pk).update(digest_sent_at=dt.datetime.now(dt.UTC) - dt.timedelta(hours=25))
    add_digests()
    assert outbox() == [("digest", "Ada Example")]


def test_a_report_is_told_until_it_is_settled(desk: Environment) -> None:
    moderator()
    comment = held(state=State.APPROVED)
    Report.objects.create(id="01M83D9AXYD9P3S2B0P7946A87", comment=comment, reason=Reason.PRIVATE, received_at=NOW)
    tell_of_report(comment)
    (mail,) = sent(desk)
    assert "Reason given: Private details of somebody" in text_of(mail)
    other = held("Another.", state=State.APPROVED)
    tell_of_report(other)
    assert sent(desk) == []


def test_where_a_moderator_gets_mail_is_sealed_and_recorded_without_it(desk: Environment) -> None:
    one = moderator(wish=MailWish.NONE)
    actor = Actor("Ada Example", "command")
    changed = set_mail(one.name, actor, address="ada.new@desk.example", language="kk")
    assert changed.mail == MailWish.DIGEST  # as the settings say
    assert opened(bytes(changed.sealed_address or b""), settings.KEYS.read(Key.OPENING)) == "ada.new@desk.example"
    entry = AuditEntry.objects.get()
    assert entry.after == {"mail": "digest", "language": "kk", "address": "changed"}
    assert set_mail(one.name, actor, wish=MailWish.EACH).mail == MailWish.EACH
    assert set_mail(one.name, actor, address="", wish=MailWish.NONE).sealed_address is None
    assert AuditEntry.objects.order_by("id").last().after["address"] == "forgotten"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "given",
    [
        {"address": "nonsense"},
        {"address": "", "wish": MailWish.EACH},
        {"language": "xx"},
        {"name": "Nobody"},
        {"name": "Lost", "wish": MailWish.EACH},
    ],
)
def test_mail_that_cannot_be_is_told(desk: Environment, given: dict[str, str]) -> None:
    moderator(wish=MailWish.NONE)
    moderator("Lost", wish=MailWish.NONE)
    Moderator.objects.filter(name="Lost").update(sealed_address=None)
    with pytest.raises(DeskError):
        set_mail(actor=MODERATOR, **{"name": "Ada Example", **given})  # type: ignore[arg-type]


def test_old_mail_to_moderators_is_deleted_and_that_to_readers_stays(desk: Environment) -> None:
    moderator()
    told_of(held())
    comment = held(state=State.APPROVED, correspondent=writer())
    subscription(comment)
    tell_of_approval(comment)
    sent(desk)
    tidy(dt.datetime.now(dt.UTC) + dt.timedelta(days=29))
    assert Message.objects.count() == 2
    tidy(dt.datetime.now(dt.UTC) + dt.timedelta(days=31))
    assert [message.kind for message in Message.objects.all()] == [MailKind.APPROVED]


# Form


def every_kind(desk: Environment, language: str = "en") -> list[EmailMessage]:
    """One of each kind of mail, in a language."""
    moderator(language=language)
    moderator("Tobias Placeholder", wish=MailWish.DIGEST, language=language)
    waiting = told_of(held('<img src="https://pixel.example/1.gif"> ![a](https://pixel.example/2.gif)'))
    Hold.objects.create(comment=waiting, reason=HeldFor.LINKS, detail="1")
    own = held(state=State.APPROVED, correspondent=writer())
    subscription(own, language=language)
    tell_of_approval(own)
    reply = held(
        '<img src="https://pixel.example/3.gif">',
        reply_to=own.id,
        state=State.APPROVED,
        correspondent=writer("second@reader.example"),
    )
    tell_of_approval(reply)
    tell_of_wish(subscription(waiting_of_another(), confirmed=False, language=language))
    Report.objects.create(id="01M83D9AXYD9P3S2B0P7946A87", comment=own, reason=Reason.PRIVATE, received_at=NOW)
    tell_of_report(own)
    add_digests()
    mails = sent(desk)
    assert sorted(Message.objects.values_list("kind", flat=True)) == sorted(MailKind.values)
    assert len(mails) == len(MailKind)
    return mails


def waiting_of_another() -> Comment:
    return held("Something else.", correspondent=writer("third@reader.example"))


def test_remark42_tracking_pixels_in_notification_mail(desk: Environment) -> None:
    for mail in every_kind(desk):
        assert mail.get_content_type() == "text/plain"
        assert not mail.is_multipart()
        assert not list(mail.iter_attachments())


def test_every_address_in_mail_is_the_desks_the_sites_or_quoted_from_a_comment(desk: Environment) -> None:
    Thread.objects.create(id=ARTICLE, title="The Lamp Log", url="https://site.example/a/", language="en")
    for mail in every_kind(desk):
        own = [line for line in text_of(mail).splitlines() if not line.startswith("> ")]
        found = re.findall(r"https?://[^/\s]+", "\n".join([*own, str(mail["List-Unsubscribe"])]))
        assert found
        assert set(found) <= {"https://comments.example", "https://desk.example", "https://site.example"}


def test_headers_tell_programs_what_it_is(desk: Environment) -> None:
    ids = set()
    for mail in every_kind(desk):
        assert mail["Auto-Submitted"] == "auto-generated"
        assert str(mail["List-Unsubscribe"]).startswith("<https://comments.example/mail/stop/")
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert re.fullmatch(r"<[\w.]+@site\.example>", mail["Message-ID"])
        assert re.fullmatch(r"<thread\.[0-9a-f]{24}@site\.example>", mail["References"])
        assert parsedate_to_datetime(mail["Date"]).tzinfo
        ids.add(mail["Message-ID"])
    assert len(ids) == len(MailKind)


def test_mail_about_one_comment_is_one_conversation_and_about_another_is_not(desk: Environment) -> None:
    for text in ("First.", "Second."):
        own = held(text, state=State.APPROVED, correspondent=writer())
        subscription(own)
        tell_of_approval(own)
        tell_of_approval(held("A reply.", reply_to=own.id, state=State.APPROVED, correspondent=None))
    threads = [str(mail["References"]) for mail in sent(desk)]
    assert threads[0] == threads[1] != threads[2] == threads[3]


def test_a_message_that_is_tried_again_has_the_same_id_and_links(desk: Environment) -> None:
    moderator()
    told_of(held())
    with mail_server() as (mailbox, port):
        mailbox.to_content = "451 wait"
        send_all(desk, port)
        first, mailbox.to_content = Message.objects.get(), "250 OK"
        assert first.attempts == 1
        Message.objects.update(due_at=first.made_at)
        send_all(desk, port)
        Message.objects.update(sent_at=None, handed_at=None)
        send_all(desk, port)
    one, again = mailbox.mails
    assert one["Message-ID"] == again["Message-ID"]
    assert text_of(one) == text_of(again)


HOSTILE = "A\r\nBcc: everybody@victim.example\r\n\r\nBody\u2028\u202e end"


def test_a_comment_cannot_add_headers_or_recipients(desk: Environment) -> None:
    Thread.objects.create(id=ARTICLE, title=HOSTILE, url="", language="en")
    moderator()
    told_of(held("Text.", author=HOSTILE))
    own = held(state=State.APPROVED, correspondent=writer())
    subscription(own)
    tell_of_approval(own)
    tell_of_approval(held("A.", author=HOSTILE, reply_to=own.id, state=State.APPROVED, correspondent=None))
    mails = sent(desk)
    assert len(mails) == 3
    for mail in mails:
        assert mail["Bcc"] is None
        assert sorted(mail.keys()) == sorted(set(mail.keys()))
        assert "victim.example" in mail["Subject"]


@given(st.text(), st.text(), st.text())
def test_no_words_and_no_address_break_out_of_their_place(subject: str, text: str, address: str) -> None:
    letter = Letter(b"", subject, text, "https://comments.example/mail/stop/x/", "held.1.1", "thread.x")
    try:
        envelope = formed(letter, address + "@reader.example", "desk@site.example", subject, NOW)
    except UnwritableError:
        return
    head, _, body = envelope.content.partition(b"\r\n\r\n")
    names = re.findall(rb"(?m)^([\w-]+):", head)
    assert sorted(names) == sorted(
        b"From To Subject Date Message-ID In-Reply-To References Auto-Submitted List-Unsubscribe List-Unsubscribe-Post "
        b"Content-Type Content-Transfer-Encoding MIME-Version".split()
    )
    assert head.isascii()
    assert body.isascii()
    assert b"\n" not in envelope.content.replace(b"\r\n", b"")
    assert max(map(len, envelope.content.split(b"\r\n"))) < 998
    assert envelope.recipient.endswith("@reader.example")
    assert not re.search(r"[\s\x00-\x1f]", envelope.recipient) or envelope.recipient.startswith('"')


def test_an_address_in_a_domain_of_another_script_is_written_to(desk: Environment) -> None:
    own = held(state=State.APPROVED, correspondent=writer("reader@пример.example"))
    subscription(own)
    tell_of_approval(own)
    (mail,) = sent(desk)
    assert mail["To"] == "reader@xn--e1afmkfd.example"


# Languages


@pytest.mark.parametrize(
    ("language", "subject", "digest"),
    [
        ("ru", "Ваш комментарий к «The Lamp Log» одобрен", "2 комментария ждут"),
        ("kk", "«The Lamp Log» материалына жазған пікіріңіз мақұлданды", "2 пікір күтіп тұр"),
        ("en", "Your comment on “The Lamp Log” was approved", "2 comments wait"),
    ],
)
def test_mail_is_in_the_language_of_who_gets_it(desk: Environment, language: str, subject: str, digest: str) -> None:
    mails = every_kind(desk, language)
    subjects = {str(mail["Subject"]) for mail in mails}
    assert subject in subjects
    assert f"[Harbor Lights] {digest}" in subjects
    for mail in mails:
        assert f"/?lang={language}" in str(mail["List-Unsubscribe"])
        if language != "en":
            assert not re.search(r"\b(the|comment|your|mail|open|of)\b", without_quotes(mail), re.IGNORECASE), text_of(
                mail
            )


def without_quotes(mail: EmailMessage) -> str:
    """What the desk says of its own: no titles, names and addresses."""
    text = text_of(mail).replace("The Lamp Log", "")
    return "\n".join(re.sub(r"https?://\S+", "", line) for line in text.splitlines() if not line.startswith("> "))


def test_who_names_no_language_is_written_to_in_that_of_the_page(desk: Environment) -> None:
    Thread.objects.create(id=ARTICLE, title="The Lamp Log", url="", language="ru")
    own = held(state=State.APPROVED, correspondent=writer())
    subscription(own, language="")
    tell_of_approval(own)
    assert [mail["Subject"] for mail in sent(desk)] == ["Ваш комментарий к «The Lamp Log» одобрен"]


def test_a_moderator_without_a_language_is_written_to_in_that_of_the_site(desk: Environment) -> None:
    moderator()
    told_of(held())
    Path(desk.threads).write_text(threads_json().replace('"lang": "en"', '"lang": "ru"', 1), encoding="utf-8")
    with mail_server() as (mailbox, port):
        send_all(desk, port)
    assert [mail["Subject"] for mail in mailbox.mails] == ["[Harbor Lights] Комментарий к «The Lamp Log»"]
