"""Which kinds of relation, in authors' words, are of family, and which of friendship or business.

A kind counts only where it is one of these words as a whole: "family lawyer" is no relative.  Everything else says
that there is a relation, and not of what nature.
"""

from __future__ import annotations

from enum import Enum

__all__ = ["RELATION_WORDS", "Nature", "nature_of"]


class Nature(Enum):
    """What is known of a relation between two people by its kind alone."""

    FAMILY = "family"
    ASSOCIATION = "association"
    UNKNOWN = "unknown"


def _phrases(text: str) -> frozenset[str]:
    return frozenset(_plain(phrase) for phrase in text.split(","))


def _plain(phrase: str) -> str:
    """Case, spaces and the dots of "ё" aside."""
    return " ".join(phrase.casefold().replace("ё", "е").replace("\N{NON-BREAKING HYPHEN}", "-").split())


# By language; the words of Russian and Kazakh in the forms in which kinds are named.
RELATION_WORDS = {
    "en": {
        Nature.FAMILY: _phrases(
            "family, relative, relatives, kin, kinship, marriage, parent, father, mother, child, son, daughter, "
            "brother, sister, sibling, spouse, husband, wife, ex-husband, ex-wife, former husband, former wife, "
            "grandparent, grandfather, grandmother, grandchild, grandson, granddaughter, uncle, aunt, nephew, niece, "
            "cousin, father-in-law, mother-in-law, son-in-law, daughter-in-law, brother-in-law, sister-in-law, in-law, "
            "stepfather, stepmother, stepson, stepdaughter, stepbrother, stepsister, half-brother, half-sister"
        ),
        Nature.ASSOCIATION: _phrases(
            "associate, business associate, business partner, former business partner, partner in business, friend, "
            "close friend, old friend, friends, friendship, acquaintance, colleague, former colleague, classmate"
        ),
    },
    "ru": {
        Nature.FAMILY: _phrases(
            "семья, родство, родственник, родственница, родственники, родственные связи, брак, отец, мать, сын, дочь, "
            "брат, сестра, супруг, супруга, супруги, муж, жена, бывший муж, бывшая жена, дед, дедушка, бабушка, внук, "
            "внучка, дядя, тётя, племянник, племянница, двоюродный брат, двоюродная сестра, зять, невестка, сноха, "
            "тесть, тёща, свёкор, свекровь, шурин, деверь, золовка, свояк, свояченица, сват, сватья, отчим, мачеха, "
            "пасынок, падчерица"
        ),
        Nature.ASSOCIATION: _phrases(
            "друг, подруга, друзья, близкий друг, дружба, знакомый, знакомая, знакомство, коллега, коллеги, соратник, "
            "деловой партнёр, деловые партнёры, бизнес-партнёр, партнёр по бизнесу, однокурсник, однокурсница, "
            "одноклассник, одноклассница"
        ),
    },
    "kk": {
        Nature.FAMILY: _phrases(
            "отбасы, туыс, туысы, туыстық, неке, әке, әкесі, ана, анасы, ұл, ұлы, қыз, қызы, аға, ағасы, іні, інісі, "
            "әпке, әпкесі, қарындас, қарындасы, сіңлі, сіңлісі, бауыр, бауыры, жұбай, жұбайы, күйеуі, әйелі, ата, "
            "атасы, әже, әжесі, немере, немересі, жиен, жиені, күйеу бала, келін, келіні, қайын ата, қайын ене, құда, "
            "құдағи"
        ),
        Nature.ASSOCIATION: _phrases(
            "дос, досы, достық, жақын дос, таныс, танысы, әріптес, әріптесі, іскер серіктес, бизнес серіктес, курстас, "
            "сыныптас"
        ),
    },
}


def nature_of(kind: str, lang: str) -> Nature:
    """By the words of the language that a record is written in, and by the English ones."""
    phrase = _plain(kind)
    for words in (RELATION_WORDS.get(lang.partition("-")[0], {}), RELATION_WORDS["en"]):
        for nature, phrases in words.items():
            if phrase in phrases:
                return nature
    return Nature.UNKNOWN
