"""The product's own modules as text and syntax trees, for the tests of this folder."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "domain", "projections", "adapters")


@dataclass(frozen=True)
class Source:
    """One Python file; `path` is relative to the checkout."""

    path: Path

    @cached_property
    def text(self) -> str:
        return (ROOT / self.path).read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def __str__(self) -> str:
        return self.path.as_posix()


@cache
def modules(*packages: str) -> tuple[Source, ...]:
    """Every Python file below the packages, sorted by path."""
    found = [
        Source(path.relative_to(ROOT))
        for package in packages or PACKAGES
        for path in (ROOT / package).rglob("*.py")
    ]
    return tuple(sorted(found, key=lambda source: source.path))


@cache
def tracked() -> tuple[Path, ...]:
    """What git tracks and the checkout still holds, relative to the checkout."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    paths = (Path(name) for name in listed.stdout.split("\0") if name)
    return tuple(path for path in paths if (ROOT / path).is_file())


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full module name of every import, wherever it stands; relative ones as "."."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." if node.level else node.module or "."
