"""Small exports of other systems, made up for tests."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from corkboard.comments.model import ThreadId

SITE = "https://example.org"
THREADS = {
    ThreadId("articles", "first"): f"{SITE}/articles/first/",
    ThreadId("articles", "second"): f"{SITE}/articles/second/",
}
_NAMESPACES = {
    "xmlns:wp": "http://wordpress.org/export/1.2/",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:excerpt": "http://wordpress.org/export/1.2/excerpt/",
}


def wordpress(items: Iterable[tuple[str, Iterable[Mapping[str, str]]]], head: str = "") -> str:
    """A WXR file: the addresses of items, each with its comments' fields."""
    spaces = " ".join(f"{name}={quoteattr(value)}" for name, value in _NAMESPACES.items())
    made = "".join(
        f"<item><title>A page</title><link>{escape(link)}</link><content:encoded><![CDATA[<p>Body</p>]]></content:encoded>"
        f"<excerpt:encoded><![CDATA[x]]></excerpt:encoded>{''.join(map(wordpress_comment, comments))}</item>"
        for link, comments in items
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" ?>{head}\n<rss version="2.0" {spaces}>\n<channel><title>Blog</title>'
        f"<link>{SITE}</link><wp:base_blog_url>{SITE}</wp:base_blog_url>{made}</channel></rss>\n"
    )


def wordpress_comment(fields: Mapping[str, str]) -> str:
    every = {
        "id": "1",
        "author": "A reader",
        "author_email": "reader@example.org",
        "author_IP": "192.0.2.7",
        "date": "2014-01-14 18:32:12",
        "date_gmt": "2014-01-14 17:32:12",
        "content": "Words",
        "approved": "1",
        "type": "comment",
        "parent": "0",
        **fields,
    }
    inner = "".join(f"<wp:comment_{name}>{escape(value)}</wp:comment_{name}>\n" for name, value in every.items())
    return f"\n<wp:comment>\n{inner}<wp:commentmeta><wp:meta_key>k</wp:meta_key></wp:commentmeta></wp:comment>"


def disqus(threads: Mapping[str, str], posts: Iterable[Mapping[str, str]]) -> str:
    """A Disqus export: threads by id with their addresses, and posts' fields."""
    made = "".join(
        f'<thread dsq:id="{id}"><id>key</id><forum>lamps</forum><link>{escape(link)}</link><title>A page</title>'
        f"<author><name>Ada Example</name><email>ada@example.org</email></author></thread>\n"
        for id, link in threads.items()
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<disqus xmlns="http://disqus.com" '
        'xmlns:dsq="http://disqus.com/disqus-internals">\n<category dsq:id="1"><forum>lamps</forum></category>\n'
        f"{made}{''.join(map(disqus_post, posts))}</disqus>\n"
    )


def disqus_post(fields: Mapping[str, str]) -> str:
    every = {
        "message": "<p>Words</p>",
        "createdAt": "2013-10-10T19:20:29Z",
        "isDeleted": "false",
        "isSpam": "false",
        **{key: value for key, value in fields.items() if key not in ("id", "thread", "parent", "name")},
    }
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in every.items())
    parent = f'<parent dsq:id="{fields["parent"]}"/>' if "parent" in fields else ""
    return (
        f'<post dsq:id="{fields.get("id", "4")}"><id/>{inner}<author><name>{escape(fields.get("name", "A reader"))}</name>'
        f"<email>reader@example.org</email></author><ipAddress>192.0.2.7</ipAddress>"
        f'<thread dsq:id="{fields.get("thread", "2")}"/>{parent}</post>\n'
    )


_ISSO_BEFORE_5 = """
    CREATE TABLE comments (tid REFERENCES threads(id), id INTEGER PRIMARY KEY, parent INTEGER, created FLOAT NOT NULL,
    modified FLOAT, mode INTEGER, remote_addr VARCHAR, text VARCHAR, author VARCHAR, email VARCHAR, website VARCHAR,
    likes INTEGER DEFAULT 0, dislikes INTEGER DEFAULT 0, voters BLOB NOT NULL{notification});
"""
_NOTIFICATION = ", notification INTEGER DEFAULT 0"


def isso(path: Path, pages: Mapping[int, str], rows: Iterable[Mapping[str, object]], version: int = 5) -> Path:
    """A database as Isso 0.13 (`version` 3) and 0.14 (`version` 5) make them."""
    table = _ISSO_BEFORE_5.format(notification=_NOTIFICATION if version >= 4 else "")
    table = table.replace("text VARCHAR,", "text VARCHAR NOT NULL,") if version >= 5 else table
    with sqlite3.connect(path) as database:
        database.execute(f"PRAGMA user_version = {version}")
        database.execute("CREATE TABLE preferences (key VARCHAR PRIMARY KEY, value VARCHAR)")
        database.execute("CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256))")
        database.execute(table)
        database.executemany("INSERT INTO threads (id, uri, title) VALUES (?, ?, 'A page')", pages.items())
        for row in rows:
            every = {
                "tid": 1,
                "created": 1381432829.25,
                "mode": 1,
                "remote_addr": "192.0.2.0",
                "text": "Words",
                "author": "A reader",
                "email": "reader@example.org",
                "voters": b"",
                **row,
            }
            names, marks = ", ".join(every), ", ".join("?" * len(every))
            database.execute(f"INSERT INTO comments ({names}) VALUES ({marks})", [*every.values()])
    database.close()
    return path
