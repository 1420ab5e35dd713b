"""What the desk reads, whatever it holds: files of the site, headers of proxies, proofs of browsers."""

from __future__ import annotations

import json
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corkboard.comments.model import Comment, ThreadId, comment_file, file_of
from corkboard.desk.environment import Environment
from corkboard.desk.errors import DeskError
from corkboard.desk.intake.proofs import challenge, is_proven
from corkboard.desk.moderation.models import Thread
from corkboard.desk.moderation.threads import keep_threads
from corkboard.desk.networks import client_of, network_of
from corkboard.desk.parents import comment_on_site
from corkboard.desk.restrictions import Restrictions, restrictions_file, restrictions_path
from corkboard.desk.threads import offers_file, parsed_offers
from reading import ARTICLE, at_the_intake, threads_json

ID = "01JD0000000000000000000001"
_TEXTS = st.text(max_size=40) | st.sampled_from(
    ["x" * 3000, "\0", "http://[", "//[", "/", "https://site.example/a", "\ud800"]
)
_FILES = hypothesis.settings(deadline=None, max_examples=50)  # a disk may be slow
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXTS,
    lambda some: st.lists(some, max_size=3) | st.dictionaries(_TEXTS, some, max_size=3),
    max_leaves=6,
)


def offers() -> st.SearchStrategy[Any]:
    """Lists of threads as a site might write them, of which anything may be something else."""
    ids = st.sampled_from([ARTICLE, "articles/closed", "people/ann", "articles/" + "я" * 100]) | _TEXTS
    thread = st.fixed_dictionaries(
        {"id": ids, "url": _TEXTS | st.just("/a/"), "title": _TEXTS},
        optional={
            "lang": _TEXTS,
            "open": _JSON,
            "closes": st.sampled_from(["0001-01-01T00:00:00Z", None, "9999-12-31"]),
        },
    )
    site = st.fixed_dictionaries({}, optional={"name": _TEXTS, "url": _TEXTS, "lang": _TEXTS})
    names = st.lists(_TEXTS, max_size=3)
    return st.fixed_dictionaries(
        {"version": st.just(1), "threads": st.lists(thread, max_size=3)}, optional={"site": site, "names": names}
    )


def test_any_list_of_threads_is_kept_or_refused_and_breaks_nothing(desk: Environment) -> None:
    @hypothesis.settings(max_examples=60, deadline=None, database=None)
    @given(offers() | _JSON)
    @example({"version": 1, "threads": [{"id": ARTICLE, "url": "/a/", "title": "\ud800"}]})
    def keep(value: Any) -> None:
        try:
            found = parsed_offers(json.dumps(value).encode(), "here")
        except DeskError:
            return
        keep_threads(found)
        assert set(found.threads) == set(Thread.objects.filter(is_offered=True).values_list("id", flat=True))

    keep()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"<html>", "Invalid JSON: expected value at line 1 column 1"),
        (
            b'{"version": 1, "threads": [{"id": "articles/a", "url": "a", "title": "A"}]}',
            "threads.0.url: String should",
        ),
    ],
)
def test_what_is_wrong_with_a_list_of_threads_is_told_with_its_place(text: bytes, said: str) -> None:
    with pytest.raises(DeskError, match=said):
        parsed_offers(text, "here")


@_FILES
@given(st.binary(max_size=200) | st.sampled_from([b"[" * 100_000, b'{"version":1,"threads":' * 50_000]))
def test_no_bytes_in_files_of_the_site_stop_the_intake(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("files") / "threads.json"
    path.write_bytes(data)
    file = offers_file(Environment(threads=str(path)))
    assert file.current().threads == {}
    assert file.trouble


@_FILES
@given(st.binary(max_size=200) | _JSON.map(json.dumps).map(str.encode))
def test_no_bytes_in_a_file_of_the_desk_stop_the_intake(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    desk = Environment(data=tmp_path_factory.mktemp("data"))
    restrictions_path(desk).parent.mkdir()
    restrictions_path(desk).write_bytes(data)
    assert restrictions_file(desk).current() == Restrictions()


@pytest.mark.parametrize("changed", [{"lang": "e\0"}, {"title": "a\0b"}, {"url": "/\0"}])
def test_what_no_database_takes_is_refused_with_the_list_it_is_in(changed: dict[str, str]) -> None:
    value = json.loads(threads_json())
    value["threads"][0] |= changed
    with pytest.raises(DeskError, match=r"that is not the threads\.json of a site"):
        parsed_offers(json.dumps(value).encode(), "here")


def test_an_address_that_is_none_is_told_and_no_comment_is_lost(desk: Environment) -> None:
    text = threads_json().replace('https://site.example"', 'http://[site.example"')
    with at_the_intake(Path(desk.threads), text) as reader:
        assert reader.preview().status == 503


@_FILES
@given(st.binary(max_size=200), st.booleans())
def test_no_bytes_in_a_comments_file_stop_who_replies(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, whole: bool
) -> None:
    """Files are everybody's who writes to the repository."""
    folder = tmp_path_factory.mktemp("comments")
    path = folder / file_of(ThreadId.parse(ARTICLE), ID)
    path.parent.mkdir(parents=True)
    given = comment_file(Comment(id=ID, author="Lorem", date="2026-01-01T00:00:00Z", text="x"))
    middle = len(given) // 2
    path.write_bytes(given[:middle] + data + given[middle:] if whole else b"---\n" + data + b"\n---\nText.\n")
    found = comment_on_site(folder, ARTICLE, ID)
    assert found is None or isinstance(found, Comment)


_ADDRESSES = st.ip_addresses().map(str)


@given(_ADDRESSES, st.lists(_ADDRESSES | st.text(max_size=20), max_size=4).map(",".join), _ADDRESSES)
def test_what_others_forward_never_hides_who_asks(peer: str, forwarded: str, nearest: str) -> None:
    assert client_of(peer, forwarded, []) == client_of(peer, "", [])
    proxy = client_of(peer, "", [])  # of an IPv4 address that is written as one of IPv6 the IPv4 address
    behind = [ip_network(str(proxy))]
    if client_of(nearest, "", []) != proxy:
        assert client_of(peer, f"{forwarded},{nearest}", behind) == client_of(nearest, "", [])
    assert isinstance(network_of(client_of(peer, forwarded, behind)), str)


@given(st.text() | _JSON.map(json.dumps))
def test_nothing_is_a_proof_by_chance(text: str) -> None:
    assert not is_proven(text, ID, "key")


@given(st.integers(1, 50), st.data())
def test_a_challenge_is_for_one_comment_and_one_key(most: int, data: st.DataObject) -> None:
    from base64 import b64encode
    from hashlib import sha256

    asked = challenge(ID, most, 1, "key")
    number = next(one for one in range(most + 1) if sha256(f"{asked.salt}{one}".encode()).hexdigest() == asked.hash)
    proof = {"algorithm": "SHA-256", "challenge": asked.hash, "number": number, "salt": asked.salt}
    payload = b64encode(json.dumps({**proof, "signature": asked.signature}).encode()).decode()
    assert is_proven(payload, ID, "key")
    assert not is_proven(payload, ID, data.draw(st.text().filter(lambda key: key != "key")))
    assert not is_proven(payload, data.draw(st.text().filter(lambda id: id != ID)), "key")
