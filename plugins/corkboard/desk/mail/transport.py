"""The mail server: a connection to it, and what it made of a message, told apart by what is to be done next."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.utils import parseaddr

from corkboard.desk.environment import Environment
from corkboard.desk.mail.forming import Envelope

__all__ = ["DeferredError", "RefusedError", "Session", "TroubleError", "UncertainError", "connected"]

_PORTS = {"starttls": 587, "tls": 465, "none": 587}
# RFC 5321, 4.5.3.2.6: who does not wait for the last answer sends mail twice.
_LONGER = 10
_NO_SERVICE = 421
_ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}(?!\d)")


class TroubleError(Exception):
    """The server cannot be reached, or takes nothing from us now.  The message was not handed over."""


class DeferredError(Exception):
    """The server does not take this message now."""


class RefusedError(Exception):
    """The server will never take this message."""


class UncertainError(Exception):
    """The message was handed over, and the connection ended before the server said whether it has it."""


class Session:
    """A connection that is ready for messages."""

    def __init__(self, smtp: smtplib.SMTP, patience: float) -> None:
        self._smtp, self._patience = smtp, patience

    def send(self, envelope: Envelope, before_handing: Callable[[], None]) -> None:
        """Hand over a message; `before_handing` is called before anything of it goes out, but its recipient.

        Raises TroubleError, DeferredError, RefusedError and UncertainError.  What they say are codes, never the
        server's words, which name the address.
        """
        try:
            _check(self._smtp.mail(envelope.sender), TroubleError, TroubleError)
            _check(self._smtp.rcpt(envelope.recipient), DeferredError, RefusedError)
            before_handing()
            _check(self._smtp.docmd("data"), DeferredError, RefusedError)
        except (OSError, smtplib.SMTPException) as error:
            raise TroubleError(_reason(error)) from None
        except (DeferredError, RefusedError):
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.rset()
            raise
        self._hand_over(envelope.content)

    def _hand_over(self, content: bytes) -> None:
        lines = re.sub(rb"(?m)^\.", b"..", content)
        try:
            self._smtp.send(lines + b".\r\n")
        except (OSError, smtplib.SMTPException) as error:
            # The last line with its dot has not left as a whole: the server must not take it for a message.
            raise TroubleError(_reason(error)) from None
        try:
            if self._smtp.sock is not None:
                self._smtp.sock.settimeout(self._patience * _LONGER)
            answer = self._smtp.getreply()
            if self._smtp.sock is not None:
                self._smtp.sock.settimeout(self._patience)
        except (OSError, smtplib.SMTPException) as error:
            raise UncertainError(_reason(error)) from None
        _check(answer, DeferredError, RefusedError)


@contextmanager
def connected(environment: Environment) -> Iterator[Session]:
    """A session with the mail server of the settings.  Raises TroubleError."""
    try:
        smtp = _opened(environment)
    except (OSError, smtplib.SMTPException) as error:
        raise TroubleError(_reason(error)) from None
    try:
        yield Session(smtp, environment.smtp_seconds)
        with suppress(OSError, smtplib.SMTPException):  # not after an error: in the midst of a message it would be text
            smtp.quit()
    finally:
        smtp.close()


def _opened(environment: Environment) -> smtplib.SMTP:
    host, seconds = environment.smtp_host, environment.smtp_seconds
    port = environment.smtp_port or _PORTS[environment.smtp_security]
    own = parseaddr(environment.mail_from)[1].rpartition("@")[2]
    context = ssl.create_default_context(cafile=str(environment.smtp_ca) if environment.smtp_ca else None)
    if environment.smtp_security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, port, own, timeout=seconds, context=context)
    else:
        smtp = smtplib.SMTP(host, port, own, timeout=seconds)
    try:
        if environment.smtp_security == "starttls":
            smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
        if environment.smtp_user:
            smtp.login(environment.smtp_user, environment.smtp_password.get_secret_value())
    except BaseException:
        smtp.close()
        raise
    return smtp


def _check(answer: tuple[int, bytes], for_now: type[Exception], for_good: type[Exception]) -> None:
    """Raise what an answer means, unless the server agrees."""
    code, said = answer
    if 200 <= code < 400:
        return
    sentence = f"the mail server said {_codes(code, said)}"
    if code == _NO_SERVICE or code < 0:
        raise TroubleError(sentence)
    raise (for_good if code >= 500 else for_now)(sentence)


def _codes(code: int, said: bytes) -> str:
    found = _ENHANCED.match(said)
    return f"{code} {found[0].decode()}" if found else str(code)


def _reason(error: Exception) -> str:
    """Why there is no talking to the server, without its words."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error if isinstance(error.smtp_error, bytes) else error.smtp_error.encode()
        return f"the mail server said {_codes(error.smtp_code, said)}"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "the mail server offers no STARTTLS or no login; see DESK_SMTP_SECURITY and DESK_SMTP_USER"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the mail server's certificate is not trusted: {error.verify_message}; see DESK_SMTP_CA"
    if isinstance(error, TimeoutError):
        return "the mail server did not answer in time"
    if isinstance(error, OSError) and error.strerror:
        return f"the mail server cannot be reached: {error.strerror}"
    return "the mail server ended the connection"
