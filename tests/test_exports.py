"""Exports: valid in each format, alike in all, and never a claim without what belongs to it."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import followthemoney
import jsonschema
import pytest
from followthemoney import model
from followthemoney.namespace import Namespace
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from corkboard.board.catalog import Item
from corkboard.build import recall
from corkboard.build.explain import explain
from corkboard.comments import extend
from corkboard.outputs.csv_cells import BETWEEN, line
from corkboard.outputs.graphml import EDGE_KEYS, EDGES, NODE_KEYS
from corkboard.outputs.relation_words import RELATION_WORDS, Nature, nature_of
from corkboard.outputs.tables import TABLES as ALL_TABLES
from corkboard.registry import default_registry
from corkboard.views.context import Context
from corkboard.views.export import row_of as row_of_code
from corkboard.views.rows import RecordRow
from exported import DATA, FILES, PLANTED, TABLES, board, entities, graph, inquiry, record, table
from outputs_support import HOSTILE
from sites import Built

SOLD = "article/log#evidence-sold"
FRAUD = "hypothesis, status: supported, attributed to “Who sold the log?”"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    site = inquiry(tmp_path_factory.mktemp("exports"))
    site.registry = extend(default_registry())
    return site.build()


def one(rows: list[Any], **values: Any) -> Any:
    """The only row with these values."""
    (found,) = [row for row in rows if all(row[name] == value for name, value in values.items())]
    return found


def values(entity: Any, name: str) -> Any:
    return entity["properties"].get(name, [])


def of_schema(built: Built, schema: str) -> list[Any]:
    return [entity for entity in entities(built) if entity["schema"] == schema]


def named(built: Built, name: str) -> Any:
    (found,) = [
        entity for entity in entities(built) if name in values(entity, "name") and entity["schema"] != "Mention"
    ]
    return found


def edges(built: Built, kind: str) -> list[tuple[str, str, Any]]:
    return [(source, target, data) for source, target, data in graph(built).edges(data=True) if data["kind"] == kind]


# JSON


def test_the_json_document_is_valid_by_the_schema_beside_it(built: Built) -> None:
    schema = json.loads(built.text("data/board.schema.json"))
    checker = jsonschema.validators.validator_for(schema)
    assert checker is jsonschema.Draft202012Validator
    checker.check_schema(schema)
    assert list(checker(schema).iter_errors(board(built))) == []
    spoiled = board(built)
    del spoiled["articles"][0]["claims"][0]["verification"]
    assert [error.message for error in checker(schema).iter_errors(spoiled)] == [
        "'verification' is a required property"
    ]


def test_every_field_of_the_schema_says_what_it_means(built: Built) -> None:
    for name, one in json.loads(built.text("data/board.schema.json"))["$defs"].items():
        assert one["description"], name
        for field, about in one.get("properties", {}).items():
            assert name == "Publication" or about.get("description"), (name, field)


def test_a_claim_has_its_status_source_grade_and_successors_in_json(built: Built) -> None:
    claim = one(record(built, "article/log")["claims"], id=SOLD)
    assert (claim["verification"], claim["verification_given"]) == ("retracted", "unverified")
    assert claim["label"] == "retracted, claimed in “Who sold the log?”"
    assert claim["claimed_in"]["url"] == "https://example.org/articles/sold-log/"
    assert claim["source"] == {
        "id": "article/log#source-clerk",
        "kind": "insider",
        "title": "A clerk",
        "grade": "F6",
        "note": None,
        **dict.fromkeys(("url", "archived", "sha256", "accessed", "derived_from")),
    }
    assert claim["about"] == [{"id": "person/ada", "name": "Ada Example"}]
    assert [(row["hypothesis"]["id"], row["weight"]) for row in claim["bears_on"]] == [
        ("hypothesis/fraud", "C"),
        ("hypothesis/storm", "I"),
        ("hypothesis/prank", None),
    ]
    assert claim["bears_on"][0]["hypothesis"]["label"] == FRAUD
    (successor,) = claim["superseded_by"]
    assert (successor["id"], successor["verification"]) == ("article/found#evidence-found", "retracted")
    assert claim["corrections"][0]["why"] == "We cannot know."
    (reply,) = claim["replies"]
    assert (reply["status"], reply["attempts"][0]["channel"]) == ("asked", "e-mail")
    assert one(record(built, "article/found")["claims"], id="article/found#evidence-found")["supersedes"] == SOLD


def test_an_article_has_everything_it_is_pinned_to(built: Built) -> None:
    article = record(built, "article/log")
    assert (article["date"], article["modified"]) == ("2026-01-05T04:00:00+00:00", "2026-01-06T00:00:00+00:00")
    assert [(row["who"]["id"], row["called"], row["fields"]) for row in article["mentions"]] == [
        ("person/ada", "Keeper, by her own account", ["people", "evidence.about", "right_of_reply.to"]),
        ("organization/harbor", None, ["organizations", "body"]),
        ("person/bo", None, ["body"]),
    ]
    assert article["refers_to"] == ["question/who"]
    assert article["hypotheses"][0]["stance"] == "supports"
    assert article["translations"][0]["name"] == "Кто продал журнал?"
    assert [row["derived_from"] for row in article["sources"]] == [None, "article/log#source-clerk"]
    assert record(built, "article/found")["follows"] == [{"id": "article/log", "name": "Who sold the log?"}]


def test_roles_and_relations_are_somebodys_statements_in_json(built: Built) -> None:
    ada = record(built, "person/ada")
    keeper, treasurer, poet, rower = ada["roles"]
    assert (keeper["organization"], keeper["since"], keeper["until"]) == ("organization/harbor", "2011", "2016-05")
    assert keeper["stated_by"]["id"] == "article/log"
    assert (treasurer["organization"], treasurer["organization_name"]) == (None, "Union of Small Boats")
    assert treasurer["stated_by"]["url"] == "https://example.org/minutes"
    assert poet["stated_by"] is None
    assert rower["stated_by"] == {"id": None, "title": "an article not published here", "url": None}
    assert [row["kind"] for row in ada["relations"]] == ["family", "business partner", "chess", "dispute"]
    assert (ada["reply"]["status"], ada["died"], ada["articles"]) == ("not-yet-asked", "c. 2020", 2)


def test_a_hypothesis_has_its_status_attribution_and_history(built: Built) -> None:
    fraud = record(built, "hypothesis/fraud")
    assert (fraud["label"], fraud["status"], fraud["attributed_to"]["id"]) == (FRAUD, "supported", "article/log")
    moves = [(row["date"][:10], row["likelihood"], row["lower"], row["upper"]) for row in fraud["assessments"]]
    assert moves == [("2025-12-01", "35 %", 35, 35), ("2026-01-05", "likely", 55, 80)]
    assert [row["stated_by"] and row["stated_by"]["id"] for row in fraud["assessments"]] == [None, "article/log"]
    storm = record(built, "hypothesis/storm")
    assert storm["attributed_to"] == {"id": None, "title": "an article not published here", "url": None}
    assert [row["id"] for row in record(built, "question/who")["hypotheses"]] == [
        "hypothesis/fraud",
        "hypothesis/storm",
    ]


# CSV


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_by_rfc_4180(built: Built, name: str) -> None:
    data = built.files[f"data/{name}.csv"]
    assert not data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))
    (of_code,) = [one for one in ALL_TABLES if one.name == name]
    assert rows[0] == list(of_code.columns)
    assert {len(row) for row in rows} == {len(rows[0])}
    assert data.endswith(b"\r\n")
    assert data.replace(b"\r\n", b"").count(b"\n") == data.replace(b"\r\n", b"").count(b"\r") == 0
    assert len(rows) > 1


def test_a_claim_has_its_status_source_grade_and_successors_in_csv(built: Built) -> None:
    row = one(table(built, "evidence"), id=SOLD)
    assert (row["verification"], row["verification_given"], row["grade"]) == ("retracted", "unverified", "F6")
    assert row["label"] == "retracted, claimed in “Who sold the log?”"
    assert row["article_url"] == "https://example.org/articles/sold-log/#evidence-sold"
    assert (row["about"], row["about_names"]) == ("person/ada", "Ada Example")
    assert row["bears_on"].split(BETWEEN)[0] == f"hypothesis/fraud ({FRAUD}): C"
    assert row["bears_on"].endswith(": not assessed")
    assert row["superseded_by"] == "article/found#evidence-found (retracted): The log lay in the tower all along."
    assert row["corrections"] == "2026-01-06 retraction: We cannot know."
    assert row["replies"] == "person/ada: asked"
    assert one(table(built, "evidence"), id="article/log#evidence-calm")["source"] == ""


def test_the_other_tables_say_who_is_named_and_how_likely_what_was_held_to_be(built: Built) -> None:
    ada = one(table(built, "people"), id="person/ada")
    assert (ada["aliases"], ada["right_of_reply"], ada["articles"]) == ("A. Example | Аня", "not-yet-asked", "2")
    mention = one(table(built, "mentions"), article="article/log", id="person/ada")
    assert mention["called"] == "Keeper, by her own account"
    assert mention["fields"] == "people | evidence.about | right_of_reply.to"
    assessment = one(table(built, "assessments"), article="article/log")
    assert (assessment["hypothesis_label"], assessment["likelihood"], assessment["confidence"]) == (
        FRAUD,
        "likely",
        "low",
    )


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+7 727", "'+7 727"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1", "'＝1"),
        ("\t=1", "'\t=1"),
        ("'tis", "''tis"),
        ('"=1"', '"\'""=1"""'),
        ("=cmd|' /C calc'!A0", "'=cmd|'' /C calc'!A0"),
        ("a;=1", "a;'=1"),
        ("a; =1", "a;' =1"),
        ("a | =1", "a |' =1"),
        ("a\n=1", '"a\n\'=1"'),
        ("a-b = c+d", "a-b = c+d"),
        ("well-known", "well-known"),
        ("a, b", '"a, b"'),
        ('5" pipe', '"5"" pipe"'),
    ],
)
def test_no_cell_is_a_formula(text: str, cell: str) -> None:
    assert line([text]) == f"{cell}\r\n"


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"])).map(str.strip), min_size=1))
def test_a_line_reads_back_and_begins_no_formula(values: list[str]) -> None:
    (row,) = (
        csv.reader(io.StringIO(line(values), newline=""), strict=True) if any(values) or len(values) > 1 else ([""],)
    )
    for value, read in zip(values, row, strict=True):
        assert not read.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
        assert not re.search(r"[;|][\s\"]*[=+\-@]", read)
        if not re.search(r"[;|]", value):
            assert read.removeprefix("'") == value


