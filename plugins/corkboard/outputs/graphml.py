"""GraphML (graphml.graphdrawing.org) of people, organizations, questions, hypotheses, articles, and what ties them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from corkboard.outputs.output import Piece
from corkboard.outputs.xml import escape_only as escape
from corkboard.outputs.xml import legal
from corkboard.views.claim_rows import AssessmentRow, ClaimRow, StatedBy
from corkboard.views.rows import ArticleRow, EntityRow, HypothesisRow, PersonRow, QuestionRow, RecordRow, Unlisted

__all__ = ["EDGES", "EDGE_KEYS", "NODE_KEYS", "graphml_head", "graphml_piece", "graphml_tail"]

NODE_KEYS = {
    "type": "What it is; `name` for an organization that has no page and is known by its name alone.",
    "label": "What it is called; of a hypothesis with its status and whose it is.",
    "url": "Its page.",
    "lang": "The language that it is written in.",
    "date": "When an article was published.",
    "summary": "What it is about, in a few words.",
    "aliases": "Other names and spellings.",
    "right_of_reply": "Whether they were asked for a reply, by their own page.",
    "status": "How a hypothesis stands.",
    "attributed_to": "Whose a hypothesis is: the article's id, or words.",
    "statement": "A hypothesis in a few words.",
}
EDGE_KEYS = {
    "kind": "What ties the two.",
    "label": "Of a claim its status and whose it is, of a hypothesis likewise.",
    "title": "An office, or the kind of a relation, in the words of whoever states it.",
    "called": "What the article calls them; in a relation, what the one is to the other.",
    "since": "Since when: a partial date.",
    "until": "Until when: a partial date.",
    "stated_by": "Who says so: an article's id, a web address, or words.",
    "stance": "What the article does to the hypothesis.",
    "note": "Why: the article's words.",
    "verification": "How far the claim has been checked, as it stands now.",
    "verification_given": "How far it has been checked, as its article has it.",
    "claim": "What is claimed.",
    "claim_id": "The claim's id.",
    "source": "Whom or what the claim rests on: the source's id, kind and title.",
    "grade": "The Admiralty code of that source.",
    "superseded_by": "What took the claim's place: id, how far that was checked, and what it says.",
    "weight": "How far the claim fits the hypothesis, or `not assessed`.",
    "date": "When it was assessed.",
    "likelihood": "How likely the hypothesis was held to be.",
    "confidence": "How well founded that is.",
    "why": "What it rests on.",
}
EDGES = {
    "mentions": "an article → a person or organization that it names or refers to",
    "claims": "an article → a person or organization that it makes a claim about; one edge for each claim",
    "weighs": "an article → a hypothesis that one of its claims fits or not; one edge for each claim",
    "bears_on": "an article → a hypothesis, with the article's stance",
    "assesses": "an article → a hypothesis that it holds to be more or less likely",
    "follows": "an article → the article that it follows up",
    "refers_to": "an article → whatever else its text links to",
    "answers": "a hypothesis → its question",
    "attributed_to": "a hypothesis → the article whose it is",
    "role": "a person → an organization in which somebody says that they hold an office",
    "relation": "a person or organization → another to which somebody says that they are related",
}

_Data = Mapping[str, str | None]
_TYPES = frozenset(("person", "organization", "question", "hypothesis", "article"))


def graphml_head() -> bytes:
    keys = "".join(
        f'<key id="{of}-{name}" for="{of}" attr.name="{name}" attr.type="string"><desc>{escape(meaning)}</desc></key>\n'
        for of, among in (("node", NODE_KEYS), ("edge", EDGE_KEYS))
        for name, meaning in among.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns '
        'http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
        f'{keys}<graph id="board" edgedefault="directed">\n'
    ).encode()


def graphml_tail() -> bytes:
    return b"</graph>\n</graphml>\n"


def graphml_piece(records: Sequence[RecordRow | Unlisted]) -> Piece:
    """Nodes and edges of some records; rows are both."""
    elements = [element for record in records for element in _elements(record)]
    return Piece(legal("".join(elements)).encode(), len(elements))


def _elements(record: RecordRow | Unlisted) -> Iterator[str]:
    if isinstance(record, Unlisted):
        for name in record.organizations:
            yield _node(_of_name(name), {"type": "name", "label": name})
    elif isinstance(record, ArticleRow):
        yield _node(record.id, {**_common(record), "date": record.date})
        yield from _edges_of_article(record)
    elif isinstance(record, HypothesisRow):
        yield from _hypothesis(record)
    elif isinstance(record, EntityRow):
        reply = record.reply.status if record.reply else None
        yield _node(record.id, {**_common(record), "aliases": " | ".join(record.aliases), "right_of_reply": reply})
        yield from _relations(record)
        if isinstance(record, PersonRow):
            yield from _roles(record)
    elif isinstance(record, QuestionRow):
        yield _node(record.id, _common(record))


def _common(record: RecordRow) -> dict[str, str | None]:
    return {
        "type": record.id.partition("/")[0],
        "label": record.name,
        "url": record.url,
        "lang": record.lang,
        "summary": record.summary,
    }


def _hypothesis(record: HypothesisRow) -> Iterator[str]:
    own = {"label": f"{record.name} ({record.label})", "status": record.status, "statement": record.statement}
    yield _node(record.id, {**_common(record), **own, "attributed_to": _whose(record.attributed_to)})
    if record.question:
        yield _edge(record.id, record.question.id, "answers", {"label": record.label})
    if record.attributed_to and record.attributed_to.id:
        yield _edge(record.id, record.attributed_to.id, "attributed_to", {"label": record.label})
    for one in record.assessments:
        if one.stated_by and one.stated_by.id:
            yield _edge(one.stated_by.id, record.id, "assesses", _assessment(one))


def _relations(record: EntityRow) -> Iterator[str]:
    for one in record.relations:
        data = {"title": one.kind, "called": one.called, "stated_by": _whose(one.stated_by) or "no source given"}
        yield _edge(record.id, one.to.id, "relation", data)


def _roles(record: PersonRow) -> Iterator[str]:
    """One without an organization ties nobody to anything."""
    for role in record.roles:
        target = role.organization or (role.organization_name and _of_name(role.organization_name))
        if target:
            stated_by = _whose(role.stated_by) or "no source given"
            data = {"title": role.title, "since": role.since, "until": role.until, "stated_by": stated_by}
            yield _edge(record.id, target, "role", data)


def _edges_of_article(record: ArticleRow) -> Iterator[str]:
    for mention in record.mentions:
        yield _edge(record.id, mention.who.id, "mentions", {"called": mention.called})
    for bearing in record.hypotheses:
        data = {"label": bearing.hypothesis.label, "stance": bearing.stance, "note": bearing.note}
        yield _edge(record.id, bearing.hypothesis.id, "bears_on", data)
    for followed in record.follows:
        yield _edge(record.id, followed.id, "follows", {})
    for id in record.refers_to:
        if id.partition("/")[0] in _TYPES:
            yield _edge(record.id, id, "refers_to", {})
    for claim in record.claims:
        data = _claim(claim)
        for one in claim.about:
            yield _edge(record.id, one.id, "claims", data)
        for weight in claim.bears_on:
            yield _edge(record.id, weight.hypothesis.id, "weighs", {**data, "weight": weight.weight or "not assessed"})


def _claim(claim: ClaimRow) -> dict[str, str | None]:
    source = claim.source
    successors = (f"{one.id} ({one.verification}): {one.claim}" for one in claim.superseded_by)
    return {
        "label": claim.label,
        "verification": claim.verification,
        "verification_given": claim.verification_given,
        "claim": claim.claim,
        "claim_id": claim.id,
        "source": ", ".join(filter(None, (source.id, source.kind, source.title))) if source else "no source given",
        "grade": source.grade if source else None,
        "superseded_by": " | ".join(successors),
    }


def _assessment(one: AssessmentRow) -> dict[str, str | None]:
    return {
        "label": one.hypothesis.label,
        "date": one.date,
        "likelihood": one.likelihood,
        "confidence": one.confidence,
        "why": one.why,
    }


def _whose(source: StatedBy | None) -> str | None:
    return (source.id or source.title) if source else None


def _of_name(name: str) -> str:
    return f"name/{name}"


def _node(id: str, data: _Data) -> str:
    return f'<node id="{escape(id)}">{_data("node", data)}</node>\n'


def _edge(source: str, target: str, kind: str, data: _Data) -> str:
    ends = f'source="{escape(source)}" target="{escape(target)}"'
    return f'<edge {ends}><data key="edge-kind">{kind}</data>{_data("edge", data)}</edge>\n'


def _data(of: str, data: _Data) -> str:
    return "".join([f'<data key="{of}-{name}">{escape(value)}</data>' for name, value in data.items() if value])
