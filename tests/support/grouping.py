"""Tests of one `xdist_group` stay on one worker.

pytest 9.2 no longer lets xdist 3.8 write the group into a test's id, so the plugin's own grouping
does nothing, silently. Until it does again, the group is read from the file: marks of whole files
(`pytestmark = pytest.mark.xdist_group("name")`) count. A file whose tests share what is made once a
file is a group too, else both workers make it.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

from xdist.scheduler import LoadScopeScheduling

_MARK = re.compile(r'^pytestmark = .*xdist_group\("([\w-]+)"\)', re.MULTILINE)
_ROOT = Path(__file__).parents[2]
_LONGEST = "system"
_SHARING = ("tests/app/api/",)
"""Folders whose conftest.py makes something once a file."""


class FileGroups(LoadScopeScheduling):
    """One unit of work is a group, or a test of no group; the longest group begins."""

    def _assign_work_unit(self, node: Any) -> None:
        # few tests and minutes: last, it would run alone; one group, so that no two systems of five
        # processes compete
        if _LONGEST in self.workqueue:
            self.workqueue.move_to_end(_LONGEST, last=False)
        super()._assign_work_unit(node)

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid.partition("::")[0]) or nodeid


@cache
def group_of(path: str) -> str | None:
    """The group of a test file: the one it names, or itself; None if its tests share nothing."""
    text = (_ROOT / path).read_text("utf-8")
    if found := _MARK.search(text):
        return found[1]
    shared = 'scope="module"' in text or path.startswith(_SHARING)
    return path if shared else None
