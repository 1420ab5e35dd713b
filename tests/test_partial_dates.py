"""Dates that are known in part, in the words of each language."""

from __future__ import annotations

import pytest

from corkboard.records.fields import PartialDate
from corkboard.views.partial_dates import as_written, period, since, until
from corkboard.views.words import words

WRITTEN = {
    "en": {
        "2016": "2016",
        "2016-05": "May 2016",
        "2016-05-03": "May 3, 2016",
        "c. 2017": "c. 2017",
        "c. 2017-08": "c. August 2017",
        "before 2016": "before 2016",
        "after 2016-05": "after May 2016",
        "before 2016-05-03": "before May 3, 2016",
    },
    "ru": {
        "2016": "2016",
        "2016-05": "май 2016 г.",
        "2016-05-03": "3 мая 2016 г.",
        "c. 2017": "ок. 2017 г.",
        "c. 2017-08": "ок. августа 2017 г.",
        "before 2016": "до 2016 г.",
        "after 2016-05": "после мая 2016 г.",
        "before 2016-05-03": "до 3 мая 2016 г.",
    },
    "kk": {
        "2016": "2016",
        "2016-05": "2016 ж. мамыр",
        "2016-05-03": "2016 ж. 3 мамыр",
        "c. 2017": "шам. 2017 ж.",
        "c. 2017-08": "шам. 2017 ж. тамыз",
        "before 2016": "2016 жылдан бұрын",
        "after 2016-05": "2016 ж. мамыр айынан кейін",
        "before 2016-05-03": "2016 ж. 3 мамыр күнінен бұрын",
    },
    "de": {"2016-05": "Mai 2016", "c. 2017-08": "c. August 2017"},
    "zh": {"2016": "2016年", "2016-05": "2016年5月"},
}
CASES = [(lang, date, said) for lang, dates in WRITTEN.items() for date, said in dates.items()]


def plain(text: str) -> str:
    """Without the spaces at which no line breaks."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(("lang", "date", "said"), CASES)
def test_a_partial_date_is_said_with_its_month_by_name(lang: str, date: str, said: str) -> None:
    assert plain(as_written(words(lang), PartialDate.parse(date))) == said


@pytest.mark.parametrize(
    ("lang", "first", "last", "said"),
    [
        ("en", "c. 2011", "before 2016", "c. 2011 – before 2016"),
        ("en", "2016-05", "2016-05", "May 2016"),
        ("en", "2016-05", None, "since May 2016"),
        ("en", None, "2016", "until 2016"),
        ("en", "before 2018", None, "began before 2018"),
        ("en", None, "before 2018", "ended before 2018"),
        ("en", None, None, ""),
        ("ru", "2016-05", None, "с мая 2016 г."),
        ("ru", None, "2016-05", "по май 2016 г."),
        ("ru", None, "before 2018", "окончание: до 2018 г."),
        ("kk", "2016-05", None, "2016 ж. мамыр айынан бастап"),
        ("kk", None, "2016", "2016 жылға дейін"),
    ],
)
def test_a_period_says_which_end_is_known(lang: str, first: str | None, last: str | None, said: str) -> None:
    dates = [PartialDate.parse(one) if one else None for one in (first, last)]
    assert plain(period(words(lang), *dates)) == said


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_until_and_before_a_date_are_told_apart(lang: str) -> None:
    say = words(lang)
    for date in ("2018", "2018-05", "2018-05-03"):
        exact, before = PartialDate.parse(date), PartialDate.parse(f"before {date}")
        assert len({since(say, exact), since(say, before), until(say, exact), until(say, before)}) == 4
