"""The links in mail: what each is good for, and that it is good for nothing else."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import assume, given
from hypothesis import strategies as st

from corkboard.desk.environment import Environment
from corkboard.desk.keys import Key
from corkboard.desk.mail.links import Link, LinkError, Purpose, fingerprint, read, signed
from corkboard.desk.mail.tidying import tidy
from corkboard.desk.moderation.audit import Actor
from corkboard.desk.moderation.decisions import decide, edit
from corkboard.desk.moderation.models import Action, AuditEntry, Comment, Moderator, SpentToken, State
from mailing import MAIL, moderator
from moderating import Somebody
from reading import Page
from writing import MODERATOR, held

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
KEY = bytes(range(32))
ULIDS = st.from_regex(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", fullmatch=True)
LINKS = st.builds(
    Link,
    st.sampled_from(Purpose),
    ULIDS,
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.one_of(st.just(0), st.integers(int(NOW.timestamp()) + 1, 10**11)),
)


# Signing, as properties


@given(LINKS)
def test_what_was_signed_is_read_as_it_was(link: Link) -> None:
    assert read(signed(link, KEY), KEY, NOW) == link
    assert signed(link, KEY) == signed(link, KEY)


@given(LINKS, LINKS)
def test_different_links_are_signed_differently(one: Link, other: Link) -> None:
    assume(one != other)
    assert signed(one, KEY).rpartition(".")[2] != signed(other, KEY).rpartition(".")[2]
    assert fingerprint(signed(one, KEY)) != fingerprint(signed(other, KEY))


@given(LINKS, st.data())
def test_a_link_of_which_anything_was_changed_is_none(link: Link, data: st.DataObject) -> None:
    token = signed(link, KEY)
    place = data.draw(st.integers(0, len(token)))
    inserted = data.draw(st.text(max_size=3))
    deleted = data.draw(st.integers(0, 3))
    changed = token[:place] + inserted + token[place + deleted :]
    assume(changed != token)
    with pytest.raises(LinkError):
        read(changed, KEY, NOW)


@given(st.text(max_size=200))
def test_no_text_is_a_link_by_chance(text: str) -> None:
    with pytest.raises(LinkError):
        read(text, KEY, NOW)


@given(LINKS, st.binary(min_size=32, max_size=32))
def test_a_link_of_another_key_is_none(link: Link, key: bytes) -> None:
    assume(key != KEY)
    with pytest.raises(LinkError):
        read(signed(link, key), KEY, NOW)


@given(LINKS)
def test_a_link_ends_when_it_says(link: Link) -> None:
    token = signed(link, KEY)
    if link.expires:
        assert read(token, KEY, dt.datetime.fromtimestamp(link.expires - 1, dt.UTC))
        with pytest.raises(LinkError):
            read(token, KEY, dt.datetime.fromtimestamp(link.expires, dt.UTC))
    else:
        assert read(token, KEY, dt.datetime(9999, 1, 1, tzinfo=dt.UTC))


# At the desk


@pytest.fixture
def ada(desk: Environment) -> Moderator:
    return moderator(language="en")


def link_to(comment: Comment, purpose: Purpose, who: Moderator, hours: float = 1) -> str:
    expires = int((dt.datetime.now(dt.UTC) + dt.timedelta(hours=hours)).timestamp())
    link = Link(purpose, comment.id, who.pk, comment.revision, expires)
    return f"/mail/{signed(link, settings.KEYS.read(Key.ACTIONS))}/"


def state(comment: Comment) -> str:
    return Comment.objects.get(pk=comment.pk).state


def press(path: str, **fields: str) -> Page:
    """Open a link, and press the button; in a browser of its own."""
    browser = Somebody()
    return Page(browser.client.post(path, {**browser.get(path).fields(-1), **fields}))


pytestmark = pytest.mark.desk_with(**MAIL)


@pytest.mark.parametrize(
    ("purpose", "after"),
    [(Purpose.APPROVE, State.APPROVED), (Purpose.REJECT, State.REJECTED), (Purpose.SPAM, State.SPAM)],
)
def test_a_link_decides_without_login(ada: Moderator, purpose: Purpose, after: State) -> None:
    comment = held()
    page = press(link_to(comment, purpose, ada), reason="off-topic")
    assert page.status == 200
    assert "It is recorded" in page.words
    assert state(comment) == after
    entry = AuditEntry.objects.get(subject=comment.id)
    assert (entry.actor, entry.via, entry.after["state"]) == ("Ada Example", "mail", after)


def test_the_page_shows_what_is_decided_on(ada: Moderator) -> None:
    page = Somebody().get(link_to(held("I *saw* <script>it</script>"), Purpose.APPROVE, ada))
    assert "<em>saw</em>" in page.text
    assert "<script>" not in page.text


def test_wordpress_moderation_urls_in_mail_indexable_by_search_engines(ada: Moderator) -> None:
    for path in (link_to(held(), Purpose.APPROVE, ada), "/mail/nonsense/"):
        headers = Somebody().get(path).response.headers
        assert headers["X-Robots-Tag"].startswith("noindex")
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "same-origin"  # else a link in the comment would carry the token away


def test_a_rejection_needs_a_reason(ada: Moderator) -> None:
    comment = held()
    path = link_to(comment, Purpose.REJECT, ada)
    assert press(path).status == 409
    assert state(comment) == State.HELD
    assert press(path, reason="insult").status == 200  # the link was not used up
    assert Comment.objects.get().reason == "insult"


@pytest.mark.parametrize("method", ["get", "head"])
def test_cusdis_approving_on_get_as_a_scanner_opens_every_link(ada: Moderator, method: str) -> None:
    comment = held()
    for purpose in (Purpose.APPROVE, Purpose.REJECT, Purpose.SPAM):
        for _ in range(3):
            response = getattr(Client(), method)(link_to(comment, purpose, ada))
            assert response.status_code == 200
    assert state(comment) == State.HELD
    assert not SpentToken.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("method", ["head", "options", "put", "delete", "patch", "trace"])
def test_remark42_head_reaching_a_state_changing_handler_by_a_link(ada: Moderator, method: str) -> None:
    comment = held()
    response = getattr(Client(), method)(link_to(comment, Purpose.APPROVE, ada))
    assert response.status_code == (200 if method == "head" else 405)
    assert state(comment) == State.HELD


def test_isso_one_signature_good_for_every_action_or_another_comment_or_moderator(ada: Moderator) -> None:
    other, second = moderator("Tobias Placeholder"), held("Another one.")
    first = held()
    real = [
        link_to(comment, purpose, who).removeprefix("/mail/").removesuffix("/").rsplit(".", 1)
        for comment, purpose, who in product((first, second), (Purpose.APPROVE, Purpose.SPAM), (ada, other))
    ]
    for (text, _), (of_another, signature) in product(real, real):
        if text != of_another:
            assert Client().post(f"/mail/{text}.{signature}/").status_code == 404
    assert state(first) == state(second) == State.HELD


@pytest.mark.parametrize("purpose", [Purpose.CONFIRM, Purpose.STOP, Purpose.STOP_MODERATOR])
def test_a_readers_link_decides_nothing(ada: Moderator, purpose: Purpose) -> None:
    comment = held()
    assert Client().post(link_to(comment, purpose, ada)).status_code == 404
    assert state(comment) == State.HELD


def test_a_link_works_once(ada: Moderator) -> None:
    comment = held()
    path = link_to(comment, Purpose.APPROVE, ada)
    assert press(path).status == 200
    decide(comment.id, Action.HOLD, MODERATOR)
    page = Somebody().get(path)
    assert page.status == 410
    assert "used already" in page.words
    browser = Somebody()
    fields = browser.get(link_to(comment, Purpose.SPAM, ada)).fields(-1)
    assert browser.client.post(path, fields).status_code == 410
    assert state(comment) == State.HELD


def test_a_link_that_is_too_old_decides_nothing(ada: Moderator) -> None:
    comment = held()
    assert Somebody().get(link_to(comment, Purpose.APPROVE, ada, hours=-1)).status == 404
    assert state(comment) == State.HELD


def test_whoever_was_slower_is_told(ada: Moderator) -> None:
    comment = held()
    decide(comment.id, Action.SPAM, MODERATOR)
    page = Somebody().get(link_to(comment, Purpose.APPROVE, ada))
    assert (page.status, "It was decided already: Spam." in page.words) == (409, True)


def test_words_that_were_not_in_the_mail_are_not_approved_by_its_link(ada: Moderator) -> None:
    comment = held()
    path = link_to(comment, Purpose.APPROVE, ada)
    browser = Somebody()
    fields = browser.get(path).fields(-1)
    edit(comment.id, Actor("Tobias Placeholder", "page"), author="Lorem", text="Quite another thing.")
    assert browser.client.post(path, fields).status_code == 409
    assert state(comment) == State.HELD


def test_who_moderates_no_more_decides_no_more(ada: Moderator) -> None:
    comment = held()
    path = link_to(comment, Purpose.APPROVE, ada)
    Moderator.objects.update(is_active=False)
    assert Somebody().get(path).status == 403
    assert state(comment) == State.HELD


@pytest.mark.desk_with(**{**MAIL, "mail_actions": False})
def test_a_desk_that_wants_a_login_takes_no_links(ada: Moderator) -> None:
    assert Somebody().get(link_to(held(), Purpose.APPROVE, ada)).status == 404


def test_a_link_is_not_kept_where_somebody_could_read_and_use_it(ada: Moderator) -> None:
    path = link_to(held(), Purpose.APPROVE, ada)
    press(path)
    signature = path.rpartition(".")[2].rstrip("/")
    assert signature not in str(list(SpentToken.objects.values())) + str(list(AuditEntry.objects.values()))


def test_links_that_were_used_are_remembered_until_they_end(ada: Moderator) -> None:
    path = link_to(held(), Purpose.APPROVE, ada, hours=1)
    press(path)
    now = dt.datetime.now(dt.UTC)
    tidy(now)
    assert SpentToken.objects.count() == 1
    tidy(now + dt.timedelta(hours=2))
    assert SpentToken.objects.count() == 0


def test_another_sites_form_presses_no_button(ada: Moderator) -> None:
    comment = held()
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(link_to(comment, Purpose.APPROVE, ada)).status_code == 403
    assert state(comment) == State.HELD
