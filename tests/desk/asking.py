"""Requests as nobody's browser sends them, made of the desk's own addresses and of the fields that its code reads."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import strategies as st

import corkboard.desk
from corkboard.desk.databases import INTAKE

_CODE = Path(corkboard.desk.__file__).parent
CSRF = "c" * 32  # as a cookie and as a header, so that posts get beyond that check

LONG = "x" * 5000
HOSTILE = (
    *(
        "",
        "\0",
        "a\0b",
        "\ufffe",
        "\u202e",
        "é" * 200,
        "😀" * 100,
        "ß" * 80,
        LONG,
        "\r\n",
        "%",
        "%00",
        "{{ 1 }}",
        "'\"--",
    ),
    *("0", "-1", "1", "9" * 19, "9" * 40, "9" * 5000, "1e400", "nan", "inf", "-inf~x", "1~", "0x1", "٣", "²", "1_0"),
    *("..", "../../etc/passwd", "articles/../x", "//evil.example", "null", "[]", "{}", "true", "0001-01-01", "~"),
)
_BYTES = (
    b"\xed\xa0\x80",
    b"\xff\xfe",
    b"\xc0\x80",
    b"\xf4\x90\x80\x80",
)  # what is no UTF-8: lone surrogates and others
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")
_FORM = "application/x-www-form-urlencoded"
_CHARSETS = (
    *("utf-8", "UTF-8", "latin-1", "utf-16", "utf-7", "utf_8_sig", "unicode_escape", "raw_unicode_escape", "rot13"),
    *("hex", "zlib", "idna", "punycode", "undefined", "mbcs", "nonsense", '"', "a b", "é", "x" * 3000),
)
_KINDS = st.one_of(
    st.just(_FORM),
    st.just("multipart/form-data; boundary=b"),
    st.sampled_from(["", "text/plain", "application/json", "multipart/form-data", f"{_FORM};", "/", ";", "a" * 4000]),
    st.builds(
        "{}; charset={}".format,
        st.sampled_from([_FORM, "text/plain", "multipart/form-data; boundary=b"]),
        st.sampled_from(_CHARSETS),
    ),
    st.builds(
        "{}; charset*={}''{}".format, st.just(_FORM), st.sampled_from(_CHARSETS), st.sampled_from(["utf-8", "%00"])
    ),
    st.sampled_from([f"multipart/form-data; boundary={mark}" for mark in ('"', "é", "x" * 300, "''")]),
)
_HEADERS = {
    "HTTP_ACCEPT_LANGUAGE": ("kk", "ru, en;q=0.5", "x" * 600, "\xff", "en;q=9" * 100, "-", "*", "../../etc", "a-b-c-d"),
    "HTTP_AUTHORIZATION": ("Bearer", "Bearer \xe9", "Basic eA==", "Bearer " + LONG, " ", "Bearer \x00"),
    "HTTP_X_FORWARDED_FOR": ("1.2.3.4", "::1%eth0", "[::", ",,,", "\xff", "9" * 4000, "::ffff:1.2.3.4, x"),
    "HTTP_IF_NONE_MATCH": ("*", '"', "\xff", '"0-0"'),
    "HTTP_IF_MODIFIED_SINCE": ("Thu, 01 Jan 1970 00:00:00 GMT", "nonsense", "Thu, 99 Jan 9999999999 00:00:00 GMT"),
    "HTTP_RANGE": ("bytes=0-", "bytes=9-1", "bytes=-", "lines=1"),
    "HTTP_ORIGIN": ("null", "https://evil.example", "http://[", "\xff"),
    "HTTP_REFERER": ("https://evil.example/", "http://[", "\xff", "https://evil.example:99999999/"),
    "HTTP_HOST": ("localhost", "evil.example", "[", "localhost:99999", "\xff", "a" * 300),
    "HTTP_X_FORWARDED_PROTO": ("https", "\xff"),
    "HTTP_EXPECT": ("100-continue",),
    "HTTP_TRANSFER_ENCODING": ("chunked",),
    "CONTENT_LENGTH": ("0", "5"),  # others are refused before they reach an application
}


@dataclass(frozen=True)
class Asked:
    """A request, as it stands in the environment of a WSGI application; text in it is bytes as Latin-1."""

    method: str
    path: str
    query: str
    kind: str
    body: bytes
    headers: Mapping[str, str]

    def environ(self, visitor: Mapping[str, str]) -> dict[str, Any]:
        """With the headers of whoever asks it."""
        return {
            "REQUEST_METHOD": self.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": self.path,
            "QUERY_STRING": self.query,
            "CONTENT_TYPE": self.kind,
            "CONTENT_LENGTH": str(len(self.body)),
            "REMOTE_ADDR": "192.0.2.1",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_X_CSRFTOKEN": CSRF,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(self.body),
            "wsgi.errors": BytesIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            **visitor,
            **self.headers,
        }


def field_names() -> list[str]:
    """The names of all fields that the desk's code asks for, and that its pages have."""
    found: set[str] = set()
    for path in (*_CODE.rglob("*.py"), *_CODE.rglob("*.html")):
        found |= set(
            re.findall(r"""(?:get|getlist)\("([a-z_]+)"|\bname="([a-z_-]+)"|POST\["(\w+)"\]""", path.read_text())
        )
    return sorted({name for names in found for name in names if name})


