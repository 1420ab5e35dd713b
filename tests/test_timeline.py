"""A person's timeline: roles and articles in one order, each article once on the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from sites import Built, Site

ROLES = """roles:
  - {title: Undated}
  - {title: Late, from: 2025-06-15, source: one}
  - {title: Early, organization: club, from: c. 2011, to: before 2016}
  - {title: Middle, from: after 2016-05, to: 2025-06-15, source: 'https://example.org/x'}
  - {title: Ended, to: before 2016-02}
  - {title: Brief, from: 2016, to: 2016}
  - {title: Loose, from: 2018-05, to: 2018}
"""
DAYS = ["2016-03-01", "2025-01-10", "2025-02-20", "2025-06-15", "2025-06-16", "2026-01-05"]


def articles(days: list[str]) -> dict[str, str]:
    return {
        f"articles/a{number}.md": f"---\ntitle: Article {number}\ndate: {day}\npeople: [ann]\n---\nAnn.\n"
        for number, day in enumerate(days)
    }


def site(folder: Path, roles: str = ROLES, days: list[str] = DAYS, **settings: object) -> Site:
    return Site(folder / "content", settings).write(
        {
            "people/ann.md": f"---\ntitle: Ann\n{roles}---\nText.\n",
            "people/ann.ru.md": "---\ntitle: Анна\nsummary: О ней.\n---\nТекст.\n",
            "people/bob.md": "---\ntitle: Bob\n---\n",
            "organizations/club.md": "---\ntitle: The Club\n---\n",
            "articles/one.md": "---\ntitle: First report\ndate: 2015-01-01\n---\nNobody.\n",
            **articles(days),
        }
    )


def entries(built: Built, address: str = "people/ann") -> list[str]:
    found = built.page(address).xpath('//ol[contains(@class, "timeline")]/li')
    return [" ".join(one.text_content().split()) for one in found]


def test_roles_and_articles_stand_in_one_order(tmp_path: Path) -> None:
    assert entries(site(tmp_path).build()) == [
        "c. 2011 from then on: Early, The Club no source given",
        "before 2016 until then: Early, The Club no source given",
        "2016 Brief no source given",
        "before February 2016 until then: Ended no source given",
        "2016 Articles: 1",
        "after May 2016 from then on: Middle as stated in https://example.org/x",
        "May 2018 from then on: Loose no source given",
        "2018 until then: Loose no source given",
        "January 10, 2025 – February 20, 2025 Articles: 2",
        "June 15, 2025 until then: Middle as stated in https://example.org/x",
        "June 15, 2025 from then on: Late as stated in First report",
        "June 15, 2025 – June 16, 2025 Articles: 2",
        "2026 Articles: 1",
    ]


def test_roles_without_any_date_stand_among_the_roles_alone(tmp_path: Path) -> None:
    built = site(tmp_path).build()
    assert not any("Undated" in one for one in entries(built))
    assert "Undated" in built.words("people/ann")


def test_a_timeline_speaks_the_language_of_its_page(tmp_path: Path) -> None:
    found = entries(site(tmp_path).build(), "ru/people/ann")
    assert found[0] == "ок. 2011 г. с этого времени: Early, The Club источник не указан"
    assert "после мая 2016 г. с этого времени: Middle как сказано здесь: https://example.org/x" in found


@pytest.mark.parametrize("size", [2, 100, 0])
def test_every_count_leads_to_the_newest_of_its_articles(tmp_path: Path, size: int) -> None:
    built = site(tmp_path, ENTITY_PAGINATION=size).build()
    wanted = {"2016": "a0", "February 20": "a2", "June 16": "a4", "2026": "a5"}
    links = built.page("people/ann").xpath('//ol[contains(@class, "timeline")]//a[starts-with(., "Articles")]')
    for link, (said, id) in zip(links, wanted.items(), strict=True):
        assert said in link.getparent().getparent().text_content()
        address, _, anchor = link.get("href").partition("#")
        (found,) = built.page(address).xpath(f'//*[@id="{anchor}"]//h3/a/@href')
        assert found == f"/articles/{id}/"


def test_the_timeline_stands_on_the_first_page_and_prints_no_article(tmp_path: Path) -> None:
    built = site(tmp_path, ENTITY_PAGINATION=2).build()
    assert entries(built, "people/ann/page/2") == []
    pages = ["people/ann", "people/ann/page/2", "people/ann/page/3"]
    for number in range(len(DAYS)):
        assert sum(built.words(page).count(f"Article {number}") for page in pages) == 1


def test_a_timeline_stays_short_with_thousands_of_articles(tmp_path: Path) -> None:
    days = [f"{2000 + number % 20}-{1 + number % 12:02}-{1 + number % 28:02}" for number in range(2000)]
    found = entries(site(tmp_path, "", days).build())
    assert [one.split()[0] for one in found] == [str(year) for year in range(2000, 2020)]
    assert {one.split(maxsplit=1)[1] for one in found} == {"Articles: 100"}


@pytest.mark.parametrize("days", [[], ["2025-01-10"], ["2025-01-10", "2025-03-10"]])
def test_there_is_no_timeline_of_articles_in_one_year_alone(tmp_path: Path, days: list[str]) -> None:
    built = site(tmp_path, "", days).build()
    assert entries(built) == []
    assert "_in-" not in built.text("people/ann/index.html")


def test_a_death_stands_beside_the_name_and_in_the_timeline(tmp_path: Path) -> None:
    built = site(tmp_path, f"died: c. 2026-03\n{ROLES}").build()
    assert "Died: c. March 2026" in " ".join(built.page("people/ann").find(".//article/header").text_content().split())
    assert entries(built)[-1] == "c. March 2026 died"
    assert "Дата смерти: ок. марта 2026 г." in built.words("ru/people/ann").replace("\u202f", " ")
    assert "Died" not in built.words("people/bob")


def test_dates_for_machines_are_given_where_one_is_known(tmp_path: Path) -> None:
    times = site(tmp_path).build().page("people/ann").xpath('//ol[contains(@class, "timeline")]//time/@datetime')
    assert times == ["2016", "2016", "2018-05", "2018", "2025-06-15", "2025-06-15", "2026"]


def test_a_draft_without_a_date_is_in_no_year(tmp_path: Path) -> None:
    one = site(tmp_path, DRAFTS=True)
    one.write({"articles/draft.md": "---\ntitle: Draft\nstatus: draft\npeople: [ann]\n---\nAnn.\n"})
    built = one.build()
    assert "Draft" in built.words("people/ann")
    assert entries(built)[-1] == "2026 Articles: 1"