# GraphML


def test_the_graph_has_everybody_and_everything_and_their_ties(built: Built) -> None:
    found = graph(built)
    types = {node: data["type"] for node, data in found.nodes(data=True)}
    assert types == {
        **{f"article/{id}": "article" for id in ("log", "found")},
        **{f"person/{id}": "person" for id in ("ada", "bo")},
        **{f"hypothesis/{id}": "hypothesis" for id in ("fraud", "storm", "prank")},
        "organization/harbor": "organization",
        "question/who": "question",
        "name/Union of Small Boats": "name",
    }
    assert found.nodes["hypothesis/fraud"]["label"] == f"It was fraud ({FRAUD})"
    kinds = {data["kind"] for _, _, data in found.edges(data=True)}
    assert kinds == set(EDGES)
    ties = {(source, target) for source, target, _ in edges(built, "follows")}
    assert ties == {("article/found", "article/log")}
    roles = {(target, data["title"], data["stated_by"]) for _, target, data in edges(built, "role")}
    assert roles == {
        ("organization/harbor", "Keeper", "article/log"),
        ("name/Union of Small Boats", "Treasurer", "https://example.org/minutes"),
        ("name/Union of Small Boats", "Rower", "an article not published here"),
    }
    assert ("person/bo", "no source given") in {
        (target, data["stated_by"]) for _, target, data in edges(built, "relation")
    }


