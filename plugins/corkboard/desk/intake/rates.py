"""How often each network has come, in a file that all processes of the intake share and that remembers a day."""

from __future__ import annotations

import datetime as dt
import secrets
import sqlite3
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from limits import RateLimitItem, parse_many
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from corkboard.desk.networks import hashed

__all__ = ["Rates"]

_CONNECTED = """
PRAGMA synchronous=OFF;
PRAGMA secure_delete=ON;
PRAGMA journal_mode=WAL;
CREATE TABLE IF NOT EXISTS hits (key TEXT PRIMARY KEY, count INTEGER NOT NULL, expires REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS salts (day TEXT PRIMARY KEY, salt BLOB NOT NULL) WITHOUT ROWID;
"""
_COUNT = """
INSERT INTO hits (key, count, expires) VALUES (:key, :amount, :expires)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN expires <= :now THEN :amount ELSE count + :amount END,
  expires = CASE WHEN expires <= :now THEN :expires ELSE expires END
RETURNING count
"""
_TIDY_EVERY = 60.0  # seconds
_BUSY_SECONDS = 5.0


class Rates:
    """Limits for networks.  What is kept of one cannot be traced back to it once the day's salt is deleted."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._storage = _Counts(path)
        self._limiter = FixedWindowRateLimiter(self._storage)
        self._key = key
        self._items: dict[str, list[RateLimitItem]] = {}

    def wait_for(self, what: str, rate: str, network: str) -> float:
        """Count one request of a network; the seconds until the next is welcome, 0 if this one is."""
        items = self._items.get(rate)
        if items is None:
            items = self._items[rate] = parse_many(rate)
        who = hashed(network, self._key, self._storage.salt()).hex()
        over = [item for item in items if not self._limiter.hit(item, what, who)]
        if not over:
            return 0.0
        return max(1.0, *(self._limiter.get_window_stats(item, what, who).reset_time - time.time() for item in over))


class _Counts(Storage):
    """Counters for `limits` in SQLite.  Nothing is lost with the file but a minute.

    Threads take turns at one connection: SQLite itself has whoever finds it busy sleep, longer each time.
    """

    STORAGE_SCHEME = None
    base_exceptions = sqlite3.Error

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        _set_up(self._connection)
        self._turn = threading.Lock()
        self._salt: tuple[str, bytes] = ("", b"")
        self._tidied = time.monotonic()

    def salt(self) -> bytes:
        """Today's; those of other days are deleted."""
        today = dt.datetime.now(dt.UTC).date().isoformat()
        if self._salt[0] != today:
            self._ask("DELETE FROM salts WHERE day <> ?", [today])
            self._ask("INSERT OR IGNORE INTO salts VALUES (?, ?)", [today, secrets.token_bytes(32)])
            self._salt = (today, self._ask("SELECT salt FROM salts WHERE day = ?", [today])[0][0])
        return self._salt[1]

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = time.time()
        if time.monotonic() - self._tidied > _TIDY_EVERY:
            self._tidied = time.monotonic()
            self._ask("DELETE FROM hits WHERE expires <= ?", [now])
        given = {"key": key, "amount": amount, "now": now, "expires": now + expiry}
        return int(self._ask(_COUNT, given)[0][0])

    def get(self, key: str) -> int:
        row = self._row(key)
        return int(row[0]) if row else 0

    def get_expiry(self, key: str) -> float:
        row = self._row(key)
        return float(row[1]) if row else time.time()

    def check(self) -> bool:
        return bool(self._ask("SELECT 1"))

    def reset(self) -> int | None:
        return len(self._ask("DELETE FROM hits RETURNING key"))

    def clear(self, key: str) -> None:
        self._ask("DELETE FROM hits WHERE key = ?", [key])

    def _row(self, key: str) -> Any:
        return next(
            iter(self._ask("SELECT count, expires FROM hits WHERE key = ? AND expires > ?", [key, time.time()])), None
        )

    def _ask(self, statement: str, given: Sequence[Any] | Mapping[str, Any] = ()) -> list[Any]:
        with self._turn:
            return self._connection.execute(statement, given).fetchall()


def _set_up(connection: sqlite3.Connection) -> None:
    """Make the tables, unless they are there.  The first change of the journal waits for no other by itself."""
    end = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.executescript(_CONNECTED)
        except sqlite3.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.01)
        else:
            return
