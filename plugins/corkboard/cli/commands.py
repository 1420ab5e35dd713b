"""Arguments in, one call, an exit code out."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import typer

from corkboard.cli import interruptible
from corkboard.cli.comments import comments
from corkboard.cli.desk import desk
from corkboard.diagnostics import Format, Problem, ProblemsError, as_github, as_json, as_text, sort_problems, tally
from corkboard.records import CONTENT_TYPES
from corkboard.settings import SettingsError

__all__ = ["app"]

app = typer.Typer(
    help="Corkboard: a publication in which everything is pinned to everything else.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(desk, name="desk")
app.add_typer(comments, name="comments")

Content = Annotated[Path, typer.Argument(help="The folder of Markdown.")]
SettingsFile = Annotated[Path, typer.Option("--settings", "-s", help="The settings file.")]
Overrides = Annotated[
    list[str] | None, typer.Option("--extra-settings", "-e", help="NAME=JSON, over the settings file; may be repeated.")
]


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def build(context: typer.Context) -> None:
    """Build the site.  Takes what `pelican` takes, e.g. `content -s pelicanconf.py -o output`."""
    with interruptible():
        from corkboard.pelican_plugin import run_pelican

        run_pelican(context.args)


@app.command()
def check(
    content: Content = Path("content"),
    settings: SettingsFile = Path("pelicanconf.py"),
    extra_settings: Overrides = None,
    since: Annotated[
        str | None,
        typer.Option(
            help="A git revision, such as main: warn too where articles published then changed, or are gone, and "
            "readers are not told."
        ),
    ] = None,
    format: Annotated[Format, typer.Option(help="How problems are printed.")] = Format.TEXT,
) -> None:
    """Check the content and build nothing.  Exit code 1 if there is a problem, 2 if it could not be checked.

    Warnings alone leave the exit code at 0, unless WARNINGS_ARE_ERRORS is set.
    """
    problems, failed = _checked(content, settings, extra_settings, since)
    if format is Format.JSON:
        typer.echo(as_json(problems))
    else:
        for problem in problems:
            typer.echo(as_github(problem) if format is Format.GITHUB else as_text(problem))
        if format is Format.TEXT:
            typer.echo(f"{tally(problems)}." if problems else "No problems.")
    raise typer.Exit(1 if failed else 0)


@app.command()
def serve(
    content: Content = Path("content"),
    settings: SettingsFile = Path("pelicanconf.py"),
    extra_settings: Overrides = None,
    port: Annotated[int, typer.Option(help="The port on localhost.")] = 8000,
    folder: Annotated[Path, typer.Option(help="Where the preview is built.")] = Path(".preview"),
) -> None:
    """Show the site with drafts on localhost, built into a folder of its own, and again at every change."""
    from corkboard.cli.rebuild import LiveRebuild
    from corkboard.preview.live import serve as serve_live
    from corkboard.preview.watching import WatchError

    for path, there in ((content, content.is_dir()), (settings, settings.is_file())):
        if not there:
            _fail(f"there is no {path}", 2)
    try:
        with LiveRebuild(content, settings, _parsed(extra_settings or []), folder) as rebuild:
            serve_live(folder, rebuild, rebuild.sources, port=port)
    except SettingsError as error:
        _fail("\n".join(error.messages), 2)
    except (OSError, WatchError) as error:
        _fail(str(error), 1)


@app.command()
def explain(
    url: Annotated[str, typer.Argument(help="An address on the site, whole or only its path.")],
    content: Content = Path("content"),
    settings: SettingsFile = Path("pelicanconf.py"),
    extra_settings: Overrides = None,
    folder: Annotated[
        Path | None, typer.Option("--folder", "-o", help="Where the site was built, if not where the settings say.")
    ] = None,
    cache_path: Annotated[
        Path | None,
        typer.Option(help="The folder of caches, if it was given to the build; counts from the settings file."),
    ] = None,
    format: Annotated[Literal["text", "json"], typer.Option(help="How it is printed.")] = "text",
) -> None:
    """Tell why a page, a feed or another file was or was not made in the last build, and what it is made of.

    Exit code 1 if nothing is known of it.
    """
    from corkboard.build import NothingKnownError
    from corkboard.build.explain import UnknownAddressError
    from corkboard.build.explain import explain as explain_file
    from corkboard.pelican_plugin import checked, place_of, recalled, shown

    try:
        given = _settings(content, settings, extra_settings or [], output=folder, cache=cache_path)
        base, place = checked(given).base, place_of(given)
        found = explain_file(recalled(given, place), url, base, place.shown_as)
    except SettingsError as error:
        _fail("\n".join(error.messages), 2)
    except (NothingKnownError, UnknownAddressError) as error:
        _fail(str(error), 1)
    if format == "json":
        typer.echo(json.dumps(asdict(found), indent=2, ensure_ascii=False))
    else:
        typer.echo(found.as_text(shown(place.output)))


@app.command()
def schema(type: Annotated[str, typer.Argument(help="A content type, e.g. article.")]) -> None:
    """Print the JSON Schema of a content type's front matter, for editors."""
    types = {one.name: one for one in CONTENT_TYPES}
    if type not in types:
        _fail(f'there is no content type "{type}"; there are {", ".join(types)}', 2)
    typer.echo(json.dumps(types[type].model.model_json_schema(), indent=2, ensure_ascii=False))


