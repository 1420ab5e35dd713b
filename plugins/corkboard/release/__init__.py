"""Putting a site in place so that the output folder is never half of one."""

from __future__ import annotations

from corkboard.release.errors import ReleaseError
from corkboard.release.inventory import MANIFEST
from corkboard.release.release import Release, Report, unbundle, write_staged

__all__ = ["MANIFEST", "Release", "ReleaseError", "Report", "unbundle", "write_staged"]
