"""Who may fetch approved comments: tokens that are shown once, and of which only a digest is kept."""

from __future__ import annotations

import hashlib
import secrets

from django.db import IntegrityError, transaction
from django.utils import timezone

from corkboard.desk.errors import DeskError
from corkboard.desk.moderation.audit import Actor, record
from corkboard.desk.moderation.models import Action, ApiToken

__all__ = ["is_valid", "make_token", "revoke_token"]

_PREFIX = "corkboard_"  # by which those who look for leaked secrets know them


def make_token(name: str, actor: Actor) -> str:
    """A new token.  Raises DeskError."""
    if not name.strip():
        raise DeskError("a token needs a name, such as that of the job which it is for")
    token = _PREFIX + secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            ApiToken.objects.create(name=name, digest=_digest(token))
            record(actor, Action.CHANGE_TOKEN, name, after={"made": True})
    except IntegrityError:
        raise DeskError(f'there is or was a token "{name}": choose another name') from None
    return token


def revoke_token(name: str, actor: Actor) -> None:
    """It is of no use from now on.  Raises DeskError if there is none."""
    with transaction.atomic():
        if not ApiToken.objects.filter(name=name, revoked_at=None).update(revoked_at=timezone.now()):
            raise DeskError(f'there is no token "{name}" to revoke; `corkboard desk list-tokens` lists them')
        record(actor, Action.CHANGE_TOKEN, name, before={"made": True}, after={"made": False})


def is_valid(token: str) -> bool:
    """Whether it is one of those that were made and not revoked.  It is too long to be guessed."""
    return ApiToken.objects.filter(digest=_digest(token), revoked_at=None).exists()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
