"""Edits to a small publication: what authors, designers, operators and accidents do between two builds."""

from __future__ import annotations

import copy
import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from corkboard.comments import extend
from corkboard.registry import default_registry
from corkboard.release import MANIFEST
from sites import NOW, PROJECT, Site

__all__ = ["CACHE_KINDS", "KINDS", "OUTPUT_KINDS", "WAYS", "Edit", "Publication"]

_T = TypeVar("_T")
_REGISTRY = extend(default_registry())

WAYS = ("in place", "by rename", "with its old time", "with the time of all")
_TIME_OF_ALL = 1_767_225_600_000_000_000


@dataclass(frozen=True)
class Edit:
    """An edit, by the name of its kind and numbers that choose among what there is to edit."""

    kind: str
    which: int
    what: int
    how: int


class Publication:
    """A site's content, theme and settings as they are to be, and its folders on the disk.

    Edits to content and theme reach the disk with `save`, those to output and cache at once.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.records: dict[str, dict[str, Any]] = copy.deepcopy(_RECORDS)
        self.files: dict[str, bytes] = {f"content/{name}": data[0] for name, data in _ASSETS.items() if data[0]}
        self.files |= {f"theme/{name}": text[0].encode() for name, text in _THEME.items() if text[0] is not None}
        self.garbled: dict[str, bytes] = {}  # what stands in the place of a record
        self.settings: dict[str, Any] = {name: values[0] for name, values in _SETTINGS.items()}
        self.strangers: set[str] = set()  # files in the output that Corkboard did not write
        self.in_the_way: set[str] = set()  # paths of files where there is a stranger's folder now
        self.tampered = False  # whether something happened to output or cache since the last build
        self.changed: set[Path] = set()  # real paths of files of content and theme that were written or removed
        self._saved: dict[str, bytes] = {}
        self._good = self._everything()
        self.save(WAYS[0])

    @property
    def site(self) -> Site:
        return Site(self.folder / "content", self.settings, _REGISTRY, theme=self.folder / "theme")

    @property
    def output(self) -> Path:
        return self.site.output

    @property
    def cache(self) -> Path:
        return self.site.cache

    def apply(self, edits: Iterable[Edit], way: str) -> list[str]:
        """What was done, in words."""
        done = []
        for edit in edits:
            try:
                done.append(_EDITS[edit.kind](self, edit))
            except _NothingError:
                done.append(f"nothing to {edit.kind}")
        self.save(way)
        return done

    def was_built(self) -> None:
        self._good, self.tampered = self._everything(), False

    def mend(self) -> None:
        """Go back to the content, theme and settings of the last build that went well."""
        self.records, self.files, self.garbled, self.settings = copy.deepcopy(self._good)
        self.save(WAYS[0])

    def clear_the_way(self) -> None:
        for path in self.in_the_way:
            shutil.rmtree(self.output / path)
        self.strangers -= {path for path in self.strangers if not (self.output / path).exists()}
        self.in_the_way.clear()

    def save(self, way: str) -> None:
        """Bring content and theme on the disk up to date."""
        wanted = {**self.files, **{f"content/{name}": _written(record) for name, record in self.records.items()}}
        wanted |= {f"content/{name}": data for name, data in self.garbled.items() if name in self.records}
        for name in self._saved.keys() - wanted.keys():
            (self.folder / name).unlink()
            self._note_change(name)
        for name, data in wanted.items():
            if self._saved.get(name) != data:
                _write(self.folder / name, data, way)
                self._note_change(name)
        self._saved = wanted

    def swap(self, one: str, other: str) -> None:
        """Let two records change places on the disk, by renaming their files."""
        self.save(WAYS[0])
        here, there, aside = self.folder / "content" / one, self.folder / "content" / other, self.folder / "aside"
        here.rename(aside)
        there.rename(here)
        aside.rename(there)
        for files in (self.records, self.garbled):
            pair = {name: files.pop(name) for name in (one, other) if name in files}  # type: ignore[attr-defined]
            files.update({one if name == other else other: found for name, found in pair.items()})  # type: ignore[arg-type]
        one, other = f"content/{one}", f"content/{other}"
        self._note_change(one)
        self._note_change(other)
        self._saved[one], self._saved[other] = self._saved[other], self._saved[one]

    def _note_change(self, name: str) -> None:
        self.changed.add(self.folder.resolve() / name)

    @property
    def listed(self) -> list[str]:
        """The files in the output that Corkboard wrote."""
        found = (path.relative_to(self.output).as_posix() for path in self.output.rglob("*") if path.is_file())
        return sorted(path for path in found if path not in self.strangers and path != MANIFEST)

    def _everything(self) -> Any:
        return copy.deepcopy((self.records, self.files, self.garbled, self.settings))


def _written(record: Mapping[str, Any]) -> bytes:
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in record.items() if name != "body"]
    return f"---\n{''.join(lines)}---\n{record.get('body', '')}".encode()


def _write(path: Path, data: bytes, way: str) -> None:
    before = path.stat() if path.exists() else None
    path.parent.mkdir(parents=True, exist_ok=True)
    if way == "by rename":
        draft = path.with_name(f".{path.name}.new")
        draft.write_bytes(data)
        draft.replace(path)
        return
    path.write_bytes(data)
    if way == "with its old time" and before is not None:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    if way == "with the time of all":
        os.utime(path, ns=(_TIME_OF_ALL, _TIME_OF_ALL))


# What there is to choose from; of each the first is what a publication begins with.

_BODIES = (
    None,
    "Ann Lee spoke. Then Bob left the Club.\n",
    "It rained. Miss Lee met [him]({person}bob), and [they]({organization}club#top) met Bob.\n",
    "See [the first]({article}one), [this]({article}two) and [why]({hypothesis}paid).\n\n| Who | What |\n|---|---|\n| Bob | left |\n",
    "[She]({filename}/people/ann.md) is in the picture. ![p]({static}/images/p.png)\n",
    "![q]({attach}/images/a/p.png) Bob is not.\n",
    "![q]({attach}/images/b/p.png) Bob is not.\n",
    "![n]({attach}/articles/note.png) It was luck, or *Paid for it*. Анна Ли говорила.\n",
    "![s]({static}/images/p%20q.png) Ann Lee.\n",
    "[Somebody]({person}nobody) did it.\n",
    "*Ann* Lee, O<b>B</b>ob. Luck? > Bob\n\n> Miss Lee left the Club.\n\nThe Club and Miss&nbsp;Lee, `Bob`, Bob; об Анне Ли.\n",
    "So it was{evidence}one#e, and [then]({source}one#s).\n",
    "So it is{evidence}e.\n",
)
_TITLES = ("First report", "Second report", "Ann Lee speaks", "Zebra", "Ärger", "Did Ann Lee sell it?", "Ann sold it")
_NAMES = ("Ann Lee", "Bob", "The Club", "Miss Lee", "Zoë")
_SUMMARIES = (None, "In short.", "In a few words, of Bob.", "Somebody says that Miss Lee stole it.", "A thief, Bob?")
_MOVED = (None, ["/old/"], ["/older/page.html", "/old/"], ["/articles/two/"])
_COMMON = {"title": _NAMES, "summary": _SUMMARIES, "body": _BODIES}
_NAMED = _COMMON | {
    "aliases": (None, ["Miss Lee"], ["Bob", "Анна Ли"], ["Club"], [{"name": "Bob", "autolink": False}, "the Club"]),
    "autolink": (None, False),
    "relations": (
        None,
        [{"to": "bob", "kind": "family", "as": "sister", "source": "two"}],
        [{"to": "club", "kind": "ownership", "source": "https://example.org/x"}, {"to": "ann", "kind": "friends"}],
        [{"to": "cy", "kind": "Family"}, {"to": "guild", "kind": "rivals", "as": "heir", "source": "one"}],
    ),
    "redirect_from": _MOVED,
    "right_of_reply": (
        "not-yet-asked",
        None,
        {"status": "answered", "answer": "It was not me."},
        {
            "status": "no-response",
            "attempts": [{"date": "2025-11-01", "channel": "mail"}, {"date": "2025-12-01", "channel": "mail"}],
            "deadline": "2025-12-31",
        },
    ),
    "overruled": (
        None,
        [{"rule": "reads-as-a-statement", "field": "title", "why": "It is the title of a play."}],
        [{"rule": "reads-as-an-accusation", "why": "It is a quotation."}],
    ),
}
_EVIDENCE: Sequence[Any] = (
    None,
    [
        {
            "id": "e",
            "claim": "Ann is said to have sold it.",
            "verification": "unverified",
            "source": "s",
            "about": ["ann"],
        },
        {"id": "f", "claim": "It was gone.", "verification": "verified", "bears_on": {"paid": "C", "luck": "II"}},
    ],
    [
        {
            "id": "e",
            "claim": "It was there.",
            "verification": "retracted",
            "about": ["ann", "club"],
            "supersedes": "one#e",
        }
    ],
    [{"id": "e", "claim": "Bob was there.", "verification": "disputed", "about": ["bob"], "bears_on": {"luck": None}}],
    [
        {"id": "e", "claim": "So.", "verification": "reported", "source": "s", "bears_on": {"paid": "I", "luck": "CC"}},
        {"id": "g", "claim": "Or so.", "verification": "reported", "bears_on": {"paid": "N", "luck": "NA"}},
    ],
)
_SOURCES: Sequence[Any] = (
    None,
    [{"id": "s", "kind": "insider", "grade": "F6", "note": "Nobody else knows.", "private": "true"}],
    [{"id": "s", "title": "The log", "derived_from": "one#s"}, {"id": "t", "url": "https://example.org/log"}],
)
_ASSESSMENTS: Sequence[Any] = (
    None,
    [{"hypothesis": "paid", "likelihood": "unlikely", "confidence": "low", "why": "It says so."}],
    [
        {"hypothesis": "paid", "likelihood": "35%", "why": "So."},
        {"hypothesis": "luck", "likelihood": "5%", "why": "So."},
    ],
    [{"hypothesis": "luck", "likelihood": "improbable", "why": "So."}],
    [{"hypothesis": "paid", "likelihood": "60%", "why": "So.", "date": "2026-11-22T12:00Z"}],
)
_FIELDS: dict[str, dict[str, Sequence[Any]]] = {
    "articles": {
        "title": _TITLES,
        "summary": _SUMMARIES,
        "body": _BODIES,
        "date": (
            "2024-06-01",
            "2025-03-01",
            "2025-12-31T23:30",
            "2026-01-01T00:30+05:00",
            "2026-11-22T12:00Z",
            "2026-11-23",
            None,
        ),
        "modified": (None, "2026-02-02", "2026-11-30"),
        "corrections": (
            None,
            [{"date": "2026-11-22", "said": "It rained.", "says": "It snowed.", "why": "We looked again."}],
            [
                {"date": "2026-11-21T10:00", "kind": "typo", "said": "Bbo", "says": "Bob", "why": "Misspelled."},
                {"date": "2026-11-22", "kind": "retraction", "said": "All of it.", "why": "It was made up."},
            ],
            [{"date": "2026-11-21", "kind": "retraction", "evidence": "e", "why": "It was made up."}],
        ),
        "authors": (None, ["desk"], ["ed", "desk"]),
        "status": (None, "draft", "withdrawn"),
        "people": (None, ["ann"], ["bob", "ann"], [{"id": "ann", "as": "Chair"}], ["nobody"]),
        "organizations": (None, ["club"], [{"id": "club", "as": "a club"}]),
        "hypotheses": (None, ["paid"], [{"id": "paid", "stance": "supports", "note": "It says so."}, "luck"], ["luck"]),
        "follows": (None, "one", "two", ["one", "two"], "three"),
        "tags": (None, ["Harbor Lights"], ["harbor lights"], ["Sea", "Harbor lights"]),
        "redirect_from": _MOVED,
        "overruled": (None, [{"rule": "reads-as-a-statement", "why": "It is the title of a play."}]),
        "evidence": _EVIDENCE,
        "sources": _SOURCES,
        "assessments": _ASSESSMENTS,
        "right_of_reply": (None, [{"to": "ann", "status": "answered", "answer": "No."}]),
        "slug": (None, "first", "two"),
        "lang": (None, "de"),
        "comments": (None, "closed", "off"),
        "autolink": (None, False, True),
    },
    "people": _NAMED
    | {
        "roles": (
            None,
            [{"title": "Chair", "organization": "club", "from": "2019", "source": "one"}],
            [{"title": "Clerk", "organization": "Some Firm", "to": "c. 2017"}, {"title": "Member"}],
            [{"title": "Keeper", "organization": "guild", "from": "2025-05", "to": "after 2025-11", "source": "three"}],
            [{"title": "Seller of it"}],
        ),
        "died": (None, "c. 2026-01", "before 2020"),
    },
    "organizations": _NAMED,
    "hypotheses": _COMMON
    | {
        "title": ("Paid for it", "Luck", "Bob", "A mistake"),
        "aliases": (None, ["Bob left"], ["luck", {"name": "Ann Lee", "autolink": False}]),
        "autolink": (None, False),
        "question": (None, "who", "why"),
        "statement": (None, "Somebody paid.", "Nobody paid."),
        "attributed_to": (None, "one", "two", "three"),
        "status": (None, "weakened", "confirmed"),
        "assessments": (
            None,
            [{"date": "2025-01-01", "likelihood": "likely", "why": "So."}],
            [{"date": "2026-11-22T12:00Z", "likelihood": "5%", "why": "So.", "article": "two"}],
            [{"date": "2026-11-23", "likelihood": "nearly certain", "why": "So.", "article": "three"}],
        ),
        "would_change": (None, ["A second log."]),
    },
    "questions": _COMMON | {"title": ("Who did it?", "And why?", "Bob?")},
    "authors": _COMMON | {"url": (None, "https://example.org/desk")},
    "pages": _COMMON | {"slug": (None, "us", "articles", "data")},
}
_REFERENCES = ("people", "organizations", "hypotheses", "follows", "roles", "relations", "question", "attributed_to")
_RECORDS: dict[str, dict[str, Any]] = {
    "articles/one.md": {
        "title": "First report",
        "date": "2025-03-01",
        "people": [{"id": "ann", "as": "Chair"}],
        "organizations": ["club"],
        "hypotheses": [{"id": "paid", "stance": "supports", "note": "It says so."}],
        "tags": ["Harbor Lights"],
        "authors": ["desk"],
        "evidence": _EVIDENCE[1],
        "sources": _SOURCES[1],
        "corrections": [
            {"date": "2025-04-01", "evidence": "e", "says": "It is said to be.", "why": "It was put badly."}
        ],
        "assessments": _ASSESSMENTS[1],
        "body": _BODIES[1],
    },
    "articles/two.md": {
        "title": "Second report",
        "date": "2026-02-01",
        "people": ["ann", "bob"],
        "hypotheses": ["luck"],
        "follows": "one",
        "redirect_from": ["/two/"],
        "body": _BODIES[2],
    },
    "articles/three.md": {
        "title": "Third report",
        "date": "2026-11-22T12:00Z",
        "hypotheses": ["paid"],
        "tags": ["harbor lights"],
        "body": _BODIES[3],
    },
    "articles/one.ru.md": {"title": "Первый", "summary": "Кратко.", "body": "Шёл дождь. Анна Ли говорила.\n"},
    "people/ann.md": {
        "title": "Ann Lee",
        "aliases": ["Miss Lee", "Анна Ли"],
        "right_of_reply": "not-yet-asked",
        "body": "About Bob.\n",
    },
    "people/bob.md": {
        "title": "Bob",
        "relations": [{"to": "ann", "kind": "family", "source": "one"}],
        "right_of_reply": "not-yet-asked",
    },
    "organizations/club.md": {"title": "The Club", "aliases": ["Club"]},
    "hypotheses/paid.md": {"title": "Paid for it", "question": "who", "attributed_to": "one"},
    "hypotheses/luck.md": {"title": "Luck", "question": "who"},
    "questions/who.md": {"title": "Who did it?"},
    "authors/desk.md": {"title": "The Desk"},
    "authors/ed.md": {"title": "Ed"},
    "pages/about.md": {"title": "About", "body": _BODIES[4]},
}
_NEW_RECORDS: dict[str, dict[str, Any]] = {
    "articles/four.md": {
        "title": "Fourth",
        "date": "2025-12-31T23:30",
        "people": ["bob"],
        "corrections": [{"date": "2026-01-02", "kind": "clarification", "says": "It snowed.", "why": "Some asked."}],
        "body": _BODIES[1],
    },
    "articles/five.md": {"title": "Fifth", "date": "2026-11-23", "follows": "one", "hypotheses": ["luck"]},
    "articles/two.ru.md": {"title": "Второй", "summary": "Кратко.", "body": "Боб.\n"},
    "articles/two.de.md": {"title": "Zweiter", "summary": "Kurz.", "date": "2026-11-23", "body": "Bob war da.\n"},
    "people/ann.ru.md": {"title": "Анна Ли", "summary": "Она.", "body": "Об Анне.\n"},
    "people/cy.md": {"title": "Cy", "aliases": ["Bob"]},
    "organizations/guild.md": {"title": "Guild", "relations": [{"to": "club", "kind": "rivals"}]},
    "hypotheses/fate.md": {"title": "Fate", "question": "who", "status": "refuted"},
    "hypotheses/paid.ru.md": {"title": "За деньги", "summary": "Так.", "body": "Кто-то заплатил.\n"},
    "questions/why.md": {"title": "Why?"},
    "pages/corrections.md": {"title": "Corrections"},
}


def _comment(number: int, text: str = "Yes.", **fields: object) -> bytes:
    given = {"id": _comment_id(number), "author": "Ida", "date": f"2026-03-0{number}T10:00:00Z", **fields}
    if "reply_to" in fields:
        given["reply_to"] = _comment_id(int(str(fields["reply_to"])))
    return f"---\n{''.join(f'{name}: {value}' + chr(10) for name, value in given.items())}---\n{text}\n".encode()


def _comment_id(number: int) -> str:
    return f"01JA000000000000000000000{number}"


_ASSETS: dict[str, Sequence[bytes | None]] = {
    "images/p.png": (b"one", b"two", b"three", None),
    "images/p q.png": (b"spaced", None),
    "images/p%20q.png": (None, b"encoded"),
    "images/a/p.png": (b"aa", b"ab", None),
    "images/b/p.png": (b"bb", b"ba", None),
    "articles/note.png": (b"note", b"nota", None),
    "files/terms.txt": (b"terms", b"norms", None),
    "comments/articles/one/01JA0000000000000000000001.md": (_comment(1), _comment(1, "No!!"), None),
    "comments/articles/one/01JA0000000000000000000002.md": (None, _comment(2, reply_to=1), _comment(2, reply_to=3)),
    "comments/articles/one/01JA0000000000000000000003.md": (None, _comment(3, reply_to=2, pinned="true")),
    "comments/articles/two/01JA0000000000000000000004.md": (None, _comment(4), _comment(4, by="desk"), b"---\nid: 4\n"),
    "comments/hypotheses/paid/01JA0000000000000000000005.md": (None, _comment(5)),
    "comments/people/ann/01JA0000000000000000000006.md": (None, _comment(6)),
    "comments/threads.yaml": (None, b"closed: [articles/one]\n", b"closed: [articles/two, hypotheses/paid]\n"),
}
_PLAIN = '{% extends "base.html" %}'
_MORE = '{% extends "base.html" %}{% block main %}{{ super() }}'
_BASE = "<!doctype html><title>{{ page.head.title }}</title>{% block main %}{{ page }}{% endblock %}{{ body }}{{ json_ld }}{{ site.menus }}"
_PAGE_TEMPLATES = [f"templates/{file.name}" for file in (PROJECT / "theme/templates").glob("[!_]*.html")]
_THEME: dict[str, Sequence[str | None]] = {
    **dict.fromkeys(sorted(_PAGE_TEMPLATES), (_PLAIN, f"{_PLAIN} ")),
    "templates/base.html": (_BASE, f"{_BASE}.", f'{_BASE}{{% include "_part.html" ignore missing %}}'),
    "templates/article.html": (
        _PLAIN,
        f'{_MORE}{{% include "_part.html" %}}{{% endblock %}}',
        f'{_MORE}{{% include "_" ~ page.lang ~ ".html" ignore missing %}}{{% endblock %}}',
        f"{_MORE}{{{{ page.nothing }}}}{{% endblock %}}",
    ),
    "templates/person.html": (
        _PLAIN,
        f'{_MORE}{{% from "_macros.html" import said %}}{{{{ said(page.title) }}}}{{% endblock %}}',
        f"{_MORE}{{% endblok %}}",
        None,
    ),
    "templates/_part.html": (None, "part", "trap", '{% include ["_en.html", "_macros.html"] %}'),
    "templates/_en.html": (None, "EN", "NE"),
    "templates/_macros.html": (
        "{% macro said(text) %}{{ text }}{% endmacro %}",
        "{% macro said(text) %}{{ text }}!{% endmacro %}",
    ),
    "templates/unused.html": (None, "unused", "{% nothing"),
    "static/style.css": ("a{}", "b{}", "a{background:url(dot.svg)}", None),
    "static/dot.svg": (None, "<svg/>", "<gvs/>"),
}
_SETTINGS: dict[str, Sequence[Any]] = {
    "SITENAME": ("Test Site", "Site Test", "Other"),
    "SITEURL": ("https://example.org", "", "https://example.org/sub"),
    "SITESUBTITLE": ("", "Of all things"),
    "PUBLISHER": ("", "Press"),
    "CONTACT": ("desk@example.org", ""),
    "DEFAULT_PAGINATION": (2, 1, 0),
    "ENTITY_PAGINATION": (1, 2, 100),
    "FEED_MAX_ITEMS": (1, 2, 20),
    "FEED_ID": (None, "tag:example.org,2026:x"),
    "MARKDOWN_ENGINE": ("python-markdown", "comrak"),
    "TIMEZONE": ("UTC", "Asia/Almaty", "America/New_York"),
    "DRAFTS": (False, True),
    "DEFAULT_LANG": ("en", "de", "ru"),
    "AUTOLINKS": (True, False),
    "ASSET_PATHS": (("images", "static"), ("images", "files"), ()),
    "WARNINGS_ARE_ERRORS": (False, True),
    "EXPORTS": (("json", "csv", "graphml", "ftm"), ("json", "ftm"), ()),
    "DATA_LICENSE": ("", "As you like"),
    "FAIRNESS": (
        {"needs-a-source": "off", "needs-a-grade": "off"},
        {},
        {"reads-as-a-statement": "off", "needs-right-of-reply": "warning", "needs-a-source": "off"},
        {"reads-as-an-accusation": "warning", "reply-overdue": "warning", "needs-a-source": "off"},
    ),
    "RIGHT_OF_REPLY_ATTEMPTS": (2, 1, 3),
    "COMMENTS_URL": ("https://desk.example.org", ""),
    "COMMENTS_ON": (("articles", "hypotheses"), ("articles", "people")),
    "COMMENTS_CLOSE_AFTER_DAYS": (None, 30, 365),
}
_MOMENTS = (NOW, "2025-12-31T23:00Z", "2024-01-01", "2026-11-22T11:59Z", "2026-12-31")


# Edits.  Each says what it did.


class _NothingError(Exception):
    """There is nothing to choose from."""


def _one_of(things: Iterable[_T], number: int) -> _T:
    known = list(things)
    if not known:
        raise _NothingError
    return known[number % len(known)]


def _set_field(among: Iterable[str]) -> Callable[[Publication, Edit], str]:
    wanted = set(among)

    def set_field(here: Publication, edit: Edit) -> str:
        fields = {name: _FIELDS[name.partition("/")[0]] for name in here.records}
        name = _one_of(sorted(name for name in fields if wanted & fields[name].keys()), edit.which)
        field = _one_of((field for field in fields[name] if field in wanted), edit.what)
        value = _one_of(fields[name][field], edit.how)
        here.records[name].pop(field, None)
        if value is not None:
            here.records[name][field] = value
        here.garbled.pop(name, None)
        return f"{name}: {field}: {value!r}"

    return set_field


def _change_a_date(here: Publication, edit: Edit) -> str:
    name = _one_of(sorted(name for name in here.records if name.startswith("articles/")), edit.which)
    here.records[name]["date"] = _one_of(_FIELDS["articles"]["date"][:-1], edit.how)
    return f"{name}: date: {here.records[name]['date']}"


def _change_a_letter(here: Publication, edit: Edit) -> str:
    """As many bytes as before, and another text."""
    name = _one_of(sorted(name for name in here.records if here.records[name].get("body")), edit.which)
    body = here.records[name]["body"]
    letter = next(char for char in body if char.isalpha())
    here.records[name]["body"] = body.replace(letter, letter.swapcase(), 1)
    return f"{name}: {here.records[name]['body']!r}"


def _add_record(here: Publication, edit: Edit) -> str:
    name = _one_of(sorted(_NEW_RECORDS), edit.which)
    here.records[name] = dict(_NEW_RECORDS[name])
    return f"new {name}"


def _delete_record(here: Publication, edit: Edit) -> str:
    name = _one_of(sorted(here.records), edit.which)
    del here.records[name]
    return f"deleted {name}"


def _rename_record(here: Publication, edit: Edit) -> str:
    """Give a record another id: mostly with all references to it, as a careful author would."""
    name = _one_of(sorted(name for name in here.records if name.count(".") == 1), edit.which)
    folder, _, id = name.removesuffix(".md").rpartition("/")
    new = "zed" if id != "zed" else "abe"
    moved = {old: old.replace(f"{folder}/{id}.", f"{folder}/{new}.") for old in here.records}
    here.records = {moved[old]: record for old, record in here.records.items()}
    here.garbled = {moved.get(old, old): data for old, data in here.garbled.items()}
    if edit.how % 4:
        text = json.dumps(here.records).replace(f'"{id}"', f'"{new}"').replace(f"}}{id}", f"}}{new}")
        here.records = json.loads(text.replace(f"/{folder}/{id}.md", f"/{folder}/{new}.md"))
    return f"{name} is now {new}"


def _swap_records(here: Publication, edit: Edit) -> str:
    folder = _one_of(sorted(_FIELDS), edit.what)
    names = sorted(name for name in here.records if name.startswith(folder) and name.count(".") == 1)
    one, other = _one_of(names, edit.which), _one_of(names, edit.which + 1)
    if one != other:
        here.swap(one, other)
    return f"swapped {one} and {other}"


def _garble_record(here: Publication, edit: Edit) -> str:
    name = _one_of(sorted(here.records), edit.which)
    here.garbled[name] = _one_of((b"", b"---\ntitle: [\n---\n", b"\xff\xfe", b"---\ntitel: x\n---\n"), edit.how)
    return f"garbled {name}"


def _edit_file(files: Mapping[str, Sequence[str | bytes | None]], root: str) -> Callable[[Publication, Edit], str]:
    def edit_file(here: Publication, edit: Edit) -> str:
        name = _one_of(sorted(files), edit.which)
        data = _one_of(files[name], edit.how)
        here.files.pop(f"{root}/{name}", None)
        if data is not None:
            here.files[f"{root}/{name}"] = data.encode() if isinstance(data, str) else data
        return f"{root}/{name}: {data!r}"

    return edit_file


def _change_a_setting(here: Publication, edit: Edit) -> str:
    name = _one_of(_SETTINGS, edit.which)
    here.settings[name] = _one_of(_SETTINGS[name], edit.how)
    return f"{name} = {here.settings[name]!r}"


def _move_the_clock(here: Publication, edit: Edit) -> str:
    here.settings["NOW"] = _one_of(_MOMENTS, edit.how)
    return f"it is {here.settings['NOW']}"


def _touch_content(here: Publication, edit: Edit) -> str:
    name = _one_of(sorted(here.records), edit.which)
    here.save(WAYS[0])
    os.utime(here.folder / "content" / name, None if edit.how % 2 else (_TIME_OF_ALL / 1e9, _TIME_OF_ALL / 1e9))
    return f"touched {name}"


def _harm_a_file(here: Publication, edit: Edit) -> str:
    """What should not happen to the output, and does."""
    if not _is_listed(here):
        return "nothing would tell what is Corkboard's"
    path = _one_of(here.listed, edit.which)
    file, found = here.output / path, (here.output / path).stat()
    harm = _one_of(("lost", "altered", "altered in secret", "cut", "touched", "made a folder", "in the way"), edit.how)
    here.tampered = True
    match harm:
        case "lost":
            file.unlink()
        case "altered":
            file.write_bytes(file.read_bytes() + b"!")
        case "altered in secret":
            file.write_bytes(file.read_bytes().swapcase())
            os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))
        case "cut":
            file.write_bytes(b"")
        case "touched":
            os.utime(file, None if edit.what % 2 else (0, 0))
        case "made a folder" | "in the way":
            file.unlink()
            file.mkdir()
    if harm == "in the way":
        (file / "mine.txt").write_text("mine")
        here.in_the_way.add(path)
        here.strangers.add(f"{path}/mine.txt")
    return f"{path} in the output: {harm}"


def _harm_the_output(here: Publication, edit: Edit) -> str:
    harm = _one_of(("all lost", "folder lost", "list lost", "list cut", "stranger"), edit.how)
    here.clear_the_way()
    manifest = here.output / MANIFEST
    if not manifest.exists():
        return "no output to harm"
    if harm.startswith("list") and (here.tampered or not here.cache.exists()):
        return "nothing would tell what is Corkboard's"
    here.tampered = True
    folders = sorted(path for path in here.output.iterdir() if path.is_dir())
    match harm:
        case "all lost":
            shutil.rmtree(here.output)
            here.strangers.clear()
        case "folder lost":
            shutil.rmtree(_one_of(folders, edit.which))
            here.strangers = {path for path in here.strangers if (here.output / path).exists()}
        case "list lost":
            manifest.unlink()
        case "list cut":
            manifest.write_bytes(manifest.read_bytes()[: edit.which])
        case "stranger":
            path = _one_of(("mine.txt", "articles/mine.txt", "ours/and/mine.txt"), edit.which)
            (here.output / path).parent.mkdir(parents=True, exist_ok=True)
            (here.output / path).write_text("mine")
            here.strangers.add(path)
    return f"output: {harm}"


def _harm_the_cache(here: Publication, edit: Edit) -> str:
    if not _is_listed(here):
        return "nothing would tell what is Corkboard's"
    file = _one_of(sorted(path for path in here.cache.rglob("*") if path.is_file()), edit.which)
    data, place = bytearray(file.read_bytes()), edit.what * 7919
    harm = _one_of(("all lost", "lost", "cut", "a bit flipped", "a byte more"), edit.how)
    here.tampered = True
    match harm:
        case "all lost":
            shutil.rmtree(here.cache)
        case "lost":
            file.unlink()
        case "cut":
            file.write_bytes(data[: place % (len(data) + 1)])
        case "a bit flipped" if data:
            data[place % len(data)] ^= 1 << place % 8
            file.write_bytes(data)
        case "a byte more":
            file.write_bytes(data + b"x")
    return f"{file.name} in the cache: {harm}"


def _is_listed(here: Publication) -> bool:
    """Whether the output still says itself what in it is Corkboard's."""
    manifest = here.output / MANIFEST
    return not here.output.exists() or (manifest.exists() and {*manifest.read_text().splitlines()} >= {*here.listed})


