"""The mailer and its outbox, before real mail servers: one that works, and those that do not."""

from __future__ import annotations

import datetime as dt
import logging
import socket
import ssl
import subprocess
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from django.conf import settings
from django.db import connection
from pydantic import SecretStr

from corkboard.desk.environment import Environment
from corkboard.desk.mail.forming import Envelope
from corkboard.desk.mail.outbox import tell_of_approval, tell_of_held
from corkboard.desk.mail.sending import UNCERTAIN
from corkboard.desk.mail.transport import connected
from corkboard.desk.moderation.models import MailWish, Message, Moderator, State
from mailing import (
    MAIL,
    READER,
    Broken,
    Clock,
    Mailbox,
    mail_server,
    moderator,
    send_all,
    sender,
    subscription,
    writer,
)
from writing import held

pytestmark = pytest.mark.desk_with(**MAIL)


def approved(address: str = READER) -> Message:
    """A message to a reader, in the outbox."""
    comment = held(state=State.APPROVED, correspondent=writer(address))
    subscription(comment)
    tell_of_approval(comment)
    Message.objects.update(due_at=dt.datetime.now(dt.UTC))
    return Message.objects.latest("id")


def test_what_is_due_is_sent_once(desk: Environment) -> None:
    message = approved()
    with mail_server() as (mailbox, port):
        for _ in range(3):
            sender(desk, port).look()
    assert [recipient for recipient, _ in mailbox.taken] == [READER]
    message.refresh_from_db()
    assert message.sent_at
    assert not message.error


def test_what_is_not_due_waits(desk: Environment) -> None:
    approved()
    Message.objects.update(due_at=dt.datetime.now(dt.UTC) + dt.timedelta(minutes=5))
    clock = Clock()
    with mail_server() as (mailbox, port):
        mailer = sender(desk, port, clock)
        mailer.look()
        assert mailbox.taken == []
        clock.wait(minutes=6)
        mailer.look()
    assert len(mailbox.taken) == 1


def test_one_connection_takes_many_messages(desk: Environment) -> None:
    for number in range(20):
        approved(f"reader{number}@reader.example")
    with mail_server() as (mailbox, port):
        assert sender(desk, port).look() == 20
    assert {recipient for recipient, _ in mailbox.taken} == {f"reader{number}@reader.example" for number in range(20)}


def test_there_are_no_addresses_in_mails_to_others(desk: Environment) -> None:
    approved("first@reader.example")
    approved("second@reader.example")
    moderator()
    tell_of_held(held(correspondent=writer("third@reader.example")))
    with mail_server() as (mailbox, port):
        sender(desk, port).look()
    assert len(mailbox.taken) == 3
    for recipient, mail in mailbox.taken:
        others = {"first@", "second@", "third@", "ada@"} - {recipient.partition("@")[0] + "@"}
        assert not [one for one in others if one in mail.as_string()]
        assert mail["To"] == recipient


def test_a_line_that_is_a_dot_does_not_end_a_message(desk: Environment) -> None:
    content = b"Subject: x\r\n\r\n.\r\n..a\r\nMAIL FROM:<evil@example.org>\r\n.b\r\n"
    with mail_server() as (mailbox, port), connected(desk.model_copy(update={"smtp_port": port})) as session:
        session.send(Envelope("desk@site.example", READER, content), lambda: None)
    assert mailbox.raw == [content]


# A server that is away


def test_an_outage_is_survived_with_growing_pauses(desk: Environment, caplog: pytest.LogCaptureFixture) -> None:
    message = approved()
    clock = Clock()
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    mailer = sender(desk, port, clock)
    start, pauses = clock.now, []
    for _ in range(600):
        before = len(caplog.records)
        mailer.look()
        if len(caplog.records) > before:
            pauses.append(clock.now - start)
            start = clock.now
        clock.wait(seconds=10)
    assert [round(pause.total_seconds()) for pause in pauses] == [0, 30, 60, 120, 240, 480, 960, 1920]
    assert "mail waits" in caplog.text
    with mail_server() as (mailbox, working):
        sender(desk, working, clock).look()
    assert len(mailbox.taken) == 1
    message.refresh_from_db()
    assert message.sent_at


