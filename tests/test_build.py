"""The commands as people and CI run them."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sites import PROJECT, run

GOOD = {
    "people/ann.md": "---\ntitle: Ann\n---\n",
    "articles/one.md": "---\ntitle: One\ndate: 2026-01-01\npeople: [ann]\n---\nAnn.\n",
}


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def build(content: Path, output: Path, *more: str):  # type: ignore[no-untyped-def]
    cache = output.with_name(f"{output.name}-cache")
    return run("pelican", content, "-s", PROJECT / "pelicanconf.py", "-o", output, "--cache-path", cache, *more)


def test_the_plain_command_builds_any_folder(tmp_path: Path) -> None:
    done = build(write(tmp_path / "content", GOOD), tmp_path / "output")
    assert done.returncode == 0, done.stderr
    assert "Done in " in done.stdout
    assert b"Ann" in (tmp_path / "output/articles/one/index.html").read_bytes()


def test_problems_end_with_1_and_leave_the_output_as_it_was(tmp_path: Path) -> None:
    content, output = write(tmp_path / "content", GOOD), tmp_path / "output"
    assert build(content, output).returncode == 0
    before = tree(output)
    write(
        content,
        {
            "articles/two.md": "---\ntitle: Two\ndate: soon\npeople: [an]\n---\n",
            "articles/three.md": "---\ntitel: x\n---\n",
        },
    )
    done = build(content, output)
    assert done.returncode == 1
    lines = [line for line in done.stderr.splitlines() if "content/articles" in line and not line.startswith(" ")]
    assert [line.split("content/articles/")[1].partition(" ")[0] for line in lines if ":" in line][:5] == [
        "three.md:1:1:",
        "three.md:1:1:",
        "three.md:2:1:",
        "two.md:3:7:",
        "two.md:4:10:",
    ]
    assert "5 problems in 2 files" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert tree(output) == before


@pytest.mark.parametrize("program", ["pelican", "corkboard"])
def test_a_terminal_gets_what_a_file_gets(tmp_path: Path, program: str) -> None:
    """Pelican's spinner would take over both streams, and wrap what is sent to either."""
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    content = write(tmp_path / "content", GOOD | {"people/" + "deep/" * 30 + "a.md": "---\ntitle: A\nsumary: x\n---\n"})
    command = [str(Path(sys.executable).with_name(program)), *(["build"] if program == "corkboard" else [])]
    command += [
        content,
        "-s",
        PROJECT / "pelicanconf.py",
        "-o",
        tmp_path / "output",
        "--cache-path",
        tmp_path / "cache",
    ]
    master, slave = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80"}

    def shown(**streams: int) -> tuple[str, str]:
        done = subprocess.run(command, env=environment, text=True, check=False, timeout=300, **streams)
        os.write(slave, b"\0")
        found = b""
        while not found.endswith(b"\0"):
            found += os.read(master, 65536)
        return found.decode().replace("\r\n", "\n").strip("\0"), done.stderr

    try:
        _, plain = shown(stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert "/a.md:3:1: sumary: " in plain.splitlines()[0]
        assert shown(stdout=slave, stderr=slave) == (plain, None)
        assert shown(stdout=slave, stderr=subprocess.PIPE) == ("", plain)
        shutil.rmtree(content / "people/deep")
        said, plain = shown(stdout=slave, stderr=subprocess.PIPE)
        assert re.fullmatch(r"Done in .*\)\.\n", said)
        assert plain == ""
    finally:
        os.close(master)
        os.close(slave)


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
@pytest.mark.parametrize("redirected", [">&-", "2>&-", ">&- 2>&-", "| true", "2>&1 | true"])
def test_a_build_that_nobody_listens_to_succeeds(tmp_path: Path, redirected: str) -> None:
    content, code = write(tmp_path / "content", GOOD), tmp_path / "code"
    pelican, conf = Path(sys.executable).with_name("pelican"), PROJECT / "pelicanconf.py"
    command = f"{pelican} content -s {conf} -o output --cache-path {tmp_path}/cache"
    shell = f"{{ {command}; echo $? >{code}; }} {redirected}"
    done = subprocess.run(["sh", "-c", shell], cwd=content.parent, capture_output=True, text=True, check=False)
    assert (code.read_text(), done.stderr) == ("0\n", "")
    assert (tmp_path / "output/index.html").exists()


def test_the_first_line_of_a_problem_is_never_wrapped(tmp_path: Path) -> None:
    content = write(tmp_path / "content", {"people/" + "deep/" * 30 + "a.md": "---\ntitle: A\nsumary: x\n---\n"})
    done = build(content, tmp_path / "output")
    assert any(line.endswith('a.md:3:1: sumary: there is no field "sumary"') for line in done.stderr.splitlines())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-e", 'PLUGINS=["corkbord"]'], 'did you mean "corkboard"?'),
        (["-e", "PLUGINS=[]"], '"corkboard"'),
        (["-e", 'MARKDOWN_ENGINE="comark"'], 'did you mean "comrak"?'),
        (["-e", 'MARKDOWN_ENGIN="comrak"'], 'did you mean "MARKDOWN_ENGINE"?'),
        (["-e", 'TIMEZONE="Mars/Olympus"'], "TIMEZONE"),
        (["-e", 'NOW="soon"'], "NOW"),
        (["-e", "NOW=soon"], "JSON"),
        (["-e", 'SITEURL="example.org"'], "SITEURL"),
        (["-e", "SITEURL=5"], "SITEURL"),
        (["-e", 'SITENAME="a\\u0000b"'], "SITENAME"),
        (["-e", "DEFAULT_PAGINATION=-1"], "DEFAULT_PAGINATION"),
        (["-e", 'CONTACT="somewhere"'], "CONTACT"),
        (["-t", "no-such-theme"], "no-such-theme"),
        (["-s", "no-such-settings.py"], "no-such-settings.py"),
    ],
)
def test_a_wrong_setting_is_a_sentence_and_nothing_is_written(tmp_path: Path, arguments: list[str], says: str) -> None:
    content, output = write(tmp_path / "content", GOOD), tmp_path / "output"
    done = build(content, output, *arguments)
    assert done.returncode in (1, 2)
    assert says in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert not output.exists()


