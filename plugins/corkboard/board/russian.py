"""The forms that names take in Russian, with the extra `ru`; without it there are none."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer
    from pymorphy3.analyzer import Parse
    from pymorphy3.tagset import OpencorporaTag

__all__ = ["can_change", "forms_of", "is_installed"]

# Words in the Russian alphabet that are no initials and do not stand in quotation marks.
_WORD = re.compile(r"(?<![\w«„“\"-])[а-яё]{2,}(?:-[а-яё]+)*(?![\w.»“”\"-])", re.IGNORECASE)
# Grammemes as OpenCorpora has them, on whose dictionary pymorphy3 rests.
_CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
_GENDERS = ("masc", "femn")
_TELLING = ("Patr", "Name", "Surn")  # what tells most about a person's gender comes first

# How surnames with these endings change in each of the cases: as Иванов and Иванова do.
_OF_HIS, _OF_HERS = (
    ("{0}", "{0}а", "{0}у", "{0}а", "{0}ым", "{0}е"),
    ("{0}а", "{0}ой", "{0}ой", "{0}у", "{0}ой", "{0}ой"),
)
_SURNAMES = {
    "masc": {end: [form.format(end) for form in _OF_HIS] for end in ("ов", "ев", "ёв", "ин", "ын")},
    "femn": {f"{end}а": [form.format(end) for form in _OF_HERS] for end in ("ов", "ев", "ёв", "ин", "ын")},
}

_Declined = Sequence[str]  # a word in each of the cases


def is_installed() -> bool:
    return all(find_spec(name) for name in ("pymorphy3", "pymorphy3_dicts_ru"))


def can_change(name: str) -> bool:
    """Whether a name may take forms at all."""
    return _WORD.search(name) is not None


def forms_of(type: str, names: Sequence[str]) -> list[tuple[str, ...]]:
    """For each name of a record of this type the forms that it takes besides its own, sorted.

    In the name of a person that is all in capital letters at the beginnings of words, each word changes by the gender
    that the record's names tell.  In all else that is the first noun with the adjectives before it: "Портового совета
    гавани".
    """
    genders = _genders_of(names) if type == "person" else ()
    return [tuple(sorted(set(_forms(name, genders)) - {name})) for name in names]


def _forms(name: str, genders: Collection[str]) -> Iterator[str]:
    found = list(_WORD.finditer(name))
    words = [match[0] for match in found]
    if not words or any(word.isupper() for word in words):
        return
    if genders and all(word[0].isupper() for word in words):
        ways: list[Sequence[_Declined]] = [[_persons_word(word, gender) for word in words] for gender in genders]
    elif found[0].start() == 0 and (phrase := _phrase(words)):
        ways = [phrase]
    else:
        return
    for way in ways:
        for case in range(len(_CASES)):
            form, at = "", 0
            for match, word, declined in zip(found, words, way, strict=False):
                form += name[at : match.start()] + _spelled_like(word, declined[case])
                at = match.end()
            form += name[at:]
            yield form
            yield form.replace("ё", "е").replace("Ё", "Е")


def _genders_of(names: Sequence[str]) -> Collection[str]:
    """The gender of the person who has these names; both where they do not tell."""
    parses = [one for name in names for match in _WORD.finditer(name) for one in _nominatives(match[0], "sing")]
    for kind in _TELLING:
        told = {one.tag.gender for one in parses if kind in one.tag and "Fixd" not in one.tag}
        if len(told & {*_GENDERS}) == 1:
            return told & {*_GENDERS}
    return _GENDERS


def _persons_word(word: str, gender: str) -> _Declined:
    """A word of a person's name; one that does not change for this gender as it is."""
    if "-" in word and not _analyzer().word_is_known(word):
        parts = [_persons_word(part, gender) for part in word.split("-")]
        return ["-".join(forms) for forms in zip(*parts, strict=True)]
    found = [one for one in _nominatives(word, "sing") if _is_of(one.tag, gender)]
    names = [one for one in found if any(kind in one.tag for kind in _TELLING)]
    if not names:  # a surname that no dictionary has, or has only as another word
        for ending, forms in _SURNAMES[gender].items():
            if word.endswith(ending):
                return [word.removesuffix(ending) + form for form in forms]
    return _declined((names or found)[0], "sing", gender, living=True) if found else [word] * len(_CASES)


def _phrase(words: Sequence[str]) -> Sequence[_Declined]:
    """The first noun of several words and the adjectives before it; empty where there is none."""
    for place in reversed(range(len(words))):
        for noun in _nominatives(words[place]):
            number, gender = noun.tag.number, noun.tag.gender
            if "NOUN" in noun.tag and number:
                before = [_agreeing(word, number, gender) for word in words[:place]]
                living = "anim" in noun.tag
                if all(before):
                    adjectives = [_declined(one, number, gender, living) for one in before if one]
                    return [*adjectives, _declined(noun, number, gender, living)]
    return []


def _agreeing(word: str, number: str, gender: str | None) -> Parse | None:
    """A word as an adjective of this number and gender."""
    for one in _nominatives(word, number):
        if one.tag.POS in ("ADJF", "PRTF") and (number == "plur" or _is_of(one.tag, gender)):
            return one
    return None


def _declined(one: Parse, number: str, gender: str | None, living: bool) -> _Declined:
    """A word in each case; where it has no form of its own, as it is."""
    found: dict[str, str] = {}
    for form in one.lexeme:
        tag = form.tag
        if tag.number == number and tag.POS == one.tag.POS and (number == "plur" or _is_of(tag, gender)):
            found.setdefault(tag.case, form.word)
    if number == "plur" or gender == "masc":  # what is alive is the same in the accusative as in the genitive
        found["accs"] = found.get("gent" if living else "nomn", one.word)
    return [found.get(case, one.word) for case in _CASES]


def _is_of(tag: OpencorporaTag, gender: str | None) -> bool:
    return "ms-f" in tag or (gender is not None and gender in tag)


def _spelled_like(word: str, form: str) -> str:
    """A form with capitals where the word has them."""
    parts = zip(form.split("-"), word.split("-"), strict=False)
    return "-".join(part[:1].upper() + part[1:] if model[:1].isupper() else part for part, model in parts)


def _nominatives(word: str, number: str = "") -> list[Parse]:
    """What a word may be in the nominative, the likeliest first."""
    return [one for one in _parses(word) if one.tag.case == "nomn" and (not number or one.tag.number == number)]


@lru_cache(maxsize=65_536)
def _parses(word: str) -> list[Parse]:
    found: list[Parse] = _analyzer().parse(word)
    return found


@lru_cache(maxsize=1)
def _analyzer() -> MorphAnalyzer:
    from pymorphy3 import MorphAnalyzer  # takes 0.4 seconds, and most sites need none of it

    return MorphAnalyzer(lang="ru")
