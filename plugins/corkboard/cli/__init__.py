"""The `corkboard` command, and `pelican` as it is installed beside Corkboard."""

from __future__ import annotations

import io
import sys

__all__ = ["main", "pelican"]


def main() -> None:
    """Run the `corkboard` command line."""
    from corkboard.cli.commands import app

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # reports name files that a terminal may lack letters for
    app()


def pelican() -> None:
    """Run Pelican's command line.

    Takes the place of Pelican's own script, which prints tracebacks for a mistyped `-e` or a settings
    file that cannot be read, before any plugin of it could help.
    """
    from corkboard.pelican_plugin import run_pelican

    run_pelican(sys.argv[1:])
