"""What resembles spam: a small naive Bayes, learned from the moderators' own decisions.

It sorts and labels the queue and decides nothing.  It learns from what a reader sent, not from what
moderators made of it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from django.db.models import F

from corkboard.comments.model import By
from corkboard.comments.rules import links_in
from corkboard.desk.matching import folded, host_of
from corkboard.desk.moderation.models import Comment, State, Word

__all__ = ["SUSPICIOUS", "relearn", "spam_score", "unlearn"]

SUSPICIOUS = 0.9
_UNKNOWN = 0.5
_LEAST = 10  # comments of each kind before anything is said
_MOST_WORDS = 300
_TELLING = 20  # words that count, the most telling; else long comments would always be certain
_ALL = ""
_WORD = re.compile(r"(?<![\w@.])\w{3,40}(?![\w@])")  # no part of an e-mail address
_LEARNED_AS = {State.SPAM: "spam", State.APPROVED: "ham"}


def spam_score(author: str, text: str) -> float:
    """How likely a comment is spam, from 0 to 1; 0.5 before enough was decided."""
    words = _words(author, text)
    known = {one.word: one for one in Word.objects.filter(word__in=[_ALL, *words])}
    total = known.pop(_ALL, None)
    if total is None or min(total.spam, total.ham) < _LEAST:
        return _UNKNOWN
    weights = [
        math.log((one.spam + 1) / (total.spam + 2)) - math.log((one.ham + 1) / (total.ham + 2))
        for one in known.values()
    ]
    telling = sorted(weights, key=abs, reverse=True)[:_TELLING]
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, math.fsum(telling)))))


def relearn(comment: Comment) -> None:
    """Have what was learned of a comment agree with what it was decided to be.  In the decision's transaction.

    What is rejected for another reason than that it is spam teaches nothing.
    """
    wanted = "" if comment.by == By.DESK else _LEARNED_AS.get(State(comment.state), "")
    if wanted != comment.learned_as:
        unlearn(comment)
        if wanted:
            _count(_as_sent(comment), wanted, 1)
        comment.learned_as = wanted
        Comment.objects.filter(pk=comment.pk).update(learned_as=wanted)


def unlearn(comment: Comment) -> None:
    """Take back what was learned of a comment, as before it is deleted for good."""
    if comment.learned_as:
        words = _as_sent(comment)
        _count(words, comment.learned_as, -1)
        Word.objects.filter(word__in=words, spam=0, ham=0).delete()
        comment.learned_as = ""


def _as_sent(comment: Comment) -> list[str]:
    first = comment.revisions.filter(number=0).first() or comment
    return _words(first.author, first.text)


def _count(words: Iterable[str], kind: str, step: int) -> None:
    # The row of all comments first: who holds it keeps others from locking words in another order.
    Word.objects.get_or_create(word=_ALL)
    for found in ([_ALL], list(words)):
        if step > 0:
            Word.objects.bulk_create([Word(word=word) for word in found], ignore_conflicts=True)
        rows = Word.objects.filter(word__in=found, **({f"{kind}__gt": 0} if step < 0 else {}))
        rows.update(**{kind: F(kind) + step})


def _words(author: str, text: str) -> list[str]:
    """What tells comments apart, each once: words in any script, and where links lead."""
    said = folded(f"{author}\n{text}")
    hosts = (host_of(link) for link in links_in(text))
    found = dict.fromkeys([*(f"link {host}"[:64] for host in hosts if host), *_WORD.findall(said)])
    return list(found)[:_MOST_WORDS]
