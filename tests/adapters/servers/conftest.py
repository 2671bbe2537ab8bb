"""A folder of its own for each test, short and closed to others as `mktemp -d` makes it."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def var() -> Iterator[Path]:
    """A `var` that does not exist yet, below a parent of mode 0700."""
    parent = Path(tempfile.mkdtemp(prefix="shenguan-var-"))
    yield parent / "var"
    shutil.rmtree(parent, ignore_errors=True)
