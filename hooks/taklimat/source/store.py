"""A store on disk of what was made before, by what it was made of: a build need not make it again.

It may be deleted, carried from one machine to the next, or lie in a repository that others send
changes to. So nothing in it is code, whatever is damaged counts as missing, and each record is
sealed with a key that stands outside the project: what someone else has put there is not read.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import hmac
import os
import secrets
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEAL = 32  # bytes
_MOST = 300_000_000  # bytes of all records
_MOST_OF_ONE = 20_000_000
FOLDER = Path(".taklimat", "cache")
"""Where the store lies in a project."""
_STALE = 86_400.0  # seconds after which a record that is used is marked as used again
SECRET = "TAKLIMAT_CACHE_KEY"  # noqa: S105  (the name of a variable)
"""The environment's variable with the key, for machines that are made anew for each build."""


def digest(*parts: str | bytes) -> str:
    """A name for some parts, each apart from the next: SHA-256, in hexadecimal digits."""
    made = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        made.update(len(data).to_bytes(8, "big"))
        made.update(data)
    return made.hexdigest()


class Store:
    """Records of bytes by names that `digest` gives, in a folder of the project.

    One that is a link, or lies in a link, is not used at all: it may lead out of the project.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._is_own = not (folder.is_symlink() or folder.parent.is_symlink())

    def get(self, name: str) -> bytes | None:
        """A record; None where there is none, or it is damaged, or of another's making."""
        file = self._file(name)
        try:
            if not self._is_own or file.is_symlink() or file.stat().st_size > _MOST_OF_ONE:
                return None
            data = file.read_bytes()
            if time.time() - file.stat().st_mtime > _STALE:
                os.utime(file)
        except OSError:
            return None
        seal, data = data[:_SEAL], data[_SEAL:]
        return data if hmac.compare_digest(seal, _sealed(name, data)) else None

    def put(self, name: str, data: bytes) -> None:
        """Keep a record; where the disk refuses, nothing is kept."""
        if not self._is_own:
            return
        file = self._file(name)
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            # Under another name until it is whole: others may read, and builds may be killed.
            handle, aside = tempfile.mkstemp(dir=file.parent, prefix=".")
            try:
                with os.fdopen(handle, "wb") as opened:
                    opened.write(_sealed(name, data) + data)
                Path(aside).replace(file)
            except OSError:
                Path(aside).unlink(missing_ok=True)

    def tidy(self, most: int = _MOST) -> None:
        """Delete what was not used for longest, until all records together have `most` bytes."""
        found = sorted(self._files(), reverse=True)
        total = 0
        for _, size, path in found:
            total += size
            if total > most:
                with contextlib.suppress(OSError):
                    path.unlink()

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        """All records: when each was last used, its size, and its file."""
        if not self._is_own:
            return
        for folder in self.folder.glob("??"):
            with contextlib.suppress(OSError), os.scandir(folder) as entries:
                for entry in entries:
                    about = entry.stat(follow_symlinks=False)
                    yield about.st_mtime, about.st_size, Path(entry.path)

    def _file(self, name: str) -> Path:
        return self.folder / name[:2] / name[2:]


class Ledger:
    """Names of what was found to be in order before, in one record of a store."""

    def __init__(self, store: Store, name: str) -> None:
        self._store, self._name = store, name
        self._before = frozenset((store.get(name) or b"").decode("ascii").split())
        self._now: set[str] = set()
        self.last: str | None = None
        """What was asked for last, if it is in order."""

    def has(self, name: str) -> bool:
        """Whether something was in order; then it goes on being known."""
        is_known = name in self._before or name in self._now
        if is_known:
            self._now.add(name)
        self.last = name if is_known else None
        return is_known

    def add(self, name: str) -> None:
        """Note that it is."""
        self._now.add(name)
        self.last = name

    def write(self) -> None:
        """Keep what was asked for and is in order; the rest is forgotten."""
        if self._now != self._before:
            self._store.put(self._name, " ".join(sorted(self._now)).encode("ascii"))


def _sealed(name: str, data: bytes) -> bytes:
    return hashlib.blake2b(name.encode() + data, key=_key(), digest_size=_SEAL).digest()


@functools.cache
def _key() -> bytes:
    """The key of this user's records: the environment's, or one that is made once and kept."""
    if given := os.environ.get(SECRET):
        return hashlib.sha256(given.encode()).digest()
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    file = home / "taklimat" / "key"
    made = secrets.token_bytes(32)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as opened:
                opened.write(made)
        kept = file.read_bytes()
    except (OSError, RuntimeError):  # no home, or none to write to: this process's own
        return made
    return kept if len(kept) == len(made) else made