def test_a_claim_has_its_status_source_grade_and_successors_in_the_graph(built: Built) -> None:
    claims = [*edges(built, "claims"), *edges(built, "weighs")]
    assert len(claims) == 5
    for _, _, data in claims:
        assert {"verification", "verification_given", "label", "claim", "claim_id", "source"} <= data.keys()
    (sold,) = [data for _, target, data in edges(built, "claims") if data["claim_id"] == SOLD]
    assert (sold["verification"], sold["grade"]) == ("retracted", "F6")
    assert sold["source"] == "article/log#source-clerk, insider, A clerk"
    assert sold["superseded_by"].startswith("article/found#evidence-found (retracted): ")
    weights = {target: data["weight"] for _, target, data in edges(built, "weighs")}
    assert weights == {"hypothesis/fraud": "C", "hypothesis/storm": "I", "hypothesis/prank": "not assessed"}


def test_the_graph_is_by_the_grammar_of_graphml(built: Built) -> None:
    """Its keys are declared once, data come before all else, and every edge joins nodes that are there."""
    tree = etree.fromstring(built.files["data/board.graphml"])
    name = "{http://graphml.graphdrawing.org/xmlns}"
    assert tree.tag == f"{name}graphml"
    keys = [key.get("id") for key in tree.iter(f"{name}key")]
    assert keys == [f"node-{key}" for key in NODE_KEYS] + [f"edge-{key}" for key in EDGE_KEYS]
    assert [child.tag for child in tree] == [f"{name}key"] * len(keys) + [f"{name}graph"]
    (whole,) = tree.iter(f"{name}graph")
    nodes = [node.get("id") for node in whole.iter(f"{name}node")]
    assert len(nodes) == len(set(nodes))
    for element in whole:
        assert element.tag in (f"{name}node", f"{name}edge")
        of = [data.get("key") for data in element]
        assert len(of) == len(set(of))
        assert set(of) <= set(keys)
        if element.tag == f"{name}edge":
            assert {element.get("source"), element.get("target")} <= set(nodes)


