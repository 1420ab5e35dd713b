"""The matrix of a question: evidence by hypotheses, the ranking, and what hangs on one source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corkboard.board.catalog import Item, Key
from corkboard.board.claims import Claim, Part, claims_of, part_of, sources_of
from corkboard.board.matrix import Matrix, Row, Standing, diagnosticity_of, matrix_of
from corkboard.records.evidence import Weight
from corkboard.records.fields import canonical_id
from corkboard.views.claims import ClaimCard, claim_card, counts, source_card
from corkboard.views.context import Context
from corkboard.views.plain import Plain
from corkboard.views.site import Link

__all__ = ["EvidenceGroup", "MatrixCell", "MatrixColumn", "MatrixRow", "MatrixTable", "RankingWithout", "WeighedClaim"]
__all__ += ["evidence_on", "matrix_table"]

_SYMBOLS = {
    Weight.VERY_CONSISTENT: "++",
    Weight.CONSISTENT: "+",
    Weight.NEUTRAL: "○",
    Weight.INCONSISTENT: "−",
    Weight.VERY_INCONSISTENT: "−−",
    Weight.NOT_APPLICABLE: "∅",
    None: "·",
}
_GROUPS = {
    "against": (Weight.VERY_INCONSISTENT, Weight.INCONSISTENT),
    "for": (Weight.VERY_CONSISTENT, Weight.CONSISTENT),
    "neither": (Weight.NEUTRAL, Weight.NOT_APPLICABLE),
    "not assessed": (None,),
}


class MatrixCell(Plain, frozen=True):
    """How far a piece of evidence fits a hypothesis: `weight` as in front matter, empty where nobody assessed it."""

    weight: str
    symbol: str
    word: str


class MatrixRow(Plain, frozen=True):
    """A piece of evidence.  `counts` is false for what is retracted or superseded."""

    number: int
    claim: ClaimCard
    cells: tuple[MatrixCell, ...]
    assessed: int  # hypotheses that it is assessed for
    diagnostic: bool  # whether it tells hypotheses apart
    counts: bool


class MatrixColumn(Plain, frozen=True):
    """A hypothesis, and how it stands.  `rank` is none where nothing is assessed, and where nothing is ranked."""

    hypothesis: Link
    inconsistency: int
    assessed: int  # pieces of evidence that are, of all that count
    rank: int | None


class RankingWithout(Plain, frozen=True):
    """The ranking without a source and all that repeats it.

    `decides` is "lead" or "order" where that is another ranking, else "nothing"; `row` is the number of the evidence
    where that gives no source, else 0; `ranks` are in the order of the columns.
    """

    source: Link | None
    row: int
    ranks: tuple[int | None, ...]
    leading: tuple[Link, ...]
    decides: str


class MatrixTable(Plain, frozen=True):
    """A question's evidence by its hypotheses, the most telling first."""

    columns: tuple[MatrixColumn, ...]
    rows: tuple[MatrixRow, ...]
    counted: int  # pieces of evidence that count
    assessed: bool  # whether anything is
    ranked: bool  # whether any evidence is assessed for several hypotheses
    uneven: bool  # whether hypotheses are assessed on different evidence
    without: tuple[RankingWithout, ...]


class WeighedClaim(Plain, frozen=True):
    """A claim, and how far it fits the hypothesis at hand."""

    claim: ClaimCard
    cell: MatrixCell
    counts: bool


