"""What pages show of each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from sites import Site

FILES = {
    "people/ann.md": "---\ntitle: Ann Lee\naliases: [Miss Lee, Анна Ли]\nroles:\n  - {title: Late, from: 2019, source: one}\n"
    "  - {title: Early, organization: club, from: 2015, to: c. 2017, source: 'https://example.org/s'}\n"
    "  - {title: Never said, organization: 'Some Firm'}\n  - {title: Middle, to: before 2018}\n"
    "relations:\n  - {to: bob, kind: family, as: daughter, source: one}\n---\nAbout Ann.\n",
    "people/bob.md": "---\ntitle: Bob\n---\n",
    "organizations/club.md": "---\ntitle: The Club\nrelations: [{to: bob, kind: ownership}]\n---\n",
    "authors/desk.md": "---\ntitle: The Desk\n---\n",
    "questions/who.md": "---\ntitle: Who did it?\n---\n",
    "hypotheses/paid.md": "---\ntitle: Paid for it\nquestion: who\nstatement: Somebody paid.\nattributed_to: one\n---\n",
    "hypotheses/mistake.md": "---\ntitle: A mistake\nquestion: who\nstatus: weakened\n---\n",
    "pages/about.md": "---\ntitle: About\n---\nSee [Ann]({person}ann) and [them]({organization}club).\n",
    "articles/one.md": "---\ntitle: First report\nsummary: The first summary.\ndate: 2026-01-01\nauthors: [desk]\ntags: [Harbor Lights]\n"
    "people: [{id: ann, as: Chair of the club}, bob]\norganizations: [club]\nhypotheses:\n"
    "  - {id: paid, stance: supports, note: Only one man was named.}\n---\nIt rained. Then Miss Lee spoke to [him]({person}bob). She left the Club.\n",
    "articles/two.md": "---\ntitle: Second report\ndate: 2026-02-01\nmodified: 2026-02-03\nfollows: one\npeople: [ann]\n"
    "hypotheses: [{id: paid, stance: weakens}, mistake]\n---\nAnn Lee denied it.\n",
    "articles/three.md": "---\ntitle: Third report\ndate: 2026-03-01\nfollows: [one, two]\n---\nNobody is named, but [she]({person}ann) is linked.\n",
    "articles/one.ru.md": "---\ntitle: Первый отчёт\nsummary: Кратко.\n---\nШёл дождь. Анна Ли говорила.\n",
    "people/ann.ru.md": "---\ntitle: Анна Ли\nsummary: Коротко о ней.\n---\nОб Анне.\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    return Site(tmp_path_factory.mktemp("site") / "content").write(FILES).build()


def test_an_article_shows_all_that_it_is_pinned_to(built) -> None:  # type: ignore[no-untyped-def]
    words = built.words("articles/one")
    for text in (
        "First report", "The first summary.", "January 1, 2026", "The Desk", "Chair of the club", "Bob", "The Club",
        "Paid for it", "supports", "Only one man was named.", "Second report", "Third report", "Harbor Lights",
    ):  # fmt: skip
        assert text in words, text
    assert "February 3, 2026" in built.words("articles/two")
    assert built.page("articles/one").xpath('//*[@aria-current="page"]')


def test_a_thread_is_shown_whole_and_in_order(built) -> None:  # type: ignore[no-untyped-def]
    for address in ("articles/one", "articles/two", "articles/three"):
        entries = built.page(address).xpath('//*[contains(@class, "thread")]//li')
        titles = [" ".join(entry.text_content().split()) for entry in entries]
        assert [next(t for t in ("First", "Second", "Third") if t in title) for title in titles] == [
            "First",
            "Second",
            "Third",
        ]
    assert b"thread.atom" in built.files["articles/three/index.html"]
    assert built.text("articles/one/thread.atom").count("<entry") == 3


def test_a_person_shows_each_article_newest_first_with_its_sentence(built) -> None:  # type: ignore[no-untyped-def]
    words = built.words("people/ann")
    places = [words.rindex(title) for title in ("Third report", "Second report", "First report")]
    assert places == sorted(places)
    for sentence in ("Nobody is named, but she is linked.", "Ann Lee denied it.", "Then Miss Lee spoke to him."):
        assert sentence in words, sentence
    assert "Chair of the club" in words
    assert "It rained" not in words
    assert "Then Miss Lee spoke to him." in built.words("people/bob"), "linked, not named"


def test_roles_stand_in_order_of_time(built) -> None:  # type: ignore[no-untyped-def]
    words = built.words("people/ann")
    places = [words.index(title) for title in ("Early", "Middle", "Late", "Never said")]
    assert places == sorted(places)
    assert "c. 2017" in words
    assert "Some Firm" in words
    assert "Early" in built.words("organizations/club")


def test_a_relation_shows_on_both_sides(built) -> None:  # type: ignore[no-untyped-def]
    assert "daughter of Bob" in built.words("people/ann")
    assert "Ann Lee: daughter" in built.words("people/bob")
    assert "ownership" in built.words("people/bob")
    assert "Bob" in built.words("organizations/club")


def test_whatever_links_to_a_page_is_named_on_it(built) -> None:  # type: ignore[no-untyped-def]
    assert "About" in built.words("people/ann")
    assert "About" in built.words("organizations/club")


def test_a_question_sets_its_hypotheses_side_by_side(built) -> None:  # type: ignore[no-untyped-def]
    words = built.words("questions/who")
    for text in (
        "Paid for it",
        "A mistake",
        "Somebody paid.",
        "status: open",
        "status: weakened",
        "First report",
        "weakens",
    ):
        assert text in words, text


LABELS = {
    "paid": "hypothesis, status: open, attributed to “First report”",
    "mistake": "hypothesis, status: weakened, not attributed",
}
TITLES = {"paid": "Paid for it", "mistake": "A mistake"}


@pytest.mark.parametrize("hypothesis", LABELS)
def test_wherever_a_hypothesis_appears_its_label_does(built, hypothesis: str) -> None:  # type: ignore[no-untyped-def]
    holding = {path for path in built.holding(TITLES[hypothesis]) if not path.startswith("ru/")}
    assert {
        "index.html",
        "articles/two/index.html",
        "questions/who/index.html",
        "feed.atom",
        "hypotheses/index.html",
    } <= holding
    for path in holding:
        assert LABELS[hypothesis] in built.text(path), path


def test_the_label_stands_in_title_social_text_description_and_structured_data(built) -> None:  # type: ignore[no-untyped-def]
    page = built.page("hypotheses/paid")
    label = LABELS["paid"]
    assert label in page.findtext(".//title")
    assert label in page.xpath('string(//meta[@property="og:title"]/@content)')
    assert label.lower() in page.xpath('string(//meta[@name="description"]/@content)').lower()
    assert label in page.xpath('string(//script[@type="application/ld+json"])')
    assert label in built.words("hypotheses/paid")


def test_a_stance_and_a_note_never_go_without_the_label(built) -> None:  # type: ignore[no-untyped-def]
    for path in built.holding("Only one man was named."):
        if not path.startswith("ru/"):
            assert LABELS["paid"] in built.text(path), path


def test_translations_take_the_rest_from_the_original(built) -> None:  # type: ignore[no-untyped-def]
    words = built.words("ru/articles/one")
    for text in ("Первый отчёт", "1 января 2026", "Анна Ли", "Chair of the club", "Only one man was named."):
        assert text in words, text
    page = built.page("ru/articles/one")
    assert page.get("lang") == "ru"
    assert page.xpath('//main//a[@href="/ru/people/ann/"]'), "where there is a translation, links lead to it"
    assert page.xpath('//main//a[@href="/people/bob/"]'), "where there is none, to the original"
    assert {link.get("hreflang") for link in page.xpath('//link[@rel="alternate"][@hreflang]')} >= {"en", "ru"}
    assert "Анна Ли говорила." in built.words("ru/people/ann")
    assert "Первый отчёт" in built.words("ru")
    assert "Анна Ли говорила." not in built.words("people/ann")


def test_lists_archive_and_tags_hold_the_articles(built) -> None:  # type: ignore[no-untyped-def]
    for address in ("/", "articles", "archive/2026", "authors/desk", "tags/harbor-lights"):
        assert "First report" in built.words(address), address
    assert "2026" in built.words("archive")
    assert "Harbor Lights" in built.words("tags")
    for address in ("people", "organizations", "hypotheses", "questions", "authors", "pages"):
        assert len(built.words(address)) > 10
    assert "404.html" in built.files


def test_long_lists_go_over_several_pages(tmp_path: Path) -> None:
    files = {
        f"articles/a{n:03}.md": f"---\ntitle: Report {n:03}\ndate: 2026-01-01T00:{n // 60:02}:{n % 60:02}\npeople: [ann]\n---\nAnn Lee.\n"
        for n in range(250)
    }
    site = Site(tmp_path / "content").write({"people/ann.md": "---\ntitle: Ann Lee\n---\n"} | files)
    built = site.build()
    assert {path for path in built.files if path.startswith("people/ann/") and path.endswith(".html")} == {
        "people/ann/index.html",
        "people/ann/page/2/index.html",
        "people/ann/page/3/index.html",
    }
    assert "Report 249" in built.words("people/ann")
    assert "Report 149" in built.words("people/ann/page/2")
    assert "Report 000" in built.words("people/ann/page/3")
    assert "Report 229" in built.words("page/2")
    assert "page/13/index.html" in built.files
    assert "page/14/index.html" not in built.files
    shown = [
        n
        for path in built.files
        if path.startswith("people/ann/") and path.endswith("html")
        for n in range(250)
        if f"Report {n:03}</" in built.text(path)
    ]
    assert sorted(shown) == list(range(250)), "each once"
    next_page = built.page("people/ann").xpath('//a[@rel="next"]/@href')
    assert next_page == ["/people/ann/page/2/"]


def test_every_link_on_every_page_leads_somewhere(built) -> None:  # type: ignore[no-untyped-def]
    from urllib.parse import unquote

    for path in built.files:
        if path.endswith(".html") and path != "404.html":
            page = built.page(path.removesuffix("index.html"))
            for address in page.xpath("//@href"):
                if address.startswith("/") and not address.startswith("//"):
                    target = unquote(address.partition("#")[0]).lstrip("/")
                    assert (f"{target}index.html" if target.endswith("/") or not target else target) in built.files, (
                        path,
                        address,
                    )
