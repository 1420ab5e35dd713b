"""Moderated comments: name `corkboard.comments` in PLUGINS beside `corkboard`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corkboard.registry import Registry


def register() -> None:
    """Pelican's entry point.  What the plugin adds to the site, `extend` says."""


def extend(registry: Registry) -> Registry:
    """The registry with comments: what is below pages, their feeds, and what the moderation desk must know."""
    from dataclasses import replace

    from corkboard.comments.outputs import comment_feeds, offered_threads
    from corkboard.comments.threads import read

    return replace(registry, outputs=(*registry.outputs, comment_feeds, offered_threads), discussions=read)
