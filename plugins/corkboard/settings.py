"""What an operator may set: one model for all of it, checked before anything is built."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo

from corkboard.diagnostics import did_you_mean, nearest, quoted
from corkboard.rules import ALWAYS, RULES, RuleSeverity

__all__ = ["LANGUAGE", "MOMENT_HINT", "Settings", "SettingsError", "parse_moment", "read_settings"]

LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
MOMENT_HINT = "write a date as 2026-11-22 or a moment as 2026-11-22T09:00+05:00"
_NEARLY_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[Tt ] *(\d{1,2})(:.*))?", re.ASCII | re.DOTALL)


class SettingsError(Exception):
    """The settings cannot be used; each of `messages` is a sentence with a remedy."""

    def __init__(self, messages: list[str]) -> None:
        self.messages = messages
        super().__init__("\n".join(messages))


def parse_moment(text: str, timezone: dt.tzinfo) -> dt.datetime:
    """A date or moment in ISO 8601; without an offset it is in `timezone`.

    A one-digit hour and an offset without colon are accepted.  Raises ValueError.
    """
    match = _NEARLY_ISO.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{quoted(text)} is not a date: {MOMENT_HINT}")
    day, hour, rest = match.groups()
    iso = day if hour is None else f"{day}T{hour.zfill(2)}{rest.replace(' ', '').upper()}"
    try:
        moment = dt.datetime.fromisoformat(iso)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone)
        moment.astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{quoted(text)} is not a date: {error}; {MOMENT_HINT}") from None
    return moment.astimezone(timezone)


def _plain(value: str) -> str:
    if re.search(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", value):
        raise ValueError("write it on one line, without control characters")
    return value


def _site_url(value: str) -> str:
    url = value.rstrip("/")
    if url and not re.fullmatch(r"https?://[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?(/[^/?#\s]+)*", url):
        raise ValueError('write it as "https://example.org" or "https://example.org/path"')
    if not url.isascii() or re.search(r"[\s\"'<>\\]", url):
        raise ValueError("write the address in ASCII, a name in other letters in its xn-- form")
    return url


def _timezone(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError('there is no such time zone; write it as "Asia/Almaty"') from None


def _now(value: object, info: ValidationInfo) -> object:
    if isinstance(value, str):
        return parse_moment(value, info.data.get("timezone", ZoneInfo("UTC")))
    if not isinstance(value, dt.datetime):
        raise ValueError(MOMENT_HINT)  # noqa: TRY004 - pydantic reports ValueErrors
    return value


def _language(value: str) -> str:
    if not LANGUAGE.fullmatch(value):
        raise ValueError('write a language code such as "en"')
    return value


def _executor(value: str) -> str:
    if not re.fullmatch(r"local|dask:(tcp|tls|wss?)://[^\s/@]+:\d{1,5}", value):
        raise ValueError('write "local", or "dask:" and the address of a scheduler, as in "dask:tcp://10.0.0.5:8786"')
    return value


def _rules(value: object) -> object:
    """Severities by the names of rules.  Raises ValueError with all that is wrong."""
    if not isinstance(value, Mapping):
        raise ValueError('write it as {"reads-as-a-statement": "warning"}')  # noqa: TRY004 - pydantic reports these
    wrong = []
    for name, severity in value.items():
        if name in ALWAYS:
            wrong.append(f"{quoted(name)} cannot be turned off")
        elif name not in RULES:
            hint = did_you_mean(nearest(str(name), RULES)) or f"there are: {', '.join(RULES)}"
            wrong.append(f"there is no rule {quoted(name)}; {hint}")
        elif severity not in tuple(RuleSeverity):
            wrong.append(f"{quoted(name)} is {', '.join(RuleSeverity)}, not {quoted(severity)}")
    if wrong:
        raise ValueError("; ".join(wrong))
    return value


def _page_size(value: object) -> object:
    return value or None


class Settings(BaseModel):
    """Everything that shapes a site besides its content and theme.  Names are the settings' in lower case."""

    model_config = ConfigDict(frozen=True, extra="ignore", arbitrary_types_allowed=True)

    sitename: Annotated[str, AfterValidator(_plain)] = Field(
        "Corkboard", min_length=1, description="The publication's name."
    )
    sitesubtitle: Annotated[str, AfterValidator(_plain)] = Field(
        "", description="One line under the name on the front page."
    )
    siteurl: Annotated[str, AfterValidator(_site_url)] = Field(
        "", description="The address that the site is published at. Needed by `publishconf.py`."
    )
    timezone: Annotated[ZoneInfo, BeforeValidator(_timezone)] = Field(
        ZoneInfo("UTC"), description="The time zone of dates without an offset, and of all dates shown."
    )
    default_lang: Annotated[str, AfterValidator(_language)] = Field("en", description="The language of the site.")
    default_pagination: Annotated[Annotated[int, Field(ge=1)] | None, BeforeValidator(_page_size)] = Field(
        20, description="Articles on one page of a list; 0 puts all on one."
    )
    entity_pagination: Annotated[Annotated[int, Field(ge=1)] | None, BeforeValidator(_page_size)] = Field(
        100,
        description="References on one page about a person, organization, hypothesis, author or tag, and corrections "
        "on one page of all; 0 for all.",
    )
    feed_max_items: int = Field(20, ge=1, description="Entries in a feed.")
    feed_id: str | None = Field(
        None,
        pattern=r"^tag:[A-Za-z0-9.@-]+,\d{4}(-\d{2}(-\d{2})?)?:[A-Za-z0-9./_-]*$",
        description="What every feed id begins with, a tag URI such as `tag:example.org,2026:`. "
        "Left out, it is made from `SITEURL`. Set it before the site moves to another address.",
    )
    publisher: Annotated[str, AfterValidator(_plain)] = Field(
        "", description="Who is responsible for the publication. Needed to publish."
    )
    contact: str = Field(
        "",
        pattern=r"^([^\s@<>\"]+@[^\s@<>\"]+|(https://|mailto:)[^\s<>\"]+)?$",
        description="How to reach the desk to reply or object: an e-mail or `https:` address. Needed to publish.",
    )
    markdown_engine: Literal["python-markdown", "comrak"] = Field(
        "python-markdown",
        description="`comrak` is many times as fast; see the authoring guide for what it lacks.",
    )
    autolinks: bool = Field(
        True, description="Let the first mention of each person, organization and hypothesis in an article be a link."
    )
    asset_paths: tuple[str, ...] = Field(
        ("images", "static"), description="Folders in the content that are published as they are."
    )
    comments_url: Annotated[str, AfterValidator(_site_url)] = Field(
        "", description="Where the moderation desk takes comments in. Without it there is no form under articles."
    )
    comments_on: tuple[Literal["articles", "hypotheses", "people", "organizations"], ...] = Field(
        ("articles", "hypotheses"), description="What readers may comment on."
    )
    comments_close_after_days: int | None = Field(
        None, ge=1, le=36500, description="Days after its date for which an article takes comments; left out, for ever."
    )
    exports: tuple[Literal["json", "csv", "graphml", "ftm"], ...] = Field(
        ("json", "csv", "graphml", "ftm"),
        description="The formats in which the board is published for others to work with, below `/data/`. "
        "An empty list leaves them and their page out.",
    )
    data_license: Annotated[str, AfterValidator(_plain)] = Field(
        "", description="Under what terms others may use these files, in a line. Left out, their page says nothing."
    )
    fairness: Annotated[dict[str, RuleSeverity], BeforeValidator(_rules)] = Field(
        {}, description="Fairness rules by name, each with what it is on this site: `error`, `warning` or `off`."
    )
    right_of_reply_attempts: int = Field(
        2,
        ge=1,
        le=100,
        description="On how many days somebody was to be asked for a reply before it is said that none came.",
    )
    now: Annotated[dt.datetime, BeforeValidator(_now)] = Field(
        description="The moment that decides what lies ahead. Left out, it is the time of the build."
    )
    drafts: bool = Field(
        False, description="Show drafts and articles dated ahead, marked as such. Never for publishing."
    )
    publishing: bool = Field(
        False, description="Refuse to build without `SITEURL`, `PUBLISHER` and `CONTACT`. `publishconf.py` sets it."
    )
    workers: int | None = Field(
        None,
        ge=1,
        le=256,
        description="Processes that share the work; left out, as many as there are cores. 1 for none.",
    )
    executor: Annotated[str, AfterValidator(_executor)] = Field(
        "local",
        description="Where the work is done: `local`, on this machine, or `dask:` and the address of a Dask scheduler.",
    )
    warnings_are_errors: bool = Field(False, description="Let every warning fail the build. `publishconf.py` sets it.")

    def severity_of(self, rule: str) -> RuleSeverity:
        """How severe a fairness rule is on this site."""
        return self.fairness.get(rule) or RULES[rule].default or RuleSeverity.ERROR

    @property
    def indexable(self) -> bool:
        """Whether search engines may list the pages: only once somebody answers for them."""
        return bool(self.publisher and self.contact) and not self.drafts

    @property
    def base(self) -> str:
        """The path that every address of the site begins with, without a slash at its end."""
        return urlsplit(self.siteurl).path


