"""A comment's whole way, through processes of its own: from the form to the file, and to what is run then."""

from __future__ import annotations

import http.cookiejar
import os
import re
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from lxml import html

from corkboard.desk.environment import Environment
from moderating import PASSWORD, code_of
from reading import ARTICLE, threads_json
from running import CORKBOARD, PATIENCE, running_desk


class Browser:
    """Cookies, links and forms, without JavaScript."""

    def __init__(self, port: int) -> None:
        self._base = f"http://127.0.0.1:{port}"
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy()))
        )

    def open(self, path: str, fields: dict[str, str] | None = None) -> html.HtmlElement:
        body = urlencode(fields).encode() if fields is not None else None
        request = urllib.request.Request(self._base + path, body)
        with self._opener.open(request, timeout=PATIENCE) as answer:
            return html.fromstring(answer.read().decode())

    def press(self, page: html.HtmlElement, number: int = 0, **fields: str) -> html.HtmlElement:
        form = page.forms[number]
        boxes = {one.get("name") for one in form.iter("input") if one.get("type") == "checkbox"}
        shown = {name: value or "" for name, value in form.fields.items() if name not in boxes}
        return self.open(form.get("action"), {**shown, **fields})


def wait_until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_comment_goes_from_the_form_to_the_site(desk: Environment, tmp_path: Path) -> None:
    Path(desk.threads).write_text(threads_json())
    built = tmp_path / "built"
    given = {
        "DATABASE_URL": desk.database_url,
        "DESK_THREADS": desk.threads,
        "DESK_COMMENTS": str(desk.comments),
        "DESK_AFTER_PUBLISHING": f"find {desk.comments} -name '*.md' > {built}",
    }
    command = [CORKBOARD, "desk", "add-moderator", "Ada Example", "--data", str(desk.data)]
    added = subprocess.run(
        command, env={**os.environ, **given}, input=f"{PASSWORD}\n", capture_output=True, text=True, check=True
    )
    (address,) = re.findall(r"otpauth://\S+", added.stdout)
    with running_desk(desk.data, **given) as running:
        public, private = map(Browser, running.ports())
        form = public.open(f"/new/?thread={ARTICLE}")
        typed = {"name": "Lorem Ipsumson", "email": "secret@reader.example", "comment": "I *saw* it."}
        thanks = public.press(public.press(form, **typed))
        assert "waits for a moderator" in thanks.text_content()
        queue = private.press(private.open("/login/"), username="Ada Example", password=PASSWORD, code=code_of(address))
        links: list[str] = []
        while not links:
            links = queue.xpath("//article//a[starts-with(@href, '/comments/')]/@href")
            queue = private.open("/")
        private.press(private.open(links[0]), 1, decision="approve")
        wait_until(lambda: built.exists() and built.read_text().count("\n") == 1)
        (path,) = (desk.comments / ARTICLE).glob("*.md")
        assert path.read_text().endswith("\nI *saw* it.\n")
        private.press(private.open(links[0]), 1, decision="unpublish", reason="author")
        wait_until(lambda: built.read_text() == "")
        assert not path.exists()
        assert running.end() == 0
    assert running.said.count("\n") == 1, running.said
    for file in [*desk.data.rglob("*"), *desk.comments.rglob("*")]:
        assert not file.is_file() or b"secret@reader" not in file.read_bytes(), file
