"""Threads: articles that follow one another up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from corkboard.board.catalog import Item, Key
from corkboard.board.references import Edge

__all__ = ["thread_of_each"]


def thread_of_each(newest_first: Sequence[Item], edges: Mapping[Key, Iterable[Edge]]) -> dict[Key, tuple[Item, ...]]:
    """For each article that follows another or is followed, all articles joined to it so, oldest first."""
    parent = {article.key: article.key for article in newest_first}

    def root(key: Key) -> Key:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for article in newest_first:
        for edge in edges.get(article.key, ()):
            if edge.field == "follows" and edge.target in parent:
                parent[root(edge.target)] = root(article.key)
    groups: dict[Key, list[Item]] = {}
    for article in reversed(newest_first):
        groups.setdefault(root(article.key), []).append(article)
    threads = [tuple(group) for group in groups.values() if len(group) > 1]
    return {article.key: thread for thread in threads for article in thread}
