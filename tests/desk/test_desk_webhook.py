"""The webhook: signed, called once for many changes, and again until somebody has listened."""

from __future__ import annotations

import datetime as dt
import hmac
import json
import time
from base64 import b64decode, b64encode
from pathlib import Path

from corkboard.desk.environment import Environment
from corkboard.desk.keys import Key, Keys
from corkboard.desk.moderation.decisions import decide
from corkboard.desk.moderation.models import Action, Delivery
from corkboard.desk.publishing.webhook import deliver, signed_headers
from desks import pointed_at
from running import PATIENCE, running_desk
from serving import Receiver, receiver
from writing import MODERATOR, held

KEY = bytes(range(32))
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


def approve(text: str = "Words of a reader.") -> str:
    id: str = held(text).id
    decide(id, Action.APPROVE, MODERATOR)
    return id


def cursors(found: Receiver) -> list[int]:
    return [json.loads(body)["data"]["cursor"] for _, _, body in found.calls]


def test_a_call_is_signed_as_standard_webhooks_has_it(desk: Environment) -> None:
    approve()
    with receiver() as found:
        assert deliver(f"{found.url}/hook", KEY, NOW)
    path, headers, body = found.calls[0]
    assert (path, headers["webhook-timestamp"]) == ("/hook", str(int(NOW.timestamp())))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    version, _, signature = headers["webhook-signature"].partition(",")
    assert version == "v1"
    assert hmac.compare_digest(b64decode(signature), hmac.digest(KEY, signed, "sha256"))


def test_the_signature_is_that_of_the_published_example() -> None:
    """The test vector of the Standard Webhooks' reference libraries."""
    key = b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    moment = dt.datetime.fromtimestamp(1614265330, dt.UTC)
    headers = signed_headers(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", moment, b'{"test": 2432232314}')
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_it_says_nothing_but_the_cursor(desk: Environment) -> None:
    id = approve()
    with receiver() as found:
        deliver(found.url, KEY, NOW)
    said = str(found.calls)
    assert cursors(found) == [1]
    assert all(words not in said for words in (id, "Words of a reader", "Lorem", b64encode(KEY).decode()))


def test_it_is_called_once_for_many_changes_and_not_without_any(desk: Environment) -> None:
    with receiver() as found:
        assert not deliver(found.url, KEY, NOW)
        for _ in range(3):
            approve()
        for _ in range(3):
            deliver(found.url, KEY, NOW)
    assert cursors(found) == [3]


def test_it_is_called_again_after_growing_pauses(desk: Environment) -> None:
    approve()
    pauses, now = [], NOW
    with receiver() as found:
        found.status = 503
        for _ in range(14):
            assert not deliver(found.url, KEY, now)
            assert not deliver(found.url, KEY, now)  # not due
            due = Delivery.objects.get().due_at
            pauses.append((due - now).total_seconds())
            now = due
        assert Delivery.objects.get().error == "answered with 503"
        found.status = 200
        assert deliver(found.url, KEY, now)
    assert pauses[:4] == [5, 10, 20, 40]
    assert pauses[-1] == 3600
    assert len(found.calls) == 15


def test_nobody_there_loses_nothing(desk: Environment) -> None:
    with receiver() as gone:
        pass
    approve()
    assert not deliver(gone.url, KEY, NOW)
    approve()
    with receiver() as found:
        assert deliver(found.url, KEY, NOW)  # what is new does not wait for the pause of what was before
    assert cursors(found) == [2]
    assert Delivery.objects.filter(done_at=None).count() == 0


def test_a_signed_call_is_not_taken_elsewhere(desk: Environment) -> None:
    approve()
    with receiver() as found, receiver() as other:
        found.status, found.location = 307, other.url
        assert not deliver(found.url, KEY, NOW)
    assert (len(found.calls), other.calls) == (1, [])


def test_the_desk_calls_it_by_itself(tmp_path: Path) -> None:
    comments = str(tmp_path / "comments")
    with (
        receiver() as found,
        running_desk(tmp_path / "data", DESK_WEBHOOK_URL=found.url, DESK_COMMENTS=comments) as running,
    ):
        running.ports()
        with pointed_at(Environment(data=tmp_path / "data")):
            approve()
        end = time.monotonic() + PATIENCE
        while not found.calls:
            assert time.monotonic() < end, running.said
            time.sleep(0.05)
        _, headers, body = found.calls[0]
    key = Keys(tmp_path / "data", {}).read(Key.WEBHOOK)
    moment = dt.datetime.fromtimestamp(int(headers["webhook-timestamp"]), dt.UTC)
    assert signed_headers(key, headers["webhook-id"], moment, body).items() <= headers.items()
