"""The local server answers as a host of static files would, for one folder and nothing else."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from corkboard.preview.server import AddressError, make_server


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    files = {
        "index.html": "home",
        "404.html": "no such page",
        "people/aya/index.html": "Aya",
        "статья/index.html": "article",
        "feeds/all.atom": "<feed/>",
        "a b.txt": "text",
        "theme/main.0123456789.css": "css",
        "theme/a.js": "js",
        "data.json": "{}",
        "logo.svg": "<svg/>",
        "photo.JPG": "jpg",
        "odd.unknown": "?",
        "empty/file.txt": "",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "leak.txt").symlink_to("../secret.txt")
    return folder


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.body = response.status, response.read().decode()
        self.headers: Mapping[str, str] = dict(response.getheaders())


class Client:
    def __init__(self, port: int) -> None:
        self.port = port

    def get(self, address: str, method: str = "GET") -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.putrequest(method, "/", skip_accept_encoding=True)
            connection._buffer[0] = f"{method} {address} HTTP/1.1".encode()  # type: ignore[attr-defined]
            connection.endheaders()
            return Answer(connection.getresponse())
        finally:
            connection.close()


@contextmanager
def serving(folder: Path, base: str = "") -> Iterator[Client]:
    with make_server(folder, port=0, base=base) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield Client(server.server_port)
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("address", "body", "kind"),
    [
        ("/", "home", "text/html; charset=utf-8"),
        ("/index.html", "home", "text/html; charset=utf-8"),
        ("/?from=mail", "home", "text/html; charset=utf-8"),
        ("/people/aya/", "Aya", "text/html; charset=utf-8"),
        ("/%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F/", "article", "text/html; charset=utf-8"),
        ("/статья/", "article", "text/html; charset=utf-8"),
        ("/a%20b.txt", "text", "text/plain; charset=utf-8"),
        ("/feeds/all.atom", "<feed/>", "application/atom+xml; charset=utf-8"),
        ("/theme/main.0123456789.css", "css", "text/css; charset=utf-8"),
        ("/theme/a.js", "js", "text/javascript; charset=utf-8"),
        ("/data.json", "{}", "application/json; charset=utf-8"),
        ("/logo.svg", "<svg/>", "image/svg+xml; charset=utf-8"),
        ("/photo.JPG", "jpg", "image/jpeg"),
        ("/odd.unknown", "?", "application/octet-stream"),
        ("//people//aya//", "Aya", "text/html; charset=utf-8"),
    ],
)
def test_files_are_served_with_their_type(site: Path, address: str, body: str, kind: str) -> None:
    with serving(site) as client:
        answer = client.get(address)
    assert (answer.status, answer.body, answer.headers["Content-Type"]) == (200, body, kind)


@pytest.mark.parametrize(
    "address",
    [
        *("/missing", "/missing/", "/index.html/", "/empty", "/empty/", "/people/"),
        *("/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/leak.txt", "//etc/passwd", "/%2fetc%2fpasswd"),
        *("/%00", "/%ff", "/" + "a" * 5000, "*", "http://example.org/"),
    ],
)
def test_any_other_address_gets_the_page_not_found(site: Path, address: str) -> None:
    with serving(site) as client:
        answer = client.get(address)
    assert (answer.status, answer.body) == (404, "no such page")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_site_without_a_page_not_found(tmp_path: Path) -> None:
    with serving(tmp_path) as client:
        answer = client.get("/")
    assert (answer.status, answer.body) == (404, "There is nothing at this address.\n")


@pytest.mark.parametrize(
    ("address", "location"),
    [
        ("/people/aya", "/people/aya/"),
        ("/people/aya?page=2", "/people/aya/?page=2"),
        ("/%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F", "/%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F/"),
        ("//people/aya", "/people/aya/"),
    ],
)
def test_a_folder_redirects_to_its_slash(site: Path, address: str, location: str) -> None:
    with serving(site) as client:
        answer = client.get(address)
    assert (answer.status, answer.headers["Location"]) == (302, location)


@pytest.mark.parametrize(
    ("address", "status", "location"),
    [
        ("/", 302, "/blog/"),
        ("/blog", 302, "/blog/"),
        ("/blog/", 200, None),
        ("/blog/people/aya", 302, "/blog/people/aya/"),
        ("/blog/people/aya/", 200, None),
        ("/people/aya/", 404, None),
        ("/blogs/", 404, None),
    ],
)
def test_a_site_below_a_path(site: Path, address: str, status: int, location: str | None) -> None:
    with serving(site, base="/blog") as client:
        answer = client.get(address)
    assert (answer.status, answer.headers.get("Location")) == (status, location)


def test_head_has_the_headers_of_get_and_no_body(site: Path) -> None:
    with serving(site) as client:
        head, get = client.get("/", "HEAD"), client.get("/")
    assert (head.status, head.body) == (200, "")
    assert head.headers["Content-Length"] == get.headers["Content-Length"] == "4"


def test_other_methods_are_refused(site: Path) -> None:
    with serving(site) as client:
        assert client.get("/", "POST").status == 501


def test_a_rebuilt_page_is_shown_at_once(site: Path) -> None:
    with serving(site) as client:
        assert client.get("/").headers["Cache-Control"] == "no-store"
        (site / "index.html").write_text("new")
        assert client.get("/").body == "new"


def test_many_readers_at_once(site: Path) -> None:
    with serving(site) as client, socket.create_connection(("127.0.0.1", client.port)):
        assert client.get("/").status == 200  # though another has connected and says nothing


def test_one_line_is_logged_for_a_request(site: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with serving(site) as client:
        client.get("/people/aya")
        client.get("/\x1b[31m%0A")
        client.get("/", "BREW")
    lines = capfd.readouterr().err.splitlines()
    assert lines[:2] == ["302 GET /people/aya", "404 GET /?[31m%0A"]
    assert all(line.isascii() for line in lines)


def test_only_this_machine_is_served_unless_told(site: Path) -> None:
    with make_server(site, port=0) as server:
        assert server.server_address[0] == "127.0.0.1"


def test_ipv6(site: Path) -> None:
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    with make_server(site, "::1", 0) as server:
        assert server.server_address[0] == "::1"


def test_a_taken_port_is_a_sentence(site: Path) -> None:
    with make_server(site, port=0) as server, pytest.raises(AddressError, match=r"^port \d+ is taken, perhaps"):
        make_server(site, port=server.server_port)


@pytest.mark.parametrize(("host", "port"), [("192.0.2.1", 0), ("127.0.0.1", 99999), ("127.0.0.1", -1)])
def test_an_address_that_cannot_be_is_a_sentence(site: Path, host: str, port: int) -> None:
    with pytest.raises(AddressError, match="choose"):
        make_server(site, host, port)
