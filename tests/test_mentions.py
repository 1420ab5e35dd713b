"""The sentence in which somebody is first named."""

from __future__ import annotations

import pytest

from corkboard.board.catalog import Key
from corkboard.board.mentions import find_names
from corkboard.board.names import Meaning, NameTable
from corkboard.documents.links import Link

ANN, BOB, CLUB = Key("person", "ann"), Key("person", "bob"), Key("organization", "club")


def table(names: dict[str, tuple[Key, ...]]) -> NameTable:
    keys = tuple(dict.fromkeys(key for meant in names.values() for key in meant))
    meanings = {name: tuple(map(keys.index, meant)) for name, meant in names.items()}
    return NameTable(keys, tuple(names), tuple(Meaning(meant, meant) for meant in meanings.values()))


def names(*pairs: tuple[str, Key]) -> NameTable:
    return table({name: (key,) for name, key in pairs})


def first(body: str, *pairs: tuple[str, Key], wanted: set[Key] | None = None, lang: str = "en") -> dict[str, str]:
    found = find_names(
        body, lang, wanted or {key for _, key in pairs}, None, names(*pairs), lambda link: Key(link.kind, link.value)
    )
    return {key.id: f"{one.before}[{one.name}]{one.after}" for key, one in found.quotations.items()}


def test_the_whole_sentence_is_quoted_with_the_name_set_apart() -> None:
    body = "<p>It rained. Then <em>Ann Lee</em> spoke, for 3.5 minutes. She left.</p>"
    assert first(body, ("Ann Lee", ANN)) == {"ann": "Then [Ann Lee] spoke, for 3.5 minutes."}


def test_a_link_counts_even_if_its_text_is_no_name() -> None:
    body = '<p>Later. The <a href="{person}ann">chair</a> resigned. Ann Lee denies it.</p>'
    assert first(body, ("Ann Lee", ANN)) == {"ann": "The []chair resigned."}


def test_running_text_comes_before_headings() -> None:
    assert first("<h2>Ann Lee</h2><p>Of her. Ann Lee sang.</p>", ("Ann Lee", ANN)) == {"ann": "[Ann Lee] sang."}
    assert first("<h2>Ann Lee</h2><p>Of her.</p>", ("Ann Lee", ANN)) == {"ann": "[Ann Lee]"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Annabel sang.", "Ann"),
        ("He said Joann.", "ann"),
        ("Наташа пришла.", "Ната"),
        ("राम\u093e गया।", "राम"),
        ("ann_lee", "ann"),
        ("Ann-Marie sang.", "Ann"),
        ("Mary-Ann sang.", "Ann"),
        ("O’Ann sang.", "Ann"),
        ("Ann’Shea sang.", "Ann"),
        ("ann@example.org", "ann"),
        ("desk@ann.example", "ann"),
        ("Ann.example is down.", "Ann"),
        ("https://example.org/Ann", "Ann"),
    ],
)
def test_parts_of_words_are_no_names(text: str, name: str) -> None:
    assert first(f"<p>{text}</p>", (name, ANN)) == {}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("(Ann) sang.", "Ann"),
        ("Ann’s song.", "Ann"),
        ("Песня Анны Ли, новая.", "Анны Ли"),
        ("李明说了。", "李明"),
        ("นายสมชายมา", "สมชาย"),
        ("O’Neil sang.", "O'Neil"),
        ("Jose\u0301 sang.", "José"),
        ("Ann&nbsp;Lee sang.", "Ann Lee"),
        ("Ann\nLee sang.", "Ann Lee"),
        ("#Ann sang.", "Ann"),
        ("L'histoire d’Ann.", "Ann"),
        ("Ann’s song", "Ann"),
        ("The pro-Ann camp: Ann", "Ann"),
        ("He left—Ann did not.", "Ann"),
        ("Ann/Bob", "Ann"),
        ("«Ann»", "Ann"),
        ("The firm «Sea»", 'firm "Sea"'),
        ("Salt‑Lake", "Salt-Lake"),
        ("An\u00adn sang.", "Ann"),
        ("See https://example.org/ Ann", "Ann"),
    ],
)
def test_whole_words_are_found_in_any_script(text: str, name: str) -> None:
    assert "ann" in first(f"<p>{text}</p>", (name, ANN))


def test_the_longest_name_wins_and_a_shorter_one_that_is_whole_is_not_lost() -> None:
    pairs = (("Ann", ANN), ("Ann Lee", BOB))
    assert first("<p>Ann Lee sang.</p>", *pairs) == {"bob": "[Ann Lee] sang."}
    assert first("<p>Ann Leeds sang.</p>", *pairs) == {"ann": "[Ann] Leeds sang."}


def test_a_full_stop_in_a_name_ends_no_sentence() -> None:
    body = "<p>In May Persona A. said nothing. Persona A. left.</p>"
    assert first(body, ("Persona A.", ANN)) == {"ann": "In May [Persona A.] said nothing."}


def test_a_very_long_sentence_is_cut_at_words_around_the_name() -> None:
    quote = first(f"<p>{'word ' * 500}Ann {'word ' * 500}end.</p>", ("Ann", ANN))["ann"]
    assert "[Ann]" in quote
    assert len(quote) < 450
    assert quote.startswith("… word")
    assert quote.endswith("word …")


def test_a_name_that_two_share_counts_for_the_one_the_article_refers_to() -> None:
    shared = table({"Lee": (ANN, BOB)})
    found = find_names("<p>Lee sang.</p>", "en", {BOB}, None, shared, lambda _: None)
    assert list(found.quotations) == [BOB]


def test_nobody_to_look_for_finds_nobody() -> None:
    assert not find_names("<p>Ann</p>", "en", set(), None, NameTable(), lambda _: None).quotations
    assert not find_names("<p>Ann</p>", "en", {ANN}, None, NameTable(), lambda _: None).quotations


def test_a_table_of_many_cells_takes_no_longer_for_each() -> None:
    assert first("<td>Ann</td>" * 50_000 + "<p>Of Ann.</p>", ("Ann", ANN)) == {"ann": "Of [Ann]."}


def test_code_names_nobody() -> None:
    assert first("<pre>Ann</pre><p><code>Ann</code></p>", ("Ann", ANN)) == {}


def test_links_resolve_through_the_board() -> None:
    seen: list[Link] = []

    def follow(link: Link) -> Key | None:
        seen.append(link)
        return None

    body = '<p><a href="{person}x">x</a></p>'
    assert not find_names(body, "en", {ANN}, None, names(("Ann", ANN)), follow).quotations
    assert seen == [Link("person", "x")]
