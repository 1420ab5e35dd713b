"""What authors may write, and what they are told when they write something else."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corkboard.records import CONTENT_TYPES
from corkboard.records.common import Record
from corkboard.records.fields import PartialDate, Stance, id_problem, tag_slug
from corkboard.records.validation import Fault, references_of, validate
from corkboard.settings import parse_moment

MODELS = {type.name: type.model for type in CONTENT_TYPES}
ALMATY = ZoneInfo("Asia/Almaty")


def faults(type: str, translation: bool = False, **values: Any) -> list[Fault]:
    record, found = validate(MODELS[type], values, dt.UTC, translation)
    assert (record is None) == bool(found)
    return found


def record(type: str, **values: Any) -> Record:
    found, wrong = validate(MODELS[type], values, dt.UTC)
    assert found is not None, wrong
    return found


def test_an_id_alone_stands_for_a_mapping() -> None:
    article = record("article", title="T", date="2026-11-22", people=["a", {"id": "b", "as": "C"}], hypotheses=["h"])
    assert [(one.id, one.as_) for one in article.people] == [("a", None), ("b", "C")]
    assert article.hypotheses[0].stance is Stance.NEUTRAL


def test_follows_takes_an_id_or_a_list() -> None:
    assert record("article", title="T", date="2026-11-22", follows="a").follows == ("a",)
    assert record("article", title="T", date="2026-11-22", follows=["a", "b"]).follows == ("a", "b")


def test_only_a_draft_may_leave_out_its_date() -> None:
    assert [fault.message for fault in faults("article", title="T")] == ["date is missing"]
    assert not faults("article", title="T", status="draft")
    assert [fault.path for fault in faults("article", title="T", status="withdrawn")] == [("date",)]


def test_everything_wrong_is_told_at_once() -> None:
    found = faults("article", titel="T", status="drafts", tags="media", people=[{"di": "a"}], slug="a b", date="soon")
    fields = {"titel", "title", "date", "status", "tags", "people.di", "people.id", "slug"}
    assert {fault.field for fault in found} == fields


def test_a_missing_date_is_told_together_with_other_faults() -> None:
    assert {fault.field for fault in faults("article", title="T", tags="media")} == {"date", "tags"}


_NOT_ASKED = {"to": "a", "status": "not-yet-asked"}
_ATTEMPT = {"date": "2026-01-01", "channel": "e-mail"}
_CORRECTION = {"date": "2026-11-22", "says": "It is May.", "why": "We misread it."}


def _claim(**fields: Any) -> dict[str, Any]:
    return {"id": "e", "claim": "It is said.", "verification": "unverified", **fields}


def _assessed(likelihood: str) -> dict[str, str]:
    return {"hypothesis": "h", "likelihood": likelihood, "why": "It is said."}


@pytest.mark.parametrize(
    ("type", "values", "field", "says", "hint"),
    [
        ("article", {"titel": "T"}, "titel", 'no field "titel"', 'did you mean "title"?'),
        ("article", {"people": [{"id": "a", "sa": "b"}]}, "people.sa", 'no field "sa"', "as"),
        ("article", {"status": "drafft"}, "status", "not one of draft, published, withdrawn", 'did you mean "draft"?'),
        ("article", {"hypotheses": [{"id": "h", "stance": "suports"}]}, "hypotheses.stance", "not one of", "supports"),
        ("article", {"date": "2026-13-01"}, "date", "not a date", ""),
        ("article", {"date": "2026-02-30"}, "date", "not a date", ""),
        ("article", {"date": "yesterday"}, "date", "not a date", ""),
        ("article", {"date": "0001-01-01T00:00+14:00"}, "date", "not a date", ""),
        ("article", {"tags": "media"}, "tags", "should be a list", "[media]"),
        ("article", {"tags": ["!!"]}, "tags", "no letter or digit", ""),
        ("article", {"tags": [None]}, "tags", "should be text, not nothing", ""),
        ("article", {"title": ["a"]}, "title", "should be text, not a list", ""),
        ("article", {"title": "  "}, "title", "is empty", ""),
        ("article", {"people": {"id": "a"}}, "people", "should be a list, not a mapping", ""),
        ("article", {"redirect_from": ["/../../etc/passwd"]}, "redirect_from", "not an old address", ""),
        ("article", {"redirect_from": ["https://example.org/x"]}, "redirect_from", "not an old address", ""),
        ("article", {"redirect_from": ["/a/%2e%2e/b"]}, "redirect_from", "not an old address", ""),
        ("article", {"redirect_from": ["/nul/"]}, "redirect_from", "not an old address", ""),
        ("article", {"slug": "../../etc/passwd"}, "slug", "neither a letter", ""),
        ("article", {"slug": "CON"}, "slug", "Windows", ""),
        ("article", {"slug": "я" * 150}, "slug", "150 characters", ""),
        ("article", {"slug": "漢" * 90}, "slug", "255 bytes", ""),
        ("article", {"slug": "🙂"}, "slug", "neither a letter", ""),
        ("article", {"lang": "English"}, "lang", "not a language code", ""),
        ("person", {"roles": [{"title": "T", "from": "2016-13"}]}, "roles.from", "not a date", ""),
        ("person", {"roles": [{"title": "T", "from": "2018", "to": "2016"}]}, "roles", "ends before it begins", ""),
        ("person", {"relations": [{"kind": "family"}]}, "relations.to", "to is missing", ""),
        ("hypothesis", {"status": "proven"}, "status", "not one of open", ""),
        ("person", {"died": {"year": "1999", "month": "14"}}, "died", "should be a date, not a mapping", ""),
        ("article", {"evidence": "x"}, "evidence", "should be a list", "- id: …"),
        ("article", {"evidence": {"id": "a"}}, "evidence", "should be a list, not a mapping", "- id: …"),
        ("article", {"evidence": ["x"]}, "evidence", "should be a mapping", "id, claim"),
        ("article", {"sources": [{"id": "s", "private": ["true"]}]}, "sources.private", "true or false", ""),
        ("article", {"sources": [{"id": "s", "grade": ["B2"]}]}, "sources.grade", "a grade such as B2", ""),
        ("article", {"sources": [{"id": "s", "grade": {"B": "2"}}]}, "sources.grade", "a grade such as B2", ""),
        ("article", {"sources": [{"id": "s", "archived": "https://a b"}]}, "sources.archived", "not a web", ""),
        ("article", {"evidence": [_claim(about=["a", "a"])]}, "evidence.about", "given twice", ""),
        ("article", {"evidence": [_claim(bears_on={"a": "C", " a": "I"})]}, "evidence.bears_on", "given twice", ""),
        ("article", {"assessments": [_assessed("0.5")]}, "assessments.likelihood", '"50%" or "0.5%"', ""),
        ("article", {"assessments": [_assessed("٥٠%")]}, "assessments.likelihood", "write one percentage", ""),
        ("article", {"assessments": [_assessed("likely/probable")]}, "assessments.likelihood", "one of: almost", ""),
        ("article", {"right_of_reply": [_NOT_ASKED, _NOT_ASKED]}, "right_of_reply", "told twice", ""),
        ("article", {"right_of_reply": [_NOT_ASKED | {"attempts": [_ATTEMPT]}]}, "right_of_reply", "attempts:", ""),
        ("article", {"right_of_reply": [{"to": "a", "status": "asked"}]}, "right_of_reply", "attempts and dead", ""),
        ("article", {"corrections": [_CORRECTION, _CORRECTION]}, "corrections", "two are the same", ""),
        ("author", {"url": "javascript:alert(1)"}, "url", "not a web address", ""),
        ("author", {"url": "https://[bad"}, "url", "not a web address", ""),
    ],
)
def test_a_wrong_value_is_told_with_its_field(
    type: str, values: dict[str, Any], field: str, says: str, hint: str
) -> None:
    required = {"title": "T"} | ({"date": "2026-11-22"} if type == "article" else {})
    found = faults(type, **(required | values))
    assert [fault.field for fault in found] == [field]
    assert says in found[0].message
    assert hint in found[0].hint


def test_values_left_empty_count_as_left_out() -> None:
    person = record("person", title="T", summary=None, roles=[{"title": "Chair", "to": None, "from": None}])
    assert person.roles[0].to is None


def test_a_translation_needs_title_and_summary_and_takes_the_rest() -> None:
    assert not faults("article", translation=True, title="T", summary="S")
    assert [fault.field for fault in faults("article", translation=True, title="T")] == ["summary"]


def test_every_reference_is_found_where_it_stands() -> None:
    person = record(
        "person",
        title="T",
        roles=[{"title": "R", "organization": "o", "source": "a"}, {"title": "R", "source": "https://example.org/"}],
        relations=[{"to": "p", "kind": "family"}],
    )
    assert [(reference.path, reference.value) for reference in references_of(person)] == [
        (("relations", 0, "to"), "p"),
        (("roles", 0, "organization"), "o"),
        (("roles", 0, "source"), "a"),
        (("roles", 1, "source"), "https://example.org/"),
    ]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-22", "2026-11-22T00:00:00+05:00"),
        ("2026-11-22T09:00+05:00", "2026-11-22T09:00:00+05:00"),
        ("2026-11-22 9:00:00-0400", "2026-11-22T18:00:00+05:00"),
        ("2026-11-22T09:00Z", "2026-11-22T14:00:00+05:00"),
        ("2026-11-22 09:00", "2026-11-22T09:00:00+05:00"),
        ("2026-11-22t9:00:00.5 +00:00", "2026-11-22T14:00:00.500000+05:00"),
    ],
)
def test_moments_are_read_and_put_into_the_time_zone_of_the_site(text: str, moment: str) -> None:
    assert parse_moment(text, ALMATY).isoformat() == moment


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    for read in (lambda: parse_moment(text, ALMATY), lambda: PartialDate.parse(text)):
        with suppress(ValueError):
            assert read()


def test_partial_dates_sort_in_time() -> None:
    written = [
        "2015-12-31", "after 2015", "before 2016", "2016", "before 2016-01", "2016-01", "2016-01-01", "after 2016-01",
        "before 2016-05", "2016-05", "before 2016-05-31", "2016-05-31", "after 2016-05-31", "after 2016-05",
        "2016-12-31", "after 2016", "before 2017", "2017",
    ]  # fmt: skip
    dates = [PartialDate.parse(text) for text in written]
    orders = [date.order for date in dates]
    assert orders == sorted(set(orders))
    assert [str(date) for date in dates] == written


@pytest.mark.parametrize("date", ["2016", "2016-05", "2016-05-31"])
def test_an_approximate_date_sorts_as_that_date(date: str) -> None:
    assert PartialDate.parse(f"c. {date}").order == PartialDate.parse(date).order


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2018", "2016"),
        ("2016-05", "2016-04"),
        ("2016-05-02", "2016-05-01"),
        ("2016-05-02", "2016-04"),
        ("2017", "2016-12-31"),
        ("2016", "before 2016"),
        ("2016-05", "before 2016-05"),
        ("2016-05-02", "before 2016-05-02"),
        ("after 2016", "2016"),
        ("after 2016-05", "2016-05"),
        ("after 2016-05-02", "2016-05-02"),
        ("after 2016", "before 2017"),
        ("c. 2018", "2017"),
        ("2018", "c. 2017-12"),
    ],
)
def test_a_role_that_ends_before_it_begins_is_a_problem(first: str, last: str) -> None:
    assert ends_before_it_begins(first, last)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2016", "2016"),
        ("2016-05", "2016"),
        ("2016", "2016-01-01"),
        ("2016-05", "2016-05-01"),
        ("before 2018", "2016"),
        ("before 2018", "before 2016"),
        ("2018", "after 2016"),
        ("after 2016", "2017"),
        ("after 2016-05", "2016"),
        ("after 2016", "after 2010"),
        ("2016-05", "before 2016-06"),
        ("c. 2016-05", "2016-04"),
        ("2016-05", "c. 2016-04"),
        ("c. 2016", "2016-01"),
    ],
)
def test_a_role_that_may_have_ended_after_it_began_is_none(first: str, last: str) -> None:
    assert not ends_before_it_begins(first, last)


def ends_before_it_begins(first: str, last: str) -> bool:
    found = faults("person", title="A", roles=[{"title": "Chair", "from": first, "to": last}])
    assert {fault.message for fault in found} <= {"the role ends before it begins"}
    return bool(found)


@pytest.mark.parametrize("name", ["a", "Person_1", "человек", "人物", "אדם", "हिन्दी", "a" * 100])
def test_ids_of_any_script_will_do(name: str) -> None:
    assert id_problem(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a.b",
        "a/b",
        "..",
        "a b",
        "a\n",
        "🙂",
        "con",
        "LPT1",
        "COM¹",
        "a" * 101,
        "index",
        "_index",
        "\u0301a",
        "a\u202eb",
        "a\\b",
    ],
)
def test_other_ids_will_not(name: str) -> None:
    assert id_problem(name)


@given(st.text(max_size=120))
def test_an_id_that_will_do_names_one_folder(name: str) -> None:
    if id_problem(name) is None:
        assert "/" not in name
        assert name not in (".", "..")
        assert len(name.encode()) <= 255


def test_tags_have_addresses_in_any_script() -> None:
    assert [tag_slug(tag) for tag in ("Media & Power", "СМИ", "  a -- b ")] == ["media-power", "сми", "a-b"]
