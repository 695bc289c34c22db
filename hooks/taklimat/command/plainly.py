"""What the system refuses, said in a line."""

from __future__ import annotations

import errno
import os

import click

from taklimat.adapter.publishing import remedy_of


class Plainly(click.Group):
    """Says what the system refuses in a line, whichever command it refuses it."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; raises `click.ClickException` where the system refuses something."""
        try:
            return super().invoke(ctx)
        except (OSError, OverflowError) as error:  # the second is a port's
            if isinstance(error, OSError) and error.errno == errno.EPIPE:
                raise  # of click's: who reads has seen enough
            raise click.ClickException(_refused(error)) from None


def _refused(error: OSError | OverflowError) -> str:
    told = getattr(error, "strerror", None) or str(error)
    file = getattr(error, "filename", None)
    if file is None:
        return f"can't serve there ({told}): name another address: taklimat serve -a 127.0.0.1:8001"
    name = os.fsdecode(file)
    short = name if len(name) <= 100 else f"{name[:99]}…"
    return f"{short}: can't be read or written ({told}): {remedy_of(error)}"
