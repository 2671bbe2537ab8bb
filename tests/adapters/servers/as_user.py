"""Run a piece of Python as an ordinary user: root passes every permission check."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.servers.users import SystemUser, may_reach

ROOT = Path(__file__).parents[3]
NOBODY = SystemUser(65534, 65534)
# The interpreter or the checkout may lie below /root (mode 0700). This capability lets nobody read
# and search there; what is tested, the right to write, it does not give.
_READ_ALL = ["--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search"]


def run_as_user(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run `code` as nobody if we are root, else as ourselves; stdout and stderr are captured."""
    command = [sys.executable, "-c", code, *(str(argument) for argument in arguments)]
    return subprocess.run(
        [*_become_nobody(), *command],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _become_nobody() -> list[str]:
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("as root this needs setpriv (util-linux) to become an ordinary user")
    drop = [setpriv, "--reuid", str(NOBODY.uid), "--regid", str(NOBODY.gid), "--clear-groups"]
    reachable = may_reach(Path(sys.executable), NOBODY) and may_reach(ROOT, NOBODY)
    return drop if reachable else [*drop, *_READ_ALL]
