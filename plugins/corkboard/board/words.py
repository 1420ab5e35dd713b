"""Where words begin and end, in any script, and which characters count as the same in a name."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["is_whole", "is_whole_word", "plain"]

_ALIKE = {
    **dict.fromkeys("’‘ʼ‛‚′", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("\u2010\u2011", "-"),
    "\u00a0": " ",
}
# Scripts that set no spaces between words: there a name ends where it ends.
_UNSPACED = ("THAI", "LAO", "KHMER", "MYANMAR", "HIRAGANA", "KATAKANA", "CJK")
_FREE = frozenset(("", " ", "\n", ",", ";"))  # what stands around most names, and joins nothing
_LONGEST_ADDRESS = 200  # characters
_LAST_WORD = re.compile(r"\w+\Z")


def plain(text: str) -> str:
    """The text with one character for all that look alike, each in its place."""
    text = text.replace("`", "'")
    if not text.isascii():
        for char, same in _ALIKE.items():
            text = text.replace(char, same)
    return text


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether no word goes on across either end of text[start:end], which is `plain`.

    A hyphen joins words to another one: Ann is not Ann-Marie.  An apostrophe does before a capital or behind one, as
    in O'Neil, but not in Ann's or d'Ann.  Within addresses such as ann@example.org there are no words.
    """
    if text[start - 1 : start] in _FREE and text[end : end + 1] in _FREE:
        return True
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if not is_whole_word(text, start, end):
        return False
    if after[:1] in ("-", ".", "@", "'") and _in_word(after[1:]) and (after[0] != "'" or after[1].isupper()):
        return False
    if before[1:] in ("-", ".", "@", "'") and _in_word(before[0]):
        return before[1] == "'" and _is_elided(text[max(0, start - 20) : start - 1])
    scheme = text.rfind("://", max(0, start - _LONGEST_ADDRESS), start)
    return scheme < 0 or any(space in text[scheme:start] for space in " \n")


def is_whole_word(text: str, start: int, end: int) -> bool:
    """Whether letters or digits go on across neither end, in scripts that set words apart."""
    return not (_joined(text[max(0, start - 1) : start], text[start]) or _joined(text[end - 1], text[end : end + 1]))


def _is_elided(text: str) -> bool:
    """Whether a text ends with a word such as the l of l'Ann."""
    word = _LAST_WORD.search(text)
    return word is not None and word[0].islower()


def _joined(left: str, right: str) -> bool:
    return _in_word(left) and _in_word(right) and not (_is_unspaced(left) or _is_unspaced(right))


def _in_word(char: str) -> bool:
    return char.isalnum() or char == "_" or (not char.isascii() and unicodedata.category(char)[0] == "M")


def _is_unspaced(char: str) -> bool:
    return not char.isascii() and unicodedata.name(char, "").startswith(_UNSPACED)
