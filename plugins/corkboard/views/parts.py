"""The parts that views are made of."""

from __future__ import annotations

from corkboard.views.plain import Plain
from corkboard.views.site import Link

__all__ = [
    "Alternate",
    "ArticleCard",
    "Autolink",
    "Body",
    "Date",
    "EntityCard",
    "Head",
    "HypothesisCard",
    "Notice",
    "Overruled",
    "Pager",
    "Quote",
    "ReferenceRow",
    "Related",
    "RelationRow",
    "RoleRow",
    "Target",
    "ThreadEntry",
]


class Target(Plain, frozen=True):
    """Where a link by id leads in the end.  `written` is the link as the author wrote it.

    Without `href` it leads nowhere and is shown as text; `label` is said in brackets after it, and `note`, a mark
    such as "E1" or a word, stands at its end.
    """

    written: str
    href: str | None
    label: str = ""
    note: str = ""


class Autolink(Plain, frozen=True):
    """A name in a text that is a link by itself: where it begins and ends in the text's HTML, and where it leads.

    `label` is said in brackets after it.
    """

    start: int
    end: int
    href: str
    label: str = ""


class Body(Plain, frozen=True):
    """A text, by its fingerprint.  Templates get it as `body`, with its links led to where they go."""

    fingerprint: bytes
    targets: tuple[Target, ...]
    table: str  # what tables that can be scrolled are called
    autolinks: tuple[Autolink, ...] = ()  # in their order


class Date(Plain, frozen=True):
    """A moment: `iso` for machines, `text` for people."""

    iso: str
    text: str


class Alternate(Plain, frozen=True):
    """The same page in another language."""

    lang: str
    href: str  # absolute
    text: str  # the language's own name
    path: str  # the same address for readers of this site


class Overruled(Plain, frozen=True):
    """A fairness rule that the page's file sets aside for one of its fields, or for all if that is empty, and why."""

    rule: str
    field: str
    why: str


class Head(Plain, frozen=True):
    """What stands in the page's head.  `title` is whole, with the label of a hypothesis and the site's name."""

    title: str
    social_title: str
    description: str
    path: str  # the page's address, with the site's base
    canonical: str  # the same, absolute; empty while the site has no address
    lang: str
    direction: str  # ltr or rtl
    kind: str = "website"  # Open Graph's type
    feeds: tuple[Link, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    breadcrumbs: tuple[Link, ...] = ()
    noindex: bool = False
    overruled: tuple[Overruled, ...] = ()


class Pager(Plain, frozen=True):
    """Where in a list that goes over several pages this one stands.  An empty address: there is none."""

    number: int
    total: int
    newer: str
    older: str


class Notice(Plain, frozen=True):
    """That an article was corrected, and on which date.  `retracted` where all of it was retracted."""

    text: str
    retracted: bool


class ArticleCard(Plain, frozen=True):
    """An article in a list.  `state` is empty, or says why readers do not see it yet; `notice` goes with the title.
    `label` says how far its claims were checked, and always goes with title and summary."""

    href: str
    title: str
    lang: str
    date: Date | None
    summary: str
    authors: tuple[Link, ...]
    state: str
    comments: int = 0
    notice: Notice | None = None
    label: str = ""


class EntityCard(Plain, frozen=True):
    """A person, organization, question, author or page in a list.

    `called` is what the article at hand calls them; `articles` counts those that refer to them.
    """

    href: str
    title: str
    lang: str
    type: str
    summary: str
    called: str = ""
    articles: int = 0
    label: str = ""  # how far the claims were checked that its title or summary comes near


class Quote(Plain, frozen=True):
    """The sentence in which somebody is first named: what comes before the name, the name, what comes after."""

    before: str
    name: str
    after: str
    lang: str
    label: str = ""  # how far the claims of other articles were checked that it comes near


class ReferenceRow(Plain, frozen=True):
    """One article that refers to whom the page is about."""

    article: ArticleCard
    called: str
    stance: str  # the stance's id, for hypotheses, else empty
    stance_word: str
    note: str
    label: str  # status and attribution of the hypothesis that stance and note are about
    quote: Quote | None
    claims: str = ""  # how far what the article claims about them was checked, in words
    weights: str = ""  # how far its evidence fits the hypothesis, in words
    anchor: str = ""  # by which a timeline leads to it


class HypothesisCard(Plain, frozen=True):
    """A hypothesis wherever it appears.  `label` says its status and whose it is, and always goes with it."""

    href: str
    title: str
    lang: str
    label: str
    status: str
    status_word: str
    attributed_to: Link | None
    statement: str
    summary: str
    stance: str = ""  # of the article at hand
    stance_word: str = ""
    note: str = ""
    articles: int = 0
    comments: int = 0
    rows: tuple[ReferenceRow, ...] = ()  # on its question's page, the articles that bear on it


class RoleRow(Plain, frozen=True):
    """An office, since when and until when, and who says so."""

    title: str
    holder: Link | None  # on an organization's page, who held it
    organization: Link | None
    period: str
    source: Link | None


class RelationRow(Plain, frozen=True):
    """A relation to `other`: what stands before and after their name says which."""

    other: Link
    before: str
    after: str
    source: Link | None


class Related(Plain, frozen=True):
    """Somebody, and what they are stated to be to others."""

    link: Link
    type: str  # person or organization
    roles: tuple[RoleRow, ...]
    relations: tuple[RelationRow, ...]


class ThreadEntry(Plain, frozen=True):
    """One article of a thread of follow-ups."""

    article: ArticleCard
    current: bool
    follows: bool  # whether the article at hand follows it up
    followed_by: bool  # whether it follows up the article at hand
