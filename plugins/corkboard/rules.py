"""The fairness rules by their names: what each asks for, how severe it is unless a site says otherwise, and why it is
there.  What they look at is in `board.fairness`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["ALWAYS", "RULES", "Rule", "RuleSeverity"]


class RuleSeverity(StrEnum):
    """What becomes of a file that breaks a rule."""

    ERROR = "error"
    WARNING = "warning"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Rule:
    """`default` is None where nobody can turn the rule off or overrule it."""

    name: str
    default: RuleSeverity | None
    asks: str
    why: str


_ALL = (
    Rule(
        "shows-its-status",
        None,
        "Wherever a claim that is not `verified` is shown, its status is shown with it, and so it is wherever the "
        "title or the summary of its article is.",
        "Whoever meets a claim on a card, in a feed or in a search engine sees nothing else of the article.",
    ),
    Rule(
        "about-missing",
        RuleSeverity.ERROR,
        "A claim that is not `verified` lists under `about` every living person whom it names, but those who say so.",
        "Whoever is not listed is asked for no reply, and their page does not show what is claimed of them.",
    ),
    Rule(
        "needs-a-source",
        RuleSeverity.ERROR,
        "A claim about somebody living that is not `verified` names its source. One that is `retracted` need not.",
        "A claim on nobody's word is a rumor that the publication itself has started.",
    ),
    Rule(
        "needs-a-grade",
        RuleSeverity.ERROR,
        "That source has a grade. F6, which says that it cannot be judged, is one.",
        "Readers can only weigh what they are told the weight of; a source without a grade looks like a good one.",
    ),
    Rule(
        "needs-right-of-reply",
        RuleSeverity.ERROR,
        "Of everybody whom such a claim is about, the article or their page says whether they were asked for a reply. "
        "`not-yet-asked` is an answer.",
        "Readers shall know whether the other side was heard, and the desk shall not forget to ask.",
    ),
    Rule(
        "no-response-too-early",
        RuleSeverity.ERROR,
        "`no-response` stands only after `RIGHT_OF_REPLY_ATTEMPTS` attempts on different days, all of them before "
        "the deadline, and once that has passed.",
        "“Did not respond” reads like an admission; one e-mail on a Sunday is no attempt to hear somebody.",
    ),
    Rule(
        "reply-overdue",
        RuleSeverity.OFF,
        "`asked` does not stay for more than two weeks after the deadline.",
        "By then there is an answer, a refusal or no response, and readers should be told which.",
    ),
    Rule(
        "reads-as-a-statement",
        RuleSeverity.ERROR,
        "No text that stands alone states what a claim that is not `verified` says of somebody living: it says whose "
        "claim it is, asks, or denies.",
        "Headlines, addresses and tags travel without the article, and what they state stays in mind.",
    ),
    Rule(
        "reads-as-an-accusation",
        RuleSeverity.ERROR,
        "No text that stands alone, nor the claim itself, accuses somebody of whom a claim is not `verified` in a word "
        "such as “bribed” or “thief”, unless it says who does.",
        "What accuses somebody of a crime is a statement whatever the claim was, and may be one in court.",
    ),
    Rule(
        "translation-changes-a-claim",
        RuleSeverity.ERROR,
        "Where a translation has `evidence` of its own, it has the same claims about the same people with the same "
        "status.",
        "A claim is not better founded in another language.",
    ),
    Rule(
        "retracted-without-a-word",
        RuleSeverity.WARNING,
        "A claim about somebody living that is `retracted` supersedes another, is superseded, or has a correction that "
        "names it under `evidence`.",
        "Readers who have seen the claim shall learn why it no longer stands.",
    ),
    Rule(
        "overrules-nothing",
        RuleSeverity.WARNING,
        "What is listed under `overruled` silences something.",
        "A reason that is no longer needed may silence the next mistake.",
    ),
)
RULES = {rule.name: rule for rule in _ALL}
ALWAYS = tuple(rule.name for rule in _ALL if rule.default is None)
