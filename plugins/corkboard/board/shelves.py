"""Everything on a board in shares that are small enough to be gone through again after an edit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from corkboard.board.catalog import Catalog, Item

__all__ = ["shelved"]

_SIZE = 100  # items


def shelved(catalog: Catalog, types: Iterable[str], articles: Iterable[Item]) -> Mapping[str, Sequence[Item]]:
    """Every item by the name of its shelf, e.g. "person/0" or, by an article's month, "article/2026-11/0".

    Types come in the order that is asked for; `articles` are in the order in which they shall stand.  A new article
    changes no shelf but the last of its month.
    """
    found: dict[str, Sequence[Item]] = {}
    for type in types:
        if type == "article":
            months: dict[str, list[Item]] = defaultdict(list)
            for article in articles:
                months[article.outline.date[:7]].append(article)
            for month, items in months.items():
                found |= _cut(f"article/{month}", items)
        else:
            found |= _cut(type, catalog.of_type(type))
    return found


def _cut(name: str, items: Sequence[Item]) -> dict[str, Sequence[Item]]:
    return {f"{name}/{start // _SIZE}": items[start : start + _SIZE] for start in range(0, len(items), _SIZE)}
