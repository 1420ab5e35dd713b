"""From comments to a thread: who answers whom, and in which order they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corkboard.comments.reading import Approved

__all__ = ["DEEPEST", "Placed", "arranged"]

DEEPEST = 3  # how deep answers are set below what they answer


@dataclass
class Placed:
    """A comment in its place, with those that are set below it."""

    comment: Approved
    answers: Approved | None = None  # whom it answers, if that is here
    below: list[Placed] = field(default_factory=list)

    @property
    def orphan(self) -> bool:
        """Whether it answers a comment that is not here."""
        return self.comment.reply_to is not None and self.answers is None


def arranged(comments: Sequence[Approved]) -> list[Placed]:
    """All comments, each once: pinned ones first, then the oldest; answers below what they answer, the oldest first.

    What would stand deeper than `DEEPEST` stands at that depth, after what it answers.  Of comments that answer each
    other in a circle the oldest begins.
    """
    known = {one.id: one for one in comments}
    answers: dict[str, list[Approved]] = defaultdict(list)
    in_order = sorted(known.values(), key=lambda one: (one.date, one.id))
    for one in in_order:
        if one.reply_to in known:
            answers[one.reply_to].append(one)
    left = dict.fromkeys(one.id for one in in_order)
    first = [one for one in in_order if one.reply_to not in known]
    found = []
    while left:
        begins = first or [known[next(iter(left))]]
        first = []
        for one in begins:
            found.append(_placed(one, known, answers, left))
    return sorted(found, key=lambda placed: not placed.comment.pinned)


def _placed(
    begins: Approved, known: dict[str, Approved], answers: dict[str, list[Approved]], left: dict[str, None]
) -> Placed:
    """A comment with all that answers it, and is still left."""
    top = Placed(begins, known.get(begins.reply_to or ""))
    del left[begins.id]
    todo = [_answers(top, 1, answers[begins.id])]
    while todo:
        following = next(todo[-1], None)
        if following is None:
            todo.pop()
            continue
        above, depth, comment = following
        if comment.id in left:
            del left[comment.id]
            placed = Placed(comment, known[comment.reply_to or ""])
            above.below.append(placed)
            # At the depth where it ends, answers are set beside what they answer.
            deeper = (placed, depth + 1) if depth + 1 < DEEPEST else (above, depth)
            todo.append(_answers(*deeper, answers[comment.id]))
    return top


def _answers(above: Placed, depth: int, answers: list[Approved]) -> Iterator[tuple[Placed, int, Approved]]:
    return ((above, depth, one) for one in answers)
