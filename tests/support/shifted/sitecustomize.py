"""For processes that a test starts: the product's wall clock, moved by what a file says.

On PYTHONPATH this runs at the start of every Python process. The product takes its time from one
place (`app.bootstrap.opened`, keyword `now`); the seconds in the file named by SHIFTED_CLOCK are
added there. Not moved: PostgreSQL, NATS, tokens' own lifetimes, timers.
"""

import importlib.abc
import importlib.machinery
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

_FILE = Path(os.environ["SHIFTED_CLOCK"])


def shifted() -> datetime:
    """Now, and as many seconds more."""
    return datetime.now(UTC) + timedelta(seconds=float(_FILE.read_text() or 0))


class _Loader(importlib.machinery.SourceFileLoader):
    def exec_module(self, module):
        super().exec_module(module)
        module.opened.__wrapped__.__kwdefaults__["now"] = shifted


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, fullname, path, target=None):
        if fullname != "app.bootstrap":
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        if spec and spec.origin:
            spec.loader = _Loader(fullname, spec.origin)
        return spec


sys.meta_path.insert(0, _Finder())