def _keep_or_bring_back(here: Publication, edit: Edit) -> str:
    """As CI does with caches."""
    kept = here.folder / "kept"
    act = _one_of(("keep", "bring back the cache", "bring back the output", "bring back both"), edit.how)
    if act == "keep":
        if here.output.exists() and here.cache.exists() and not here.tampered:
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(here.output, kept / "output")
            shutil.copytree(here.cache, kept / "cache")
        return "kept output and cache"
    if not kept.exists() or not _is_listed(here):
        return "nothing kept"
    here.clear_the_way()
    here.tampered = True
    if act != "bring back the output":
        shutil.rmtree(here.cache, ignore_errors=True)
        shutil.copytree(kept / "cache", here.cache)
    if act != "bring back the cache":
        shutil.rmtree(here.output, ignore_errors=True)
        shutil.copytree(kept / "output", here.output)
        here.strangers = {f"{path.relative_to(here.output)}" for path in here.output.rglob("mine.txt")}
    return act


_EDITS: dict[str, Callable[[Publication, Edit], str]] = {
    "set a field": _set_field(field for fields in _FIELDS.values() for field in fields),
    "set a reference": _set_field(_REFERENCES),
    "change a date": _change_a_date,
    "change a letter": _change_a_letter,
    "add a record": _add_record,
    "delete a record": _delete_record,
    "rename a record": _rename_record,
    "swap records": _swap_records,
    "garble a record": _garble_record,
    "edit an asset": _edit_file(_ASSETS, "content"),
    "edit the theme": _edit_file(_THEME, "theme"),
    "change a setting": _change_a_setting,
    "move the clock": _move_the_clock,
    "touch content": _touch_content,
    "harm a file": _harm_a_file,
    "harm the output": _harm_the_output,
    "harm the cache": _harm_the_cache,
    "keep or bring back": _keep_or_bring_back,
}
KINDS = tuple(_EDITS)
CACHE_KINDS = ("harm the cache", "keep or bring back")  # those that reach the cache
OUTPUT_KINDS = ("harm a file", "harm the output")
