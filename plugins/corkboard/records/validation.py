"""Front matter → record, or what is wrong with it, in an author's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError, create_model

from corkboard.diagnostics import did_you_mean, nearest, quoted
from corkboard.records.common import Record
from corkboard.records.fields import Reference, Text

__all__ = ["Fault", "Path", "ReferenceAt", "references_in", "references_of", "validate"]

Path = tuple[str | int, ...]  # keys and indexes that lead to a value in the front matter

_SHOULD_BE = {
    "string_type": "text",
    "tuple_type": "a list",
    "model_type": "a mapping of fields",
    "model_attributes_type": "a mapping of fields",
    "dict_type": "a mapping of fields",
    "datetime_type": "a date",
    "dataclass_type": "a date",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
}

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one path; `at_key` where the field's name, not its value, is to blame."""

    path: Path
    message: str
    hint: str = ""
    at_key: bool = False

    @property
    def field(self) -> str:
        """The path as an author reads it, e.g. "hypotheses.stance"."""
        return ".".join(str(part) for part in self.path if isinstance(part, str)) or "front matter"


@dataclass(frozen=True, slots=True)
class ReferenceAt:
    """A reference that a record makes, and where its front matter makes it."""

    path: Path
    value: str
    marker: Reference


def validate(
    model: type[_Model], values: Mapping[Any, Any], timezone: dt.tzinfo, translation: bool = False
) -> tuple[_Model | None, list[Fault]]:
    """The record, or None and all that is wrong with the mapping.  Fields without a value count as left out.

    Of a translation only title and summary are required: the rest comes from the original.
    """
    model = _translation_model(model) if translation else model  # type: ignore[assignment]
    try:
        context = {"timezone": timezone, "translation": translation}
        return model.model_validate(_without_empty(values), context=context), []
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, [fault for detail in details for fault in _faults(model, detail)]


def references_of(record: BaseModel) -> Iterator[ReferenceAt]:
    """Every reference that a record makes, in the order of its fields."""
    return _made_by(record, ())


def references_in(model: type[BaseModel], values: Mapping[Any, Any]) -> Iterator[ReferenceAt]:
    """Every reference that front matter makes which may be no record for other faults."""
    return _made_in(model, values, ())


_Visit = Callable[[Path, Any], Iterator[ReferenceAt]]


def _made_by(record: BaseModel, path: Path) -> Iterator[ReferenceAt]:
    for name, key, visit in _visitors(type(record)):
        if value := getattr(record, name):
            yield from visit((*path, key), value)


def _made_in(model: type[BaseModel], values: Mapping[Any, Any], path: Path) -> Iterator[ReferenceAt]:
    for _, key, visit in _visitors(model):
        if value := values.get(key):
            yield from visit((*path, key), value)


@cache
def _visitors(model: type[BaseModel]) -> list[tuple[str, str, _Visit]]:
    """How to find references in each field that can have them: worked out once for each model."""
    found = []
    for name, field in model.model_fields.items():
        visit = _visitor_of(field.annotation, field.metadata)
        if visit is not None:
            found.append((name, field.alias or name, visit))
    return found


def _visitor_of(annotation: Any, metadata: Any = ()) -> _Visit | None:
    for marker in metadata:
        if isinstance(marker, Reference):
            return partial(_visit_value, marker)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return partial(_visit_model, annotation) if _visitors(annotation) else None
    arguments = get_args(annotation)
    if hasattr(annotation, "__metadata__"):
        return _visitor_of(arguments[0], annotation.__metadata__)
    if get_origin(annotation) is tuple:
        visit_each = _visitor_of(arguments[0])
        return None if visit_each is None else partial(_visit_each, visit_each)
    if get_origin(annotation) is dict:
        visit_key = _visitor_of(arguments[0])
        return None if visit_key is None else partial(_visit_keys, visit_key)
    return next((visit for one in arguments if (visit := _visitor_of(one)) is not None), None)


def _visit_value(marker: Reference, path: Path, value: Any) -> Iterator[ReferenceAt]:
    if not isinstance(value, str):
        return
    if marker.part:
        value = value.partition("#")[0] if "#" in value else ""
    if value.strip():
        yield ReferenceAt(path, value, marker)


def _visit_model(model: type[BaseModel], path: Path, value: Any) -> Iterator[ReferenceAt]:
    if isinstance(value, str):
        value = {"id": value}
    if isinstance(value, BaseModel):
        yield from _made_by(value, path)
    elif isinstance(value, Mapping):
        yield from _made_in(model, value, path)


