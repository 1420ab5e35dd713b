"""What everybody may see of a comment, and nothing more."""

from __future__ import annotations

from pydantic import ValidationError

from corkboard.comments.model import By
from corkboard.comments.model import Comment as PublicComment
from corkboard.desk.errors import DeskError
from corkboard.desk.moderation.models import Comment

__all__ = ["public_comment"]


def public_comment(comment: Comment) -> PublicComment:
    """Raises DeskError for a comment that the site would refuse."""
    try:
        return PublicComment(
            id=comment.id,
            author=comment.author,
            date=comment.written_at,
            reply_to=comment.reply_to or None,
            by=By(comment.by),
            pinned=comment.pinned,
            text=comment.text,
        )
    except ValidationError as error:
        one = error.errors()[0]
        raise DeskError(f"comment {comment.id}: {one['loc'][0]}: {one['msg']}; edit it first") from None
