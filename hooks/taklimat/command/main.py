"""The command line: `taklimat`, or `python -m taklimat`."""

from __future__ import annotations

import datetime as dt
import os
import shlex
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
from mkdocs.__main__ import cli as mkdocs
from mkdocs.config import load_config

from taklimat import __version__
from taklimat.adapter import checking, making, zensical
from taklimat.adapter.build import glossary_dir
from taklimat.adapter.watching import documents
from taklimat.checking import findings
from taklimat.checking.codes import CODES
from taklimat.command import changing, choosing, starting
from taklimat.command.plainly import Plainly
from taklimat.command.sources import CONFIG, NO_SITE, sources
from taklimat.source.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from taklimat.checking.findings import Format, Found
    from taklimat.site.site import Site


@click.group(cls=Plainly, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="taklimat")
def main() -> None:
    """Work on a briefing site."""


_PASSED_ON = {"ignore_unknown_options": True, "help_option_names": []}


ENGINE = click.option(
    "--engine",
    type=click.Choice(["mkdocs", "zensical"]),
    default="mkdocs",
    help="Whose templates write the pages.",
)


@main.command(context_settings=_PASSED_ON)
@ENGINE
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def build(arguments: tuple[str, ...], engine: Literal["mkdocs", "zensical"]) -> None:
    """Build the site: `mkdocs build`, with all its options, and `--engine zensical`.

    Example: taklimat build --strict
    """
    _make(_site(engine), "build", *arguments)


@main.command(context_settings=_PASSED_ON)
@ENGINE
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def serve(arguments: tuple[str, ...], engine: Literal["mkdocs", "zensical"]) -> None:
    """Show the site as you write: `mkdocs serve`, with all its options, and `--engine zensical`.

    Example: taklimat serve --open
    """
    _make(_site(engine), "serve", *arguments)


def _site(engine: Literal["mkdocs", "zensical"]) -> making.Making:
    """A site whose pages an engine writes; raises `click.ClickException` where it is missing."""
    if engine == "zensical" and not zensical.is_installed():
        raise click.ClickException("Zensical is not installed: python -m pip install zensical")
    return replace(making.SITE, engine=engine)


@main.command()
@CONFIG
def pdf(config_file: str) -> None:
    """Make the PDFs alone, into the site's folder pdf/.

    A document in which nothing has changed is taken from the last build. Where one can't be made,
    the others are, and the exit status is 1.

    Example: taklimat pdf
    """
    _alone(making.PDF, "pdf", config_file)


@main.command()
@CONFIG
def docx(config_file: str) -> None:
    """Make each brief as .docx, into .taklimat/docx/: for desks that edit in Word.

    Example: taklimat docx
    """
    _alone(making.DOCX, "docx", config_file)


@main.command()
@CONFIG
def offline(config_file: str) -> None:
    """Make the site as one zip, into .taklimat/offline/: for a stick, or a desk without network.

    Unpacked, it is opened with index.html. Search works as it does online.

    Example: taklimat offline
    """
    _alone(making.OFFLINE, "offline", config_file)


