"""What every view is made with: the board, the site's constants, and how an item is shown on somebody else's page."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar
from urllib.parse import quote

from msgspec.structs import replace

from corkboard.board.assessments import Assessed
from corkboard.board.board import Board, Topic, article_of, is_ahead
from corkboard.board.catalog import Item, Key
from corkboard.board.claims import Part
from corkboard.board.corrections import CorrectionAt, corrections_in
from corkboard.board.fairness import Fairness, Near, near_by
from corkboard.board.fairness.matters import Watch
from corkboard.board.mentions import Found, Place, Quotation
from corkboard.board.references import ASSET_LINKS, Edge
from corkboard.board.relations import Excerpt
from corkboard.documents import links
from corkboard.records.article import Article, Bearing, OrganizationMention, PersonMention
from corkboard.records.fairness import Overruling
from corkboard.records.fields import Status, is_web_address
from corkboard.records.hypothesis import Hypothesis
from corkboard.records.likelihood import Row
from corkboard.settings import Settings
from corkboard.views.corrections import notice_of
from corkboard.views.discussion import Discussion, Discussions
from corkboard.views.parts import (
    Alternate,
    ArticleCard,
    Autolink,
    Body,
    Date,
    EntityCard,
    Head,
    HypothesisCard,
    Overruled,
    Quote,
    ReferenceRow,
    Target,
)
from corkboard.views.site import Link, Site
from corkboard.views.words import Words, words

__all__ = ["Context", "hypothesis_of"]

_T = TypeVar("_T")
_KEPT = 262_144  # of a kind, at about 1 KB each


class Version(Protocol):
    """A page in one of its languages; `path` is below the site's address."""

    @property
    def lang(self) -> str: ...

    @property
    def path(self) -> str: ...


