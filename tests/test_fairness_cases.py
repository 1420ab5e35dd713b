"""What is written to slip an unverified accusation past the rules does not get out, and what is harmless does."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from corkboard.diagnostics import Problem, Severity, as_text
from fairness import ATTACKS, HARMLESS, Case, all_in_one
from sites import PROJECT

_STATUS = re.compile(r"\b(unverified|reported|не проверено|тексерілмеген)\b", re.IGNORECASE)
_NEAR = 350  # characters around a text in which its label stands


def unlabelled(files: dict[str, bytes], says: str) -> list[str]:
    """Where a text stands without how far it was checked, in all bytes of a site."""
    found = []
    for path, data in files.items():
        text = html.unescape(html.unescape(data.decode("utf-8", "replace")))
        for match in re.finditer(re.escape(says), text):
            around = text[max(0, match.start() - _NEAR) : match.end() + _NEAR]
            if not _STATUS.search(around):
                found.append(f"{path}: {around}")
    return found


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[Problem]]:
    """What is told of those that are articles, side by side in one site: a site for each would take long."""
    folder = tmp_path_factory.mktemp("together")
    return all_in_one(ATTACKS, folder / "attacks") | all_in_one(HARMLESS, folder / "harmless")


@pytest.mark.parametrize("case", ATTACKS, ids=str)
def test_an_accusation_is_refused_or_labelled_wherever_it_stands(
    case: Case, together: Mapping[str, list[Problem]], tmp_path: Path
) -> None:
    site = case.site(tmp_path)
    told = together.get(case.what) or site.problems()
    refused = [problem for problem in told if problem.severity is Severity.ERROR]
    assert all(re.search(r"\([a-z-]+\)$", problem.message) for problem in refused), refused
    if not refused:
        files = site.files()
        assert any(case.says.encode() in data for data in files.values())
        assert unlabelled(files, case.says) == []


_ROWS = re.findall(r"^\| (.*?) \| (.*?) \|$", (PROJECT / "docs/fairness.md").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize(
    ("told", "refused"),
    [
        (row[column], not column)
        for row in _ROWS
        for column in (0, 1)
        if "vermuch" in row[column] or "role:" in row[column]
    ],
)
def test_authors_are_told_what_reads_as_a_statement(told: str, refused: bool, tmp_path: Path) -> None:
    if told.startswith("role: "):
        case = Case("", change={"people/barnaby-overmuch.md": {"roles": [{"title": told.removeprefix("role: ")}]}})
    elif told.startswith("`"):
        case = Case("", files={"articles/x.md": {"title": "A Quiet Week", "slug": told.strip("`")}})
    else:
        case = Case("", files={"articles/x.md": {"title": told}})
    assert bool(case.site(tmp_path).problems()) is refused


@pytest.mark.parametrize("case", HARMLESS, ids=str)
def test_what_is_harmless_raises_no_alarm(case: Case, together: Mapping[str, list[Problem]], tmp_path: Path) -> None:
    told = together[case.what] if case.is_an_article else case.site(tmp_path).problems()
    assert [as_text(problem) for problem in told] == []
