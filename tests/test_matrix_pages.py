"""The matrix on a question's page, and the evidence on a hypothesis' page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html

from sites import Built, Site

FILES = {
    "questions/who.md": "---\ntitle: Who did it?\n---\n",
    "hypotheses/cut.md": "---\ntitle: A cut\nquestion: who\n---\n",
    "hypotheses/fault.md": "---\ntitle: A fault\nquestion: who\nattributed_to: one\n---\n",
    "hypotheses/prank.md": "---\ntitle: A prank\nquestion: who\n---\n",
    "people/ada.md": "---\ntitle: Ada Example\nright_of_reply: not-yet-asked\n---\n",
}
SOURCES = """sources:
  - {id: log, kind: document, title: The lamp log, grade: A2}
  - {id: clerk, kind: insider, grade: F6}
"""


def article(evidence: str, sources: str = SOURCES, date: str = "2026-01-01", more: str = "") -> str:
    return f"---\ntitle: Report of {date}\ndate: {date}\n{more}evidence:\n{evidence}{sources}---\n"


def built(folder: Path, files: dict[str, str]) -> Built:
    return Site(folder / "content").write({**FILES, **files}).build()


def table_of(page: html.HtmlElement, number: int = 0) -> list[list[str]]:
    """What each cell of a table says, without what is there for the eye alone, and without whose each hypothesis is."""
    table = page.xpath('//section[contains(@class, "matrix")]//table')[number]
    for one in table.xpath('.//*[@aria-hidden="true"]'):
        one.drop_tree()
    rows = table.xpath('.//tr[not(@class="labels")]')
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("./th | ./td")] for row in rows]


def footer_of(page: html.HtmlElement) -> dict[str, list[str]]:
    return {
        row[0]: row[1:] for row in table_of(page) if row[0] in ("Weighted inconsistency", "Evidence assessed", "Rank")
    }


HEUER = """  - {id: e1, claim: E1, verification: reported, source: s1, bears_on: {cut: C, fault: C, prank: C}}
  - {id: e2, claim: E2, verification: reported, source: s2, bears_on: {cut: C, fault: C, prank: I}}
  - {id: e3, claim: E3, verification: reported, source: s3, bears_on: {cut: C, fault: C, prank: I}}
  - {id: e4, claim: E4, verification: reported, source: s4, bears_on: {cut: I, fault: C, prank: C}}
  - {id: e5, claim: E5, verification: reported, source: s5, bears_on: {cut: I, fault: C, prank: C}}
  - {id: e6, claim: E6, verification: reported, source: s6, bears_on: {cut: II, fault: C, prank: C}}
"""


def test_the_example_of_heuer_on_a_page(tmp_path: Path) -> None:
    sources = "sources:\n" + "".join(f"  - {{id: s{number}, title: Source {number}}}\n" for number in range(1, 7))
    page = built(tmp_path, {"articles/one.md": article(HEUER, sources)}).page("questions/who")
    assert footer_of(page) == {
        "Weighted inconsistency": ["4", "0", "2"],
        "Evidence assessed": ["6 of 6", "6 of 6", "6 of 6"],
        "Rank": ["3", "1", "2"],
    }
    rows = table_of(page)
    assert [row[0].split(": ")[1][:2] for row in rows[1:7]] == ["E6", "E2", "E3", "E4", "E5", "E1"]
    assert rows[1][1:] == ["very inconsistent", "consistent", "consistent"]
    assert "Does not tell these hypotheses apart." in rows[6][0]
    assert not any("Does not tell" in row[0] for row in rows[1:6])
    warning = " ".join(page.xpath('//*[contains(@class, "linchpins")]')[0].text_content().split())
    assert "The order below the lead hangs on each of these alone: Source 6" in warning
    assert table_of(page, 1)[1:] == [
        ["nothing left out", "3", "1", "2", ""],
        ["Source 6", "2", "1", "2", "Linchpin: the order below the lead"],
        *([f"Source {number}", "3", "1", "2", "nothing"] for number in (2, 3, 4, 5, 1)),
    ]


LINCHPIN = """  - {id: a, claim: The log has no fault., verification: verified, source: log, bears_on: {cut: C, fault: II, prank: C}}
  - {id: b, claim: A clerk heard of a cut., verification: unverified, source: clerk, about: [ada], bears_on: {cut: I, fault: C, prank: C}}
  - {id: c, claim: Cadets were at sea., verification: reported, bears_on: {prank: II}}
