"""Django's settings for the intake: no sessions, no cookies, no users, and one table to insert into."""

from __future__ import annotations

from typing import Any

from corkboard.desk.databases import INTAKE, intake_database_of_intake
from corkboard.desk.intake.pages import READERS_PAGES
from corkboard.desk.keys import Key
from corkboard.desk.settings.common import *  # noqa: F403 - as Django wants settings: the names of one module
from corkboard.desk.settings.common import DESK, hosts_of, secret

SECRET_KEY = secret(Key.INTAKE)
ALLOWED_HOSTS = hosts_of(DESK, DESK.intake_url)
INSTALLED_APPS = ["corkboard.desk.intake"]
DATABASES: dict[str, dict[str, Any]] = {"default": {}, INTAKE: intake_database_of_intake(DESK)}
DATABASE_ROUTERS = ["corkboard.desk.databases.IntakeRouter"]
TEMPLATES = READERS_PAGES
ROOT_URLCONF = "corkboard.desk.intake.urls"
MIDDLEWARE = ["corkboard.desk.headers.strict_headers"]

INTAKE_ONLY_INSERTS = True  # whatever a mistake of ours might ask of its database
SECURE_REFERRER_POLICY = "no-referrer"
