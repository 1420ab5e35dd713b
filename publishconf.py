"""Settings for publishing, over those of pelicanconf.py: `make publish`."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from pelicanconf import *  # noqa: F403

SITEURL = os.environ.get("SITEURL", "")
PUBLISHING = True
WARNINGS_ARE_ERRORS = True
