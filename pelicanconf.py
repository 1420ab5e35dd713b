"""Settings of the site.  docs/settings.md explains each; publishconf.py adds those for publishing."""

import os

from corkboard.pelican_plugin import pelican_class

PELICAN_CLASS = pelican_class()
PLUGINS = ["corkboard", "corkboard.comments"]

SITENAME = "Corkboard"
SITESUBTITLE = "Inquiries, and what they rest on"
SITEURL = ""
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
DEFAULT_PAGINATION = 20
FEED_MAX_ITEMS = 20

# Who is responsible, and how to reach the desk.  Until both are set, pages ask not to be indexed
# and `make publish` refuses.
PUBLISHER = os.environ.get("PUBLISHER", "")
CONTACT = os.environ.get("CONTACT", "")

# Where the moderation desk takes comments in, e.g. http://localhost:8090 after `make desk`.
COMMENTS_URL = os.environ.get("COMMENTS_URL", "")

PATH = "content"
OUTPUT_PATH = "output"
CACHE_PATH = ".cache"
THEME = "theme"
MARKDOWN_ENGINE = "python-markdown"

# Corkboard makes its own feeds.
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
