"""A publication made of Markdown in a test, for what is made from its board."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from corkboard.board.board import compose
from corkboard.board.catalog import assemble
from corkboard.board.references import Resolver, resolve_references, tie
from corkboard.documents.document import Parsed, Source, classify, parse
from corkboard.documents.outline import Outline, freeze, outline_of, thaw
from corkboard.records import CONTENT_TYPES
from corkboard.settings import read_settings
from corkboard.views import article, entity, hypothesis, lists, pages
from corkboard.views.context import Context
from corkboard.views.menus import site_of
from corkboard.views.page import Page

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@dataclass
class _Records:
    """The files of a test, as a library has those of a site."""

    parsed: dict[str, Parsed] = field(default_factory=dict)
    outlines: dict[str, Outline] = field(default_factory=dict)
    edition: object = field(default_factory=object)

    def outline(self, name: str) -> Outline:
        return self.outlines[name]

    def open(self, name: str) -> Any:
        one = self.parsed[name]
        return thaw(freeze(one.record, one.source.lang is not None)) if one.record else None

    def html(self, name: str) -> str:
        return self.parsed[name].document.html


def publication(files: Mapping[str, str], **settings: object) -> Context:
    """The context of a board with these files, each front matter and body without the lines around."""
    given = {"sitename": "Paper", "siteurl": "https://example.org", "now": NOW, **settings}
    checked = read_settings({name.upper(): value for name, value in given.items()})
    records = _Records()
    for name, text in files.items():
        source = classify(name, CONTENT_TYPES, checked.default_lang)
        assert isinstance(source, Source), source
        front_matter, _, body = text.partition("\n\n")
        one = parse(source, f"---\n{front_matter}\n---\n\n{body}\n".encode(), "comrak", checked.timezone)
        assert not one.problems, one.problems
        records.parsed[name], records.outlines[name] = one, outline_of(one)
    catalog, blames = assemble(records.outlines.values(), records, checked.default_lang, "content")
    assert not blames, blames
    types = {type.name: type.folder for type in CONTENT_TYPES}
    resolver = Resolver(catalog, types, "content")
    edges, blames = resolve_references(catalog, resolver)
    assert not blames, blames
    board = compose(catalog, tie(edges), checked.now, checked.drafts)
    site = site_of(checked, types, board, {})
    return Context(board=board, settings=checked, mentions={}, site=site, folders=types)


def pages_of(context: Context) -> Iterator[Page]:
    for make in (
        lists.front_pages,
        lists.index_pages,
        lists.archive_pages,
        lists.tag_pages,
        article.pages,
        entity.pages,
        hypothesis.hypothesis_pages,
        hypothesis.question_pages,
        pages.static_pages,
        pages.not_found_page,
        pages.redirect_pages,
    ):
        yield from make(context)


HOSTILE = """<script>alert("1")</script> & 'q' ]]> </title> <!-- 🧷 \u202eעברית\u202c — ёж"""

FILES = {
    "articles/first.md": """\
title: Who moved the lights?
slug: lights
date: 2026-11-20T09:00+05:00
summary: What the log says.
authors: [desk]
people: [{id: ada, as: Chair of the harbor}]
organizations: [harbor]
hypotheses: [{id: storm, stance: weakens, note: The log shows calm.}]
tags: [Harbor & sea]

Ask [Ada]({person}ada) about [the storm]({hypothesis}storm). ![A chart](/images/chart.png)""",
    "articles/second.md": """\
title: The lights, again
date: 2026-11-21
modified: 2026-11-22
follows: first
people: [ada]
hypotheses: [smugglers]

More [about it]({article}first#log).""",
    "articles/first.ru.md": """\
title: Кто передвинул огни?
summary: Что в журнале.

Спросите [Аду]({person}ada).""",
    "articles/draft.md": """\
title: Not yet told
status: draft
people: [ada]

Nothing about Ada.""",
    "articles/ahead.md": """\
title: Tomorrow's news
date: 2026-11-23
people: [ada]

Nothing yet.""",
    "articles/withdrawn.md": """\
title: A mistake
date: 2026-11-19
status: withdrawn
people: [ada]

Not so.""",
    "people/ada.md": """\
title: Ada
aliases: [A. Lovelace]
summary: Said to have been there.
roles: [{title: Keeper, organization: harbor, source: first}]

A keeper.""",
    "people/ada.ru.md": """\
title: Ада
summary: Была там, говорят.

Смотрительница.""",
    "organizations/harbor.md": "title: The Harbor\n\n",
    "hypotheses/storm.md": """\
title: The storm did it
question: who
statement: A storm moved the lights.
attributed_to: first
status: weakened

Perhaps.""",
    "hypotheses/smugglers.md": "title: Smugglers did it\nquestion: who\nstatement: Smugglers moved them.\n\n",
    "questions/who.md": "title: Who did it?\n\n",
    "authors/desk.md": "title: The desk\nurl: https://example.org/us\n\nWe.",
    "pages/about.md": "title: About\nredirect_from: [/old/]\n\nWho we are.",
}
