"""Rendering pages: a pure function of template, view and constants, for workers."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from markupsafe import Markup

__all__ = ["RenderingError", "environment", "render"]


class RenderingError(Exception):
    """A template cannot be used: the message says which, where and why."""


@lru_cache(maxsize=4)
def environment(theme: Path) -> Environment:
    """Jinja set up for a theme: everything is escaped, and a name that a view does not have is an error."""
    return Environment(
        loader=FileSystemLoader(theme / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )


def render(theme: Path, template: str, view: object, site: object, say: Callable[..., str], json_ld: str) -> bytes:
    """One page.  A template sees `page` (its view), `site`, `json_ld` and the words `_`, nothing else.

    Raises RenderingError with the template's file and line.
    """
    try:
        found = environment(theme).get_template(template)
        return found.render(page=view, site=site, _=say, json_ld=Markup(json_ld)).encode()  # noqa: S704 - made by json.dumps
    except TemplateSyntaxError as error:
        raise RenderingError(f"{error.filename or error.name}:{error.lineno}: {error.message}") from error
    except TemplateNotFound as error:
        raise RenderingError(f"{theme}: there is no template {error.name}") from error
    except (TemplateError, OSError, TypeError, ValueError, AttributeError, LookupError) as error:
        raise RenderingError(f"{_place(error, theme, template)}: {error}") from error


def _place(error: BaseException, theme: Path, template: str) -> str:
    """File and line of the template's part in a failure."""
    place, trace = str(theme / "templates" / template), error.__traceback__
    while trace is not None:
        if Path(trace.tb_frame.f_code.co_filename).is_relative_to(theme):
            place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
