"""Whose request it is, and what is kept of that: nothing that lasts."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from corkboard.desk.networks import client_of, hashed, network_of

PROXIES = [ip_network("127.0.0.1/32"), ip_network("10.0.0.0/8")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9", "192.0.2.1"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9, 10.1.1.1", "203.0.113.9"),
        ("127.0.0.1", "203.0.113.9:4711", "203.0.113.9"),
        ("127.0.0.1", "[2001:db8:1:2::3]:4711", "2001:db8:1:2::3"),
        ("127.0.0.1", "2001:db8:1:2::3", "2001:db8:1:2::3"),
        ("::ffff:127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("", "203.0.113.9", "None"),
    ],
)
def test_x_forwarded_for_is_believed_as_far_as_trusted_proxies_wrote_it(peer: str, forwarded: str, client: str) -> None:
    """As Remark42 and others did not: whoever wrote the header had a new rate limit with each request."""
    assert str(client_of(peer, forwarded, PROXIES)) == client


def test_all_of_a_network_is_one() -> None:
    def network(text: str) -> str:
        return network_of(client_of(text, "", []))

    assert network("192.0.2.1") == network("192.0.2.254") != network("192.0.3.1")
    assert network("2001:db8:1::1") == network("2001:db8:1:ffff::2")


def test_a_network_is_another_with_each_salt_and_each_key() -> None:
    found = {hashed("192.0.2.0/24", key, salt) for key in (b"a", b"b") for salt in (b"monday", b"tuesday")}
    assert len(found) == 4
