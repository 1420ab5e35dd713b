"""A web server for a built site on one's own machine, answering as a host of static files does."""

from __future__ import annotations

import errno
import mimetypes
import os
import re
import socket
import sys
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

__all__ = ["AddressError", "Handler", "Server", "make_server"]

_TYPES = {
    **mimetypes.MimeTypes().types_map[True],  # Python's own table, without what the system adds to it
    ".atom": "application/atom+xml",
    ".avif": "image/avif",
    ".js": "text/javascript",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
_IS_TEXT = re.compile(r"text/|.*[/+](xml|json)$")
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]")
_PORT = re.compile(r":\d*$")
_OWN_NAMES = ("localhost", "127.0.0.1", "[::1]")


class AddressError(OSError):
    """Nothing can be served at an address; the message is a sentence."""


def make_server(
    folder: Path,
    host: str = "127.0.0.1",
    port: int = 8000,
    base: str = "",
    handler: Callable[..., Handler] | None = None,
) -> Server:
    """A server that listens already; port 0 takes a free one.  Raises AddressError.

    `base` is the path that every address of the site begins with, such as "/blog".
    """
    try:
        return Server(folder, host, port, base, handler or Handler)
    except OverflowError:
        raise AddressError(f"there is no port {port}: choose one from 1024 to 65535") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise AddressError(f"port {port} is taken, perhaps by another preview: choose another") from None
        raise AddressError(f"{host}, port {port}: {error.strerror or error}; choose another") from None


class Server(ThreadingHTTPServer):
    # On Windows it would let two servers have one port.
    allow_reuse_address = os.name != "nt"
    request_queue_size = 128  # all tabs load anew at once

    def __init__(self, folder: Path, host: str, port: int, base: str, handler: Callable[..., Handler]) -> None:
        self.folder, self.base = folder.resolve(), base
        self.host = f"[{host}]" if ":" in host else host
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), handler)

    @property
    def address(self) -> str:
        """Where the site begins, without the last slash."""
        return f"http://{self.host}:{self.server_port}{self.base}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let readers go away without a word."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # a body would wait for the receipt of its headers
    server: Server

    def do_GET(self) -> None:
        # A page elsewhere may lead its own name to this machine, and could then read what is not published.
        host = _PORT.sub("", self.headers.get("Host", "")).lower()
        if host in {*_OWN_NAMES, self.server.host}:
            return self.respond()
        sentence = f"This preview answers only to its own address, {self.server.address}/\n"
        return self.answer(HTTPStatus.MISDIRECTED_REQUEST, "text/plain", sentence.encode())

    do_HEAD = do_GET  # noqa: N815 - so that the base class finds it

    def respond(self) -> None:
        """Answer with the file, the redirect or the 404 page that belongs to the address."""
        folder, base = self.server.folder, self.server.base
        path, mark, query = self.path.partition("?")
        if path in ("/", base) and base:
            return self._redirect(f"{base}/")
        if not path.startswith(f"{base}/"):
            return self._not_found()
        inner = path.removeprefix(base)
        index = _find(folder, f"{inner}/index.html")
        if index and not path.endswith("/"):
            return self._redirect(f"{path}/{mark}{query}")
        file = index if path.endswith("/") else _find(folder, inner)
        if file is None or not self._send(HTTPStatus.OK, file):
            self._not_found()
        return None

    def body_of(self, file: Path, kind: str) -> bytes:  # noqa: ARG002
        """What is sent of a file.  Raises OSError."""
        return file.read_bytes()

    def nothing(self) -> None:
        """Answer where there is neither a file nor a 404 page."""
        self.answer(HTTPStatus.NOT_FOUND, "text/plain", b"There is nothing at this address.\n")

    def answer(self, status: HTTPStatus, kind: str, body: bytes, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if _IS_TEXT.match(kind) else kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        if location:
            self.send_header("Location", location)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002
        self.log_message("%s %s %s", int(code), self.command, self.path)

    def log_message(self, format: str, *args: object) -> None:
        sys.stderr.write(_UNPRINTABLE.sub("?", format % args) + "\n")

    def _redirect(self, address: str) -> None:
        self.answer(HTTPStatus.FOUND, "text/plain", b"", address)

    def _not_found(self) -> None:
        page = _find(self.server.folder, "404.html")
        if page is None or not self._send(HTTPStatus.NOT_FOUND, page):
            self.nothing()

    def _send(self, status: HTTPStatus, file: Path) -> bool:
        """Answer with a file; not if a build has removed it just now."""
        kind = _TYPES.get(file.suffix.lower(), "application/octet-stream")
        try:
            body = self.body_of(file, kind)
        except OSError:
            return False
        self.answer(status, kind, body)
        return True


def _find(folder: Path, address: str) -> Path | None:
    """The file in a folder that an address, as it came over the wire, means."""
    try:
        name = unquote_to_bytes(address.encode("latin-1")).decode().strip("/")
        file = (folder / name).resolve(strict=True)
    except (OSError, ValueError, RuntimeError):  # not there, or not a name that a file could have
        return None
    return file if file.is_file() and file.is_relative_to(folder) else None
