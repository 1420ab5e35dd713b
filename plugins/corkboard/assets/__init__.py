"""Files that are published as they are: the theme's, and those beside the articles."""

from __future__ import annotations

from corkboard.assets.content import content_assets, resolve_asset
from corkboard.assets.theme import ThemeAssets, theme_assets

__all__ = ["ThemeAssets", "content_assets", "resolve_asset", "theme_assets"]