@dataclass(eq=False)
class Context:
    """Makes views of the board.  Pure: everything comes from what it holds.

    While a view is being made, everything it takes from the board is noted as an input: a
    name such as "record person/person-a".  As long as no input of a page changes, neither
    does its view.  `board` itself is for telling which pages there are.
    """

    board: Board
    site: Site
    settings: Settings
    folders: Mapping[str, str]  # of each content type
    mentions: Mapping[str, Found]  # by the article's file
    attached: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # file → link → where the asset is
    discussions: Discussions | None = None  # where the site has comments
    tallies: dict[str, int] = field(default_factory=dict)  # rows of exports by path, once these are made
    fairness: Fairness = field(default_factory=lambda: Fairness(Watch()))
    # Made once, with the inputs it took: an article stands on dozens of pages.
    _made: dict[str, dict[tuple[str, str], tuple[Any, set[str]]]] = field(
        default_factory=lambda: defaultdict(dict), repr=False, compare=False
    )
    _urls: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    _noted: list[set[str]] = field(default_factory=lambda: [set()], repr=False, compare=False)

    def forget(self) -> None:
        """Make everything anew from here on: records on the board have changed."""
        self._made.clear()

    def renew(self, discussions: Discussions | None) -> None:
        """The same for what readers say.  Pages that are known stay bound to this context."""
        self.forget()
        self.discussions = discussions

    # Inputs

    @contextmanager
    def noting(self) -> Iterator[set[str]]:
        """The inputs that are taken from here to the end.  Whoever noted before takes them as well."""
        noted: set[str] = set()
        self._noted.append(noted)
        try:
            yield noted
        finally:
            self._noted.pop()
            if len(self._noted) > 1:
                self._noted[-1] |= noted

    def _note(self, kind: str, key: Key) -> None:
        self._noted[-1].add(f"{kind} {key.type}/{key.id}")

    def get(self, key: Key, lang: str = "") -> Item | None:
        """The item in this language, else in its own; None if it is not shown."""
        self._note("record", key)
        return self.board.get(key, lang)

    def item(self, key: Key, lang: str) -> Item:
        """An item that is known to be shown."""
        found = self.get(key, lang)
        if found is None:
            raise KeyError(key)
        return found

    def versions(self, key: Key) -> tuple[Item, ...]:
        """An item that is shown, and its translations."""
        self._note("record", key)
        return tuple(self.board.versions(key))

    def references(self, key: Key) -> tuple[Edge, ...]:
        """What an item refers to."""
        self._note("ties", key)
        return self.board.references(key)

    def backlinks(self, key: Key) -> tuple[Edge, ...]:
        """What refers to an item."""
        self._note("ties", key)
        return self.board.backlinks(key)

    def backlinks_of_others(self, key: Key) -> tuple[Edge, ...]:
        """What refers to an item besides articles."""
        self._note("ties", key)
        return self.board.backlinks_of_others(key)

    def articles_about(self, key: Key) -> tuple[Item, ...]:
        """The articles that refer to an item, newest first."""
        self._note("articles", key)
        return self.board.articles_about(key)

    def count_about(self, key: Key) -> int:
        """How many articles refer to an item."""
        self._note("articles", key)
        return self.board.count_about(key)

    def dates_about(self, key: Key) -> tuple[str, ...]:
        """The days of the articles that refer to an item, in ISO 8601, newest first; empty for a draft without one."""
        self._note("dates", key)
        return tuple(article.outline.date[:10] for article in self.board.articles_about(key))

    def around(self, key: Key) -> Excerpt:
        """Those to whom somebody is related, as many as can be drawn, and what joins them to each other."""
        self._note("around", key)
        return self.board.relations.around(key)

    def relations(self) -> Excerpt:
        """Who is related to whom on this site, as many as can be drawn."""
        self._noted[-1].add("relations ")
        return self.board.relations.core()

    def claiming(self, key: Key) -> tuple[Item, ...]:
        """The articles that make a claim about a person or organization, weigh something on a hypothesis or assess
        it, or supersede evidence of an article; newest first."""
        self._note("claims", key)
        return self.board.claiming(key)

    def row(self) -> Row:
        """The row of terms that likelihoods are worded in."""
        self._noted[-1].add("row ")
        return self.board.row

    def assessments(self, hypothesis: Item, lang: str) -> tuple[Assessed, ...]:
        """How likely a hypothesis was held to be, by date, and in this language why."""
        return self.once("assessments", hypothesis, lang, self._assessments)

    def _assessments(self, hypothesis: Item, lang: str) -> tuple[Assessed, ...]:
        self._note("assessments", hypothesis.key)
        return self.board.assessments(hypothesis.key, lang, None if self.settings.drafts else self.settings.now)

    def articles_on(self, question: Key) -> tuple[Item, ...]:
        """The articles that refer to a question or bear on one of its hypotheses, newest first."""
        self._note("question", question)
        return self.board.articles_on(question)

    def thread(self, key: Key) -> tuple[Item, ...]:
        """The articles that are joined to an article by following each other up, oldest first."""
        self._note("ties", key)
        return self.board.threads.get(key, ())

    def list(self, type: str) -> tuple[Item, ...]:
        """Everything of a type: articles newest first, all else in the alphabet's order."""
        self._noted[-1].add(f"list {type}")
        return self.board.listed(type)

    def translated(self, lang: str) -> tuple[Item, ...]:
        """The articles that are translated into a language, in it, newest first."""
        self._noted[-1].add(f"translated {lang}")
        return tuple(self.board.translated(lang))

    def corrections(self, lang: str) -> Sequence[CorrectionAt]:
        """Every correction of what is shown, newest first."""
        self._noted[-1].add(f"corrections {lang}")
        return corrections_in(self.board, lang)

    def years(self) -> Mapping[str, Sequence[Item]]:
        """The articles by the year of their date, newest first."""
        self._noted[-1].add("years ")
        return self.board.years

    def topics(self) -> Mapping[str, Topic]:
        """Every tag, by the last part of its address."""
        self._noted[-1].add("topics ")
        return self.board.topics

    def topic(self, slug: str) -> Topic:
        self._noted[-1].add(f"topic {slug}")
        return self.board.topics[slug]

    def shelf(self, name: str) -> Sequence[Item]:
        """A small share of everything: see `Board.shelves`."""
        self._noted[-1].add(f"shelf {name}")
        return self.board.shelves.get(name, ())

    def rows(self, path: str) -> int:
        """How many rows an export has that lies at this path."""
        self._noted[-1].add(f"rows {path}")
        return self.tallies.get(path, 0)

    def gone(self, key: Key, lang: str) -> Item:
        """What is withdrawn, in a language."""
        self._note("record", key)
        return next(item for item in self.board.gone[key] if item.lang == lang)

    def find(self, id: str, types: Iterable[str]) -> Key | None:
        """The record with this id that is shown, of the first of these types that has one."""
        return next((item.key for type in types if (item := self.get(Key(type, id)))), None)

    def quotation(self, article: Item, key: Key) -> Quotation | None:
        """The sentence in which an article first names somebody."""
        self._noted[-1].add(f"mentions {article.name}")
        found = self.mentions.get(article.name)
        return found.quotations.get(key) if found else None

    def discussion(self, item: Item, lang: str) -> Discussion | None:
        """What readers say below a page; None where the site does not show that."""
        if self.discussions is None:
            return None
        self._note("comments", item.key)
        return self.discussions.discussion(self, item, lang)

    def note(self, input: str) -> None:
        """Count among the inputs what a view is made from and does not get from here."""
        self._noted[-1].add(input)

    def count_comments(self, key: Key) -> int:
        """How many comments are shown below a page."""
        if self.discussions is None:
            return 0
        self._note("count", key)
        return self.discussions.count(self, key)

    def say(self, lang: str) -> Words:
        return words(lang)

    # Addresses

    def url(self, path: str) -> str:
        """The address of a path for links on this site."""
        return f"{self.site.base}/{self._quoted(path)}"

    def absolute(self, path: str) -> str:
        """The whole address of a path; without the site's own address, the same as `url`."""
        return f"{self.site.url or self.site.base}/{self._quoted(path)}"

    def _quoted(self, path: str) -> str:
        found = self._urls.get(path)
        if found is None:
            found = self._urls[path] = quote(path)
        return found

    def href(self, item: Item) -> str:
        return self.url(item.path)

    def link(self, item: Item, lang: str) -> Link:
        """A link to an item, on a page in this language."""
        return self.once("link", item, lang, self._link)

    def _link(self, item: Item, lang: str) -> Link:
        self._note("record", item.key)
        return Link(self.href(item), item.title, item.lang, self.label(item, lang))

    def once(self, kind: str, item: Item, lang: str, make: Callable[[Item, str], _T], most: int = _KEPT) -> _T:
        """What is made of an item in a language, with the inputs it took, made only the first time.

        Once there are so many of a kind as are to be kept at `most`, these are forgotten.
        """
        made = self._made[kind]
        found: tuple[_T, set[str]] | None = made.get((item.name, lang))
        if found is None:
            if len(made) >= most:
                made.clear()
            with self.noting() as inputs:
                found = made[item.name, lang] = (make(item, lang), inputs)
        else:
            self._noted[-1].update(found[1])
        return found[0]

    def link_to(self, key: Key, lang: str) -> Link | None:
        """A link to an item in a language if it has one; None if it is not shown."""
        item = self.get(key, lang)
        return self.link(item, lang) if item else None

    def citation(self, article: Item, lang: str) -> Link:
        """A link to an article within a sentence: labelled if its headline names somebody."""
        return Link(self.href(article), article.title, article.lang, self.label_of_named(article, lang))

    def source_link(self, value: str | None, lang: str) -> Link | None:
        """A link to what a role or relation rests on; None if nobody says what that is."""
        if value is None:
            return None
        if is_web_address(value):
            return Link(value, value)
        article = self.get(Key("article", value), lang)
        if article is None:
            return Link("", self.say(lang)("an article not published here"), lang)
        return self.citation(article, lang)

    # Bodies

    def body(self, item: Item, absolute: bool = False) -> Body | None:
        """An item's body with where its links lead, in whole addresses for feeds, which are read elsewhere."""
        self._noted[-1].add(f"body {item.name}")
        if not item.outline.body:
            return None
        address, leads_to = (self.absolute if absolute else self.url), self.board.links(item.name)
        found: dict[str, Target] = {}
        if any(link.kind in links.NOTES for link in item.outline.links):
            from corkboard.views.notes import note_targets  # only now: they need what is in here

            found.update(note_targets(self, item, address))
        for link in item.outline.links:
            if str(link) not in found:
                found[str(link)] = self._target(link, item, leads_to, address)
        return Body(
            item.outline.body,
            tuple(found.values()),
            "" if absolute else self.say(item.lang)("Table"),
            tuple(
                Autolink(one.start, one.end, address(target.path), self.label(target, item.lang))
                for one in self.autolinks(item)
                if (target := self.get(one.key, item.lang))
            ),
        )

    def autolinks(self, item: Item) -> Sequence[Place]:
        """Where in an article's body names are links by themselves; part of the input that its body is."""
        found = self.mentions.get(item.name) if item.key.type == "article" else None
        return found.autolinks if found else ()

    def _target(
        self, link: links.Link, item: Item, leads_to: Mapping[str, Key], address: Callable[[str], str]
    ) -> Target:
        written = str(link)
        if link.kind in ASSET_LINKS:
            path = self.attached.get(item.name, {}).get(written)
            return Target(written, address(path) if path else None)
        key = leads_to.get(written)
        target = self.get(key, item.lang) if key else None
        if target is None:
            return Target(written, None)
        labelled = self.label if target.key.type == "hypothesis" else self.label_of_named
        return Target(written, address(target.path), labelled(target, item.lang))

    # Whose claim it is, and how far it was checked

    def label(self, item: Item, lang: str) -> str:
        """In words what nothing shows an item without: of a hypothesis its status and whose it is, of whatever claims
        something, or comes near a claim in its headline, how far that was checked.  Empty for everything else.
        """
        if item.key.type == "hypothesis":
            return self.once("label", item, lang, self._label)
        return self.once("claims", item, lang, self._claims_label) if self._has_claims(item) else ""

    def label_of_named(self, item: Item, lang: str) -> str:
        """The same as far as it is about the living whom an article's headline names, for where it stands in a
        sentence."""
        return self.once("named", item, lang, self._label_of_named) if self._has_claims(item) else ""

    def _has_claims(self, item: Item) -> bool:
        self._note("record", item.key)
        return bool(item.outline.evidence) or item.name in self.fairness.near

    def near(self, item: Item) -> Near:
        """Whom the headline of an item names, and the claims about them that it comes near or makes."""
        self._note("record", item.key)
        return self.fairness.near.get(item.name, ())

    def near_to(self, text: str, key: Key) -> Sequence[Part]:
        """The claims about a person that a text comes near."""
        self._note("watch", key)
        return dict(near_by(text, self.fairness.watch)).get(key.id, ())

    def tag_label(self, tag: str, lang: str) -> str:
        """The label of a tag that comes near a claim about somebody whom it names.  Whoever shows a tag has taken an
        input that it hangs on: the article, or the topic."""
        from corkboard.views.claim_labels import near_label  # only now: it needs what is in here

        near = near_by(tag, self.fairness.watch)
        return near_label(self, near, lang) if near else ""

    def _claims_label(self, item: Item, lang: str) -> str:
        from corkboard.views.claim_labels import claims_label  # only now: it needs what is in here

        return claims_label(self, item, lang)

    def _label_of_named(self, item: Item, lang: str) -> str:
        from corkboard.views.claim_labels import claims_label  # only now: it needs what is in here

        return claims_label(self, item, lang, named=True)

    def _label(self, item: Item, lang: str) -> str:
        self._note("record", item.key)
        record = hypothesis_of(item)
        say = self.say(lang)
        status = say(f"status {record.status}")
        article = self.get(Key("article", record.attributed_to), lang) if record.attributed_to else None
        if record.attributed_to is None:
            return say("hypothesis, status: {status}, not attributed", status=status)
        if article is None:
            return say("hypothesis, status: {status}, attributed to an article not published here", status=status)
        label = say("hypothesis, status: {status}, attributed to “{source}”", status=status, source=article.title)
        named = self.label_of_named(article, lang)
        return f"{label} ({named})" if named else label

    def attributed_to(self, record: Hypothesis, lang: str) -> Link | None:
        return self.link_to(Key("article", record.attributed_to), lang) if record.attributed_to else None

    # Cards

    def date(self, moment: dt.datetime | None, lang: str) -> Date | None:
        if moment is None:
            return None
        return Date(moment.isoformat(), self.say(lang).date(moment.date()))

    def article_card(self, item: Item, lang: str) -> ArticleCard:
        return self.once("card", item, lang, self._article_card)

    def _article_card(self, item: Item, lang: str) -> ArticleCard:
        self._note("record", item.key)
        record = article_of(item)
        return ArticleCard(
            href=self.href(item),
            title=item.title,
            lang=item.lang,
            date=self.date(record.date, lang),
            summary=record.summary or "",
            authors=self.byline(record, lang),
            state=self.state(item, lang),
            comments=self.count_comments(item.key),
            notice=notice_of(item, self.say(lang)),
            label=self.label(item, lang),
        )

    def byline(self, record: Article, lang: str) -> tuple[Link, ...]:
        found = (self.link_to(Key("author", id), lang) for id in dict.fromkeys(record.authors))
        return tuple(link for link in found if link)

    def state(self, article: Item, lang: str) -> str:
        """Why readers do not see an article yet; empty if they do."""
        standing = _standing(article, self.settings)
        return self.say(lang)(standing) if standing else ""

    def entity_card(self, item: Item, lang: str, called: str = "") -> EntityCard:
        card = self.once("entity", item, lang, self._entity_card)
        return replace(card, called=called) if called else card

    def _entity_card(self, item: Item, lang: str) -> EntityCard:
        self._note("record", item.key)
        return EntityCard(
            href=self.href(item),
            title=item.title,
            lang=item.lang,
            type=item.key.type,
            summary=item.record.summary or "",
            articles=self.count_about(item.key),
            label=self.label(item, lang),
        )

    def hypothesis_card(
        self, item: Item, lang: str, bearing: Bearing | None = None, rows: tuple[ReferenceRow, ...] = ()
    ) -> HypothesisCard:
        card = self.once("hypothesis", item, lang, self._hypothesis_card)
        if bearing is None and not rows:
            return card
        return replace(
            card,
            stance=bearing.stance if bearing else "",
            stance_word=self.say(lang)(f"stance {bearing.stance}") if bearing else "",
            note=(bearing.note if bearing else None) or "",
            rows=rows,
        )

    def _hypothesis_card(self, item: Item, lang: str) -> HypothesisCard:
        self._note("record", item.key)
        record = hypothesis_of(item)
        return HypothesisCard(
            href=self.href(item),
            title=item.title,
            lang=item.lang,
            label=self.label(item, lang),
            status=record.status,
            status_word=self.say(lang)(f"status {record.status}"),
            attributed_to=self.attributed_to(record, lang),
            statement=record.statement or "",
            summary=record.summary or "",
            articles=self.count_about(item.key),
            comments=self.count_comments(item.key),
        )

    def reference_row(self, article: Item, about: Item, lang: str) -> ReferenceRow:
        """What one article says of whom a page is about, in the page's language where there is a translation."""
        shown = self.get(article.key, lang) or article
        record = article_of(shown)
        type, id = about.key
        mention = _named(record, about.key)
        bearings = record.hypotheses if type == "hypothesis" else ()
        bearing = next((one for one in bearings if one.id == id), None)
        quotation = self.quotation(shown, about.key)
        claims = ""
        if shown.outline.evidence and type != "hypothesis":
            from corkboard.views.claims import statuses  # only now: they need what is in here

            claims = statuses(self, shown, about.key, lang)
        return ReferenceRow(
            article=self.article_card(shown, lang),
            called=(mention.as_ if mention else None) or "",
            stance=bearing.stance if bearing else "",
            stance_word=self.say(lang)(f"stance {bearing.stance}") if bearing else "",
            note=(bearing.note if bearing else None) or "",
            label=self.label(about, lang) if type == "hypothesis" else "",
            quote=self._quote(quotation, shown, about, lang) if quotation else None,
            claims=claims,
        )

    def _quote(self, quotation: Quotation, article: Item, about: Item, lang: str) -> Quote:
        label = ""
        if about.key.type == "person":
            near = [part for part in self.near_to(str(quotation), about.key) if part.article != article.key.id]
            if near:
                from corkboard.views.claim_labels import near_label  # only now: it needs what is in here

                label = near_label(self, ((about.key.id, tuple(near)),), lang)
        return Quote(quotation.before, quotation.name, quotation.after, article.lang, label)

    def other_references(self, item: Item, lang: str, but: Sequence[str] = ()) -> tuple[Link, ...]:
        """Whatever refers to an item besides articles; `but` names fields that the page shows in another way."""
        found = dict.fromkeys(
            edge.source
            for edge in self.backlinks_of_others(item.key)
            if edge.source != item.key and edge.field not in but
        )
        shown = (self.link_to(key, lang) for key in sorted(found))
        return tuple(link for link in shown if link)

    # Heads

    def head(
        self,
        path: str,
        title: str,
        lang: str,
        description: str = "",
        *,
        label: str = "",
        kind: str = "website",
        feeds: Sequence[Link] = (),
        versions: Sequence[Version] = (),
        trail: Sequence[Link] = (),
        noindex: bool = False,
        overruled: Sequence[Overruling] = (),
    ) -> Head:
        """The head of a page.  `trail` leads from the front page to it; `versions` are its translations and itself."""
        labelled = f"{title} ({label})" if label else title
        whole = self.site.name if title == self.site.name else f"{labelled} – {self.site.name}"
        say = self.say(lang)
        described = f"{label[:1].upper()}{label[1:]}. {description}".strip() if label else description
        return Head(
            title=whole,
            social_title=labelled,
            description=_shortened(described),
            path=self.url(path),
            canonical=self.absolute(path) if self.site.url else "",
            lang=lang,
            direction=say.direction,
            kind=kind,
            feeds=(*feeds, self.site_feed(lang)),
            alternates=tuple(
                Alternate(one.lang, self.absolute(one.path), self.say(one.lang).own_name, self.url(one.path))
                for one in versions
            )
            if len(versions) > 1
            else (),
            breadcrumbs=(*trail, Link(self.url(path), title, label=label)) if trail else (),
            noindex=noindex or not self.site.indexable,
            overruled=tuple(Overruled(one.rule, one.field or "", one.why) for one in overruled),
        )

    def site_feed(self, lang: str) -> Link:
        menu = self.menu_lang(lang)
        return Link(self.site.menus[menu].feed, self.site.name)

    def menu_lang(self, lang: str) -> str:
        return lang if lang in self.site.menus else self.site.lang

    def trail(self, type: str, lang: str) -> tuple[Link, ...]:
        """From the front page to the index of a type."""
        home = self.site.menus[self.menu_lang(lang)].home
        folder = self.folders[type]
        return (home, Link(self.url(f"{folder}/"), self.say(lang)(folder.capitalize())))

    def feed_path(self, item: Item) -> str:
        return f"{item.path}feed.atom"

    def thread_path(self, thread: Sequence[Item]) -> str:
        return f"{thread[0].path}thread.atom"


def hypothesis_of(item: Item) -> Hypothesis:
    if not isinstance(item.record, Hypothesis):
        raise TypeError(f"{item.name} is not a hypothesis")
    return item.record


def _standing(article: Item, settings: Settings) -> str:
    """In English, why readers do not see an article yet."""
    if article.key.type != "article":
        return ""
    if article.outline.status == Status.DRAFT:
        return "Draft"
    return "Not yet published" if is_ahead(article, settings.now.timestamp()) else ""


def _named(record: Article, key: Key) -> PersonMention | OrganizationMention | None:
    mentions: Sequence[PersonMention | OrganizationMention] = (
        record.people if key.type == "person" else record.organizations if key.type == "organization" else ()
    )
    return next((mention for mention in mentions if mention.id == key.id), None)


def _shortened(text: str, limit: int = 300) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: flat.rfind(" ", 0, limit)] + " …"
