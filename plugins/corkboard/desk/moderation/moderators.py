"""Adding moderators, and their second factors."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from corkboard.desk.errors import DeskError
from corkboard.desk.moderation.audit import Actor, record
from corkboard.desk.moderation.models import Action, Moderator, Role

__all__ = ["Added", "acting", "add_moderator", "password_problems"]

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
    if not name.strip():
        raise DeskError("a moderator needs a name")
    if problems := password_problems(name, password):
        raise DeskError(" ".join(problems))
    with transaction.atomic():
        try:
            with transaction.atomic():
                moderator = Moderator.objects.add(name, password, role)
        except IntegrityError:
            raise DeskError(f'there is a moderator "{name}" already') from None
        device = TOTPDevice.objects.create(user=moderator, name="app")
        spare = StaticDevice.objects.create(user=moderator, name="codes")
        codes = tuple(StaticToken.random_token() for _ in range(_CODES))
        spare.token_set.bulk_create(StaticToken(device=spare, token=code) for code in codes)
        record(actor, Action.ADD_MODERATOR, moderator.name, after={"role": role.value})
    return Added(moderator, device.config_url, codes)


def acting(name: str, role: Role, via: str = "command") -> Actor:
    """A moderator who may do what a role may, as the audit log has it.  Raises DeskError."""
    moderator = Moderator.objects.filter(name=name, is_active=True).first()
    if moderator is None:
        raise DeskError(f'there is no moderator "{name}"; `corkboard desk add-moderator` adds one')
    if not moderator.may(role):
        raise DeskError(f'"{name}" is no {role.value}, whom this needs')
    return Actor(moderator.name, via)
