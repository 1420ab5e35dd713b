"""The files of a folder at a revision in git, read without touching the repository or running what it configures."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["HistoryError", "Revision", "blob_id", "find_revision"]

# Set by git for hooks: they would lead it to where the hook runs, and not to the folder's own repository.
_LOCAL = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE"),
    *("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"),
)
_MOST_RENAMES = 5000  # in one commit: above that git would compare each file with each


class HistoryError(Exception):
    """What cannot be asked of git: why, and what to do."""


@dataclass(frozen=True)
class Revision:
    """A commit of the repository that a folder lies in.  Paths are counted from that folder."""

    folder: Path
    name: str  # as it was given
    commit: str

    def files(self) -> Mapping[str, str]:
        """The regular files below the folder as they were, each with the id of what it held."""
        found = {}
        for entry in _git(self.folder, "ls-tree", "-r", "-z", self.commit).split(b"\0"):
            head, tab, path = entry.partition(b"\t")
            mode, _, id = head.decode().rpartition(" ")
            if tab and mode.startswith("100"):
                found[os.fsdecode(path)] = id
        return found

    def contents(self, ids: Iterable[str]) -> Iterator[bytes]:
        """What these held, in order.  Raises HistoryError where it is not in this clone."""
        wanted = list(ids)
        found = _git(self.folder, "cat-file", "--batch", given="".join(f"{id}\n" for id in wanted).encode())
        at = 0
        for id in wanted:
            end = found.index(b"\n", at)
            head = found[at:end].decode().split()
            if len(head) != 3:
                raise HistoryError(f"{self.name}: git has lost {id}; fetch the repository anew")
            at = end + 1 + int(head[2]) + 1
            yield found[end + 1 : at - 1]

    def renames(self) -> Mapping[str, str]:
        """Where files of that time are now, by way of all commits since.  Git takes for one file what is half alike."""
        head = _run(self.folder, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        if head.returncode:  # nothing was committed on this branch
            return {}
        since = ("--format=", "--name-status", "-z", "-M", f"-l{_MOST_RENAMES}", "--diff-filter=R", "--relative")
        said = _git(self.folder, "log", "--reverse", "--topo-order", "--no-color", *since, f"{self.commit}..HEAD", "--")
        fields = [os.fsdecode(field.lstrip(b"\n")) for field in said.split(b"\0")]
        now: dict[str, str] = {}
        before: dict[str, str] = {}
        for number, field in enumerate(fields):
            if re.fullmatch(r"R\d+", field):
                old, new = fields[number + 1 : number + 3]
                first = before.pop(old, old)
                now[first], before[new] = new, first
        return now


def find_revision(folder: Path, name: str) -> Revision:
    """Raises HistoryError for what is no revision, no repository, or without git."""
    if not name or name.startswith("-") or not name.isprintable():
        raise HistoryError(f'"{name}" is no revision: name a branch, a tag or a commit, such as main or HEAD~1')
    inside = _run(folder, "rev-parse", "--is-inside-work-tree", "--is-shallow-repository")
    if inside.returncode:
        raise HistoryError(_no_repository(folder, _said(inside)))
    work_tree, shallow = inside.stdout.split()
    if work_tree != b"true":
        raise HistoryError(f"{folder} lies in a git folder, not in what is checked out of it")
    found = _run(folder, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    if found.returncode:
        message = f'git knows no revision "{name}" here'
        if shallow == b"true":
            raise HistoryError(
                f"{message}, where only the newest commits were fetched: fetch the others with "
                "`git fetch --unshallow`, or by `fetch-depth: 0` of actions/checkout"
            )
        raise HistoryError(f"{message}: name a branch, a tag or a commit, and fetch it if it is on a remote alone")
    return Revision(folder, name, found.stdout.decode().strip())


def blob_id(data: bytes, like: str) -> str:
    """The id that git gives to what a file holds, by the digest of which another id is."""
    digest = hashlib.sha1 if len(like) == 40 else hashlib.sha256
    return digest(b"blob %d\0" % len(data) + data).hexdigest()


def _no_repository(folder: Path, said: str) -> str:
    if "dubious ownership" in said:
        return (
            f"git does not trust the repository of {folder}, which belongs to another user: "
            f"run `git config --global --add safe.directory` with its path"
        )
    if "not a git repository" in said:
        return f"{folder} is in no git repository, so that nothing is known of how it was"
    return f"git cannot read the repository of {folder}: {said}"


def _git(folder: Path, *arguments: str, given: bytes = b"") -> bytes:
    done = _run(folder, *arguments, given=given)
    if done.returncode:
        raise HistoryError(f"git {arguments[0]} failed: {_said(done)}")
    return done.stdout


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    return next((line for line in lines if line.startswith("fatal:")), lines[0] if lines else "it does not say why")


def _run(folder: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environ = {name: value for name, value in os.environ.items() if name not in _LOCAL}
    environ |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_PAGER": "cat"}
    try:
        return subprocess.run(  # noqa: S603 - no shell
            ["git", "-C", str(folder), "-c", "log.showSignature=false", *arguments],  # noqa: S607 - whichever git the author uses
            input=given,
            env=environ,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise HistoryError(f"git cannot be run ({error.strerror}): install it, or put it on the PATH") from None