@pytest.mark.parametrize("text", ["X = Tru\n", "X = (\n", "import nothing_of_the_kind\n", "raise ValueError('no')\n"])
def test_a_broken_settings_file_is_a_sentence(tmp_path: Path, text: str) -> None:
    settings = tmp_path / "conf.py"
    settings.write_text(text)
    done = run("pelican", write(tmp_path / "content", GOOD), "-s", settings, "-o", tmp_path / "output")
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "output").exists()


def test_a_content_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    done = build(tmp_path / "nothing", tmp_path / "output")
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (1, 1)
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize("output", ["content", "content/out", "."])
def test_an_output_over_the_content_is_refused(tmp_path: Path, output: str) -> None:
    content = write(tmp_path / "content", GOOD)
    done = build(content, tmp_path / output)
    assert done.returncode == 1
    assert "OUTPUT_PATH" in done.stderr
    assert tree(content) == {name: text.encode() for name, text in GOOD.items()}


def test_a_broken_template_is_a_sentence_with_its_line(tmp_path: Path) -> None:
    theme = tmp_path / "theme"
    shutil.copytree(PROJECT / "theme", theme)
    (theme / "templates/person.html").write_text("\n\n{{ page.nothing }}")
    done = build(write(tmp_path / "content", GOOD), tmp_path / "output", "-t", str(theme))
    assert done.returncode == 1
    assert "person.html:3" in done.stderr
    assert "nothing" in done.stderr
    assert not list((tmp_path / "output").glob("**/*.html"))


