"""The blocklist: words, links and addresses that are refused, or called spam in silence."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from corkboard.comments.rules import normalized
from corkboard.desk.addresses import address_key
from corkboard.desk.errors import DeskError
from corkboard.desk.keys import Key
from corkboard.desk.moderation.access import actor_of, moderator_of, requires
from corkboard.desk.moderation.audit import Actor, record
from corkboard.desk.moderation.models import Action, Block, BlockKind, Comment, Moderator, Role
from corkboard.desk.moderation.returning import returned

__all__ = ["add_block", "block_author", "blocklist", "remove_block"]

_SUBJECT = "blocklist"  # in the audit log
_LONGEST = 200
_DOMAIN = re.compile(r"[^\s/@:.]+(\.[^\s/@:.]+)+")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.ADMINISTRATOR)
def blocklist(request: HttpRequest) -> HttpResponse:
    """What is on the list, and adding to it."""
    typed = {"kind": request.POST.get("kind", BlockKind.WORD.value), "pattern": request.POST.get("pattern", "")}
    shown: dict[str, object] = {"typed": typed, "kinds": BlockKind.choices}
    if request.method == "POST":
        if typed["kind"] not in BlockKind.values:
            raise Http404
        silent = request.POST.get("silent") == "yes"
        try:
            pattern = _pattern(BlockKind(typed["kind"]), typed["pattern"])
            add_block(BlockKind(typed["kind"]), pattern, actor_of(request), moderator_of(request), silent=silent)
        except DeskError as error:
            blocks = Block.objects.order_by("kind", "pattern")
            return render(
                request, "moderation/blocklist.html", {**shown, "said": str(error), "blocks": blocks}, status=422
            )
        return returned(request, "/blocklist/", f"{Action.BLOCK.label}.")
    return render(request, "moderation/blocklist.html", {**shown, "blocks": Block.objects.order_by("kind", "pattern")})


@require_POST
@requires(Role.ADMINISTRATOR)
def remove_block(request: HttpRequest, number: int) -> HttpResponse:
    with transaction.atomic():
        block = Block.objects.filter(pk=number).first()
        if block is None:
            raise Http404
        record(actor_of(request), Action.UNBLOCK, _SUBJECT, before=_snapshot(block))
        block.delete()
    return returned(request, "/blocklist/", f"{Action.UNBLOCK.label}.")


@require_POST
@requires(Role.ADMINISTRATOR)
def block_author(request: HttpRequest, id: str) -> HttpResponse:
    """Block the address that a comment came under, which nobody needs to see for that."""
    comment = Comment.objects.select_related("correspondent").filter(pk=id).first()
    if comment is None or comment.correspondent is None:
        raise Http404
    try:
        key = comment.correspondent.key
        add_block(BlockKind.ADDRESS, key, actor_of(request), moderator_of(request), silent=True)
        said = f"{Action.BLOCK.label}."
    except DeskError as error:
        said = str(error)
    return returned(request, f"/comments/{id}/", said)


def add_block(kind: BlockKind, pattern: str, actor: Actor, moderator: Moderator | None, *, silent: bool) -> Block:
    """Raises DeskError for what is on the list already."""
    try:
        with transaction.atomic():
            block = Block.objects.create(kind=kind, pattern=pattern, silent=silent, added_by=moderator)
            record(actor, Action.BLOCK, _SUBJECT, after=_snapshot(block))
    except IntegrityError:
        raise DeskError(_("That is on the list already.")) from None
    return block


def _pattern(kind: BlockKind, typed: str) -> str:
    """What is kept of what was typed; of an address its keyed hash.  Raises DeskError."""
    text = " ".join(normalized(typed).split())
    if not text or len(text) > _LONGEST:
        raise DeskError(_("Write what is to be blocked, in at most %(most)d characters.") % {"most": _LONGEST})
    if kind is BlockKind.LINK and not _DOMAIN.fullmatch(text):
        raise DeskError(_("Write the domain alone, such as example.org."))
    if kind is BlockKind.ADDRESS:
        try:
            validate_email(f"anybody{text}" if text.startswith("@") else text)
        except ValidationError:
            raise DeskError(_("Write an address, or all of a domain as @example.org.")) from None
        return address_key(text, settings.KEYS.read(Key.ADDRESSES))
    return text.casefold()


def _snapshot(block: Block) -> dict[str, object]:
    """As the audit log has it: for ever, so without the hash of anybody's address."""
    pattern = "" if block.kind == BlockKind.ADDRESS else block.pattern
    return {"number": block.pk, "kind": str(block.kind), "pattern": pattern, "silent": block.silent}
