"""A theme's static files, under names that change with their bytes, so that caches may keep them for good."""

from __future__ import annotations

import hashlib
import posixpath
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote

from corkboard.assets.folders import files_in, unreadable
from corkboard.diagnostics import Problem, Severity, did_you_mean, nearest, problem_at, quoted

__all__ = ["ThemeAssets", "theme_assets"]

_COMMENT_OR_REFERENCE = re.compile(
    r"""/\*.*?\*/
      | (?: url\(\s* | @import\s+(?=["']) )
        (?P<quote>["'])? (?P<target> (?(quote) [^"'\n]+ | [^"'()\s]+ ) )""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"[/#?]|[A-Za-z][A-Za-z0-9+.-]*:")  # begins a reference to what is not beside the file
_SUFFIX = re.compile(r"[?#].*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ThemeAssets:
    """What a theme publishes.

    `published` maps the name of each file in `static/` ("css/main.css") to its path in the
    output ("theme/css/main.1f2e3d4c5b.css"), `files` each of these paths to its bytes.
    Problems name files relative to the theme.
    """

    published: Mapping[str, str]
    files: Mapping[str, bytes]
    problems: tuple[Problem, ...]


def theme_assets(theme: Path) -> ThemeAssets:
    """Name every file under `<theme>/static/` by its bytes, and let stylesheets refer to these names."""
    assets = _Assets(theme)
    for found in files_in(theme / "static", theme):
        if isinstance(found, Problem):
            assets.problems.append(found)
        else:
            assets.read(found)
    for name in sorted(assets.sources):
        assets.publish(name)
    return ThemeAssets(assets.published, assets.files, tuple(assets.problems))


class _Assets:
    def __init__(self, theme: Path) -> None:
        self.theme = theme
        self.sources: dict[str, bytes] = {}
        self.published: dict[str, str] = {}
        self.files: dict[str, bytes] = {}
        self.problems: list[Problem] = []

    def read(self, file: Path) -> None:
        name = unicodedata.normalize("NFC", file.relative_to(self.theme / "static").as_posix())
        try:
            self.sources[name] = file.read_bytes()
        except OSError as error:
            self.problems.append(unreadable(file, self.theme, error))

    def publish(self, name: str, importing: tuple[str, ...] = ()) -> str:
        """The path in the output, which for a stylesheet depends on those of all it refers to."""
        if name not in self.published:
            data = self.sources[name]
            if name.endswith(".css"):
                data = self._rewritten(data, (*importing, name))
            self.published[name] = path = _hashed(name, data)
            self.files[path] = data
        return self.published[name]

    def _rewritten(self, data: bytes, importing: tuple[str, ...]) -> bytes:
        text = data.decode("utf-8", "surrogateescape")

        def rewrite(match: re.Match[str]) -> str:
            target = match["target"]
            if target is None or _ELSEWHERE.match(target):
                return match[0]
            ahead = match[0].removesuffix(target)
            return ahead + self._reference(target, text, match.start("target"), importing)

        return _COMMENT_OR_REFERENCE.sub(rewrite, text).encode("utf-8", "surrogateescape")

    def _reference(self, target: str, text: str, offset: int, importing: tuple[str, ...]) -> str:
        """A reference in the last of the stylesheets that import each other, to the file's published name."""
        literal = _SUFFIX.sub("", target)
        folder = posixpath.dirname(importing[-1])
        names = [posixpath.normpath(posixpath.join(folder, one)) for one in (literal, unquote(literal))]
        if names[0].startswith("../"):  # to what the site has beside the theme
            return target
        name = next((one for one in names if one in self.sources), None)
        if name is None or name in importing:
            message = f"there is no file {quoted(literal)} in the theme"
            hint = did_you_mean(nearest(names[-1], self.sources))
            if name is not None:
                message, hint = f"{quoted(literal)} imports this stylesheet itself", "delete one of the imports"
            file = f"static/{importing[-1]}"
            self.problems.append(problem_at(file, text, offset, "url", message, hint, Severity.WARNING))
            return target
        published = quote(posixpath.basename(self.publish(name, importing)))
        return literal[: literal.rfind("/") + 1] + published + target[len(literal) :]


def _hashed(name: str, data: bytes) -> str:
    path = PurePosixPath("theme", name)
    return str(path.with_name(f"{path.stem}.{hashlib.sha256(data).hexdigest()[:10]}{path.suffix}"))