"""


def test_a_source_that_decides_who_leads_is_told_above_the_table(tmp_path: Path) -> None:
    made = built(tmp_path, {"articles/one.md": article(LINCHPIN)})
    page = made.page("questions/who")
    assert footer_of(page)["Rank"] == ["1", "2", "2"]
    section = page.xpath('//section[contains(@class, "matrix")]')[0]
    kinds = [one.tag if one.tag != "div" else one.get("class").split()[0] for one in section]
    assert kinds.index("banner") < kinds.index("table")
    text = made.words("questions/who")
    assert "The lamp log. Without it these lead: A fault (hypothesis, status: open, attributed to “Report of" in text
    assert "evidence 3, which gives no source." in text
    assert page.xpath('//section[contains(@class, "matrix")]//*[@id="_evidence-3"]')
    assert "not assessed on the same evidence" in text
    assert footer_of(page)["Evidence assessed"] == ["2 of 3", "2 of 3", "3 of 3"]


def test_a_claim_stands_with_its_status_its_place_its_source_and_grade(tmp_path: Path) -> None:
    page = built(tmp_path, {"articles/one.md": article(LINCHPIN)}).page("questions/who")
    row = page.xpath('//tr[.//a[text()="" or contains(., "A clerk heard")]]')[0]
    header = row.xpath("./th[@scope='row']")[0]
    assert header.xpath(".//a/@href")[0] == "/articles/one/#evidence-b"
    said = " ".join(header.text_content().split())
    assert said.startswith(
        "2. unverified: A clerk heard of a cut. Report of 2026-01-01, January 1, 2026. Source: insider."
    )
    assert "Grade F6 (reliability F: cannot be judged; credibility 6: cannot be judged)" in said
    assert page.xpath('//section[contains(@class, "matrix")]//thead/tr/th/@scope') == ["col"] * 4 + ["col"] * 5
    assert page.xpath('//div[@role="region"][@tabindex="0"][@aria-labelledby="_matrix"]/table/caption')


def test_what_is_retracted_or_superseded_stands_there_and_is_not_counted(tmp_path: Path) -> None:
    first = """  - {id: a, claim: A van was seen., verification: unverified, source: clerk, bears_on: {cut: II, fault: C}}
  - {id: b, claim: A boat was seen., verification: retracted, source: clerk, bears_on: {cut: II, fault: C}}
  - {id: c, claim: The log is whole., verification: verified, source: log, bears_on: {cut: C, fault: I}}
