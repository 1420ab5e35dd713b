"""Reads this plugin's own files, `<type>/<id>/<comment-id>.md`, as `comments.model` writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml
from pydantic import ValidationError

from corkboard.comments.model import CLOSED_THREADS, Comment, ThreadId, file_of
from corkboard.importers.model import Findings, ImportedComment, ImportProblem, Source, Status

__all__ = ["read_files"]

_MOST_BYTES = 1_000_000
_FILE = re.compile(r"---\n(?P<head>.{0,10000}?)^---(?:\n(?P<text>.*))?\Z", re.DOTALL | re.MULTILINE)


class _UnreadableError(Exception):
    """Carries the line, and what is wrong there."""


def read_files(folder: Path, findings: Findings) -> Iterator[ImportedComment]:
    """The comments in a folder, thread by thread, each thread's by id."""
    if not folder.is_dir():
        findings.problems.append(ImportProblem(str(folder), 0, "", "there is no such folder"))
        return
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_dir() or parts == (CLOSED_THREADS,) or any(part.startswith(".") for part in parts):
            continue
        try:
            yield _comment(path, parts)
        except _UnreadableError as error:
            line, message = error.args
            findings.problems.append(ImportProblem(str(path), line, "", f"{message}; the file was left out"))


def _comment(path: Path, parts: tuple[str, ...]) -> ImportedComment:
    try:
        thread = ThreadId.parse("/".join(parts[:-1]))
        named = file_of(thread, path.stem) == "/".join(parts)
    except ValueError:
        named = False
    if not named:
        raise _UnreadableError(0, "its name is not that of a comment's file, <type>/<id>/<comment-id>.md")
    comment, line = _read(path)
    if comment.id != path.stem:
        raise _UnreadableError(1, "its id is not its name")
    return ImportedComment(
        Source.FILES,
        "",
        comment.id,
        str(thread),
        comment.author,
        None,
        comment.date,
        comment.text,
        comment.reply_to,
        Status.APPROVED,
        str(path),
        line,
        comment.by,
        comment.pinned,
    )


def _read(path: Path) -> tuple[Comment, int]:
    """The comment in a file, and the line on which its text begins."""
    if path.is_symlink() or not path.is_file():
        raise _UnreadableError(0, "it is no file of its own")
    try:
        with path.open("rb") as file:
            found = file.read(_MOST_BYTES + 1)
        source = found.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise _UnreadableError(0, f"it cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise _UnreadableError(1 + error.object[: error.start].count(b"\n"), "it is not in UTF-8") from None
    if len(found) > _MOST_BYTES:
        raise _UnreadableError(0, f"it is larger than {_MOST_BYTES:,} bytes")
    parts = _FILE.match(source)
    if parts is None:
        raise _UnreadableError(1, "it does not begin with front matter between two lines of three dashes")
    try:
        head = yaml.load(parts["head"], Loader=yaml.CSafeLoader)
        fields = {str(key): value for key, value in head.items()}
        comment = Comment.model_validate({**fields, "text": (parts["text"] or "").strip()})
    except yaml.MarkedYAMLError as error:
        line = 2 + error.problem_mark.line if error.problem_mark else 1
        raise _UnreadableError(line, "its front matter is no YAML") from None
    except (yaml.YAMLError, ValueError, AttributeError, RecursionError) as error:
        raise _UnreadableError(2, _told(error)) from None
    return comment, 2 + parts["head"].count("\n") + 1


def _told(error: Exception) -> str:
    """What is wrong, without what was written: that may be an address."""
    if not isinstance(error, ValidationError):
        return "its front matter is no mapping of fields"
    told = []
    for one in error.errors(include_input=False):
        name = str(one["loc"][0]) if one["loc"] else ""
        told.append(f"{name if name.isidentifier() else 'a field'}: {one['msg']}")
    return "; ".join(told)
