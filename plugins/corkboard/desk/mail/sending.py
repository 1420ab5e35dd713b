"""The work of the mailer: sending what is due, later what cannot be sent now, and never anything twice.

At most once: that a message is on its way is committed before its words are handed to the mail server.  If
the mailer is killed then, or the connection breaks before the server has answered, the message may have
arrived or not, and is given up.  One mail less is a small loss: moderators see the queue, and readers their
page.  The other way, a server that breaks down at the same point each time would have people find the same
mail again and again who only wrote a comment once.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.db.models import F, QuerySet

from corkboard.desk.addresses import UnreadableError, opened
from corkboard.desk.environment import Environment
from corkboard.desk.errors import DeskError
from corkboard.desk.files import WatchedFile
from corkboard.desk.keys import Key, Keys
from corkboard.desk.mail.forming import Envelope, UnwritableError, formed
from corkboard.desk.mail.letters import letter_of
from corkboard.desk.mail.transport import (
    DeferredError,
    RefusedError,
    Session,
    TroubleError,
    UncertainError,
    connected,
)
from corkboard.desk.mail.wording import Desk
from corkboard.desk.moderation.models import Message
from corkboard.desk.threads import Offers

__all__ = ["UNCERTAIN", "Sender"]

UNCERTAIN = "it was handed over, and nobody knows whether it arrived"

_LOG = logging.getLogger("corkboard.desk")
_AT_ONCE = 100
_FIRST_PAUSE = dt.timedelta(seconds=30)
_LONGEST_PAUSE = dt.timedelta(hours=2)


class _TakenError(DeferredError):
    """Another mailer has this message in its hands."""


class Sender:
    """Sends what is due.  What it remembers between two looks is only how long to leave a server alone."""

    def __init__(
        self,
        environment: Environment,
        keys: Keys,
        offers: WatchedFile[Offers],
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._environment, self._keys, self._offers, self._clock = environment, keys, offers, clock
        self._troubles = 0
        self._not_before: dt.datetime | None = None
        # As long as an answer may take: another mailer may be waiting for it.
        self._lease = dt.timedelta(seconds=environment.smtp_seconds * 20)

    def look(self) -> int:
        """Send what is due; how much was sent."""
        now = self._clock()
        self._give_up_what_is_old(now)
        if self._not_before is not None and now < self._not_before:
            return 0
        due = list(
            _waiting()
            .filter(due_at__lte=now, handed_at__isnull=True)
            .select_related("comment__thread", "moderator")
            .select_related("subscription__comment__thread", "subscription__correspondent")
            .order_by("due_at", "id")[:_AT_ONCE]
        )
        return self._send_all(due) if due else 0

    def _send_all(self, due: list[Message]) -> int:
        sent = 0
        try:
            site = self._offers.current()
            desk = Desk(self._environment, self._keys.read(Key.ACTIONS), site.site_name, site.site_lang)
            private = self._keys.read(Key.OPENING)
            with connected(self._environment) as session:
                for message in due:
                    sent += self._send(message, session, desk, private)
        except (TroubleError, DeskError) as error:
            pause = _pause(self._troubles)
            self._troubles += 1
            self._not_before = self._clock() + pause
            _LOG.warning("mail waits, trying again in %d s: %s", pause.total_seconds(), error)
        else:
            if self._troubles:
                _LOG.warning("mail is sent again")
            self._troubles, self._not_before = 0, None
        return sent

    def _send(self, message: Message, session: Session, desk: Desk, private: bytes) -> bool:
        """Whether a message was sent.  Raises TroubleError if the server can be told nothing more."""
        try:
            envelope = self._envelope(message, desk, private)
            if envelope is None:
                message.delete()  # so that it can be said again, should there be reason to
                return False
            session.send(envelope, lambda: self._note_handing(message))
        except (UnreadableError, UnwritableError, RefusedError) as error:
            self._give_up(message, str(error))
        except _TakenError:
            return False
        except DeferredError as error:
            self._defer(message, str(error))
        except UncertainError as error:
            self._give_up(message, f"{UNCERTAIN}: {error}")
            raise TroubleError(str(error)) from None
        except TroubleError as error:
            self._defer(message, str(error))  # if the message is to blame, others are not to wait for it
            raise
        else:
            message.sent_at, message.error = self._clock(), ""
            message.save(update_fields=["sent_at", "error"])
            return True
        return False

    def _envelope(self, message: Message, desk: Desk, private: bytes) -> Envelope | None:
        """None if there is nothing to be said any more."""
        try:
            letter = letter_of(message, desk)
            if letter is None:
                return None
            address = opened(letter.sealed_address, private)
            return formed(letter, address, self._environment.mail_from, desk.site, self._clock())
        except (DatabaseError, UnreadableError, UnwritableError):
            raise
        except Exception as error:  # noqa: BLE001 - a mistake in one message must not hold up the others
            # What the error says may hold the address.
            raise DeferredError(f"it cannot be written: {type(error).__name__}") from None

    def _defer(self, message: Message, why: str) -> None:
        message.due_at = self._clock() + _pause(message.attempts)
        message.attempts += 1
        message.error, message.handed_at = why, None
        message.save(update_fields=["attempts", "error", "handed_at", "due_at"])

    def _note_handing(self, message: Message) -> None:
        """On disk, or on the database's, before anything is handed over; another mailer may have been faster."""
        now = self._clock()
        if not _waiting().filter(pk=message.pk, handed_at__isnull=True).update(handed_at=now):
            raise _TakenError
        message.handed_at = now

    def _give_up_what_is_old(self, now: dt.datetime) -> None:
        for message in _waiting().filter(handed_at__lt=now - self._lease):
            self._give_up(message, f"{UNCERTAIN}: the mailer was ended meanwhile")
        oldest = now - dt.timedelta(hours=self._environment.mail_hours)
        for message in _waiting().filter(handed_at__isnull=True, made_at__lt=oldest, due_at__lte=now):
            self._give_up(message, message.error or "there was no mail server to be reached in time")

    def _give_up(self, message: Message, why: str) -> None:
        message.given_up_at, message.error = self._clock(), why[:300]
        Message.objects.filter(pk=message.pk).update(
            given_up_at=message.given_up_at, error=message.error, attempts=F("attempts") + 1
        )
        _LOG.error("message %s (%s) was not sent and will not be: %s", message.pk, message.kind, why)


def _waiting() -> QuerySet[Message]:
    return Message.objects.filter(sent_at__isnull=True, given_up_at__isnull=True)


def _pause(attempts: int) -> dt.timedelta:
    """How long to wait after so many attempts in vain: twice as long each time."""
    doublings: int = 2 ** min(attempts, 20)
    return min(_FIRST_PAUSE * doublings, _LONGEST_PAUSE)
