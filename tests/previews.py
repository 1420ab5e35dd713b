"""A tiny site and `corkboard serve` on it, in a process of its own."""

from __future__ import annotations

import http.client
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sites import ARTICLE, PROJECT

PATIENCE = 60  # seconds for what takes a fraction of one, unless something is wrong
PARAGRAPHS = "\n\n".join(f"Paragraph {number} of a text that is longer than a screen." for number in range(200))


class Preview:
    """The folder of a site that is previewed: an article `a` of many paragraphs, and `b`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = folder / ".preview"
        self.address = ""
        self._said = ""
        self._news = threading.Condition()
        shutil.copytree(PROJECT / "theme", folder / "theme")
        shutil.copy(PROJECT / "pelicanconf.py", folder)
        self.article("a", PARAGRAPHS)
        self.article("b", "Text.")

    def write(self, name: str, text: str) -> None:
        """Save a file as careful editors do: beside it first, so that it is never half of one."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}~")
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def article(self, id: str, body: str, fields: str = "") -> None:
        self.write(f"content/articles/{id}.md", ARTICLE.format(title=f"Article {id}\n{fields}".strip()) + body)

    @contextmanager
    def serving(self, port: int = 0, program: str = "") -> Iterator[Preview]:
        """Serve it, to the end by Ctrl-C; the address is known once this begins.  `program` does so in another way."""
        corkboard = str(Path(sys.executable).with_name("corkboard"))
        command = [sys.executable, "-c", program] if program else [corkboard, "serve", "--port", str(port)]
        with subprocess.Popen(command, cwd=self.folder, stderr=subprocess.PIPE, text=True) as process:
            reading = threading.Thread(target=self._read, args=(process,))
            reading.start()
            try:
                self.wait_until(lambda: "until Ctrl-C" in self.said or process.poll() is not None)
                found = re.search(r"Serving (\S+)/ until", self.said)
                assert found, self.said
                self.address = found[1]
                yield self
                process.send_signal(signal.SIGINT)
                assert process.wait(PATIENCE) == 0
            finally:
                process.kill()
                reading.join()
        assert "Traceback" not in self.said, self.said

    @property
    def said(self) -> str:
        """What stands on the terminal."""
        with self._news:
            return self._said

    def wait_for(self, text: str) -> None:
        """Wait until the terminal says something, and forget all that it said until then."""
        self.wait_until(lambda: text in self._said)
        with self._news:
            self._said = self._said.partition(text)[2]

    def wait_until(self, condition: Callable[[], bool]) -> None:
        with self._news:
            assert self._news.wait_for(condition, PATIENCE), self._said

    def get(self, address: str, method: str = "GET", **headers: str) -> tuple[int, str, http.client.HTTPMessage]:
        """Status, text and headers of an answer."""
        connection = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=PATIENCE)
        try:
            connection.request(method, address, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), answer.headers
        finally:
            connection.close()

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stderr
        for line in process.stderr:
            with self._news:
                self._said += line
                self._news.notify_all()
        with self._news:
            self._news.notify_all()
