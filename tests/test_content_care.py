"""The site's own content is about real people: what may be said of them, and where."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
import yaml
from lxml import etree, html

from sites import PROJECT, Built, Site

FIRST = "who-is-behind-the-media-attacks"
IDS = {
    "people": {
        "artur-nigmetov", "baglan-maylybayev", "dariga-nazarbayeva", "dauren-abayev", "evgeniy-kochetov",
        "imangali-tasmagambetov", "karim-masimov", "kenes-rakishev", "mukhtar-ablyazov", "nursultan-nazarbayev",
        "timur-kulibayev",
    },
    "organizations": {
        "central-communications-service", "kazkontent", "ministry-of-information-and-communications",
        "national-chamber-of-entrepreneurs-atameken", "national-security-committee", "presidential-administration",
        "ria-novosti-kazakhstan-branch", "senate",
    },
    "hypotheses": {
        "a-ministry-and-an-inherited-network", "an-opposition-politician", "journalists-in-it-for-the-money",
        "second-tier-elite-groups",
    },
    "questions": {"who-orders-and-pays"},
    "authors": {"desk"},
}  # fmt: skip
NAME = re.compile("|".join(sorted({part for id in IDS["people"] for part in id.split("-")})), re.IGNORECASE)
LABEL = "status: open, attributed to “Who Is Behind the Media Attacks?”"
CONVICTION = re.compile(r"convict|embezzl|guilty|prison|jail|crimin|sentence|\bserving|state funds", re.IGNORECASE)
NOT_ASKED = re.compile(r"not yet (been )?asked|nobody [^.]{0,60}asked yet", re.IGNORECASE)
BETTER = re.compile(r"(?<!not.be.)\bverified|\bconfirmed|\bprove[dn]?\b|(it is|has been) (known|shown)", re.IGNORECASE)
UNANSWERED = re.compile(
    r"declin|refus|no comment|not be reached|(did|does|has) not (respond|repl|answer)", re.IGNORECASE
)
MAY_DECLINE = re.compile(r"declin(es|ing) to weigh|never means that they declined")


@cache
def content() -> dict[str, tuple[dict[str, Any], str]]:
    """Each file's front matter and body, by its path without `.md`."""
    files = {}
    for path in sorted((PROJECT / "content").rglob("*.md")):
        _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        files[path.relative_to(PROJECT / "content").as_posix()[:-3]] = (yaml.safe_load(front), body)
    return files


def of(folder: str) -> dict[str, tuple[dict[str, Any], str]]:
    return {path.split("/")[-1]: file for path, file in content().items() if path.startswith(f"{folder}/")}


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return Site(PROJECT / "content", beside=tmp_path_factory.mktemp("care")).build()


def pages(built: Built, *folders: str) -> dict[str, html.HtmlElement]:
    """The parsed pages below some folders, or all."""
    return {
        path: html.document_fromstring(data)
        for path, data in built.files.items()
        if path.endswith(".html") and (not folders or path.startswith(tuple(f"{folder}/" for folder in folders)))
    }


# What is written


@pytest.mark.parametrize("folder", IDS)
def test_nobody_and_nothing_is_there_but_what_the_brief_names(folder: str) -> None:
    assert set(of(folder)) == IDS[folder]


def test_no_reader_is_made_up() -> None:
    assert all(front.get("by") == "desk" and front.get("pinned") is True for front, _ in of("comments").values())


def test_every_role_and_relation_has_its_source_and_every_description_says_whose_it_is() -> None:
    for id, (front, _) in of("people").items():
        for stated in (*front.get("roles", ()), *front.get("relations", ())):
            assert stated.get("source") == FIRST, id
        assert all("undated article" in role["title"] for role in front.get("roles", ())), id
        assert "undated article" in front["summary"], id
    for id, (front, _) in of("articles").items():
        assert all(one["as"].endswith(", in the undated article") for one in front["people"]), id


def test_the_conviction_is_told_once_and_attributed() -> None:
    for path, (front, body) in content().items():
        assert not CONVICTION.search(str(front)), path
        if path.startswith("pages/"):
            body = re.sub(r"sentences?\b", "", body)  # the grammatical kind
        telling = [text for text in re.split(r"(?<=[.!?])\s", flat(body)) if CONVICTION.search(text)]
        assert len(telling) == (path == f"articles/{FIRST}"), path
        assert all(text.startswith("The article also reports") and "not checked" in text for text in telling), path


