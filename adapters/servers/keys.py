"""Secrets of the embedded servers: random, one a file, readable by their owner alone."""

import os
import secrets
import tempfile
from pathlib import Path

from adapters.servers.folders import explain


def load_or_create_secret(path: Path, size: int = 32) -> str:
    """The secret in `path`; a new URL-safe one of `size` random bytes if there is none yet.

    Two starters that race get the same secret: the file appears whole, by a hard link.
    A file that others could read is closed to them.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            create_once(path, secrets.token_urlsafe(size))
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
        return path.read_text("ascii").strip()
    except OSError as error:
        raise explain(error, path.parent) from error


def create_once(path: Path, secret: str) -> None:
    """Write a key file, mode 0600, unless there is one: of two that race, one key survives."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secret + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(path).hardlink_to(name)
    except FileExistsError:
        pass  # another starter was faster: its secret counts
    finally:
        Path(name).unlink(missing_ok=True)