def test_after_a_set_time_it_is_given_up_and_said(desk: Environment, caplog: pytest.LogCaptureFixture) -> None:
    message = approved()
    clock = Clock()
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    mailer = sender(desk, port, clock, mail_hours=5)
    for _ in range(6):
        mailer.look()
        clock.wait(hours=1)
    message.refresh_from_db()
    assert message.given_up_at
    assert f"message {message.pk} (approved) was not sent and will not be" in caplog.text
    from corkboard.desk.checking import problems

    found = [line for line in problems(desk, settings.KEYS, deploy=False) if line.startswith("mail: ")]
    assert found == ["mail: 1 message was given up in 7 days; the last: there was no mail server to be reached in time"]


def test_a_slow_server_is_not_waited_for_forever_and_tried_again(desk: Environment) -> None:
    message = approved()
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections, and says nothing
        sender(desk, silent.getsockname()[1], smtp_seconds=0.2).look()
    message.refresh_from_db()
    assert message.sent_at is message.given_up_at is message.handed_at is None
    with mail_server() as (mailbox, port):
        send_all(desk, port)
    assert len(mailbox.taken) == 1


def test_a_server_that_speaks_no_smtp_is_tried_again(desk: Environment) -> None:
    approved()
    nonsense = Broken(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    sender(desk, nonsense.port).look()
    nonsense.close()
    with mail_server() as (mailbox, port):
        send_all(desk, port)
    assert len(mailbox.taken) == 1


# A server that refuses


def test_a_recipient_who_is_refused_for_good_is_given_up_without_naming_them(
    desk: Environment, caplog: pytest.LogCaptureFixture
) -> None:
    message = approved("gone@reader.example")
    approved("there@reader.example")

    class Picky(Mailbox):
        async def handle_RCPT(self, server, session, envelope, address, options):  # type: ignore[no-untyped-def]
            gone = address.startswith("gone@")
            self.to_recipient = f"550 5.1.1 <{address}>: there is no such person" if gone else "250 OK"
            return await super().handle_RCPT(server, session, envelope, address, options)

    caplog.set_level(logging.DEBUG)
    with mail_server(Picky()) as (mailbox, port):
        sender(desk, port).look()
        send_all(desk, port)
    assert [recipient for recipient, _ in mailbox.taken] == ["there@reader.example"]
    message.refresh_from_db()
    assert message.given_up_at
    assert message.error == "the mail server said 550 5.1.1"
    ours = [record.getMessage() for record in caplog.records if record.name != "mail.log"]  # that is the server's
    assert not [line for line in ours if "reader.example" in line]


@pytest.mark.parametrize("where", ["to_recipient", "to_content"])
def test_a_recipient_who_is_refused_for_now_is_tried_again_later(desk: Environment, where: str) -> None:
    message = approved()
    clock = Clock()
    with mail_server() as (mailbox, port):
        setattr(mailbox, where, "451 4.7.1 come back later")
        mailer = sender(desk, port, clock)
        mailer.look()
        mailer.look()
        message.refresh_from_db()
        assert (message.attempts, message.error) == (1, "the mail server said 451 4.7.1")
        assert message.handed_at is None
        setattr(mailbox, where, "250 OK")
        mailer.look()
        assert mailbox.taken == []
        clock.wait(minutes=1)
        mailer.look()
    assert len(mailbox.taken) == 1


def test_a_message_that_is_refused_is_not_sent_again(desk: Environment) -> None:
    message = approved()
    with mail_server() as (mailbox, port):
        mailbox.to_content = "554 5.7.1 looks like spam"
        sender(desk, port).look()
        mailbox.to_content = "250 OK"
        send_all(desk, port)
    assert mailbox.taken == []
    message.refresh_from_db()
    assert message.error == "the mail server said 554 5.7.1"


def test_a_message_at_which_the_server_fails_does_not_hold_up_the_others(desk: Environment) -> None:
    approved("poison@reader.example")
    approved("other@reader.example")

    class Failing(Mailbox):
        async def handle_RCPT(self, server, session, envelope, address, options):  # type: ignore[no-untyped-def]
            self.breaks = "recipient" if address.startswith("poison@") else ""
            return await super().handle_RCPT(server, session, envelope, address, options)

    clock = Clock()
    with mail_server(Failing()) as (mailbox, port):
        mailer = sender(desk, port, clock)
        for _ in range(5):
            mailer.look()
            clock.wait(seconds=31)
    assert [recipient for recipient, _ in mailbox.taken] == ["other@reader.example"]


# A connection that breaks


def test_what_broke_before_the_end_of_the_message_is_sent_again(desk: Environment) -> None:
    message = approved()
    half = Broken(b"220 hello\r\n", b"250 hello\r\n", b"250 from\r\n", b"451 wait\r\n")
    sender(desk, half.port).look()
    half.close()
    message.refresh_from_db()
    assert message.given_up_at is message.sent_at is message.handed_at is None
    with mail_server() as (mailbox, port):
        send_all(desk, port)
    assert len(mailbox.taken) == 1


@pytest.mark.parametrize("how", ["content", "silent"])
def test_what_the_server_may_have_is_not_sent_again(
    desk: Environment, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    message = approved()
    with mail_server() as (mailbox, port):
        mailbox.breaks = how
        sender(desk, port, smtp_seconds=0.3 if how == "silent" else 30).look()
        mailbox.breaks = ""
        send_all(desk, port)
        assert len(mailbox.taken) == (1 if how == "content" else 0)
    message.refresh_from_db()
    assert message.given_up_at
    assert message.error.startswith(UNCERTAIN)
    assert UNCERTAIN in caplog.text


def test_a_mail_is_not_sent_twice_by_a_mailer_that_was_killed_before_it_noted_the_answer(desk: Environment) -> None:
    message = approved()
    with mail_server() as (mailbox, port):
        clock = Clock()
        mailer = sender(desk, port, clock)
        mailer._note_handing(message)  # and then it is killed
        again = sender(desk, port, clock)
        again.look()
        clock.wait(hours=1)
        again.look()
    assert mailbox.taken == []
    message.refresh_from_db()
    assert message.error.startswith(UNCERTAIN)


def test_two_mailers_send_a_message_once(desk: Environment) -> None:
    approved()
    with mail_server() as (mailbox, port):
        first, second = sender(desk, port), sender(desk, port)
        due = list(Message.objects.all())
        first.look()
        assert second._send_all(due) == 0  # which it had read before
        second.look()
    assert len(mailbox.taken) == 1


def test_that_a_message_is_on_its_way_is_committed_before_its_words_leave(desk: Environment) -> None:
    message = approved()
    seen = []

    class Looking(Mailbox):
        async def handle_DATA(self, server, session, envelope):  # type: ignore[no-untyped-def]
            import asyncio

            def look() -> None:
                seen.append(Message.objects.get(pk=message.pk).handed_at is not None)
                connection.close()

            await asyncio.to_thread(look)
            return await super().handle_DATA(server, session, envelope)

    with mail_server(Looking()) as (_, port):
        sender(desk, port).look()
    assert seen == [True]


# Encryption and login


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("certificate")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subject = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return key, certificate


def tls_context(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[1], certificate[0])
    return context


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_goes_encrypted_to_a_server_whose_certificate_is_right(
    desk: Environment, certificate: tuple[Path, Path], security: str
) -> None:
    approved()
    context = tls_context(certificate)
    options = {"tls_context": context, "require_starttls": True} if security == "starttls" else {"ssl_context": context}
    with mail_server(**options) as (mailbox, port):
        sender(desk, port, smtp_security=security, smtp_ca=certificate[1]).look()
    assert len(mailbox.taken) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("wrong", ["authority", "name"])
def test_nothing_goes_to_a_server_whose_certificate_is_wrong(
    desk: Environment, certificate: tuple[Path, Path], security: str, wrong: str, caplog: pytest.LogCaptureFixture
) -> None:
    approved()
    context = tls_context(certificate)
    options = {"tls_context": context} if security == "starttls" else {"ssl_context": context}
    changed = {"smtp_host": "127.0.0.1", "smtp_ca": certificate[1]} if wrong == "name" else {}
    with mail_server(**options) as (mailbox, port):
        sender(desk, port, smtp_security=security, **changed).look()
    assert mailbox.asked == 0
    assert "certificate is not trusted" in caplog.text


def test_nothing_goes_unencrypted_where_a_server_offers_no_encryption(
    desk: Environment, caplog: pytest.LogCaptureFixture
) -> None:
    approved()
    with mail_server() as (mailbox, port):
        sender(desk, port, smtp_security="starttls").look()
    assert mailbox.asked == 0
    assert "offers no STARTTLS" in caplog.text


@pytest.mark.parametrize("is_right", [True, False])
def test_the_password_is_that_of_the_settings_and_never_logged(
    desk: Environment, certificate: tuple[Path, Path], is_right: bool, caplog: pytest.LogCaptureFixture
) -> None:
    approved()
    caplog.set_level(logging.DEBUG)
    tried = []

    def authenticate(server: object, session: object, envelope: object, mechanism: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        tried.append((data.login, data.password))
        return AuthResult(success=is_right)

    options = {"tls_context": tls_context(certificate), "authenticator": authenticate, "auth_required": True}
    given = {"smtp_user": "desk", "smtp_password": SecretStr("correct horse")}
    with mail_server(**options) as (mailbox, port):
        sender(desk, port, smtp_security="starttls", smtp_ca=certificate[1], smtp_seconds=1, **given).look()
    assert tried[0] == (b"desk", b"correct horse")
    assert len(mailbox.taken) == int(is_right)
    assert "correct horse" not in caplog.text + repr(given)


# Keys


def test_without_the_private_key_mail_waits(desk: Environment, caplog: pytest.LogCaptureFixture) -> None:
    message = approved()
    path = desk.data / "mailer/opening.private"
    key = path.read_bytes()
    path.unlink()
    with mail_server() as (mailbox, port):
        sender(desk, port).look()
        assert mailbox.taken == []
        assert "opening.private" in caplog.text
        path.write_bytes(key)
        send_all(desk, port)
        assert len(mailbox.taken) == 1
    message.refresh_from_db()
    assert message.sent_at


def test_the_outbox_holds_no_addresses(desk: Environment) -> None:
    moderator()
    tell_of_held(held(correspondent=writer()))
    approved()
    with mail_server() as (mailbox, port):
        mailbox.to_recipient = "451 <ADDRESS> come back later"
        sender(desk, port).look()
    assert Message.objects.exclude(error="").count() == 2
    for model in (Message, Moderator):
        for row in model.objects.values():
            assert "reader.example" not in str(row)
            assert "ada@" not in str(row)
    connection.close()
    for path in desk.data.rglob("*"):
        if path.is_file():
            held_bytes = path.read_bytes()
            assert READER.encode() not in held_bytes, path
            assert b"ada@desk.example" not in held_bytes, path


def test_mail_to_somebody_who_wants_none_by_now_is_dropped(desk: Environment) -> None:
    one = moderator()
    tell_of_held(held())
    Moderator.objects.filter(pk=one.pk).update(mail=MailWish.NONE)
    with mail_server() as (mailbox, port):
        send_all(desk, port)
    assert mailbox.asked == 0
    assert Message.objects.count() == 0
