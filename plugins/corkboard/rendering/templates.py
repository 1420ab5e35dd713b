"""A theme's templates: reading them, and what each of them is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from jinja2 import TemplateSyntaxError
from jinja2.meta import find_referenced_templates

from corkboard.fingerprints import fingerprint
from corkboard.rendering.errors import RenderingError
from corkboard.rendering.render import Theme, environment

__all__ = ["read_theme", "sources_of"]


def read_theme(folder: Path) -> Theme:
    """Hidden files are passed over.  Raises RenderingError where a template cannot be read."""
    templates = {}
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder)
        if file.is_file() and not any(part.startswith(".") for part in name.parts):
            try:
                name.as_posix().encode()
                templates[name.as_posix()] = file.read_text(encoding="utf-8")
            except UnicodeEncodeError:
                raise RenderingError(f"{file}: its name is no text in UTF-8") from None
            except UnicodeDecodeError:
                raise RenderingError(f"{file}: this is no text in UTF-8") from None
            except OSError as error:
                raise RenderingError(f"{file}: this cannot be read: {error.strerror}") from None
    parts = [part.encode() for pair in templates.items() for part in pair]
    return Theme(str(folder), templates, fingerprint(str(folder).encode(), *parts))


def sources_of(theme: Theme) -> dict[str, dict[str, bytes]]:
    """For each template, the fingerprints of all templates that it is made of, itself included.

    What it includes, extends or imports is in it, at any depth; with a name that is
    computed, that may be any template.
    """
    own = {name: fingerprint(text.encode()) for name, text in theme.templates.items()}
    direct = {name: set(_referenced(theme, name)) for name in theme.templates}
    return {name: {one: own[one] for one in sorted(_reachable(name, direct)) if one in own} for name in own}


# What leads to other templates; parsing is slow, and nearly all of it is of the plain kind.
_LEADING = re.compile(r"\{%[-+]?\s*(?:include|import|from|extends)\b")
_PLAINLY = re.compile(
    _LEADING.pattern + r"""\s*(?:"([^"\\]+)"|'([^'\\]+)')\s*(?:(?:import|as|ignore|with|without)\b|[-+]?%\})"""
)


def _referenced(theme: Theme, name: str) -> Iterator[str]:
    text = theme.templates[name]
    plainly = _PLAINLY.findall(text)
    if len(plainly) == len(_LEADING.findall(text)):
        yield from (one or other for one, other in plainly)
        return
    try:
        tree = environment(theme).parse(text, name)
    except TemplateSyntaxError:  # told when a page is rendered with it; until then nothing can be said of it
        yield from theme.templates
        return
    for found in find_referenced_templates(tree):
        if found is None:
            yield from theme.templates
        else:
            yield found


def _reachable(name: str, direct: Mapping[str, set[str]]) -> set[str]:
    found, upcoming = {name}, [name]
    while upcoming:
        new = direct.get(upcoming.pop(), set()) - found
        found |= new
        upcoming += new
    return found
