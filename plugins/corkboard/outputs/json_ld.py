"""JSON-LD in the words of schema.org: what a page is about, and where on the site it stands.

Of people and organizations only names go out: roles, relations and what an article calls somebody are claims, and
nothing here would say whose.  A hypothesis has its label in its name and ahead of its text, and goes out without the
stances and notes of articles.
"""

from __future__ import annotations

from functools import singledispatch
from typing import Any

import msgspec

from corkboard.views.article import ArticleView
from corkboard.views.claims import ClaimCard
from corkboard.views.corrections import CorrectionCard
from corkboard.views.corrections_page import CorrectionsView
from corkboard.views.discussion import Discussion
from corkboard.views.entity import AuthorView, OrganizationView, PersonView
from corkboard.views.graph import GraphView
from corkboard.views.hypothesis import HypothesisView, QuestionView
from corkboard.views.lists import ArchiveView, FrontView, IndexView, TagsView, TagView
from corkboard.views.page import View
from corkboard.views.pages import PageView
from corkboard.views.parts import Head, HypothesisCard
from corkboard.views.site import Site

__all__ = ["Thing", "describe", "json_ld"]

Thing = dict[str, Any]

_encode = msgspec.json.Encoder().encode
# The model does not say whether an author is a desk or a human being.  Better a human called an organization than a
# human being made up.
_AUTHOR = "Organization"
# What could end a script or open a comment in it.  Outside of strings JSON has none of these.
_UNSAFE = {char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def json_ld(view: View, site: Site) -> str:
    """The text of a page's `<script type="application/ld+json">`, safe there; empty where there is nothing to say."""
    pager = getattr(view, "pager", None)
    # On the second and later pages only the list goes on.
    thing = _list(view.head, site) if pager and pager.number > 1 else describe(view, site)
    if thing is None:
        return ""
    crumbs = [
        _thing("ListItem", position=position, name=_labelled(crumb.text, crumb.label), item=_whole(crumb.href, site))
        for position, crumb in enumerate(view.head.breadcrumbs, 1)
    ]
    graph = [thing, _thing("BreadcrumbList", itemListElement=crumbs)] if crumbs else [thing]
    text = _encode({"@context": "https://schema.org", "@graph": graph}).decode()
    for char, escaped in _UNSAFE.items():
        text = text.replace(char, escaped)
    return text


@singledispatch
def describe(view: object, site: Site) -> Thing | None:  # noqa: ARG001 - for the types registered below
    """What a page is, from its view; None for what needs no description.  Other views' types can be registered."""
    return None


@describe.register
def _article(view: ArticleView, site: Site) -> Thing:
    return _thing(
        "NewsArticle",
        headline=_labelled(view.title, view.label),
        description=_described(view.summary, view.label),
        url=_url(view.head),
        mainEntityOfPage=_url(view.head),
        datePublished=view.date.iso if view.date else "",
        dateModified=view.modified.iso if view.modified else "",
        creativeWorkStatus=view.notice.text if view.notice and view.notice.retracted else "",
        correction=[_correction(card, site) for card in (*view.corrections, *view.typos)],
        inLanguage=view.lang,
        author=[_named(_AUTHOR, author.text, author.href, site) for author in view.authors],
        publisher=_publisher(site),
        isPartOf=_website(site),
        about=[
            *(_claim(card, site) for card in (*view.hypotheses, *view.attributed)),
            *(_evidence(note.claim, site) for note in view.notes if note.claim),
        ],
        mentions=[
            *(_named("Person", card.title, card.href, site) for card in view.people),
            *(
                _named("Organization", _labelled(card.title, card.label), card.href, site)
                for card in view.organizations
            ),
        ],
        citation=[_named("NewsArticle", _labelled(card.title, card.label), card.href, site) for card in view.follows],
        **_comments(view.discussion, site),
    )


@describe.register
def _person(view: PersonView, site: Site) -> Thing:
    return _profile("Person", view, site, alternateName=view.aliases, subjectOf=_claims_about(view, site))


@describe.register
def _organization(view: OrganizationView, site: Site) -> Thing:
    return _profile("Organization", view, site, alternateName=view.aliases, subjectOf=_claims_about(view, site))


@describe.register
def _author(view: AuthorView, site: Site) -> Thing:
    return _profile(_AUTHOR, view, site, sameAs=view.url)


@describe.register
def _hypothesis(view: HypothesisView, site: Site) -> Thing:
    return _claim(view.card, site)


@describe.register
def _question(view: QuestionView, site: Site) -> Thing:
    """A page about claims.  schema.org's Question would have them as its answers, which they are not."""
    claims = [_claim(card, site) for card in view.hypotheses]
    return _page("WebPage", view.head, site, description=_described(view.summary, view.label), about=claims)


@describe.register
def _static(view: PageView, site: Site) -> Thing:
    return _page("WebPage", view.head, site, description=_described(view.summary, view.label))


@describe.register
def _corrections(view: CorrectionsView, site: Site) -> Thing:
    return _page("WebPage", view.head, site, description=view.summary)


@describe.register
def _front(view: FrontView, site: Site) -> Thing:
    return _thing(
        "WebSite",
        name=site.name,
        description=site.subtitle,
        url=_url(view.head),
        inLanguage=view.lang,
        publisher=_publisher(site),
    )


@describe.register
def _listing(view: IndexView | ArchiveView | TagView | TagsView | GraphView, site: Site) -> Thing:
    return _list(view.head, site)


def _profile(type: str, view: PersonView | OrganizationView | AuthorView, site: Site, **properties: object) -> Thing:
    entity = _thing(type, name=view.title, url=_url(view.head), **properties)
    return _page("ProfilePage", view.head, site, mainEntity=entity)


def _claim(card: HypothesisCard, site: Site) -> Thing:
    label, source = card.label, card.attributed_to
    return _thing(
        "Claim",
        name=_labelled(card.title, label),
        text=f"{_first_capital(label)}. {card.statement}" if card.statement else "",
        url=_whole(card.href, site),
        inLanguage=card.lang,
        creativeWorkStatus=card.status_word,
        appearance=_named("CreativeWork", _labelled(source.text, source.label), source.href, site) if source else None,
    )


def _claims_about(view: PersonView | OrganizationView, site: Site) -> list[Thing]:
    return [_evidence(card, site) for group in view.claims for card in group.claims]


def _evidence(card: ClaimCard, site: Site) -> Thing:
    """A claim with how far it was checked in its own words, for whoever takes nothing else of it."""
    later = " ".join(f"{one.verification_word}: {one.claim}" for one in card.superseded_by)
    return _thing(
        "Claim",
        text=f"{_first_capital(card.label)}. {card.claim} {later}".strip(),
        url=_whole(card.href, site),
        inLanguage=card.lang,
        creativeWorkStatus=card.verification_word,
        appearance=_named("NewsArticle", _labelled(card.article.text, card.article.label), card.article.href, site),
        correction=[_correction(one, site) for one in card.corrections],
        about=[_named("Thing", link.text, link.href, site) for link in card.about],
    )


def _correction(card: CorrectionCard, site: Site) -> Thing:
    return _thing("CorrectionComment", text=card.text, url=_whole(card.href, site), datePublished=card.date.iso)


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _list(head: Head, site: Site) -> Thing:
    return _page("CollectionPage", head, site)


def _page(type: str, head: Head, site: Site, **properties: object) -> Thing:
    """`social_title` is the page's title, with the label of a hypothesis."""
    return _thing(
        type, name=head.social_title, url=_url(head), inLanguage=head.lang, isPartOf=_website(site), **properties
    )


def _website(site: Site) -> Thing:
    return _named("WebSite", site.name, f"{site.base}/", site)


def _publisher(site: Site) -> Thing | None:
    return _named("Organization", site.publisher, f"{site.base}/", site) if site.publisher else None


def _named(type: str, name: str, href: str, site: Site) -> Thing:
    return _thing(type, name=name, url=_whole(href, site))


def _comments(discussion: Discussion | None, site: Site) -> Thing:
    """Readers' words as theirs, each with its author; nobody's name but the one that they gave."""
    if discussion is None or not discussion.comments:
        return {}
    found = [
        _thing(
            "Comment",
            url=_whole(card.href, site),
            text=card.text,
            dateCreated=card.date.iso,
            author=_thing(_AUTHOR if card.by_desk else "Person", name=card.author),
        )
        for card in discussion.walk()
    ]
    return {"commentCount": discussion.count, "comment": found}


def _thing(type: str, **properties: object) -> Thing:
    """Properties with nothing in them are left out."""
    return {"@type": type} | {name: value for name, value in properties.items() if value}


def _labelled(text: str, label: str) -> str:
    return f"{text} ({label})" if label else text


def _described(summary: str, label: str) -> str:
    return f"{_first_capital(label)}. {summary}".strip() if label else summary


def _url(head: Head) -> str:
    return head.canonical or head.path


def _whole(href: str, site: Site) -> str:
    """A whole address from one that begins at the host; as it is while the site has none."""
    return site.url.removesuffix(site.base) + href if href.startswith("/") else href
