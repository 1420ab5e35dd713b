"""A desk with something on every page, served to a browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page
from ulid import ULID

from corkboard.desk.environment import Environment
from corkboard.desk.moderation.audit import Actor
from corkboard.desk.moderation.decisions import decide, edit, reply
from corkboard.desk.moderation.models import Action, Block, HeldFor, Hold, Moderator, Report, Role, State, Thread
from corkboard.desk.moderation.moderators import add_moderator
from moderating import PASSWORD, code_of
from reading import threads_json
from running import running_desk
from writing import correspondent, held, thread

LONG = (
    "I worked at the harbor for eleven years, and I have read the log of that night *twice*.\n\n"
    "> The lamps were lit at six.\n\nThat is not so. See the [tide tables](https://tides.example/1998) and:\n\n"
    "- the invoice for oil\n- the letter of the board\n\nNobody has asked the two keepers."
)
RUSSIAN = "Фонари погасли в половине седьмого, это видно по журналу. **Барнаби Овермач** об этом знал?"
ARABIC = "لم تكن المصابيح مضاءة في تلك الليلة، وهذا ما يقوله السجل."


class Shown(NamedTuple):
    address: str
    otpauth: str
    comment: str  # one that is approved, answered, edited, reported
    held: str


@contextmanager
def shown_desk(desk: Environment) -> Iterator[Shown]:
    Path(desk.threads).write_text(threads_json(), encoding="utf-8")
    added = add_moderator("Otto Mustermann", PASSWORD, Role.ADMINISTRATOR, Actor("nobody", "command"))
    add_moderator("Ada Example", PASSWORD, Role.MODERATOR, Actor("Otto Mustermann", "page"))
    comment, waits = _fill()
    given = {"DATABASE_URL": desk.database_url, "DESK_THREADS": desk.threads, "DESK_COMMENTS": str(desk.comments)}
    with running_desk(desk.data, **given) as running:
        _, port = running.ports()
        yield Shown(f"http://127.0.0.1:{port}", added.address, comment, waits)


def _fill() -> tuple[str, str]:
    actor, now = Actor("Otto Mustermann", "page"), dt.datetime.now(dt.UTC)
    me = Moderator.objects.get(name="Otto Mustermann")
    first = held("The log says nothing of that night, and yet the lamps were out.", author="Tobias Placeholder")
    Thread.objects.filter(pk=first.thread_id).update(url="https://site.example/articles/the-lamp-log/")
    decide(first.id, Action.APPROVE, actor)
    edit(first.id, actor, author=first.author, text=f"{first.text} I was there.")
    reply(first.id, actor, me, author="Harbor Lights", text="Thank you. We have asked the harbor board for the log.")
    Report.objects.create(
        id=str(ULID()), comment=first, reason="unsupported-claim", text="He was not there.", received_at=now
    )
    waits = held(LONG, author="Lorem Ipsumson", reply_to=first.id, correspondent=correspondent("b" * 64))
    held(RUSSIAN, author="Лорем Ипсумов", correspondent=correspondent("c" * 64))
    held(ARABIC, author="لوريم إيبسوم", thread=thread("articles/other"), correspondent=correspondent("b" * 64))
    held("Cheap oil at https://spam.example/oil now", author="Best Oil", spam_score=0.98)
    for reason, detail in ((HeldFor.NAMES_PERSON, "Barnaby Overmuch"), (HeldFor.FIRST, ""), (HeldFor.LINKS, "1")):
        Hold.objects.create(comment=waits, reason=reason, detail=detail)
    held("Gone.", state=State.REJECTED, reason="insult")
    Block.objects.create(kind="word", pattern="cheap pills")
    Block.objects.create(kind="address", pattern="d" * 64, silent=True)
    Thread.objects.create(id="articles/quiet", url="/", title="A quiet thread", language="en", closed_at=now)
    return first.id, waits.id


def log_in(page: Page, shown: Shown) -> None:
    page.goto(f"{shown.address}/login/")
    page.get_by_label("Name").fill("Otto Mustermann")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Code").fill(code_of(shown.otpauth))
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{shown.address}/")
