"""What a process of the intake works with: settings, keys, the site's threads, limits."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from corkboard.desk.environment import Environment
from corkboard.desk.intake.rates import Rates
from corkboard.desk.keys import Key, Keys
from corkboard.desk.restrictions import RestrictionsFile, restrictions_path
from corkboard.desk.threads import OffersFile, offers_path

__all__ = ["Reception", "reception"]


class Reception:
    def __init__(self, environment: Environment, keys: Keys) -> None:
        self.environment = environment
        self.offers = OffersFile(offers_path(environment))
        self.restrictions = RestrictionsFile(restrictions_path(environment))
        self.signing_key = keys.read(Key.INTAKE).hex()
        self.address_key = keys.read(Key.ADDRESSES)
        self.sealing_key = keys.read(Key.SEALING)
        self.rates = Rates(environment.data / "intake" / "rates.sqlite3", keys.read(Key.INTAKE))


def reception() -> Reception:
    """That of this process."""
    return _reception(settings.DESK)


@cache
def _reception(environment: Environment) -> Reception:
    return Reception(environment, settings.KEYS)