"""
    second = "  - {id: d, claim: It was a cart., verification: verified, source: log, supersedes: one#a, bears_on: {cut: I, fault: CC}}\n"
    files = {"articles/one.md": article(first), "articles/two.md": article(second, date="2026-02-01")}
    made = built(tmp_path, files)
    page, text = made.page("questions/who"), made.words("questions/who")
    assert footer_of(page)["Weighted inconsistency"] == ["1", "1", "not assessed"]
    assert footer_of(page)["Rank"] == ["1", "1", "not ranked"]
    assert footer_of(page)["Evidence assessed"] == ["2 of 2", "2 of 2", "0 of 2"]
    gone = [row[0] for row in table_of(page)[1:] if "Not counted: superseded or retracted." in row[0]]
    assert ["A van" in gone[0] or "A boat" in gone[0], len(gone)] == [True, 2]
    assert "Superseded by a later claim, which is verified: It was a cart." in text


def test_sources_that_repeat_one_another_across_articles_count_once(tmp_path: Path) -> None:
    first = "  - {id: a, claim: One., verification: reported, source: clerk, bears_on: {cut: I, fault: C}}\n"
    second = "  - {id: b, claim: Two., verification: reported, source: paper, bears_on: {cut: I, fault: C}}\n"
    third = "  - {id: c, claim: Three., verification: reported, source: radio, bears_on: {cut: I, fault: C}}\n"
    for repeats, wanted in (("", "3"), (", derived_from: 'one#clerk'", "2")):
        paper = f"sources:\n  - {{id: paper, kind: publication{repeats}}}\n"
        radio = "sources:\n  - {id: radio, kind: publication" + (", derived_from: 'two#paper'}\n" if repeats else "}\n")
        files = {
            "articles/one.md": article(first),
            "articles/two.md": article(second, paper, "2026-02-01"),
            "articles/three.md": article(third, radio, "2026-03-01"),
        }
        page = built(tmp_path / str(len(repeats)), files).page("questions/who")
        assert footer_of(page)["Weighted inconsistency"][0] == ("1" if repeats else "3"), wanted


def test_where_nothing_is_assessed_the_page_says_so_and_ranks_nothing(tmp_path: Path) -> None:
    evidence = "  - {id: a, claim: One., verification: reported, bears_on: {cut: null, fault: NA}}\n"
    for files in (
        {"articles/one.md": article(evidence)},
        {"articles/one.md": "---\ntitle: One\ndate: 2026-01-01\n---\n"},
    ):
        made = built(tmp_path / str(len(files["articles/one.md"])), files)
        text = made.words("questions/who")
        assert "Not assessed: nobody here has weighed evidence" in text
        assert not re.search(r"\brank|inconsisten|linchpin|\blead", text.lower())
        assert "This site's own assessment: not assessed" in made.words("hypotheses/cut")


def test_weights_that_no_two_hypotheses_share_rank_nothing(tmp_path: Path) -> None:
    evidence = (
        "  - {id: a, claim: One., verification: reported, bears_on: {cut: I}}\n"
        "  - {id: b, claim: Two., verification: reported, bears_on: {fault: I, prank: null}}\n"
    )
    made = built(tmp_path, {"articles/one.md": article(evidence)})
    page, text = made.page("questions/who"), made.words("questions/who")
    assert "nothing here sets one of them before another" in text
    assert not re.search(r"\brank|weighted|linchpin|\blead", text.lower())
    assert footer_of(page) == {"Evidence assessed": ["1 of 2", "1 of 2", "0 of 2"]}
    assert text.count("Not assessed for two of these hypotheses, so it cannot tell them apart.") == 2
    assert table_of(page)[1][1:] == ["inconsistent", "not assessed", "not assessed"]


def test_a_question_without_hypotheses_has_no_matrix(tmp_path: Path) -> None:
    made = Site(tmp_path / "content").write({"questions/who.md": "---\ntitle: Who?\n---\n"}).build()
    assert "assessed" not in made.words("questions/who")


@pytest.mark.parametrize("more", ["status: draft\n", "status: withdrawn\n", "date: 2026-12-24\n"])
def test_evidence_of_what_is_not_published_leaves_no_trace(tmp_path: Path, more: str) -> None:
    hidden = article(
        "  - {id: x, claim: SECRET., verification: verified, bears_on: {cut: II}, supersedes: one#a}\n",
        "",
        "2026-02-01",
    )
    hidden = (
        hidden.replace("date: 2026-02-01\n", more)
        if more.startswith("date")
        else hidden.replace("---\n", f"---\n{more}", 1)
    )
    with_it = built(tmp_path / "with", {"articles/one.md": article(LINCHPIN), "articles/hidden.md": hidden})
    without = built(tmp_path / "without", {"articles/one.md": article(LINCHPIN)})
    assert with_it.holding("SECRET") == set()
    for path in ("questions/who/index.html", "hypotheses/cut/index.html", "articles/one/index.html"):
        assert with_it.files[path] == without.files[path]


def test_a_hypothesis_shows_what_speaks_against_it_and_what_fits_it(tmp_path: Path) -> None:
    evidence = LINCHPIN + (
        "  - {id: d, claim: It rained., verification: verified, bears_on: {cut: N}}\n"
        "  - {id: e, claim: It was dark., verification: verified, bears_on: {cut: null}}\n"
        "  - {id: f, claim: It was late., verification: retracted, bears_on: {cut: II}}\n"
    )
    page = built(tmp_path, {"articles/one.md": article(evidence)}).page("hypotheses/cut")
    section = page.xpath('//section[@class="weighed"]')[0]
    found = {
        " ".join(heading.text_content().split()): [
            " ".join(one.text_content().split()) for one in heading.getnext().iterchildren("li")
        ]
        for heading in section.iter("h3")
    }
    assert list(found) == [
        "Evidence against it",
        "Evidence that fits it",
        "Evidence that says neither",
        "Evidence whose weight is not assessed",
    ]
    retracted, heard = found["Evidence against it"]
    assert retracted.startswith("−− very inconsistent (Not counted: superseded or retracted.) retracted: It was late.")
    assert heard.startswith("− inconsistent unverified: A clerk heard of a cut. Claimed in: Report of")
    assert "Grade F6" in heard
    assert [len(claims) for claims in found.values()] == [2, 1, 1, 1]


def test_what_would_change_the_assessment_is_told(tmp_path: Path) -> None:
    files = {"hypotheses/cut.md": "---\ntitle: A cut\nquestion: who\nwould_change: [A second log., An order.]\n---\n"}
    text = built(tmp_path, {"articles/one.md": article(LINCHPIN), **files}).words("hypotheses/cut")
    assert "What would change the assessment A second log. An order." in text


def test_a_translated_page_says_it_in_its_own_words(tmp_path: Path) -> None:
    files = {
        "articles/one.md": article(LINCHPIN),
        "questions/who.ru.md": "---\ntitle: Кто?\nsummary: Кто это сделал.\n---\nТекст.\n",
    }
    text = built(tmp_path, files).words("ru/questions/who")
    assert "Взвешенные противоречия" in text
    assert "не согласуется" in text
