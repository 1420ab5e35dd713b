"""Readers' networks: what limits count by, and nothing keeps except as a pseudonym of one day."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from django.conf import settings

from corkboard.desk.keys import Key

__all__ = ["client_of", "hashed", "network_of", "pseudonym"]

_PREFIX = {4: 24, 6: 48}  # what one household or company usually has

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def client_of(peer: str, forwarded: str, proxies: Sequence[Network]) -> Address | None:
    """Whose request it is: the peer's, or if that is a proxy that is trusted, whoever that says it had it from.

    `forwarded` is X-Forwarded-For, of which anybody can send the beginning: only what the trusted proxies
    have added at its end is believed.
    """
    found = _parsed(peer)
    for one in reversed(forwarded.split(",") if forwarded else []):
        if found is None or not any(found in network for network in proxies):
            break
        found = _parsed(one) or found
    return found


def network_of(address: Address | None) -> str:
    """The network that an address belongs to, in words that are the same for all of it."""
    if address is None:
        return ""
    return str(ip_network((address, _PREFIX[address.version]), strict=False))


def hashed(network: str, key: bytes, salt: bytes) -> bytes:
    """What stands for a network as long as the salt does; 16 bytes."""
    return hmac.digest(key, salt + b"\0" + network.encode(), "sha256")[:16]


def pseudonym(request: Any) -> str:
    """What django-axes takes for the address of who logs in: one that exists nowhere, and tomorrow is another."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    client = client_of(request.META.get("REMOTE_ADDR", ""), forwarded, settings.DESK.trusted_proxies)
    today = dt.datetime.now(dt.UTC).date().isoformat().encode()
    digest = hashed(network_of(client), settings.KEYS.read(Key.SESSIONS), today)
    return str(IPv6Address(b"\xfd" + digest[1:]))  # fd00::/8 is never routed


def _parsed(text: str) -> Address | None:
    """An address as proxies write it: bare, in brackets, with a port or without."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
