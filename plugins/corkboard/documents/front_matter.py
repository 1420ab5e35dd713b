"""Bytes → front matter as a mapping, and the body's text; every fault with its place."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from corkboard.diagnostics import Problem, problem_at, quoted
from corkboard.documents.engines import is_clean
from corkboard.documents.plain_lines import fields_of_lines
from corkboard.documents.plain_yaml import NotPlainError, plain_values
from corkboard.records.fields import Name

__all__ = ["FrontMatter", "control_character", "offset_of", "split"]

_LONGEST = 5_000_000  # bytes of one file
_LONGEST_FRONT_MATTER = 1_000_000  # characters
_DEEPEST = 30  # levels of nested lists and mappings
_MOST_VALUES = 300_000  # after aliases are followed
_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_FIELD = re.compile(r"[A-Za-z_]\w*:(?:\s|$)|[ \t]+\S|- |#")
_LEFT_OPEN = re.compile(r"""^[ \t-]*[\w-]+:[ \t]+(?:"(?=[^"\n]*$)|'(?=[^'\n]*$))""", re.MULTILINE)
_QUOTE_HINT = "close the quotation mark"
_TAG_HINT = "put the value in quotes: ! begins a tag"
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A file taken apart: `text` is the whole of it with plain line ends, in which YAML and body have their offsets."""

    text: str
    yaml_at: int
    yaml: str
    body_at: int
    values: dict[Any, Any]

    @property
    def body(self) -> str:
        return self.text[self.body_at :]


class _FaultError(Exception):
    def __init__(self, offset: int, message: str, hint: str = "", field: str = "front matter") -> None:
        self.offset, self.message, self.hint, self.field = offset, message, hint, field
        super().__init__(message)


def split(data: bytes, file: str, with_values: bool = True) -> FrontMatter | Problem:
    """Take a file apart, or say why it cannot be.  Without values, its YAML is left unread."""
    if len(data) > _LONGEST:
        hint = "split it, or put what is not text into a file of its own"
        return Problem(file, 1, 1, "file", f"the file has {len(data):,} bytes, more than {_LONGEST:,}", hint)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _undecodable(data, error, file)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        return _split(text, with_values)
    except _FaultError as fault:
        return problem_at(file, text, fault.offset, fault.field, fault.message, fault.hint)


def control_character(text: str) -> re.Match[str] | None:
    """The first character that neither HTML nor XML allows."""
    return _ILLEGAL.search(text)


def offset_of(front_matter: FrontMatter, path: tuple[str | int, ...], at_key: bool = False) -> int:
    """Where in the text the value at a path stands, or its key.

    A path that leads nowhere gives the place of the nearest value that there is, at last the file's start.
    """
    if not path:
        return 0
    node, place = _composed(front_matter.yaml), None
    for part in path:
        key, node = _step(node, part)
        if node is None:
            break
        place = key if at_key and key is not None else node
    return front_matter.yaml_at + place.start_mark.index if place is not None else 0


@lru_cache(maxsize=1)  # a file with one problem often has more
def _composed(text: str) -> yaml.Node | None:
    return yaml.compose(text, Loader=_Loader)


@lru_cache(maxsize=64)
def _fields(node: yaml.MappingNode) -> dict[str | int, tuple[yaml.Node, yaml.Node]]:
    return {key.value: (key, value) for key, value in reversed(node.value)}


def _step(node: yaml.Node | None, part: str | int) -> tuple[yaml.Node | None, yaml.Node | None]:
    if isinstance(node, yaml.MappingNode):
        return _fields(node).get(part, (None, None))
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return None, node.value[part]
    return None, None


def _undecodable(data: bytes, error: UnicodeDecodeError, file: str) -> Problem:
    before = data[: error.start].decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    end = data.find(b"\n", error.start)
    rest = data[error.start : end if end >= 0 else len(data)].decode("utf-8", "replace")
    hint = "save the file as UTF-8"
    return problem_at(file, before + rest, len(before), "file", f"byte 0x{data[error.start]:02x} is not UTF-8", hint)


def _split(text: str, with_values: bool) -> FrontMatter:
    if not text or text.isspace():
        raise _FaultError(0, "the file is empty", 'begin it with a line "---", a line "title: …" and a line "---"')
    if not is_clean(text) and (illegal := _ILLEGAL.search(text)):
        raise _FaultError(
            illegal.start(), f"there is a control character (U+{ord(illegal[0]):04X})", "delete it", "file"
        )
    opening = _FENCE.match(text)
    if opening is None:
        hint = 'did you forget the line "---" above the first field?'
        if text.startswith("+++"):
            hint = 'write front matter in YAML between lines "---", not in TOML between "+++"'
        raise _FaultError(0, "the file does not begin with front matter", hint)
    closing = _FENCE.search(text, opening.end())
    if closing is None:
        raise _FaultError(0, 'the front matter has no closing "---"', _closing_hint(text))
    start, end = opening.end() + 1, closing.start()
    if end - start > _LONGEST_FRONT_MATTER:
        raise _FaultError(start, f"the front matter is longer than {_LONGEST_FRONT_MATTER:,} characters", "shorten it")
    front = text[start:end]
    return FrontMatter(
        text, start, front, min(closing.end() + 1, len(text)), _load(front, start) if with_values else {}
    )


