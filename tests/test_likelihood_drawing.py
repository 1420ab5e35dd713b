"""The drawing of likelihoods over time: where things lie, and that they can be told apart without color."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from corkboard.records.likelihood import TERMS, Likelihood, Row
from corkboard.views.likelihood_drawing import LikelihoodDrawing, drawing_of
from corkboard.views.likelihood_lanes import Series
from corkboard.views.words import words
from sites import Site

TOP, PERCENT = 12, 3  # pixels: where 100 % lies, and the height of one percent


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def series(**points: str) -> Series:
    """Likelihoods by day, e.g. `d2025_01_01="unlikely"`."""
    found = [(moment(day[1:].replace("_", "-")), Likelihood.parse(said)) for day, said in points.items()]
    return Series(tuple(found))


def drawn(*all_series: Series, lang: str = "en") -> LikelihoodDrawing:
    return drawing_of(all_series, Row.LIKELIHOOD, words(lang), "")


def at(percent: float) -> float:
    return TOP + (100 - percent) * PERCENT


def test_terms_are_boxes_over_their_bands_and_figures_points() -> None:
    found = drawn(series(d2025_01_01="unlikely", d2025_01_11="60%", d2025_01_21="62.5%"))
    (curve,) = found.curves
    (box,) = curve.boxes
    assert (box.top, box.height) == (at(45), 25 * PERCENT)
    xs = [mark.x for mark in curve.marks]
    assert xs[1] - xs[0] == pytest.approx(xs[2] - xs[1], abs=0.2), "as far apart as in time"
    assert (box.left, round(box.left + box.width, 1)) == (xs[0], xs[1])
    assert [(mark.y, mark.filled) for mark in curve.marks] == [(at(32.5), False), (at(60), True), (at(62.5), True)]
    assert (
        curve.line
        == f"M{xs[0]:g} {at(32.5):g}M{xs[1]:g} {at(32.5):g}V{at(60):g}H{xs[2]:g}V{at(62.5):g}H{found.right:g}"
    )
    assert not found.keyed


def test_axes_have_percentages_terms_and_dates() -> None:
    found = drawn(series(d2025_01_01="unlikely", d2025_01_02="likely", d2026_01_01="60%"))
    assert [(tick.text, tick.at) for tick in found.percents] == [
        (f"{percent}%", at(percent)) for percent in (0, 5, 20, 45, 55, 80, 95, 100)
    ]
    assert [band.term for band in found.bands] == list(TERMS[Row.LIKELIHOOD])
    assert [(band.top, band.height) for band in found.bands][2] == (at(45), 75)
    assert [tick.text for tick in found.dates] == ["Jan 1, 2025", "Jan 1, 2026"], "a third would cover the first"
    assert found.bottom == at(0)


def test_one_assessment_alone_is_drawn() -> None:
    found = drawn(series(d2025_01_01="almost certain"))
    assert [tick.text for tick in found.dates] == ["Jan 1, 2025"]
    assert found.curves[0].boxes[0].width > 200


def test_several_hypotheses_of_one_term_lie_in_lanes_of_their_own() -> None:
    found = drawn(*(series(d2025_01_01="unlikely", d2025_02_01="unlikely") for _ in range(3)))
    heights = [curve.end for curve in found.curves]
    assert len(set(heights)) == 3
    assert all(at(45) < height < at(20) for height in heights)
    assert not any(curve.boxes for curve in found.curves)
    assert not any(mark.filled for curve in found.curves for mark in curve.marks)
    assert found.keyed


def test_several_hypotheses_of_one_figure_do_not_cover_each_other() -> None:
    found = drawn(*(series(d2025_01_01="60%") for _ in range(3)))
    assert [curve.end for curve in found.curves] == [at(60), at(59), at(58)]
    assert len({curve.marks[0].x for curve in found.curves}) == 3


def test_a_figure_lies_where_it_does_if_nobody_else_has_it_at_the_time() -> None:
    first = series(d2025_01_01="60%", d2025_06_01="10%")
    found = drawn(first, series(d2025_06_02="60%"))
    assert [curve.marks[-1].y for curve in found.curves] == [at(10), at(60)]


def test_a_term_gives_way_to_a_figure_in_its_band_and_stays_where_it_was() -> None:
    term = series(d2025_01_01="very unlikely", d2025_02_01="very unlikely", d2025_03_01="likely")
    found = drawn(term, series(d2025_01_01="15%"))
    first, second, _ = (mark.y for mark in found.curves[0].marks)
    assert first == second, "nothing has changed"
    assert abs(first - at(15)) >= 3
    assert at(20) < first < at(5)


def test_hypotheses_are_told_apart_by_their_dashes_and_marks() -> None:
    found = drawn(*(series(d2025_01_01=f"{number}%") for number in range(25)))
    assert len({(curve.dash, curve.shape) for curve in found.curves}) == 25
    assert len({curve.dash for curve in found.curves[:5]}) == len({curve.shape for curve in found.curves[:5]}) == 5


def test_each_line_has_a_letter_for_its_name() -> None:
    found = drawn(*(series(d2025_01_01=f"{number}%") for number in range(28)))
    assert [found.curves[place].key for place in (0, 1, 25, 26, 27)] == ["A", "B", "Z", "A2", "B2"]


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
@pytest.mark.parametrize("row", Row)
def test_terms_take_two_lines_so_that_the_drawing_fits_a_phone(lang: str, row: Row) -> None:
    found = drawing_of([series(d2025_01_01="1%"), series(d2025_01_01="2%")], row, words(lang), "")
    assert found.width <= 450
    if lang == "en":
        assert found.width <= 390
    for band in found.bands:
        assert " ".join(line.text for line in band.lines) == band.term
        assert len(band.lines) <= 2
    lines = sorted(line.at for band in found.bands for line in band.lines)
    assert all(below - above >= 11 for above, below in pairwise(lines)), "no line covers another"


def test_one_day_has_one_date() -> None:
    points = tuple((moment(f"2025-01-01T{hour}:00"), Likelihood.parse("1%")) for hour in ("09", "12", "18"))
    assert [tick.text for tick in drawn(Series(points)).dates] == ["Jan 1, 2025"]


_SAID = st.sampled_from([*TERMS[Row.LIKELIHOOD], "0%", "100%", "35%", "62.5%"])
_POINTS = st.lists(st.tuples(st.integers(0, 4000), _SAID), min_size=1, max_size=6)


@given(st.lists(_POINTS, min_size=1, max_size=12), st.sampled_from(["en", "ru", "kk"]))
def test_everything_lies_within_the_drawing_and_names_do_not_cover_each_other(
    all_points: list[list[tuple[int, str]]], lang: str
) -> None:
    first = moment("2015-01-01")
    found = drawn(
        *(
            Series(tuple((first + dt.timedelta(days), Likelihood.parse(said)) for days, said in sorted(points)))
            for points in all_points
        ),
        lang=lang,
    )
    assert 0 < found.left < found.right < found.width
    for curve in found.curves:
        assert all(found.left <= mark.x <= found.right for mark in curve.marks)
        assert all(TOP <= mark.y <= at(0) for mark in curve.marks)
        assert all(box.width >= 0 for box in curve.boxes)
        assert re.fullmatch(r"(M[\d.]+ [\d.]+|[HV][\d.]+)+", curve.line)
    labels = sorted(curve.label for curve in found.curves)
    assert all(below - above >= 12.9 for above, below in pairwise(labels)) or len(labels) == 1
    assert TOP <= labels[0] <= labels[-1] <= found.height - 34
    assert all(after.at - before.at >= 100 for before, after in pairwise(found.dates))


def test_the_drawing_on_a_page_is_read_without_a_stylesheet_or_scripts(tmp_path: Path) -> None:
    hypothesis = (
        "---\ntitle: A cut\nassessments:\n  - {date: 2025-01-10, likelihood: unlikely, why: So.}\n"
        "  - {date: 2025-02-10, likelihood: 60%, why: So.}\n---\n"
    )
    page = Site(tmp_path / "content").write({"hypotheses/cut.md": hypothesis}).build().page("hypotheses/cut")
    (svg,) = page.xpath("//svg")
    assert svg.get("role") == "img"
    title, described = (page.xpath(f'//*[@id="{id}"]')[0].text_content() for id in svg.get("aria-labelledby").split())
    assert title == "Likelihood over time"
    assert described == (
        "A cut (hypothesis, status: open, not attributed): first unlikely (20–45%), last 60% (likely). "
        "The table below says the same in words."
    )
    text = etree.tostring(svg, encoding="unicode")
    colors = set(re.findall(r'(?:fill|stroke)="([^"]+)"', text))
    assert colors <= {"currentColor", "none", "Canvas"}
    assert "style=" not in text
    assert "<script" not in text
    assert {"unlikely", "even chance", "45%", "Jan 10, 2025"} <= {text.text for text in svg.iter("text")}
    assert svg.get("width")
    assert page.xpath("//svg/ancestor::section//table")
