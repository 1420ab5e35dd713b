"""The parts of the documentation that the code knows best: fields, settings, views, commands."""

from __future__ import annotations

import ast
import inspect
import json
import pkgutil
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import typer
import yaml
from pydantic import BaseModel, BeforeValidator, SecretStr
from typer.core import TyperGroup

from corkboard import views
from corkboard.cli.commands import app
from corkboard.cli.export_reference import export_sections
from corkboard.desk.environment import Environment, name_of
from corkboard.records import CONTENT_TYPES
from corkboard.records.common import Record
from corkboard.records.evidence import Grade
from corkboard.records.fields import PartialDate, RedirectPath, Reference, Slug, WebAddress
from corkboard.records.likelihood import Likelihood
from corkboard.rules import RULES
from corkboard.settings import Settings
from corkboard.views.plain import Plain
from corkboard.views.site import Site

__all__ = ["outdated", "sections"]

_PART = re.compile(
    r"(?P<start><!-- generated: (?P<name>[^>]+?) -->\n)(?:(?!<!-- generated).)*?(?P<end><!-- end -->)", re.DOTALL
)
_TEMPLATE = re.compile(r"`(?P<name>[\w.-]+\.html)`: (?P<rest>.*)", re.DOTALL)
_ALIASES = {Slug: "slug", WebAddress: "web address", RedirectPath: "path"}
_PLAIN: dict[type, str] = {
    str: "text",
    int: "number",
    bool: "`True` or `False`",
    datetime: "date or date-time",
    ZoneInfo: "name of a time zone",
    PartialDate: "partial date",
    Grade: "grade",
    Likelihood: "likelihood",
    Path: "path",
}
_PLURAL = {type.name: type.folder for type in CONTENT_TYPES}