def _closing_hint(text: str) -> str:
    """Fields go on as long as lines look like them."""
    last = 1
    for line in text.split("\n")[1:]:
        if not _FIELD.match(line):
            break
        last += 1
    return f'did you forget a line "---" after line {last}?'


def _load(text: str, at: int) -> dict[Any, Any]:
    try:
        if sum(map(text.count, "[{-?:*")) > 500 or "*" in text:
            _refuse_excess(text, at)
        values = _values(text)
    except yaml.MarkedYAMLError as error:
        # What is left open is mended where it was opened.
        opened = re.search("quoted scalar|flow|simple key", str(error.context or ""))
        mark = (error.context_mark if opened else None) or error.problem_mark or error.context_mark
        offset = min(mark.index, len(text)) if mark else 0
        left_open = [quote.end() - 1 for quote in _LEFT_OPEN.finditer(text) if quote.end() <= offset]
        if left_open and "did not find expected key" in str(error.problem):
            raise _FaultError(
                at + left_open[-1], "this is not valid YAML: a quoted text does not end", _QUOTE_HINT
            ) from None
        message = " ".join(filter(None, (str(error.context or ""), str(error.problem or ""))))
        raise _FaultError(
            at + offset, f"this is not valid YAML: {message}", _yaml_hint(text, offset, message)
        ) from None
    except yaml.YAMLError as error:
        raise _FaultError(at, f"this is not valid YAML: {error}") from None
    except (TypeError, ValueError, AttributeError):  # a tag such as !!map before a value of another kind
        raise _FaultError(
            at + max(text.find("!"), 0), "this is not valid YAML: a tag does not fit", _TAG_HINT
        ) from None
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise _FaultError(at, "the front matter should be fields, not " + quoted(values, 40), 'write "title: …"')
    return values


def _values(text: str) -> Any:
    for read in (fields_of_lines, plain_values):
        try:
            return read(text)
        except (NotPlainError, RecursionError):
            continue
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - built on CSafeLoader


def _yaml_hint(text: str, offset: int, message: str) -> str:
    if "duplicate field" in message:
        return "delete one of them"
    if "undefined alias" in message:
        return "put the value in quotes: * begins an alias"
    if "could not determine a constructor" in message:
        return _TAG_HINT
    line = text[text.rfind("\n", 0, offset) + 1 :].split("\n", 1)[0]
    if "\t" in line[: len(line) - len(line.lstrip(" \t-"))]:
        return "indent with spaces, not with tabs"
    if "mapping values" in message:
        return "put a value that contains a colon in quotes"
    if "cannot start any token" in message:
        return "put the value in quotes"
    return "check quotes, brackets and indentation here and in the line above"


def _refuse_excess(text: str, at: int) -> None:
    """Refuse what would take too long to look at.  Reads events, which needs no stack."""
    sizes: dict[str, int] = {}  # of anchored values, with what their aliases stand for
    stack: list[tuple[str | None, int]] = []
    total = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            stack.append((event.anchor, total))
            if len(stack) > _DEEPEST:
                raise _FaultError(at + _start(event), f"lists are nested more than {_DEEPEST} deep", "flatten them")
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = stack.pop()
            if anchor:
                sizes[anchor] = total - before
        elif isinstance(event, yaml.AliasEvent):
            if any(anchor == event.anchor for anchor, _ in stack):
                raise _FaultError(at + _start(event), f"*{event.anchor} contains itself", "write it out")
            total += sizes.get(str(event.anchor), 1)
        total += 1
        if total > _MOST_VALUES:
            message = f"the front matter has more than {_MOST_VALUES:,} values, counting each use of an alias"
            raise _FaultError(at + _start(event), message, "write less of it, and without aliases")


def _start(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark else 0


class _Loader(yaml.CSafeLoader):
    """Leaves every scalar but null as text, so that "No" and 2024 stay what the author wrote, and
    refuses a field given twice, which YAML forbids and PyYAML lets pass."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.tag != "tag:yaml.org,2002:str":
                raise yaml.constructor.ConstructorError(None, None, "a field's name should be text", key.start_mark)
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"duplicate field {quoted(key.value)}", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _construct_text(_: _Loader, node: yaml.ScalarNode) -> str:
    text = str(node.value)
    return Name(text) if node.style in ("'", '"') else text


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
    for letter, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.yaml_constructors = {
    "tag:yaml.org,2002:str": _construct_text,
    **{
        tag: yaml.CSafeLoader.yaml_constructors[tag]
        for tag in (
            "tag:yaml.org,2002:null",
            "tag:yaml.org,2002:seq",
            "tag:yaml.org,2002:map",
            None,  # anything else is refused
        )
    },
}