def test_publishing_needs_an_address_a_publisher_and_a_contact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = write(tmp_path / "content", GOOD)
    for name in ("SITEURL", "PUBLISHER", "CONTACT"):
        monkeypatch.delenv(name, raising=False)
    publish = ("pelican", content, "-s", PROJECT / "publishconf.py", "-o", tmp_path / "output")
    done = run(*publish)
    assert done.returncode == 1
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["PUBLISHER", "CONTACT", "SITEURL"]
    assert not (tmp_path / "output").exists()
    for name, value in (("SITEURL", "https://example.org/sub"), ("PUBLISHER", "P"), ("CONTACT", "a@example.org")):
        monkeypatch.setenv(name, value)
    assert run(*publish).returncode == 0
    page = (tmp_path / "output/articles/one/index.html").read_text()
    assert '<link rel="canonical" href="https://example.org/sub/articles/one/">' in page
    assert 'href="/sub/people/ann/"' in page
    assert "noindex" not in page
    write(
        content,
        {
            "articles/x.md": "---\ntitle: X\ndate: 2026-01-01\nfollows: y\n---\n",
            "articles/y.md": "---\ntitle: Y\nstatus: draft\n---\n",
        },
    )
    done = run(*publish)
    assert done.returncode == 1, "a warning is an error"
    assert "[warning]" in done.stderr


def test_check_writes_nothing_and_speaks_three_formats(tmp_path: Path) -> None:
    content = write(tmp_path / "content", GOOD)
    check = ("corkboard", "check", content, "-s", PROJECT / "pelicanconf.py")
    assert (run(*check).returncode, run(*check).stdout) == (0, "No problems.\n")
    write(content, {"articles/two.md": "---\ntitle: Two\ndate: 2026-01-01\npeople: [an]\n---\n"})
    text, annotations, report = (run(*check, "--format", name) for name in ("text", "github", "json"))
    assert {text.returncode, annotations.returncode, report.returncode} == {1}
    assert ':4:10: people: there is no person "an"\n' in text.stdout
    assert annotations.stdout.startswith("::error file=")
    assert ",line=4,col=10,title=people::there is no person" in annotations.stdout
    assert json.loads(report.stdout)["problems"][0]["hint"].startswith('did you mean "ann"?')
    assert {path.name for path in tmp_path.iterdir()} == {"content"}


@pytest.mark.parametrize("engine", ["python-markdown", "comrak"])
def test_the_same_build_gives_the_same_bytes_from_folders_in_any_order(tmp_path: Path, engine: str) -> None:
    source = PROJECT / "examples/harbor-lights/content"
    files = {path.relative_to(source).as_posix(): path.read_bytes() for path in source.rglob("*") if path.is_file()}
    trees = []
    for seed in (1, 2):
        names = sorted(files)
        random.Random(seed).shuffle(names)
        content = tmp_path / str(seed) / "content"
        for name in names:
            (content / name).parent.mkdir(parents=True, exist_ok=True)
            (content / name).write_bytes(files[name])
        environment = {"LC_ALL": "C", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": str(seed)} if seed == 2 else {}
        before = {name: os.environ.get(name) for name in environment}
        os.environ.update(environment)
        try:
            done = build(
                content, tmp_path / str(seed) / "output", "-e", 'NOW="2026-11-22T12:00Z"', f'MARKDOWN_ENGINE="{engine}"'
            )
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})
        assert done.returncode == 0, done.stderr
        trees.append(tree(tmp_path / str(seed) / "output"))
    assert trees[0] == trees[1]


def test_a_second_build_writes_nothing_and_a_page_that_went_is_removed(tmp_path: Path) -> None:
    content, output = write(tmp_path / "content", GOOD), tmp_path / "output"
    build(content, output)
    (output / "mine.txt").write_text("not Corkboard's")
    before = {path: path.stat().st_mtime_ns for path in output.rglob("*")}
    assert "0 pages rendered, 15 unchanged" in build(content, output).stdout
    assert {path: path.stat().st_mtime_ns for path in output.rglob("*")} == before
    (content / "articles/one.md").unlink()
    assert build(content, output).returncode == 0
    assert not (output / "articles/one").exists()
    assert (output / "mine.txt").exists()


def test_the_schema_of_a_type_is_for_editors() -> None:
    schema = json.loads(run("corkboard", "schema", "article").stdout)
    assert schema["properties"]["title"]["type"] == "string"
    assert run("corkboard", "schema", "artcle").returncode == 2
