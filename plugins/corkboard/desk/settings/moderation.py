"""Django's settings for the moderators' pages, the mailer, the publisher and the commands."""

from __future__ import annotations

from typing import Any

from corkboard.desk.databases import INTAKE, desk_database, intake_database
from corkboard.desk.keys import Key
from corkboard.desk.settings.common import *  # noqa: F403 - as Django wants settings: the names of one module
from corkboard.desk.settings.common import DESK, hosts_of, secret

SECRET_KEY = secret(Key.SESSIONS)
ALLOWED_HOSTS = hosts_of(DESK, DESK.moderation_url)
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "corkboard.desk.intake",
    "corkboard.desk.moderation",
]
DATABASES: dict[str, dict[str, Any]] = {"default": desk_database(DESK), INTAKE: intake_database(DESK)}
DATABASE_ROUTERS = ["corkboard.desk.databases.IntakeRouter"]
INTAKE_ONLY_INSERTS = False
ROOT_URLCONF = "corkboard.desk.moderation.urls"
MIDDLEWARE = [
    "corkboard.desk.headers.strict_headers",
    "corkboard.desk.moderation.plain.without_nul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "corkboard.desk.moderation.languages.own_language",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "corkboard.desk.moderation.context.around",
            ]
        },
    }
]

AUTH_USER_MODEL = "moderation.Moderator"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"

# Over plain HTTP, as on one's own machine, a browser would not send such cookies back.
_SECURE = DESK.moderation_url.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_NAME = "__Host-desk" if _SECURE else "desk"
CSRF_COOKIE_NAME = "__Host-desk-csrf" if _SECURE else "desk-csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"  # Strict: a link in a mail would lead to the login
SESSION_COOKIE_AGE = DESK.session_minutes * 60
SESSION_SAVE_EVERY_REQUEST = True  # so that it counts from the last request
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_TRUSTED_ORIGINS = [DESK.moderation_url] if DESK.moderation_url else []

AXES_USERNAME_FORM_FIELD = "username"  # not the model's "name": the names of Django's credentials count
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "corkboard.desk.networks.pseudonym"  # what axes keeps is no address
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code"]  # what was typed beside a wrong password may be right
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W003"]
OTP_TOTP_ISSUER = "Corkboard"
SECURE_REFERRER_POLICY = "same-origin"  # Django knows the desk's own forms by it
