"""A web server for a built site on one's own machine, answering as a host of static files does."""

from __future__ import annotations

import errno
import mimetypes
import os
import re
import socket
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote_to_bytes

__all__ = ["AddressError", "make_server", "serve"]

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


class AddressError(OSError):
    """Nothing can be served at an address; the message is a sentence."""


def serve(folder: Path, host: str = "127.0.0.1", port: int = 8000, base: str = "") -> None:
    """Serve a built site until Ctrl-C.  Raises AddressError."""
    with make_server(folder, host, port, base) as server:
        shown = f"[{host}]" if ":" in host else host
        try:
            sys.stderr.write(f"Serving http://{shown}:{server.server_port}{base}/ until Ctrl-C\n")
            server.serve_forever()
        except KeyboardInterrupt:
            sys.stderr.write("\n")


def make_server(folder: Path, host: str = "127.0.0.1", port: int = 8000, base: str = "") -> ThreadingHTTPServer:
    """A server that listens already; port 0 takes a free one.  Raises AddressError.

    `base` is the path that every address of the site begins with, such as "/blog".
    """
    try:
        return _Server(folder, host, port, base)
    except OverflowError:
        raise AddressError(f"there is no port {port}: choose one from 1024 to 65535") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise AddressError(f"port {port} is taken, perhaps by another preview: choose another") from None
        raise AddressError(f"{host}, port {port}: {error.strerror or error}; choose another") from None


class _Server(ThreadingHTTPServer):
    # On Windows it would let two servers have one port.
    allow_reuse_address = os.name != "nt"

    def __init__(self, folder: Path, host: str, port: int, base: str) -> None:
        self.folder, self.base = folder.resolve(), base
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Let readers go away without a word."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
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
        return self._send(HTTPStatus.OK, file) if file else self._not_found()

    do_HEAD = do_GET  # noqa: N815 - so that the base class finds it

    def _redirect(self, address: str) -> None:
        self._answer(HTTPStatus.FOUND, "text/plain", b"", address)

    def _not_found(self) -> None:
        page = _find(self.server.folder, "404.html")
        if page:
            self._send(HTTPStatus.NOT_FOUND, page)
        else:
            self._answer(HTTPStatus.NOT_FOUND, "text/plain", b"There is nothing at this address.\n")

    def _send(self, status: HTTPStatus, file: Path) -> None:
        kind = _TYPES.get(file.suffix.lower(), "application/octet-stream")
        self._answer(status, kind, file.read_bytes())

    def _answer(self, status: HTTPStatus, kind: str, body: bytes, location: str = "") -> None:
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


def _find(folder: Path, address: str) -> Path | None:
    """The file in a folder that an address, as it came over the wire, means."""
    try:
        name = unquote_to_bytes(address.encode("latin-1")).decode().strip("/")
        file = (folder / name).resolve(strict=True)
    except (OSError, ValueError, RuntimeError):  # not there, or not a name that a file could have
        return None
    return file if file.is_file() and file.is_relative_to(folder) else None