def read_settings(values: Mapping[str, Any], known: Collection[str] = ()) -> Settings:
    """Check settings with Pelican's upper-case names.  Raises SettingsError with all that is wrong.

    `known` are settings of others whose names are no misspelling of ours.
    """
    given = {name.lower(): value for name, value in values.items() if name.isupper() and value is not None}
    messages = [
        f"{name}: there is no such setting; {did_you_mean([near])}"
        for name in sorted(values)
        if (near := _misspelt(name, known)) is not None
    ]
    given["now"] = given.get("now", dt.datetime.now(dt.UTC))
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            name = str(detail["loc"][0]).upper()
            reason = str(detail["msg"]).removeprefix("Value error, ")
            expected = Settings.model_fields[name.lower()].annotation
            choices = [str(one) for one in getattr(expected, "__args__", ()) if isinstance(one, str)]
            remedy = did_you_mean(nearest(str(detail["input"]), choices))
            messages.append(f"{name}: {quoted(detail['input'])} will not do: {reason}{'; ' if remedy else ''}{remedy}")
        raise SettingsError(messages) from None
    if settings.publishing:
        messages += [
            f"{name}: not set; a site is published only when it says {what}. Set it in a settings file or environment"
            for name, what in (
                ("PUBLISHER", "who is responsible for it"),
                ("CONTACT", "how to reach its desk"),
                ("SITEURL", "its own address"),
            )
            if not getattr(settings, name.lower())
        ]
        if settings.drafts:
            messages.append("DRAFTS: drafts are never published; leave it out")
    if messages:
        raise SettingsError(messages)
    return settings


_OURS = frozenset(name.upper() for name in Settings.model_fields)


def _misspelt(name: str, known: Collection[str]) -> str | None:
    """The setting that a name is nearly.  Names that are nobody's near kin are others' settings."""
    if not name.isupper() or name in _OURS or name in known:
        return None
    from rapidfuzz.distance import OSA  # only now: most settings files have no such name

    near = nearest(name, _OURS, limit=1)
    return near[0] if near and OSA.normalized_similarity(name, near[0]) > _NEARLY else None


_NEARLY = 0.8
