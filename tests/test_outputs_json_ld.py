"""JSON-LD: what each kind of page says of itself, and what none may say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corkboard.outputs.json_ld import describe, json_ld
from corkboard.views.lists import TagsView
from corkboard.views.pages import PageView
from corkboard.views.parts import Head
from corkboard.views.site import Link, Site
from outputs_support import FILES, HOSTILE, pages_of, publication

STORM = "hypothesis, status: weakened, attributed to “Who moved the lights?”"
SITE = Site("Paper", "", "https://example.org", "", "en", "", "", "", False, False, {})


def graphs(files: dict[str, str] = FILES, **settings: object) -> dict[str, list[dict[str, Any]]]:
    """What every page says, by its path."""
    context = publication(files, **settings)
    texts = {page.path.removesuffix("index.html"): json_ld(page.make(), context.site) for page in pages_of(context)}
    return {path: json.loads(text)["@graph"] if text else [] for path, text in texts.items()}


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


def test_an_article_is_a_news_article() -> None:
    article, crumbs = graphs(publisher="Paper Ltd")["articles/lights/"]
    home = {"name": "Paper", "url": "https://example.org/"}
    assert article == {
        "@type": "NewsArticle",
        "headline": "Who moved the lights?",
        "description": "What the log says.",
        "url": "https://example.org/articles/lights/",
        "mainEntityOfPage": "https://example.org/articles/lights/",
        "datePublished": "2026-11-20T04:00:00+00:00",
        "inLanguage": "en",
        "author": [{"@type": "Organization", "name": "The desk", "url": "https://example.org/authors/desk/"}],
        "publisher": {"@type": "Organization", "name": "Paper Ltd", "url": "https://example.org/"},
        "isPartOf": {"@type": "WebSite", **home},
        "about": [
            {
                "@type": "Claim",
                "name": f"The storm did it ({STORM})",
                "text": f"H{STORM[1:]}. A storm moved the lights.",
                "url": "https://example.org/hypotheses/storm/",
                "inLanguage": "en",
                "creativeWorkStatus": "weakened",
                "appearance": {
                    "@type": "CreativeWork",
                    "name": "Who moved the lights?",
                    "url": "https://example.org/articles/lights/",
                },
            }
        ],
        "mentions": [
            {"@type": "Person", "name": "Ada", "url": "https://example.org/people/ada/"},
            {"@type": "Organization", "name": "The Harbor", "url": "https://example.org/organizations/harbor/"},
        ],
    }
    assert [(one["position"], one["name"], one["item"]) for one in crumbs["itemListElement"]] == [
        (1, "Paper", "https://example.org/"),
        (2, "Articles", "https://example.org/articles/"),
        (3, "Who moved the lights?", "https://example.org/articles/lights/"),
    ]


def test_a_follow_up_cites_what_it_follows() -> None:
    article = graphs()["articles/second/"][0]
    assert [one["url"] for one in article["citation"]] == ["https://example.org/articles/lights/"]
    assert article["dateModified"] == "2026-11-22T00:00:00+00:00"


@pytest.mark.parametrize(
    ("path", "type", "entity"),
    [
        ("", "WebSite", None),
        ("page/2/", "CollectionPage", None),
        ("people/ada/", "ProfilePage", "Person"),
        ("people/ada/page/2/", "CollectionPage", None),
        ("organizations/harbor/", "ProfilePage", "Organization"),
        ("authors/desk/", "ProfilePage", "Organization"),
        ("hypotheses/storm/", "Claim", None),
        ("questions/who/", "WebPage", None),
        ("questions/who/page/2/", "CollectionPage", None),
        ("about/", "WebPage", None),
        ("articles/", "CollectionPage", None),
        ("archive/2026/", "CollectionPage", None),
        ("tags/", "CollectionPage", None),
        ("tags/harbor-sea/", "CollectionPage", None),
    ],
)
def test_every_kind_of_page_is_described(path: str, type: str, entity: str | None) -> None:
    thing, *crumbs = graphs(default_pagination=1, entity_pagination=1)[path]
    assert (thing["@type"], thing.get("mainEntity", {}).get("@type")) == (type, entity)
    assert thing["url"] == f"https://example.org/{path}"
    assert bool(crumbs) == (path not in ("", "page/2/"))


def test_the_later_pages_of_a_list_say_which_they_are() -> None:
    assert graphs(entity_pagination=1)["people/ada/page/2/"][0]["name"] == "Ada, page 2"


def test_what_is_no_page_of_its_own_is_not_described() -> None:
    found = graphs()
    assert found["404.html"] == found["old/"] == found["articles/withdrawn/"] == []


def test_of_people_only_their_names_are_said() -> None:
    person = graphs()["people/ada/"][0]["mainEntity"]
    assert person == {
        "@type": "Person",
        "name": "Ada",
        "url": "https://example.org/people/ada/",
        "alternateName": ["A. Lovelace"],
    }
    said = "\n".join(strings(list(graphs().values())))
    assert not any(claim in said for claim in ("Keeper", "Chair of the harbor", "Said to have been there", "Была там"))


def test_a_hypothesis_never_goes_without_its_label() -> None:
    in_english = {name: text for name, text in FILES.items() if ".ru." not in name}
    said = list(strings(list(graphs(in_english, entity_pagination=1).values())))
    claims = [one for one in said if "The storm did it" in one or "A storm moved" in one]
    assert len(claims) > 5
    assert all(STORM[1:] in one for one in claims)
    assert not any("The log shows calm" in one or one == "weakens" for one in said)


def test_a_question_is_about_the_claims_that_answer_it() -> None:
    names = [claim["name"] for claim in graphs()["questions/who/"][0]["about"]]
    assert names == ["Smugglers did it (hypothesis, status: open, not attributed)", f"The storm did it ({STORM})"]


def test_addresses_are_whole_where_the_site_has_one() -> None:
    def addresses(siteurl: str) -> set[str]:
        things = graphs(siteurl=siteurl)["articles/lights/"]
        return {one for one in strings(things) if "/" in one}

    paths = addresses("")
    assert all(path.startswith("/") for path in paths)
    assert addresses("https://example.org/paper") == {f"https://example.org/paper{path}" for path in paths}


def test_hostile_titles_stay_text() -> None:
    title = json.dumps(HOSTILE, ensure_ascii=False)
    files = {
        "articles/a.md": f"title: {title}\ndate: 2026-11-20\nhypotheses: [a]\n\nA.",
        "hypotheses/a.md": f"title: {title}\nattributed_to: a\n\nA.",
    }
    assert graphs(files)["articles/a/"][0]["headline"] == HOSTILE
    assert graphs(files)["hypotheses/a/"][0]["name"].startswith(HOSTILE)


@given(st.text())
@example("</script> <!-- & \u2028 \u2029")
def test_no_text_ends_the_script_and_all_text_comes_back(text: str) -> None:
    head = Head(text, text, text, "/", "", "en", "ltr", breadcrumbs=(Link("/", text, label=text),))
    said = json_ld(PageView(head, text, "en", text, text, ()), SITE)
    assert not set(said) & set("<>&\u2028\u2029")
    page, crumbs = json.loads(said)["@graph"]
    assert (page.get("name", ""), page.get("description", "")) == (text, text)
    assert crumbs["itemListElement"][0].get("name", "") == (f"{text} ({text})" if text else "")


def test_a_plugin_can_have_its_own_views_described() -> None:
    class CommentsView(TagsView):
        pass

    describe.register(CommentsView, lambda *_: {"@type": "Comment"})
    head = Head("", "", "", "/", "", "en", "ltr")
    assert json.loads(json_ld(CommentsView(head, "en", ()), SITE))["@graph"] == [{"@type": "Comment"}]
