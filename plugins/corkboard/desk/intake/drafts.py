"""What a reader has typed, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from corkboard.comments.rules import MOST_IN_A_NAME, html_and_links, normalized
from corkboard.desk.environment import Environment

__all__ = ["Checked", "Draft", "checked"]

_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_LANGUAGE = re.compile(r"[A-Za-z-]{2,8}")
_LONGEST_ADDRESS = 254


@dataclass(frozen=True)
class Draft:
    """A comment's fields, as they were typed, but for what nobody sees."""

    thread: str
    reply_to: str = ""
    name: str = ""
    email: str = ""
    comment: str = ""
    website: str = ""  # a field that people do not see
    lang: str = ""

    @classmethod
    def of(cls, posted: Mapping[str, str]) -> Draft:
        reply_to = posted.get("reply_to", "").strip()
        return cls(
            thread=posted.get("thread", "").strip(),
            reply_to=reply_to if _ULID.fullmatch(reply_to) else "",
            name=" ".join(normalized(posted.get("name", "")).split()),
            email=normalized(posted.get("email", "")),
            comment=normalized(posted.get("comment", "")),
            website=posted.get("website", ""),
            lang=lang if _LANGUAGE.fullmatch(lang := posted.get("lang", "").strip()) else "",
        )

    @property
    def signed(self) -> tuple[str, ...]:
        """What the token of a preview is good for.  The trap too, that it cannot be emptied afterward."""
        return (self.thread, self.reply_to, self.name, self.email, self.comment, self.website, self.lang)


@dataclass(frozen=True)
class Checked:
    """What came of looking at a draft: a sentence for each field with which something is wrong, or how it looks."""

    problems: dict[str, str]
    html: str = ""
    links: tuple[str, ...] = ()


def checked(draft: Draft, environment: Environment) -> Checked:
    """Look at all fields of a draft.  The sentences are in the reader's language; nothing is ever cut."""
    problems: dict[str, str] = {}
    if not draft.name:
        problems["name"] = _("Write a name; it need not be your own.")
    elif len(draft.name) > MOST_IN_A_NAME:
        problems["name"] = _("The name has %(count)d characters; at most %(most)d are possible.") % {
            "count": len(draft.name),
            "most": MOST_IN_A_NAME,
        }
    if not draft.email:
        problems["email"] = _("Write your e-mail address. It is not published.")
    elif not _is_address(draft.email):
        problems["email"] = _("This is no e-mail address; one looks like name@example.org.")
    if len(draft.comment) > environment.most_characters:  # what is too long is not even parsed
        problems["comment"] = _("The comment has %(count)d characters; at most %(most)d are possible.") % {
            "count": len(draft.comment),
            "most": environment.most_characters,
        }
        return Checked(problems)
    html, links = html_and_links(draft.comment)
    if not html:
        problems["comment"] = _("Write a comment.")
    elif len(links) > environment.most_links:
        problems["comment"] = _("There are %(count)d links in the comment; at most %(most)d are possible.") % {
            "count": len(links),
            "most": environment.most_links,
        }
    return Checked(problems, html, tuple(links))


def _is_address(text: str) -> bool:
    if len(text) > _LONGEST_ADDRESS:
        return False
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
