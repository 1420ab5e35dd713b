"""Tiny sites: files in, a plan, its pages or its problems out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import html

from corkboard.build import Built as Done
from corkboard.build import Memory, Place, build
from corkboard.diagnostics import Problem, ProblemsError
from corkboard.progress import Silent
from corkboard.registry import Registry, default_registry
from corkboard.release import MANIFEST
from corkboard.settings import read_settings
from corkboard.workers import Workers

PROJECT = Path(__file__).parent.parent
ARTICLE = "---\ntitle: {title}\ndate: 2026-01-01\n---\n"
NOW = "2026-11-22T12:00Z"


@dataclass
class Site:
    """A content folder and the settings that it is built with."""

    content: Path
    settings: dict[str, Any] = field(default_factory=dict)
    registry: Registry = field(default_factory=default_registry)
    theme: Path = PROJECT / "theme"
    beside: Path | None = None  # where the output goes, if not beside the content
    aside: str = ""  # tells the output and cache apart from another site's with the same content

    def write(self, files: Mapping[str, str | bytes]) -> Site:
        for name, text in files.items():
            path = self.content / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self

    @property
    def output(self) -> Path:
        return (self.beside or self.content.parent) / f"{self.content.name}{self.aside}-output"

    @property
    def cache(self) -> Path:
        return (self.beside or self.content.parent) / f"{self.content.name}{self.aside}-cache"

    def make(self, workers: Workers | None = None, memory: Memory | None = None) -> Done:
        """Bring the output up to date, as the command does; with a memory as a running preview does."""
        values = {"SITENAME": "Test Site", "SITEURL": "https://example.org", "NOW": NOW, **self.settings}
        place, remembering = Place(self.content, self.theme, self.output, "content"), memory or Memory(self.cache)
        try:
            with workers or Workers(1) as helping:
                return build(place, read_settings(values), remembering, helping, Silent(), self.registry)
        finally:
            if memory is None:
                remembering.close()

    def build(self) -> Built:
        self.make()
        return Built(self.files())

    def files(self) -> dict[str, bytes]:
        """What is in the output, without the list of it."""
        found = (path for path in self.output.rglob("*") if path.is_file())
        files = {path.relative_to(self.output).as_posix(): path.read_bytes() for path in found}
        files.pop(MANIFEST, None)
        return files

    def problems(self) -> list[Problem]:
        """What is wrong with the content, warnings too."""
        try:
            return list(self.make().warnings)
        except ProblemsError as error:
            return error.problems


@dataclass
class Built:
    """A site's files."""

    files: dict[str, bytes]

    def text(self, path: str) -> str:
        return self.files[path].decode()

    def page(self, address: str) -> html.HtmlElement:
        """A page as a browser would read it."""
        return html.document_fromstring(self.files[f"{address.strip('/')}/index.html".lstrip("/")])

    def words(self, address: str) -> str:
        """All that a page says, on one line."""
        main = self.page(address).find(".//main")
        return " ".join(main.text_content().split())

    def holding(self, text: str) -> set[str]:
        """The files in which a text occurs."""
        return {path for path, data in self.files.items() if text.encode() in data}


def run(*arguments: str | Path, cwd: Path = PROJECT) -> subprocess.CompletedProcess[str]:
    """A command of this environment's, e.g. `run("pelican", content, "-o", output)`, to its end."""
    command = [str(Path(sys.executable).with_name(str(arguments[0]))), *map(str, arguments[1:])]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=300)
