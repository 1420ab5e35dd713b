"""Pages to be rendered, and lists that go over several of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

from corkboard.records.validation import Path
from corkboard.views.parts import Head, Pager

__all__ = ["Page", "Paged", "View", "output_path", "paginate"]


class View(Protocol):
    """What a template is given as `page`: frozen, plain data."""

    @property
    def head(self) -> Head: ...


@dataclass(frozen=True, slots=True)
class Page:
    """A page: where it goes, by which template, and what makes its view when it is due.

    `name` and `blame` are the file that asked for it and the field to change if the address is taken.
    """

    path: str
    template: str
    make: Callable[[], View]
    name: str = ""
    blame: Path = ()


@dataclass(frozen=True, slots=True)
class Paged:
    """One page's share of a list: `items[start:end]`, the page's address below the list's, and its pager."""

    number: int
    start: int
    end: int
    suffix: str  # "" or "page/2/"
    pager: Pager | None


def paginate(count: int, size: int | None, href: str) -> list[Paged]:
    """Cut a list of `count` entries into pages of `size`, at least one; all on one where size is None."""
    size = size or max(count, 1)
    total = max(1, -(-count // size))

    def address(number: int) -> str:
        return href if number == 1 else f"{href}page/{number}/" if number <= total else ""

    return [
        Paged(
            number,
            (number - 1) * size,
            min(number * size, count),
            "" if number == 1 else f"page/{number}/",
            Pager(number, total, address(number - 1) if number > 1 else "", address(number + 1)) if total > 1 else None,
        )
        for number in range(1, total + 1)
    ]


def output_path(path: str) -> str:
    """The file that an address below the output is served from."""
    if path.endswith("/") or not path:
        return f"{path}index.html"
    return path if PurePosixPath(path).suffix else f"{path}/index.html"
