"""A moderator's own settings: language, mail, password, second factor."""

from __future__ import annotations

from base64 import b32encode
from binascii import unhexlify

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe
from django_otp import login as verified_login
from django_otp.plugins.otp_totp.models import TOTPDevice

from corkboard.desk.errors import DeskError
from corkboard.desk.mail.moderators import set_mail
from corkboard.desk.moderation.access import actor_of, moderator_of, requires
from corkboard.desk.moderation.audit import record
from corkboard.desk.moderation.codes import qr_svg
from corkboard.desk.moderation.models import Action, MailWish, Role
from corkboard.desk.moderation.moderators import change_password, new_codes
from corkboard.desk.moderation.returning import returned

__all__ = ["own_app", "own_codes", "own_password", "own_settings", "own_wishes"]

_HERE = "/settings/"


@require_safe
@requires(Role.MODERATOR)
def own_settings(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@requires(Role.MODERATOR)
def own_wishes(request: HttpRequest) -> HttpResponse:
    """The language, and which mail to what address; the address is sealed and never shown again."""
    language, wish = request.POST.get("language", ""), request.POST.get("mail", "")
    if language not in ("", *dict(settings.LANGUAGES)) or wish not in MailWish.values:
        raise Http404
    address = request.POST.get("address", "").strip() or ("" if request.POST.get("forget") == "yes" else None)
    try:
        name = moderator_of(request).name
        set_mail(name, actor_of(request), address=address, wish=MailWish(wish), language=language)
    except DeskError as error:
        return _page(request, said=str(error), status=422)
    with override(language or None):
        return returned(request, _HERE, _("Saved."))


@require_POST
@requires(Role.MODERATOR)
def own_password(request: HttpRequest) -> HttpResponse:
    moderator, given = moderator_of(request), request.POST
    if given.get("new", "") != given.get("again", ""):
        return _page(request, said=_("The two new passwords differ."), status=422)
    try:
        change_password(moderator, given.get("old", ""), given.get("new", ""), actor_of(request))
    except DeskError as error:
        return _page(request, said=str(error), status=422)
    update_session_auth_hash(request, moderator)
    return returned(request, _HERE, _("The password is changed. Other sessions have ended."))


@require_POST
@requires(Role.MODERATOR)
def own_app(request: HttpRequest) -> HttpResponse:
    """A new secret for the app; it counts from the first code that shows that the app has it."""
    moderator = moderator_of(request)
    with transaction.atomic():
        if "code" not in request.POST:
            TOTPDevice.objects.filter(user=moderator, confirmed=False).delete()
            device = TOTPDevice.objects.create(user=moderator, name="app", confirmed=False)
            return _page(request, device=device)
        found = TOTPDevice.objects.select_for_update().filter(user=moderator, confirmed=False).first()
        if found is None or not found.verify_token(request.POST["code"].replace(" ", "")):
            said = _("That was not the code. Please try again with the one that the app shows now.")
            return _page(request, said=said, device=found, status=422)
        found.confirmed = True
        found.save()
        TOTPDevice.objects.filter(user=moderator, confirmed=True).exclude(pk=found.pk).delete()
        record(actor_of(request), Action.CHANGE_MODERATOR, moderator.name, after={"app": "renewed"})
    verified_login(request, found)
    return returned(request, _HERE, _("From now on the codes come from the new app."))


@require_POST
@requires(Role.MODERATOR)
def own_codes(request: HttpRequest) -> HttpResponse:
    """New spare codes; a session that was begun with one of the old ones ends with them."""
    return _page(request, codes=new_codes(moderator_of(request), actor_of(request)))


def _page(
    request: HttpRequest,
    *,
    said: str = "",
    status: int = 200,
    device: TOTPDevice | None = None,
    codes: tuple[str, ...] = (),
) -> HttpResponse:
    shown = {
        "said": said,
        "languages": settings.LANGUAGES,
        "wishes": MailWish.choices,
        "qr": qr_svg(device.config_url) if device else "",
        "secret": b32encode(unhexlify(device.key)).decode() if device else "",
        "codes": codes,
    }
    return render(request, "moderation/settings.html", shown, status=status)
