"""Threads: articles that follow one another up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corkboard.board.catalog import Item, Key
from corkboard.board.references import Edge

__all__ = ["thread_of_each"]


def thread_of_each(newest_first: Sequence[Item], follows: Iterable[Edge]) -> dict[Key, tuple[Item, ...]]:
    """For each article that follows another or is followed, all articles joined to it so, oldest first."""
    pairs = [(edge.source, edge.target) for edge in follows]
    parent = {key: key for pair in pairs for key in pair}

    def root(key: Key) -> Key:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for source, target in pairs:
        parent[root(target)] = root(source)
    groups: dict[Key, list[Item]] = {}
    for article in reversed(newest_first):
        if article.key in parent:
            groups.setdefault(root(article.key), []).append(article)
    threads = [tuple(group) for group in groups.values() if len(group) > 1]
    return {article.key: thread for thread in threads for article in thread}
