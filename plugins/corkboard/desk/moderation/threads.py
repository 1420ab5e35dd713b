"""The threads that the site offers and those that the desk closed, told from one to the other."""

from __future__ import annotations

import http.client
import logging
import urllib.request
from typing import Any

from django.db import transaction

from corkboard.desk.environment import Environment
from corkboard.desk.errors import DeskError
from corkboard.desk.files import write_atomically
from corkboard.desk.moderation.models import Block, Thread
from corkboard.desk.restrictions import Blocked, Restrictions, restrictions_path, write_restrictions
from corkboard.desk.threads import Offer, Offers, offers_path, parsed_offers

__all__ = ["fetch_offers", "keep_threads", "kept_thread", "tell_intake"]

_LOG = logging.getLogger("corkboard.desk")
_LARGEST = 64 * 1024 * 1024
_PATIENCE = 10  # seconds


def fetch_offers(environment: Environment) -> None:
    """Keep a copy of the threads.json at an address, for the intake too; what cannot be had is logged."""
    try:
        with urllib.request.urlopen(environment.threads, timeout=_PATIENCE) as answer:  # noqa: S310 - http, https
            text = answer.read(_LARGEST)  # what is longer ends in the middle, and so is none
        parsed_offers(text, environment.threads)
        write_atomically(offers_path(environment), text, mode=0o640)
    except (OSError, http.client.HTTPException, ValueError, DeskError) as error:
        _LOG.warning("%s: %s; what was there before still counts", environment.threads, error)


def keep_threads(offers: Offers) -> None:
    """Have the threads in the database as the site tells of them."""
    known = Thread.objects.in_bulk()
    with transaction.atomic():
        for id, offer in offers.threads.items():
            shown = _shown(offer)
            thread = known.pop(id, None)
            if thread is None:
                Thread.objects.create(id=id, **shown)
            elif any(getattr(thread, name) != value for name, value in shown.items()):
                Thread.objects.filter(pk=id).update(**shown)
        gone = [thread.pk for thread in known.values() if thread.is_offered]
        Thread.objects.filter(pk__in=gone).update(is_offered=False)


def kept_thread(id: str, offers: Offers) -> Thread:
    """A thread in the database, also one that the site does not tell of, any more or yet."""
    offer = offers.threads.get(id)
    made = _shown(offer) if offer else {"title": id, "is_offered": False}
    return Thread.objects.get_or_create(id=id, defaults=made)[0]


def _shown(offer: Offer) -> dict[str, Any]:
    """No longer than the database takes it."""
    return {"url": offer.url[:2000], "title": offer.title[:500], "language": offer.lang[:16], "is_offered": True}


def tell_intake(environment: Environment) -> None:
    """Which threads are closed, and what is blocked."""
    closed = frozenset(Thread.objects.exclude(closed_at=None).values_list("id", flat=True))
    blocks = tuple(Blocked(one.kind, one.pattern, one.silent) for one in Block.objects.order_by("id"))
    write_restrictions(restrictions_path(environment), Restrictions(closed, blocks))
