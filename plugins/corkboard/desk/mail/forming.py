"""From a letter to the bytes that a mail server takes: plain text, and headers that programs understand."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr

from corkboard.desk.mail.wording import Letter

__all__ = ["Envelope", "UnwritableError", "formed"]

_LINK = "List-Unsubscribe"


class _Policy(EmailPolicy):
    """That of SMTP, but that an address in a header stays whole: programs do not decode what lines are too long for."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name == _LINK:
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


# Seven bits: every server takes that, and passes it on unchanged.
_POLICY = _Policy(linesep="\r\n", cte_type="7bit", raise_on_defect=True)


class UnwritableError(Exception):
    """An address that no mail can go to."""


@dataclass(frozen=True)
class Envelope:
    """What is handed to a mail server."""

    sender: str
    recipient: str
    content: bytes


def formed(letter: Letter, address: str, mail_from: str, site: str, now: dt.datetime) -> Envelope:
    """A letter to one address.  Nothing in it is fetched from anywhere.  Raises UnwritableError."""
    name, sender = parseaddr(mail_from)
    domain = _ascii_domain(sender)
    recipient = _recipient(address)
    mail = EmailMessage(_POLICY)
    mail["From"] = Address(_header(name or site), addr_spec=f"{sender.rpartition('@')[0]}@{domain}")
    mail["To"] = Address(addr_spec=recipient)
    mail["Subject"] = _header(letter.subject)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{letter.id}@{domain}>"
    # The first of a thread is no mail at all: programs gather what names the same one.
    root = hashlib.sha256(letter.thread.encode()).hexdigest()[:24]
    mail["In-Reply-To"] = mail["References"] = f"<thread.{root}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail[_LINK] = f"<{letter.stop}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(letter.text.rstrip() + "\n", charset="utf-8")
    return Envelope(str(mail["From"].addresses[0].addr_spec), recipient, mail.as_bytes())


def _header(text: str) -> str:
    """Text as one line of a header, whatever is in it."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _recipient(address: str) -> str:
    local, at, _ = address.rpartition("@")
    if not at or not local.isascii() or not address.isprintable():
        raise UnwritableError("this address cannot be written to")
    try:
        return Address(addr_spec=f"{local}@{_ascii_domain(address)}").addr_spec
    except (ValueError, IndexError, MessageError):  # as the standard library refuses what is no address
        raise UnwritableError("this address cannot be written to") from None


def _ascii_domain(address: str) -> str:
    domain = address.rpartition("@")[2]
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        raise UnwritableError("this address has a domain that cannot be") from None
