"""The mailer as a process: what it alone is told, that it can be killed, and the way of mail through a desk that runs."""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connections
from lxml import html
from nacl.public import PrivateKey

from corkboard.desk.environment import Environment, name_of
from corkboard.desk.mail.outbox import tell_of_approval
from corkboard.desk.mail.sending import UNCERTAIN
from corkboard.desk.moderation.models import Message, State
from mailing import MAIL, READER, Mailbox, links_in, mail_server, subscription, text_of, writer
from reading import ARTICLE, threads_json
from running import CORKBOARD, PATIENCE, Answer, ask, running_desk
from writing import held

MAILER = [sys.executable, "-m", "corkboard.desk.serving.mailer"]


def variables(port: int, **changed: Any) -> dict[str, str]:
    return {name_of(field): str(value) for field, value in {**MAIL, "smtp_port": port, **changed}.items()}


def eventually(found: Callable[[], Any]) -> Any:
    end = time.monotonic() + PATIENCE
    while not (value := found()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return value


@contextmanager
def mailer(desk: Environment, port: int, **changed: Any) -> Iterator[subprocess.Popen[bytes]]:
    """The mailer alone, for the desk of a test."""
    own = {"DESK_DATA": str(desk.data), "DATABASE_URL": desk.database_url}
    process = subprocess.Popen(MAILER, env={**os.environ, **own, **variables(port, **changed)})
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


@pytest.mark.desk_with(**MAIL)
def test_a_mailer_that_is_killed_again_and_again_sends_nothing_twice(desk: Environment) -> None:
    for number in range(40):
        comment = held(
            f"Number {number}.", state=State.APPROVED, correspondent=writer(f"reader{number}@reader.example")
        )
        subscription(comment)
        tell_of_approval(comment)
    Message.objects.update(due_at=Message.objects.latest("id").made_at)
    connections.close_all()

    class Slow(Mailbox):
        async def handle_DATA(self, server, session, envelope):  # type: ignore[no-untyped-def]
            await asyncio.sleep(0.02)
            answer = await super().handle_DATA(server, session, envelope)
            await asyncio.sleep(0.02)
            return answer

    chance = random.Random(4)
    with mail_server(Slow()) as (mailbox, port):
        for _ in range(8):
            seen = len(mailbox.taken)
            with mailer(desk, port) as process:
                # So that it is killed while it sends, somewhere in a message.
                eventually(lambda seen=seen: len(mailbox.taken) > seen or not waiting().exists())
                time.sleep(chance.random() * 0.05)
                process.send_signal(signal.SIGKILL)
        with mailer(desk, port):
            eventually(lambda: not waiting().exists())
    received = Counter(recipient for recipient, _ in mailbox.taken)
    assert set(received.values()) == {1}
    assert Message.objects.filter(sent_at=None).exclude(handed_at=None).count() <= 8
    noted = {message.subscription.comment.text for message in Message.objects.exclude(sent_at=None)}
    assert len(noted) <= len(received) <= 40


def waiting() -> Any:
    """What is still to be sent, and is not in the hands of a mailer that is dead."""
    return Message.objects.filter(sent_at=None, given_up_at=None, handed_at=None)


@pytest.mark.desk_with(**MAIL)
def test_what_was_in_a_dead_mailers_hands_is_given_up_and_said(desk: Environment) -> None:
    comment = held(state=State.APPROVED, correspondent=writer())
    subscription(comment)
    tell_of_approval(comment)
    now = Message.objects.get().made_at
    Message.objects.update(due_at=now, handed_at=now.replace(year=2025), attempts=1)
    with mail_server() as (mailbox, port), mailer(desk, port):
        eventually(lambda: Message.objects.exclude(given_up_at=None).exists())
    assert Message.objects.get().error.startswith(UNCERTAIN)
    assert mailbox.taken == []


@pytest.mark.parametrize("missing", ["smtp_host", "intake_url", "moderation_url"])
def test_a_mailer_that_lacks_a_setting_says_which(tmp_path: Path, missing: str) -> None:
    given = variables(25, **{missing: ""})
    done = subprocess.run(
        [CORKBOARD, "desk", "run", "--port", "0", "--data", str(tmp_path)],
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"{name_of(missing)}: mail needs it as well")
    assert done.stderr.count("\n") == 1
    alone = subprocess.run(
        MAILER, env={**os.environ, "DESK_DATA": str(tmp_path), **given}, capture_output=True, text=True, check=False
    )
    assert (alone.returncode, alone.stderr) == (1, done.stderr)


def test_a_password_does_not_go_over_the_net_for_all_to_read(tmp_path: Path) -> None:
    given = variables(25, smtp_user="desk", smtp_password="correct horse", smtp_security="none")
    done = subprocess.run(
        MAILER, env={**os.environ, "DESK_DATA": str(tmp_path), **given}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("DESK_SMTP_SECURITY: ")


# A desk that runs


def environ_of(number: int) -> dict[str, str]:
    held_text = Path(f"/proc/{number}/environ").read_bytes().decode()
    return dict(line.split("=", 1) for line in held_text.split("\0") if "=" in line)


def test_only_the_mailer_is_told_the_private_key_and_the_mail_servers_password(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("correct horse\n")
    given = {
        **variables(25),
        "DESK_OPENING_KEY": b64encode(bytes(PrivateKey.generate())).decode(),
        "DESK_SMTP_PASSWORD_FILE": str(tmp_path / "password"),
    }
    with running_desk(tmp_path / "data", **given) as desk:
        desk.ports()
        children = Path(f"/proc/{desk.process.pid}/task/{desk.process.pid}/children").read_text().split()
        told = {
            Path(f"/proc/{child}/cmdline").read_bytes().decode(): environ_of(int(child)).keys()
            & {"DESK_OPENING_KEY", "DESK_SMTP_PASSWORD_FILE"}
            for child in children
        }
        assert len(told) == 4
        assert [len(names) for command, names in told.items() if "serving.mailer" in command] == [2]
        assert not [command for command, names in told.items() if names and "serving.mailer" not in command]
        assert not (tmp_path / "data/mailer/opening.private").exists()


def form_of(answer: Answer) -> dict[str, str]:
    form = html.fromstring(answer.text).forms[-1]
    return {name: value or "" for name, value in form.fields.items() if name != "notify"}


def test_from_a_comment_to_the_mail_about_a_reply_with_a_desk_that_runs(tmp_path: Path) -> None:
    threads = tmp_path / "threads.json"
    threads.write_text(threads_json())
    (tmp_path / "password").write_text("correct horse\n")
    add = [CORKBOARD, "desk", "add-moderator", "Ada Example", "--data", str(tmp_path / "data")]
    subprocess.run(add, input="correct horse battery\n", text=True, check=True, capture_output=True)
    where = ["--address", "ada@desk.example", "--send", "each", "--data", str(tmp_path / "data")]
    with mail_server() as (mailbox, port):
        given = variables(port, threads=threads, comments=tmp_path / "comments", quickest_seconds=0)
        mail = subprocess.run(
            [CORKBOARD, "desk", "moderator-mail", "Ada Example", *where],
            env={**os.environ, **given},
            check=True,
            capture_output=True,
            text=True,
        )
        assert mail.stdout == "Ada Example gets a message for each held comment.\n"
        given["DESK_SMTP_PASSWORD_FILE"] = str(tmp_path / "password")
        with running_desk(tmp_path / "data", **given) as desk:
            intake, moderation = desk.ports()

            def send(email: str, text: str, reply_to: str = "") -> None:
                fields = {"thread": ARTICLE, "reply_to": reply_to, "name": "A reader", "email": email, "comment": text}
                preview = ask(intake, "POST", "/new/", fields)
                ask(intake, "POST", "/confirm/", {**form_of(preview), "notify": "yes"})

            def mail_to(address: str, words: str) -> Any:
                return eventually(
                    lambda: next((one for to, one in mailbox.taken if to == address and words in text_of(one)), None)
                )

            def approve(words: str) -> None:
                path = links_in(mail_to("ada@desk.example", words))["approve"]
                page = ask(moderation, "GET", path)
                cookie = page.headers["Set-Cookie"].partition(";")[0]
                done = ask(moderation, "POST", path, form_of(page), Cookie=cookie)
                assert "It is recorded" in done.text

            send(READER, "The first.")
            question = mail_to(READER, "Somebody has left a comment")
            path = urlsplit(f"https://comments.example{links_in(question)['confirm']}")
            assert "Thank you" in ask(intake, "POST", f"{path.path}?{path.query}", {}).text
            approve("The first.")
            comment = eventually(lambda: list((tmp_path / "comments/articles/the-lamp-log").glob("*.md")))[0]
            send("second@reader.example", "The second.", reply_to=comment.stem)
            approve("The second.")
            eventually(lambda: len(list(comment.parent.glob("*.md"))) == 2)
            assert desk.end() == 0
        said = desk.said
    assert not re.search(r"@(reader|desk)\.example", said), said
    assert Counter(recipient for recipient, _ in mailbox.taken) == {
        "ada@desk.example": 2,
        READER: 1,  # the rest comes after a while for second thoughts
        "second@reader.example": 1,
    }
    for path in (tmp_path / "data").rglob("*"):
        if path.is_file():
            assert READER.encode() not in path.read_bytes(), path