def outdated(docs: Path) -> dict[Path, str]:
    """The pages whose generated parts are not what the code says, with the text that they should have.

    Raises ValueError for a part of no known name.
    """
    made, found = sections(), {}

    def fill(part: re.Match[str]) -> str:
        if part["name"] not in made:
            raise ValueError(f'there is no generated part "{part["name"]}"; there are: {", ".join(made)}')
        return f"{part['start']}\n{made[part['name']]}\n{part['end']}"

    for page in sorted(docs.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        filled = _PART.sub(fill, text)
        if filled != text:
            found[page] = filled
    return found


def sections() -> dict[str, str]:
    """Every generated part by name, in Markdown."""
    models = _models()
    view_classes = _view_classes()
    return {
        "types": _types(),
        **{f"{name} fields": _fields(model) for name, model in models.items()},
        "settings": _settings(),
        "fairness rules": _rules(),
        "desk settings": _desk_settings(),
        "views": "\n".join(_data(template, view, rest) for template, view, rest in view_classes),
        "parts": "\n".join(_data(part.__name__, part, inspect.getdoc(part) or "") for part in _parts(view_classes)),
        "site": _attributes(Site),
        "commands": "\n".join(_commands("corkboard", typer.main.get_command(app))),
        **export_sections(_table),
    }


# Content types


def _types() -> str:
    rows = []
    for type in CONTENT_TYPES:
        said = (inspect.getdoc(type.model) or "").partition(":")[0]
        last = "<slug>" if "slug" in type.model.model_fields else "<id>"
        address = f"/{last}/" if type.at_root else f"/{type.folder}/{last}/"
        rows.append((type.name, f"`{type.folder}/`", said, f"`{address}`", f"`{{{type.name}}}`"))
    return _table(("type", "folder in `content/`", "what it is", "address", "link in a body"), rows)


def _models() -> dict[str, type[BaseModel]]:
    """What all records share, each content type's model, and what fields hold mappings of, such as "article people"."""
    found: dict[str, type[BaseModel]] = {"all": Record}
    for type in CONTENT_TYPES:
        found[type.name] = type.model
        for name, hint in _hints(type.model):
            inner = _model_in(hint)
            if inner and inner not in found.values():
                found[f"{type.name} {name}"] = inner
    return found


def _fields(model: type[BaseModel]) -> str:
    """A table of a model's fields; without those of all records, which have their own."""
    rows = []
    for name, hint in _hints(model):
        if name in Record.model_fields and issubclass(model, Record) and model is not Record:
            continue
        info = next(field for key, field in model.model_fields.items() if name in (key, field.alias))
        left_out = "**required**" if info.is_required() else _written(info.default)
        example = f"`{name}: {_as_yaml(info.examples[0])}`" if info.examples else ""
        rows.append((f"`{name}`", _takes(hint)[0], left_out, info.description or "", example))
    head = ("field", "what it takes", "if left out", "meaning", "example")
    return _table(head, rows) if rows else "It has the [fields that all have](#fields), and no others.\n"


def _hints(model: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    """Each field's name as authors write it, and its annotation with all that belongs to it."""
    hints = get_type_hints(model, include_extras=True)
    for name, field in model.model_fields.items():
        yield field.alias or name, hints[name]


def _model_in(hint: Any) -> type[BaseModel] | None:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return hint
    return next((inner for one in get_args(hint) if (inner := _model_in(one))), None)


def _takes(hint: Any) -> tuple[str, str]:
    """What is written for an annotation, in an author's words: one of it, and several."""
    base, marks = (get_args(hint)[0], get_args(hint)[1:]) if get_origin(hint) is Annotated else (hint, ())
    reference = next((mark for mark in marks if isinstance(mark, Reference)), None)
    if reference:
        return _id_of(reference)
    if name := next((name for alias, name in _ALIASES.items() if alias == hint), None):
        return name, f"{name}es" if name.endswith("s") else f"{name}s"
    if get_origin(base) in (Union, UnionType):
        one, several = _takes(next(part for part in get_args(base) if part is not NoneType))
        return (f"{one}, or `False`" if any(isinstance(mark, BeforeValidator) for mark in marks) else one), several
    if get_origin(base) is list:
        return _takes(get_args(base)[0])
    if get_origin(base) is tuple:
        one, several = _takes(get_args(base)[0])
        return (f"{one}, or a list of them" if marks else f"list of {several}"), several
    if get_origin(base) is dict:
        key, value = get_args(base)
        return f"mapping of {_takes(key)[1]} to {_takes(value)[0]}", ""
    if get_origin(base) is Literal:
        return f"one of {', '.join(f'`{choice}`' for choice in get_args(base))}", ""
    if issubclass(base, StrEnum):
        return f"one of {', '.join(f'`{choice}`' for choice in base)}", ""
    if issubclass(base, BaseModel):
        ids = [_takes(inner)[1] for name, inner in _hints(base) if name == "id"]
        return "mapping", ", or ".join([*ids, "mappings"])
    return _PLAIN[base], f"{_PLAIN[base]}s"


def _id_of(reference: Reference) -> tuple[str, str]:
    if reference.part:
        return "its id, or `article#id`", "ids, or `article#id`"
    rest = ", or a web address" * reference.or_web_address + ", or a name in quotes" * reference.or_name
    one = " or ".join(f"{'an' if type[0] in 'aeiou' else 'a'} {type}" for type in reference)
    return f"id of {one}{rest}", f"ids of {' or '.join(_PLURAL[type] for type in reference)}{rest}"


class _Dumper(yaml.SafeDumper):
    """Sets in quotes only what cannot stand without: front matter reads dates and numbers as they are written."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - as PyYAML has it


def _as_yaml(example: object) -> str:
    text = yaml.dump(example, Dumper=_Dumper, default_flow_style=True, allow_unicode=True, width=1000)
    return text.removesuffix("\n...\n").strip()


# Settings


def _settings() -> str:
    hints = get_type_hints(Settings, include_extras=True)
    rows = [
        (
            f"`{name.upper()}`",
            _takes(hints[name])[0],
            "" if field.is_required() else _written(field.default),
            field.description or "",
        )
        for name, field in Settings.model_fields.items()
    ]
    return _table(("setting", "what it takes", "if left out", "meaning"), rows)


def _rules() -> str:
    rows = [
        (f"`{rule.name}`", f"`{rule.default}`" if rule.default else "always", rule.asks, rule.why)
        for rule in RULES.values()
    ]
    return _table(("rule", "unless set", "what it asks for", "why"), rows)


def _desk_settings() -> str:
    rows = [
        (f"`{name_of(field)}`", _written(_as_variable(info.default)), info.description or "")
        for field, info in Environment.model_fields.items()
    ]
    return _table(("variable", "if left out", "meaning"), rows)


def _as_variable(default: object) -> object:
    """A default as it is written in the environment."""
    if isinstance(default, SecretStr) or default in ("", Path()):
        return None
    return str(default).lower() if isinstance(default, bool) else default


def _written(default: object) -> str:
    """A default as one would write it; nothing where there is none."""
    if default in (None, (), "", {}):
        return ""
    return f"`{json.dumps(default) if isinstance(default, tuple) else default}`"


# Views


def _view_classes() -> list[tuple[str, type, str]]:
    """Every view with its template and the rest of what its docstring says, in the order of the templates' names."""
    found = []
    for info in pkgutil.iter_modules(views.__path__):
        module = import_module(f"{views.__name__}.{info.name}")
        for one in vars(module).values():
            if isinstance(one, type) and issubclass(one, Plain) and one.__module__ == module.__name__:
                said = _TEMPLATE.fullmatch(inspect.getdoc(one) or "")
                if said:
                    found.append((said["name"], one, said["rest"]))
    return sorted(found, key=lambda one: one[0])


def _parts(view_classes: Iterable[tuple[str, type, str]]) -> list[type]:
    """The classes that views and `site` are made of, in the order of their names."""
    found: set[type] = set()
    waiting: list[Any] = [Site, *(view for _, view, _ in view_classes)]
    while waiting:
        for hint in get_type_hints(waiting.pop()).values():
            new = set(_classes_in(hint)) - found
            found |= new
            waiting += new
    return sorted(found, key=lambda one: one.__name__)


def _classes_in(hint: Any) -> Iterator[type]:
    if isinstance(hint, type) and issubclass(hint, Plain):
        yield hint
    for one in get_args(hint):
        yield from _classes_in(one)


def _data(heading: str, data: type, said: str) -> str:
    said = " ".join(said.split())
    return f"### {heading}\n\n{said[:1].upper()}{said[1:]}\n\n{_attributes(data)}"


def _attributes(data: Any) -> str:
    hints, comments = get_type_hints(data), _comments(data)
    rows = [(f"`{name}`", _holds(hints[name]), comments.get(name, "")) for name in data.__struct_fields__]
    return _table(("attribute", "what it holds", "meaning"), rows)


def _comments(data: type) -> Mapping[str, str]:
    """The comment that ends the line of each field."""
    source = textwrap.dedent(inspect.getsource(data))
    lines = source.split("\n")
    body = ast.parse(source).body[0]
    return {
        node.target.id: lines[(node.end_lineno or 1) - 1].encode()[node.end_col_offset :].decode().strip().lstrip("# ")
        for node in ast.walk(body)
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }


def _holds(hint: Any) -> str:
    """What a template finds in an attribute, with links to the parts."""
    if isinstance(hint, type) and issubclass(hint, Plain):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    kind, parts = get_origin(hint), [_holds(one) for one in get_args(hint) if one not in (NoneType, ...)]
    if kind in (Union, UnionType):
        return f"{parts[0]}, or none"
    if kind is tuple:
        return f"list: {parts[0]}"
    if kind is not None and issubclass(kind, Mapping):
        return f"mapping: {parts[0]} → {parts[1]}"
    return {str: "text", int: "number", float: "number", bool: "true or false", bytes: "bytes"}[hint]


# Commands


def _commands(said: str, group: object) -> Iterator[str]:
    """Each command of a group, and those of the groups in it; `said` is what comes before their names."""
    for name, command in group.commands.items() if isinstance(group, TyperGroup) else ():
        yield f"### {said} {name}\n\n{' '.join((command.help or '').split())}\n"
        if isinstance(command, TyperGroup):
            yield from _commands(f"{said} {name}", command)
            continue
        hints = get_type_hints(inspect.unwrap(command.callback)) if command.callback else {}
        rows = []
        for one in command.params:
            argument = one.param_type_name == "argument"
            names = ", ".join(f"`{name.upper() if argument else name}`" for name in (*one.opts, *one.secondary_opts))
            switch = hints[one.name] is bool
            takes = "" if switch else _takes(hints[one.name])[0]
            off = f"`{one.secondary_opts[0]}`" if switch and one.secondary_opts and not one.default else ""
            default = "**required**" if one.required else off or _written(one.default)
            rows.append((names, takes, default, getattr(one, "help", None) or ""))
        if rows:
            yield _table(("option", "what it takes", "if left out", "meaning"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table without the columns that are empty in every row."""
    found = list(rows)
    kept = [index for index in range(len(head)) if any(row[index] for row in found)]
    lines = [head, tuple("---" for _ in head), *found]
    cells = ([" ".join(line[index].replace("|", "\\|").split()) for index in kept] for line in lines)
    return "".join(f"| {' | '.join(row)} |\n" for row in cells)