def _visit_each(visit: _Visit, path: Path, values: Any) -> Iterator[ReferenceAt]:
    if isinstance(values, str):
        values = [values]
    for index, value in enumerate(values if isinstance(values, list | tuple) else ()):
        yield from visit((*path, index), value)


@cache
def _translation_model(model: type[Record]) -> type[Record]:
    fields: dict[str, Any] = {
        name: (field.annotation | None, None)
        for name, field in model.model_fields.items()
        if field.is_required() and name != "title" and field.annotation is not None
    }
    fields["summary"] = (Text, ...)
    return create_model(model.__name__, __base__=model, **fields)


def _visit_keys(visit: _Visit, path: Path, values: Any) -> Iterator[ReferenceAt]:
    for key in values if isinstance(values, Mapping) else ():
        yield from visit((*path, key), key)


def _without_empty(values: Mapping[Any, Any]) -> dict[Any, Any]:
    return {
        key: [_without_empty(one) if isinstance(one, dict) else one for one in value]
        if isinstance(value, list)
        else value
        for key, value in values.items()
        if value is not None
    }


def _faults(model: type[BaseModel], detail: Any) -> Iterator[Fault]:
    path, kind, value = tuple(detail["loc"]), detail["type"], detail["input"]
    if kind == "extra_forbidden":
        parent = _model_at(model, path[:-1])
        near = nearest(str(path[-1]), _field_names(parent))
        yield Fault(
            path,
            f"there is no field {quoted(path[-1])}",
            did_you_mean(near) or f"there are: {', '.join(_field_names(parent))}",
            at_key=True,
        )
    elif kind == "missing":
        yield Fault(path, f"{path[-1]} is missing", f"add a line {quoted(f'{path[-1]}: …')}")
    elif kind == "missing_date":
        yield Fault(("date",), "date is missing", 'add a line "date: 2026-11-22", or "status: draft"')
    elif kind == "enum":
        choices = [member.strip(" '") for member in detail["ctx"]["expected"].replace(" or ", ", ").split(",")]
        near = nearest(str(value), choices) if isinstance(value, str) else []
        yield Fault(path, f"{_shown(value)} is not one of {', '.join(choices)}", did_you_mean(near))
    elif kind == "should_be" or kind in _SHOULD_BE:
        should_be = _SHOULD_BE.get(kind) or detail["msg"]
        yield Fault(path, f"should be {should_be}, not {_kind(value)}", _as_it_should_be(model, path, kind, value))
    elif kind == "invalid_key":
        yield Fault(path, f"a field's name should be text, not {_kind(path[-1])}", at_key=True)
    else:
        yield Fault(path, str(detail["msg"]).removeprefix("Value error, "))


def _as_it_should_be(model: type[BaseModel], path: Path, kind: str, value: Any) -> str:
    """How to write a value of another kind than its field takes."""
    entry = _model_at(model, path)
    fields = [] if entry is model else _field_names(entry)
    if kind == "tuple_type" and isinstance(value, str) and (not fields or _takes_text(model, path)):
        return f"write [{value}]" if len(value) < 60 else ""
    if kind == "tuple_type" and fields:
        return f'begin each entry with "- ", such as "- {fields[0]}: …"'
    if kind in ("model_type", "model_attributes_type") and fields:
        return f'write "{fields[0]}: …"; there are: {", ".join(fields)}'
    return ""


def _takes_text(model: type[BaseModel], path: Path) -> bool:
    """Whether an entry of a list of mappings may be a text alone."""
    parent = _model_at(model, path[:-1])
    field = next(field for name, field in parent.model_fields.items() if path[-1] in (name, field.alias))
    return not isinstance(get_args(field.annotation)[0], type)


def _model_at(model: type[BaseModel], path: Path) -> type[BaseModel]:
    """The model that the fields at this path belong to."""
    for part in path:
        if isinstance(part, str):
            field = next((f for name, f in model.model_fields.items() if part in (name, f.alias)), None)
            inner = _model_in(field.annotation) if field else None
            model = inner or model
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((inner for one in get_args(annotation) if (inner := _model_in(one))), None)


def _field_names(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _shown(value: Any) -> str:
    return quoted(value) if isinstance(value, str) else _kind(value)


def _kind(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, dict):
        return "a mapping"
    return quoted(value) if isinstance(value, str) else f"a {type(value).__name__}"
