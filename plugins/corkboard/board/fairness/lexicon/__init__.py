"""The words by which texts are read: hedges, accusations, deeds, and what has no weight, of all languages at once.

A file for each language lies beside this one.  Texts are read by all of them, whatever language they say they are in:
else a wrong `lang` would be a way around the rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from corkboard.board.fairness.words import Word, folded

__all__ = ["LANGUAGES", "Lexicon", "Phrases", "lexicon"]

LANGUAGES = ("en", "ru", "kk")


class Phrases:
    """Words and phrases to look for, by their kinds; `*` at a word's end stands for any ending."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        self._phrases: dict[str, list[_Phrase]] = defaultdict(list)  # by their first words as they are written
        for kind, among in phrases.items():
            for phrase in among:
                words = tuple(folded(phrase.replace("-", " ")).split())
                self._phrases[words[0]].append((words, kind))
        self._beginning_with = _Beginnings(self._phrases)

    # Asked of every word for every list.  Nearly no word begins anything.

    def length_at(self, words: Sequence[Word], start: int) -> int:
        """How many words the longest phrase has that begins here; 0 for none."""
        found = self._beginning_with[words[start].text]
        return max((len(one) for one, _ in found if _goes_on(one, words, start)), default=0) if found else 0

    def kinds_at(self, words: Sequence[Word], start: int) -> frozenset[str]:
        """The kinds of the phrases that begin here."""
        found = self._beginning_with[words[start].text]
        return frozenset(kind for one, kind in found if _goes_on(one, words, start)) if found else _NO_KINDS

    def __contains__(self, word: Word) -> bool:
        found = self._beginning_with[word.text]
        return bool(found) and any(len(one) == 1 for one, _ in found)

    @property
    def beginnings(self) -> Iterator[str]:
        """How single words begin that it looks for."""
        return (
            phrase[0].removesuffix("*") for among in self._phrases.values() for phrase, _ in among if len(phrase) == 1
        )


_Phrase = tuple[tuple[str, ...], str]
_NO_KINDS: frozenset[str] = frozenset()


class _Beginnings(dict[str, Sequence[_Phrase]]):
    """The phrases that begin with a word, by that word as it occurs."""

    def __init__(self, phrases: Mapping[str, Sequence[_Phrase]]) -> None:
        super().__init__()
        self._phrases = phrases
        self._lengths = sorted({len(word) - 1 for word in phrases if word.endswith("*")})

    def __missing__(self, text: str) -> Sequence[_Phrase]:
        heads = (text, *(f"{text[:length]}*" for length in self._lengths if length <= len(text)))
        found = self[text] = [one for head in heads for one in self._phrases.get(head, ())]
        return found


def _goes_on(phrase: tuple[str, ...], words: Sequence[Word], start: int) -> bool:
    """Whether the rest of a phrase follows where its first word stands."""
    if len(phrase) == 1:
        return True
    if start + len(phrase) > len(words):
        return False
    return all(
        word.text.startswith(part[:-1]) if part.endswith("*") else word.text == part
        for part, word in zip(phrase[1:], words[start + 1 :], strict=False)
    )


@dataclass(frozen=True)
class Lexicon:
    """What the words of a text may be.  `acts` are by kind; `deeds` and `doers` accuse by themselves."""

    hedges: Phrases
    wide: Phrases
    sources: Phrases
    negators: Phrases
    only: Phrases
    assurances: Phrases
    presuming: Phrases
    conditional: Phrases
    wondering: Phrases
    asking: Phrases
    pronouns: Phrases
    relative: Phrases
    speaking: Phrases
    reported_by: Phrases
    stop: Phrases
    between: Phrases
    aside: Phrases
    affected: Phrases
    subjects: Phrases
    joining: Phrases
    articles: Phrases
    by: Phrases
    of: Phrases
    passive: Phrases
    circumstance: Phrases
    adjunct: Phrases
    titles: Phrases
    suffered: Phrases
    affairs: Phrases
    beside: Phrases
    idioms: Phrases
    figurative: Phrases
    acts: Phrases
    deeds: Phrases
    doers: Phrases
    unless_after: Mapping[str, frozenset[str]]

    @property
    def weighty(self) -> Iterator[Phrases]:
        """What gives a text its meaning here: deeds, doers, and what hedges them."""
        yield from (self.hedges, self.negators, self.asking, self.acts, self.deeds, self.doers)


@cache
def lexicon() -> Lexicon:
    """All languages in one."""
    lists: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))  # by kinds, "" where there are none
    unless_after: dict[str, frozenset[str]] = {}
    for lang in LANGUAGES:
        text = (files(__name__) / f"{lang}.yaml").read_text(encoding="utf-8")
        # As text throughout: "on" and "no" are words here.
        found: dict[str, Any] = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - it makes nothing but text
        unless_after |= {word: frozenset(before) for word, before in found.pop("unless_after", {}).items()}
        for name, value in found.items():
            for kind, words in value.items() if isinstance(value, dict) else [("", value)]:
                lists[name][kind] += words
    return Lexicon(**{name: Phrases(kinds) for name, kinds in lists.items()}, unless_after=unless_after)