def test_hypotheses_and_questions_name_nobody_and_are_open_and_somebody_elses() -> None:
    for id, (front, _) in (of("hypotheses") | of("questions")).items():
        assert not NAME.search(f"{id} {front}"), id
    for id, (front, body) in of("hypotheses").items():
        assert (front.get("status", "open"), front["attributed_to"]) == ("open", FIRST), id
        assert "article" in front["statement"], id
        assert "not assessed" in flat(body), id


def test_only_the_dismissed_version_has_a_stance_and_every_stance_a_note() -> None:
    for id, (front, _) in of("articles").items():
        for bearing in front["hypotheses"]:
            assert bearing["stance"] in {"neutral", "weakens"}, id
            assert bearing["stance"] == "neutral" or bearing["id"] == "an-opposition-politician", id
            assert bearing["note"], id


def test_whoever_is_named_is_named_on_somebodys_word() -> None:
    for path, (_, body) in content().items():
        for text in re.split(r"\n\n|\n- ", body):
            if NAME.search(text):
                assert re.search(r"article|insider|\bask|not yet been asked", text), f"{path}: {text}"


def test_no_claim_stands_higher_than_reported_or_unverified() -> None:
    for path, (front, body) in content().items():
        if not path.startswith("pages/"):
            assert not BETTER.search(f"{front} {flat(body)}"), path


def test_nobody_is_said_to_have_declined() -> None:
    for path, (front, body) in content().items():
        assert not UNANSWERED.search(MAY_DECLINE.sub("", flat(f"{front} {body}"))), path


def test_nobody_has_been_asked_yet_and_every_page_about_them_says_so() -> None:
    for folder in ("people", "organizations", "articles", "questions", "hypotheses"):
        for id, (_, body) in of(folder).items():
            if folder == "people" or NAME.search(body):
                assert NOT_ASKED.search(flat(body)), id
                assert folder in {"hypotheses", "questions"} or "{page}corrections" in body, id


def test_articles_say_that_the_original_is_undated() -> None:
    for id, (front, body) in of("articles").items():
        assert re.search(r"undated|bears no date", body), id
        assert front["date"], id


def claims() -> dict[str, dict[str, Any]]:
    """Every piece of evidence by its id; all of it stands in the first article."""
    assert all("evidence" not in front for id, (front, _) in of("articles").items() if id != FIRST)
    return {claim["id"]: claim for claim in of("articles")[FIRST][0]["evidence"]}


def test_every_claim_is_the_articles_or_its_sources_and_reported_or_unverified() -> None:
    for id, claim in claims().items():
        assert claim["verification"] in {"reported", "unverified"}, id
        assert re.search(r"\b(article|insider)", claim["claim"]), id
        assert not NAME.search(f"{id} {claim['claim']}"), id
        assert not CONVICTION.search(claim["claim"]), id


def test_what_comes_from_an_insider_or_unnamed_sources_is_unverified() -> None:
    for id, claim in claims().items():
        if claim["source"] in {"insider", "insider-in-the-capital", "sources-of-the-article"}:
            assert claim["verification"] == "unverified", id


def test_everybody_whom_the_brief_names_stands_with_a_claim() -> None:
    about = {id for claim in claims().values() for id in claim.get("about", ())}
    assert about == IDS["people"] | {"ria-novosti-kazakhstan-branch"}


def test_no_source_is_graded_beyond_what_the_articles_words_allow() -> None:
    sources = of("articles")[FIRST][0]["sources"]
    assert {source["grade"] for source in sources} == {"F6"}
    assert all(source.get("note") and "url" not in source for source in sources)
    assert {claim["source"] for claim in claims().values()} == {source["id"] for source in sources}


def test_there_is_no_weight_but_what_the_article_says_outright() -> None:
    weights = {id: claim["bears_on"] for id, claim in claims().items() if any(claim.get("bears_on", {}).values())}
    assert weights == {
        "media-of-his-own": {"an-opposition-politician": "I"},  # "has no reason to"
        "weak-point": {"a-ministry-and-an-inherited-network": "I"},  # "the weak point of this version"
    }
    assert "bears_on" not in claims()["not-mentioned"]


def test_the_site_assesses_nothing_and_ranks_nothing(built: Built) -> None:
    assert not any("assessments" in front or "would_change" in front for front, _ in content().values())
    for path, page in pages(built, "questions", "hypotheses").items():
        text = flat(page.find(".//main").text_content())
        assert not re.search(r"likel(y|ihood)|probab|even chance|\brank|inconsistency|linchpin", text.lower()), path


