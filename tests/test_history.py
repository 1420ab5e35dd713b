"""What `check --since` says of published articles that changed or went in silence, in real git repositories."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from corkboard.diagnostics import Problem, Severity
from corkboard.history import HistoryError, changes_since
from corkboard.settings import read_settings
from sites import NOW, PROJECT, run

BODY = """The log of the lights begins in March, and it has two keepers. On most nights one of them wrote
down when the lamps were lit. On the last night of January nobody wrote anything, and the page is gone.

It was calm.
"""
FRONT = "title: The log\ndate: 2026-01-01\n"
CORRECTION = "corrections: [{date: 2026-02-01, said: In March., says: In May., why: Misread.}]\n"
IDENTITY = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
IDENTITY |= {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


class Repository:
    """A repository with a folder of content, which may lie below others."""

    def __init__(self, top: Path, below: str = "") -> None:
        self.top, self.content = top, top / below / "content"
        self.content.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        command = ["git", "-C", str(self.top), *arguments]
        done = subprocess.run(command, env={**os.environ, **IDENTITY}, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def write(self, name: str, front: str = FRONT, body: str = BODY) -> None:
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\n{front}---\n{body}", encoding="utf-8")

    def commit(self) -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "More")
        return self.git("rev-parse", "HEAD")

    def since(self, name: str = "HEAD", **settings: object) -> list[Problem]:
        chosen = read_settings({"NOW": NOW, **{key.upper(): value for key, value in settings.items()}})
        return changes_since(self.content, "content", name, chosen)


@pytest.fixture
def here(tmp_path: Path) -> Repository:
    found = Repository(tmp_path / "site")
    found.write("articles/log.md")
    found.commit()
    return found


# What is a change


def test_a_text_that_changed_without_a_word_is_told_with_its_place(here: Repository) -> None:
    here.write("articles/log.md", body=BODY.replace("begins in March", "begins in May"))
    (problem,) = here.since()
    assert (problem.file, problem.line, problem.column) == ("content/articles/log.md", 5, 33)
    assert (problem.field, problem.severity) == ("body", Severity.WARNING)
    assert problem.message == "text changed since HEAD, with neither a new correction nor a later modified"
    assert problem.hint == 'add what changed to corrections, or write "modified: 2026-11-22"'


@pytest.mark.parametrize(
    ("front", "body", "message"),
    [
        (FRONT.replace("The log", "The other log"), BODY, "title changed"),
        (FRONT + "summary: Two keepers.\n", BODY, "summary changed"),
        (FRONT.replace("The log", "A log") + "summary: Two.\n", BODY + "Really.\n", "title, summary and text changed"),
        (FRONT, BODY.replace("It was calm", "It was ~~not~~ calm"), "text changed"),
        (FRONT, BODY.replace("It was calm", "<del>It was calm</del>"), "text changed"),
        (FRONT, BODY + '![A chart](chart.png "Of the bay")\n', "text changed"),
        (FRONT, BODY + "`code`\n", "text changed"),
        (FRONT, "", "text changed"),
        (FRONT, BODY.replace("calm", "caIm"), "text changed"),
    ],
)
def test_whatever_readers_see_counts(here: Repository, front: str, body: str, message: str) -> None:
    here.write("articles/log.md", front, body)
    (problem,) = here.since()
    assert problem.message.startswith(message)


@pytest.mark.parametrize(
    ("front", "body"),
    [
        (FRONT, BODY.replace("\n", "  \n").replace(". On", ".\nOn").replace("one of them wrote\ndown", "one of them wrote down")),
        (FRONT, BODY.replace(" ", "   ")),
        (FRONT, BODY.replace("\n", "\r\n")),
        (FRONT, BODY.replace("It was calm.", "It was *calm*.")),
        (FRONT, BODY.replace("It was calm.", "[It was](https://example.org) calm.<!-- Was it? -->")),
        (FRONT, BODY.replace("It was calm.", "- It was calm.")),
        (FRONT, BODY.replace("calm", "ca\u00adlm") + "<p hidden>Not <em>so</em>.</p>\n"),
        (FRONT, BODY + "\n<script>1</script><style>p{}</style>\n\n[1]: https://example.org\n"),
        ('date: "2026-01-01"  # a day\ntitle: "The  log"\ntags: [lights]\npeople: []\n', BODY),
        (FRONT + "comments: closed\nslug: the-log\nredirect_from: [/old/]\n", BODY),
    ],
)  # fmt: skip
def test_what_readers_cannot_see_does_not(here: Repository, front: str, body: str) -> None:
    here.write("articles/log.md", front, body)
    assert here.since() == []


@pytest.mark.parametrize("engine", ["python-markdown", "comrak"])
def test_it_is_so_with_both_engines(here: Repository, engine: str) -> None:
    here.write("articles/log.md", body=BODY.replace("two keepers", "**two** keepers"))
    assert here.since(markdown_engine=engine) == []
    here.write("articles/log.md", body=BODY.replace("two keepers", "three keepers"))
    assert len(here.since(markdown_engine=engine)) == 1


CLAIM = "evidence: [{{id: sold, claim: Ada sold it., verification: {}}}{}]\n"


@pytest.mark.parametrize(
    "claims",
    [
        CLAIM.format("disputed", ""),
        CLAIM.format("unverified", ", {id: more, claim: And more., verification: reported}"),
        CLAIM.format("unverified", "").replace("sold it", "gave it away"),
        "",
    ],
)
def test_claims_count(here: Repository, claims: str) -> None:
    here.write("articles/log.md", FRONT + CLAIM.format("unverified", ""))
    here.commit()
    here.write("articles/log.md", FRONT + claims)
    (problem,) = here.since()
    assert problem.field == "evidence"
    assert problem.message.startswith("claims changed")


# What readers are told


@pytest.mark.parametrize("told", [CORRECTION, "modified: 2026-02-01\n", CORRECTION.replace("said: In March., ", "")])
def test_a_correction_or_a_later_modified_tells_readers(here: Repository, told: str) -> None:
    here.write("articles/log.md", FRONT + told, BODY.replace("March", "May"))
    assert here.since() == []


def test_those_from_before_do_not(here: Repository) -> None:
    here.write("articles/log.md", FRONT + CORRECTION + "modified: 2026-02-02\n")
    here.commit()
    changed = BODY.replace("calm", "rough")
    for same in (
        CORRECTION + "modified: 2026-02-02\n",
        CORRECTION + "modified: 2026-02-01\n",
        CORRECTION,
        CORRECTION.replace("Misread", "We misread it").replace("2026-02-01", "2026-02-02") + "modified: 2026-02-02\n",
    ):
        here.write("articles/log.md", FRONT + same, changed)
        assert len(here.since()) == 1, same
    second = CORRECTION.replace("[", "[{date: 2026-02-03, says: It was rough., why: We asked.}, ")
    here.write("articles/log.md", FRONT + second + "modified: 2026-02-03\n", changed)
    assert here.since() == []


def test_the_remedy_is_later_than_what_was_there(here: Repository) -> None:
    here.write("articles/log.md", FRONT + "modified: 2026-11-22\n")
    here.commit()
    here.write("articles/log.md", FRONT + "modified: 2026-11-22\n", "Other.\n")
    assert 'write "modified: 2026-11-22T12:00"' in here.since()[0].hint


@pytest.mark.parametrize("more", ["status: draft\n", "status: withdrawn\n"])
def test_what_was_not_published_may_change(here: Repository, more: str) -> None:
    here.write("articles/log.md", FRONT + more)
    here.commit()
    here.write("articles/log.md", FRONT, "Other.\n")
    assert here.since() == []


def test_what_was_dated_ahead_may_change(here: Repository) -> None:
    here.write("articles/log.md", FRONT.replace("2026-01-01", "2026-12-01"))
    here.commit()
    here.write("articles/log.md", FRONT.replace("2026-01-01", "2026-12-01"), "Other.\n")
    assert here.since() == []
    assert len(here.since(now="2026-12-02")) == 1


def test_new_articles_and_other_pages_may_change(here: Repository) -> None:
    here.write("people/ada.md", "title: Ada\n")
    here.commit()
    here.write("people/ada.md", "title: Ada\n", "Other.\n")
    here.write("articles/new.md", body="New.\n")
    assert here.since() == []


def test_every_step_since_counts(here: Repository) -> None:
    first = here.git("rev-parse", "HEAD")
    here.write("articles/log.md", body="Other.\n")
    here.commit()
    here.write("articles/log.md", body="And other.\n")
    second = here.commit()
    assert len(here.since(first)) == 1
    assert here.since(second) == []
    here.write("articles/log.md")
    assert here.since(first) == [], "it says again what it said"
    here.git("tag", "published", first)
    here.write("articles/log.md", body="Not committed.\n")
    assert "since published," in here.since("published")[0].message


# What is gone


def test_an_article_that_is_gone_should_be_withdrawn(here: Repository) -> None:
    (here.content / "articles/log.md").unlink()
    here.write("articles/new.md", body="Something else.\n")
    (problem,) = here.since()
    assert (problem.file, problem.field) == ("content/articles/log.md", "file")
    assert problem.message == "it was published at HEAD, and is gone"
    assert 'bring it back with "status: withdrawn"' in problem.hint
    here.write("articles/log.md", FRONT + "status: withdrawn\n", "")
    assert here.since() == []


@pytest.mark.parametrize(
    ("front", "line"), [(FRONT + "status: draft\n", 4), (FRONT.replace("2026-01-01", "2026-12-01"), 3)]
)
def test_so_should_one_that_is_no_longer_published(here: Repository, front: str, line: int) -> None:
    here.write("articles/log.md", front)
    (problem,) = here.since()
    assert (problem.line, problem.message) == (line, "it was published at HEAD, and no longer is")


# Files that were renamed


def moved(here: Repository, to: str = "articles/book.md") -> None:
    (here.content / to).parent.mkdir(parents=True, exist_ok=True)
    (here.content / "articles/log.md").rename(here.content / to)


@pytest.mark.parametrize("to", ["articles/book.md", "articles/2026/01/log.md", "articles/2026/book.md"])
@pytest.mark.parametrize("committed", [True, False])
def test_a_file_that_was_renamed_is_followed(here: Repository, to: str, committed: bool) -> None:
    first = here.git("rev-parse", "HEAD")
    moved(here, to)
    if committed:
        here.commit()
    assert here.since(first) == []
    here.write(to, body=BODY.replace("calm", "rough"))
    (problem,) = here.since(first)
    assert (problem.file, problem.field) == (f"content/{to}", "body")


def test_it_is_followed_step_by_step_however_much_of_it_changes(here: Repository) -> None:
    first = here.git("rev-parse", "HEAD")
    moved(here)
    here.commit()
    here.write("articles/book.md", body="Nothing of what it was.\n")
    here.commit()
    here.git("mv", "content/articles/book.md", "content/articles/tome.md")
    here.commit()
    (problem,) = here.since(first)
    assert (problem.file, problem.field) == ("content/articles/tome.md", "body")


@pytest.mark.parametrize("more", ["slug: log\n", "redirect_from: [/articles/log/]\n"])
def test_what_takes_over_its_address_is_what_became_of_it(here: Repository, more: str) -> None:
    (here.content / "articles/log.md").unlink()
    here.write("articles/book.md", FRONT + more, "Nothing of what it was.\n")
    (problem,) = here.since()
    assert (problem.file, problem.field) == ("content/articles/book.md", "body")


def test_a_translation_goes_with_its_original(here: Repository) -> None:
    ru = "title: Журнал\nsummary: О журнале.\n"
    here.write("articles/log.ru.md", ru, "Шёл дождь.\n")
    first = here.commit()
    here.write("articles/log.ru.md", ru, "Шёл снег.\n")
    (problem,) = here.since(first)
    assert problem.file == "content/articles/log.ru.md"
    here.write("articles/log.md", FRONT + "modified: 2026-02-01\n")
    assert here.since(first) == [], "it has that from the original"
    here.write("articles/log.md")
    moved(here)
    (here.content / "articles/log.ru.md").rename(here.content / "articles/book.ru.md")
    assert [problem.file for problem in here.since(first)] == ["content/articles/book.ru.md"]
    (here.content / "articles/book.ru.md").unlink()
    assert [problem.file for problem in here.since(first)] == ["content/articles/log.ru.md"]
    (here.content / "articles/book.md").unlink()
    assert [problem.file for problem in here.since(first)] == ["content/articles/log.md"], "told once"


# What git says


@pytest.mark.parametrize("name", ["nothing", "HEAD~9", "main..HEAD", "HEAD:content", "0" * 40])
def test_a_revision_that_does_not_exist_is_told(here: Repository, name: str) -> None:
    with pytest.raises(HistoryError, match=f'git knows no revision "{name}" here: name a branch'):
        here.since(name)


@pytest.mark.parametrize("name", ["", "--output=stolen", "-h", "a\nb", "a\0b"])
def test_what_is_no_revision_never_reaches_git(here: Repository, name: str) -> None:
    with pytest.raises(HistoryError, match="is no revision"):
        here.since(name)
    assert not list(here.top.rglob("stolen"))


def test_a_folder_in_no_repository_is_told(tmp_path: Path, here: Repository) -> None:
    shutil.rmtree(here.top / ".git")
    with pytest.raises(HistoryError, match="in no git repository"):
        here.since()


def test_a_machine_without_git_is_told(here: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(HistoryError, match=r"git cannot be run.*install it"):
        here.since()


def test_a_shallow_clone_is_told_how_to_fetch_the_rest(here: Repository, tmp_path: Path) -> None:
    first = here.git("rev-parse", "HEAD")
    here.write("articles/log.md", body="Other.\n")
    here.commit()
    clone = tmp_path / "clone"
    here.git("clone", "-q", "--depth=1", f"file://{here.top}", str(clone))
    chosen = read_settings({"NOW": NOW})
    with pytest.raises(HistoryError, match=r"git fetch --unshallow.*fetch-depth: 0"):
        changes_since(clone / "content", "content", first, chosen)
    assert changes_since(clone / "content", "content", "HEAD", chosen) == []


def test_a_content_folder_may_lie_below_others(tmp_path: Path) -> None:
    here = Repository(tmp_path / "site", below="web/my site")
    here.write("articles/log.md")
    first = here.commit()
    here.git("mv", "web/my site/content/articles/log.md", "web/my site/content/articles/book.md")
    here.commit()
    here.write("articles/book.md", body="Other.\n")
    assert [problem.file for problem in here.since(first)] == ["content/articles/book.md"]


def test_a_folder_that_was_not_there_is_told(here: Repository) -> None:
    first = here.git("rev-parse", "HEAD")
    here.git("mv", "content", "texts")
    here.content = here.top / "texts"
    here.commit()
    with pytest.raises(HistoryError, match=r"there was nothing in .*texts"):
        here.since(first)


def test_a_hook_leads_nobody_astray(here: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Repository(tmp_path / "other")
    other.commit()
    monkeypatch.setenv("GIT_DIR", str(other.top / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    here.write("articles/log.md", body="Other.\n")
    assert len(here.since()) == 1


def test_nothing_that_a_repository_configures_is_run(here: Repository, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    for name in (
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "diff.md.textconv",
        "filter.md.smudge",
        "gpg.program",
    ):
        here.git("config", name, str(trap))
    here.git("config", "log.showSignature", "true")
    (here.top / ".git/info/attributes").write_text("*.md diff=md filter=md\n")
    (here.content / "articles/log.md").unlink()
    assert len(here.since()) == 1
    assert not (tmp_path / "sprung").exists()


def test_names_in_any_script_are_followed(here: Repository) -> None:
    moved(here, "articles/журнал огней.md".replace(" ", "-"))
    first = here.git("rev-parse", "HEAD")
    here.commit()
    assert here.since(first) == []
    second = here.git("rev-parse", "HEAD")
    here.write("articles/журнал-огней.md", body="Другое.\n")
    assert [problem.file for problem in here.since(second)] == ["content/articles/журнал-огней.md"]


def test_what_was_written_for_an_earlier_corkboard_is_compared_too(here: Repository) -> None:
    here.write("articles/log.md", FRONT + "no_longer_a_field: 1\n")
    first = here.commit()
    here.write("articles/log.md", body="Other.\n")
    assert len(here.since(first)) == 1


@pytest.mark.parametrize(
    "garbled", ["", "---\ntitle: [\n---\n", "---\ntitle: 1\ncorrections: x\nevidence: [1]\ndate: y\n"]
)
def test_files_that_cannot_be_read_are_left_to_the_check(here: Repository, garbled: str) -> None:
    (here.content / "articles/log.md").write_text(garbled)
    assert [problem.field for problem in here.since()] in ([], ["date"])
    here.commit()
    here.write("articles/log.md")
    assert here.since() == []


# The command


@pytest.fixture
def check(here: Repository) -> Callable[..., subprocess.CompletedProcess[str]]:
    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        now = f'NOW="{NOW}"'
        return run(
            "corkboard", "check", here.content, "-s", PROJECT / "pelicanconf.py", "-e", now, *arguments, cwd=here.top
        )

    return command


def test_the_command_warns_and_goes_on(
    here: Repository, check: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    here.write("articles/log.md", body=BODY.replace("March", "May"))
    done = check("--since", "main")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("content/articles/log.md:5:33: body: text changed since main, ")
    assert done.stdout.endswith("1 warning in 1 file.\n")
    assert check("--since", "main", "-e", "WARNINGS_ARE_ERRORS=true").returncode == 1
    assert check().stdout == "No problems.\n"
    annotated = check("--since", "main", "--format", "github").stdout
    assert annotated.startswith("::warning file=content/articles/log.md,line=5,col=33,title=body::text changed")
    assert json.loads(check("--since", "main", "--format", "json").stdout)["warnings"] == 1


def test_errors_and_silent_changes_are_told_at_once(
    here: Repository, check: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    here.write("articles/log.md", body="Other.\n")
    here.write("articles/new.md", FRONT + "people: [nobody]\n")
    done = check("--since", "HEAD")
    assert done.returncode == 1
    assert "1 problem and 1 warning in 2 files." in done.stdout


def test_what_cannot_be_compared_ends_the_command(check: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    for name in ("nothing", "--help", "-x", ""):
        done = check("--since", name)
        assert done.returncode == 2, name
        assert done.stderr.startswith("--since: "), name
        assert not done.stdout