@main.command()
@CONFIG
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github", "sarif", "json"]),
    default="text",
    show_default=True,
    help="For people, GitHub's annotations, code scanners, or programs.",
)
@click.option("--fix", is_flag=True, help="Mend what is sure: names, headings, Markdown.")
@click.option("--all", "every", is_flag=True, help="Say each finding, however many there are.")
@click.option("--only", metavar="CODES", help="Say these codes only, such as L01,W02.")
@click.option("--ignore", metavar="CODES", help="Leave these codes out.")
@click.option(
    "--baseline",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Leave out what this file lists: findings that are accepted for now.",
)
@click.option("--accept", is_flag=True, help="Write all that is found into the baseline.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def check(
    config_file: str,
    form: Literal["text"] | Format,
    fix: bool,
    every: bool,
    only: str | None,
    ignore: str | None,
    baseline: Path | None,
    accept: bool,
    files: tuple[Path, ...],
) -> None:
    """Look at every page, entry and data file, and say what is wrong and how to mend it.

    With FILES, which may be folders, only what is wrong with those is said. Nothing is published.
    The exit status is 1 if there is anything to mend.

    A site that moves in may begin with a baseline, and mend one code after another.

    \b
    Examples:
      taklimat check
      taklimat check docs/visas.md
      taklimat check --fix
      taklimat check --only L01
      taklimat check --baseline accepted.txt --accept
      taklimat check --format sarif > taklimat.sarif
    """
    wanted_codes, unwanted = choosing.codes(only), choosing.codes(ignore)
    if accept and baseline is None:
        raise click.UsageError("--accept writes a baseline: name it with --baseline")
    if baseline and not accept and not baseline.is_file():
        raise click.UsageError(f"there is no baseline {baseline}: write one with --accept")
    choosing.expect_there(files, Path(config_file))
    found, site = _checked(config_file)
    wanted = choosing.within(files, site, Path(config_file))
    if fix:
        texts = [each for each in documents(site) if wanted(each.path)]
        if changed := findings.fix(texts, site.settings, site.root):
            click.echo(f"Mended: {', '.join(changed)}", err=True)
            found, site = _checked(config_file)
    found = [
        each
        for each in found
        if wanted(each.path)
        and (not wanted_codes or each.code in wanted_codes)
        and each.code not in unwanted
    ]
    if baseline and accept:
        baseline.write_text(findings.as_baseline(found, site), encoding="utf-8")
        click.echo(f"{len(found)} findings are accepted in {baseline}", err=True)
    if baseline:
        found = findings.not_accepted(found, baseline.read_text(encoding="utf-8"), site)
    if form == "text":
        for line in _lines(found, every=every):
            click.echo(line)
    else:
        click.echo(findings.said(found, form))
    errors = [each for each in found if not each.is_warning]
    warned = f", {len(found) - len(errors)} to look at" if len(found) > len(errors) else ""
    click.echo(f"{len(errors) or 'Nothing'} to mend{warned}", err=True)
    if errors:
        if form == "text":
            click.echo(f"More about one: taklimat explain {errors[0].code}", err=True)
        raise SystemExit(1)


_FEW = 10
"""How many findings of a code are said one by one."""


def _lines(found: Sequence[Found], *, every: bool) -> Iterator[str]:
    """The findings, of each code with many only the first."""
    counts = Counter(each.code for each in found)
    said: Counter[str] = Counter()
    for each in found:
        said[each.code] += 1
        if every or counts[each.code] <= _FEW or said[each.code] < _FEW:
            yield _coloured(each)
        elif said[each.code] == _FEW:
            more = counts[each.code] - _FEW + 1
            yield f"… and {more} more of {each.code}, {CODES[each.code].title}: see --all"


def _coloured(found: Found) -> str:
    """A finding as it is shown; click leaves the colours out where no terminal shows them."""
    place, code, rest = str(found).split(" ", 2)
    if "NO_COLOR" in os.environ:
        return str(found)
    colour = "yellow" if found.is_warning else "red"
    return f"{click.style(place, bold=True)} {click.style(code, fg=colour)} {rest}"


