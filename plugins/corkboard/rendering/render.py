"""Rendering pages: a pure function of templates, view and constants, for workers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    Environment,
    FileSystemBytecodeCache,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]

from corkboard.rendering.errors import RenderingError

__all__ = ["Theme", "environment", "render"]


@dataclass(frozen=True)
class Theme:
    """A theme's templates as text, so that whoever renders needs no files.  `folder` is for messages."""

    folder: str
    templates: Mapping[str, str]
    fingerprint: bytes  # of both

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Theme) and self.fingerprint == other.fingerprint


class _Template(Template):
    """A template whose output is escaped to plain text.

    Jinja's own wraps each piece as Markup before it joins them, which took a quarter of the time of a page.
    """

    @classmethod
    def from_code(cls, *arguments: Any, **more: Any) -> Template:
        template: Template = super().from_code(*arguments, **more)
        template.root_render_func.__globals__["escape"] = _escaped
        return template


def _escaped(value: object) -> str:
    return _escape_inner(value) if type(value) is str else escape(value)


class _Context(Context):
    """A context in which calling a function takes no longer than elsewhere: none here wants to know the context."""

    def call(
        self,
        function: Callable[..., Any],
        *arguments: Any,
        _loop_vars: object = None,
        _block_vars: object = None,
        **named: Any,
    ) -> Any:
        return function(*arguments, **named)


class _Environment(Environment):
    """Globals in a plain dict: those in Jinja's ChainMap were looked through again with each import of each page."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


class _Loader(BaseLoader):
    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def get_source(self, _: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        text = self._theme.templates.get(template)
        if text is None:
            raise TemplateNotFound(template)
        return text, str(Path(self._theme.folder, template)), lambda: True


class _CompiledTemplates(FileSystemBytecodeCache):
    """Templates as Python code, in a folder for temporary files that only this user may write to.

    Not beside what else is kept between builds: that travels, and whoever can write to it shall run no code here.
    Nothing depends on it: where it cannot be used, each build compiles what it renders, which takes 0.2 seconds.
    """

    def __init__(self, made: Environment) -> None:
        super().__init__(pattern="corkboard-%s.cache")
        self._made_by = f"{version('Jinja2')} {made.autoescape} {made.trim_blocks} {made.lstrip_blocks}"

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return super().get_cache_key(f"{name}|{self._made_by}", filename)

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(Exception):  # it is damaged, and made anew
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


@lru_cache(maxsize=2)
def environment(theme: Theme) -> Environment:
    """Jinja set up for a theme: everything is escaped, and a name that a view does not have is an error."""
    made = _Environment(
        loader=_Loader(theme),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    with suppress(OSError, RuntimeError):  # there is no such folder
        made.bytecode_cache = _CompiledTemplates(made)
    made.template_class = _Template
    made.context_class = _Context
    return made


@lru_cache(maxsize=2)
def _quick_environment(theme: Theme) -> Environment:
    """The same for what has every attribute it is asked for: else it raises AttributeError."""
    made = environment.__wrapped__(theme)
    made.getattr = getattr  # type: ignore[assignment, method-assign]  # Jinja's, in Python, is called 300 times a page
    return made


def render(
    theme: Theme,
    template: str,
    view: object,
    site: object,
    say: Callable[..., str],
    body: Markup,
    json_ld: str,
    comments: Mapping[str, Markup],
) -> bytes:
    """One page.  A template sees `page` (its view), `body`, `comments`, `site`, `json_ld` and the words `_`, no more.

    `comments` are those below the page in HTML, by their ids.

    Raises RenderingError with the template's file and line.
    """
    ld = Markup(json_ld)  # noqa: S704 - made safe there
    names = {"page": view, "body": body, "comments": comments, "site": site, "_": say, "json_ld": ld}
    try:
        with suppress(AttributeError):
            return _quick_environment(theme).get_template(template).render(names).encode()
        return environment(theme).get_template(template).render(names).encode()
    except TemplateSyntaxError as error:
        raise RenderingError(f"{error.filename or error.name}:{error.lineno}: {error.message}") from None
    except TemplateNotFound as error:
        raise RenderingError(f"{theme.folder}: there is no template {error.name}") from None
    except (TemplateError, OSError, TypeError, ValueError, AttributeError, LookupError) as error:
        raise RenderingError(f"{_place(error, theme, template)}: {error}") from None


def _place(error: BaseException, theme: Theme, template: str) -> str:
    """File and line of the template's part in a failure."""
    place, trace = str(Path(theme.folder, template)), error.__traceback__
    while trace is not None:
        if Path(trace.tb_frame.f_code.co_filename).is_relative_to(theme.folder):
            place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
