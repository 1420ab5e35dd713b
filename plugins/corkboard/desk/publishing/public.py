"""What everybody may see of a comment, and nothing more."""

from __future__ import annotations

from pydantic import ValidationError

from corkboard.comments.model import By
from corkboard.comments.model import Comment as PublicComment
from corkboard.comments.rules import MOST_CHARACTERS
from corkboard.desk.errors import DeskError
from corkboard.desk.moderation.models import Comment

__all__ = ["MOST_CHARACTERS_ON_SITE", "public_comment"]

MOST_CHARACTERS_ON_SITE = 5 * MOST_CHARACTERS  # longer ones are a problem for the build


def public_comment(comment: Comment) -> PublicComment:
    """Raises DeskError for a comment that the site would refuse."""
    if not comment.text.strip() or len(comment.text) > MOST_CHARACTERS_ON_SITE:
        raise DeskError(f"comment {comment.id}: it has {len(comment.text):,} characters; edit it first")
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
