"""Approved comments fetched from a desk elsewhere into the folder of comments, for a job that builds the site."""

from __future__ import annotations

import http.client
import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from pydantic import ValidationError

from corkboard.comments.model import CLOSED_THREADS, Comment, ThreadId, comment_file, file_of, files_in

__all__ = ["CURSOR", "PullError", "Pulled", "pull"]

CURSOR = ".cursor"  # in the folder of comments: which changes it has; builds look at no file with a dot
_PATIENCE = 60  # seconds
_LARGEST = 256 * 1024 * 1024
_LOCAL = ("localhost", "127.0.0.1", "::1")


class PullError(Exception):
    """Why comments could not be fetched, in a sentence."""


@dataclass(frozen=True)
class Pulled:
    """How many files were written or changed, and how many removed."""

    written: int = 0
    removed: int = 0


@dataclass(frozen=True)
class _Cursor:
    url: str
    sequence: int = 0
    tag: str = ""  # of the answer that had nothing more


@dataclass(frozen=True)
class _Answer:
    status: int
    body: bytes
    tag: str
    is_last: bool


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """The token is for one host, and for no other that it may name."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirects)


def pull(url: str, token: str, folder: Path, *, anew: bool = False) -> Pulled:
    """Bring the folder up to the desk at an address, such as https://desk.example.org.  Raises PullError.

    Begins where it ended, or at the beginning if `anew`.  The cursor is written after the files: where this is
    interrupted, the same changes are made once more.
    """
    url = _checked(url)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        cursor = _Cursor(url) if anew else _read_cursor(folder, url)
        written = removed = 0
        there = {path.stem: path for path in files_in(folder)}  # also where authors have moved them to
        while True:
            answer = _ask(f"{url}/api/v1/approved?since={cursor.sequence}", token, cursor.tag)
            if answer.status == 410 and cursor.sequence:  # the desk was restored from a backup
                cursor = _Cursor(url)
                continue
            for line in answer.body.splitlines():
                sequence, path, content = _change(folder, there, line)
                if sequence <= cursor.sequence:
                    raise PullError("what the desk sends goes backwards; is this Corkboard as new as the desk?")
                if content is None:
                    removed += _remove(path)
                else:
                    written += _write(path, content)
                cursor = replace(cursor, sequence=sequence)
            # The tag is that of an answer to another cursor, unless nothing was in it.
            cursor = replace(cursor, tag="" if answer.body else answer.tag or cursor.tag)
            if answer.is_last or not answer.body:
                break
        written += _close_threads(folder, _ask(f"{url}/api/v1/closed", token, "").body)
        _write(folder / CURSOR, json.dumps({"url": url, "sequence": cursor.sequence, "tag": cursor.tag}).encode())
    except OSError as error:
        raise PullError(f"{error.filename or folder}: {error.strerror or error}") from None
    return Pulled(written, removed)


def _checked(url: str) -> str:
    """Raises PullError for an address that the token should not be sent to."""
    if not _is_fit(url):
        message = f"{url}: give the address of the moderators' pages, https://…; http:// only on this machine"
        raise PullError(message)
    return url.rstrip("/")


def _is_fit(url: str) -> bool:
    try:
        parts = urlsplit(url)
        is_local = parts.scheme == "http" and parts.hostname in _LOCAL
    except ValueError:
        return False
    is_plain = not (parts.query or parts.fragment or parts.username)
    return bool(parts.hostname) and is_plain and (parts.scheme == "https" or is_local)


def _ask(url: str, token: str, tag: str) -> _Answer:
    headers = {"Authorization": f"Bearer {token}", **({"If-None-Match": tag} if tag else {})}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - _checked
    try:
        with _OPENER.open(request, timeout=_PATIENCE) as answer:
            body = answer.read(_LARGEST + 1)
            if len(body) > _LARGEST:
                raise PullError(f"{url}: the answer is larger than {_LARGEST:,} bytes")
            return _Answer(answer.status, body, answer.headers.get("ETag", ""), "Link" not in answer.headers)
    except urllib.error.HTTPError as error:
        if error.code in (304, 410):
            return _Answer(error.code, b"", error.headers.get("ETag", ""), True)
        raise PullError(f"{url}: {_WHY.get(error.code, f'the desk answers with {error.code}')}") from None
    except (OSError, http.client.HTTPException) as error:
        raise PullError(f"{url}: {getattr(error, 'reason', None) or error}") from None


_WHY = {
    **dict.fromkeys((301, 302, 303, 307, 308), "it leads elsewhere, where the token is not sent; give that address"),
    401: "the desk does not know this token; `corkboard desk add-token` makes one",
    404: "there is no desk here; give the address of the moderators' pages",
}


def _change(folder: Path, there: Mapping[str, Path], line: bytes) -> tuple[int, Path, bytes | None]:
    """The cursor after a change, the file that it is about, and what is to be in that.  Raises PullError."""
    try:
        fields = json.loads(line)
        sequence, thread, removed = int(fields.pop("sequence")), fields.pop("thread"), fields.pop("removed")
        usual = folder / file_of(ThreadId.parse(thread), fields["id"])
        path = usual if usual.exists() else there.get(usual.stem, usual)
        content = None if removed else comment_file(Comment.model_validate(fields))
    except (ValueError, KeyError, TypeError, AttributeError, ValidationError):
        raise PullError("what the desk sends is no comment; is this Corkboard as new as the desk?") from None
    if not path.parent.resolve().is_relative_to(folder.resolve()):
        raise PullError(f"{path.parent}: this leads out of {folder}; nothing is written there")
    return sequence, path, content


def _close_threads(folder: Path, body: bytes) -> int:
    try:
        closed = [str(ThreadId.parse(one)) for one in json.loads(body)["closed"]]
    except (ValueError, KeyError, TypeError):
        raise PullError("what the desk sends is no list of threads; is this Corkboard as new as the desk?") from None
    path = folder / CLOSED_THREADS
    if not closed and not path.exists():
        return 0
    return _write(path, yaml.safe_dump({"closed": closed}, allow_unicode=True).encode())


def _read_cursor(folder: Path, url: str) -> _Cursor:
    """Where the last pull from this desk has ended; the beginning, if none is known."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        found = json.loads((folder / CURSOR).read_text(encoding="utf-8"))
        if found["url"] == url:
            return _Cursor(url, int(found["sequence"]), str(found["tag"]))
    return _Cursor(url)


def _write(path: Path, content: bytes) -> int:
    """Put a file in place, whole or not at all; 1 if that is news."""
    with suppress(FileNotFoundError):
        if not path.is_symlink() and path.read_bytes() == content:
            return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    return 1


def _remove(path: Path) -> int:
    try:
        path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return 0
    with suppress(OSError):  # others are in it
        path.parent.rmdir()
    return 1
