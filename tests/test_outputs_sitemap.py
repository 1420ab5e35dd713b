"""Sitemaps and robots.txt."""

from __future__ import annotations

import pytest
from lxml import etree

from corkboard.outputs import sitemap
from corkboard.outputs.sitemap import address_of, robots, sitemaps
from outputs_support import FILES, pages_of, publication

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
LASTMOD = "{http://www.sitemaps.org/schemas/sitemap/0.9}lastmod"
LINK = "{http://www.w3.org/1999/xhtml}link"


def read(files: dict[str, str], **settings: object) -> dict[str, etree._Element]:
    context = publication(files, **settings)
    addresses = (address_of(page.make(), context.site) for page in pages_of(context))
    made = sitemaps(context.site, [one for one in addresses if one])
    return {output.path: etree.fromstring(output.make()) for output in made}


def addresses(tree: etree._Element) -> list[str]:
    return [loc.text for loc in tree.iter(LOC)]


def test_every_page_to_be_found_is_listed_once() -> None:
    found = addresses(read(FILES, default_pagination=1)["sitemap.xml"])
    assert found == sorted(set(found))
    assert {one.removeprefix("https://example.org/") for one in found} == {
        "", "ru/", "articles/", "articles/lights/", "articles/second/", "ru/articles/lights/", "about/",
        "archive/", "archive/2026/", "authors/", "authors/desk/", "hypotheses/", "hypotheses/smugglers/",
        "hypotheses/storm/", "organizations/", "organizations/harbor/", "pages/", "people/", "people/ada/",
        "ru/people/ada/", "questions/", "questions/who/", "tags/", "tags/harbor-sea/",
    }  # fmt: skip


def test_an_address_comes_before_its_date_and_its_translations() -> None:
    url = next(one for one in read(FILES)["sitemap.xml"] if one[0].text == "https://example.org/articles/lights/")
    assert [child.tag for child in url] == [LOC, LASTMOD, LINK, LINK]
    assert url[1].text == "2026-11-20T04:00:00Z"
    assert [(link.get("rel"), link.get("hreflang"), link.get("href")) for link in url[2:]] == [
        ("alternate", "en", "https://example.org/articles/lights/"),
        ("alternate", "ru", "https://example.org/ru/articles/lights/"),
    ]


def test_an_article_was_changed_when_it_was_modified() -> None:
    tree = read(FILES)["sitemap.xml"]
    changed = {url[0].text: url[1].text for url in tree if url.find(LASTMOD) is not None}
    assert changed["https://example.org/articles/second/"] == "2026-11-22T00:00:00Z"
    assert set(changed) == {one for one in addresses(tree) if "/articles/" in one and not one.endswith("articles/")}


def test_drafts_are_left_out_of_a_preview_too() -> None:
    assert addresses(read(FILES, drafts=True)["sitemap.xml"]) == addresses(read(FILES)["sitemap.xml"])


def test_addresses_are_whole_and_escaped() -> None:
    files = {"articles/ёж.md": "title: A hedgehog\ndate: 2026-11-20\n\nIt."}
    found = addresses(read(files, siteurl="https://example.org/a&b")["sitemap.xml"])
    assert "https://example.org/a&b/articles/%D1%91%D0%B6/" in found


def test_without_an_address_a_sitemap_is_for_the_preview() -> None:
    found = addresses(read(FILES, siteurl="")["sitemap.xml"])
    assert "http://localhost:8000/articles/lights/" in found
    assert all(one.startswith("http://localhost:8000/") for one in found)


@pytest.mark.parametrize(("limit", "value"), [("_MOST", 10), ("_LARGEST", 1000)])
def test_many_addresses_go_into_several_sitemaps(monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
    whole = addresses(read(FILES, siteurl="https://example.org/paper")["sitemap.xml"])
    monkeypatch.setattr(sitemap, limit, value)
    found = read(FILES, siteurl="https://example.org/paper")
    index = found.pop("sitemap.xml")
    assert index.tag.endswith("}sitemapindex")
    assert addresses(index) == [f"https://example.org/paper/{path}" for path in found]
    assert list(found)[:2] == ["sitemap-1.xml", "sitemap-2.xml"]
    assert [address for tree in found.values() for address in addresses(tree)] == whole
    assert len(found) > 2


def test_robots_may_read_everything_and_are_told_of_the_sitemap() -> None:
    assert [(one.path, one.make()) for one in robots(publication({}, publisher="P", contact="a@example.org"))] == [
        ("robots.txt", b"User-agent: *\nAllow: /\n\nSitemap: https://example.org/sitemap.xml\n")
    ]
    for settings in ({"siteurl": ""}, {}):
        assert [one.make() for one in robots(publication({}, **settings))] == [b"User-agent: *\nAllow: /\n"]
