"""Comments committed and pushed with git, against real repositories."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from corkboard.desk.environment import Environment
from corkboard.desk.publishing.command import AfterPublishing
from corkboard.desk.publishing.exclusion import left_by_git
from corkboard.desk.publishing.git import GitError, publish_with_git
from running import PATIENCE

THREAD = "content/comments/articles/the-lamp-log"


class Site:
    """A clone of a site with its remote, and an editor's clone of the same."""

    def __init__(self, folder: Path) -> None:
        self.remote, self.clone, self.editors = folder / "remote.git", folder / "site", folder / "editors"
        git(folder, "init", "-q", "--bare", "-b", "main", str(self.remote))
        git(folder, "clone", "-q", str(self.remote), str(self.editors))
        git(self.editors, "symbolic-ref", "HEAD", "refs/heads/main")
        self.edit("content/articles/the-lamp-log.md", "First.\n")
        git(folder, "clone", "-q", str(self.remote), str(self.clone))
        self.environment = Environment(
            data=folder / "data", comments=self.clone / "content/comments", git="push", settle_seconds=0
        )

    def write(self, name: str, text: str | None) -> None:
        """As the publisher does."""
        path = self.clone / THREAD / f"{name}.md"
        if text is None:
            path.unlink()
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def edit(self, name: str, text: str | None) -> None:
        """As an editor does, who pushes at once."""
        path = self.editors / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_text(text)
        git(self.editors, "add", "-A")
        git(self.editors, "commit", "-q", "-m", "Edit")
        git(self.editors, "push", "-q", "origin", "HEAD:main")

    def editor_pulls(self) -> None:
        git(self.editors, "pull", "-q", "--rebase", "origin", "main")

    def pushed(self) -> dict[str, str]:
        """The files that the remote has."""
        names = git(self.remote, "ls-tree", "-r", "--name-only", "main").split()
        return {name: git(self.remote, "show", f"main:{name}") for name in names}

    def publish(self, **changed: object) -> str:
        return publish_with_git(self.environment.model_copy(update=changed))


