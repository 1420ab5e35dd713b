"""`corkboard desk run`, in processes of its own."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

CORKBOARD = str(Path(sys.executable).with_name("corkboard"))
PATIENCE = 60  # seconds for what takes a fraction of one, unless something is wrong


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.headers, self.text = response.status, response.headers, response.read().decode()


class RunningDesk:
    """A desk that serves, and what it says on its terminal."""

    def __init__(self, command: list[str], environ: Mapping[str, str]) -> None:
        self._said: list[str] = []
        self._spoke = threading.Condition()
        self.process = subprocess.Popen(
            command, env=environ, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, start_new_session=True
        )
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    @property
    def said(self) -> str:
        with self._spoke:
            return "".join(self._said)

    def wait_for(self, text: str) -> None:
        with self._spoke:
            found = self._spoke.wait_for(lambda: text in "".join(self._said) or self._ended, PATIENCE)
        assert found, f"not said: {text}"
        assert text in self.said, self.said

    def ports(self) -> tuple[int, int]:
        self.wait_for("until Ctrl-C")
        first, second = re.findall(r"127\.0\.0\.1:(\d+)", self.said)[:2]
        return int(first), int(second)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        self._reading.join(PATIENCE)
        return code

    _ended = False

    def _read(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            with self._spoke:
                self._said.append(line)
                self._spoke.notify_all()
        with self._spoke:
            self._ended = True
            self._spoke.notify_all()


@contextmanager
def running_desk(data: Path, *options: str, **variables: str) -> Iterator[RunningDesk]:
    """A desk on free ports, with the databases in a folder."""
    command = [CORKBOARD, "desk", "run", "--port", "0", "--data", str(data), *options]
    desk = RunningDesk(command, {**os.environ, **variables})
    try:
        yield desk
    finally:
        if desk.process.poll() is None:
            desk.end()
        desk.process.wait(PATIENCE)


def ask(port: int, method: str, path: str, fields: Mapping[str, str] | None = None, **headers: str) -> Answer:
    """One request, as a browser without cookies sends it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    sent = {"Content-Type": "application/x-www-form-urlencoded"} if fields is not None else {}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request(method, path, urlencode(fields) if fields is not None else None, sent)
        return Answer(connection.getresponse())
    finally:
        connection.close()
