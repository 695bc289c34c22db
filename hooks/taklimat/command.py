"""The command line: `taklimat`, or `python -m taklimat`."""

from __future__ import annotations

import click
from mkdocs.__main__ import cli as mkdocs

from taklimat import __version__
from taklimat.adapter import Only, only

CONFIG = click.option(
    "-f",
    "--config-file",
    default="mkdocs.yml",
    show_default=True,
    type=click.Path(exists=True, dir_okay=False),
    help="The site's settings.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="taklimat")
def main() -> None:
    """Work on a briefing site.

    The site itself is built with `mkdocs build --strict`, or `make site`.
    """


@main.command()
@CONFIG
def pdf(config_file: str) -> None:
    """Make the PDFs alone, into the site's folder pdf/.

    A document in which nothing has changed is taken from the last build. Where one can't be made,
    the others are, and the exit status is 1.

    Example: taklimat pdf
    """
    _make("pdf", config_file)


@main.command()
@CONFIG
def docx(config_file: str) -> None:
    """Make each brief as .docx, into .taklimat/docx/: for desks that edit in Word.

    It takes pandoc, which `pip install 'taklimat[docx]'` brings.

    Example: taklimat docx
    """
    _make("docx", config_file)


@main.command()
@CONFIG
def offline(config_file: str) -> None:
    """Make the site as one zip, into .taklimat/offline/: for a stick, or a desk without network.

    Unpacked, it is opened with index.html. Search works as it does online.

    Example: taklimat offline
    """
    _make("offline", config_file)


def _make(what: Only, config_file: str) -> None:
    before = only.set(what)
    try:
        arguments = ["build", "--strict", "--config-file", config_file]
        mkdocs.main(arguments, prog_name=f"taklimat {what}")
    finally:
        only.reset(before)