# FollowTheMoney


def test_every_entity_is_valid_by_the_model(built: Built) -> None:
    for entity in entities(built):
        schema = model.get(entity["schema"])
        schema.validate(entity)
        proxy = model.get_proxy(entity, cleaned=False)
        for name, found in entity["properties"].items():
            assert sorted(proxy.get(name)) == sorted(found), (entity["schema"], name)
        assert all(proxy.get(name) for name in schema.required)
        assert proxy.caption


def test_every_entity_refers_to_what_is_there_and_may_be(built: Built) -> None:
    by_id = {entity["id"]: entity for entity in entities(built)}
    assert len(by_id) == len(entities(built))
    for entity in by_id.values():
        for name, found in entity["properties"].items():
            about = model.get(entity["schema"]).get(name)
            if about.type.name == "entity":
                assert all(model.get(by_id[id]["schema"]).is_a(about.range) for id in found), (entity, name)


def test_entities_ids_stay_apart_when_they_are_signed(built: Built) -> None:
    ids = [entity["id"] for entity in entities(built)]
    assert len({Namespace("paper").sign(id) for id in ids}) == len(ids)
    assert all(followthemoney.types.registry.entity.validate(id) for id in ids)


def test_ids_hang_on_neither_slugs_nor_headlines_nor_addresses(built: Built, tmp_path: Path) -> None:
    moved = {
        name: text.replace("slug: sold-log", "slug: other").replace(
            "title: Who sold the log?", "title: Another headline"
        )
        for name, text in FILES.items()
    }
    site = inquiry(tmp_path, moved, SITEURL="https://example.net/paper")
    site.registry = extend(default_registry())
    after = site.build()
    assert [entity["id"] for entity in entities(after)] == [entity["id"] for entity in entities(built)]
    assert set(graph(after).nodes) == set(graph(built).nodes)
    assert [row["id"] for row in table(after, "evidence")] == [row["id"] for row in table(built, "evidence")]


def test_a_claim_is_a_note_with_its_status_and_no_relation(built: Built) -> None:
    (sold,) = [
        entity for entity in of_schema(built, "Note") if "sold the log." in "".join(values(entity, "description"))
    ]
    assert values(sold, "name") == ["retracted, claimed in “Who sold the log?”"]
    assert values(sold, "keywords") == ["retracted"]
    assert values(sold, "description")[0].split("\n") == [
        "retracted: Ada Example is said to have sold the log.",
        "Claimed in: Who sold the log?",
        "Superseded by a later claim, which is retracted: The log lay in the tower all along.",
        "Source: A clerk, insider, Grade F6",
        "2026-01-06: Retraction: She sold it.: We cannot know.",
        f"It was fraud ({FRAUD}): consistent",
        "It was the storm (hypothesis, status: open, attributed to an article not published here): inconsistent",
        "It was a prank (hypothesis, status: open, not attributed): not assessed",
        "Ada Example: Right of reply: asked",
    ]
    ada = named(built, "Ada Example")["id"]
    assert ada in values(sold, "entity")
    for entity in entities(built):
        if entity["schema"] not in ("Note", "Article"):
            assert "sold" not in str(entity["properties"]).replace("sold-log", "").replace("Who sold the log?", ""), (
                entity
            )
    about_ada = {entity["schema"] for entity in entities(built) if ada in str(entity["properties"])}
    assert about_ada == {"Note", "Mention", "Occupancy", "Family", "Associate", "UnknownLink"}


