"""What the exports of all systems have in common: dates, names, addresses, and what to tell of a comment."""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from corkboard.comments.rules import visible
from corkboard.importers.model import MOST_CHARACTERS, Findings, ImportProblem

__all__ = ["About", "email_of", "moment", "name_of", "site_of"]

_LONGEST_NAME = 200  # that the model takes
_ADDRESS = re.compile(r"[^@\s<>]{1,64}@[^@\s<>]{1,253}")


def moment(text: str, zone: dt.tzinfo = dt.UTC) -> dt.datetime | None:
    """The moment that a date in ISO 8601 means, in UTC; None for what is no date.

    A date without an offset is in `zone`.
    """
    try:
        found = dt.datetime.fromisoformat(text.strip())
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def name_of(text: str) -> str:
    """An author's name on one line, without character references; empty for none and for an e-mail address.

    Names are published, and some systems put the address where no name was given.
    """
    name = " ".join(visible(html.unescape(text)).split())
    if _ADDRESS.search(name):
        return ""
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def email_of(text: str) -> str | None:
    """An e-mail address, or None for what is none."""
    found = html.unescape(text).strip()
    return found if _ADDRESS.fullmatch(found) else None


def site_of(address: str) -> str:
    """A site's address as it stays when it moves from http to https, or drops its "www."."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    return f"{parts.netloc.casefold().removeprefix('www.')}{parts.path.rstrip('/')}"


@dataclass(frozen=True, slots=True)
class About:
    """Tells what is wrong with one comment of a file."""

    findings: Findings
    file: str
    line: int
    id: str

    def tell(self, message: str) -> None:
        what = f"comment {self.id[:40]}" if self.id else "a comment without an id"
        self.findings.problems.append(ImportProblem(self.file, self.line, what, message))

    def name(self, text: str) -> str:
        """The author's name to show; tells where it was none to be shown."""
        name = name_of(text)
        if text and not name:
            self.tell("its author's name is an e-mail address, or nothing to be seen; it stands without a name")
        return name

    def complete(self, text: str | None, date: dt.datetime | None) -> bool:
        """Whether there is what no comment can be without; tells what is missing."""
        missing = [
            ("it has no id", not self.id),
            ("its date is missing or no date", date is None),
            (f"it is longer than {MOST_CHARACTERS:,} characters", text is None or len(text) > MOST_CHARACTERS),
        ]
        for why, true in missing:
            if true:
                self.tell(f"{why}; it was left out")
        return not any(true for _, true in missing)

    def doubt(self, *texts: str) -> None:
        """Tells of bytes that were no characters."""
        if any("\ufffd" in text for text in texts):
            self.tell("there are bytes in it that are no characters; they are shown as \ufffd")
