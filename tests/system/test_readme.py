"""Every block of README.md that is marked `<!-- run -->` runs as it stands there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.running import ROOT, Running
from tests.system.reconcile import query

pytestmark = pytest.mark.xdist_group("system")
BLOCKS = re.findall(r"<!-- run -->\n```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)


def test_the_first_screen_of_the_readme_works(county: Running, tmp_path: Path):
    county.settle()
    ((last,),) = query(county, "SELECT coalesce(max(number), 0) FROM proj.delivery")
    script = "set -euo pipefail\n" + "\n".join(BLOCKS)
    script = script.replace("http://127.0.0.1:8000", county.base)
    script = script.replace(".venv/bin/shenguan", f"{sys.executable} -m app.cli.main")
    # what it shows, not how soon nor for how long; others have worked on this county before
    shows = re.sub(
        r"timeout 8 (.*) --after 0 ", rf"timeout 60 \1 --after {last} --count 1 ", script
    )
    assert shows != script
    done = subprocess.run(
        ["bash", "-c", shows], cwd=tmp_path, capture_output=True, text=True, timeout=120,
        env={**county.environment(), "PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(BLOCKS) == 3
    for said in (
        '"recorded":2', "task.pushed", "case README-1", "event: task.pushed",
        '"case.permit_granted"', '"light":"GREEN"', "法定期限", "sound",
    ):  # fmt: skip
        assert said in done.stdout, (said, done.stdout)
