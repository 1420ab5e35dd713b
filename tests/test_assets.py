"""Files that are published as they are: names that change with the bytes, and nothing from outside."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from corkboard.assets import ThemeAssets, content_assets, resolve_asset, theme_assets
from corkboard.diagnostics import Problem
from sites import ARTICLE, Site


def write(folder: Path, **files: str) -> None:
    """Write files by name, with "__" for "/" and "_" for "."."""
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def stylesheet(theme: Path, css: str) -> tuple[str, ThemeAssets]:
    """What becomes of a stylesheet in css/, beside css/other.css, img/logo.svg and img/a b.png."""
    write(theme, static__css__other_css="b {}", static__img__logo_svg="<svg/>", static__css__main_css=css)
    (theme / "static/img/a b.png").write_bytes(b"png")
    assets = theme_assets(theme)
    return assets.files[assets.published["css/main.css"]].decode(), assets


LOGO = f"../img/logo.{digest('<svg/>')}.svg"
OTHER = f"other.{digest('b {}')}.css"
SPACED = f"../img/a%20b.{digest('png')}.png"


# The theme


def test_every_file_is_published_under_a_name_with_its_digest(tmp_path: Path) -> None:
    write(tmp_path, static__site_js="1", static__fonts__LICENSE="free", static__a_b_txt="")
    assert theme_assets(tmp_path) == ThemeAssets(
        published={
            "a.b.txt": f"theme/a.b.{digest('')}.txt",
            "fonts/LICENSE": f"theme/fonts/LICENSE.{digest('free')}",
            "site.js": f"theme/site.{digest('1')}.js",
        },
        files={
            f"theme/a.b.{digest('')}.txt": b"",
            f"theme/fonts/LICENSE.{digest('free')}": b"free",
            f"theme/site.{digest('1')}.js": b"1",
        },
        problems=(),
    )


def test_a_theme_without_static_files_publishes_none(tmp_path: Path) -> None:
    assert theme_assets(tmp_path) == ThemeAssets({}, {}, ())


def test_hidden_files_are_skipped(tmp_path: Path) -> None:
    write(tmp_path, static___hidden="", static___git__config="", static__a_css="")
    assert list(theme_assets(tmp_path).published) == ["a.css"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a { b: url(../img/logo.svg) }", f"a {{ b: url({LOGO}) }}"),
        ("a { b: url( '../img/logo.svg' ) }", f"a {{ b: url( '{LOGO}' ) }}"),
        ('a { b: URL("../img/logo.svg?v=1#x") }', f'a {{ b: URL("{LOGO}?v=1#x") }}'),
        ('a { b: url("../img/a b.png") }', f'a {{ b: url("{SPACED}") }}'),
        ("a { b: url(../img/a%20b.png) }", f"a {{ b: url({SPACED}) }}"),
        ('@import "other.css";', f'@import "{OTHER}";'),
        ("@import url(./other.css);", f"@import url(./{OTHER});"),
        ("url(other.css), url(other.css)", f"url({OTHER}), url({OTHER})"),
    ],
)
def test_a_stylesheet_refers_to_published_names(tmp_path: Path, written: str, expected: str) -> None:
    text, assets = stylesheet(tmp_path, written)
    assert text == expected
    assert assets.published["css/main.css"] == f"theme/css/main.{digest(expected)}.css"
    assert assets.problems == ()


@pytest.mark.parametrize(
    "css",
    [
        "a { b: url(/images/x.png) url(//example.org/x.png) url(https://example.org/x.png) url(#id) }",
        "a { b: url(\"data:image/svg+xml;utf8,<svg fill='url(#x)'/>\") }",
        "a { b: url(../../images/x.png) }",
        "/* url(../img/logo.svg)\n @import 'other.css' */",
        "a { b: var(--url) 'url' } @import;",
    ],
)
def test_other_references_stay(tmp_path: Path, css: str) -> None:
    text, assets = stylesheet(tmp_path, css)
    assert text == css
    assert assets.problems == ()


def test_a_changed_image_gives_its_stylesheets_new_names(tmp_path: Path) -> None:
    write(tmp_path, static__a_css="@import 'b.css'", static__b_css="x{y:url(c.png)}", static__c_png="1")
    before = theme_assets(tmp_path).published
    write(tmp_path, static__c_png="2")
    after = theme_assets(tmp_path).published
    assert all(before[name] != after[name] for name in ("a.css", "b.css", "c.png"))


def test_a_missing_file_is_reported_with_its_line(tmp_path: Path) -> None:
    _, assets = stylesheet(tmp_path, "a {\n  b: url(../img/loga.svg)\n}")
    (problem,) = assets.problems
    assert (problem.file, problem.line, problem.column) == ("static/css/main.css", 2, 10)
    assert problem.message == 'there is no file "../img/loga.svg" in the theme'
    assert problem.hint == 'did you mean "img/logo.svg"?'
    assert problem.severity == "warning"


def test_stylesheets_that_import_each_other_are_reported(tmp_path: Path) -> None:
    write(tmp_path, static__a_css="@import 'b.css'", static__b_css="@import 'a.css'")
    (problem,) = theme_assets(tmp_path).problems
    assert problem.message == '"a.css" imports this stylesheet itself'


def test_bytes_that_are_no_text_survive(tmp_path: Path) -> None:
    write(tmp_path, static__a_css="")
    (tmp_path / "static/a.css").write_bytes(b"\xff url(b) \x00")
    assert list(theme_assets(tmp_path).files.values()) == [b"\xff url(b) \x00"]


# The content


def test_the_folders_named_are_published_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path, images__a_png="", images__b__c_png="", articles__a_md="", images___hidden="", CNAME="")
    files, problems = content_assets(tmp_path, ["images", "missing", "CNAME", "images/b"])
    assert files == [(name, tmp_path / name) for name in ("CNAME", "images/a.png", "images/b/c.png")]
    assert problems == []


def test_published_paths_are_in_normal_form(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images/cafe\u0301.png").touch()
    assert content_assets(tmp_path, ["images"])[0] == [("images/caf\u00e9.png", tmp_path / "images/cafe\u0301.png")]


@pytest.mark.parametrize("folder", ["..", "/etc", "", ".", "images/../..", ".git"])
def test_only_folders_in_the_content_can_be_named(tmp_path: Path, folder: str) -> None:
    files, (problem,) = content_assets(tmp_path, [folder])
    assert files == []
    assert problem.message == "this is no folder in the content"


def messages(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.file, problem.message) for problem in problems]


def test_links_are_followed_only_within_the_content(tmp_path: Path) -> None:
    content = tmp_path / "content"
    write(content, images__a_png="", shared__b_png="")
    write(tmp_path, secret="")
    for name, target in {
        "inside": "../shared",
        "outside": "../..",
        "file": "../../secret",
        "nowhere": "none",
        "circle": ".",
        "itself": "itself",
    }.items():
        (content / "images" / name).symlink_to(target)
    files, problems = content_assets(content, ["images"])
    assert [name for name, _ in files] == ["images/a.png", "images/inside/b.png"]
    assert messages(problems) == [
        ("images/circle", "the symbolic link leads to a folder that it is in"),
        ("images/file", "the symbolic link leads out of the folder content"),
        ("images/itself", "this cannot be read: Too many levels of symbolic links"),
        ("images/nowhere", "this cannot be read: No such file or directory"),
        ("images/outside", "the symbolic link leads out of the folder content"),
    ]


def test_what_is_no_file_is_skipped(tmp_path: Path) -> None:
    write(tmp_path, images__a_png="")
    os.mkfifo(tmp_path / "images/pipe")
    assert [name for name, _ in content_assets(tmp_path, ["images"])[0]] == ["images/a.png"]


@pytest.mark.parametrize("name", ["a\nb.png", "a\\b.png", "a\udcff.png"])
def test_a_name_that_no_address_can_have_is_told(tmp_path: Path, name: str) -> None:
    write(tmp_path, images__a_png="", static__a_png="")
    for folder in ("images", "static"):
        os.rename(tmp_path / folder / "a.png", tmp_path / folder / name)  # noqa: PTH104 - of any bytes
    published, problems = content_assets(tmp_path, ["images"])
    made = theme_assets(tmp_path)
    assert (published, made.published) == ([], {})
    assert [(one.file, one.message) for one in (*problems, *made.problems)] == [
        (f"{folder}/{name}", "the path has characters that no address can have") for folder in ("images", "static")
    ]


# {static} links


@pytest.fixture
def content(tmp_path: Path) -> Path:
    content = tmp_path / "content"
    write(content, images__a_png="", articles__first__b_png="", articles__first__c_md="", articles__c_png="")
    (content / "images/d e.png").touch()
    (content / "images/100%25.png").touch()
    (content / "images/100%.png").touch()
    write(content, images___hidden="")
    write(tmp_path, secret="")
    (content / "images/leak").symlink_to("../../secret")
    (content / "images/parent").symlink_to("../..")
    (content / "images/link").symlink_to("a.png")
    return content


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("b.png", "articles/first/b.png"),
        ("./b.png", "articles/first/b.png"),
        ("../c.png", "articles/c.png"),
        ("../../images/a.png", "images/a.png"),
        ("/images/a.png", "images/a.png"),
        ("/images/link", "images/link"),
        ("/images/d e.png", "images/d e.png"),
        ("/images/d%20e.png", "images/d e.png"),
        ("/images/100%25.png", "images/100%25.png"),
        ("/images/100%.png", "images/100%.png"),
        ("%2Fimages%2Fa.png", "images/a.png"),
        ("", None),
        ("/", None),
        ("missing.png", None),
        ("b.png/", None),
        ("/images", None),
        ("/images/.hidden", None),
        ("../../../secret", None),
        ("/../secret", None),
        ("%2e%2e/%2e%2e/%2e%2e/secret", None),
        ("/images/leak", None),
        ("/images/parent/secret", None),
        ("//etc/passwd", None),
        ("\0", None),
        ("%00", None),
        ("a" * 5000, None),
        ("%ff", None),
    ],
)
def test_a_static_link_means_a_file_in_the_content(content: Path, target: str, expected: str | None) -> None:
    assert resolve_asset(content, "articles/first/c.md", target) == expected


def test_a_static_link_in_a_file_at_the_root(content: Path) -> None:
    assert resolve_asset(content, "index.md", "images/a.png") == "images/a.png"


@pytest.mark.parametrize("kind", ["static", "attach"])
@pytest.mark.parametrize("folder", ["articles", "images"])
def test_a_linked_file_is_published_under_the_composed_form_of_its_name(tmp_path: Path, kind: str, folder: str) -> None:
    name = f"/{folder}/e\N{COMBINING ACUTE ACCENT}.png"
    text = f"{ARTICLE.format(title='One')}![p]({{{kind}}}{name})\n"
    built = Site(tmp_path / "content").write({"articles/one.md": text, name[1:]: b"PNG"}).build()
    published = f"{folder}/é.png" if kind == "static" else "articles/one/é.png"
    assert built.files[published] == b"PNG"
    assert built.page("articles/one").xpath("//main//img/@src") == [f"/{published.replace('é', '%C3%A9')}"]