def _checked(config_file: str) -> tuple[list[Found], Site]:
    """What a check finds, with a bar on a terminal meanwhile."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=100, label="Checking", file=sys.stderr, hidden=hidden) as bar:
        try:
            return checking.check(
                config_file, lambda done, pages: bar.update(100 * done // pages - bar.pos)
            )
        except findings.BrokenSettingsError as error:
            raise click.ClickException(str(error)) from None


@main.command()
@click.argument("code")
def explain(code: str) -> None:
    """Tell more about a code that `check` gives.

    Example: taklimat explain G06
    """
    known = CODES.get(code.upper())
    if known is None:
        near = did_you_mean(code.upper(), CODES, f"known are {', '.join(CODES)}")
        raise click.BadParameter(f"there is no code {code}: {near}")
    click.echo(f"{code.upper()}: {known.title}\n\n{click.wrap_text(known.text, 80)}")


@main.command()
@CONFIG
def terms(config_file: str) -> None:
    """List all terms with the number of times that they are mentioned.

    Example: taklimat terms
    """
    _, site = _checked(config_file)
    counts = Counter(mention.term for visit in site.visits.values() for mention in visit.mentions)
    for term in site.glossary:
        click.echo(f"{counts[term.id]:>5}  {term.id:<32} {term.title}")


@main.command()
@CONFIG
@click.argument("since")
def changes(config_file: str, since: str) -> None:
    """Say what differs from a version: terms, pages, acronyms without an entry, what is to mend.

    Example: taklimat changes origin/main
    """
    found, site = _checked(config_file)
    docs = Path(load_config(config_file).docs_dir).name
    try:
        click.echo(changing.report(site, found, since, docs), nl=False)
    except changing.UnknownVersionError as error:
        raise click.ClickException(str(error)) from None


main.add_command(sources)


@main.group()
def new() -> None:
    """Begin a term, a brief or a site."""


@new.command("term")
@CONFIG
@click.argument("name")
@click.option("--acronym", help="Its acronym, such as PSI.")
@click.option("--file", "id_", help="What its file is called, if not as the term.")
def new_term(config_file: str, name: str, acronym: str | None, id_: str | None) -> None:
    """Begin an entry of the glossary: a file to fill in.

    Example: taklimat new term "Persona non grata"
    """
    root, folder = Path(config_file).parent, glossary_dir(load_config(config_file))
    _write(root, lambda: starting.term(folder, name, acronym, id_))


def _new_name(kind: Literal["person", "organisation"]) -> Callable[..., None]:
    """A command that begins the entry of a person or an organisation."""

    @CONFIG
    @click.argument("name")
    @click.option("--file", "id_", help="What its file is called, if not as the name.")
    def begin(config_file: str, name: str, id_: str | None) -> None:
        root, folder = Path(config_file).parent, glossary_dir(load_config(config_file))
        _write(root, lambda: starting.name(folder, kind, name, id_))

    return begin


new.command("person", help="Begin the entry of a person: a file to fill in.")(_new_name("person"))
new.command("organisation", help="Begin the entry of an organisation: a file to fill in.")(
    _new_name("organisation")
)


@new.command("brief")
@CONFIG
@click.argument("title")
@click.option("--file", "id_", help="What its file is called, if not as the brief.")
def new_brief(config_file: str, title: str, id_: str | None) -> None:
    """Begin a brief: a file to fill in.

    Example: taklimat new brief "Visas"
    """
    today = dt.datetime.now(dt.UTC).date()
    _write(Path(config_file).parent, lambda: starting.brief(title, today, id_))


@new.command("site")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", default="Our briefs", show_default=True, help="What the site is called.")
def new_site(folder: Path, name: str) -> None:
    """Begin a site: a repository with a brief, two terms and all that it takes to publish them.

    Example: taklimat new site our-briefs --name "Our briefs"
    """
    if not str(folder).strip():
        raise click.ClickException("the folder's name is empty: write one")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise click.ClickException(f"{folder} is not empty: name a folder that is")
    try:
        files = starting.site(name, dt.datetime.now(dt.UTC).date())
    except starting.NoNameError as error:
        raise click.ClickException(str(error)) from None
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    kept = ", a git repository" if starting.begin_history(folder) else ""
    click.echo(f"Made {folder}{kept}. Next: cd {shlex.quote(str(folder))} && taklimat serve")


def _write(root: Path, made: Callable[[], tuple[str, str]]) -> None:
    try:
        path, text = made()
        (root / path).parent.mkdir(exist_ok=True)
        with (root / path).open("x", encoding="utf-8") as opened:
            opened.write(text)
    except starting.NoNameError as error:
        raise click.ClickException(str(error)) from None
    except FileExistsError:
        raise click.ClickException(f"{path} is there already: choose another name") from None
    click.echo(f"Made {path}. Fill it in, then: taklimat check")


def _alone(what: making.Making, name: str, config_file: str) -> None:
    """Make something in the place of the site."""
    _make(what, "build", "--strict", "--config-file", config_file, name=name)


def _make(what: making.Making, command: str, *arguments: str, name: str = "") -> None:
    before = making.wanted.set(what)
    try:
        _run(command, *arguments, name=name)
    finally:
        making.wanted.reset(before)


def _run(command: str, *arguments: str, name: str = "") -> None:
    """Run a command of MkDocs, without what Material says of its end."""
    names_one = any(each.startswith(("-f", "--config-file", "-h", "--help")) for each in arguments)
    if not names_one and not any(Path(f"mkdocs.{ending}").exists() for ending in ("yml", "yaml")):
        raise click.ClickException(f"there is no mkdocs.yml: {NO_SITE}")
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    mkdocs.main([command, *arguments], prog_name=f"taklimat {name}".strip())