def test_relations_and_roles_say_whose_statement_they_are(built: Built) -> None:
    ada, bo = named(built, "Ada Example")["id"], named(built, "Bo")["id"]
    (family,) = of_schema(built, "Family")
    assert (values(family, "person"), values(family, "relative")) == ([bo], [ada])
    assert values(family, "relationship") == ["niece"]
    assert values(family, "summary") == ["as stated in “Who sold the log?”"]
    assert values(family, "sourceUrl") == ["https://example.org/articles/sold-log/"]
    (associate,) = of_schema(built, "Associate")
    assert values(associate, "summary") == ["as stated in an article not published here"]
    others = {values(entity, "role")[0]: values(entity, "summary") for entity in of_schema(built, "UnknownLink")}
    assert others == {"chess": ["no source given"], "tenant": ["as stated in https://example.org/court"]}
    roles = of_schema(built, "Occupancy")
    assert all(values(entity, "summary") for entity in roles)
    posts = {entity["id"]: values(entity, "name") for entity in of_schema(built, "Position")}
    (keeper,) = [entity for entity in roles if posts[values(entity, "post")[0]] == ["Keeper"]]
    assert (values(keeper, "startDate"), values(keeper, "endDate")) == (["2011"], ["2016-05"])
    (treasurer,) = [entity for entity in roles if posts[values(entity, "post")[0]] == ["Treasurer"]]
    assert (values(treasurer, "startDate"), values(treasurer, "description")) == ([], ["before 2010"])
    assert values(named(built, "Ada Example"), "deathDate") == []


def test_a_hypothesis_is_a_note_with_its_label(built: Built) -> None:
    (fraud,) = [note for note in of_schema(built, "Note") if values(note, "keywords") == ["supported"]]
    assert values(fraud, "name") == [f"It was fraud ({FRAUD})"]
    assert values(fraud, "description")[0].split("\n") == [
        f"{FRAUD[0].upper()}{FRAUD[1:]}.",
        "Somebody was paid.",
        "One answer to: Who did it?",
    ]
    (stance,) = of_schema(built, "Documentation")
    assert values(stance, "status") == [FRAUD]
    assert values(stance, "role") == ["Stance of this article: supports"]
    assessed = [note for note in of_schema(built, "Note") if fraud["id"] in values(note, "entity")]
    assert [values(note, "description")[0].split("\n")[0] for note in assessed] == [
        f"It was fraud ({FRAUD}): 35 %",
        f"It was fraud ({FRAUD}): likely",
    ]


@pytest.mark.parametrize(
    ("kind", "lang", "nature"),
    [
        ("family", "en", Nature.FAMILY),
        ("Son-in-law", "en", Nature.FAMILY),
        ("family lawyer", "en", Nature.UNKNOWN),
        ("business  partner", "en", Nature.ASSOCIATION),
        ("friend", "ru", Nature.ASSOCIATION),
        ("partner", "en", Nature.UNKNOWN),
        ("родство", "ru", Nature.FAMILY),
        ("Тёща", "ru-RU", Nature.FAMILY),
        ("тетя", "ru", Nature.FAMILY),
        ("деловой партнер", "ru", Nature.ASSOCIATION),
        ("соседство", "ru", Nature.UNKNOWN),
        ("туыс", "kk", Nature.FAMILY),
        ("Әріптес", "kk", Nature.ASSOCIATION),
        ("родство", "kk", Nature.UNKNOWN),
        ("rivals", "xx", Nature.UNKNOWN),
    ],
)
def test_the_kind_of_a_relation_tells_its_nature_only_as_a_whole(kind: str, lang: str, nature: Nature) -> None:
    assert nature_of(kind, lang) is nature


