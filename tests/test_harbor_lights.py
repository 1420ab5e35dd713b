"""The example inquiry shows all that evidence, hypotheses and fairness have, and its figures are right."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml

from corkboard.records.corrections import CorrectionKind
from corkboard.records.evidence import SourceKind, Verification, Weight
from corkboard.records.fairness import ReplyStatus
from corkboard.records.likelihood import Confidence, Likelihood, Row
from sites import PROJECT, Built, Site

CONTENT = PROJECT / "examples/harbor-lights/content"
QUESTION = "who-switched-off-the-harbor-lights"


@cache
def files(pattern: str) -> dict[str, dict[str, Any]]:
    """The front matter of each file, by its id, or its id with its language."""
    return {
        path.name.removesuffix(".md"): yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
        for path in sorted(CONTENT.glob(pattern))
    }


def originals(pattern: str) -> dict[str, dict[str, Any]]:
    return {id: file for id, file in files(pattern).items() if "." not in id}


def entries(field: str, pattern: str = "articles/**/*.md") -> Iterator[tuple[str, dict[str, Any]]]:
    """What all files have in a list, each entry with its file's id."""
    for id, file in originals(pattern).items():
        for entry in file.get(field, ()):
            yield id, entry


def answers() -> list[str]:
    return [id for id, file in originals("hypotheses/*.md").items() if file.get("question") == QUESTION]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    site = Site(CONTENT, beside=tmp_path_factory.mktemp("harbor"))
    assert site.problems() == []
    return Built(site.files())


# What it shows


def test_every_status_weight_kind_grade_and_confidence_occurs() -> None:
    claims = [claim for _, claim in entries("evidence")]
    sources = [source for _, source in entries("sources")]
    assert {claim["verification"] for claim in claims} == set(Verification)
    assert {weight for claim in claims for weight in claim.get("bears_on", {}).values()} == set(Weight)
    assert {source["kind"] for source in sources} == set(SourceKind)
    assert {source["grade"][0] for source in sources} == set("ABCDEF")
    assert {source["grade"][1] for source in sources} == set("123456")
    assert {one.get("kind", "correction") for _, one in entries("corrections")} == set(CorrectionKind)
    assert {one["status"] for _, one in entries("right_of_reply")} == set(ReplyStatus)
    assert {one["confidence"] for _, one in entries("assessments")} == set(Confidence)


def test_sources_repeat_others_in_their_article_and_in_others() -> None:
    derived = [source["derived_from"] for _, source in entries("sources") if "derived_from" in source]
    assert {"#" in one for one in derived} == {True, False}


def test_an_answer_is_given_in_full_and_silence_is_told_after_two_attempts() -> None:
    for _, reply in entries("right_of_reply"):
        assert (reply["status"] == "answered") == ("answer" in reply)
        assert reply["status"] != "no-response" or len(reply["attempts"]) > 1


def test_each_answer_is_assessed_over_a_year_in_one_row_of_terms() -> None:
    dates = {
        id: [one["date"] for one in file.get("assessments", ())] for id, file in originals("hypotheses/*.md").items()
    }
    likelihoods = [Likelihood.parse(one["likelihood"]) for _, one in entries("assessments", "hypotheses/*.md")]
    for article, one in entries("assessments"):
        dates[one["hypothesis"]].append(originals("articles/**/*.md")[article]["date"])
        likelihoods.append(Likelihood.parse(one["likelihood"]))
    spans = {id: (min(days := [str(date)[:10] for date in dates[id]]), max(days), len(days)) for id in answers()}
    assert spans == {
        "a-budget-cut-nobody-announced": ("2025-04-08", "2026-03-24", 5),
        "a-fault-that-nobody-repaired": ("2025-02-18", "2026-02-10", 4),
        "a-prank-by-cadets": ("2025-03-11", "2026-02-10", 4),
        "an-insurance-claim": ("2025-02-18", "2026-02-10", 4),
        "cover-for-a-landing": ("2025-04-08", "2026-03-24", 5),
    }
    assert {one.row for one in likelihoods} == {Row.LIKELIHOOD, None}


