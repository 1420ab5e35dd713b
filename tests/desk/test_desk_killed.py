"""A desk that is killed again and again under load: every comment that was answered with "thank you" is there, once.

By default few moments are tried, since each costs the start of processes; DESK_TEST_KILLS=100 tries a hundred.
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from django.db import OperationalError, connections
from lxml import html

from corkboard.desk.environment import Environment
from corkboard.desk.intake.models import Entry
from corkboard.desk.moderation.decisions import decide
from corkboard.desk.moderation.models import Action, Comment, State
from reading import Reader, threads_json
from running import PATIENCE, Answer, RunningDesk, ask, running_desk
from writing import MODERATOR

_KILLS = int(os.environ.get("DESK_TEST_KILLS", "10"))
_WHOLE_EVERY = 8  # of so many kills one is of all processes; the others are of one that takes comments in
_READERS = 4


class Readers:
    """Who writes comments all the time, as fast as they are thanked."""

    def __init__(self) -> None:
        self.port = 0  # 0 while there is no desk
        self.thanked: set[str] = set()
        self.asking = 0
        self._lock, self._ended = threading.Lock(), threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(number,)) for number in range(_READERS)]

    @contextmanager
    def at_work(self) -> Iterator[None]:
        for one in self._threads:
            one.start()
        try:
            yield
        finally:
            self._ended.set()
            for one in self._threads:
                one.join(PATIENCE)

    def _write(self, number: int) -> None:
        impatience, count = random.Random(number), 0
        while not self._ended.is_set():
            count += 1
            text = f"Comment {count} of reader {number}."
            fields = {**Reader.comment(None), "comment": text, "email": f"reader{number}@reader.example"}  # type: ignore[arg-type]
            preview = self._post("/new/", fields)
            while preview and not self._ended.is_set():
                form = html.fromstring(preview.text).forms[0]
                sent = {name: value or "" for name, value in form.fields.items() if name != "notify"}
                thanks = self._post("/confirm/", sent)
                if thanks and thanks.status == 200 and "waits for a moderator" in thanks.text:
                    with self._lock:
                        self.thanked.add(text)
                    self._ended.wait(0.1)  # else more would come than is taken over meanwhile
                    break
                if impatience.random() < 0.3:  # the others press the button once more
                    break

    def _post(self, path: str, fields: dict[str, str]) -> Answer | None:
        """An answer with a form or with thanks; None where there was none, as when who answers was killed."""
        with self._lock:
            self.asking += 1
        try:
            answer = ask(self.port, "POST", path, fields) if self.port else None
        except (OSError, http.client.HTTPException):
            answer = None
        finally:
            with self._lock:
                self.asking -= 1
        if answer is None:
            time.sleep(0.02)
        return answer if answer and answer.status == 200 else None


def processes(desk: RunningDesk) -> dict[str, list[psutil.Process]]:
    """The desk's processes: "intake" are those that answer readers."""
    children = psutil.Process(desk.process.pid).children(recursive=True)
    found: dict[str, list[psutil.Process]] = {"all": [*children, psutil.Process(desk.process.pid)], "intake": []}
    for one in children:
        with suppress(psutil.Error):
            if "web:intake()" in " ".join(one.cmdline()) and one.ppid() != desk.process.pid:
                found["intake"].append(one)
    return found


def wait_until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def _wait_while_fewer(left: Callable[[], int]) -> None:
    """Until none is left; there may be many, so only a standstill is a fault."""
    last, end = left(), time.monotonic() + PATIENCE
    while last:
        assert time.monotonic() < end
        time.sleep(0.1)
        if (now := left()) < last:
            last, end = now, time.monotonic() + PATIENCE


def kill(some: list[psutil.Process]) -> None:
    for one in some:
        with suppress(psutil.Error):
            one.send_signal(signal.SIGKILL)


def approve_some() -> None:
    """So that there is something to write too; a database that is busy is left to the next time."""
    with suppress(OperationalError):
        for id in Comment.objects.filter(state=State.HELD).values_list("id", flat=True)[:5]:
            decide(id, Action.APPROVE, MODERATOR)


def test_what_was_thanked_for_is_there_once_wherever_the_desk_was_killed(desk: Environment) -> None:
    Path(desk.threads).write_text(threads_json())
    given = {
        "DATABASE_URL": desk.database_url,
        "DESK_THREADS": desk.threads,
        "DESK_COMMENTS": str(desk.comments),
        "DESK_RATE": "100000/second",
        "DESK_PREVIEW_RATE": "100000/second",
        "DESK_QUICKEST_SECONDS": "0",
    }
    readers, moments, left = Readers(), random.Random(), _KILLS
    with readers.at_work():
        while left:
            with running_desk(desk.data, **given) as running:
                readers.port, _ = running.ports()
                known = Comment.objects.count()
                for _ in range(min(_WHOLE_EVERY, left) - 1):
                    thanked = len(readers.thanked)
                    wait_until(lambda thanked=thanked: len(readers.thanked) > thanked and readers.asking)
                    time.sleep(moments.random() * 0.1)
                    wait_until(lambda running=running: processes(running)["intake"])
                    kill([moments.choice(processes(running)["intake"])])
                    approve_some()
                wait_until(lambda known=known: Comment.objects.count() > known)
                time.sleep(moments.random() * 0.3)
                everything = processes(running)["all"]
                moments.shuffle(everything)
                readers.port = 0
                kill(everything)
                running.process.wait(PATIENCE)
            left -= min(_WHOLE_EVERY, left)
    with running_desk(desk.data, **given) as running:
        running.ports()
        _wait_while_fewer(Entry.objects.count)
        written = set(Comment.objects.filter(state=State.APPROVED).values_list("id", flat=True))
        wait_until(lambda: {path.stem for path in desk.comments.rglob("*.md")} == written)
        assert running.end() == 0
    connections.close_all()
    texts = list(Comment.objects.values_list("text", flat=True))
    assert len(texts) == len(set(texts))
    assert readers.thanked <= set(texts)
    assert len(readers.thanked) > _KILLS
