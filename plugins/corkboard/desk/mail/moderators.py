"""Where moderators get their mail, which, and in which language."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from corkboard.desk.addresses import sealed
from corkboard.desk.errors import DeskError
from corkboard.desk.keys import Key
from corkboard.desk.moderation.audit import Actor, record
from corkboard.desk.moderation.models import Action, MailWish, Moderator

__all__ = ["set_mail"]


def set_mail(
    name: str, actor: Actor, *, address: str | None = None, wish: MailWish | None = None, language: str | None = None
) -> Moderator:
    """Change what is given; the address is sealed, an empty one forgotten.  Raises DeskError.

    Who gives an address and has chosen nothing gets what DESK_MODERATOR_MAIL says.
    """
    if address:
        try:
            validate_email(address)
        except ValidationError:
            raise DeskError(_("This is no e-mail address; one looks like name@example.org.")) from None
    languages = dict(settings.LANGUAGES)
    if language and language not in languages:
        raise DeskError(f'there is no language "{language}"; there are {", ".join(languages)}')
    with transaction.atomic():
        moderator = Moderator.objects.select_for_update().filter(name=name).first()
        if moderator is None:
            raise DeskError(_('There is no moderator "%(name)s".') % {"name": name})
        before = _snapshot(moderator)
        if address is not None:
            moderator.sealed_address = sealed(address, settings.KEYS.read(Key.SEALING)) if address else None
        if wish is not None:
            moderator.mail = wish
        elif address and moderator.mail == MailWish.NONE:
            moderator.mail = MailWish(settings.DESK.moderator_mail)
        if language is not None:
            moderator.language = language
        if moderator.mail != MailWish.NONE and not moderator.sealed_address:
            raise DeskError(_("Mail needs an address; give one too."))
        moderator.save(update_fields=["sealed_address", "mail", "language"])
        changed = {} if address is None else {"address": "changed" if address else "forgotten"}
        record(actor, Action.CHANGE_MODERATOR, name, before, {**_snapshot(moderator), **changed})
    return moderator


def _snapshot(moderator: Moderator) -> dict[str, object]:
    return {"mail": str(moderator.mail), "language": moderator.language}
