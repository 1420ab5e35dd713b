"""YAML of nothing but text, lists and mappings, read in half the time that PyYAML's own loader needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from yaml import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent, StreamEndEvent
from yaml._yaml import CParser

from corkboard.records.fields import Name

__all__ = ["NULLS", "NotPlainError", "plain_values"]

NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_Next = Callable[[], Any]  # an event, whose class says what else it has


class NotPlainError(Exception):
    """There is more to it than text, lists and mappings: tags, anchors, or a fault of its structure."""


def plain_values(text: str) -> Any:
    """Scalars but null as text, those in quotes as names.  Raises NotPlainError, and YAMLError for bad syntax."""
    next_event: _Next = CParser(text).get_event
    next_event()
    if isinstance(next_event(), StreamEndEvent):
        return None
    values = _value(next_event(), next_event)
    next_event()
    if not isinstance(next_event(), StreamEndEvent):
        raise NotPlainError
    return values


def _value(event: Any, next_event: _Next) -> Any:
    kind = event.__class__
    if kind is ScalarEvent and event.tag is event.anchor is None:
        if event.style:
            return Name(event.value) if event.style in "'\"" else event.value
        return None if event.value in NULLS else event.value
    if kind is MappingStartEvent and event.tag is event.anchor is None:
        return _mapping(next_event)
    if kind is SequenceStartEvent and event.tag is event.anchor is None:
        return _sequence(next_event)
    raise NotPlainError


def _mapping(next_event: _Next) -> dict[str, Any]:
    found: dict[str, Any] = {}
    while (event := next_event()).__class__ is not MappingEndEvent:
        key = _value(event, next_event)
        if not isinstance(key, str) or key in found:
            raise NotPlainError
        found[key] = _value(next_event(), next_event)
    return found


def _sequence(next_event: _Next) -> list[Any]:
    found = []
    while (event := next_event()).__class__ is not SequenceEndEvent:
        found.append(_value(event, next_event))
    return found
