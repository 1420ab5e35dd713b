"""What the desk tells the intake: threads that moderators closed, and the blocklist.  A file, since it may not ask."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from corkboard.desk.environment import Environment
from corkboard.desk.errors import DeskError
from corkboard.desk.files import WatchedFile, write_atomically
from corkboard.desk.matching import folded, host_of

__all__ = ["Blocked", "Restrictions", "restrictions_file", "restrictions_path", "write_restrictions"]


@dataclass(frozen=True)
class Blocked:
    """That a comment has something from the blocklist."""

    kind: str  # "word", "link" or "address"
    pattern: str
    silent: bool


@dataclass(frozen=True)
class Restrictions:
    closed: frozenset[str] = frozenset()  # threads
    blocks: tuple[Blocked, ...] = field(default=())

    def blocked(self, text: str, links: Iterable[str], address_keys: Iterable[str]) -> Blocked | None:
        """The first line of the blocklist that a comment meets; those that are not silent before the others."""
        text, hosts, keys = folded(text), {host_of(link) for link in links}, set(address_keys)
        for block in sorted(self.blocks, key=lambda block: block.silent):
            if block.kind == "word":
                found = _word(block.pattern).search(text) is not None
            elif block.kind == "link":
                domain = block.pattern.casefold()
                found = any(host == domain or host.endswith(f".{domain}") for host in hosts)
            else:
                found = block.pattern in keys
            if found:
                return block
        return None


def restrictions_path(environment: Environment) -> Path:
    return environment.data / "intake" / "restrictions.json"


def write_restrictions(path: Path, restrictions: Restrictions) -> None:
    """Tell the intake, unless it knows."""
    blocks = [[block.kind, block.pattern, block.silent] for block in restrictions.blocks]
    text = json.dumps({"closed": sorted(restrictions.closed), "blocks": blocks}, ensure_ascii=False)
    write_atomically(path, text.encode(), mode=0o640)


def restrictions_file(environment: Environment) -> WatchedFile[Restrictions]:
    """What the intake was told, as it changes."""
    return WatchedFile(restrictions_path(environment), _parsed, Restrictions())


def _parsed(text: bytes) -> Restrictions:
    try:
        found = json.loads(text)
        return Restrictions(frozenset(found["closed"]), tuple(Blocked(*block) for block in found["blocks"]))
    except (ValueError, KeyError, TypeError) as error:
        raise DeskError(f"restrictions.json: {error}") from None


@lru_cache(maxsize=10_000)
def _word(pattern: str) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in folded(pattern).split())
    return re.compile(rf"(?<!\w){words}(?!\w)")
