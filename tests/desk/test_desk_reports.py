"""What readers report: from the comment on the site to the moderators, without telling who."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from corkboard.comments.model import comment_file
from corkboard.desk.environment import Environment
from corkboard.desk.intake.contents import MOST_IN_A_REPORT, ReportReason
from corkboard.desk.intake.models import Entry, Kind
from corkboard.desk.intake.reports import REASONS
from corkboard.desk.moderation.decisions import decide
from corkboard.desk.moderation.models import Action, Comment, Reason, Report
from corkboard.desk.moderation.taking_reports import take_over_reports
from corkboard.desk.publishing.public import public_comment
from reading import ARTICLE, Reader, at_the_intake
from writing import MODERATOR, held


@pytest.fixture
def published(desk: Environment) -> Comment:
    comment = decide(held().id, Action.APPROVE, MODERATOR)
    folder = desk.comments / ARTICLE
    folder.mkdir(parents=True)
    (folder / f"{comment.id}.md").write_bytes(comment_file(public_comment(comment)))
    return comment


def form_of(comment: Comment) -> str:
    return f"/report/?thread={ARTICLE}&comment={comment.id}&lang=en"


def test_a_report_reaches_the_moderators(desk: Environment, published: Comment) -> None:
    with at_the_intake(Path(desk.threads)) as reader:
        form = reader.get(form_of(published))
        assert "The log says nothing of that night." in form.words
        thanks = reader.post("/report/", {**form.fields(), "reason": "private", "text": "My street is in it."})
    assert "A moderator will look at the comment." in thanks.words
    take_over_reports()
    report = Report.objects.get()
    assert (report.comment_id, report.reason, report.text) == (published.id, "private", "My street is in it.")
    assert not Entry.objects.exists()


def test_a_report_that_is_sent_twice_is_one(desk: Environment, published: Comment) -> None:
    with at_the_intake(Path(desk.threads)) as reader:
        fields = {**reader.get(form_of(published)).fields(), "reason": "insult"}
        for _ in range(2):
            assert reader.post("/report/", fields).status == 200
            take_over_reports()
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reason": ""}, "Choose a reason."),
        ({"reason": "author"}, "Choose a reason."),
        ({"reason": "other", "text": "x" * (MOST_IN_A_REPORT + 1)}, "at most 2000 are possible"),
        ({"reason": "other", "token": "x.y"}, "This form was too old."),
    ],
)
def test_what_is_wrong_is_told_with_what_was_typed(
    desk: Environment, published: Comment, fields: dict[str, str], said: str
) -> None:
    with at_the_intake(Path(desk.threads)) as reader:
        form = reader.get(form_of(published)).fields()
        page = reader.post("/report/", {**form, "text": "Typed.", **fields})
    assert (page.status, said in page.words) == (422, True)
    assert fields.get("text", "Typed.") in page.text
    assert not Entry.objects.exists()


@pytest.mark.parametrize("query", ["", f"thread={ARTICLE}", "thread=x&comment=y", f"thread={ARTICLE}&comment=../x"])
def test_only_what_is_on_the_site_is_reported(desk: Environment, query: str) -> None:
    with at_the_intake(Path(desk.threads)) as reader:
        assert reader.get(f"/report/?{query}").status == 404


def test_a_form_is_good_for_its_comment_alone(desk: Environment, published: Comment) -> None:
    other = decide(held("Another.").id, Action.APPROVE, MODERATOR)
    (desk.comments / ARTICLE / f"{other.id}.md").write_bytes(comment_file(public_comment(other)))
    with at_the_intake(Path(desk.threads)) as reader:
        fields = {**reader.get(form_of(published)).fields(), "comment": other.id, "reason": "insult"}
        assert reader.post("/report/", fields).status == 422


def test_looking_at_the_form_changes_nothing(desk: Environment, published: Comment) -> None:
    with at_the_intake(Path(desk.threads)) as reader:
        for method in ("GET", "HEAD"):
            reader.client.generic(method, f"{form_of(published)}&reason=insult&token=x")
    assert not Entry.objects.exists()


def test_what_other_sites_scripts_can_send_is_refused(desk: Environment, published: Comment) -> None:
    with at_the_intake(Path(desk.threads)) as reader:
        fields = {**reader.get(form_of(published)).fields(), "reason": "insult"}
        for type in ("text/plain", ""):
            body = "&".join(f"{name}={value}" for name, value in fields.items())
            assert reader.client.post("/report/", body, content_type=type).status_code == 415


@pytest.mark.desk_with(rate="2/minute")
def test_one_network_reports_only_so_much(desk: Environment, published: Comment) -> None:
    with at_the_intake(Path(desk.threads)) as reader:
        statuses = [_report(reader, published) for _ in range(3)]
    assert statuses == [200, 200, 429]


def _report(reader: Reader, comment: Comment) -> int:
    return reader.post("/report/", {**reader.get(form_of(comment)).fields(), "reason": "insult"}).status


def test_what_is_no_report_is_kept_aside(desk: Environment, published: Comment) -> None:
    with at_the_intake(Path(desk.threads)) as reader:
        _report(reader, published)
    Entry.objects.update(content={"comment": "x"})
    take_over_reports()
    assert Entry.objects.get().kind == Kind.REFUSED


def test_a_report_of_what_is_gone_says_nothing_new(desk: Environment, published: Comment) -> None:
    with at_the_intake(Path(desk.threads)) as reader:
        _report(reader, published)
    decide(published.id, Action.UNPUBLISH, MODERATOR, reason="author")
    take_over_reports()
    assert not Report.objects.exists()
    assert not Entry.objects.exists()


def test_readers_choose_among_the_reasons_that_moderators_have() -> None:
    assert set(REASONS) == set(get_args(ReportReason)) <= set(Reason.values)
