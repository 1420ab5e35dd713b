"""What was corrected is told wherever the article is, and dates that cannot be are refused."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree

from corkboard.diagnostics import Severity
from corkboard.records import CONTENT_TYPES
from corkboard.records.article import Article
from corkboard.records.validation import validate
from sites import Built, Site

ARTICLES = {type.name: type.model for type in CONTENT_TYPES}["article"]
TYPO = "{date: 2026-01-02, kind: typo, said: lihgts, says: lights, why: Misspelled.}"
MARCH = "{date: 2026-02-01T10:00, said: It begins in March., says: It begins in May., why: We misread the date.}"
ASKED = "{date: 2026-01-20, kind: clarification, says: The log of the harbor., why: Some asked which.}"
SOLD = "{date: 2026-03-01, kind: retraction, said: Ada sold the log., evidence: sold, why: The buyer made it up.}"
WHOLE = "{date: 2026-01-09, kind: retraction, said: All of it., why: The letter was forged.}"
FILES = {
    "people/ada.md": "---\ntitle: Ada\n---\n",
    "articles/log.md": "---\ntitle: What the log says\nsummary: It has two keepers.\ndate: 2026-01-01T09:00\n"
    "modified: 2026-03-02\npeople: [ada]\nsources: [{id: buyer, kind: insider, grade: F6}]\n"
    "evidence: [{id: sold, claim: Ada sold the log., verification: retracted, source: buyer, about: [ada]}]\n"
    f"right_of_reply: [{{to: ada, status: not-yet-asked}}]\ncorrections: [{TYPO}, {MARCH}, {ASKED}, {SOLD}]\n"
    "---\nThe log.\n",
    "articles/letter.md": "---\ntitle: A letter\nsummary: Somebody wrote.\ndate: 2026-01-05\nfollows: log\n"
    f"tags: [letters]\ncorrections: [{WHOLE}]\n---\nThe letter.\n",
    "articles/plain.md": "---\ntitle: Nothing wrong\ndate: 2026-01-06\n---\nAll right.\n",
    "articles/log.ru.md": "---\ntitle: Что в журнале\nsummary: О журнале.\n---\nЖурнал.\n",
    "pages/corrections.md": "---\ntitle: Our mistakes\nsummary: What we do.\n---\nWrite to us.\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return Site(tmp_path_factory.mktemp("site") / "content").write(FILES).build()


def article(**values: Any) -> Article:
    found, wrong = validate(ARTICLES, {"title": "T", "date": "2026-01-01", **values}, dt.UTC)
    assert isinstance(found, Article), wrong
    return found


def correction(**values: Any) -> dict[str, Any]:
    return {"date": "2026-02-01", "says": "B", "why": "C", **values}


def site(tmp_path: Path, corrections: str, more: str = "", **files: str) -> Site:
    text = f"---\ntitle: T\ndate: 2026-01-01T09:00\n{more}corrections: [{corrections}]\n---\nText.\n"
    return Site(tmp_path / "content").write({"articles/one.md": text, **files})


def ld(built: Built, address: str) -> dict[str, Any]:
    (text,) = built.page(address).xpath('//script[@type="application/ld+json"]/text()')
    found: dict[str, Any] = json.loads(text)["@graph"][0]
    return found


# What authors may write


def test_a_correction_that_says_nothing_of_what_changed_is_refused(tmp_path: Path) -> None:
    (problem,) = site(tmp_path, "{date: 2026-02-01, why: We were wrong.}").problems()
    assert (problem.file, problem.line, problem.field) == ("content/articles/one.md", 4, "corrections")
    assert "says nothing of what changed" in problem.message


def test_a_correction_that_changed_nothing_is_refused(tmp_path: Path) -> None:
    (problem,) = site(tmp_path, '{date: 2026-02-01, said: "A  b", says: A b, why: C}').problems()
    assert problem.message == "said and says are the same"


def test_an_article_was_last_modified_when_it_was_last_corrected() -> None:
    def last(**values: Any) -> str:
        return str(article(**values).last_modified)

    assert last() == "None"
    assert last(modified="2026-01-03") == "2026-01-03 00:00:00+00:00"
    assert last(modified="2026-01-03", corrections=[correction()]) == "2026-02-01 00:00:00+00:00"
    assert last(modified="2026-03-03", corrections=[correction()]) == "2026-03-03 00:00:00+00:00"
    both = [correction(), correction(date="2026-02-05", kind="typo")]
    assert last(corrections=both) == "2026-02-05 00:00:00+00:00"


def test_no_article_was_modified_before_it_appeared() -> None:
    found = article(date="2026-01-01T09:00", corrections=[correction(date="2026-01-01")])
    assert found.last_modified == found.date


# Dates that cannot be


def test_a_correction_dated_before_its_article_is_a_problem(tmp_path: Path) -> None:
    (problem,) = site(tmp_path, "{date: 2025-12-31, says: B, why: C}").problems()
    assert (problem.line, problem.column, problem.severity) == (4, 22, Severity.ERROR)
    assert problem.message == "the correction is dated before the article, which is of 2026-01-01"


@pytest.mark.parametrize("date", ["2026-01-01", "2026-01-01T09:00", "2026-01-01T10:00", "2026-11-22"])
def test_a_correction_of_the_same_day_is_none(tmp_path: Path, date: str) -> None:
    assert site(tmp_path, f"{{date: '{date}', says: B, why: C}}").problems() == []


def test_a_moment_before_that_of_the_article_is_one(tmp_path: Path) -> None:
    (problem,) = site(tmp_path, "{date: 2026-01-01T08:59, says: B, why: C}").problems()
    assert problem.field == "corrections.date"


def test_a_correction_dated_ahead_is_a_problem(tmp_path: Path) -> None:
    here = site(tmp_path, "{date: 2026-11-23, says: B, why: C}")
    (problem,) = here.problems()
    assert (problem.field, problem.severity) == ("corrections.date", Severity.ERROR)
    assert problem.message == "the correction is dated ahead: it is 2026-11-22 12:00+00:00"
    here.settings["NOW"] = "2026-11-23"
    assert here.problems() == []
    here.settings["NOW"] = "2026-11-22T23:59"
    (problem,) = here.problems()
    assert problem.message == "the correction is dated ahead: it is 2026-11-22 23:59+00:00"


@pytest.mark.parametrize("more", ["status: draft\n", "status: draft\nmodified: 2026-11-23\n"])
def test_what_readers_do_not_see_may_be_corrected_ahead(tmp_path: Path, more: str) -> None:
    here = site(tmp_path, "{date: 2026-11-23, says: B, why: C}", more)
    assert here.problems() == []
    here = site(tmp_path, "{date: 2026-11-23, says: B, why: C}")
    here.settings["NOW"] = "2025-01-01"
    assert here.problems() == [], "the article lies ahead as well"


@pytest.mark.parametrize(
    ("modified", "wrong"),
    [
        ("2026-01-31", True),
        ("2026-02-01T10:00", True),
        ("2026-02-01", False),
        ("2026-02-01T12:00", False),
        ("2026-02-02", False),
    ],
)
def test_modified_may_not_be_behind_the_latest_correction(tmp_path: Path, modified: str, wrong: bool) -> None:
    here = site(tmp_path, "{date: 2026-02-01T11:00, says: B, why: C}, " + ASKED, f"modified: {modified}\n")
    problems = here.problems()
    assert len(problems) == wrong
    if wrong:
        assert (problems[0].line, problems[0].field, problems[0].severity) == (4, "modified", Severity.WARNING)
        assert "write 2026-02-01, or leave modified out" in problems[0].hint


def test_a_correction_must_name_a_claim_of_its_article(tmp_path: Path) -> None:
    (problem,) = site(tmp_path, "{date: 2026-02-01, evidence: log, why: C}").problems()
    assert (problem.field, problem.message) == ("corrections.evidence", 'this article has no evidence "log"')


def test_a_translation_is_held_to_its_own_corrections_alone(tmp_path: Path) -> None:
    ru = "---\ntitle: Т\nsummary: К.\n{}---\nТекст.\n"
    here = site(tmp_path, "{date: 2026-02-01, says: B, why: C}", **{"articles/one.ru.md": ru.format("")})
    assert here.problems() == []
    here.write({"articles/one.ru.md": ru.format("modified: 2026-01-15\n")})
    assert [(one.file, one.field) for one in here.problems()] == [("content/articles/one.ru.md", "modified")]
    here.write({"articles/one.ru.md": ru.format("corrections: [{date: 2025-01-01, says: Б, why: В}]\n")})
    assert [(one.file, one.line) for one in here.problems()] == [("content/articles/one.ru.md", 4)]


# The article's page and its card


def test_material_corrections_stand_ahead_of_the_text_and_typos_below_it(built: Built) -> None:
    words = built.words("articles/log")
    places = [words.index(text) for text in ("Retraction", "Correction", "Clarification", "The log.", "Typo ")]
    assert places == sorted(places), "newest first"
    for text in ("It begins in March.", "It begins in May.", "We misread the date.", "February 1, 2026", "lihgts"):
        assert text in words
    assert "Corrected" not in built.words("articles/plain")


def test_a_correction_leads_to_the_claim_that_it_is_about(built: Built) -> None:
    page = built.page("articles/log")
    assert page.xpath('//li[@class="retraction"]//a[@href="/articles/log/#evidence-sold"]')
    assert page.xpath('//*[@id="evidence-sold"]')


def test_a_claim_goes_with_its_correction_wherever_it_is_shown(built: Built) -> None:
    for address in ("articles/log", "people/ada"):
        assert "The buyer made it up." in built.words(address), address
    claim = ld(built, "people/ada")["mainEntity"]["subjectOf"][0]
    assert "The buyer made it up." in claim["correction"][0]["text"]
    assert "The buyer made it up." in built.text("people/ada/feed.atom")


def test_a_card_says_what_was_corrected_and_when(built: Built) -> None:
    lists = ("", "articles", "archive/2026", "people/ada", "articles/letter")
    for address in lists:
        assert "A claim retracted on March 1, 2026" in built.words(address), address
    for address in ("", "articles", "archive/2026", "tags/letters", "articles/log"):
        assert "Retracted on January 9, 2026" in built.words(address), address


def test_a_typo_is_not_told_on_cards(tmp_path: Path) -> None:
    built = site(tmp_path, TYPO).build()
    assert "orrected on" not in built.words("")


def test_a_notice_tells_of_the_gravest_correction_and_of_several_of_the_latest(tmp_path: Path) -> None:
    later = "{date: 2026-03-05, kind: clarification, says: B, why: C}"
    for corrections, notice in (
        (f"{ASKED}, {later}", "Clarified on March 5, 2026"),
        (f"{MARCH}, {later}", "Corrected on February 1, 2026"),
        (f"{MARCH}, {WHOLE}, {later}", "Retracted on January 9, 2026"),
    ):
        assert notice in site(tmp_path, corrections).build().words("")


def test_a_retracted_article_says_so_in_its_title_and_description(built: Built) -> None:
    page = built.page("articles/letter")
    assert page.findtext(".//title") == "A letter (Retracted on January 9, 2026) – Test Site"
    for name in ("description", "og:description"):
        (text,) = page.xpath(f'//meta[@name="{name}" or @property="{name}"]/@content')
        assert text == "Retracted on January 9, 2026. Somebody wrote."


def test_a_later_modification_is_the_one_that_counts(built: Built) -> None:
    assert "Updated March 2, 2026" in built.words("articles/log")
    assert "Updated January 9, 2026" in built.words("articles/letter")


def test_texts_in_another_language_say_so(built: Built) -> None:
    page = built.page("ru/articles/log")
    assert "Исправление" in built.words("ru/articles/log")
    assert page.xpath('//dd[@lang="en" and text()="It begins in March."]')


# Collected


def test_corrections_are_collected_newest_first_on_the_authors_page(built: Built) -> None:
    words = built.words("corrections")
    texts = ("Our mistakes", "Write to us.", "Corrections so far: 5", "made it up", "misread", "Some asked", "forged")
    places = [words.index(text) for text in (*texts, "Misspelled")]
    assert places == sorted(places)
    titles = [title.text_content() for title in built.page("corrections").xpath("//h3")]
    assert titles == ["What the log says"] * 3 + ["A letter", "What the log says"]
    assert {path for path in built.files if "corrections" in path} == {"corrections/index.html", "corrections.atom"}


def test_a_page_of_that_name_says_that_nothing_was_corrected(tmp_path: Path) -> None:
    page = "---\ntitle: Errata\nslug: errata\n---\nWrite to us.\n"
    built = Site(tmp_path / "content").write({"pages/corrections.md": page}).build()
    assert "Nothing has been corrected yet." in built.words("errata")
    assert feedparser.parse(built.files["corrections.atom"]).entries == []


def test_without_such_a_page_there_is_one_in_each_language_once_there_is_a_correction(tmp_path: Path) -> None:
    files = {name: text for name, text in FILES.items() if name != "pages/corrections.md"}
    built = Site(tmp_path / "one" / "content").write(files).build()
    assert "What the log says" in built.words("corrections")
    words = built.words("ru/corrections")
    assert "Исправления" in words
    assert "Что в журнале" in words
    assert built.page("").xpath('//footer//a[@href="/corrections/"]')
    assert built.page("ru").xpath('//footer//a[@href="/ru/corrections/"]')
    assert {"corrections.atom", "ru/corrections.atom"} <= built.files.keys()
    plain = {name: text for name, text in FILES.items() if name == "articles/plain.md"}
    built = Site(tmp_path / "two" / "content").write(plain).build()
    assert not [path for path in built.files if "corrections" in path]
    assert not built.page("").xpath('//a[contains(@href, "corrections")]')


def test_long_lists_go_over_several_pages(tmp_path: Path) -> None:
    many = ", ".join(f"{{date: 2026-02-{day:02}, says: It was {day}., why: C}}" for day in range(1, 6))
    here = site(tmp_path, many, **{"pages/corrections.md": FILES["pages/corrections.md"]})
    here.settings["ENTITY_PAGINATION"] = 2
    built = here.build()
    assert "It was 5." in built.words("corrections")
    assert "It was 1." in built.words("corrections/page/3")
    assert "Write to us." not in built.words("corrections/page/2")
    assert built.page("corrections/page/2").xpath('//a[@rel="next" and @href="/corrections/page/3/"]')
    assert not built.holding("corrections/page/4")


def test_what_is_withdrawn_or_not_published_is_not_collected(tmp_path: Path) -> None:
    here = site(tmp_path, "{date: 2026-02-01, says: Secret., why: C}", "status: withdrawn\n")
    assert not here.build().holding("Secret")
    here = site(tmp_path, "{date: 2026-02-01, says: Secret., why: C}", "status: draft\n")
    assert not here.build().holding("Secret")


# Feeds, JSON-LD, the sitemap


def test_the_feed_of_corrections_leads_to_each_of_them(built: Built) -> None:
    feed = feedparser.parse(built.files["corrections.atom"])
    assert not feed.bozo
    assert [entry.title.partition(":")[0] for entry in feed.entries] == [
        *("Retraction", "Correction", "Clarification", "Retraction", "Typo"),
    ]
    for entry in feed.entries:
        address, _, anchor = entry.link.partition("#")
        found = built.page(address.removeprefix("https://example.org/")).xpath(f'//*[@id="{anchor}"]')
        assert len(found) == 1, entry.link
    assert feed.feed.updated == "2026-03-01T00:00:00Z"
    (link,) = built.page("corrections").xpath('//link[contains(@href, "corrections.atom")]/@href')
    assert link == "/corrections.atom"
    assert built.page("corrections").xpath('//main//a[@href="/corrections.atom"]')


def test_ids_stay_whatever_is_put_before_them_or_said_better(tmp_path: Path) -> None:
    def ids(corrections: str, name: str = "one", more: str = "") -> list[str]:
        built = site(tmp_path / name, corrections, more).build()
        return [entry.id for entry in feedparser.parse(built.files["corrections.atom"]).entries]

    (id,) = ids(MARCH)
    assert id in ids(f"{MARCH}, {ASKED}", "after")
    assert id in ids(f"{ASKED}, {MARCH}", "before")
    assert id in ids(MARCH.replace("misread", "read wrongly").replace("10:00", "12:00"), "reason")
    assert id in ids(MARCH, "moved", "slug: elsewhere\n")
    twice = ids(f"{MARCH}, {MARCH.replace('02-01', '02-03')}", "twice")
    assert len(set(twice)) == 2
    assert id in twice


def test_an_entry_says_what_was_corrected_and_when_it_was_updated(built: Built) -> None:
    entries = {
        entry.link.rpartition("articles/")[2]: entry for entry in feedparser.parse(built.files["feed.atom"]).entries
    }
    assert entries["log/"].updated == "2026-03-02T00:00:00Z"
    assert entries["letter/"].updated == "2026-01-09T00:00:00Z"
    content = entries["log/"].content[0].value
    places = [content.index(text) for text in ("made it up", "misread", "The log.", "Misspelled")]
    assert places == sorted(places)
    assert entries["letter/"].title == "A letter (Retracted on January 9, 2026)"
    assert entries["letter/"].summary.startswith("Retracted on January 9, 2026.")


def test_json_ld_has_the_corrections(built: Built) -> None:
    thing = ld(built, "articles/log")
    assert thing["dateModified"] == "2026-03-02T00:00:00+00:00"
    assert [one["@type"] for one in thing["correction"]] == ["CorrectionComment"] * 4
    assert thing["correction"][1]["text"] == (
        "Correction, February 1, 2026. The article said: It begins in March. It says now: It begins in May. "
        "Why: We misread the date."
    )
    assert thing["correction"][1]["url"].startswith("https://example.org/articles/log/#correction-")
    letter = ld(built, "articles/letter")
    assert letter["creativeWorkStatus"] == "Retracted on January 9, 2026"
    assert letter["dateModified"] == "2026-01-09T00:00:00+00:00"
    assert "correction" not in ld(built, "articles/plain")


def test_the_sitemap_has_the_date_of_the_latest_correction(built: Built) -> None:
    root = etree.fromstring(built.files["sitemap.xml"])
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    (changed,) = root.xpath('//s:url[contains(s:loc, "/articles/letter/")]/s:lastmod/text()', namespaces=space)
    assert changed == "2026-01-09T00:00:00Z"


def test_hostile_texts_stay_text(tmp_path: Path) -> None:
    hostile = """{date: 2026-02-01, said: '<script>alert(1)</script> ]]> & {x}', says: "</dd>", why: '<b>'}"""
    built = site(tmp_path, hostile).build()
    for address in ("articles/one", "corrections"):
        assert not built.page(address).xpath("//main//script | //main//b")
    assert not re.search("<script>alert", built.text("articles/one/index.html"))
    assert not feedparser.parse(built.files["corrections.atom"]).bozo
    assert not feedparser.parse(built.files["feed.atom"]).bozo
