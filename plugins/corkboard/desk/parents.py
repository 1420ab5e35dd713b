"""The comment that somebody replies to, as the site shows it."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import ValidationError

from corkboard.comments.model import Comment, ThreadId, file_of

__all__ = ["comment_on_site"]


def comment_on_site(folder: Path, thread: str, id: str) -> Comment | None:
    """An approved comment from its file in the folder of comments; None if it cannot be had."""
    try:
        text = (folder / file_of(ThreadId.parse(thread), id)).read_text(encoding="utf-8")
        _, head, body = text.split("---\n", 2)
        return Comment.model_validate({**yaml.safe_load(head), "text": body.strip()})
    except (OSError, ValueError, TypeError, yaml.YAMLError, ValidationError):
        return None
