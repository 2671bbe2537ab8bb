"""Tests of one `xdist_group` stay on one worker.

pytest 9.2 no longer lets xdist 3.8 write the group into a test's id, so the plugin's own grouping
does nothing, silently. Until it does again, the group is read from the file: marks of whole files
(`pytestmark = pytest.mark.xdist_group("name")`) count.
"""

import re
from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

_MARK = re.compile(r'^pytestmark = .*xdist_group\("([\w-]+)"\)', re.MULTILINE)
_ROOT = Path(__file__).parents[2]


class FileGroups(LoadScopeScheduling):
    """One unit of work is a group, or a test of no group."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid.partition("::")[0]) or nodeid


@cache
def group_of(path: str) -> str | None:
    """The group that a test file names, if it names one."""
    found = _MARK.search((_ROOT / path).read_text("utf-8"))
    return found[1] if found else None
