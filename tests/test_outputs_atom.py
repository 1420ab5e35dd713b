"""Atom feeds: against the grammar of RFC 4287, and read as a feed reader reads them."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from pathlib import Path

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from corkboard.board.catalog import Item
from corkboard.outputs import atom
from corkboard.outputs.atom import feeds
from corkboard.outputs.xml import escape, rfc3339
from corkboard.views.context import Context
from corkboard.views.parts import Body
from outputs_support import FILES, HOSTILE, publication

GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).parent / "schemas" / "atom.rng"))
ATOM = {"a": "http://www.w3.org/2005/Atom"}
# The Schematron rules of RFC 4287, Appendix B: authors, and an alternate link where there is no content.
BROKEN_RULES = (
    "/a:feed[not(a:author)]/a:entry[not(a:author)]",
    "//a:entry[not(a:link[@rel='alternate'] or a:link[not(@rel)] or a:content)]",
)
STORM = "hypothesis, status: weakened, attributed to “Who moved the lights?”"


def read(context: Context) -> dict[str, feedparser.FeedParserDict]:
    """Every feed by its path, valid."""
    found = {}
    for output in feeds(context):
        tree = etree.fromstring(output.make())
        assert GRAMMAR.validate(tree), (output.path, GRAMMAR.error_log)
        assert not any(tree.xpath(rule, namespaces=ATOM) for rule in BROKEN_RULES), output.path
        feed = feedparser.parse(output.make(), sanitize_html=False)
        assert not feed.bozo, (output.path, feed.get("bozo_exception"))
        assert output.path not in found
        found[output.path] = feed
    return found


def written(context: Context) -> dict[str, bytes]:
    return {output.path: output.make() for output in feeds(context)}


def test_there_is_a_feed_for_the_site_and_for_all_that_articles_refer_to() -> None:
    assert sorted(read(publication(FILES))) == [
        "articles/lights/thread.atom",
        "authors/desk/feed.atom",
        "feed.atom",
        "hypotheses/smugglers/feed.atom",
        "hypotheses/storm/feed.atom",
        "organizations/harbor/feed.atom",
        "people/ada/feed.atom",
        "questions/who/feed.atom",
        "ru/feed.atom",
        "ru/people/ada/feed.atom",
    ]


@pytest.mark.parametrize(
    "settings",
    [
        {"siteurl": ""},
        {"siteurl": "https://example.org/a&b"},
        {"drafts": True},
        {"publisher": HOSTILE, "sitename": HOSTILE},
    ],
)
def test_feeds_are_valid_whatever_is_set(settings: dict[str, object]) -> None:
    assert read(publication(FILES, **settings))["feed.atom"].entries


def test_each_feed_has_the_articles_it_is_about_the_newest_first() -> None:
    titles = {path: [entry.title for entry in feed.entries] for path, feed in read(publication(FILES)).items()}
    both = ["The lights, again", "Who moved the lights?"]
    assert titles["feed.atom"] == titles["people/ada/feed.atom"] == titles["questions/who/feed.atom"] == both
    assert titles["articles/lights/thread.atom"] == both
    assert titles["hypotheses/storm/feed.atom"] == titles["authors/desk/feed.atom"] == ["Who moved the lights?"]
    assert titles["hypotheses/smugglers/feed.atom"] == ["The lights, again"]
    assert titles["ru/feed.atom"] == ["Кто передвинул огни?"]
    assert titles["ru/people/ada/feed.atom"] == ["The lights, again", "Кто передвинул огни?"]


def test_a_feed_has_no_more_entries_than_is_set() -> None:
    assert [entry.title for entry in read(publication(FILES, feed_max_items=1))["feed.atom"].entries] == [
        "The lights, again"
    ]


def test_what_is_not_published_leaves_no_trace() -> None:
    data = b"".join(output.make() for output in feeds(publication(FILES)))
    assert not any(
        word in data for word in (b"Not yet told", b"Tomorrow", b"A mistake", b"draft", b"ahead", b"withdrawn")
    )


def test_an_entry_says_who_wrote_it_when_and_where() -> None:
    newest, oldest = read(publication(FILES))["feed.atom"].entries
    assert oldest.link == "https://example.org/articles/lights/"
    assert oldest.published == oldest.updated == "2026-11-20T04:00:00Z"
    assert oldest.authors == [{"name": "The desk", "href": "https://example.org/authors/desk/"}]
    assert oldest.summary == "What the log says."
    assert [(tag.term, tag.label) for tag in oldest.tags] == [("harbor-sea", "Harbor & sea")]
    assert oldest.content[0].type == "text/html"
    assert (newest.published, newest.updated) == ("2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z")
    assert newest.authors == [{"name": "Paper"}]


def test_a_feed_says_whose_it_is_and_when_it_changed() -> None:
    found = read(publication(FILES, publisher="Paper Ltd", sitesubtitle="All at sea"))
    site, person = found["feed.atom"].feed, found["ru/people/ada/feed.atom"].feed
    assert (site.title, site.subtitle, site.author, site.language) == ("Paper", "All at sea", "Paper Ltd", "en")
    assert (person.title, person.link, person.language) == ("Ада – Paper", "https://example.org/ru/people/ada/", "ru")
    assert [link.href for link in person.links if link.rel == "self"] == ["https://example.org/ru/people/ada/feed.atom"]
    assert site.updated == "2026-11-22T00:00:00Z"
    assert found["articles/lights/thread.atom"].feed.title == "Who moved the lights? and its follow-ups – Paper"
    empty = read(
        publication(
            {
                "people/ada.md": FILES["people/ada.md"]
                .replace("source: first", "from: 2016")
                .replace("organization: harbor", "organization: 'the harbor'")
            }
        )
    )
    assert empty["people/ada/feed.atom"].feed.updated == "1970-01-01T00:00:00Z"


def test_links_in_the_text_lead_home_from_anywhere() -> None:
    newest, oldest = read(publication(FILES, siteurl="https://example.org/paper"))["feed.atom"].entries
    assert 'href="https://example.org/paper/people/ada/"' in oldest.content[0].value
    assert (
        'src="https://example.org/images/chart.png"' in oldest.content[0].value
    )  # by xml:base, as the author wrote it
    assert 'href="https://example.org/paper/articles/lights/#log"' in newest.content[0].value


def test_ids_do_not_hang_on_slugs_or_on_the_time_of_the_build() -> None:
    def ids(context: Context) -> list[str]:
        return [one.id for feed in read(context).values() for one in (feed.feed, *feed.entries)]

    moved = FILES | {"articles/first.md": FILES["articles/first.md"].replace("slug: lights", "slug: who-moved-them")}
    before = ids(publication(FILES))
    assert "tag:example.org,2026:articles/first" in before
    assert "tag:example.org,2026:articles/first/ru" in before
    assert sorted(ids(publication(moved))) == sorted(before)


def test_feeds_are_the_same_bytes_whenever_they_are_built_and_however_many_entries_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = written(publication(FILES))
    monkeypatch.setattr(atom, "_KEPT", 1)
    assert written(publication(FILES, now=dt.datetime(2026, 11, 22, 23, tzinfo=dt.UTC))) == before


def test_no_two_feeds_share_an_id() -> None:
    found = [feed.feed.id for feed in read(publication(FILES)).values()]
    assert len(set(found)) == len(found)
    assert {"tag:example.org,2026:feed", "tag:example.org,2026:ru/feed"} < set(found)


@pytest.mark.parametrize(
    ("settings", "id"),
    [
        ({}, "tag:example.org,2026:articles/%D1%91%D0%B6"),
        ({"siteurl": ""}, "tag:localhost,2026:articles/%D1%91%D0%B6"),
        ({"siteurl": "https://example.org:8000/paper"}, "tag:example.org,2026:paper/articles/%D1%91%D0%B6"),
        ({"feed_id": "tag:old.example,2020:"}, "tag:old.example,2020:articles/%D1%91%D0%B6"),
    ],
)
def test_ids_are_percent_encoded_tag_uris(settings: dict[str, object], id: str) -> None:
    files = {"articles/ёж.md": "title: A hedgehog\ndate: 2026-11-20\n\nIt."}
    assert read(publication(files, **settings))["feed.atom"].entries[0].id == id


def test_a_hypothesis_never_goes_without_its_label() -> None:
    found = read(publication(FILES))
    assert found["hypotheses/storm/feed.atom"].feed.title == f"The storm did it ({STORM}) – Paper"
    text = found["feed.atom"].entries[1].content[0].value
    stance = f"({STORM})<br />Stance of this article: weakens<br />Note of this article: The log shows calm."
    assert f"The storm did it</bdi></a> {stance}" in text
    in_english = {name: text for name, text in FILES.items() if ".ru." not in name}
    for output in feeds(publication(in_english)):
        plain = re.sub("&lt;.*?&gt;", "", output.make().decode())
        assert plain.count("The storm did it") == plain.count(f"The storm did it ({STORM})")
        assert plain.count("The log shows calm") == plain.count(
            f"({STORM})Stance of this article: weakensNote of this article:"
        )


def test_the_feed_of_somebody_has_no_hypotheses_that_the_articles_bear_on() -> None:
    text = written(publication(FILES))["people/ada/feed.atom"].decode()
    assert "Stance of this article" not in text
    assert "The log shows calm" not in text


def test_hostile_titles_come_out_as_they_were_written() -> None:
    title = json.dumps(HOSTILE, ensure_ascii=False)
    files = {
        "articles/a.md": f"title: {title}\ndate: 2026-11-20\nauthors: [a]\ntags: [{title}]\nsummary: {title}\n"
        f"hypotheses: [{{id: a, note: {title}}}]\n\n<p title=']]>'>{HOSTILE}</p>",
        "articles/b.md": f"title: {title}\ndate: 2026-11-20\nfollows: a\n\nB.",
        "authors/a.md": f"title: {title}\n\nA.",
        "hypotheses/a.md": f"title: {title}\n\nA.",
    }
    for path, feed in read(publication(files)).items():
        assert HOSTILE in feed.feed.title or path == "feed.atom"
        assert all(entry.title == HOSTILE for entry in feed.entries)
    entry = read(publication(files))["hypotheses/a/feed.atom"].entries[0]
    assert (entry.author, entry.summary, entry.tags[0].label) == (HOSTILE, HOSTILE, HOSTILE)


def test_an_article_is_made_into_an_entry_once(monkeypatch: pytest.MonkeyPatch) -> None:
    body, made = Context.body, []

    def counted(context: Context, item: Item, absolute: bool) -> Body | None:
        made.append(item.name)
        return body(context, item, absolute)

    monkeypatch.setattr(Context, "body", counted)
    assert len(written(publication(FILES))) == 10
    assert set(Counter(made).values()) == {1}


def test_local_times_older_than_time_zones_are_valid_dates() -> None:
    files = {"articles/old.md": "title: Old\ndate: 1900-01-01\n\nOld."}
    entry = read(publication(files, timezone="Asia/Almaty"))["feed.atom"].entries[0]
    assert entry.published == "1899-12-31T18:52:12Z"
    assert rfc3339(dt.datetime.fromisoformat("2026-11-22T09:00:00+05:00")) == "2026-11-22T09:00:00+05:00"


@given(st.text(st.characters()))
def test_any_text_is_legal_xml(text: str) -> None:
    xml = f'<t a="{escape(text)}">{escape(text)}</t>'.encode()
    read_back = etree.fromstring(xml).text or ""
    assert len(read_back) == len(text.replace("\r\n", "\n"))
    assert all(
        one == other or one == "\ufffd" or other == "\r"
        for one, other in zip(read_back, text.replace("\r\n", "\n"), strict=True)
    )
