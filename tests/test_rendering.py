"""Rendering a page from a theme: what is kept of compiled templates changes nothing but the time it takes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from markupsafe import Markup

from corkboard.rendering.render import Theme, environment, render
from corkboard.rendering.render import _quick_environment as quick_environment


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[Path]]:
    """The files of compiled templates."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return lambda: [path for path in tmp_path.rglob("*.cache") if path.is_file()]


def rendered(text: str) -> str:
    """What a template gives, as a process would that has just begun."""
    environment.cache_clear()
    quick_environment.cache_clear()
    theme = Theme("theme", {"page.html": text}, text.encode())
    return render(theme, "page.html", "<Ann>", None, str, Markup(""), "{}", {}).decode()


def test_a_compiled_template_is_kept_and_used(kept: Callable[[], list[Path]]) -> None:
    assert rendered("Name: {{ page }}") == "Name: &lt;Ann&gt;"
    (file,) = kept()
    file.write_bytes(file.read_bytes().replace(b"Name: ", b"Kept: "))
    assert rendered("Name: {{ page }}") == "Kept: &lt;Ann&gt;"


def test_a_template_that_has_changed_is_compiled_anew(kept: Callable[[], list[Path]]) -> None:
    rendered("Name: {{ page }}")
    assert rendered("It is {{ page }}") == "It is &lt;Ann&gt;"


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-9], lambda data: data[:30], lambda _: b"", lambda _: b"\x80\x05"]
)
def test_a_damaged_one_is_compiled_anew(kept: Callable[[], list[Path]], damage: Callable[[bytes], bytes]) -> None:
    rendered("Name: {{ page }}")
    (file,) = kept()
    file.write_bytes(damage(file.read_bytes()))
    assert rendered("Name: {{ page }}") == "Name: &lt;Ann&gt;"


def test_only_its_user_can_write_where_it_is_kept(kept: Callable[[], list[Path]]) -> None:
    rendered("Name: {{ page }}")
    assert kept()[0].parent.stat().st_mode & 0o077 == 0


def test_where_nothing_can_be_kept_all_is_compiled(kept: Callable[[], list[Path]], tmp_path: Path) -> None:
    rendered("Name: {{ page }}")
    folder = kept()[0].parent
    kept()[0].unlink()
    folder.rmdir()
    folder.write_bytes(b"somebody else's")
    assert rendered("Name: {{ page }}") == "Name: &lt;Ann&gt;"
    assert kept() == []
