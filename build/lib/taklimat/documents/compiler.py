"""Typst in a process of its own, which is ended when it takes too long.

A page's pictures are read and drawn by Typst, and some pictures take for ever to draw. Nothing
inside a process can stop that; from outside it is easy. The process is started with the first
document and stays for the ones after it, since it keeps the fonts.

This file is both sides: imported, the one that asks; run by itself, the one that compiles. So it
imports nothing of this library.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import weakref
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import typst

# Ten times what a dossier of 80 briefs needs.
_MOST_MEMORY = 6_000_000_000
# What the process writes into the folder that it compiles.
_OUTPUT = "output"


class CompileError(Exception):
    """Raised where a source can't be compiled; says what Typst says."""


class TooLongError(Exception):
    """Raised where Typst was ended because it took too long."""


@dataclass(frozen=True)
class Compiled:
    """What came of a source."""

    data: bytes
    warnings: list[str]
    found: list[dict[str, Any]]
    """The values of what the source labels ``<taklimat-found>``."""


@dataclass
class Compiler:
    """Compiles folders with the fonts of another folder, and with no others."""

    fonts: Path
    timed_out: int = 0
    """How many sources took too long."""
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start the process, which takes a moment, before it is needed."""
        self._running()

    def compile(
        self,
        folder: Path,
        *,
        seconds: float,
        kind: Literal["pdf", "png"] = "pdf",
        standards: Sequence[typst.PDFStandard] = (),
        timestamp: int = 0,
        ppi: float | None = None,
    ) -> Compiled:
        """Compile `main.typ` of a folder, which is all that it can read.

        Raises `CompileError`, and `TooLongError` after so many `seconds` of the clock.
        """
        asked = {
            "folder": str(folder),
            "options": {
                "format": kind,
                "pdf_standards": list(standards),
                "timestamp": timestamp,
                "ppi": ppi,
            },
        }
        process = self._running()
        assert process.stdin  # noqa: S101  (both are pipes)
        assert process.stdout  # noqa: S101
        ended = threading.Event()

        def end() -> None:
            ended.set()
            process.kill()

        watch = threading.Timer(seconds, end)
        watch.start()
        try:
            process.stdin.write(json.dumps(asked).encode() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = b""
        finally:
            watch.cancel()
        if not line:
            self._process = None
            process.wait()
            if ended.is_set():
                self.timed_out += 1
                raise TooLongError
            raise CompileError("error: Typst ended, for instance because memory ran out")
        said = json.loads(line)
        if "error" in said:
            raise CompileError(said["error"])
        return Compiled((folder / _OUTPUT).read_bytes(), said["warnings"], said["found"])

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            # Isolated: modules that stand beside this file are not found by their short names.
            self._process = subprocess.Popen(  # noqa: S603  (our own file)
                [sys.executable, "-I", __file__, str(self.fonts), *map(str, sys.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # where Rust panics at length
            )
            weakref.finalize(self, _end, self._process)
        return self._process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with contextlib.suppress(BrokenPipeError):  # what could not be said to it any more
                pipe.close()


# The other process ------------------------------------------------------------------------------


def _serve(fonts_folder: str) -> None:
    """Compile each folder that is named on standard input; ends with the process that asked."""
    import typst

    _bound_memory()
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[fonts_folder]
    )
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        folder = Path(asked["folder"])
        try:
            said = _compile(typst, fonts, folder, asked["options"])
        except typst.TypstError as error:
            said = {"error": error.diagnostic or f"error: {error.message}"}
        except BaseException as error:  # a panic of Rust is no Exception
            said = {"error": f"error: {error}"}
        sys.stdout.buffer.write(json.dumps(said).encode() + b"\n")
        sys.stdout.buffer.flush()


def _bound_memory() -> None:
    """Let a picture that would fill the machine's memory end this process instead of others."""
    try:
        import resource
    except ImportError:  # Windows has no such bound
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = _MOST_MEMORY if hard == resource.RLIM_INFINITY else min(_MOST_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def _compile(
    library: Any, fonts: typst.Fonts, folder: Path, options: dict[str, Any]
) -> dict[str, Any]:
    compiler = library.Compiler(
        folder / "main.typ", root=folder, font_paths=fonts, ignore_system_fonts=True
    )
    data, warnings = compiler.compile_with_warnings(**options)
    if isinstance(data, list):
        data = data[0]
    (folder / _OUTPUT).write_bytes(data)
    found = json.loads(compiler.query("<taklimat-found>", field="value"))
    return {"warnings": [warning.diagnostic for warning in warnings], "found": found}


if __name__ == "__main__":
    sys.path[:] = sys.argv[2:]
    _serve(sys.argv[1])
