"""What a process of the intake works with: settings, keys, the site's threads, limits."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from corkboard.desk.environment import Environment
from corkboard.desk.intake.forms import Refused
from corkboard.desk.intake.rates import Rates
from corkboard.desk.keys import Key, Keys
from corkboard.desk.networks import client_of, network_of
from corkboard.desk.restrictions import restrictions_file
from corkboard.desk.threads import Offer, offers_file

__all__ = ["Reception", "reception"]


class Reception:
    def __init__(self, environment: Environment, keys: Keys) -> None:
        self.environment = environment
        self.offers = offers_file(environment)
        self.restrictions = restrictions_file(environment)
        self.signing_key = keys.read(Key.INTAKE).hex()
        self.address_key = keys.read(Key.ADDRESSES)
        self.sealing_key = keys.read(Key.SEALING)
        self.rates = Rates(environment.data / "intake" / "rates.sqlite3", keys.read(Key.INTAKE))

    def offer(self, thread: str) -> Offer | None:
        """A thread that the site offers.  Raises Refused if nobody can tell, since threads.json cannot be had."""
        offer = self.offers.current().threads.get(thread)
        if offer is None and self.offers.trouble:
            raise Refused(503, _("Nothing can be taken just now. Please try again in a minute."), wait=60)
        return offer

    def wait_for(self, request: HttpRequest, what: str, rate: str) -> float:
        """Count a request of a network; the seconds until the next is welcome, 0 if this one is."""
        forwarded = request.headers.get("X-Forwarded-For", "")
        client = client_of(request.META.get("REMOTE_ADDR", ""), forwarded, self.environment.trusted_proxies)
        return self.rates.wait_for(what, rate, network_of(client))


def reception() -> Reception:
    """That of this process."""
    return _reception(settings.DESK)


@cache
def _reception(environment: Environment) -> Reception:
    return Reception(environment, settings.KEYS)
