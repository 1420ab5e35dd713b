"""Adding moderators, changing what they may do, and their second factors."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from corkboard.desk.errors import DeskError
from corkboard.desk.moderation.audit import Actor, record
from corkboard.desk.moderation.models import Action, Moderator, Role

__all__ = [
    "Added",
    "acting",
    "add_moderator",
    "change_moderator",
    "change_password",
    "new_codes",
    "password_problems",
    "renew_access",
]

_CODES = 8


@dataclass(frozen=True)
class Added:
    """A new moderator, and what is shown this once."""

    moderator: Moderator
    address: str  # otpauth://…, for an app that makes codes
    codes: tuple[str, ...]  # each good for one login without the app


def password_problems(name: str, password: str) -> list[str]:
    """Why a password is too weak, in sentences."""
    try:
        validate_password(password, Moderator(name=name))
    except ValidationError as error:
        return list(error.messages)
    return []


def add_moderator(name: str, password: str, role: Role, actor: Actor) -> Added:
    """Add a moderator with a second factor.  Raises DeskError."""
    if not name.strip() or len(name) > 80:
        raise DeskError(_("A moderator needs a name of at most 80 characters."))
    _check(name, password)
    with transaction.atomic():
        try:
            with transaction.atomic():
                moderator = Moderator.objects.add(name, password, role)
        except IntegrityError:
            raise DeskError(_('There is a moderator "%(name)s" already.') % {"name": name}) from None
        added = _second_factor(moderator)
        record(actor, Action.ADD_MODERATOR, moderator.name, after={"role": role.value})
    return added


def change_moderator(name: str, actor: Actor, *, role: Role, is_active: bool) -> Moderator:
    """Change what a moderator may do.  Raises DeskError where no administrator would be left."""
    with transaction.atomic():
        administrators = Moderator.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True)
        others = [one for one in administrators if one.name != name]
        moderator = _locked(name)
        before = {"role": str(moderator.role), "active": moderator.is_active}
        after = {"role": role.value, "active": is_active}
        if before == after:
            return moderator
        if not others and moderator.may(Role.ADMINISTRATOR):
            raise DeskError(_("The desk needs an administrator."))
        moderator.role, moderator.is_active = role, is_active
        moderator.save()
        record(actor, Action.CHANGE_MODERATOR, name, before, after)
    return moderator


def renew_access(name: str, password: str, actor: Actor) -> Added:
    """Give a moderator who lost a factor both anew; whoever has the old ones is out at once.  Raises DeskError."""
    with transaction.atomic():
        moderator = _locked(name)
        _check(name, password)
        moderator.set_password(password)
        moderator.save()
        TOTPDevice.objects.filter(user=moderator).delete()
        StaticDevice.objects.filter(user=moderator).delete()
        added = _second_factor(moderator)
        record(actor, Action.CHANGE_MODERATOR, name, after={"access": "renewed"})
    return added


def change_password(moderator: Moderator, old: str, new: str, actor: Actor) -> None:
    """Raises DeskError.  Ends the moderator's other sessions."""
    if not moderator.check_password(old):
        raise DeskError(_("The password until now is wrong."))
    _check(moderator.name, new)
    with transaction.atomic():
        moderator.set_password(new)
        moderator.save(update_fields=["password"])
        record(actor, Action.CHANGE_MODERATOR, moderator.name, after={"password": "changed"})


def new_codes(moderator: Moderator, actor: Actor) -> tuple[str, ...]:
    """Spare codes instead of those that a moderator had; shown this once."""
    with transaction.atomic():
        StaticDevice.objects.filter(user=moderator).delete()
        codes = _codes(moderator)
        record(actor, Action.CHANGE_MODERATOR, moderator.name, after={"codes": "renewed"})
    return codes


def _second_factor(moderator: Moderator) -> Added:
    device = TOTPDevice.objects.create(user=moderator, name="app")
    return Added(moderator, device.config_url, _codes(moderator))


def _codes(moderator: Moderator) -> tuple[str, ...]:
    spare = StaticDevice.objects.create(user=moderator, name="codes")
    codes = tuple(StaticToken.random_token() for _ in range(_CODES))
    spare.token_set.bulk_create(StaticToken(device=spare, token=code) for code in codes)
    return codes


def _check(name: str, password: str) -> None:
    if problems := password_problems(name, password):
        raise DeskError(" ".join(problems))


def _locked(name: str) -> Moderator:
    moderator = Moderator.objects.select_for_update().filter(name=name).first()
    if moderator is None:
        raise DeskError(_('There is no moderator "%(name)s".') % {"name": name})
    return moderator


def acting(name: str, role: Role, via: str = "command") -> Actor:
    """A moderator who may do what a role may, as the audit log has it.  Raises DeskError."""
    moderator = Moderator.objects.filter(name=name, is_active=True).first()
    if moderator is None:
        raise DeskError(f'there is no moderator "{name}"; `corkboard desk add-moderator` adds one')
    if not moderator.may(role):
        raise DeskError(f'"{name}" is no {role.value}, whom this needs')
    return Actor(moderator.name, via)
