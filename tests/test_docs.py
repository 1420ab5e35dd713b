"""The documentation says what is so."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from pelican.settings import DEFAULT_CONFIG

import corkboard
from corkboard.cli.commands import app
from corkboard.cli.reference import outdated, sections
from corkboard.diagnostics import as_text, tally
from corkboard.documents.engines import markdown_engine
from corkboard.records import ContentType
from corkboard.registry import default_registry
from corkboard.settings import Settings
from sites import PROJECT, Site

DOCS = PROJECT / "docs"
PAGES = [PROJECT / "README.md", PROJECT / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))]
PAGE_IDS = [page.name for page in PAGES]
# A block of code, and the last file named in the text above it.
_BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$|`(?P<file>[\w./-]+\.\w+)`", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose_of(page: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", text_of(page), flags=re.MULTILINE | re.DOTALL)


def files_in(page: Path) -> Iterator[tuple[str, str]]:
    """The blocks of code on a page, each with the file that the text above says it is; the last file otherwise."""
    file = ""
    for found in _BLOCK.finditer(text_of(page)):
        if found["file"]:
            file = found["file"]
        else:
            yield file, found["text"]


def examples() -> list[tuple[str, str]]:
    pages = (DOCS / "authoring.md", DOCS / "evidence.md")
    return [(file, text) for page in pages for file, text in files_in(page) if text.startswith("---\n")]


def anchors_of(page: Path) -> set[str]:
    """The headings of a page as GitHub makes anchors of them."""
    headings = re.findall(r"^#+ (.*)$", prose_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


# What is made from the code


def test_the_generated_parts_are_as_the_code_has_them() -> None:
    assert list(outdated(DOCS)) == [], "run `make docs`"


def test_every_generated_part_is_shown_once() -> None:
    text = "".join(map(text_of, PAGES))
    shown = re.findall(r"<!-- generated: (.*?) -->", text)
    assert len(shown) == text.count("<!-- generated") == text.count("<!-- end -->")
    assert sorted(shown) == sorted(sections())


def test_a_part_of_no_known_name_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("<!-- generated: nonsense -->\n<!-- end -->\n")
    with pytest.raises(ValueError, match='there is no generated part "nonsense"'):
        outdated(tmp_path)


# What must be told


@pytest.mark.parametrize("name", [name.upper() for name in Settings.model_fields])
def test_every_setting_is_told(name: str) -> None:
    assert f"`{name}`" in text_of(DOCS / "settings.md")


def test_the_settings_for_which_pelican_has_other_values_are_told() -> None:
    told = re.search(r"Keep (.*?) in the settings file.*?\((.*?)\)", text_of(DOCS / "settings.md"), re.DOTALL)
    assert told
    defaults = {name.upper(): field.get_default() for name, field in Settings.model_fields.items()}
    other = {name: str(value) for name, value in DEFAULT_CONFIG.items() if name in defaults and value != defaults[name]}
    assert dict(zip(re.findall("`(.*?)`", told[1]), re.findall("`(.*?)`", told[2]), strict=True)) == other


@pytest.mark.parametrize("name", ["SITEURL", "PUBLISHER", "CONTACT", "COMMENTS_URL"])
def test_every_variable_of_the_environment_is_told(name: str) -> None:
    read = {
        found
        for file in ("pelicanconf.py", "publishconf.py")
        for found in re.findall(r"environ(?:\.get\(|\[)[\"'](\w+)", text_of(PROJECT / file))
    }
    assert name in read
    assert read == {"SITEURL", "PUBLISHER", "CONTACT", "COMMENTS_URL"}
    assert f"| `{name}` |" in text_of(DOCS / "settings.md")


def commands_of(group: object, said: str = "") -> Iterator[str]:
    for name, command in getattr(group, "commands", {}).items():
        yield f"{said}{name}"
        yield from commands_of(command, f"{said}{name} ")


@pytest.mark.parametrize("name", list(commands_of(typer.main.get_command(app))))
def test_every_command_is_told(name: str) -> None:
    assert f"### corkboard {name}\n" in text_of(DOCS / "commands.md")


@pytest.mark.parametrize("target", re.findall(r"^([a-z]+):.*## ", text_of(PROJECT / "Makefile"), re.MULTILINE))
def test_every_make_target_is_told(target: str) -> None:
    assert f"| `make {target}` |" in text_of(DOCS / "commands.md")


def test_every_room_is_told() -> None:
    rooms = {path.stem for path in Path(corkboard.__file__).parent.iterdir() if path.suffix == ".py" or path.is_dir()}
    told = set(re.findall(r"^\| `(\w+)` \|", text_of(DOCS / "architecture.md"), re.MULTILINE))
    assert told == rooms - {"__init__", "__pycache__", "locales"}


def test_every_room_of_the_desk_is_told() -> None:
    rooms = {path.parent.name for path in (Path(corkboard.__file__).parent / "desk").glob("*/__init__.py")}
    assert set(re.findall(r"^\| `desk/(\w+)` \|", text_of(DOCS / "architecture.md"), re.MULTILINE)) == rooms


# Links


@pytest.mark.parametrize("page", PAGES, ids=PAGE_IDS)
def test_links_within_the_documentation_lead_somewhere(page: Path) -> None:
    for found in _LINK.finditer(prose_of(page)):
        target, _, anchor = found["target"].partition("#")
        if ":" in target or target.startswith("{"):
            continue
        file = (page.parent / target).resolve() if target else page
        assert file.is_file(), found[0]
        assert not anchor or anchor in anchors_of(file), found[0]


@pytest.mark.parametrize("page", PAGES, ids=PAGE_IDS)
def test_files_that_the_documentation_names_exist(page: Path) -> None:
    named = re.findall(r"`((?:plugins|theme|tests|docs|\.github|\.ci)/[\w./-]*)`", prose_of(page))
    invented = ("plugins/corkboard/records/place.py", "plugins/corkboard/views/place.py", "theme/templates/place.html")
    assert [name for name in named if name not in invented and not (PROJECT / name).exists()] == []


# Examples


def test_the_examples_for_authors_are_a_site_without_problems(tmp_path: Path) -> None:
    site = Site(tmp_path / "content")
    for file, text in examples():
        site.write({file.removeprefix("content/"): text})
    assert site.problems() == []
    assert "Ada Example: niece (family)" in site.build().words("/people/barnaby-overmuch/")


def test_the_report_that_authors_are_shown_is_what_is_printed(tmp_path: Path) -> None:
    zero = "---\ntitle: The Line That Reads Zero\ndate: 2026-02-03\ntag: [budget]\n---\n"
    log = "---\ntitle: What the Lamp Log Says\ndate: 2025-04-08\n---\n\n"
    log += "[Ada Example]({person}ada-exampel) has answered our letter.\n"
    site = Site(tmp_path).write(
        {
            "people/ada-example.md": "---\ntitle: Ada Example\n---\n",
            "articles/what-the-lamp-log-says.md": log,
            "articles/the-line-that-reads-zero.md": zero,
        }
    )
    problems = site.problems()
    report = "\n".join([*map(as_text, problems), f"{tally(problems)}."])
    assert f"```text\n{report}\n```" in text_of(DOCS / "authoring.md")


def test_there_is_an_example_of_every_content_type_and_field() -> None:
    text = "".join(text for _, text in examples())
    for type in default_registry().content_types:
        assert any(file.startswith(f"content/{type.folder}/") for file, _ in examples()), type.name
        for name, field in type.model.model_fields.items():
            assert re.search(rf"^{field.alias or name}:", text, re.MULTILINE), f"{type.name}: {name}"


def test_the_walk_through_the_example_quotes_it() -> None:
    found = [
        (file, text) for file, text in files_in(DOCS / "evidence.md") if file.startswith("examples/harbor-lights/")
    ]
    assert len(found) > 10
    assert [text for file, text in found if text not in text_of(PROJECT / file)] == []


def test_the_example_of_a_content_type_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files: dict[str, str] = {}
    for file, text in files_in(DOCS / "content-types.md"):
        files[file] = files.get(file, "") + text
    for room in ("records", "views"):
        path = tmp_path / f"{room}_place.py"
        path.write_text(files[f"plugins/corkboard/{room}/place.py"], encoding="utf-8")
        spec = importlib.util.spec_from_file_location(f"corkboard.{room}.place", path)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, spec.name, module)
        spec.loader.exec_module(module)
    theme = tmp_path / "theme"
    shutil.copytree(PROJECT / "theme", theme)
    (theme / "templates" / "place.html").write_text(files["theme/templates/place.html"], encoding="utf-8")
    names: dict[str, Any] = {
        "ContentType": ContentType,
        "Place": sys.modules["corkboard.records.place"].Place,
        "place": sys.modules["corkboard.views.place"],
    }
    lines = dict(re.findall(r"`(CONTENT_TYPES|default_registry)`:\s+`(.*),`", text_of(DOCS / "content-types.md")))
    own = default_registry()
    registry = replace(
        own,
        content_types=(*own.content_types, eval(lines["CONTENT_TYPES"], names)),
        pages=(*own.pages, eval(lines["default_registry"], names)),
    )
    site = Site(tmp_path / "content", registry=registry, theme=theme)
    site.write({file.removeprefix("content/"): text for file, text in files.items() if file.startswith("content/")})
    built = site.build()
    assert "Merrowmark, Port Quillet" in built.words("/places/salt-quay/")
    assert "The lamp room" in built.words("/places/salt-quay/")
    assert "The Salt Quay" in built.words("/places/port-quillet/")
    assert "The Salt Quay" in built.words("/places/")
    assert "/places/salt-quay/" in built.text("sitemap.xml")
    site.write({"places/pier.md": "---\ntitle: Pier\npart_of: port-quillt\n---\n"})
    assert [(problem.line, problem.message) for problem in site.problems()] == [
        (1, "country is missing"),
        (3, 'there is no place "port-quillt"'),
    ]


@pytest.mark.parametrize(
    ("text", "with_python_markdown", "with_comrak"),
    [
        ("## Notes {#notes .small}", 'class="small"', "{#notes .small}"),
        ("The HB\n\n*[HB]: Harbor Board", "<abbr", "*[HB]: Harbor Board"),
        ("[TOC]\n\n## A", 'href="#a"', "[TOC]"),
        ('<div markdown="1">\n*a*\n</div>', "<em>", "*a*"),
        ("<div>\n\n*a*\n\n</div>", "*a*", "<em>"),
        ("Text\n- a", "Text\n- a", "<li>"),
        ("Text\n\n- a\n    - b", "<li>a<ul>", "<li>a\n<ul>"),
        ("- a\n  - b", "<li>a</li>", "<li>a\n<ul>"),
        ("https://example.org", "<p>https://example.org</p>", "<p>https://example.org</p>"),
        ("## The clock", 'id="the-clock"', 'id="the-clock"'),
        ('![a]({static}/b.png "c")', "<figcaption>c</figcaption>", "<figcaption>c</figcaption>"),
        ("a\n:   b", "<dd>b</dd>", "<dd>b</dd>"),
    ],
)
def test_the_engines_differ_as_authors_are_told(text: str, with_python_markdown: str, with_comrak: str) -> None:
    assert with_python_markdown in markdown_engine("python-markdown").render(text)
    assert with_comrak in markdown_engine("comrak").render(text)
