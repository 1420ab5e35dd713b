"""Putting what a reader confirmed where the desk finds it."""

from __future__ import annotations

import datetime as dt
import hmac
import json

from corkboard.desk.addresses import address_keys, sealed
from corkboard.desk.intake.contents import CommentContent, Mark
from corkboard.desk.intake.drafts import Draft
from corkboard.desk.intake.inserting import insert
from corkboard.desk.intake.models import Entry, Kind
from corkboard.desk.intake.reception import Reception

__all__ = ["submit"]


def submit(reception: Reception, draft: Draft, id: str, *, notify: bool, marks: tuple[Mark, ...]) -> None:
    """Insert a comment, on disk before this ends; one that is there already is left as it is.

    Raises DatabaseError if it could not be.
    """
    key, domain_key = address_keys(draft.email, reception.address_key)
    content = CommentContent(
        thread=draft.thread,
        reply_to=draft.reply_to,
        author=draft.name,
        text=draft.comment,
        lang=draft.lang,
        address_key=key,
        domain_key=domain_key,
        sealed_address=sealed(draft.email, reception.sealing_key),
        notify=notify,
        marks=marks,
    )
    same = json.dumps([draft.thread, draft.reply_to, key, draft.comment]).encode()
    entry = Entry(
        id=id,
        kind=Kind.COMMENT,
        received_at=dt.datetime.now(dt.UTC),
        once=hmac.digest(reception.address_key, same, "sha256").hex(),
        content=content.model_dump(mode="json", exclude_defaults=True),
    )
    insert(entry)
