"""Every block of README.md that is marked `<!-- run -->` runs as it stands there."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.running import ROOT, Running

BLOCKS = re.findall(r"<!-- run -->\n```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(tmp_path_factory.mktemp("readme") / "var")
    running.start()
    try:
        running.init()
        yield running
    finally:
        running.stop()


def test_the_first_screen_of_the_readme_works(system: Running, tmp_path: Path):
    script = "set -euo pipefail\n" + "\n".join(BLOCKS)
    script = script.replace("http://127.0.0.1:8000", system.base)
    script = script.replace(".venv/bin/shenguan", f"{sys.executable} -m app.cli.main")
    # what it shows, not how soon nor for how long
    shows = re.sub(r"timeout 8 (.* --after 0) ", r"timeout 60 \1 --count 1 ", script)
    assert shows != script
    done = subprocess.run(
        ["bash", "-c", shows], cwd=tmp_path, capture_output=True, text=True, timeout=120,
        env={**system.environment(), "PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(BLOCKS) == 3
    for said in (
        '"recorded":2', "task.pushed", "case README-1", "event: task.pushed",
        '"case.permit_granted"', '"light":"GREEN"', "法定期限", "sound",
    ):  # fmt: skip
        assert said in done.stdout, (said, done.stdout)
