"""The desk speaks all its languages in full."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import corkboard.desk

ROOT = Path(corkboard.desk.__file__).parent
_CALLS = {"_", "gettext", "gettext_lazy", "ngettext"}
_TRANSLATE = re.compile(r'(?:{% translate |{{ _\()"((?:[^"\\]|\\.)*)"')
_BLOCK = re.compile(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", re.DOTALL)


def said_in_code() -> Iterator[str]:
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS:
                for argument in node.args[: 2 if node.func.id == "ngettext" else 1]:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield argument.value


def said_in_templates() -> Iterator[str]:
    for path in ROOT.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        yield from _TRANSLATE.findall(text)
        for block in _BLOCK.findall(text):
            for part in block.split("{% plural %}"):
                yield re.sub(r"{{ (\w+) }}", r"%(\1)s", part)


def catalog(language: str) -> Catalog:
    with (ROOT / f"locale/{language}/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_everything_is_said_in_every_language(language: str) -> None:
    found = catalog(language)
    known = {id for one in found if one.id for id in (one.id if isinstance(one.id, tuple) else (one.id,))}
    assert {*said_in_code(), *said_in_templates()} - known == set()


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_what_browsers_are_told_is_what_was_translated(language: str) -> None:
    """Compile with `msgfmt --check -o django.mo django.po` after each change."""
    with (ROOT / f"locale/{language}/LC_MESSAGES/django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for one in catalog(language):
        if isinstance(one.id, tuple):
            assert all(one.string), one.id
            assert compiled.ngettext(*one.id, 1) == one.string[0]
        elif one.id:
            assert one.string, one.id
            assert not one.fuzzy, one.id
            assert compiled.gettext(one.id) == one.string
            assert set(re.findall(r"%\(\w+\)[sd]", one.id)) == set(re.findall(r"%\(\w+\)[sd]", str(one.string)))
