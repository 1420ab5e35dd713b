"""Pages to be rendered, and lists that go over several of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

import msgspec

from corkboard.records.validation import Path
from corkboard.views.parts import Head, Pager

__all__ = ["Page", "Paged", "View", "output_path", "page_count", "page_suffix", "paginate"]


class View(Protocol):
    """What a template is given as `page`: frozen, plain data."""

    @property
    def head(self) -> Head: ...


class Page(msgspec.Struct, frozen=True):
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
    suffix: str
    pager: Pager | None


def paginate(count: int, size: int | None, number: int, href: str) -> Paged:
    """The share of page `number` where a list of `count` entries is cut into pages of `size`; None puts all on one.

    `href` is the address of the first page.
    """
    size, total = size or max(count, 1), page_count(count, size)

    def address(number: int) -> str:
        return href if number == 1 else f"{href}page/{number}/" if number <= total else ""

    pager = Pager(number, total, address(number - 1) if number > 1 else "", address(number + 1)) if total > 1 else None
    return Paged(number, (number - 1) * size, min(number * size, count), page_suffix(number), pager)


def page_count(count: int, size: int | None) -> int:
    """How many pages a list of `count` entries is cut into, at least one."""
    return max(1, -(-count // size)) if size else 1


def page_suffix(number: int) -> str:
    """What a page's address has below that of its list's first page."""
    return "" if number == 1 else f"page/{number}/"


def output_path(path: str) -> str:
    """The file that an address below the output is served from."""
    if path.endswith("/") or not path:
        return f"{path}index.html"
    return path if PurePosixPath(path).suffix else f"{path}/index.html"
