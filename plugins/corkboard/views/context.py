"""What every view is made with: the board, the site's constants, and how an item is shown on somebody else's page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import quote

from msgspec.structs import replace

from corkboard.board.board import article_of, is_ahead
from corkboard.board.catalog import Item, Key
from corkboard.board.fairness import near_by
from corkboard.board.mentions import Quotation
from corkboard.board.references import ASSET_LINKS
from corkboard.documents import links
from corkboard.records.article import Article, Bearing, OrganizationMention, PersonMention
from corkboard.records.fairness import Overruling
from corkboard.records.fields import Status, is_web_address
from corkboard.records.hypothesis import Hypothesis
from corkboard.settings import Settings
from corkboard.views.claim_labels import claims_label, near_label
from corkboard.views.claims import statuses, weights_on
from corkboard.views.corrections import notice_of
from corkboard.views.discussion import Discussion, Discussions
from corkboard.views.noted_board import NotedBoard
from corkboard.views.notes import note_targets
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


class Version(Protocol):
    """A page in one of its languages; `path` is below the site's address."""

    @property
    def lang(self) -> str: ...

    @property
    def path(self) -> str: ...


@dataclass(eq=False, kw_only=True)
class Context(NotedBoard):
    """Makes views of the board.  Pure: everything comes from what it holds."""

    site: Site
    folders: Mapping[str, str]  # of each content type
    attached: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # file → link → where the asset is
    discussions: Discussions | None = None  # where the site has comments
    _urls: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def renew(self, discussions: Discussions | None) -> None:
        """The same for what readers say.  Pages that are known stay bound to this context."""
        self.forget()
        self.discussions = discussions

    # What readers say

    def discussion(self, item: Item, lang: str) -> Discussion | None:
        """What readers say below a page; None where the site does not show that."""
        if self.discussions is None:
            return None
        self._note("comments", item.key)
        return self.discussions.discussion(self, item, lang)

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
            found.update(note_targets(self, item, address))
        for link in item.outline.links:
            if str(link) not in found:
                found[str(link)] = self._target(link, item, leads_to, address)
        return Body(
            item.outline.body,
            tuple(found.values()),
            "" if absolute else self.say(item.lang)("Table"),
            tuple(
                Autolink(one.start, one.end, address(target.path), self._label_in(item, target))
                for one in self.autolinks(item)
                if (target := self.get(one.key, item.lang))
            ),
        )

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
        in_text = target.key.type in ("person", "hypothesis")
        label = self._label_in(item, target) if in_text else self.label_of_named(target, item.lang)
        return Target(written, address(target.path), label)

    def _label_in(self, item: Item, target: Item) -> str:
        """What stands behind a link in a body: the label of what it leads to, and of somebody of whom an article states
        in the sentence in which it first names them what another article claims, how far that was checked."""
        if target.key.type != "person":
            return self.label(target, item.lang)
        if not self.near(target) or (quotation := self.quotation(item, target.key)) is None:
            return ""
        stated = self.stated_of(target.key, str(quotation))
        others = tuple(part for part in stated if part.article != item.key.id)
        return near_label(self, ((target.key.id, others),), item.lang) if others else ""

    # Whose claim it is, and how far it was checked

    def label(self, item: Item, lang: str) -> str:
        """In words what nothing shows an item without: of a hypothesis its status and whose it is, of whatever claims
        something, or comes near a claim in its headline, how far that was checked.  Empty for everything else, and
        for people, whose names alone need none.
        """
        if item.key.type == "hypothesis":
            return self.once("label", item, lang, self._label)
        return "" if item.key.type == "person" else self._label_of_claims(item, lang)

    def label_of_summary(self, item: Item, lang: str) -> str:
        """The same as it stands with a summary: of a person it says how far all that is claimed of them was checked."""
        return self._label_of_claims(item, lang) if item.key.type == "person" else self.label(item, lang)

    def _label_of_claims(self, item: Item, lang: str) -> str:
        return self.once("claims", item, lang, self._claims_label) if self._has_claims(item) else ""

    def label_of_named(self, item: Item, lang: str) -> str:
        """The same as far as it is about the living whom an article's headline names, for where it stands in a
        sentence."""
        about = item.key.type != "person" and self._has_claims(item)
        return self.once("named", item, lang, self._label_of_named) if about else ""

    def _has_claims(self, item: Item) -> bool:
        self._note("record", item.key)
        return bool(item.outline.evidence) or item.name in self.fairness.near

    def label_of_words(self, text: str, about: Item, lang: str, but: Key | None = None) -> str:
        """The label of a text that comes near a claim about the person whom it is about, `but` those of an article."""
        if about.key.type != "person" or not text:
            return ""
        near = tuple(part for part in self.near_to(text, about.key) if but is None or part.article != but.id)
        return near_label(self, ((about.key.id, near),), lang) if near else ""

    def tag_label(self, tag: str, lang: str) -> str:
        """The label of a tag that comes near a claim about somebody whom it names.  Whoever shows a tag has taken an
        input that it hangs on: the article, or the topic."""
        near = near_by(tag, self.fairness.watch)
        return near_label(self, near, lang) if near else ""

    def _claims_label(self, item: Item, lang: str) -> str:
        return claims_label(self, item, lang)

    def _label_of_named(self, item: Item, lang: str) -> str:
        return claims_label(self, item, lang, named=True)

    def _label(self, item: Item, lang: str) -> str:
        near = near_label(self, self.near(item), lang)
        return "; ".join(filter(None, (self._whose_hypothesis(item, lang), near)))

    def _whose_hypothesis(self, item: Item, lang: str) -> str:
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

    def entity_card(self, item: Item, lang: str) -> EntityCard:
        return self.once("entity", item, lang, self._entity_card)

    def mention_card(self, item: Item, lang: str, called: str) -> EntityCard:
        """Whom an article names, as it calls them: of a person labelled only where that or the summary comes near a
        claim, since it stands with articles that have nothing to do with it."""
        card = self.entity_card(item, lang)
        if item.key.type == "person" and card.label:
            return replace(card, called=called, label=self.label_of_words(f"{called}\n{card.summary}", item, lang))
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
            label=self.label_of_summary(item, lang),
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
        claims = weights = ""
        if shown.outline.evidence and type != "hypothesis":
            claims = statuses(self, shown, about.key, lang)
        elif shown.outline.evidence and bearing is None:
            weights = weights_on(self, shown, id, lang)
        return ReferenceRow(
            article=self.article_card(shown, lang),
            called=(mention.as_ if mention else None) or "",
            stance=bearing.stance if bearing else "",
            stance_word=self.say(lang)(f"stance {bearing.stance}") if bearing else "",
            note=(bearing.note if bearing else None) or "",
            label=self.label(about, lang) if type == "hypothesis" else "",
            quote=self._quote(quotation, shown, about, lang) if quotation else None,
            claims=claims,
            weights=weights,
        )

    def _quote(self, quotation: Quotation, article: Item, about: Item, lang: str) -> Quote:
        label = self.label_of_words(str(quotation), about, lang, but=article.key)
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