def test_no_word_is_of_two_natures() -> None:
    for natures in RELATION_WORDS.values():
        assert not natures[Nature.FAMILY] & natures[Nature.ASSOCIATION]


# In every format


@pytest.mark.parametrize("path", [*DATA, "data/board.schema.json", "data/index.html", "ru/data/index.html"])
def test_what_readers_do_not_see_leaves_no_trace(built: Built, path: str) -> None:
    for what, planted in PLANTED.items():
        assert planted.encode() not in built.files[path], what
    assert b"articles/draft" not in built.files[path]
    assert b"article/draft" not in built.files[path]


def test_hostile_texts_are_told_as_they_are(tmp_path: Path) -> None:
    text = HOSTILE.replace("'", "’")
    files = {
        "articles/a.md": f"---\ntitle: '{text}'\ndate: 2026-01-01\npeople: [x]\nevidence:\n"
        f"  - {{id: e, claim: '{text}', verification: reported, about: [x]}}\n---\n",
        "people/x.md": f"---\ntitle: '{text}'\naliases: ['{text} 2']\ndied: 1899\n---\n",
    }
    built = inquiry(tmp_path, files).build()
    assert record(built, "person/x")["name"] == text
    assert graph(built).nodes["person/x"]["label"] == text
    assert one(table(built, "people"), id="person/x")["name"] == text
    assert json.loads(built.text("data/entities.ftm.json").splitlines()[0])["properties"]["name"] == [text]


def test_without_an_address_of_its_own_a_site_gives_entities_no_links(tmp_path: Path) -> None:
    built = inquiry(tmp_path, SITEURL="").build()
    assert record(built, "person/ada")["url"] == "/people/ada/"
    links = {link for entity in entities(built) for link in values(entity, "sourceUrl")}
    assert links == {"https://example.org/court", "https://example.org/minutes"}


def test_who_shares_an_id_with_an_organization_is_told_apart(tmp_path: Path) -> None:
    files = {
        "articles/a.md": "---\ntitle: A\ndate: 2026-01-01\npeople: [x]\norganizations: [x]\n---\n",
        "people/x.md": "---\ntitle: Somebody\nrelations: [{to: y, kind: friend}]\n---\n",
        "people/y.md": "---\ntitle: Else\n---\n",
        "organizations/x.md": "---\ntitle: Something\n---\n",
    }
    built = inquiry(tmp_path, files).build()
    assert [row["id"] for row in table(built, "mentions")] == ["person/x", "organization/x"]
    assert len({entity["id"] for entity in entities(built)}) == len(entities(built))


def test_an_empty_site_has_empty_exports(tmp_path: Path) -> None:
    built = inquiry(tmp_path, {"pages/about.md": "---\ntitle: About\n---\n"}).build()
    assert [name for name, rows in board(built).items() if rows and name != "site"] == ["pages"]
    assert table(built, "people") == entities(built) == []
    assert not graph(built).nodes


# The page


def rows_said(built: Built, address: str) -> dict[str, int]:
    items = built.page(address).xpath("//main//li")
    return {
        item.find("h2").text_content(): int(re.findall(r"\d+", item.find_class("meta")[0].text)[0]) for item in items
    }


@pytest.mark.parametrize("address", ["/data/", "/ru/data/"])
def test_the_page_leads_to_every_file_and_says_how_many_rows_it_has(built: Built, address: str) -> None:
    page = built.page(address)
    links = page.xpath("//main//li/h2/a/@href")
    assert sorted(links) == sorted(f"/{path}" for path in DATA)
    assert "/data/board.schema.json" in page.xpath("//main//a/@href")
    whole = board(built)
    assert rows_said(built, address) == {
        **{f"{name}.csv": len(table(built, name)) for name in TABLES},
        "board.json": sum(len(rows) for name, rows in whole.items() if name != "site"),
        "board.graphml": graph(built).number_of_nodes() + graph(built).number_of_edges(),
        "entities.ftm.json": len(entities(built)),
    }