def test_the_right_of_reply_stands_at_not_yet_asked_for_all() -> None:
    for folder in ("people", "organizations"):
        assert {front["right_of_reply"] for front, _ in of(folder).values()} == {"not-yet-asked"}
    assert not any("right_of_reply" in front or "corrections" in front for front, _ in of("articles").values())


def test_every_claim_about_somebody_stands_on_their_page_with_its_status(built: Built) -> None:
    for id, claim in claims().items():
        for about in claim.get("about", ()):
            folder = "people" if about in IDS["people"] else "organizations"
            page = html.document_fromstring(built.files[f"{folder}/{about}/index.html"])
            found = [flat(one.text_content()) for one in page.xpath('//section[@class="claims"]/ul/li')]
            text = f"{claim['verification']}: {flat(claim['claim'])}"
            assert any(one.startswith(text) for one in found), (about, id)


# What is made of it


def test_the_conviction_stands_nowhere_but_in_the_text_of_articles(built: Built) -> None:
    """Neither in heads, cards and quotations nor in JSON-LD and the summaries of feeds."""
    for path, data in built.files.items():
        if not path.endswith((".html", ".atom", ".xml", ".txt", ".json")):
            continue
        text = data.decode()
        if path.endswith(".html"):
            page = html.document_fromstring(data)
            for body in page.find_class("body"):
                body.drop_tree()
            text = html.tostring(page, encoding="unicode")
        elif path.endswith(".atom"):
            feed = etree.fromstring(data)
            etree.strip_elements(feed, "{http://www.w3.org/2005/Atom}content", with_tail=False)
            text = etree.tostring(feed, encoding="unicode")
        assert not CONVICTION.search(text), path


def test_a_quoted_sentence_says_whose_claim_it_is(built: Built) -> None:
    quotes = [(path, flat(one.text_content())) for path, page in pages(built, "people", "organizations").items()
              for one in page.iter("blockquote")]  # fmt: skip
    assert len(quotes) > 20
    for path, quote in quotes:
        assert "article" in quote, f"{path}: {quote}"
        if re.search(r"channel|ordered|inherited", quote):
            assert re.search(r"unverified|could not verify", quote), f"{path}: {quote}"


def test_the_one_the_article_ends_with_is_linked_to_no_hypothesis(built: Built) -> None:
    page = built.text("people/dariga-nazarbayeva/index.html")
    assert not re.search(r"/(hypotheses|questions)/\w", page)
    assert not any(front["title"] in page for front, _ in of("hypotheses").values())
    for path in pages(built, "hypotheses", "questions"):
        assert not re.search(r"dariga|nazarbayeva", built.text(path), re.IGNORECASE), path
    assert "Stance of this article" not in built.text("people/dariga-nazarbayeva/feed.atom")


def test_a_hypothesis_is_never_without_its_status_and_whose_it_is(built: Built) -> None:
    titles = [front["title"] for front, _ in of("hypotheses").values()]
    for path, page in pages(built).items():
        for link in page.xpath('//main//a[starts-with(@href, "/hypotheses/")][not(contains(@href, ".atom"))]'):
            around = link.xpath("(ancestor::li | ancestor::td | ancestor::th | ancestor::p)[last()]")
            if link.get("href") != "/hypotheses/":
                assert LABEL in flat(f"{link.get('data-label')} {around[0].text_content()}"), path
        heads = [page.findtext(".//title"), *page.xpath('//meta[@property="og:title"]/@content')]
        spoken = [*heads, *(flat(one.text_content()) for one in page.xpath("//h1/.."))]
        assert all(LABEL in text for text in spoken for title in titles if text.startswith(title)), path
        json_ld = "".join(page.xpath('//script[@type="application/ld+json"]/text()'))
        assert not any(f'"{title}"' in json_ld for title in titles), path
    for id, (front, _) in of("hypotheses").items():
        feed = etree.fromstring(built.files[f"hypotheses/{id}/feed.atom"])
        assert feed.findtext("{*}title").startswith(f"{front['title']} (hypothesis, {LABEL})")


def test_no_page_is_to_be_listed_while_nobody_answers_for_the_site(built: Built) -> None:
    found = pages(built)
    assert len(found) > 40
    for path, page in found.items():
        assert page.xpath('//meta[@name="robots"]/@content') == ["noindex"], path


def test_people_can_reply_on_their_page(built: Built) -> None:
    for path, page in pages(built, "people", "organizations").items():
        if path.count("/") == 2:
            assert page.xpath('//section[@class="reply"]//a[@href="/corrections/"]'), path
            assert NOT_ASKED.search(flat(page.find(".//main").text_content())), path
