"""The contracts of pyproject.toml: app -> adapters | projections -> domain."""

import sys
from pathlib import Path
from subprocess import run

from tests.architecture.sources import PACKAGES, ROOT, modules

LINTER = Path(sys.executable).parent / "lint-imports"


def test_the_import_contracts_are_kept(tmp_path: Path):
    told = run(
        [LINTER, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert "0 broken" in told.stdout


def test_every_folder_of_modules_is_a_package_that_the_contracts_see():
    folders = {source.path.parent for source in modules(*PACKAGES)}
    bare = [str(folder) for folder in folders if not (ROOT / folder / "__init__.py").exists()]
    assert not bare, "import-linter does not look into folders without __init__.py"
