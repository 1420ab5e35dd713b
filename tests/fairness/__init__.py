"""Articles that attack the fairness rules, harmless ones, and the publication on which both are tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from corkboard.diagnostics import Problem
from sites import Site

__all__ = ["ATTACKS", "HARMLESS", "Case", "all_in_one"]

_FOLDER = Path(__file__).parent
_ARTICLE = "articles/x.md"


@dataclass(frozen=True)
class Case:
    """`files` stand beside those of the publication, `change` sets fields of these."""

    what: str
    says: str = ""
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    change: dict[str, dict[str, Any]] = field(default_factory=dict)

    def site(self, folder: Path, stage: bool = True) -> Site:
        """The files in a folder, with those of the publication unless they are to stand alone."""
        texts = _read("stage.yaml") if stage else {}
        texts |= self.files | {name: {**texts[name], **fields} for name, fields in self.change.items()}
        return Site(folder / "content").write({name: _written(name, fields) for name, fields in texts.items()})

    @property
    def is_an_article(self) -> bool:
        """Whether it is an article that could stand beside any other."""
        return not self.change and list(self.files) == [_ARTICLE] and "slug" not in self.files[_ARTICLE]

    def __str__(self) -> str:
        return self.what


def all_in_one(cases: Sequence[Case], folder: Path) -> Mapping[str, list[Problem]]:
    """The problems of each case that is an article, by what it is, all of them told by one site."""
    names = {f"articles/x-{number}.md": one for number, one in enumerate(cases) if one.is_an_article}
    site = Case("", files={name: one.files[_ARTICLE] for name, one in names.items()}).site(folder)
    found: dict[str, list[Problem]] = {one.what: [] for one in names.values()}
    for problem in site.problems():
        found[names[problem.file.removeprefix("content/")].what].append(problem)
    return found


def _written(name: str, fields: dict[str, Any]) -> str:
    given = dict(fields)
    body = given.pop("body", "")
    if name.startswith("articles/") and name.count(".") == 1:
        given = {"title": given.get("title"), "date": "2026-01-01", **given}
    return f"---\n{yaml.safe_dump(given, allow_unicode=True, sort_keys=False)}---\n{body}\n"


def _read(name: str) -> Any:
    return yaml.load((_FOLDER / name).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


ATTACKS = [Case(**case) for case in _read("attacks.yaml")]
HARMLESS = [Case(**case) for case in _read("harmless.yaml")]
