"""The floors of the house: what each room may import, and that none but one brings Pelican along."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import corkboard

ROOT = Path(corkboard.__file__).parent
# Each room, and the rooms that it may import besides itself.
FLOORS = {
    "diagnostics": set(),
    "fingerprints": set(),
    "progress": set(),
    "release": set(),
    "workers": set(),
    "rules": set(),
    "settings": {"diagnostics", "rules"},
    "store": {"fingerprints"},
    "records": {"diagnostics", "rules", "settings"},
    "documents": {"diagnostics", "fingerprints", "settings", "store", "records"},
    "history": {"diagnostics", "settings", "store", "records", "documents"},
    "board": {"diagnostics", "fingerprints", "rules", "settings", "records", "documents"},
    "views": {"diagnostics", "fingerprints", "settings", "records", "documents", "board"},
    "outputs": {"settings", "records", "board", "views"},
    "assets": {"diagnostics"},
    "rendering": {"fingerprints"},
    "comments": {
        *("diagnostics", "fingerprints", "workers", "settings", "store", "records", "documents", "board", "views"),
        *("outputs", "registry"),
    },
    "importers": {"comments"},
    "desk": {"comments", "importers"},
    "tasks": {
        *("diagnostics", "fingerprints", "release", "store", "documents", "board", "views", "outputs", "rendering"),
        "comments",
    },
    "registry": {"diagnostics", "workers", "settings", "store", "records", "views", "outputs"},
    "sources": {"diagnostics", "store", "documents", "registry"},
    "build": {
        *("diagnostics", "fingerprints", "progress", "release", "workers", "settings", "store", "records", "documents"),
        *("board", "views", "outputs", "assets", "rendering", "tasks", "registry", "sources"),
    },
    "preview": {"diagnostics"},
    "pelican_plugin": {
        *("diagnostics", "progress", "release", "workers", "settings", "views", "rendering", "registry", "build"),
    },
    "cli": {
        *("diagnostics", "progress", "release", "rules", "workers", "settings", "records", "history", "views"),
        "outputs",
        *("rendering", "registry", "build", "preview", "comments", "importers", "pelican_plugin", "desk"),
    },
}


def rooms() -> list[str]:
    return sorted(path.stem for path in ROOT.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists())


def modules_of(room: str) -> list[Path]:
    return [ROOT / f"{room}.py"] if (ROOT / f"{room}.py").exists() else sorted((ROOT / room).rglob("*.py"))


def imports_of(module: Path) -> set[str]:
    """Every module that a file imports anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: say the whole name"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_every_room_has_its_floor() -> None:
    assert set(rooms()) - {"__init__", "py", "locales"} == set(FLOORS)


@pytest.mark.parametrize("room", FLOORS)
def test_imports_point_up_the_table(room: str) -> None:
    for module in modules_of(room):
        used = {name.split(".")[1] for name in imports_of(module) if name.startswith("corkboard.")}
        assert used - {room} <= FLOORS[room], module


_UNWANTED = [("pelican", "docutils", "django"), ("pelican", "docutils")]


@pytest.mark.parametrize("room", [room for room in FLOORS if room not in ("pelican_plugin",)])
def test_a_room_alone_brings_no_pelican_along(room: str) -> None:
    names = [".".join(("corkboard", *path.relative_to(ROOT).with_suffix("").parts)) for path in modules_of(room)]
    code = "; ".join(
        [
            "import sys, importlib",
            *(["import django", "django.setup()"] if room == "desk" else []),  # else its models cannot be imported
            *(f"importlib.import_module({name.removesuffix('.__init__')!r})" for name in names),
            f"print([name for name in {_UNWANTED[room == 'desk']} if name in sys.modules])",
        ]
    )
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "corkboard.desk.settings.moderation"}
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr


def test_the_desk_shares_with_the_build_only_what_a_comment_is_and_the_rules_it_passes() -> None:
    shared = [ROOT / "comments" / name for name in ("model.py", "rules.py")]
    for module in (*modules_of("desk"), *modules_of("importers"), *shared):
        for name in imports_of(module):
            if name.startswith("corkboard.") and name.split(".")[1] not in ("desk", "importers"):
                assert name.split(".")[1:3] in (["comments", "model"], ["comments", "rules"]), module


def test_what_the_public_reaches_knows_nothing_of_moderation() -> None:
    code = (
        "import django, sys; django.setup(); import corkboard.desk.intake.urls; "
        "print([name for name in sys.modules if name.startswith('corkboard.desk.moderation')])"
    )
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "corkboard.desk.settings.intake"}
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr


def test_only_one_room_imports_pelican() -> None:
    importing = {
        path.relative_to(ROOT).parts[0]
        for path in ROOT.rglob("*.py")
        if any(name.split(".")[0] == "pelican" for name in imports_of(path))
    }
    assert importing == {"pelican_plugin"}
