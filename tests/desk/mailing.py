"""Mail in tests: a server that takes it, and keeps what it took; or does not, as a test wishes."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings

from corkboard.desk.addresses import address_key, sealed
from corkboard.desk.environment import Environment
from corkboard.desk.keys import Key
from corkboard.desk.mail.sending import Sender
from corkboard.desk.moderation.models import Comment, Correspondent, MailWish, Message, Moderator, Role, Subscription
from corkboard.desk.threads import offers_file

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
READER = "lorem@reader.example"
MAIL = {
    "mail_from": "Harbor Lights <desk@site.example>",
    "smtp_host": "localhost",
    "smtp_security": "none",
    "smtp_seconds": 30,
    "intake_url": "https://comments.example",
    "moderation_url": "https://desk.example",
}


class Mailbox:
    """What a server took, and how it answers; each answer can be set by a test."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, EmailMessage]] = []
        self.raw: list[bytes] = []
        self.to_recipient = "250 OK"
        self.to_content = "250 OK"
        self.breaks: str = ""  # "recipient", "content" (before the answer), "half" (in the midst of the content)
        self.asked = 0

    async def handle_RCPT(
        self,
        server: SMTP,
        session: Session,  # noqa: ARG002 - as aiosmtpd calls it
        envelope: Envelope,
        address: str,
        options: list[str],  # noqa: ARG002
    ) -> str:
        self.asked += 1
        if self.breaks == "recipient":
            server.transport.abort()
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient.replace("ADDRESS", address)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002
        if self.breaks == "silent":
            await asyncio.sleep(60)
        if self.to_content.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.raw.append(envelope.content)
            for recipient in envelope.rcpt_tos:
                mail = message_from_bytes(envelope.content, policy=default)
                assert isinstance(mail, EmailMessage)
                self.taken.append((recipient, mail))
        if self.breaks == "content":
            server.transport.abort()
        return self.to_content

    @property
    def mails(self) -> list[EmailMessage]:
        return [mail for _, mail in self.taken]


class _Controller(Controller):
    def __init__(self, mailbox: Mailbox, **options: Any) -> None:
        super().__init__(mailbox, hostname="127.0.0.1", port=0, **options)

    def _trigger_server(self) -> None:
        assert self.server
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(mailbox: Mailbox | None = None, **options: Any) -> Iterator[tuple[Mailbox, int]]:
    """A real one, on a port of its own."""
    mailbox = mailbox or Mailbox()
    controller = _Controller(mailbox, **options)
    controller.start()
    try:
        yield mailbox, controller.port
    finally:
        controller.stop()


class Clock:
    """Time as a test wishes."""

    def __init__(self) -> None:
        self.now = dt.datetime.now(dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def wait(self, **time: float) -> None:
        self.now += dt.timedelta(**time)


def sender(desk: Environment, port: int, clock: Clock | None = None, **fields: Any) -> Sender:
    environment = desk.model_copy(update={"smtp_port": port, **fields})
    return Sender(environment, settings.KEYS, offers_file(environment), clock or Clock())


def send_all(desk: Environment, port: int, **fields: Any) -> None:
    """Send what is in the outbox, also what is due in a while."""
    clock = Clock()
    clock.wait(hours=1)
    sender(desk, port, clock, **fields).look()


def moderator(name: str = "Ada Example", wish: MailWish = MailWish.EACH, **fields: Any) -> Moderator:
    address = sealed(f"{name.split()[0].lower()}@desk.example", settings.KEYS.read(Key.SEALING))
    return Moderator.objects.create(name=name, role=Role.MODERATOR, mail=wish, sealed_address=address, **fields)


def writer(address: str = READER) -> Correspondent:
    found, _ = Correspondent.objects.get_or_create(
        key=address_key(address, settings.KEYS.read(Key.ADDRESSES)),
        defaults={
            "sealed_address": sealed(address, settings.KEYS.read(Key.SEALING)),
            "first_seen": NOW,
            "last_seen": NOW,
        },
    )
    return found


def subscription(comment: Comment, *, confirmed: bool = True, language: str = "en") -> Subscription:
    assert comment.correspondent
    return Subscription.objects.create(
        comment=comment,
        correspondent=comment.correspondent,
        language=language,
        asked_at=NOW,
        confirmed_at=NOW if confirmed else None,
    )


def links_in(mail: EmailMessage) -> dict[str, str]:
    """The paths of a mail's links to the desk, by what they are for."""
    found = re.findall(r"https://(?:comments|desk)\.example(/mail/(?:(?:confirm|stop)/)?([a-z-]+)\.\S+)", text_of(mail))
    return {purpose: path for path, purpose in found}


def text_of(mail: EmailMessage) -> str:
    content = mail.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


def outbox() -> list[tuple[str, str]]:
    """What waits: its kind, and to whom."""
    waiting = Message.objects.filter(sent_at=None, given_up_at=None).order_by("id")
    return [(one.kind, one.moderator.name if one.moderator else "reader") for one in waiting]


class Broken:
    """What listens on a port and does as the test says with each connection."""

    def __init__(self, *lines: bytes, read_after: int = 0) -> None:
        self._lines, self._read_after = lines, read_after
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.heard: list[bytes] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                for line in self._lines:
                    connection.sendall(line)
                    self.heard.append(connection.recv(65536))

    def close(self) -> None:
        self._socket.close()
