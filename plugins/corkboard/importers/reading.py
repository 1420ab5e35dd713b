"""All readers behind one call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from corkboard.importers.disqus import read_disqus
from corkboard.importers.isso import read_isso
from corkboard.importers.model import Findings, ImportedComment, Source
from corkboard.importers.own_files import read_files
from corkboard.importers.wordpress import read_wordpress

__all__ = ["read"]


def read(source: Source, path: Path, findings: Findings, zone: dt.tzinfo = dt.UTC) -> Iterator[ImportedComment]:
    """The comments of an export of this system, as they are read; a folder for this plugin's own files.

    `zone` is that of dates without one.  Never raises for what is in the file: that is in the findings.
    """
    match source:
        case Source.WORDPRESS:
            return read_wordpress(path, findings, zone)
        case Source.DISQUS:
            return read_disqus(path, findings)
        case Source.ISSO:
            return read_isso(path, findings)
        case Source.FILES:
            return read_files(path, findings)
