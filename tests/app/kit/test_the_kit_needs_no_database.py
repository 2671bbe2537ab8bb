"""What a department installs to run the kit: read from the imports, not from what we say."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
OURS = ("app", "adapters", "domain", "projections")
MAY_NEED = {"cryptography", "httpx", "nats", "orjson", "structlog"}


def _file(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _imports(module: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(_file(module).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_the_kit_and_all_that_it_imports_need_five_packages_and_no_database():
    waiting = {f"app.kit.{path.stem}" for path in (ROOT / "app/kit").glob("[!_]*.py")}
    seen, foreign = set(), set()
    while waiting:
        module = waiting.pop()
        seen.add(module)
        for name in _imports(module):
            if name.split(".")[0] in OURS:
                waiting |= {name} - seen
            elif name.split(".")[0] not in sys.stdlib_module_names:
                foreign.add(name.split(".")[0])
    assert foreign == MAY_NEED
    assert not {name for name in seen if name.startswith(("domain", "projections"))}
