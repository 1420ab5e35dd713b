"""The fairness rules: what each asks for, how it is turned, how it is overruled, and the labels that stay."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from corkboard.board.fairness.lexicon import LANGUAGES, lexicon
from corkboard.board.fairness.names import Names
from corkboard.board.fairness.words import folded, sentences, words_in
from corkboard.comments import extend
from corkboard.diagnostics import Severity
from corkboard.registry import default_registry
from corkboard.rules import ALWAYS, RULES, RuleSeverity
from corkboard.settings import SettingsError, read_settings
from fairness import Case
from sites import NOW, Site

CLAIM = {
    "id": "e",
    "claim": "Ada Example is said to have sold the log.",
    "verification": "unverified",
    "source": "s",
    "about": ["ada"],
}
SOURCE = {"id": "s", "kind": "insider", "grade": "F6"}
ASKED = {"to": "ada", "status": "not-yet-asked"}
STATEMENT = "Ada Example Sold the Log"


def publication(folder: Path, files: dict[str, Any] | None = None, **article: Any) -> Site:
    """A site with somebody living, somebody dead, and an article that claims something about the first."""
    whole = {
        "title": "The log",
        "evidence": [CLAIM],
        "sources": [SOURCE],
        "right_of_reply": [ASKED],
        **article,
    }
    given = {
        "people/ada.md": {"title": "Ada Example"},
        "people/eve.md": {"title": "Eve Placeholder", "died": "1931"},
        "organizations/board.md": {"title": "Harbor Board"},
        "articles/log.md": {name: value for name, value in whole.items() if value is not None},
        **(files or {}),
    }
    return Case("", files=given).site(folder, stage=False)


def told(site: Site) -> list[str]:
    """Each problem by file, line and the rule that is broken."""
    found = []
    for one in site.problems():
        rule = re.search(r"\(([a-z-]+)\)$", one.message)
        found.append(f"{one.file.removeprefix('content/')}:{one.line}: {rule[1] if rule else one.message}")
    return found


# What a claim needs


def test_a_claim_with_all_that_it_needs_is_fair(tmp_path: Path) -> None:
    assert told(publication(tmp_path)) == []


@pytest.mark.parametrize("status", ["corroborated", "reported", "unverified", "disputed"])
def test_a_claim_that_is_not_verified_needs_a_source_a_grade_and_a_word_on_the_reply(
    tmp_path: Path, status: str
) -> None:
    bare = {**CLAIM, "verification": status}
    assert told(publication(tmp_path / "1", evidence=[{**bare, "source": None}])) == [
        "articles/log.md:5: needs-a-source"
    ]
    ungraded = {"id": "s", "kind": "insider"}
    assert told(publication(tmp_path / "2", evidence=[bare], sources=[ungraded])) == [
        "articles/log.md:12: needs-a-grade"
    ]
    unasked = publication(tmp_path / "3", evidence=[bare], right_of_reply=None)
    assert told(unasked) == ["articles/log.md:10: needs-right-of-reply"]


@pytest.mark.parametrize(
    "claim",
    [
        {**CLAIM, "verification": "verified"},
        {**CLAIM, "about": ["eve"], "claim": "Eve Placeholder is said to have sold the log."},
        {**CLAIM, "about": ["board"], "claim": "The Harbor Board is said to have sold the log."},
        {**CLAIM, "about": [], "claim": "The log is said to be sold."},
    ],
    ids=["verified", "dead", "organization", "nobody"],
)
def test_other_claims_need_nothing(tmp_path: Path, claim: dict[str, Any]) -> None:
    assert told(publication(tmp_path, evidence=[{**claim, "source": None}], sources=None, right_of_reply=None)) == []


def test_a_reply_may_stand_on_the_persons_page(tmp_path: Path) -> None:
    ada = {"people/ada.md": {"title": "Ada Example", "right_of_reply": "not-yet-asked"}}
    assert told(publication(tmp_path, ada, right_of_reply=None)) == []


def test_a_retracted_claim_needs_no_source_but_a_reason(tmp_path: Path) -> None:
    claim = {**CLAIM, "verification": "retracted", "source": None}
    site = publication(tmp_path / "1", evidence=[claim], sources=None, right_of_reply=None)
    assert told(site) == ["articles/log.md:5: retracted-without-a-word"]
    assert site.problems()[0].severity is Severity.WARNING
    correction = {"date": "2026-02-01", "kind": "retraction", "why": "The insider was wrong.", "evidence": "e"}
    site = publication(tmp_path / "2", evidence=[claim], sources=None, right_of_reply=None, corrections=[correction])
    assert told(site) == []


@pytest.mark.parametrize(
    ("text", "about", "rules"),
    [
        ("An insider says that Ada Example sold it.", [], ["about-missing"]),
        ("An insider says that Example sold it.", [], ["about-missing"]),
        ("Инсайдер говорит, что Аду Экзампл видели.", [], ["about-missing"]),
        ("An insider says that Ada Example knows Bo Sampleton.", ["ada"], ["about-missing"]),
        ("According to Bo Sampleton, Ada Example sold it.", ["ada"], []),
        ("Bo Sampleton says that Ada Example sold it.", ["ada"], []),
        ("An insider says that Eve Placeholder sold it.", ["ada"], []),
        ("The Example Street station is said to be closed.", ["board"], []),
    ],
)
def test_everybody_whom_a_claim_names_is_listed(tmp_path: Path, text: str, about: list[str], rules: list[str]) -> None:
    files = {
        "people/ada.md": {"title": "Ada Example", "aliases": ["Ада Экзампл"]},
        "people/bo.md": {"title": "Bo Sampleton"},
        "organizations/station.md": {"title": "Example Street station"},
    }
    claim = {**CLAIM, "claim": text, "about": about}
    assert [one.rpartition(" ")[2] for one in told(publication(tmp_path, files, evidence=[claim]))] == rules


# Replies


def attempts(*days: str) -> list[dict[str, str]]:
    return [{"date": day, "channel": "e-mail"} for day in days]


@pytest.mark.parametrize(
    ("days", "deadline", "fair"),
    [
        (["2026-11-02", "2026-11-09"], "2026-11-16", True),
        (["2026-11-02"], "2026-11-16", False),
        (["2026-11-02T09:00", "2026-11-02T18:00"], "2026-11-16", False),
        (["2026-11-02", "2026-11-20"], "2026-11-16", False),
        (["2026-11-02", "2026-11-09"], "2026-11-30", False),
        (["2026-11-02", "2026-11-09"], "2026-11-22", False),
        (["2026-11-02", "2026-11-09"], "2026-11-22T11:59Z", True),
    ],
    ids=["enough", "one", "one day", "too late", "deadline ahead", "deadline today", "deadline just passed"],
)
def test_no_response_stands_only_after_as_many_attempts_as_the_policy_asks_for(
    tmp_path: Path, days: list[str], deadline: str, fair: bool
) -> None:
    reply = {"to": "ada", "status": "no-response", "attempts": attempts(*days), "deadline": deadline}
    site = publication(tmp_path, right_of_reply=[reply])
    assert [one.rpartition(" ")[2] for one in told(site)] == ([] if fair else ["no-response-too-early"])


def test_the_policy_is_a_setting(tmp_path: Path) -> None:
    reply = {"to": "ada", "status": "no-response", "attempts": attempts("2026-11-02"), "deadline": "2026-11-16"}
    site = publication(tmp_path, right_of_reply=[reply])
    site.settings["RIGHT_OF_REPLY_ATTEMPTS"] = 1
    assert told(site) == []


def test_what_was_asked_long_ago_is_told_where_a_site_wants_that(tmp_path: Path) -> None:
    reply = {"to": "ada", "status": "asked", "attempts": attempts("2026-10-02"), "deadline": "2026-10-16"}
    site = publication(tmp_path, right_of_reply=[reply])
    assert told(site) == []
    site.settings["FAIRNESS"] = {"reply-overdue": "warning"}
    assert told(site) == ["articles/log.md:17: reply-overdue"]
    site.settings["NOW"] = "2026-10-20"
    assert told(site) == []


# Translations


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({}, []),
        ({"verification": "verified"}, ["translation-changes-a-claim"]),
        ({"about": ["ada", "eve"]}, ["translation-changes-a-claim"]),
        ({"id": "f"}, ["translation-changes-a-claim", "translation-changes-a-claim"]),
    ],
)
def test_a_translation_claims_what_its_original_claims(
    tmp_path: Path, change: dict[str, Any], rules: list[str]
) -> None:
    claim = {**CLAIM, "claim": "Говорят, что Ada Example продала журнал.", **change}
    russian = {"title": "Журнал", "summary": "О журнале.", "evidence": [claim], "body": "Текст."}
    files = {"articles/log.ru.md": russian}
    assert [one.rpartition(" ")[2] for one in told(publication(tmp_path, files))] == rules


# Severities


@pytest.mark.parametrize(
    ("fairness", "message"),
    [
        ({"reads-as-statement": "off"}, 'there is no rule "reads-as-statement"; did you mean "reads-as-a-statement"?'),
        ({"needs-a-source": "of"}, '"needs-a-source" is error, warning, off, not "of"'),
        ({"shows-its-status": "off"}, '"shows-its-status" cannot be turned off'),
        ("off", 'write it as {"reads-as-a-statement": "warning"}'),
    ],
)
def test_a_setting_that_will_not_do_is_told(fairness: object, message: str) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings({"NOW": NOW, "FAIRNESS": fairness})
    assert message in str(error.value)


def test_rules_can_be_turned_down_and_off(tmp_path: Path) -> None:
    site = publication(tmp_path, title=STATEMENT)
    assert [one.severity for one in site.problems()] == [Severity.ERROR]
    site.settings["FAIRNESS"] = {"reads-as-a-statement": "warning"}
    assert [one.severity for one in site.problems()] == [Severity.WARNING]
    site.settings["FAIRNESS"] = {"reads-as-a-statement": "off"}
    assert site.problems() == []


def test_a_label_cannot_be_turned_off(tmp_path: Path) -> None:
    site = publication(tmp_path, title=STATEMENT)
    site.settings["FAIRNESS"] = dict.fromkeys((name for name in RULES if name not in ALWAYS), RuleSeverity.OFF)
    built = site.build()
    label = "claims about Ada Example: unverified"
    assert f"{STATEMENT} ({label})" in built.text("feed.atom")
    assert label in built.words("/")


def test_a_problem_says_where_it_is_and_what_to_do(tmp_path: Path) -> None:
    problem = publication(tmp_path, title=STATEMENT).problems()[0]
    assert (problem.file, problem.line, problem.column, problem.field) == ("content/articles/log.md", 2, 8, "title")
    assert problem.message == f'"{STATEMENT}" states of "ada" what is not verified: log#e (reads-as-a-statement)'
    assert "is said to" in problem.hint


def test_a_problem_in_a_body_is_found_there(tmp_path: Path) -> None:
    body = "Rain.\n\nA picture: ![Ada Example, who sold the log](/p.png)"
    problem = publication(tmp_path, {"articles/x.md": {"title": "Rain", "body": body}}).problems()[0]
    assert (problem.field, problem.excerpt[problem.caret :][:11]) == ("body", "Ada Example")


# Overruling


def test_a_rule_can_be_overruled_with_a_reason_that_readers_see(tmp_path: Path) -> None:
    why = "It is the title of a play."
    overruled = [{"rule": "reads-as-a-statement", "field": "title", "why": why}]
    site = publication(tmp_path, title=STATEMENT, overruled=overruled)
    assert told(site) == []
    said = site.build().words("/articles/log/")
    assert f"Fairness rules set aside on this page reads-as-a-statement (title): {why}" in said
    assert "claims about Ada Example: unverified" in said


def test_what_an_overruling_does_not_cover_is_told(tmp_path: Path) -> None:
    overruled = [{"rule": "reads-as-a-statement", "field": "summary", "why": "A play."}]
    site = publication(tmp_path, title=STATEMENT, overruled=overruled)
    assert sorted(told(site)) == ["articles/log.md:19: overrules-nothing", "articles/log.md:2: reads-as-a-statement"]


def test_an_overruling_of_all_of_a_file_and_of_its_translation(tmp_path: Path) -> None:
    files = {"articles/log.ru.md": {"title": "Ada Example: вор", "summary": "О журнале.", "body": "Текст."}}
    site = publication(tmp_path, files, overruled=[{"rule": "reads-as-an-accusation", "why": "A play."}])
    assert told(site) == []


def test_an_overruling_of_no_rule_is_told(tmp_path: Path) -> None:
    site = publication(tmp_path, overruled=[{"rule": "reads-as-statement", "why": "A play."}])
    assert 'there is no rule "reads-as-statement"; did you mean "reads-as-a-statement"?' in told(site)[0]
    site = publication(tmp_path, overruled=[{"rule": "shows-its-status", "why": "A play."}])
    assert '"shows-its-status" cannot be overruled' in told(site)[0]


# Labels


NAMED = "claims about Ada Example: unverified"


def test_a_headline_that_names_somebody_has_its_label_wherever_it_stands(tmp_path: Path) -> None:
    title = "Did Ada Example Sell the Log?"
    files = {
        "articles/later.md": {
            "title": "Later",
            "date": "2026-02-01",
            "follows": "log",
            "body": "See [there]({article}log).",
        },
        "hypotheses/sale.md": {"title": "A sale", "attributed_to": "log", "question": "who"},
        "questions/who.md": {"title": "Who has it?"},
        "people/ada.md": {"title": "Ada Example", "roles": [{"title": "Keeper", "source": "log"}]},
        "authors/desk.md": {"title": "The Desk"},
        "pages/about.md": {"title": "About", "body": "See [it]({article}log)."},
    }
    site = publication(
        tmp_path,
        files,
        title=title,
        summary="Asked of a keeper.",
        authors=["desk"],
        tags=["log"],
        people=["ada"],
        hypotheses=["sale"],
        redirect_from=["/old/"],
    )
    built = site.build()
    carrying = built.holding(title)
    assert {path.partition("/")[0] for path in carrying} >= {
        *(
            "index.html",
            "feed.atom",
            "archive",
            "articles",
            "authors",
            "hypotheses",
            "old",
            "people",
            "tags",
            "questions",
        ),
    }
    for path in carrying:
        for before, after in pairwise(re.split(re.escape(title), built.text(path))):
            assert NAMED in after[:400] or "Unverified, claimed in" in before[-400:], path
    page = built.page("/articles/log/")
    assert page.findtext(".//title") == f"{title} ({NAMED}) – Test Site"
    assert page.xpath('//meta[@name="description"]/@content') == [f"C{NAMED[1:]}. Asked of a keeper."]
    assert f'"headline":"{title} ({NAMED})"' in built.text("articles/log/index.html")
    assert f'"description":"C{NAMED[1:]}. Asked of a keeper."' in built.text("articles/log/index.html")
    assert f"<summary>C{NAMED[1:]}. Asked of a keeper.</summary>" in built.text("feed.atom")


def test_the_desk_and_feeds_of_comments_get_headlines_with_their_labels(tmp_path: Path) -> None:
    comment = "---\nid: 01JA0000000000000000000001\nauthor: Ida\ndate: 2026-01-02T10:00:00Z\n---\nYes.\n"
    site = publication(tmp_path, title="Did Ada Example Sell the Log?")
    site.write({"comments/articles/log/01JA0000000000000000000001.md": comment})
    site.registry = extend(default_registry())
    site.settings["COMMENTS_URL"] = "https://desk.example.org"
    built = site.build()
    assert f'"title":"Did Ada Example Sell the Log? ({NAMED})"' in built.text("threads.json")
    assert f"Did Ada Example Sell the Log? ({NAMED})" in built.text("comments.atom")


def test_a_headline_that_names_nobody_has_a_label_in_lists_and_heads(tmp_path: Path) -> None:
    built = publication(tmp_path, summary="Nobody is named.").build()
    assert built.page("/articles/log/").findtext(".//title") == "The log (claims: unverified) – Test Site"
    assert "<title>The log (claims: unverified)</title>" in built.text("feed.atom")
    assert "claims: unverified Nobody is named." in built.words("/")


def test_a_label_has_the_status_of_each_claim_once_and_of_those_named_first(tmp_path: Path) -> None:
    claims = [
        CLAIM,
        {**CLAIM, "id": "f", "verification": "disputed"},
        {**CLAIM, "id": "g", "about": [], "claim": "The log is gone.", "verification": "reported"},
        {**CLAIM, "id": "h", "about": [], "claim": "It rained.", "verification": "verified"},
        {**CLAIM, "id": "i", "about": ["eve"], "claim": "Eve Placeholder wrote it.", "verification": "reported"},
    ]
    built = publication(tmp_path, evidence=claims, title="Ada Example asked about the log").build()
    assert "claims about Ada Example: unverified, disputed; other claims: reported" in built.words("/")


def test_a_claim_that_a_later_article_retracts_is_retracted_in_the_label(tmp_path: Path) -> None:
    later = {
        "title": "It was found",
        "date": "2026-02-01",
        "evidence": [{"id": "found", "claim": "It was here.", "verification": "retracted", "supersedes": "log#e"}],
    }
    built = publication(tmp_path, {"articles/later.md": later}).build()
    assert "The log January 1, 2026 claims: retracted" in built.words("/")


@pytest.mark.parametrize(
    "claim", [{**CLAIM, "verification": "verified"}, {**CLAIM, "about": ["eve"], "claim": "Eve is."}]
)
def test_what_is_verified_or_about_the_dead_needs_no_label(tmp_path: Path, claim: dict[str, Any]) -> None:
    built = publication(tmp_path, evidence=[claim], title="Ada Example and Eve Placeholder").build()
    assert not any(built.holding(text) for text in ("claims about Ada", "claims about Eve", "(claims: "))


def test_a_headline_elsewhere_that_comes_near_a_claim_has_its_label_too(tmp_path: Path) -> None:
    near = {"title": "Where Ada Example Lost the Sold Log"}
    built = publication(
        tmp_path, {"articles/near.md": near, "articles/far.md": {"title": "Ada Example at Sea"}}
    ).build()
    cards = {one.findtext(".//bdi"): one.text_content() for one in built.page("/").xpath('//ul[@class="articles"]/li')}
    assert NAMED in cards[near["title"]]
    assert "claims" not in cards["Ada Example at Sea"]


def test_a_claim_that_is_not_published_shows_in_no_label(tmp_path: Path) -> None:
    near = {"title": "Where Ada Example Lost the Sold Log"}
    site = publication(tmp_path, {"articles/near.md": near}, status="draft")
    assert site.build().holding("claims about") == set()
    site.settings["DRAFTS"] = True
    assert NAMED in site.build().words("/articles/near/")


def test_a_tag_that_comes_near_a_claim_has_a_label(tmp_path: Path) -> None:
    files = {"articles/near.md": {"title": "Rain", "tags": ["Ada Example and the sold log"]}}
    built = publication(tmp_path, files).build()
    for address in ("/tags/", "/tags/ada-example-and-the-sold-log/", "/articles/near/"):
        assert NAMED in built.words(address), address
    assert f'label="Ada Example and the sold log ({NAMED})"' in built.text("feed.atom")


def test_a_quotation_that_comes_near_a_claim_has_a_label(tmp_path: Path) -> None:
    files = {"articles/near.md": {"title": "Rain", "people": ["ada"], "body": "Ada Example sold the log at sea."}}
    built = publication(tmp_path, files).build()
    page = built.page("/people/ada/")
    quote = next(one for one in page.iter("blockquote") if "at sea" in one.text_content())
    assert quote.getnext().text_content() == NAMED


# After edits


def test_edits_are_looked_at_and_labels_follow(tmp_path: Path) -> None:
    site = publication(tmp_path, {"articles/near.md": {"title": "Rain"}})
    assert site.problems() == []
    path = site.content / "articles/near.md"
    text = path.read_text()
    path.write_text(text.replace("Rain", STATEMENT))
    assert told(site) == ["articles/near.md:2: reads-as-a-statement"]
    path.write_text(text.replace("Rain", "Where Ada Example Lost the Sold Log"))
    assert NAMED in site.build().words("/")
    log = site.content / "articles/log.md"
    log.write_text(log.read_text().replace("unverified", "disputed"))
    assert "claims about Ada Example: disputed" in site.build().words("/")
    path.write_text(text)
    assert site.build().holding("claims about Ada") == {"people/index.html", "people/ada/index.html"}


def test_a_deadline_that_passes_is_noticed_without_an_edit(tmp_path: Path) -> None:
    reply = {"to": "ada", "status": "asked", "attempts": attempts("2026-10-02"), "deadline": "2026-11-16"}
    site = publication(tmp_path, right_of_reply=[reply])
    site.settings["FAIRNESS"] = {"reply-overdue": "warning"}
    assert site.problems() == []
    site.settings["NOW"] = "2026-12-02"
    assert told(site) == ["articles/log.md:17: reply-overdue"]


# Words


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("ÉCOLE", "ecole"),
        ("Ove​rmuch", "overmuch"),
        ("Оvеrmuch", "overmuch"),  # two letters are Cyrillic
        ("Ｏｖｅｒ", "over"),
        ("Ёлкин", "елкин"),
        ("Йод", "йод"),
        ("Шаңырақ", "шаңырақ"),
    ],
)
def test_words_are_told_by_their_letters(text: str, same: str) -> None:
    assert folded(text) == same


def test_a_sentence_ends_at_a_full_stop_but_not_at_an_initial() -> None:
    found = [" ".join(word.text for word in one.words) for one in sentences("B. Overmuch met Dr. Lee. He left? Yes")]
    assert found == ["b overmuch met dr lee", "he left", "yes"]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Barnaby Overmuch spoke", {"barnaby"}),
        ("Overmuch's lamps", {"barnaby"}),
        ("B. O. spoke", {"barnaby"}),
        ("BarnabyOvermuch", {"barnaby"}),
        ("0vermuch", {"barnaby"}),
        ("О Барнаби Овермаче", {"barnaby"}),
        ("Ezra Overmuch spoke", set()),
        ("Overmuch and Daughters", set()),
        ("Overmuchness", set()),
        ("the captain", set()),
    ],
)
def test_somebody_is_named_by_any_part_of_their_name(text: str, who: set[str]) -> None:
    names = Names(
        {"barnaby": ("Barnaby Overmuch", "Captain Overmuch", "Барнаби Овермач")},
        ("Ezra Overmuch", "Overmuch and Daughters"),
        lexicon(),
    )
    assert {one for found in names.find(tuple(words_in(text))) for one in found.who} == who


def test_every_language_has_every_list() -> None:
    assert LANGUAGES == ("en", "ru", "kk")
    assert lexicon() is lexicon()
