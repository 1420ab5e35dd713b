"""The synthetic publication as files for one generator: written, edited, and looked for in the output."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

from bench.corpus import Size, articles, subjects
from bench.dialects import Dialect

__all__ = ["Publication", "write_publication"]


@dataclass(frozen=True)
class Publication:
    """Content in one dialect, and the files that a build of it must have."""

    content: Path
    dialect: Dialect
    required: frozenset[str]

    def edit(self, turn: int) -> tuple[str, str]:
        """Change title and text of one article in the middle; the file it is published in, and what it must say."""
        sources = sorted((self.content / "articles").rglob("*.md"))
        source = sources[(len(sources) // 2 + turn) % len(sources)]
        added = f"A sentence added in turn {turn}."
        text = re.sub(r'^(title: "?)', rf"\1Edited {turn} ", source.read_text("utf-8"), count=1, flags=re.M | re.I)
        _write(source, f"{text}\n{added}\n")
        return self.dialect.page(source), added

    def missing(self, output: Path) -> list[str]:
        """The files that a build should have written and did not."""
        return sorted(file for file in self.required if not (output / file).is_file())


def write_publication(content: Path, dialect: Dialect, size: Size, seed: int) -> Publication:
    """Write the publication of a size and seed into a folder."""
    rng = random.Random(seed)
    required: set[str] = set()
    for article in articles(size, rng):
        _write(content / article.path, dialect.article(article))
        required |= set(dialect.required(article))
    for path, text in dialect.others(size, subjects(size, rng)):
        _write(content / path, text)
    return Publication(content, dialect, frozenset(required))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
