"""Names in articles on whole sites: whom they lead to, what keeps them from it, and what is told of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corkboard.board import russian
from corkboard.build import Memory, naming
from corkboard.diagnostics import ProblemsError, Severity
from corkboard.tasks import TextToSearch
from corkboard.workers import Workers
from sites import Built, Site

PEOPLE = {
    "people/ada.md": "---\ntitle: Ada Example\naliases: [A. Example, Ада Экзампл]\n---\n",
    "people/ada.ru.md": "---\ntitle: Ада Экзампл\nsummary: Она.\n---\nО ней.\n",
    "organizations/board.md": "---\ntitle: Harbor Board\naliases: [the board]\n---\n",
    "hypotheses/luck.md": "---\ntitle: It was luck\naliases: [the luck theory]\nstatus: weakened\n---\n",
}


def site(tmp_path: Path, files: dict[str, str], **settings: object) -> Site:
    return Site(tmp_path / "content", dict(settings)).write({**PEOPLE, **files})


def article(body: str, fields: str = "") -> str:
    return f"---\ntitle: One\ndate: 2026-01-01\n{fields}---\n{body}\n"


def links(made: Built, address: str = "articles/one") -> list[str]:
    """Each autolink of a page, as "text → address"."""
    found = re.findall(r'<a class="autolink" href="([^"]*)">(.*?)</a>', made.text(f"{address}/index.html"))
    return [f"{text} → {href}" for href, text in found]


def test_title_and_aliases_become_links_once(tmp_path: Path) -> None:
    made = site(tmp_path, {"articles/one.md": article("The board met A. Example. Ada Example left the board.")}).build()
    assert links(made) == ["The board → /organizations/board/", "A. Example → /people/ada/"]


def test_whom_the_author_links_anywhere_gets_no_second_link(tmp_path: Path) -> None:
    body = "Ada Example and the board. [She]({person}ada) left; [they]({filename}/organizations/board.md) stayed."
    assert links(site(tmp_path, {"articles/one.md": article(body)}).build()) == []


def test_a_hypothesis_carries_its_status_in_pages_and_feeds(tmp_path: Path) -> None:
    made = site(tmp_path, {"articles/one.md": article("By the luck theory nobody did it.")}).build()
    label = '<span class="claim">(hypothesis, status: weakened, not attributed)</span>'
    assert f"the luck theory</a> {label} nobody" in made.text("articles/one/index.html")
    feed = made.text("feed.atom")
    assert "href=&#34;https://example.org/hypotheses/luck/&#34;" in feed
    assert "(hypothesis, status: weakened, not attributed)" in feed


def test_only_articles_have_them(tmp_path: Path) -> None:
    text = "---\ntitle: T\n---\nAda Example and the board.\n"
    files = {"pages/about.md": text, "questions/q.md": text, "people/bob.md": text}
    made = site(tmp_path, files).build()
    assert not made.holding('class="autolink"')


def test_nothing_about_an_article_that_says_so_is_a_link(tmp_path: Path) -> None:
    files = {
        "articles/one.md": article("Ada Example.", "autolink: false\n"),
        "articles/one.ru.md": "---\ntitle: Раз\nsummary: О.\n---\nАда Экзампл.\n",
        "articles/one.de.md": "---\ntitle: Eins\nsummary: U.\nautolink: true\n---\nAda Example.\n",
    }
    made = site(tmp_path, files).build()
    assert links(made) == links(made, "ru/articles/one") == []
    assert links(made, "de/articles/one") == ["Ada Example → /people/ada/"]


def test_an_alias_or_all_names_of_somebody_can_be_kept_from_it(tmp_path: Path) -> None:
    files = {
        "people/may.md": "---\ntitle: May\naliases: [{name: May, autolink: false}, {name: May Sample}, Ms Sample]\n---\n",
        "organizations/club.md": "---\ntitle: The Club\nautolink: false\naliases: [clubbers]\n---\n",
        "articles/one.md": article("In May the clubbers of The Club met Ms Sample, then May Sample."),
    }
    made = site(tmp_path, files).build()
    assert links(made) == ["Ms Sample → /people/may/"]
    assert "May Sample" in made.words("people/may")
    assert "autolink" not in made.text("people/may/index.html")


def test_what_one_language_keeps_from_it_is_kept_in_all(tmp_path: Path) -> None:
    files = {
        "people/ada.ru.md": "---\ntitle: Ада Экзампл\nsummary: Она.\naliases: [{name: A. Example, autolink: false}]\n---\nО ней.\n",
        "articles/one.md": article("A. Example. Ada Example."),
    }
    assert links(site(tmp_path, files).build()) == ["Ada Example → /people/ada/"]


def test_links_lead_to_pages_in_the_articles_language_where_there_are_any(tmp_path: Path) -> None:
    files = {
        "articles/one.md": article("Ада Экзампл."),
        "articles/one.ru.md": "---\ntitle: Раз\nsummary: О.\n---\nAda Example, Harbor Board.\n",
    }
    made = site(tmp_path, files).build()
    assert links(made) == ["Ада Экзампл → /people/ada/"]
    assert links(made, "ru/articles/one") == ["Ada Example → /ru/people/ada/", "Harbor Board → /organizations/board/"]


def test_the_setting_turns_all_of_it_off(tmp_path: Path) -> None:
    files = {
        "articles/one.md": article("Ada Example.", "people: [ada]\n"),
        "people/b.md": "---\ntitle: Ada Example\n---\n",
    }
    off = site(tmp_path, files, AUTOLINKS=False)
    assert links(off.build()) == []
    assert off.problems() == []
    assert "Ada Example." in off.build().words("people/ada")


def test_a_name_that_may_mean_several_is_told_once_and_fails_no_build(tmp_path: Path) -> None:
    files = {
        "people/bob.md": "---\ntitle: Bob Example\nsummary: Somebody.\naliases:\n- the Board\n- A. Example\n---\n",
        "people/cy.md": "---\ntitle: Cy Example\naliases: [A. Example]\n---\n",
        "articles/one.md": article("A. Example, the Board, the board."),
    }
    made = site(tmp_path, files, WARNINGS_ARE_ERRORS=True)
    found = made.problems()
    assert [(one.file, one.line, one.column, one.field, one.severity) for one in found] == [
        ("content/people/ada.md", 3, 11, "aliases", Severity.NOTICE)
    ]
    assert found[0].message == (
        '"A. Example" may mean the person "ada", the person "bob" or the person "cy"; '
        "where articles say it, they link to nobody"
    )
    assert found[0].hint == 'to let it lead to one, give all others the alias {name: "A. Example", autolink: false}'
    assert links(made.build()) == ["the Board → /people/bob/", "the board → /organizations/board/"]


def test_one_of_several_gets_the_link_if_the_others_are_kept_from_it(tmp_path: Path) -> None:
    files = {
        "people/bob.md": "---\ntitle: Bob Example\naliases: [{name: A. Example, autolink: false}]\n---\n",
        "articles/one.md": article("A. Example."),
    }
    made = site(tmp_path, files)
    assert made.problems() == []
    assert links(made.build()) == ["A. Example → /people/ada/"]


def test_a_notice_follows_its_line_and_goes_when_it_is_settled(tmp_path: Path) -> None:
    bob = "---\ntitle: Bob\naliases: [A. Example]\n---\n"
    for live in (False, True):
        made = site(tmp_path / str(live), {"people/bob.md": bob, "articles/one.md": article("A. Example.")})
        memory = Memory(made.cache) if live else None
        assert [one.line for one in made.make(memory=memory).warnings] == [3]
        made.write({"articles/one.md": article("A. Example, again.")})
        assert [one.line for one in made.make(memory=memory).warnings] == [3]
        ada = PEOPLE["people/ada.md"].replace("title:", "summary: Somebody.\ntitle:")
        made.write({"people/ada.md": ada})
        assert [one.line for one in made.make(memory=memory).warnings] == [4]
        made.write({"people/bob.md": bob.replace("[A. Example]", "[{name: A. Example, autolink: false}]")})
        assert not made.make(memory=memory).warnings


def test_an_error_is_told_together_with_notices(tmp_path: Path) -> None:
    files = {
        "people/bob.md": "---\ntitle: Bob\naliases: [A. Example, [b], {name: X, autolink: perhaps}]\nrelations: 3\n---\n"
    }
    made = site(tmp_path, files)
    with pytest.raises(ProblemsError) as raised:
        made.make()
    told = [(one.field, one.message) for one in raised.value.problems]
    assert ("aliases.name", "should be text, not a list") in told
    assert ("aliases.autolink", 'should be true or false, not "perhaps"') in told


# Russian

RUSSIAN = {
    "people/ada.md": "---\ntitle: Ада Примерова\naliases: [Примерова]\n---\n",
    "people/ada.en.md": "---\ntitle: Ada Sample\nsummary: She.\n---\nOf her.\n",
    "organizations/board.md": "---\ntitle: Портовый совет гавани\n---\n",
    "articles/one.md": article("Об Аде Примеровой в Портовом совете гавани."),
    "articles/one.en.md": "---\ntitle: One\nsummary: O.\n---\nОб Аде Примеровой, Портовый совет гавани, Ada Sample.\n",
}


def test_forms_are_found_in_russian_and_in_no_other_language(tmp_path: Path) -> None:
    made = Site(tmp_path / "content", {"DEFAULT_LANG": "ru"}).write(RUSSIAN).build()
    assert links(made) == ["Аде Примеровой → /people/ada/", "Портовом совете гавани → /organizations/board/"]
    assert links(made, "en/articles/one") == [
        "Портовый совет гавани → /organizations/board/",
        "Ada Sample → /en/people/ada/",
    ]


def test_without_the_extra_names_are_found_as_they_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(naming, "is_installed", lambda: False)
    files = {**RUSSIAN, "articles/two.md": article("Ада Примерова.")}
    made = Site(tmp_path / "content", {"DEFAULT_LANG": "ru"}).write(files)
    assert made.problems() == []
    assert links(made.build()) == []
    assert links(made.build(), "articles/two") == ["Ада Примерова → /people/ada/"]


def test_a_form_that_may_be_of_two_names_is_left_alone_and_told(tmp_path: Path) -> None:
    files = {
        **RUSSIAN,
        "people/ivan.md": "---\ntitle: Иван Примеров\naliases: [Примеров]\n---\n",
        "articles/one.md": article("Примерова знает Примеров, а Примерову – Ада Примерова."),
    }
    made = Site(tmp_path / "content", {"DEFAULT_LANG": "ru"}).write(files)
    assert links(made.build()) == ["Примеров → /people/ivan/", "Ада Примерова → /people/ada/"]
    assert [one.message.partition(";")[0] for one in made.problems()] == [
        '"Примерова" may mean the person "ada" or the person "ivan"'
    ]


@pytest.mark.parametrize(
    ("type", "names", "forms"),
    [
        ("person", ["Ада Экзампл", "Экзампл"], "Ады Экзампл, Аде Экзампл, Аду Экзампл, Адой Экзампл"),
        ("person", ["Иван Экзампл"], "Ивана Экзампла, Ивану Экзамплу, Иваном Экзамплом, Иване Экзампле"),
        ("person", ["Пётр Примеров-Образцов"], "Петра Примерова-Образцова"),
        ("person", ["Фёдор Образцов"], "Фёдора Образцова, Федора Образцова, Федор Образцов"),
        ("person", ["Портовый смотритель"], "Портового смотрителя, Портовым смотрителем"),
        ("person", ["И. Примеров", "Иван Примеров"], "И. Примерова, И. Примеровым"),
        ("organization", ["Портовый совет гавани"], "Портового совета гавани, Портовым советом гавани"),
        ("organization", ["Банк «Тихая гавань»"], "Банка «Тихая гавань», Банке «Тихая гавань»"),
        ("organization", ["Портовая комиссия"], "Портовую комиссию, Портовой комиссии"),
        ("hypothesis", ["Страховая афера"], "Страховой аферы, Страховую аферу"),
    ],
)
def test_names_are_inflected_as_names_are(type: str, names: list[str], forms: str) -> None:
    assert set(forms.split(", ")) <= set(russian.forms_of(type, names)[0])


@pytest.mark.parametrize(
    ("type", "name"),
    [
        ("person", "Ли"),
        ("person", "Ada Example"),
        ("organization", "АБВ"),
        ("organization", "«Тихая гавань»"),
        ("organization", "ООО «Гавань»"),
        ("hypothesis", "Кто-то заплатил"),
        ("organization", "Қазорт"),
    ],
)
def test_what_is_no_name_in_russian_takes_no_forms(type: str, name: str) -> None:
    assert not russian.forms_of(type, [name])[0]


# Builds after edits


def test_a_new_person_lets_only_those_articles_be_searched_and_rendered_that_name_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"articles/a{n}.md": article(f"Ada Example met B{n}ob Samples in {n}.") for n in range(20)}
    files["articles/odd.md"] = article("Ada Example met Zed <b>Sa</b>mples.")
    made = site(tmp_path, files)
    made.make()
    searched: list[TextToSearch] = []
    find = naming.find_mentions

    def watched(texts: list[TextToSearch], names: naming.NameTable) -> object:
        searched.extend(texts)
        return find(texts, names)

    monkeypatch.setattr(naming, "find_mentions", watched)
    made.write({"people/bob.md": "---\ntitle: B7ob\n---\n"})
    assert {path for path in made.make().changed if path.startswith("articles/")} == {"articles/a7/index.html"}
    assert len(searched) == 2, "in the other a tag stands in a word, so only reading all of it tells"
    searched.clear()
    made.write({"people/zed.md": "---\ntitle: Sample\naliases: [Quo Vadis]\n---\n"})
    made.make()
    assert len(searched) == 1
    searched.clear()
    made.write({"people/bob.md": "---\ntitle: B9ob\n---\n"})
    assert {path for path in made.make().changed if path.startswith("articles/")} == {
        "articles/a7/index.html",
        "articles/a9/index.html",
    }
    assert len(searched) == 3


def test_an_article_that_was_away_while_names_changed_is_searched_again(tmp_path: Path) -> None:
    one, draft = article("Ada Example and Bob."), article("Ada Example and Bob.", "status: draft\n")
    made = site(tmp_path, {"articles/one.md": one})
    made.make()
    made.write({"articles/one.md": draft}).make()
    made.write({"people/bob.md": "---\ntitle: Bob\n---\n"}).make()
    assert links(made.write({"articles/one.md": one}).build()) == ["Ada Example → /people/ada/", "Bob → /people/bob/"]


def test_links_go_when_the_last_name_does(tmp_path: Path) -> None:
    made = Site(tmp_path / "content").write(
        {"people/bob.md": "---\ntitle: Bob\n---\n", "articles/one.md": article("Bob.")}
    )
    assert links(made.build()) == ["Bob → /people/bob/"]
    (made.content / "people/bob.md").unlink()
    assert links(made.build()) == []


def test_workers_find_the_same(tmp_path: Path) -> None:
    files = RUSSIAN | {
        f"articles/a{n}.md": article(f"Ада Примерова и Портовым советом гавани, {n}.") for n in range(150)
    }
    alone, together = (
        Site(tmp_path / one / "content", {"DEFAULT_LANG": "ru"}).write(files) for one in ("alone", "together")
    )
    alone.make()
    with Workers(2) as workers:
        workers.start()
        together.make(workers)
    assert alone.files() == together.files()
    assert links(Built(alone.files()), "articles/a3")
