"""What tests share."""

from __future__ import annotations

import os
import shutil

import pytest


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser for tests of pages.  Without one they are skipped, but fail where CI is "true"."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    message = "there is no Chromium on this machine: install it (on Debian the package chromium) to test in a browser"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)
