"""Likelihood over time: what may be written, the histories on pages, and what articles changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from sites import Built, Site

FILES = {
    "questions/who.md": "---\ntitle: Who did it?\n---\n",
    "hypotheses/cut.md": "---\ntitle: A cut\nquestion: who\nassessments:\n"
    "  - {date: 2025-01-10, likelihood: roughly even chance, why: Nobody knew.}\n---\n",
    "hypotheses/fault.md": "---\ntitle: A fault\nquestion: who\nstatus: weakened\n---\n",
    "articles/one.md": "---\ntitle: First report\ndate: 2025-03-01\nassessments:\n"
    "  - {hypothesis: cut, likelihood: unlikely, confidence: moderate, why: The log is whole.}\n"
    "  - {hypothesis: fault, likelihood: 35%, why: It is old.}\n---\n",
    "articles/two.md": "---\ntitle: Second report\ndate: 2025-06-01\nassessments:\n"
    "  - {hypothesis: fault, likelihood: 62.5%, confidence: low, why: It was not repaired.}\n"
    "  - {hypothesis: cut, likelihood: unlikely, confidence: high, why: A second log.}\n---\n",
}


def site(folder: Path, **files: str) -> Site:
    return Site(folder / "content").write(
        {**FILES, **{f"{name.replace('__', '/')}.md": text for name, text in files.items()}}
    )


def rows_of(page: html.HtmlElement) -> list[list[str]]:
    rows = page.xpath('//section[contains(@class, "history")]//table//tr')
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("./th | ./td")] for row in rows]


def changes_of(built: Built, address: str) -> list[str]:
    found = built.page(address).xpath('//section[@class="changes"]//li')
    return [" ".join(one.text_content().split()) for one in found]


# What may be written


def test_terms_of_the_other_row_are_told_with_what_to_write_instead(tmp_path: Path) -> None:
    more = "---\ntitle: Third\ndate: 2025-07-01\nassessments:\n  - {hypothesis: cut, likelihood: improbable, why: So.}\n---\n"
    found = site(tmp_path, articles__three=more).problems()
    assert [(one.file, one.line, one.field) for one in found] == [
        ("content/articles/three.md", 5, "assessments.likelihood")
    ]
    assert found[0].message == '"improbable" is of the other row of terms than "unlikely" in content/articles/one.md'
    assert found[0].hint == 'a site keeps to one of the two rows of ICD 203: write "unlikely"'


def test_the_row_that_is_used_most_is_the_one_to_keep_to(tmp_path: Path) -> None:
    more = "---\ntitle: A prank\nassessments:\n" + "".join(
        f"  - {{date: 2025-0{month}-01, likelihood: {term}, why: So.}}\n"
        for month, term in enumerate(("remote", "highly improbable", "probably", "nearly certain"), 1)
    )
    found = site(tmp_path, hypotheses__prank=f"{more}---\n").problems()
    assert sorted({(one.file, one.hint.rpartition(" write ")[2]) for one in found}) == [
        ("content/articles/one.md", '"improbable"'),
        ("content/articles/two.md", '"improbable"'),
        ("content/hypotheses/cut.md", '"roughly even odds"'),
    ]


def test_two_assessments_at_one_moment_are_told(tmp_path: Path) -> None:
    again = "---\ntitle: A cut\nquestion: who\nassessments:\n  - {date: 2025-03-01T00:00Z, likelihood: 40%, why: So.}\n---\n"
    (found,) = site(tmp_path, hypotheses__cut=again).problems()
    assert (found.file, found.line) == ("content/hypotheses/cut.md", 5)
    assert found.message == '"cut" is assessed at this moment already in content/articles/one.md'


def test_an_article_that_assesses_a_hypothesis_twice_is_told(tmp_path: Path) -> None:
    twice = FILES["articles/two.md"].replace("hypothesis: cut", "hypothesis: fault")
    (found,) = site(tmp_path, articles__two=twice).problems()
    assert (found.file, found.line, found.field) == ("content/articles/two.md", 6, "assessments.date")
    dated = twice.replace("likelihood: unlikely", "date: 2025-05-31, likelihood: unlikely")
    assert site(tmp_path / "dated", articles__two=dated).problems() == []


def test_these_problems_are_told_again_as_long_as_they_last(tmp_path: Path) -> None:
    wrong = FILES["articles/two.md"].replace("likelihood: unlikely", "likelihood: remote")
    here = site(tmp_path)
    assert here.problems() == []
    here.write({"articles/two.md": wrong})
    assert len(here.problems()) == len(here.problems()) == 1
    here.write({"articles/two.md": FILES["articles/two.md"]})
    assert here.problems() == []


# Histories


def test_a_history_is_told_by_date_from_both_kinds_of_files(tmp_path: Path) -> None:
    page = site(tmp_path).build().page("hypotheses/cut")
    assert rows_of(page) == [
        ["Date", "Likelihood", "Confidence", "Article", "Why"],
        ["January 10, 2025", "roughly even chance (45–55%)", "not given", "not given", "Nobody knew."],
        ["March 1, 2025", "unlikely (20–45%)", "moderate", "First report", "The log is whole."],
        ["June 1, 2025", "unlikely (20–45%)", "high", "Second report", "A second log."],
    ]
    assert page.xpath('//section[contains(@class, "history")]//th/@scope') == ["col"] * 5 + ["row"] * 3


def test_a_figure_is_worded_in_the_row_that_the_site_uses(tmp_path: Path) -> None:
    assert rows_of(site(tmp_path).build().page("hypotheses/fault"))[1][1] == "35% (unlikely)"
    files = {
        name.replace("/", "__").removesuffix(".md"): text.replace("roughly even chance", "roughly even").replace(
            "likelihood: unlikely", "likelihood: improbable"
        )
        for name, text in FILES.items()
    }
    other = site(tmp_path / "other", **files).build()
    assert [row[1] for row in rows_of(other.page("hypotheses/fault"))[1:]] == ["35% (improbable)", "62.5% (probable)"]
    assert rows_of(other.page("hypotheses/cut"))[1][1] == "roughly even odds (45–55%)"


def test_a_question_shows_the_histories_of_all_its_hypotheses_together(tmp_path: Path) -> None:
    page = site(tmp_path).build().page("questions/who")
    assert len(page.xpath("//svg[@role]")) == 1
    rows = rows_of(page)
    assert [row[0] for row in rows if len(row) == 1] == [
        "A cut (hypothesis, status: open, not attributed)",
        "A fault (hypothesis, status: weakened, not attributed)",
    ]
    assert len([row for row in rows if len(row) == 5]) == 6


def test_likelihood_and_confidence_never_stand_in_one_phrase(tmp_path: Path) -> None:
    built = site(tmp_path).build()
    for path in built.files:
        if path.endswith(".html"):
            for one in html.document_fromstring(built.files[path]).xpath(
                "//td | //li[not(.//dl)] | //dl/div | //p[not(@class='meta')] | //desc"
            ):
                text = one.text_content()
                assert not ("likely" in text and ("moderate" in text or "confidence" in text.lower())), path


def test_a_hypothesis_that_nobody_assessed_has_no_history(tmp_path: Path) -> None:
    built = site(tmp_path, hypotheses__prank="---\ntitle: A prank\n---\n").build()
    assert not built.page("hypotheses/prank").xpath("//svg")
    assert "not assessed" in built.words("hypotheses/prank")


# What articles changed


def test_an_article_says_in_a_line_each_what_it_changed(tmp_path: Path) -> None:
    built = site(tmp_path).build()
    assert changes_of(built, "articles/one") == [
        "A cut (hypothesis, status: open, not attributed): from roughly even chance to unlikely",
        "A fault (hypothesis, status: weakened, not attributed): first assessed as 35% (unlikely)",
    ]
    assert changes_of(built, "articles/two") == [
        "A fault (hypothesis, status: weakened, not attributed): from 35% (unlikely) to 62.5% (likely)",
        "A cut (hypothesis, status: open, not attributed): likelihood as before, confidence from moderate to high",
    ]


def test_an_article_that_changed_nothing_but_its_reasons_says_so(tmp_path: Path) -> None:
    more = "---\ntitle: Third\ndate: 2025-07-01\nassessments:\n"
    more += "  - {hypothesis: cut, likelihood: unlikely, confidence: high, why: A third log.}\n---\n"
    assert changes_of(site(tmp_path, articles__three=more).build(), "articles/three") == [
        "A cut (hypothesis, status: open, not attributed): still unlikely"
    ]


def test_an_article_says_what_a_hypothesis_says_that_it_changed(tmp_path: Path) -> None:
    prank = (
        "---\ntitle: A prank\nassessments:\n  - {date: 2025-01-01, likelihood: likely, why: So.}\n"
        "  - {date: 2025-06-02, likelihood: very unlikely, why: So., article: two}\n---\n"
    )
    built = site(tmp_path, hypotheses__prank=prank).build()
    assert changes_of(built, "articles/two")[-1] == (
        "A prank (hypothesis, status: open, not attributed): from likely to very unlikely"
    )
    assert rows_of(built.page("hypotheses/prank"))[2][3] == "Second report"
    assert "Other pages that refer here" not in built.words("articles/two")


def test_a_feed_says_what_an_article_changed(tmp_path: Path) -> None:
    built = site(tmp_path).build()
    assert "from roughly even chance to unlikely" in built.text("feed.atom")
    assert "What this article changed" in built.text("hypotheses/cut/feed.atom")


def test_an_article_that_changed_nothing_says_nothing(tmp_path: Path) -> None:
    built = site(tmp_path, articles__three="---\ntitle: Third\ndate: 2025-07-01\n---\n").build()
    assert changes_of(built, "articles/three") == []


# What is not published

HIDDEN = "assessments:\n  - {hypothesis: cut, likelihood: 99%, why: SECRET}\n---\n"


@pytest.mark.parametrize(
    "head",
    [
        "date: 2025-04-01\nstatus: draft\n",
        "status: draft\n",
        "date: 2026-12-24\n",
        "date: 2025-04-01\nstatus: withdrawn\n",
    ],
)
def test_what_an_article_says_that_is_not_published_leaves_no_trace(tmp_path: Path, head: str) -> None:
    built = site(tmp_path, articles__hidden=f"---\ntitle: SECRET\n{head}{HIDDEN}").build()
    without = site(tmp_path / "without").build()
    assert built.holding("SECRET") == set()
    for path in ("hypotheses/cut/index.html", "questions/who/index.html", "articles/one/index.html", "feed.atom"):
        assert built.files[path] == without.files[path], path


def test_a_draft_does_not_choose_the_row_that_figures_are_worded_in(tmp_path: Path) -> None:
    files = {
        "hypotheses__cut": "---\ntitle: A cut\nassessments: [{date: 2025-01-01, likelihood: 35%, why: So.}]\n---\n",
        "hypotheses__fault": "---\ntitle: A fault\n---\n",
        "articles__one": "---\ntitle: One\ndate: 2025-01-01\n---\n",
        "articles__two": f"---\ntitle: Two\ndate: 2025-01-02\nstatus: draft\n{HIDDEN}".replace("99%", "remote"),
    }
    assert rows_of(site(tmp_path, **files).build().page("hypotheses/cut"))[1][1] == "35% (unlikely)"
    shown = site(tmp_path, **files)
    shown.settings["DRAFTS"] = True
    assert rows_of(shown.build().page("hypotheses/cut"))[1][1] == "35% (improbable)"


def test_what_a_hypothesis_says_of_an_article_that_is_not_published_waits_for_it(tmp_path: Path) -> None:
    prank = "---\ntitle: A prank\nassessments:\n  - {date: 2025-01-01, likelihood: likely, why: SECRET, article: hidden}\n---\n"
    hidden = f"---\ntitle: Hidden\ndate: 2026-11-22T13:00Z\n{HIDDEN}"
    here = site(tmp_path, hypotheses__prank=prank, articles__hidden=hidden)
    assert here.build().holding("SECRET") == set()
    here.settings["NOW"] = "2026-11-22T13:00Z"
    assert "hypotheses/prank/index.html" in here.build().holding("SECRET")


def test_what_moved_a_hypothesis_and_was_withdrawn_stays_in_its_history(tmp_path: Path) -> None:
    prank = (
        "---\ntitle: A prank\nassessments:\n  - {date: 2025-01-01, likelihood: likely, why: So., article: two}\n---\n"
    )
    gone = FILES["articles/two.md"].replace("date:", "status: withdrawn\ndate:", 1)
    rows = rows_of(site(tmp_path, hypotheses__prank=prank, articles__two=gone).build().page("hypotheses/prank"))
    assert rows[1][3:] == ["an article not published here", "So."]


def test_an_assessment_dated_ahead_waits_for_its_day(tmp_path: Path) -> None:
    later = FILES["hypotheses/cut.md"].replace("date: 2025-01-10", "date: 2026-11-23")
    here = site(tmp_path, hypotheses__cut=later)
    assert "Nobody knew." not in here.build().words("hypotheses/cut")
    here.settings["NOW"] = "2026-11-23"
    built = here.build()
    assert rows_of(built.page("hypotheses/cut"))[3][0] == "November 23, 2026"


def test_a_translation_says_why_in_its_own_language(tmp_path: Path) -> None:
    one = (
        "---\ntitle: Первый отчёт\nsummary: Кратко.\nassessments:\n"
        "  - {hypothesis: cut, likelihood: unlikely, confidence: moderate, why: Журнал цел.}\n"
        "  - {hypothesis: fault, likelihood: 35%, why: Она стара.}\n---\nТекст.\n"
    )
    two = "---\ntitle: Второй отчёт\nsummary: Кратко.\n---\nТекст.\n"
    cut = "---\ntitle: Экономия\nsummary: Кратко.\n---\nТекст.\n"
    built = (
        Site(tmp_path / "content")
        .write({**FILES, "articles/one.ru.md": one, "articles/two.ru.md": two, "hypotheses/cut.ru.md": cut})
        .build()
    )
    page = built.page("ru/hypotheses/cut")
    assert [row[4] for row in rows_of(page)[1:]] == ["Nobody knew.", "Журнал цел.", "A second log."]
    assert rows_of(page)[2][1:3] == ["маловероятно (20–45\xa0%)".replace("\xa0", " "), "средняя"]
    assert page.xpath('//td[text()="A second log."]/@lang') == ["en"]
    assert page.xpath('//td[text()="Журнал цел."]/@lang') == []
    assert changes_of(built, "ru/articles/one")[0].endswith("было: шансы примерно равны, стало: маловероятно")
