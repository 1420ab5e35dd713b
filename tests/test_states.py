"""Drafts, withdrawn articles and those dated ahead: what of them is published, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from sites import Site

SECRET = "zq-secret"
PEOPLE = {
    "people/ann.md": "---\ntitle: Ann\n---\n",
    "organizations/club.md": "---\ntitle: The Club\n---\n",
    "authors/desk.md": "---\ntitle: Desk\n---\n",
    "questions/who.md": "---\ntitle: Who?\n---\n",
    "hypotheses/paid.md": "---\ntitle: Paid\nquestion: who\nattributed_to: hidden\n---\n",
    "articles/shown.md": "---\ntitle: Shown\ndate: 2026-01-01\npeople: [ann]\n---\nAnn is here.\n",
}
HIDDEN = f"""\
---
title: {SECRET} title
slug: {SECRET}-slug
summary: {SECRET} summary
{{state}}
people: [{{{{id: ann, as: {SECRET} called}}}}]
organizations: [club]
hypotheses: [{{{{id: paid, stance: supports, note: {SECRET} note}}}}]
authors: [desk]
follows: shown
tags: [{SECRET}-tag]
redirect_from: [/{SECRET}-old/]
---
Ann and the Club in a {SECRET} body, with [a link]({{{{person}}}}ann).
"""
STATES = {
    "draft": "status: draft",
    "dated draft": "status: draft\ndate: 2026-01-02",
    "withdrawn": "status: withdrawn\ndate: 2026-01-02",
    "ahead": "date: 2026-11-22T12:01Z",
}


def site(tmp_path: Path, state: str) -> Site:
    files = {
        "articles/hidden.md": HIDDEN.format(state=STATES[state]),
        "articles/hidden.ru.md": f"---\ntitle: {SECRET} перевод\nsummary: {SECRET}\n---\nТекст {SECRET}\n",
        "articles/after.md": "---\ntitle: After\ndate: 2026-01-03\nfollows: hidden\n---\nSee [this text]({article}hidden).\n",
        "images/p.png": b"PNG",
    }
    return Site(tmp_path / "content").write(PEOPLE | files)


@pytest.mark.parametrize("state", STATES)
def test_nothing_of_a_hidden_article_is_published(tmp_path: Path, state: str) -> None:
    built = site(tmp_path, state).build()
    holding = built.holding(SECRET)
    assert {path for path in built.files if SECRET in path} == (
        {f"articles/{SECRET}-slug/index.html", f"ru/articles/{SECRET}-slug/index.html", f"{SECRET}-old/index.html"}
        if state == "withdrawn"
        else set()
    )
    # A withdrawn article keeps its address, which stands in its own page's head; nothing else knows of it.
    assert holding == {path for path in built.files if SECRET in path}


def test_a_withdrawn_article_keeps_an_address_that_says_so_and_no_more(tmp_path: Path) -> None:
    built = site(tmp_path, "withdrawn").build()
    page = built.text(f"articles/{SECRET}-slug/index.html").replace(f"{SECRET}-slug", "")
    assert SECRET not in page
    assert "withdrawn" in built.words(f"articles/{SECRET}-slug")
    assert 'content="noindex' in page
    for word in ("Ann", "Club", "Paid"):
        assert word not in built.words(f"articles/{SECRET}-slug")


@pytest.mark.parametrize("state", STATES)
def test_a_hidden_article_counts_nowhere_and_breaks_no_page(tmp_path: Path, state: str) -> None:
    built = site(tmp_path, state).build()
    assert "Shown" in built.words("people/ann")
    assert "Articles: 1" in built.words("people")
    assert "this text" in built.words("articles/after")
    link = built.page("articles/after").xpath('//a[text()="this text"]')[0]
    assert "href" not in link.attrib
    assert "not published here" in built.words("hypotheses/paid")
    assert built.text("feed.atom").count("<entry") == 2


def test_the_clock_decides_what_lies_ahead(tmp_path: Path) -> None:
    ahead = site(tmp_path, "ahead")
    ahead.settings["NOW"] = "2026-11-22T12:01Z"
    built = ahead.build()
    assert f"articles/{SECRET}-slug/index.html" in built.files
    assert "Articles: 2" in built.words("people")
    assert built.text("feed.atom").count("<entry") == 3


@pytest.mark.parametrize("state", ["draft", "ahead"])
def test_a_preview_shows_what_is_hidden_and_says_so(tmp_path: Path, state: str) -> None:
    preview = site(tmp_path, state)
    preview.settings |= {"DRAFTS": True, "PUBLISHER": "P", "CONTACT": "desk@example.org"}
    built = preview.build()
    words = {"draft": "Draft", "ahead": "Not yet published"}[state]
    assert words in built.words(f"articles/{SECRET}-slug")
    assert words in built.words("/")
    assert 'content="noindex' in built.text(f"articles/{SECRET}-slug/index.html")
    assert 'content="noindex' in built.text("index.html"), "a preview is never for search engines"


@pytest.mark.parametrize(
    ("settings", "noindex"),
    [
        ({}, True),
        ({"PUBLISHER": "P"}, True),
        ({"CONTACT": "a@example.org"}, True),
        ({"PUBLISHER": "P", "CONTACT": "a@example.org"}, False),
    ],
)
def test_pages_ask_not_to_be_indexed_until_somebody_answers_for_them(
    tmp_path: Path, settings: dict[str, str], noindex: bool
) -> None:
    one = site(tmp_path, "draft")
    one.settings |= settings
    built = one.build()
    pages = [path for path in built.files if path.endswith(".html") and path != "404.html"]
    assert {b"noindex" in built.files[path] for path in pages} == {noindex}


def test_every_person_page_says_how_to_reach_the_desk(tmp_path: Path) -> None:
    one = site(tmp_path, "draft")
    assert "reply" in one.build().words("people/ann").lower()
    one.settings |= {"CONTACT": "desk@example.org"}
    assert one.build().page("people/ann").xpath('//main//a[@href="mailto:desk@example.org"]')


def test_what_a_role_rests_on_is_not_named_while_it_is_hidden(tmp_path: Path) -> None:
    one = site(tmp_path, "draft").write(
        {
            "people/eve.md": "---\ntitle: Eve\nroles: [{title: Chair, source: hidden}]\nrelations: [{to: ann, kind: family, source: hidden}]\n---\n"
        }
    )
    built = one.build()
    # In the lists of roles and relations, and beside the line and the mark by which the relation is drawn.
    assert built.words("people/eve").count("as stated in an article not published here") == 4
    assert not built.page("people/eve").xpath('//a[@href=""]')
