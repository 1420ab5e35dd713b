"""The server of a preview that lives: that of static files, with a script in each page that waits for builds."""

from __future__ import annotations

from functools import cache
from html import escape
from http import HTTPStatus
from importlib.resources import files
from pathlib import Path
from urllib.parse import parse_qs

from corkboard.preview.channel import Channel
from corkboard.preview.server import Handler

__all__ = ["LiveHandler"]

_EVENTS = "/.corkboard/events"  # no page's address has a part that begins with a dot
_HEARTBEAT = 3.0  # seconds; writing to a reader who went away is how one learns of that
_RETRY = 500  # milliseconds after which a browser that lost the preview looks for it again
_NO_PAGE_YET = b"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>No page yet</title>
</head>
<body>
<p>There is no page yet: the site could not be built. The terminal says why.</p>
</body>
</html>
"""


class LiveHandler(Handler):
    """Answers one reader.  Files stay as they are: the script is in what is sent, and in HTML alone."""

    def __init__(self, channel: Channel, *args: object) -> None:
        self.channel = channel
        super().__init__(*args)  # type: ignore[arg-type]

    def respond(self) -> None:
        path, _, query = self.path.partition("?")
        if path == _EVENTS:
            return self._stream(self.headers.get("Last-Event-ID") or parse_qs(query).get("since", [""])[0])
        # Taken before a file is read: a page newer than its build is loaded twice, an older one would stay.
        self.build = self.channel.build
        return super().respond()

    def body_of(self, file: Path, kind: str) -> bytes:
        data = super().body_of(file, kind)
        if kind != "text/html":
            return data
        return _with_script(data, self.build, file.relative_to(self.server.folder).as_posix())

    def nothing(self) -> None:
        if not self.channel.failed:
            return super().nothing()
        return self.answer(
            HTTPStatus.SERVICE_UNAVAILABLE, "text/html", _with_script(_NO_PAGE_YET, self.build, "404.html")
        )

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Only what goes wrong: the terminal is for builds."""
        if int(code) >= HTTPStatus.BAD_REQUEST:
            super().log_request(code, size)

    def _stream(self, seen: str) -> None:
        """Server-sent events, one for each build, until the reader goes away.

        Source: HTML Living Standard, 9.2, Server-sent events.
        """
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "HEAD":
            return
        seen, story = self.channel.story(seen)
        self.wfile.write(f"retry: {_RETRY}\nid: {seen}\ndata: {story}\n\n".encode())
        while (build := self.channel.news(seen, _HEARTBEAT)) is not None:
            if build:
                seen, story = self.channel.story(seen)
                self.wfile.write(f"id: {seen}\ndata: {story}\n\n".encode())
            else:
                self.wfile.write(b":\n\n")


def _with_script(page: bytes, build: str, path: str) -> bytes:
    """A page with the script before its end, which is told the page's build and path in the output."""
    data = {"events": _EVENTS, "build": build, "path": path}
    attributes = " ".join(f'data-{name}="{escape(value)}"' for name, value in data.items())
    script = f"<script {attributes}>\n{_script()}</script>\n".encode("utf-8", "surrogateescape")
    end = page.lower().rfind(b"</body>")
    return page + script if end < 0 else page[:end] + script + page[end:]


@cache
def _script() -> str:
    return files("corkboard.preview").joinpath("live.js").read_text(encoding="utf-8")