class EvidenceGroup(Plain, frozen=True):
    """Evidence that speaks "for" or "against" a hypothesis, does "neither", or is "not assessed"."""

    kind: str
    claims: tuple[WeighedClaim, ...]


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A claim with what it weighs on hypotheses, by their ids."""

    claim: Claim
    weights: Mapping[str, Weight | None]
    card: ClaimCard
    place: int  # in its article

    @property
    def order(self) -> tuple[float | str, ...]:
        """By date and id of the article, then as the article has it."""
        moment = self.claim.article.outline.moment
        return (float("inf") if moment is None else moment, self.claim.article.key.id, self.place)

    @property
    def counts(self) -> bool:
        return counts(self.claim, self.card.superseded_by)


def matrix_table(context: Context, hypotheses: Sequence[Item], lang: str) -> MatrixTable:
    """The matrix of these hypotheses, in this order."""
    ids = [item.key.id for item in hypotheses]
    weighed = {_name(one.claim.part): one for one in _weighed(context, [item.key for item in hypotheses], lang)}
    derived_from = _derived_from(context, [one.claim for one in weighed.values()])
    matrix = matrix_of(ids, [_row(name, one) for name, one in weighed.items()], derived_from)
    links = {item.key.id: context.link(item, lang) for item in hypotheses}
    return MatrixTable(
        columns=tuple(_column(links[id], matrix.standings[id]) for id in ids),
        rows=tuple(_matrix_row(context, number, row, weighed[row.id], ids, lang) for number, row in _numbered(matrix)),
        counted=matrix.counted,
        assessed=any(standing.assessed for standing in matrix.standings.values()),
        ranked=matrix.ranked,
        uneven=matrix.uneven,
        without=tuple(_without(context, matrix, links, lang)) if matrix.ranked else (),
    )


def evidence_on(context: Context, hypothesis: Item, lang: str) -> tuple[EvidenceGroup, ...]:
    """The evidence that bears on a hypothesis, oldest first, by what it says."""
    id = hypothesis.key.id
    weighed = sorted(_weighed(context, [hypothesis.key], lang), key=lambda one: one.order)
    groups = (
        EvidenceGroup(
            kind,
            tuple(
                WeighedClaim(one.card, _cell(context, weight, lang), one.counts)
                for weight in weights
                for one in weighed
                if one.weights[id] == weight
            ),
        )
        for kind, weights in _GROUPS.items()
    )
    return tuple(group for group in groups if group.claims)


def _weighed(context: Context, hypotheses: Iterable[Key], lang: str) -> Iterator[_Weighed]:
    keys = list(hypotheses)
    wanted = {key.id for key in keys}
    articles = dict.fromkeys(article.key for key in keys for article in context.claiming(key))
    for key in articles:
        for place, claim in enumerate(claims_of(context.item(key, lang))):
            weights = {canonical_id(id): weight for id, weight in claim.entry.bears_on.items()}
            if wanted & weights.keys():
                yield _Weighed(claim, weights, claim_card(context, claim, lang), place)


def _row(name: str, one: _Weighed) -> Row:
    source = one.claim.source_part
    return Row(name, one.weights, _name(source) if source else "", one.counts, one.order)


def _name(part: Part) -> str:
    return f"{part.article}#{part.id}"


def _part(name: str) -> Part:
    return Part(*name.split("#", 1))


def _derived_from(context: Context, claims: Iterable[Claim]) -> Mapping[str, str]:
    """What each source that these claims rest on repeats, and what that repeats in turn."""
    found: dict[str, str] = {}
    upcoming = [part for claim in claims if (part := claim.source_part)]
    while upcoming:
        part = upcoming.pop()
        article = context.get(Key("article", part.article))
        source = sources_of(article).get(part.id) if article else None
        if source and source.derived_from and _name(part) not in found:
            origin = part_of(source.derived_from, part.article)
            found[_name(part)] = _name(origin)
            upcoming.append(origin)
    return found


def _numbered(matrix: Matrix) -> Iterator[tuple[int, Row]]:
    return enumerate(matrix.rows, 1)


def _column(hypothesis: Link, standing: Standing) -> MatrixColumn:
    return MatrixColumn(hypothesis, standing.inconsistency, standing.assessed, standing.rank)


def _matrix_row(context: Context, number: int, row: Row, one: _Weighed, ids: Sequence[str], lang: str) -> MatrixRow:
    cells = tuple(_cell(context, row.weights.get(id), lang) for id in ids)
    diagnostic = bool(diagnosticity_of(row, ids))
    return MatrixRow(number, one.card, cells, sum(map(row.assessed, ids)), diagnostic, row.counts)


def _cell(context: Context, weight: Weight | None, lang: str) -> MatrixCell:
    say = context.say(lang)
    return MatrixCell(weight or "", _SYMBOLS[weight], say(f"weight {weight}") if weight else say("not assessed"))


def _without(context: Context, matrix: Matrix, links: Mapping[str, Link], lang: str) -> Iterator[RankingWithout]:
    numbers = {row.id: number for number, row in _numbered(matrix) if not row.source}
    for one in matrix.without:
        ranks = tuple(one.standings[id].rank for id in matrix.hypotheses)
        leading = tuple(links[id] for id, rank in zip(matrix.hypotheses, ranks, strict=True) if rank == 1)
        number = numbers.get(one.source, 0)
        source = None if number else _source_link(context, _part(one.source), lang)
        yield RankingWithout(source, number, ranks, leading, one.decides.value)


def _source_link(context: Context, part: Part, lang: str) -> Link:
    """A source by its title or by what it is, where it stands in its article."""
    article = context.get(Key("article", part.article), lang)
    source = sources_of(article).get(part.id) if article else None
    if article is None or source is None:
        return Link("", context.say(lang)("a source that is not published here"), lang)
    card, link = source_card(context, source, article, lang), context.citation(article, lang)
    what = card.title or context.say(lang)(
        "{source} ({article})", source=f"{card.kind}, {card.id}" if card.kind else card.id, article=link.text
    )
    return Link(f"{link.href}#{card.anchor}", what, link.lang, "" if card.title else link.label)
