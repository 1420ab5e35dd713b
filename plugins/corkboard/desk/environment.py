"""The desk's settings, all from the environment: `DESK_RATE` is the field `rate` of `Environment`."""

from __future__ import annotations

from collections.abc import Mapping
from email.headerregistry import Address
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, field_validator

from corkboard.comments.rules import MOST_CHARACTERS
from corkboard.desk.errors import DeskError

__all__ = ["Environment", "name_of", "read_environment"]

_PREFIX = "DESK_"
_WITHOUT_PREFIX = ("database_url", "intake_database_url")


def _parts(value: Any) -> Any:
    """The parts of a list as it is written in the environment, with commas."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _networks(value: Any) -> Any:
    return [ip_network(one, strict=False) if isinstance(one, str) else one for one in _parts(value)]


Words = Annotated[tuple[str, ...], BeforeValidator(_parts)]
Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], BeforeValidator(_networks)]
Positive = Annotated[int, Field(gt=0)]


class Environment(BaseModel):
    """What can be set.  Secrets are in `corkboard.desk.keys`."""

    model_config = ConfigDict(frozen=True)

    data: Path = Field(Path(".desk"), description="The folder of databases and keys.")
    database_url: str = Field(
        "", description="`postgres://user:password@host/name`; an SQLite file in the data folder if left out."
    )
    intake_database_url: str = Field(
        "", description="The same for the intake, with a user of its own that may only insert."
    )
    threads: str = Field(
        "output/threads.json", description="The path or the address of the `threads.json` that the build writes."
    )
    threads_seconds: Positive = Field(
        30, description="After how many seconds an address of threads.json is asked again."
    )
    comments: Path = Field(Path("content/comments"), description="The folder that approved comments are written to.")
    after_publishing: str = Field(
        "", description="A command that is run in a shell after comments were written, such as `make html`."
    )
    after_publishing_in: Path = Field(Path(), description="The folder that the command is run in.")
    settle_seconds: float = Field(
        0.3, ge=0, description="How many seconds to wait for further decisions before the command."
    )
    git: Literal["", "commit", "push"] = Field("", description="`commit` what was written with git, or also `push` it.")
    git_remote: str = Field("origin", pattern=r"^[^-\s]\S*$", description="Where they are pushed to.")
    git_branch: str = Field(
        "", pattern=r"^([^-\s]\S*)?$", description="Its branch; the current one's name if left out."
    )
    git_author: str = Field("Corkboard <desk@localhost>", pattern=r"^[^<>\n]+ <[^<>\s]+>$", description="Who commits.")
    webhook_url: str = Field("", description="An address that is called after each change of what the site shows.")
    intake_url: str = Field("", description="The public address of the intake, the same as `COMMENTS_URL` of the site.")
    moderation_url: str = Field("", description="The address of the moderators' pages.")
    hosts: Words = Field((), description="Names that the desk answers to, if not those of its two addresses.")
    trusted_proxies: Networks = Field(
        (), description="Addresses or networks of the proxies whose `X-Forwarded-For` is believed."
    )
    workers: int = Field(
        0, ge=0, description="Processes that take in comments; if 0 one for each processor, and two at least."
    )
    threads_per_worker: Positive = Field(
        32, description="Threads in each of them, most of which wait for slow readers."
    )
    most_characters: Positive = Field(MOST_CHARACTERS, le=MOST_CHARACTERS, description="How long a comment may be.")
    most_links: int = Field(5, ge=0, description="How many links a comment may have.")
    largest_request: Positive = Field(128 * 1024, description="How many bytes a request may have.")
    request_seconds: float = Field(20, gt=0, description="How many seconds a request may take to come in.")
    rate: str = Field("10/minute;60/hour", description="How many comments one network may send.")
    preview_rate: str = Field("60/minute", description="How many previews one network may ask for.")
    quickest_seconds: float = Field(2, ge=0, description="A comment that is confirmed in fewer seconds is marked.")
    proof_of_work: int = Field(
        0,
        ge=0,
        le=10_000_000,
        description="How many hashes a reader's browser computes at most before it sends a comment (ALTCHA), such as "
        "50000; none if 0. What comes without is marked.",
    )
    token_minutes: float = Field(120, gt=0, description="For how many minutes a preview can be confirmed.")
    session_minutes: Positive = Field(60, description="A moderator who does nothing for so many minutes is logged out.")
    keep_rejected_days: Positive = Field(
        90, description="After how many days comments that were rejected, unpublished or called spam are deleted."
    )
    mail_from: str = Field(
        "", description="What mail comes from, as `Harbor Lights <desk@example.org>`; without it nobody is written to."
    )
    smtp_host: str = Field("", description="The mail server that takes what the desk sends.")
    smtp_port: int = Field(0, ge=0, le=65535, description="Its port; 0 for the usual one: 587, with `tls` 465.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls",
        description="`starttls`: encrypted after a greeting; `tls`: at once; `none`: not at all, for a server on the "
        "same machine.",
    )
    smtp_ca: Path | None = Field(
        None, description="A file of certificates that the mail server's must come from, if not those of the system."
    )
    smtp_user: str = Field("", description="The name to log in with at the mail server.")
    smtp_password: SecretStr = Field(SecretStr(""), description="And the password, of which only the mailer is told.")
    smtp_seconds: float = Field(30, gt=0, description="How many seconds to wait for an answer of the mail server.")
    mail_hours: Positive = Field(48, description="How many hours to try sending a message before giving it up.")
    moderator_mail: Literal["each", "digest"] = Field(
        "digest",
        description="What moderators are sent who have not chosen: a message for `each` comment, or a `digest`.",
    )
    most_mail_an_hour: Positive = Field(
        30, description="How many held comments a moderator is told of one by one in an hour; then a digest is sent."
    )
    digest_hours: Positive = Field(
        24, description="After how many hours moderators are sent another digest, if anything waits."
    )
    mail_actions: bool = Field(True, description="Whether mail to moderators has links to decide with, without login.")
    mail_action_hours: Positive = Field(72, description="For how many hours such a link can be used.")
    confirmations_a_day: Positive = Field(
        3, description="How many mails an address is sent at most in 24 hours that ask whether mail is wanted."
    )
    link_rate: str = Field("60/minute", description="How often one network may follow links from mail.")
    keep_addresses_days: Positive = Field(
        365, description="How many days after the last comment from it an e-mail address is deleted."
    )

    @field_validator("rate", "preview_rate", "link_rate")
    @classmethod
    def _is_a_rate(cls, value: str) -> str:
        from limits import parse_many

        parse_many(value)
        return value

    @field_validator("mail_from")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if value:
            name, address = parseaddr(value)
            if "@" not in address or not value.isprintable():
                raise ValueError("that is no e-mail address")
            Address(name, addr_spec=address)
        return value

    @field_validator("intake_url", "moderation_url", "webhook_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError('it does not begin with "https://" or "http://"')
        return value.rstrip("/")

    @property
    def threads_at_an_address(self) -> bool:
        """Whether threads.json is fetched, and not a file here."""
        return self.threads.startswith(("http://", "https://"))

    @property
    def writes_mail(self) -> bool:
        """Whether the desk writes to anybody."""
        return bool(self.mail_from)


def name_of(field: str) -> str:
    """The variable of a field, e.g. rate → DESK_RATE."""
    return field.upper() if field in _WITHOUT_PREFIX else f"{_PREFIX}{field.upper()}"


def read_environment(environ: Mapping[str, str]) -> Environment:
    """The settings that an environment has; a variable that is empty counts as left out.  Raises DeskError.

    Each can also be in a file that the variable with `_FILE` at its end names.
    """
    names = {field: name_of(field) for field in Environment.model_fields}
    given = {field: text for field, name in names.items() if (text := _text(environ, name))}
    try:
        return Environment.model_validate(given)
    except ValidationError as error:
        lines = [f"{names[str(one['loc'][0])]}: {one['msg'].removeprefix('Value error, ')}" for one in error.errors()]
        raise DeskError("\n".join(lines)) from None


def _text(environ: Mapping[str, str], name: str) -> str:
    if (text := environ.get(name, "")) or not (path := environ.get(f"{name}_FILE")):
        return text
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise DeskError(f"{name}_FILE={path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise DeskError(f"{name}_FILE={path}: that is no text in UTF-8") from None