def git(folder: Path, *arguments: str) -> str:
    names = {
        f"GIT_{role}_{what}": "editor@site.example" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env={**os.environ, **names}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    (tmp_path / "data/desk").mkdir(parents=True)
    return Site(tmp_path)


def test_what_was_written_is_committed_and_pushed(site: Site) -> None:
    site.write("A", "One.")
    site.write("B", "Two.")
    assert site.publish() == "comments: 2 written"
    site.write("A", "Changed.")
    site.write("B", None)
    assert site.publish() == "comments: 1 written, 1 removed"
    assert site.pushed() == {"content/articles/the-lamp-log.md": "First.\n", f"{THREAD}/A.md": "Changed."}
    assert git(site.remote, "log", "-1", "--format=%an <%ae> %s", "main") == (
        "Corkboard <desk@localhost> comments: 1 written, 1 removed\n"
    )
    assert site.publish() == ""


def test_only_comments_are_committed(site: Site) -> None:
    (site.clone / "draft.md").write_text("A draft.")
    (site.clone / "staged.md").write_text("Staged by somebody.")
    git(site.clone, "add", "staged.md")
    site.write("A", "One.")
    (site.clone / THREAD / ".B.md.123.456").write_text("Half of")
    site.publish()
    assert set(site.pushed()) == {"content/articles/the-lamp-log.md", f"{THREAD}/A.md"}
    assert git(site.clone, "status", "--porcelain").splitlines() == [
        "A  staged.md",
        f"?? {THREAD}/.B.md.123.456",
        "?? draft.md",
    ]


def test_committing_alone_pushes_nothing(site: Site) -> None:
    site.write("A", "One.")
    assert site.publish(git="commit") == "comments: 1 written"
    assert f"{THREAD}/A.md" not in site.pushed()


def test_a_remote_that_is_ahead_loses_nothing(site: Site) -> None:
    site.edit("content/articles/the-lamp-log.md", "Edited.\n")
    site.edit(f"{THREAD}/E.md", "Imported by the editor.")
    site.write("A", "One.")
    (site.clone / "content/articles/draft.md").write_text("A draft.")
    site.publish()
    assert site.pushed() == {
        "content/articles/the-lamp-log.md": "Edited.\n",
        f"{THREAD}/A.md": "One.",
        f"{THREAD}/E.md": "Imported by the editor.",
    }
    assert (site.clone / THREAD / "E.md").exists()
    assert (site.clone / "content/articles/draft.md").read_text() == "A draft."


def test_an_editors_unfinished_work_in_the_same_folder_stays(site: Site) -> None:
    site.edit("another.md", "Another.\n")
    (site.clone / "content/articles/the-lamp-log.md").write_text("Not committed.\n")
    site.write("A", "One.")
    site.publish()
    assert site.pushed()[f"{THREAD}/A.md"] == "One."
    assert (site.clone / "content/articles/the-lamp-log.md").read_text() == "Not committed.\n"


@pytest.mark.parametrize(
    ("editors", "desks"),
    [("The editor's.", "The desk's."), ("The editor's.", None), (None, "The desk's.")],
    ids=["both changed it", "the desk removed it", "the editor removed it"],
)
def test_where_both_changed_a_comment_the_desks_word_counts(site: Site, editors: str | None, desks: str | None) -> None:
    site.write("A", "One.")
    site.write("B", "Another.")
    site.publish()
    site.editor_pulls()
    site.edit(f"{THREAD}/A.md", editors)
    site.write("A", desks)
    site.publish()
    assert site.pushed().get(f"{THREAD}/A.md") == desks
    assert site.pushed()[f"{THREAD}/B.md"] == "Another."


def test_what_the_publisher_writes_meanwhile_is_not_lost_in_a_rebase(site: Site) -> None:
    site.write("A", "One.")
    site.publish()
    site.editor_pulls()
    site.edit("content/articles/the-lamp-log.md", "Edited.\n")
    site.write("B", "Two.")
    folder, lock = site.clone / THREAD, site.environment.data / "desk/turn.lock"
    # Between the commit and the rebase, and in the midst of that: only with the turn, as the publisher does.
    for hook, name in (("post-commit", "C"), ("post-checkout", "A")):
        path = site.clone / ".git/hooks" / hook
        path.write_text(
            f'#!/bin/sh\nflock -n {lock} sh -c "printf Changed. > {folder}/{name}.md" || touch {folder}/busy\n'
        )
        path.chmod(0o755)
    site.publish()
    assert (folder / "busy").exists()
    assert {name: site.pushed()[f"{THREAD}/{name}.md"] for name in "ABC"} == {"A": "One.", "B": "Two.", "C": "Changed."}
    assert site.pushed()["content/articles/the-lamp-log.md"] == "Edited.\n"


def test_a_thread_that_an_editor_has_renamed_holds_up_nothing(site: Site) -> None:
    site.write("A", "id: A\nauthor: Lorem\n\nOne.\n")
    site.publish()
    site.editor_pulls()
    (site.editors / THREAD).rename(site.editors / "content/comments/articles/renamed")
    site.edit("content/articles/renamed.md", "Renamed.\n")
    site.write("A", None)
    site.write("B", "id: B\nauthor: Lorem\n\nTwo.\n")
    site.publish()
    assert {name for name in site.pushed() if "comments" in name} == {
        "content/comments/articles/renamed/A.md",  # which the publisher finds there
        f"{THREAD}/B.md",
    }


def test_where_both_changed_an_article_nobodys_words_are_lost(site: Site) -> None:
    (site.clone / "content/articles/the-lamp-log.md").write_text("Changed here.\n")
    git(site.clone, "commit", "-q", "-a", "-m", "Not pushed yet")
    site.edit("content/articles/the-lamp-log.md", "Changed there.\n")
    site.write("A", "One.")
    with pytest.raises(GitError, match=r"does not go together with this: content/articles/the-lamp-log\.md"):
        site.publish()
    assert site.pushed() == {"content/articles/the-lamp-log.md": "Changed there.\n"}
    assert (site.clone / "content/articles/the-lamp-log.md").read_text() == "Changed here.\n"
    assert (site.clone / THREAD / "A.md").read_text() == "One."


def test_a_remote_that_is_down_loses_nothing(site: Site) -> None:
    site.remote.rename(site.remote.with_name("away.git"))
    site.write("A", "One.")
    with pytest.raises(GitError):
        site.publish()
    site.write("B", "Two.")
    with pytest.raises(GitError):
        site.publish()
    site.remote.with_name("away.git").rename(site.remote)
    site.publish()
    assert {f"{THREAD}/A.md", f"{THREAD}/B.md"} <= set(site.pushed())


def test_a_branch_of_another_name(site: Site) -> None:
    site.write("A", "One.")
    site.publish(git_branch="comments")
    assert f"{THREAD}/A.md" in git(site.remote, "ls-tree", "-r", "--name-only", "comments")


def test_a_rebase_that_was_killed_is_undone_but_not_somebody_elses(site: Site) -> None:
    site.write("A", "One.")
    site.publish()
    site.editor_pulls()
    site.edit(f"{THREAD}/A.md", "The editor's.")
    site.write("A", "The desk's.")
    site.publish(git="commit")
    git(site.clone, "fetch", "-q")
    subprocess.run(["git", "rebase", "-q", "origin/main"], cwd=site.clone, capture_output=True, check=False)
    with pytest.raises(GitError, match="a rebase is under way"):
        site.publish()
    left_by_git(site.environment).touch()
    (site.clone / ".git/index.lock").touch()
    site.publish()
    assert site.pushed()[f"{THREAD}/A.md"] == "The desk's."
    assert not left_by_git(site.environment).exists()


def test_a_folder_without_git_is_told(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="not a git repository"):
        publish_with_git(Environment(comments=tmp_path / "comments", git="push"))


def test_the_publisher_pushes_and_tries_again_when_it_could_not(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corkboard.desk.publishing.command._FIRST_PAUSE", 0.1)
    for name, value in (("DATA", "data"), ("COMMENTS", "site/content/comments")):
        monkeypatch.setenv(f"DESK_{name}", str(site.remote.parent / value))
    monkeypatch.setenv("DESK_GIT", "push")
    command = AfterPublishing(site.environment)
    site.remote.rename(site.remote.with_name("away.git"))
    site.write("A", "One.")
    command.changed()
    end = time.monotonic() + PATIENCE
    while "A.md" not in git(site.clone, "log", "--name-only"):
        assert time.monotonic() < end
        command.look()
        time.sleep(0.02)
    command.end()
    command = AfterPublishing(site.environment)  # as after a restart
    assert not command.is_idle
    site.remote.with_name("away.git").rename(site.remote)
    while not command.is_idle:
        assert time.monotonic() < end
        command.look()
        time.sleep(0.02)
    assert f"{THREAD}/A.md" in site.pushed()
    assert not (site.environment.data / "desk/git-owed").exists()
