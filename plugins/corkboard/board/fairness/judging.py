"""What becomes of broken rules: how severe they are on a site, and which of them a file has overruled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corkboard.board.catalog import Catalog, Item
from corkboard.board.fairness.requirements import Breach
from corkboard.diagnostics import Severity, quoted
from corkboard.documents.document import Blame
from corkboard.documents.links import Link
from corkboard.rules import RuleSeverity
from corkboard.settings import Settings

__all__ = ["PlacedBreach", "judged"]


@dataclass(frozen=True, slots=True)
class PlacedBreach:
    """A breach, and where in a body it is if it is in one."""

    breach: Breach
    passage: str = ""
    link: Link | None = None


def judged(
    places: Sequence[PlacedBreach], catalog: Catalog, concerned: Sequence[Item], settings: Settings
) -> Iterator[Blame]:
    """A problem for each breach that is neither turned off nor overruled, and for each overruling of nothing.

    `concerned` are the files that may overrule something.
    """
    reasons: dict[str, list[tuple[str, str]]] = {}
    used: set[tuple[str, int]] = set()
    for item in concerned:
        given = not item.translation or "overruled" in item.outline.given
        reasons[item.name] = [(one.rule, one.field or "") for one in item.record.overruled] if given else []
    originals = {one.name: one.original for versions in catalog.translations.values() for one in versions.values()}
    for place in places:
        breach = place.breach
        severity = settings.severity_of(breach.rule)
        silenced = [
            (name, number)
            for name in {breach.name, originals.get(breach.name, breach.name)}
            for number, (rule, field) in enumerate(reasons.get(name, ()))
            if rule == breach.rule and _covers(field, breach.field)
        ]
        used.update(silenced)
        if not silenced and severity is not RuleSeverity.OFF:
            yield Blame(
                breach.name,
                breach.field,
                f"{breach.message} ({breach.rule})",
                breach.hint,
                breach.path,
                place.link,
                Severity(severity.value),
                place.passage,
            )
    severity = settings.severity_of("overrules-nothing")
    for name, among in reasons.items() if severity is not RuleSeverity.OFF else ():
        for number, (rule, field) in enumerate(among):
            if (name, number) not in used and settings.severity_of(rule) is not RuleSeverity.OFF:
                message = (
                    f"{quoted(rule)} has nothing to say{f' about {field}' if field else ' here'} (overrules-nothing)"
                )
                yield Blame(
                    name, "overruled", message, "delete it", ("overruled", number), severity=Severity(severity.value)
                )


def _covers(field: str, broken: str) -> bool:
    """Whether an overruling of a field, or of all, is one of the field where a rule is broken."""
    return not field or broken == field or broken.startswith(f"{field}.")
