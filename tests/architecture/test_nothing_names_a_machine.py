"""A clone runs anywhere: no path of one machine, no package index, hashes for all we install."""

import re

import pytest

from tests.architecture.sources import ROOT, tracked

_PATH = re.compile(rb"(?<![\w.])/(?:work|root)/|/tmp/brief")  # absolute only: ./var/root/ is ours
_INDEX = re.compile(rb"--(?:extra-)?index-url|--find-links|pypi\.org|index\.docker|simple/", re.I)
_PINNED = re.compile(r"^[A-Za-z0-9._-]+(\[[^]]+\])?==\S+")
_THIS = "tests/architecture/test_nothing_names_a_machine.py"


def _holding(pattern: re.Pattern[bytes], suffixes: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{path}: {found[0]!r}"
        for path in tracked()
        if str(path) != _THIS and (not suffixes or path.name.endswith(suffixes))
        if (found := pattern.search((ROOT / path).read_bytes()))
    ]


def test_no_tracked_file_names_a_path_of_one_machine():
    assert not _holding(_PATH)


def test_no_tracked_file_names_a_package_index():
    assert not _holding(_INDEX, ("txt", "lock", "toml", "cfg", "Makefile", "run", "yml", "yaml"))


def _requirements() -> list[str]:
    """Each requirement of the lock with its continuation lines joined, comments left out."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    bare = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return [line for line in bare.replace("\\\n", " ").splitlines() if line.strip()]


@pytest.mark.parametrize("requirement", _requirements(), ids=lambda line: line.split()[0])
def test_a_requirement_is_pinned_by_version_and_hash(requirement: str):
    assert _PINNED.match(requirement)
    assert "--hash=sha256:" in requirement
    assert "://" not in requirement
