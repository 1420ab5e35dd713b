"""What letters to moderators and to readers have in common: their form, their links, and text that misleads nobody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from email.utils import parseaddr

from django.utils.formats import date_format
from django.utils.translation import get_language

from corkboard.comments.rules import normalized
from corkboard.desk.environment import Environment
from corkboard.desk.mail.links import Link, Purpose, signed
from corkboard.desk.moderation.models import Comment, Moderator

__all__ = ["Desk", "Letter", "Words", "date", "joined", "one_line", "quoted", "title_of"]


@dataclass(frozen=True)
class Words:
    """What there is to say, in the language that is active."""

    subject: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Letter:
    """A message as it is to be read, for an address that is still sealed."""

    sealed_address: bytes
    subject: str
    text: str
    stop: str  # the address of the page that ends such mail
    id: str  # without the domain; the same whenever the letter is written anew
    thread: str  # what it belongs to; the same for all letters about that


@dataclass(frozen=True)
class Desk:
    """Who writes."""

    environment: Environment
    key: bytes  # that signs links
    site_name: str
    site_language: str

    @property
    def site(self) -> str:
        """What the site is called; for want of a name, where its mail comes from."""
        return one_line(self.site_name) or parseaddr(self.environment.mail_from)[1].rpartition("@")[2]

    def page(self, name: str, link: Link) -> str:
        """The address of one of the intake's pages, in the language that is active."""
        return f"{self.environment.intake_url}/mail/{name}/{signed(link, self.key)}/?lang={get_language() or 'en'}"

    def decision(self, purpose: Purpose, comment: Comment, moderator: Moderator, ends: dt.datetime) -> str:
        """The address of the page for one decision, for these words of a comment."""
        link = Link(purpose, comment.id, moderator.pk, comment.revision, int(ends.timestamp()))
        return f"{self.environment.moderation_url}/mail/{signed(link, self.key)}/"


def one_line(text: str) -> str:
    return " ".join(normalized(text).split())


def title_of(comment: Comment) -> str:
    """The title of what is commented on."""
    return one_line(comment.thread.title)


def quoted(text: str) -> str:
    """What somebody wrote, so that no line of it can be taken for the desk's."""
    return "\n".join(f"> {line}".rstrip() for line in normalized(text).splitlines())


def joined(*parts: str, by: str = "\n\n") -> str:
    return by.join(part for part in parts if part)


def date(moment: dt.datetime) -> str:
    """In the language that is active; the time zone is UTC."""
    return date_format(moment.astimezone(dt.UTC), "DATETIME_FORMAT")