@app.command()
def reference(
    docs: Annotated[Path, typer.Argument(help="The folder of documentation.")] = Path("docs"),
    write: Annotated[bool, typer.Option("--write/--check", help="Rewrite it, or say what is out of date.")] = False,
) -> None:
    """Keep the tables in Corkboard's own documentation as the code has them.  Exit code 1 if some are not."""
    from corkboard.cli.reference import outdated

    try:
        found = outdated(docs)
    except ValueError as error:
        _fail(str(error), 2)
    for page, text in found.items():
        if write:
            page.write_text(text, encoding="utf-8", newline="\n")
        typer.echo(f"{page}: {'rewritten' if write else 'out of date; run `corkboard reference --write`'}")
    raise typer.Exit(1 if found and not write else 0)


def _checked(
    content: Path, settings: Path, extra_settings: list[str] | None, since: str | None
) -> tuple[list[Problem], bool]:
    """What is wrong with a site, and whether it could not be built so.  Exits where it cannot be checked."""
    from corkboard.build import StoreError
    from corkboard.build.check import check as check_site
    from corkboard.history import HistoryError, changes_since
    from corkboard.pelican_plugin import checked, place_of, registry_of, settings_from, workers_for
    from corkboard.progress import Silent
    from corkboard.workers import ExecutorError

    try:
        given = settings_from(settings, {"PATH": str(content.resolve()), **_parsed(extra_settings or [])})
        chosen, place = checked(given), place_of(given)
        silent = changes_since(place.content, place.shown_as, since, chosen) if since is not None else []
        with workers_for(chosen) as workers:
            found = check_site(place, chosen, registry_of(given), workers, Silent())
    except ProblemsError as error:
        return sort_problems([*error.problems, *silent]), True
    except SettingsError as error:
        _fail("\n".join(error.messages), 2)
    except HistoryError as error:
        _fail(f"--since: {error}", 2)
    except (ExecutorError, StoreError) as error:
        _fail(str(error), 2)
    return sort_problems([*found, *silent]), chosen.warnings_are_errors and bool(silent)


def _settings(
    content: Path, settings: Path, extra_settings: list[str], output: Path | None = None, cache: Path | None = None
) -> dict[str, Any]:
    from corkboard.pelican_plugin import settings_from

    overrides = {"PATH": str(content.resolve()), **_parsed(extra_settings)}
    if output is not None:
        overrides["OUTPUT_PATH"] = str(output.resolve())
    if cache is not None:
        overrides["CACHE_PATH"] = str(cache)  # counts from the settings file, as with Pelican's own option
    return settings_from(settings, overrides)


def _parsed(overrides: list[str]) -> dict[str, Any]:
    found = {}
    for one in overrides:
        name, _, value = one.partition("=")
        try:
            found[name] = json.loads(value)
        except json.JSONDecodeError:
            message = f"-e {one}: write NAME=JSON, a text in double quotes inside single ones: -e 'NAME=\"text\"'"
            raise SettingsError([message]) from None
    return found


def _fail(message: str, code: int) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)
