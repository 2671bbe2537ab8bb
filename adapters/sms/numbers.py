"""Telephone numbers of posts: a TOML file of the operator's, never the log.

["329901"]
liaison-market = "13800000000"
"""

import re
import tomllib
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)

_NUMBER = re.compile(r"\+?[0-9]{5,15}")


class Numbers:
    """Read again whenever the file has changed; a broken one is told and gives no number."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._known: dict[tuple[str, str], str] = {}

    def of(self, region: str, post: str) -> str | None:
        """The number of a post, None where the file has none."""
        self._refresh()
        return self._known.get((region, post))

    def _refresh(self) -> None:
        if self._path is None:
            return
        try:
            stat = self._path.stat()
            if self._stamp == (stat.st_mtime_ns, stat.st_size):
                return
            self._known = _read(self._path)
            self._stamp = stat.st_mtime_ns, stat.st_size
        except (OSError, ValueError) as error:
            # never the error's own text: it may quote a number
            log.warning("sms_numbers_unreadable", path=str(self._path), error=type(error).__name__)
            self._known = {}


def _read(path: Path) -> dict[tuple[str, str], str]:
    found = {}
    for region, posts in tomllib.loads(path.read_text(encoding="utf-8")).items():
        for post, number in dict(posts).items():
            if not _NUMBER.fullmatch(str(number)):
                raise ValueError("not a telephone number")
            found[region, post] = str(number)
    return found