def test_every_page_leads_to_it_in_its_language(built: Built) -> None:
    assert built.page("/").xpath("//footer//a[@href='/data/']/text()") == ["Data"]
    assert built.page("/ru/articles/sold-log/").xpath("//footer//a[@href='/ru/data/']/text()") == ["Данные"]
    assert built.page("/data/").xpath("//link[@rel='alternate'][@hreflang]/@href") == [
        "https://example.org/data/",
        "https://example.org/ru/data/",
    ]
    assert "https://example.org/ru/data/" in built.text("sitemap.xml")


def test_the_terms_of_use_are_the_publishers(built: Built, tmp_path: Path) -> None:
    assert "has not said under what terms" in built.words("/data/")
    assert board(built)["site"]["license"] is None
    said = inquiry(tmp_path, DATA_LICENSE="As you like, with our name").build()
    assert "Terms of use As you like, with our name" in said.words("/data/")
    assert board(said)["site"]["license"] == "As you like, with our name"


def test_only_the_formats_that_are_asked_for_are_made(tmp_path: Path) -> None:
    site = inquiry(tmp_path, EXPORTS=["csv"])
    built = site.build()
    assert {path for path in built.files if path.startswith("data/")} == {
        "data/index.html",
        *(f"data/{name}.csv" for name in TABLES),
    }
    site.settings["EXPORTS"] = []
    built = site.build()
    assert not [path for path in built.files if "data/" in path]
    assert built.holding('/data/"') == set()


def test_a_preview_has_the_page_and_no_files(tmp_path: Path) -> None:
    built = inquiry(tmp_path, DRAFTS=True).build()
    assert {path for path in built.files if path.startswith("data/")} == {"data/index.html"}
    assert "In a preview there are no such files" in built.words("/data/")


def test_a_page_of_the_sites_own_cannot_be_called_data(tmp_path: Path) -> None:
    site = inquiry(tmp_path, {**FILES, "pages/data.md": "---\ntitle: Data\n---\n"})
    assert [(one.file, one.message) for one in site.problems() if "taken" in one.message] == [
        ("content/pages/data.md", "/data/ is taken by the site itself")
    ]


# What is made anew


def article(month: int, title: str = "T", body: str = "Text.") -> str:
    return f"---\ntitle: {title}\ndate: 2026-{month:02}-01\npeople: [ada]\n---\n{body}\n"


def test_after_an_edit_only_those_parts_are_made_anew_that_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"articles/in-{month}.md": article(month) for month in range(1, 6)}
    files["articles/in-5.md"] = article(5).replace("people:", "follows: in-2\npeople:")
    site = inquiry(tmp_path, {**files, "people/ada.md": "---\ntitle: Ada\n---\n"})
    before = site.build().files
    made: list[str] = []

    def row_of(context: Context, item: Item) -> RecordRow:
        made.append(item.key.id)
        return row_of_code(context, item)

    monkeypatch.setattr("corkboard.outputs.exports.row_of", row_of)
    site.write({"articles/in-2.md": article(2, body="Another text.")}).make()
    assert made == []
    site.write({"articles/in-2.md": article(2, title="Another title", body="Another text.")})
    after = site.build().files
    assert made == ["in-2", "in-5"]  # which says what the article is called that it follows
    made.clear()
    (site.output / "data/people.csv").write_bytes(b"mine")
    site.make()
    assert sorted(made) == ["ada", *(f"in-{month}" for month in range(1, 6))]
    assert site.files() == after
    changed = {path for path in after if path.startswith("data/") and after[path] != before[path]}
    assert changed == {"data/board.json", "data/board.graphml", "data/entities.ftm.json", "data/mentions.csv"}


def test_explain_says_why_an_export_was_made_anew(tmp_path: Path) -> None:
    site = inquiry(tmp_path, {"articles/a.md": article(1), "people/ada.md": "---\ntitle: Ada\n---\n"})
    site.make()
    site.write({"articles/a.md": article(1, title="Another")}).make()
    told = explain(recall(site.cache), "/data/mentions.csv", "", "content")
    assert told.reasons == ("its text changed", "from content/articles/a.md")
    assert told.lists == ("the front matter of everything that is published", "the site's constants and settings")
    assert explain(recall(site.cache), "/data/people.csv", "", "content").reasons == ("no build before it was known",)
