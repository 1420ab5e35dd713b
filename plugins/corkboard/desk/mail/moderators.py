"""Where moderators get their mail, and which."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from corkboard.desk.addresses import sealed
from corkboard.desk.errors import DeskError
from corkboard.desk.keys import Key
from corkboard.desk.moderation.audit import Actor, record
from corkboard.desk.moderation.models import Action, MailWish, Moderator

__all__ = ["set_mail"]


def set_mail(
    name: str, actor: Actor, *, address: str = "", wish: MailWish | None = None, language: str = ""
) -> Moderator:
    """Change what is given; the address is sealed.  Who has chosen nothing gets what DESK_MODERATOR_MAIL says.

    Raises DeskError.
    """
    if address:
        try:
            validate_email(address)
        except ValidationError:
            raise DeskError(f"{address}: that is no e-mail address") from None
    if language and language not in dict(settings.LANGUAGES):
        raise DeskError(f'there is no language "{language}"; there are {", ".join(dict(settings.LANGUAGES))}')
    with transaction.atomic():
        moderator = Moderator.objects.select_for_update().filter(name=name).first()
        if moderator is None:
            raise DeskError(f'there is no moderator "{name}"')
        before = _snapshot(moderator)
        if address:
            moderator.sealed_address = sealed(address, settings.KEYS.read(Key.SEALING))
            if moderator.mail == MailWish.NONE:
                moderator.mail = MailWish(settings.DESK.moderator_mail)
        moderator.mail = wish or moderator.mail
        moderator.language = language or moderator.language
        if moderator.mail != MailWish.NONE and not moderator.sealed_address:
            raise DeskError(f"{name} has no address yet; give one too, by --address")
        moderator.save()
        record(actor, Action.CHANGE_MODERATOR, name, before, {**_snapshot(moderator), "address": bool(address)})
    return moderator


def _snapshot(moderator: Moderator) -> dict[str, object]:
    return {"mail": str(moderator.mail), "language": moderator.language}
