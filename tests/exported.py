"""A small inquiry with everything that exports tell, and its files read back."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import networkx

from sites import Built, Site

TABLES = ("people", "mentions", "evidence", "assessments")
DATA = (
    *(f"data/{name}.csv" for name in TABLES),
    *("data/board.json", "data/board.graphml", "data/entities.ftm.json"),
)
# Each stands in a place that no export may show.
PLANTED = {
    "private note": "ZQNOTE",
    "draft": "ZQDRAFT",
    "ahead": "ZQAHEAD",
    "withdrawn": "ZQGONE",
    "body": "ZQBODY",
    "comment": "ZQREADER",
    "assessment ahead": "ZQLATER",
}
FILES = {
    "articles/log.md": f"""---
title: Who sold the log?
slug: sold-log
date: 2026-01-05T09:00+05:00
modified: 2026-01-06
summary: What the log says.
authors: [desk]
people: [{{id: ada, as: "Keeper, by her own account"}}]
organizations: [harbor]
hypotheses: [{{id: fraud, stance: supports, note: The log says so.}}]
tags: [Harbor & sea]
evidence:
  - id: sold
    claim: Ada Example is said to have sold the log.
    verification: unverified
    source: clerk
    about: [ada]
    bears_on: {{fraud: C, storm: I, prank: }}
  - id: calm
    claim: The night was calm.
    verification: verified
sources:
  - {{id: clerk, kind: insider, title: A clerk, grade: F6, note: "Met at the pier {PLANTED["private note"]}", private: true}}
  - {{id: chart, kind: document, title: A chart, grade: B2, note: Unsigned., derived_from: clerk, url: https://example.org/chart}}
right_of_reply:
  - {{to: ada, status: asked, attempts: [{{date: 2026-01-02, channel: e-mail}}], deadline: 2026-01-09}}
corrections:
  - {{date: 2026-01-06, kind: retraction, said: She sold it., why: We cannot know., evidence: sold}}
assessments: [{{hypothesis: fraud, likelihood: likely, confidence: low, why: The log says so.}}]
---
{PLANTED["body"]} [Bo]({{person}}bo) was there, [the harbor]({{organization}}harbor) and [a question]({{question}}who).
""",
    "articles/found.md": """---
title: The log was found
date: 2026-02-10
follows: [log, draft]
people: [ada]
evidence:
  - {id: found, claim: The log lay in the tower all along., verification: retracted, source: clerk, about: [ada], supersedes: "log#sold"}
sources: [{id: clerk, kind: insider, grade: C3, derived_from: "draft#source"}]
---
""",
    "articles/draft.md": f"""---
title: {PLANTED["draft"]}
status: draft
follows: log
people: [ada]
evidence: [{{id: more, claim: "{PLANTED["draft"]}", verification: verified, about: [ada], supersedes: "log#sold"}}]
sources: [{{id: source, title: "{PLANTED["draft"]}"}}]
---
""",
    "articles/ahead.md": f"""---
title: {PLANTED["ahead"]}
date: 2027-01-01
people: [ada]
assessments: [{{hypothesis: storm, likelihood: likely, why: "{PLANTED["ahead"]}"}}]
---
""",
    "articles/gone.md": f"""---
title: {PLANTED["withdrawn"]}
date: 2026-01-03
status: withdrawn
people: [ada]
evidence: [{{id: said, claim: "{PLANTED["withdrawn"]}", verification: unverified, about: [ada]}}]
---
""",
    "articles/log.ru.md": "---\ntitle: Кто продал журнал?\nsummary: Что в журнале.\n---\nТекст.\n",
    "people/ada.md": """---
title: Ada Example
aliases: [A. Example, Аня]
summary: Said to have kept the lights.
died: c. 2020
roles:
  - {title: Keeper, organization: harbor, from: 2011, to: 2016-05, source: log}
  - {title: Treasurer, organization: "Union of Small Boats", from: before 2010, source: https://example.org/minutes}
  - {title: Poet}
  - {title: Rower, organization: "Union of Small Boats", source: draft}
relations:
  - {to: bo, kind: family, as: niece, source: log}
  - {to: bo, kind: business partner, source: draft}
  - {to: bo, kind: chess}
  - {to: harbor, kind: dispute, as: tenant, source: https://example.org/court}
right_of_reply: not-yet-asked
---
Text.
""",
    "people/ada.ru.md": "---\ntitle: Ада\nsummary: Говорят, смотрительница.\n---\nТекст.\n",
    "people/bo.md": "---\ntitle: Bo\n---\n",
    "organizations/harbor.md": "---\ntitle: The Harbor\naliases: [Harbor]\n---\n",
    "hypotheses/fraud.md": f"""---
title: It was fraud
question: who
statement: Somebody was paid.
attributed_to: log
status: supported
would_change: [A second log.]
assessments:
  - {{date: 2025-12-01, likelihood: 35 %, why: A rumor.}}
  - {{date: 2025-12-24, likelihood: unlikely, why: {PLANTED["ahead"]}., article: ahead}}
---
""",
    "hypotheses/storm.md": f"""---
title: It was the storm
question: who
attributed_to: draft
assessments: [{{date: 2027-01-02, likelihood: likely, why: "{PLANTED["assessment ahead"]}"}}]
---
""",
    "hypotheses/prank.md": "---\ntitle: It was a prank\n---\n",
    "questions/who.md": "---\ntitle: Who did it?\n---\n",
    "authors/desk.md": "---\ntitle: The desk\nurl: https://example.org/us\n---\n",
    "pages/about.md": "---\ntitle: About\n---\nText.\n",
    "comments/articles/log/01JA0000000000000000000001.md": (
        f"---\nid: 01JA0000000000000000000001\nauthor: {PLANTED['comment']}\ndate: 2026-03-01T10:00:00Z\n---\nYes.\n"
    ),
}


def inquiry(folder: Path, files: dict[str, str] | None = None, **settings: Any) -> Site:
    return Site(folder / "content", settings).write(FILES if files is None else files)


def table(built: Built, name: str) -> list[dict[str, str]]:
    """The rows of a table, as a strict reader of RFC 4180 reads them."""
    text = built.text(f"data/{name}.csv")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def board(built: Built) -> Any:
    return json.loads(built.text("data/board.json"))


def record(built: Built, id: str) -> Any:
    """A record of the JSON document, by its id."""
    lists = (rows for name, rows in board(built).items() if name != "site")
    return next(row for rows in lists for row in rows if row["id"] == id)


def entities(built: Built) -> list[Any]:
    return [json.loads(line) for line in built.text("data/entities.ftm.json").splitlines()]


def graph(built: Built) -> networkx.MultiDiGraph:
    return networkx.read_graphml(io.BytesIO(built.files["data/board.graphml"]), force_multigraph=True)
