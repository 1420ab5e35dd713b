"""What every view is made with: the board, the site's constants, and how an item is shown on somebody else's page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

from corkboard.board.board import Board, article_of
from corkboard.board.catalog import Item, Key
from corkboard.board.mentions import Quotation
from corkboard.board.references import ASSET_LINKS
from corkboard.documents import links
from corkboard.records.article import Article, Bearing, OrganizationMention, PersonMention
from corkboard.records.fields import Status, is_web_address
from corkboard.records.hypothesis import Hypothesis
from corkboard.settings import Settings
from corkboard.views.parts import (
    Alternate,
    ArticleCard,
    Date,
    EntityCard,
    Head,
    HypothesisCard,
    Quote,
    ReferenceRow,
)
from corkboard.views.site import Link, Site
from corkboard.views.words import Words, words

__all__ = ["Context"]


@dataclass(frozen=True)
class Context:
    """Makes views of the board.  Pure: everything comes from what it holds."""

    board: Board
    site: Site
    settings: Settings
    folders: Mapping[str, str]  # of each content type
    mentions: Mapping[str, Mapping[Key, Quotation]]  # by the article's file
    attached: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (file, link) → where the asset is
    # Made once: an article stands on dozens of pages.
    _links: dict[tuple[str, str], Link] = field(default_factory=dict, repr=False, compare=False)
    _cards: dict[tuple[str, str], ArticleCard] = field(default_factory=dict, repr=False, compare=False)

    def say(self, lang: str) -> Words:
        return words(lang)

    # Addresses

    def url(self, path: str) -> str:
        """The address of a path for links on this site."""
        return f"{self.site.base}/{quote(path)}"

    def absolute(self, path: str) -> str:
        """The whole address of a path; without the site's own address, the same as `url`."""
        return f"{self.site.url}/{quote(path)}" if self.site.url else self.url(path)

    def href(self, item: Item) -> str:
        return self.url(item.path)

    def link(self, item: Item, lang: str) -> Link:
        """A link to an item, on a page in this language."""
        found = self._links.get((item.name, lang))
        if found is None:
            found = self._links[item.name, lang] = Link(self.href(item), item.title, item.lang, self.label(item, lang))
        return found

    def link_to(self, key: Key, lang: str) -> Link | None:
        """A link to an item in a language if it has one; None if it is not shown."""
        item = self.board.get(key, lang)
        return self.link(item, lang) if item else None

    def source_link(self, value: str | None, lang: str) -> Link | None:
        """A link to what a role or relation rests on; None if nobody says what that is."""
        if value is None:
            return None
        if is_web_address(value):
            return Link(value, value)
        hidden = Link("", self.say(lang)("an article not published here"), lang)
        return self.link_to(Key("article", value), lang) or hidden

    # Bodies

    def body(self, item: Item, absolute: bool = False) -> str:
        """The body's HTML with its links led home; whole addresses for feeds, which are read elsewhere."""

        def resolve(link: links.Link) -> links.Target:
            address = self.absolute if absolute else self.url
            if link.kind in ASSET_LINKS:
                path = self.attached.get((item.name, str(link)))
                return links.Target(address(path) if path else None)
            key = self.board.resolver.follow(link, item.name)
            target = self.board.get(key, item.lang) if key else None
            if target is None:
                return links.Target(None)
            return links.Target(address(target.path), self.label(target, item.lang))

        body = links.replace_links(item.document.html, resolve)
        if absolute or "<table" not in body:
            return body
        # What scrolls must be reached by keyboard (WCAG 2.2, 2.1.1), and so have a name.
        region = f'<div class="table" role="region" tabindex="0" aria-label="{escape(self.say(item.lang)("Table"))}">'
        return body.replace("<table", f"{region}<table").replace("</table>", "</table></div>")

    # Whose claim it is

    def label(self, item: Item, lang: str) -> str:
        """A hypothesis' status and whose it is, in words; empty for everything else."""
        record = item.record
        if not isinstance(record, Hypothesis):
            return ""
        say = self.say(lang)
        status = say(f"status {record.status}")
        if record.attributed_to is None:
            return say("hypothesis, status: {status}, not attributed", status=status)
        source = self.attributed_to(record, lang)
        if source is None:
            return say("hypothesis, status: {status}, attributed to an article not published here", status=status)
        return say("hypothesis, status: {status}, attributed to “{source}”", status=status, source=source.text)

    def attributed_to(self, record: Hypothesis, lang: str) -> Link | None:
        return self.link_to(Key("article", record.attributed_to), lang) if record.attributed_to else None

    # Cards

    def date(self, moment: dt.datetime | None, lang: str) -> Date | None:
        if moment is None:
            return None
        return Date(moment.isoformat(), self.say(lang).date(moment.date()))

    def article_card(self, item: Item, lang: str) -> ArticleCard:
        card = self._cards.get((item.name, lang))
        if card is None:
            card = self._cards[item.name, lang] = self._article_card(item, lang)
        return card

    def _article_card(self, item: Item, lang: str) -> ArticleCard:
        record = article_of(item)
        return ArticleCard(
            href=self.href(item),
            title=item.title,
            lang=item.lang,
            date=self.date(record.date, lang),
            summary=record.summary or "",
            authors=self.byline(record, lang),
            state=self.state(record, lang),
        )

    def byline(self, record: Article, lang: str) -> tuple[Link, ...]:
        found = (self.link_to(Key("author", id), lang) for id in dict.fromkeys(record.authors))
        return tuple(link for link in found if link)

    def state(self, record: Article, lang: str) -> str:
        """Why readers do not see an article yet; empty if they do."""
        if record.status is Status.DRAFT:
            return self.say(lang)("Draft")
        if record.date is None or record.date > self.settings.now:
            return self.say(lang)("Not yet published")
        return ""

    def entity_card(self, item: Item, called: str = "", articles: int | None = None) -> EntityCard:
        if articles is None:
            articles = len(self.board.articles_about.get(item.key, ()))
        return EntityCard(
            self.href(item), item.title, item.lang, item.key.type, item.record.summary or "", called, articles
        )

    def hypothesis_card(
        self, item: Item, lang: str, bearing: Bearing | None = None, rows: tuple[ReferenceRow, ...] = ()
    ) -> HypothesisCard:
        record = item.record
        if not isinstance(record, Hypothesis):
            raise TypeError(f"{item.name} is not a hypothesis")
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
            stance=bearing.stance if bearing else "",
            stance_word=self.say(lang)(f"stance {bearing.stance}") if bearing else "",
            note=(bearing.note if bearing else None) or "",
            articles=len(self.board.articles_about.get(item.key, ())),
            rows=rows,
        )

    def reference_row(self, article: Item, about: Item, lang: str) -> ReferenceRow:
        """What one article says of whom a page is about, in the page's language where there is a translation."""
        shown = self.board.get(article.key, lang) or article
        record = article_of(shown)
        mention = _named(record, about.key)
        bearing = next((one for one in record.hypotheses if about.key == ("hypothesis", one.id)), None)
        quotation = self.mentions.get(shown.name, {}).get(about.key)
        return ReferenceRow(
            article=self.article_card(shown, lang),
            called=(mention.as_ if mention else None) or "",
            stance=bearing.stance if bearing else "",
            stance_word=self.say(lang)(f"stance {bearing.stance}") if bearing else "",
            note=(bearing.note if bearing else None) or "",
            label=self.label(about, lang),
            quote=Quote(quotation.before, quotation.name, quotation.after, shown.lang) if quotation else None,
        )

    def other_references(self, item: Item, lang: str, but: Sequence[str] = ()) -> tuple[Link, ...]:
        """Whatever refers to an item besides articles; `but` names fields that the page shows in another way."""
        found = dict.fromkeys(
            edge.source
            for edge in self.board.backlinks.get(item.key, ())
            if edge.source.type != "article" and edge.source != item.key and edge.field not in but
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
        versions: Sequence[Item] = (),
        trail: Sequence[Link] = (),
        noindex: bool = False,
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
                Alternate(one.lang, self.absolute(one.path), self.say(one.lang).own_name, self.href(one))
                for one in versions
            )
            if len(versions) > 1
            else (),
            breadcrumbs=(*trail, Link(self.url(path), title, label=label)) if trail else (),
            noindex=noindex or not self.site.indexable,
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


def _named(record: Article, key: Key) -> PersonMention | OrganizationMention | None:
    mentions: Sequence[PersonMention | OrganizationMention] = (
        record.people if key.type == "person" else record.organizations if key.type == "organization" else ()
    )
    return next((mention for mention in mentions if mention.id == key.id), None)


def _shortened(text: str, limit: int = 300) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: flat.rfind(" ", 0, limit)] + " …"
