"""A reader of the site: forms and their fields, as a browser without JavaScript and cookies sends them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client, override_settings
from lxml import html

ARTICLE = "articles/the-lamp-log"
FORM = "application/x-www-form-urlencoded"


def threads_json(*changed: Mapping[str, Any], names: tuple[str, ...] = ("Barnaby Overmuch",)) -> str:
    """A site with one article that takes comments, and one that does not; or others."""
    site = {"name": "Harbor Lights", "url": "https://site.example", "lang": "en"}
    first = {"id": ARTICLE, "url": "https://site.example/articles/the-lamp-log/", "title": "The Lamp Log", "lang": "en"}
    second = {**first, "id": "articles/closed", "title": "Closed"}
    threads = [{**first, "open": True, "closes": None}, {**second, "open": False, "closes": None}, *changed]
    return json.dumps({"version": 1, "site": site, "threads": threads, "names": list(names)})


class Page:
    """An answer, with its forms."""

    def __init__(self, response: HttpResponse) -> None:
        self.response, self.status = response, response.status_code
        self.text = response.content.decode()
        self.tree = html.fromstring(self.text) if self.text.strip() else html.fromstring("<p></p>")

    @property
    def words(self) -> str:
        return " ".join(self.tree.text_content().split())

    def fields(self, number: int = 0) -> dict[str, str]:
        """What a form would send as it stands; boxes are not ticked."""
        form = self.tree.forms[number]
        boxes = {one.get("name") for one in form.iter("input") if one.get("type") == "checkbox"}
        # Browsers leave out the line feed that a textarea begins with; lxml does not.
        return {name: (value or "").removeprefix("\n") for name, value in form.fields.items() if name not in boxes}


class Reader:
    """Posts to the intake.  Changes to a comment's fields are given by name."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)

    def comment(self, **changed: str) -> dict[str, str]:
        fields = {
            "thread": ARTICLE,
            "reply_to": "",
            "name": "Lorem Ipsumson",
            "email": "lorem@reader.example",
            "comment": "The log says *nothing* of that night.",
            "website": "",
            "lang": "en",
        }
        return {**fields, **changed}

    def post(self, path: str, fields: Mapping[str, str], **headers: Any) -> Page:
        return Page(self.client.post(path, urlencode(fields), content_type=FORM, **headers))

    def get(self, path: str) -> Page:
        return Page(self.client.get(path))

    def preview(self, **changed: str) -> Page:
        return self.post("/new/", self.comment(**changed))

    def send(self, **changed: str) -> Page:
        """Post a comment all the way."""
        preview = self.preview(**changed)
        assert preview.status == 200, preview.words
        return self.post("/confirm/", preview.fields())


@contextmanager
def at_the_intake(threads: Path, text: str = "") -> Iterator[Reader]:
    """A reader before the intake of the desk that Django is pointed at."""
    threads.write_text(text or threads_json(), encoding="utf-8")
    with override_settings(
        ROOT_URLCONF="corkboard.desk.intake.urls",
        MIDDLEWARE=["corkboard.desk.headers.strict_headers"],
        SECURE_REFERRER_POLICY="no-referrer",
    ):
        yield Reader()
