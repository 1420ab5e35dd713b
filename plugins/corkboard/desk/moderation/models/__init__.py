"""What the desk keeps.  The records and the outbox hold no words of readers, so that readers can be forgotten."""

from corkboard.desk.moderation.models.comments import Comment, HeldFor, Hold, Reason, Report, Revision, State, Thread
from corkboard.desk.moderation.models.outgoing import ApiToken, Delivery, MailKind, Message, SpentToken
from corkboard.desk.moderation.models.people import Correspondent, MailWish, Moderator, Role, Subscription
from corkboard.desk.moderation.models.records import (
    WRITTEN_ELSEWHERE,
    Action,
    AuditEntry,
    Counter,
    Publication,
    Tombstone,
)
from corkboard.desk.moderation.models.spam import Block, BlockKind, Word

__all__ = [
    "WRITTEN_ELSEWHERE",
    "Action",
    "ApiToken",
    "AuditEntry",
    "Block",
    "BlockKind",
    "Comment",
    "Correspondent",
    "Counter",
    "Delivery",
    "HeldFor",
    "Hold",
    "MailKind",
    "MailWish",
    "Message",
    "Moderator",
    "Publication",
    "Reason",
    "Report",
    "Revision",
    "Role",
    "SpentToken",
    "State",
    "Subscription",
    "Thread",
    "Tombstone",
    "Word",
]
