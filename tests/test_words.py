"""The site's own words: none is missing in a language, and none breaks its sentence."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml

import corkboard
from corkboard.records.evidence import SourceKind, Verification, Weight
from corkboard.records.fairness import ReplyStatus
from corkboard.records.fields import HypothesisStatus, Stance
from corkboard.records.likelihood import TERMS, Confidence
from corkboard.views.partial_dates import DATED_WORDS
from corkboard.views.words import words
from sites import PROJECT

PACKAGE = Path(corkboard.__file__).parent
LANGUAGES = sorted(path.stem for path in (PACKAGE / "locales").glob("*.yaml") if path.stem != "en")


def said() -> set[str]:
    """Every text that templates and views ask for in the page's language."""
    found = {f"status {status}" for status in HypothesisStatus} | {f"stance {stance}" for stance in Stance}
    found |= {f"verification {one}" for one in Verification} | {f"weight {one}" for one in Weight}
    found |= {f"source {one}" for one in SourceKind} | {f"reply {one}" for one in ReplyStatus}
    found |= {f"reliability {one}" for one in "ABCDEF"} | {f"credibility {one}" for one in "123456"}
    found |= {f"likelihood {one}" for terms in TERMS.values() for one in terms}
    found |= {f"confidence {one}" for one in Confidence}

    found |= {*DATED_WORDS}
    own = [
        path for path in PACKAGE.rglob("*.html") if not path.is_relative_to(PACKAGE / "desk")
    ]  # which has words of its own
    for path in (*(PROJECT / "theme/templates").glob("*.html"), *own):
        template = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        found.update(re.findall(r"""\b_\("([^"]+)\"""", template))
    for room in ("views", "outputs", "comments"):
        for path in (PACKAGE / room).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                    asked = isinstance(node.func, ast.Call) or name in ("say", "_")
                    if asked and isinstance(node.args[0].value, str):
                        found.add(node.args[0].value)
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_is_missing(lang: str) -> None:
    catalog = yaml.safe_load((PACKAGE / f"locales/{lang}.yaml").read_text(encoding="utf-8"))
    assert said() - set(catalog) == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_translations_keep_their_places(lang: str) -> None:
    catalog = yaml.safe_load((PACKAGE / f"locales/{lang}.yaml").read_text(encoding="utf-8"))
    places = re.compile(r"{\w+}")
    for text, translated in catalog.items():
        assert sorted(places.findall(text)) == sorted(places.findall(translated)), text


def test_a_language_without_words_speaks_english() -> None:
    assert words("xx")("status open") == "open"
    assert words("uz")("status open") == "open"


@pytest.mark.parametrize("lang", ["en", *LANGUAGES])
def test_terms_of_likelihood_are_told_apart(lang: str) -> None:
    said = [words(lang)(f"likelihood {term}") for terms in TERMS.values() for term in terms]
    assert len(set(said)) == len(said)
