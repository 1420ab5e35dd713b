"""Texts as words: without what sets the same word apart, be it an ending, a capital or a letter that looks alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

__all__ = ["Segment", "Sentence", "Word", "all_words", "folded", "forms", "gist", "sentences", "stem", "words_in"]


class Word(NamedTuple):
    """`text` is folded; `owner` where it has a possessive ending; `capital` as it was written."""

    text: str
    capital: bool = False
    owner: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """Words between two marks, such as commas; `mark` is the one behind them."""

    words: tuple[Word, ...]
    mark: str


@dataclass(frozen=True, slots=True)
class Sentence:
    segments: tuple[Segment, ...]
    asks: bool  # whether it ends with a question mark

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for segment in self.segments for word in segment.words)


_WORD = re.compile(r"[^\W_]+(?:['’ʼ`][^\W_]+)*")
_MARK = re.compile(r"[.!?…¿¡]+(?=[\s\"'”’»)\]]|$)|[,;:()\[\]|•]+|\s[-–—]+\s|[–—]|\n+")
_CAMEL = re.compile(r"(?<=[^\W\d_A-ZА-ЯЁ])(?=[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ])")
# One letter after the other, as nobody writes but to hide a word.
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_][ .·*_-]){3,}[^\W\d_](?![^\W_])")
_ABBREVIATIONS = frozenset(("mr", "mrs", "ms", "dr", "st", "prof", "gen", "col", "capt", "vs", "г", "гг", "им", "ул"))
# Letters of other scripts that look like Latin ones, and the other way round.
_LATIN = str.maketrans("авекмнорстухѕіјԁһԛԝӏαεικνορτυχ", "abekmhopctyxsijdhqwlaeiknoptux")
_CYRILLIC = str.maketrans("abekmhopctyxsij", "авекмнорстухѕіј")
_HAS_FIGURES = re.compile(r"[^\W\d_][0134578@$]|[0134578@$][^\W\d_]")
_FIGURES = str.maketrans("0134578@$", "oieastbas")


def folded(text: str) -> str:
    """In compatible letters without capitals, accents and what nobody sees.

    A word with letters of two scripts is written in the one of which it has more.
    """
    if text.isascii():
        return text.lower()
    return re.sub(r"[^\W\d_]+", lambda found: _in_one_script(_unaccented(found[0].casefold())), _seen(text))


def _seen(text: str) -> str:
    """In compatible letters, without what nobody sees."""
    if text.isascii():
        return text
    return "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")


def gist(text: str) -> str:
    """A text in which to look for names quickly: folded, with letters for figures, spaced words written together."""
    text = folded(_SPACED.sub(_together, _seen(text)))
    if "-" in text:
        text = f"{text}\n{text.replace('-', '')}"
    return f"{text}\n{text.translate(_FIGURES)}" if _HAS_FIGURES.search(text) else text


def _together(found: re.Match[str]) -> str:
    return re.sub(r"[\W_]", "", found[0])


def _unaccented(word: str) -> str:
    """Without accents, where the letter is no other one without: й and ң stay what they are."""
    if word.isascii():
        return word
    bare = "".join(
        unicodedata.normalize("NFD", char)[0] if _is_latin(unicodedata.normalize("NFD", char)[0]) else char
        for char in word
    )
    return "".join(char for char in bare if unicodedata.category(char) != "Mn").replace("ё", "е")


def _in_one_script(word: str) -> str:
    latin = sum(map(_is_latin, word))
    if latin in (0, len(word)):
        return word
    return word.translate(_LATIN) if 2 * latin >= len(word) else word.translate(_CYRILLIC)


def _is_latin(char: str) -> bool:
    return char < "\u0250"


def sentences(text: str) -> Iterator[Sentence]:
    """A text cut at its marks.  Full stops that belong to a name or an abbreviation end nothing."""
    plain = _SPACED.sub(_together, _seen(text))
    segments: list[Segment] = []
    done = 0
    for mark in (*_MARK.finditer(plain), None):
        before = plain[done : mark.start() if mark else None]
        sign = mark[0].strip() if mark else "."
        if mark and sign == "." and _goes_on(before, plain[mark.end() :]):
            continue
        segments.append(Segment(tuple(words_in(before)), sign))
        done = mark.end() if mark else done
        if sign[:1] in ".!?…\n" or not sign:
            if any(segment.words for segment in segments):
                yield Sentence(tuple(segments), "?" in sign)
            segments = []


def all_words(text: str) -> tuple[Word, ...]:
    """The words of all sentences of a text, in their order."""
    return tuple(words_in(_SPACED.sub(_together, _seen(text))))


def _goes_on(before: str, after: str) -> bool:
    """Whether a sentence goes on behind a full stop."""
    last = _WORD.findall(before)[-1:]
    word = last[0].casefold() if last else ""
    return len(word) == 1 or word in _ABBREVIATIONS or after.lstrip()[:1].islower()


def words_in(text: str) -> Iterator[Word]:
    """The words of a text without marks, those that are written together by capitals apart; figures among letters stand
    for these."""
    for found in _WORD.finditer(text):
        yield from _read(found[0])


@lru_cache(maxsize=65_536)
def _read(word: str) -> Sequence[Word]:
    owner = False
    head, apostrophe, tail = re.sub("[’ʼ`]", "'", word).rpartition("'")
    if apostrophe and tail.lower() == "s":
        word, owner = head, True
    elif apostrophe:
        word = f"{head}'{tail}"
    *parts, last = _CAMEL.split(word)
    return (*map(_word, parts), _word(last, owner))


def _word(part: str, owner: bool = False) -> Word:
    return Word(_lettered(folded(part)), part[:1].isupper(), owner)


def _lettered(text: str) -> str:
    if not text.isalpha() and (letters := text.translate(_FIGURES)).isalpha() and any(map(str.isalpha, text)):
        return letters
    return text


@lru_cache(maxsize=65_536)
def forms(word: str) -> frozenset[str]:
    """A word, and what it may stand for: in letters of another script, without an ending."""
    found = {word}
    least = 3 if word.isascii() else 2
    for end in range(1, min(_LONGEST_ENDING, len(word) - least) + 1):
        if word[-end:] in _ENDINGS:
            found.add(word[:-end])
    if not word.isascii() and (latin := word.translate(_LATIN)).isascii():
        found.add(latin)
    return frozenset(found)


_RUSSIAN = (
    "а я у ю е и ы о ь й ой ей ом ем ым им ого его ому ему ых их ами ями ах ях ам ям ов ев ая ую ою ею ый ий ые ие "
    "ин ина ину иным ском ского скому"
)
_KAZAKH = (
    "ның нің дың дің тың тің ға ге қа ке на не ны ні ды ді ты ті да де та те нда нде дан ден тан тен нан нен мен бен "
    "пен лар лер дар дер тар тер ымен імен ы і сы сі ының інің ына іне ын ін ында інде тікі дікі"
)
_ENDINGS = frozenset(("s", "es", *_RUSSIAN.split(), *_KAZAKH.split()))
_LONGEST_ENDING = max(map(len, _ENDINGS))
_VERBAL = re.compile(r"(?:ingly|edly|ings|ing|ed|ers?|ions?|ies|es|s|ly)$")
_CYRILLIC_ENDING = re.compile(
    r"(?:иями|ями|ами|ого|его|ому|ему|ыми|ими|ать|ять|ить|еть|ала|ила|али|или|ал|ил|ой|ей|ом|ем|ым|им|ых|их|ах|ях|ам|"
    r"ям|ов|ев|ая|яя|ую|юю|ый|ий|ые|ие|ою|ею|ия|ию|ии|а|я|у|ю|е|и|ы|о|ь|й|"
    r"ның|нің|дың|дің|тың|тің|нда|нде|дан|ден|тан|тен|лары|лері|дары|дері|тары|тері|лар|лер|дар|дер|тар|тер|ға|ге|қа|"
    r"ке|ды|ді|ты|ті|ны|ні|ын|ін)$"
)
_STEM = 6  # letters


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """What forms of a word share, roughly: of Latin letters without an English ending, of others their beginning."""
    if word.isascii():
        short = _VERBAL.sub("", word) if len(word) > 4 else word.removesuffix("s") if len(word) == 4 else word
        short = short if len(short) >= 3 else word
        if len(short) > 3 and short[-1] == short[-2]:
            short = short[:-1]
        return (short.removesuffix("e") if len(short) > 3 else short).removesuffix("i")[: _STEM + 2]
    short = _CYRILLIC_ENDING.sub("", word)
    return (short if len(short) >= 3 else word)[:_STEM]