def routes(patterns: Sequence[Any]) -> list[str]:
    """The addresses of a table of urls, with `<…>` where something is put in."""
    return [str(one.pattern) for one in patterns]


Form = tuple[str, Mapping[str, str]]  # where it is sent to, and what it holds


def requests(route: str, names: Sequence[str], known: Sequence[str], forms: Sequence[Form]) -> st.SearchStrategy[Asked]:
    """Anything that can be asked at an address; half of it is what the desk's own pages ask, but for a little.

    `known` are values that mean something to the desk, `forms` those of its pages.
    """
    texts = st.one_of(st.sampled_from(known), st.sampled_from(HOSTILE), st.text(max_size=30))
    raw = st.one_of(texts.map(lambda text: text.encode("utf-8", "surrogatepass")), st.sampled_from(_BYTES))
    own = [fields for action, fields in forms if re.fullmatch(re.sub("<[^>]*>", "[^/]+", f"/{route}"), action)]
    others = [{}, *(fields for _, fields in forms)]
    form = st.sampled_from(own) | st.sampled_from(own) | st.sampled_from(others) if own else st.sampled_from(others)
    mine = sorted({name for fields in own for name in fields})
    name = st.sampled_from(mine) | st.sampled_from(names) if mine else st.sampled_from(names)
    fields = st.builds(_changed, form, st.lists(st.tuples(name, raw), max_size=4), st.booleans())
    headers = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in _HEADERS.items()})
    return st.builds(
        _asked,
        _seldom(st.sampled_from(_METHODS), "POST", "GET", "POST", "GET"),
        _paths(route, known, raw),
        fields,
        _seldom(_KINDS, _FORM, _FORM, _FORM, _FORM, "multipart/form-data; boundary=b"),
        fields,
        _seldom(st.sampled_from([b"&", b"=", b"%", b"--b\r\n", b"\xff" * 300, b"a=1&" * 3000]), b"", b"", b""),
        _seldom(headers, {}, {}),
    )


def _seldom(strategy: st.SearchStrategy[Any], *usual: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from([*map(st.just, usual), strategy]).flatmap(lambda chosen: chosen)


def _paths(route: str, known: Sequence[str], raw: st.SearchStrategy[bytes]) -> st.SearchStrategy[str]:
    """Addresses of a route, mostly; what is put in has no slash, which would make another of it."""
    kinds = {"<int": str.isdigit, "<slug": lambda text: len(text) == 26, "<str": lambda text: "." in text}
    parts = re.split(r"(<[^>]*>)", route)
    anything = raw.map(lambda value: value.replace(b"/", b"").decode("latin-1"))
    drawn = [
        _seldom(anything, *(value for value in known if kinds[part.partition(":")[0]](value)))
        if part.startswith("<")
        else st.just(part)
        for part in parts
    ]
    return st.builds(
        lambda parts, end: f"/{''.join(parts)}{end}", st.tuples(*drawn), _seldom(st.sampled_from("x/\xff"), *[""] * 9)
    )


def _changed(form: Mapping[str, str], changes: list[tuple[str, bytes]], twice: bool) -> list[tuple[str, bytes]]:
    """A form with some fields changed, or more than once there."""
    changed = {} if twice else dict(changes)
    return [*((name, value.encode()) for name, value in form.items() if name not in changed), *changes]


def _asked(
    method: str,
    path: str,
    query: list[tuple[str, bytes]],
    kind: str,
    fields: list[tuple[str, bytes]],
    rest: bytes,
    headers: dict[str, str],
) -> Asked:
    body = _parts(fields) if kind.startswith("multipart/") else _encoded(fields).encode()
    return Asked(method, path, _encoded(query), kind, body + rest, headers)


def _encoded(fields: list[tuple[str, bytes]]) -> str:
    return "&".join(f"{name}={quote_from_bytes(value, safe='')}" for name, value in fields)


def _parts(fields: list[tuple[str, bytes]]) -> bytes:
    """As multipart/form-data; every seventh is a file."""
    found = b""
    for number, (name, value) in enumerate(fields):
        file = '; filename="a.html"\r\nContent-Type: text/html' if number % 7 == 6 else ""
        found += f'--b\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode() + value + b"\r\n"
    return found + b"--b--\r\n"


@contextmanager
def _undone() -> Iterator[None]:
    """What is done meanwhile in the databases is taken back, so that one request finds what another found."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # connections in a transaction stay
    try:
        with transaction.atomic(), transaction.atomic(using=INTAKE):
            yield
            transaction.set_rollback(True)
            transaction.set_rollback(True, using=INTAKE)
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def answered(application: Callable[..., Any], asked: Asked, visitor: Mapping[str, str]) -> tuple[int, bytes]:
    """The status and the words of an answer, of which nothing is kept.  What is raised or logged meanwhile fails."""
    statuses: list[int] = []
    with _undone(), _nothing_logged():
        given = application(asked.environ(visitor), lambda status, _: statuses.append(int(status.split()[0])))
        text = b"".join(given)
        if hasattr(given, "close"):
            given.close()
    return statuses[0], text


class _Fails(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1]:
            raise record.exc_info[1]
        raise AssertionError(record.getMessage())


@contextmanager
def _nothing_logged() -> Iterator[None]:
    """Errors are of us, and none is to be in the log because of what somebody sent."""
    handler = _Fails(logging.ERROR)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
