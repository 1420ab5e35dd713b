"""Commit and push what was written, with git.  A process of its own, which knows no database and no key.

A remote that cannot be reached is tried again by who started this; the commits wait.  Where the remote is ahead, what
is new there comes first, and the desk's commits are put on top; where both changed a comment, the desk's word counts:
it has the decisions, and what was unpublished or forgotten must not come back.  Where both changed anything else,
nothing is pushed until somebody has looked at it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from corkboard.desk.environment import Environment, read_environment
from corkboard.desk.errors import DeskError
from corkboard.desk.publishing.exclusion import left_by_git, turn

__all__ = ["GitError", "main", "publish_with_git"]

_ATTEMPTS = 3  # while others push too
# This strategy sees no renames: comments resemble each other, and what the desk did with one is not for another.
_REBASE = ("rebase", "-q", "-s", "resolve", "--autostash")
_OURS = (("checkout", "-q", "--theirs"), ("add",))  # in a rebase "theirs" are the commits that are moved: ours
_RESOLVED = {"UU": _OURS, "AA": _OURS, "DU": _OURS, "UD": (("rm", "-q"),)}


class GitError(Exception):
    """What git could not do, in its own words."""


def publish_with_git(environment: Environment) -> str:
    """Commit what changed in the folder of comments, and push; what was committed, empty for nothing."""
    repository = _Repository(environment)
    repository.tidy_up()
    message = repository.commit()
    if environment.git == "push":
        repository.push()
    return message


class _Repository:
    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        comments = environment.comments.absolute()
        there = next(one for one in (comments, *comments.parents) if one.is_dir())
        self._top = there
        self._top = Path(self._git("rev-parse", "--show-toplevel").strip())
        self._folder = Path(self._git("rev-parse", "--absolute-git-dir").strip())
        name = comments.resolve().relative_to(self._top.resolve()).as_posix()
        escaped = re.sub(r"([*?\[\\])", r"\\\1", name)
        # Without files that are being written: their names begin with a dot.
        self._paths = (f":(literal){name}", f":(exclude,glob){escaped}/**/.*")

    def tidy_up(self) -> None:
        """Undo what was left half done when this was killed.  Raises GitError for what somebody else is at."""
        mark = left_by_git(self._environment)
        if any((self._folder / name).exists() for name in ("rebase-merge", "rebase-apply")):
            if not mark.exists():
                raise GitError(f"{self._top}: a rebase is under way here; finish it, or `git rebase --abort`")
            with turn(self._environment, wait=True):
                (self._folder / "index.lock").unlink(missing_ok=True)  # of the one that was killed
                self._git("rebase", "--abort")
        mark.unlink(missing_ok=True)

    def commit(self) -> str:
        lines = self._git("status", "--porcelain", "-uall", "--", *self._paths).splitlines()
        if not lines:
            return ""
        removed = sum(line[:2].strip() == "D" for line in lines)
        parts = ((len(lines) - removed, "written"), (removed, "removed"))
        message = "comments: " + ", ".join(f"{count} {what}" for count, what in parts if count)
        self._git("add", "-A", "--", *self._paths)
        self._git("commit", "-q", "-m", message, "--", *self._paths)  # and nothing else that is staged
        return message

    def push(self) -> None:
        remote = self._environment.git_remote
        branch = self._environment.git_branch or self._git("symbolic-ref", "--short", "HEAD").strip()
        for attempt in range(_ATTEMPTS):
            pushed = self._try("push", "-q", remote, f"HEAD:refs/heads/{branch}")
            if pushed.returncode == 0:
                return
            self._git("fetch", "-q", remote, f"refs/heads/{branch}")
            is_behind = self._try("merge-base", "--is-ancestor", "FETCH_HEAD", "HEAD").returncode != 0
            if not is_behind or attempt == _ATTEMPTS - 1:
                raise GitError(_said(pushed))
            self._rebase()

    def _rebase(self) -> None:
        """Put our commits on top of what was fetched, while nothing is written to the folder."""
        mark = left_by_git(self._environment)
        with turn(self._environment, wait=True):
            self.commit()  # what was written meanwhile: a rebase takes only what is committed with it
            mark.touch()
            done = self._try(*_REBASE, "FETCH_HEAD")
            while done.returncode:
                if not self._resolve():
                    said = self._conflicts() or _said(done)
                    self._git("rebase", "--abort")
                    mark.unlink()
                    raise GitError(f"{self._top}: what the remote has does not go together with this: {said}")
                done = self._try("rebase", "--continue")
            mark.unlink()

    def _resolve(self) -> bool:
        """Where both sides changed a comment, or one deleted it, do as we did; whether that is all there was."""
        found = self._unmerged()
        ours = {name for name in self._git("ls-files", "-z", "--", *self._paths).split("\0") if name}
        if not found or any(code not in _RESOLVED or name not in ours for name, code in found.items()):
            return False
        for name, code in found.items():
            for command in _RESOLVED[code]:
                self._git(*command, "--", f":(literal){name}")
        return True

    def _conflicts(self) -> str:
        return ", ".join(self._unmerged())

    def _unmerged(self) -> dict[str, str]:
        """Files in conflict, and how git calls it: for the remote's side, then for ours."""
        lines = self._git("status", "--porcelain", "-z", "-uno").split("\0")
        return {line[3:]: line[:2] for line in lines if "U" in line[:2] or line[:2] in ("AA", "DD")}

    def _git(self, *arguments: str) -> str:
        """What it prints.  Raises GitError."""
        done = self._try(*arguments)
        if done.returncode:
            raise GitError(_said(done))
        return done.stdout

    def _try(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        name, _, address = self._environment.git_author.rstrip(">").rpartition(" <")
        environ = {
            **{
                key: value
                for key, value in os.environ.items()
                if key not in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")
            },
            "LC_ALL": "C",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_EDITOR": "true",
            "GIT_SSH_COMMAND": os.environ.get("GIT_SSH_COMMAND", "ssh -o BatchMode=yes"),
            **{
                f"GIT_{role}_{what}": value
                for role in ("AUTHOR", "COMMITTER")
                for what, value in (("NAME", name), ("EMAIL", address))
            },
        }
        command = ["git", "-c", "core.quotePath=false", *arguments]
        return subprocess.run(  # noqa: S603 - no shell
            command,
            cwd=self._top,
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="surrogateescape",
        )


def _said(done: subprocess.CompletedProcess[str]) -> str:
    said = (done.stderr or done.stdout).strip().splitlines()
    return "; ".join(said[-3:]) or f"git has ended with exit code {done.returncode}"


def main() -> int:
    try:
        message = publish_with_git(read_environment(os.environ))
    except (GitError, DeskError, OSError) as error:
        sys.stderr.write(f"git: {error}\n")
        return 1
    if message:
        sys.stderr.write(f"git: {message}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