def test_a_translation_of_claims_changes_nothing_but_their_words() -> None:
    original, translation = (files("articles/**/*.md")[f"the-line-that-reads-zero{lang}"] for lang in ("", ".ru"))
    wordless = [
        [{name: value for name, value in claim.items() if name != "claim"} for claim in file["evidence"]]
        for file in (original, translation)
    ]
    assert wordless[0] == wordless[1]
    assert not any(claim in translation["evidence"] for claim in original["evidence"])


# The matrix.  Counted by hand from the front matter, I as 1 and II as 2, by hypothesis and source:
#
#   budget cut   2 = the treasurer 1 + the arrivals book 1
#   a fault     10 = the lamp log 2 + 1, the contractor 1, the inquiry 1, the circular 1, the photograph 2 + 2
#   a prank      6 = the calendar 2, the guest book 2, the circular 1, the photograph 1
#   insurance    8 = the lamp log 1, the insurer 2 + 2, the invoice 1, the circular 1, the photograph 1
#   a landing    4 = the circular 1, the photograph 2 + 1
#
# The budget repeats the circular and so adds nothing.  The keeper's letter, the crates and the rumor are superseded, the
# routing slip is retracted.  Without the photograph: 2, 6, 5, 7 and 1.
AGAINST = {
    "A budget cut nobody announced": (2, 2),
    "A fault that nobody repaired": (10, 6),
    "A prank by cadets": (6, 5),
    "An insurance claim": (8, 7),
    "Cover for a landing": (4, 1),
}
PHOTOGRAPH = "Photograph of a typed sheet, given to us by Ada Example"


def row(built: Built, head: str) -> list[str]:
    """The cells of the row of the question's tables that begins with this."""
    page = built.page(f"/questions/{QUESTION}/")
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in page.iterfind(".//tr")]
    return next(cells[1:] for cells in rows if cells[0] == head)


def ranks(figures: list[int]) -> list[str]:
    return [str(1 + sum(other < figure for other in figures)) for figure in figures]


def test_the_matrix_has_the_figures_counted_by_hand(built: Built) -> None:
    with_it, without_it = ([one[place] for one in AGAINST.values()] for place in (0, 1))
    assert row(built, "Weighted inconsistency") == [str(figure) for figure in with_it]
    assert row(built, "Rank") == ranks(with_it) == ["1", "5", "3", "4", "2"]
    assert row(built, PHOTOGRAPH)[:-1] == ranks(without_it) == ["2", "4", "3", "5", "1"]


def test_one_source_alone_decides_which_answer_leads(built: Built) -> None:
    sources = [source["title"] for _, source in entries("sources") if "title" in source]
    page = built.words(f"/questions/{QUESTION}/")
    assert [title for title in sources if f"{title}. Without it these lead:" in page] == [PHOTOGRAPH]
    assert f"{PHOTOGRAPH}. Without it these lead: Cover for a landing (" in page


def test_the_article_on_the_photograph_has_the_same_figures(built: Built) -> None:
    page = built.page("/articles/what-one-photograph-carries/")
    rows = [[cell.text_content() for cell in row] for row in page.iterfind(".//table//tr")][1:]
    assert {re.sub(r" \(.*", "", answer): (int(one), int(other)) for answer, one, other in rows} == AGAINST


# What comes out


def test_the_private_note_is_in_no_file(built: Built) -> None:
    note = next(source["note"] for _, source in entries("sources") if source.get("private"))
    assert "ropewalk" in note
    assert built.holding("ropewalk") == set()


def test_archived_files_are_published_as_they_are(built: Built) -> None:
    archived = {source["archived"]: source["sha256"] for _, source in entries("sources") if "sha256" in source}
    assert len(archived) == 4
    for name, digest in archived.items():
        assert hashlib.sha256(built.files[f"archived/{name}"]).hexdigest() == digest


def test_the_retraction_stands_wherever_the_claim_does(built: Built) -> None:
    claim = "The slip on which the circular went around was said to bear the initials of the harbor master."
    for address in ("/articles/a-line-in-the-budget/", "/people/orla-mockridge/"):
        assert f"retracted: {claim}" in built.words(address)
        assert "The O. M. on it is Osric Makeshift's" in built.words(address)
    for path in built.holding(claim):
        assert "retracted" in built.text(path)


def test_what_the_crates_were_stands_with_what_they_were_taken_for(built: Built) -> None:
    assert "The 14 crates belong to a puppet theater" in built.words("/articles/a-boat-without-lights/")
