"""Where an inquiry stands, at the top of a question's page, and what articles say of each hypothesis."""

from __future__ import annotations

from pathlib import Path

from lxml import html

from sites import Site

QUESTION = {
    "questions/who.md": "---\ntitle: Who did it?\n---\n",
    "hypotheses/cut.md": "---\ntitle: A cut\nquestion: who\n---\n",
    "hypotheses/fault.md": (
        "---\ntitle: A fault\nquestion: who\nstatement: It broke.\nassessments:\n"
        "  - {date: 2026-01-02, likelihood: unlikely, confidence: low, why: So.}\n"
        "  - {date: 2026-02-03, likelihood: 60%, confidence: high, why: So.}\n---\n"
    ),
}
WEIGHED = """---
title: A look
date: 2026-01-01
evidence:
  - {id: list, claim: There was a list., verification: verified, source: log, bears_on: {cut: C, fault: I}}
  - {id: wire, claim: A wire was cut., verification: verified, source: wire, bears_on: {cut: I, fault: C}}
  - {id: name, claim: The list bore a name., verification: verified, source: log, bears_on: {cut: I}}
  - {id: gone, claim: A withdrawn one., verification: retracted, bears_on: {cut: II, fault: N}}
sources:
  - {id: log, title: The log, grade: A1}
  - {id: wire, title: The wire, grade: A1}
---
"""


def page_of(folder: Path, files: dict[str, str]) -> html.HtmlElement:
    return Site(folder / "content").write({**QUESTION, **files}).build().page("questions/who")


def said(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def facts(element: html.HtmlElement) -> dict[str, str]:
    return {said(row.find("dt")): said(row.find("dd")) for row in element.iterfind(".//dl/div")}


def test_the_fewest_inconsistencies_stand_first_with_the_latest_assessment(tmp_path: Path) -> None:
    page = page_of(tmp_path, {"articles/look.md": WEIGHED})
    (section,) = page.find_class("standing")
    fault, cut = section.find_class("standings")[0]
    assert said(fault.find("h3")) == "A fault"
    assert said(fault.find_class("label")[0]) == "hypothesis, status: open, not attributed"
    assert facts(fault) == {
        "Rank": "1",
        "Weighted inconsistency": "1",
        "Evidence assessed": "2 of 3",
        "Latest assessment": "60% (likely)",
        "Confidence": "high",
        "Date": "February 3, 2026",
    }
    assert facts(cut) == {
        "Rank": "2",
        "Weighted inconsistency": "2",
        "Evidence assessed": "3 of 3",
        "Latest assessment": "not assessed",
    }


def test_a_source_on_which_the_lead_hangs_is_named_at_the_top(tmp_path: Path) -> None:
    page = page_of(tmp_path, {"articles/look.md": WEIGHED})
    (warning,) = page.xpath('//section[contains(@class, "standing")]//p[contains(@class, "linchpins")]')
    assert said(warning) == (
        "Linchpin. Which hypothesis leads hangs on one source alone: The wire. The ranking without each source"
    )
    assert page.get_element_by_id(warning.xpath("./a[last()]/@href")[0].removeprefix("#")) is not None


def test_what_nobody_assessed_has_no_ranks_and_no_order(tmp_path: Path) -> None:
    unassessed = {"hypotheses/fault.md": "---\ntitle: A fault\nquestion: who\n---\n"}
    (section,) = page_of(tmp_path, unassessed).find_class("standing")
    assert not section.xpath(".//dl")
    assert "This site's own assessment: not assessed" in said(section)
    assert "Rank" not in said(section)
    assert [said(one) for one in section.iterfind(".//h3")] == ["A cut", "A fault"]


def test_links_lead_to_every_section_in_its_order(tmp_path: Path) -> None:
    page = page_of(tmp_path, {"articles/look.md": WEIGHED})
    ids = [href.removeprefix("#") for href in page.xpath('//nav[@class="contents"]//a/@href')]
    assert ids == ["_matrix", "_likelihood", "_bearing", "_articles"]
    assert [one for one in page.xpath("//h2/@id") if one in ids] == ids


def test_an_article_without_a_stance_says_how_far_its_evidence_fits(tmp_path: Path) -> None:
    site = Site(tmp_path / "content").write({**QUESTION, "articles/look.md": WEIGHED}).build()
    rows = site.page("questions/who").find_class("rows")
    assert [said(one.find_class("stance")[0]) for one in rows] == [
        "No stance. Evidence in this article: consistent, inconsistent (2), superseded or retracted",
        "No stance. Evidence in this article: inconsistent, consistent, superseded or retracted",
    ]
    (row,) = site.page("hypotheses/fault").find_class("references")[0]
    assert said(row.find_class("stance")[0]) in said(rows[1])
    assert row.find_class("label")


def test_where_it_takes_a_stance_that_is_what_stands_there(tmp_path: Path) -> None:
    article = WEIGHED.replace("evidence:", "hypotheses: [{id: cut, stance: weakens}]\nevidence:", 1)
    (row, _) = page_of(tmp_path, {"articles/look.md": article}).find_class("rows")
    assert [said(one) for one in row.find_class("stance")] == ["Stance of this article: weakens"]
