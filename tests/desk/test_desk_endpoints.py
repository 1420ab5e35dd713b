"""Every address of the desk, asked anything in any way by anybody: none answers with an error of ours."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.test import override_settings
from hypothesis import strategies as st
from ulid import ULID

from asking import CSRF, Asked, Form, answered, field_names, requests, routes
from corkboard.desk.api.tokens import make_token
from corkboard.desk.environment import Environment
from corkboard.desk.intake import urls as intake_urls
from corkboard.desk.keys import Key
from corkboard.desk.mail.links import Link, Purpose, signed
from corkboard.desk.moderation import urls as moderation_urls
from corkboard.desk.moderation.decisions import decide
from corkboard.desk.moderation.models import Action, Block, Moderator, Report, Role, State
from corkboard.desk.publishing.writing import write_changes
from corkboard.desk.serving import web
from mailing import MAIL
from moderating import PASSWORD, Colleague
from reading import ARTICLE, Page, at_the_intake, threads_json
from writing import MODERATOR, NOW, held

_EXAMPLES = int(os.environ.get("DESK_TEST_REQUESTS", "0"))  # to each address, others in each run
_AS_OFTEN = hypothesis.settings(
    max_examples=_EXAMPLES or 25,
    derandomize=not _EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)
_RATES = dict.fromkeys(("rate", "preview_rate", "link_rate"), "1000000/second")
_QUICK = "django.contrib.auth.hashers.MD5PasswordHasher"  # what is looked at here is not how hard it is to guess
_WORDS = ["yes", "close", "open", "word", "link", "address", "each", "digest", "none", "kk", "oldest", "spam", "insult"]

pytestmark = pytest.mark.desk_with(**MAIL, **_RATES, proof_of_work=10)


def asked_at_each(
    application: Any,
    patterns: list[Any],
    known: list[str],
    forms: list[Form],
    visitors: list[dict[str, str]],
) -> None:
    names = field_names()
    assert {"thread", "comment", "decision", "expected", "token", "since", "altcha", "pattern", "code"} <= {*names}
    for route in routes(patterns):

        @_AS_OFTEN
        @hypothesis.given(requests(route, names, known, forms), st.sampled_from(visitors))
        def ask(asked: Asked, visitor: dict[str, str]) -> None:
            status, text = answered(application, asked, visitor)
            assert status < 500, text[:200]
            assert b"Traceback" not in text

        ask()


def visitor(session: str = "") -> dict[str, str]:
    """The headers of somebody with a session, or without one."""
    return {"HTTP_COOKIE": f"desk-csrf={CSRF}" + (f"; desk={session}" if session else "")}


def forms_of(page: Page) -> list[Form]:
    return [(form.get("action") or "", page.fields(number)) for number, form in enumerate(page.tree.forms)]


def links(comment: str) -> list[str]:
    """Links from mail, each good for something."""
    expires, key = int(dt.datetime.now(dt.UTC).timestamp()) + 3600, settings.KEYS.read(Key.ACTIONS)
    me = Moderator.objects.first()
    assert me
    return [signed(Link(purpose, comment, me.pk, 0, expires), key) for purpose in Purpose]


def published(desk: Environment) -> str:
    id = held().id
    decide(id, Action.APPROVE, MODERATOR)
    write_changes(desk)
    return id


@pytest.fixture(autouse=True)
def quick_passwords() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=[_QUICK]):
        yield


def test_no_address_of_the_moderators_fails(desk: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "")
    Path(desk.threads).write_text(threads_json())
    token = make_token("job", MODERATOR)
    visitors = [visitor(), visitor("x" * 32), visitor("\xff"), {"HTTP_AUTHORIZATION": f"Bearer {token}"}]
    for role in Role:
        colleague = Colleague(f"{role.name.title()} Example", role)
        assert colleague.log_in(colleague.code).status == 302
        visitors += [visitor(colleague.client.cookies["desk"].value)] * (3 if role is Role.ADMINISTRATOR else 1)
    waits, public = held(), published(desk)
    report = Report.objects.create(id=str(ULID()), comment_id=public, reason="private", received_at=NOW)
    block = Block.objects.create(kind="word", pattern="pills")
    ids = (waits.id, public, report.id, str(block.pk), *(str(one.pk) for one in Moderator.objects.all()))
    known = [*ids, ARTICLE, PASSWORD, token, *links(waits.id), *Action.values, *State.values, *Role.values, *_WORDS]
    pages = ("/", "/?state=approved", f"/comments/{public}/", f"/comments/{waits.id}/edit/", "/reports/", "/threads/")
    own = ("/search/", "/blocklist/", "/log/", "/moderators/", "/settings/", "/login/")
    shown = [colleague.get(path) for path in (*pages, *own)]
    forms = [form for page in shown for form in forms_of(page)]
    asked_at_each(web.moderation(), moderation_urls.urlpatterns, known, forms, visitors)


def test_no_address_of_the_intake_fails(desk: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "")
    Colleague()
    public = published(desk)
    with at_the_intake(Path(desk.threads)) as reader:
        report = reader.get(f"/report/?thread={ARTICLE}&comment={public}")
        shown = (reader.get(f"/new/?thread={ARTICLE}"), reader.preview(), reader.preview(reply_to=public), report)
        forms: list[Form] = [("/new/", reader.comment()), *(form for page in shown for form in forms_of(page))]
        known = [*links(public), public, "yes", "private", "articles/closed"]
        asked_at_each(web.intake(), intake_urls.urlpatterns, known, forms, [visitor()])
