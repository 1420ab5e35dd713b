"""What stock templates and plugins raise, as sentences."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from corkboard.diagnostics import ProblemsError
from corkboard.pelican_plugin.demands import is_in
from corkboard.rendering.errors import RenderingError

__all__ = ["told"]


@contextmanager
def told(pelican: Any) -> Iterator[None]:
    """Turn whatever is raised into a RenderingError that says by whom and where."""
    try:
        yield
    except (RenderingError, ProblemsError):
        raise
    except TemplateSyntaxError as error:
        raise RenderingError(f"{error.filename or error.name}:{error.lineno}: {error.message}") from error
    except Exception as error:
        raise RenderingError(_sentence(error, pelican.settings["PLUGINS"])) from error


def _sentence(error: Exception, plugins: list[str]) -> str:
    """The last part of a traceback that is a template's or a plugin's is where to look."""
    what = f"there is no template {error}" if isinstance(error, TemplateNotFound) else str(error)
    if not isinstance(error, TemplateError):
        what = f"{type(error).__name__}: {what}"
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        place = f"{frame.f_code.co_filename}:{line}"
        module = str(frame.f_globals.get("__name__", ""))
        plugin = next((name for name in plugins if is_in(module, name)), None)
        if "__jinja_exception__" in frame.f_globals:
            return f"{place}: {what}"
        if plugin and not is_in(module, "corkboard"):
            return f"PLUGINS: {plugin.removeprefix('pelican.plugins.')} failed at {place}: {what}"
    return f"Pelican failed: {what}"
