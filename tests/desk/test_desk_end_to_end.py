"""From the form on the built site to the comment on the built site, in a real browser, with JavaScript and without."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from corkboard.desk.environment import Environment
from corkboard.preview.server import make_server
from moderating import PASSWORD, code_of
from running import CORKBOARD, PATIENCE, RunningDesk, running_desk
from sites import PROJECT

ADDRESS = "lorem.secret@reader.example"
PATH = "/articles/who-switched-off-the-harbor-lights/"


class Publication:
    """A site with its content in git, the desk that serves it, and both addresses."""

    def __init__(self, folder: Path, desk: Environment) -> None:
        self.folder, self.desk = folder, desk
        self.content, self.output = folder / "content", folder / "output"
        shutil.copytree(PROJECT / "examples/harbor-lights/content", self.content)
        self._git("init", "-q")
        # Known only once the desk runs.
        self.script = folder / "build.sh"
        self.given = {
            "DATABASE_URL": desk.database_url,
            "DESK_THREADS": str(self.output / "threads.json"),
            "DESK_COMMENTS": str(self.content / "comments"),
            "DESK_AFTER_PUBLISHING": f"sh {self.script}",
            "DESK_PROOF_OF_WORK": "300",
            "DESK_QUICKEST_SECONDS": "0",
        }

    def build(self, intake: str) -> None:
        pelican = Path(CORKBOARD).with_name("pelican")
        self.script.write_text(
            f"{pelican} {self.content} -s {PROJECT / 'pelicanconf.py'} -o {self.output}"
            f" -e 'COMMENTS_URL=\"{intake}\"' 'NOW=\"2026-11-22T12:00Z\"'"
        )
        subprocess.run(["sh", self.script], cwd=PROJECT, check=True, capture_output=True)

    def commit(self) -> None:
        self._git("add", "-A")
        self._git("-c", "user.name=Nobody", "-c", "user.email=nobody@site.example", "commit", "-qm", "Comments")

    def places_of(self, text: str) -> list[Path]:
        """Files in which a text is, of all that the site and the desk have written."""
        folders = [self.folder, self.desk.data]
        if self.desk.database_url:
            folders.append(Path(parse_qs(urlsplit(self.desk.database_url).query)["host"][0]))
        files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
        return [file for file in files if text.encode() in file.read_bytes()]

    def _git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.content, check=True, capture_output=True)


def write(page: Page) -> None:
    page.get_by_label("Name").fill("Lorem Ipsumson")
    page.get_by_label("E-mail").fill(ADDRESS)
    page.get_by_label("Comment", exact=False).last.fill("The lamps were *out* before six.")
    page.get_by_role("button", name="Preview the comment").click()
    expect(page.get_by_role("heading", name="Preview of your comment")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Your comment waits for a moderator.")).to_be_visible()


def log_in(page: Page, desk: str, otpauth: str) -> None:
    page.goto(f"{desk}/")
    page.get_by_label("Name").fill("Ada Example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Code").fill(code_of(otpauth))
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Held", exact=True)).to_be_visible()


def shows(page: Page, address: str, text: str) -> bool:
    """Whether a page comes to show a text that another process is about to write."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        page.goto(address)
        if page.get_by_text(text).count():
            return True
        time.sleep(0.2)
    return False


@pytest.mark.parametrize(
    ("desk", "script"),
    [("sqlite", False), ("postgresql", True)],
    ids=["without-javascript", "with-javascript"],
    indirect=["desk"],
)
def test_a_reader_posts_a_moderator_approves_and_the_site_has_the_comment(
    browser: Browser, desk: Environment, tmp_path: Path, script: bool
) -> None:
    site = Publication(tmp_path / "site", desk)
    command = [CORKBOARD, "desk", "add-moderator", "Ada Example", "--data", str(desk.data)]
    environ = {**os.environ, **site.given}
    added = subprocess.run(command, env=environ, input=f"{PASSWORD}\n", capture_output=True, text=True, check=True)
    (otpauth,) = re.findall(r"otpauth://\S+", added.stdout)
    with running_desk(desk.data, **site.given) as running:
        intake, moderation = (f"http://127.0.0.1:{port}" for port in running.ports())
        site.build(intake)
        server = make_server(site.output, "127.0.0.1", 0)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            _go_all_the_way(browser, site, f"http://127.0.0.1:{server.server_port}", moderation, otpauth, script)
        finally:
            server.shutdown()
            server.server_close()
    _look_for_the_address(site, running)


def _go_all_the_way(
    browser: Browser, site: Publication, public: str, moderation: str, otpauth: str, script: bool
) -> None:
    context = browser.new_context(java_script_enabled=script, locale="en")
    reader, ada = context.new_page(), context.new_page()
    for page in (reader, ada):
        page.set_default_timeout(PATIENCE * 1000)
    assert shows(reader, public + PATH, "Add comment")
    write(reader)
    log_in(ada, moderation, otpauth)
    assert shows(ada, f"{moderation}/", "Lorem Ipsumson")
    assert ada.locator(".holds").get_by_text("Came without the proof of work").count() == (0 if script else 1)
    ada.get_by_role("link", name="Lorem Ipsumson").click()
    ada.get_by_role("button", name="Approve").click()
    expect(ada.get_by_role("status")).to_contain_text("Lorem Ipsumson: Approved.")
    assert shows(reader, public + PATH, "before six.")
    expect(reader.locator(".comments em", has_text=re.compile("^out$"))).to_be_visible()
    site.commit()
    reader.get_by_role("link", name="the comment of Lorem Ipsumson").click()
    expect(reader.get_by_role("heading", name="Report a comment")).to_be_visible()
    reader.get_by_label("What is wrong with it?").select_option("private")
    reader.get_by_role("button", name="Send the report").click()
    expect(reader.get_by_text("A moderator will look at the comment.")).to_be_visible()
    assert shows(ada, f"{moderation}/reports/", "Private details of somebody")
    context.close()


def _look_for_the_address(site: Publication, running: RunningDesk) -> None:
    """Not in the output, the repository, the databases, the log."""
    assert site.places_of("before six.")
    for form in (ADDRESS, ADDRESS.replace("@", "%40"), ADDRESS.partition("@")[0]):
        assert site.places_of(form) == []
        assert form not in running.said
