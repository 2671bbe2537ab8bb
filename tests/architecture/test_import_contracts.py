"""The contracts of pyproject.toml: app -> adapters | projections -> domain."""

import re
import sys
from graphlib import TopologicalSorter
from pathlib import Path
from subprocess import run

from tests.architecture.sources import PACKAGES, ROOT, imported, modules

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


def _contexts() -> dict[str, set[str]]:
    """Context -> the contexts that its modules import."""
    found: dict[str, set[str]] = {}
    for source in modules("domain"):
        if len(source.path.parts) > 2:
            names = {name.split(".")[1] for _, name in imported(source.tree) if "domain." in name}
            context = source.path.parts[1]
            found.setdefault(context, set()).update(names - {context})
    return found


def test_contexts_rest_on_each_other_without_a_circle():
    TopologicalSorter(_contexts()).prepare()  # raises CycleError


def test_the_context_map_says_what_rests_on_what():
    rows = re.findall(
        r"^\| `(\w+)` \|[^|]*\| ([^|]*) \|$", (ROOT / "domain/README.md").read_text(), re.MULTILINE
    )
    told = {context: set(re.findall(r"\w+", rests)) for context, rests in rows}
    assert told == {context: names - {"shared"} for context, names in _contexts().items()}
