"""A cast of moderators, and a browser without JavaScript for each."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from django.test import Client
from django_otp.oath import totp

from corkboard.desk.moderation.audit import Actor
from corkboard.desk.moderation.models import Role
from corkboard.desk.moderation.moderators import add_moderator
from reading import Page

PASSWORD = "correct horse battery"


class Somebody:
    """Before the moderators' pages; logged in or not."""

    def __init__(self, name: str = "Ada Example") -> None:
        self.name = name
        self.client = Client(enforce_csrf_checks=True)

    def get(self, path: str) -> Page:
        return Page(self.client.get(path))

    def press(self, page: Page, number: int = 0, **fields: str) -> Page:
        """Send a form of a page, with some fields changed; `number` counts forms from the page's end if negative."""
        form = page.tree.forms[number]
        return Page(self.client.post(form.get("action"), {**page.fields(number), **fields}))

    def log_in(self, code: str, password: str = PASSWORD, next: str = "") -> Page:
        login = self.get(f"/login/?next={next}")
        return self.press(login, username=self.name, password=password, code=code)


class Colleague(Somebody):
    """Somebody whom an administrator has added."""

    def __init__(self, name: str = "Ada Example", role: Role = Role.MODERATOR) -> None:
        super().__init__(name)
        self.added = add_moderator(name, PASSWORD, role, Actor("nobody", "command"))

    @property
    def code(self) -> str:
        """What the app shows now."""
        return code_of(self.added.address)


def inside(role: Role, name: str = "Ada Example") -> Colleague:
    """A colleague who has logged in."""
    colleague = Colleague(name, role)
    assert colleague.log_in(colleague.code).status == 302
    return colleague


def code_of(address: str) -> str:
    """The code of an otpauth:// address."""
    import base64

    (secret,) = parse_qs(urlsplit(address).query)["secret"]
    return f"{totp(base64.b32decode(secret)):06d}"
