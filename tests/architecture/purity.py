"""What the domain may contain: pure standard library, pydantic, the library's domain module."""

import ast
from collections.abc import Iterator

from tests.architecture.sources import imported

# fmt: off
PURE = frozenset({
    "abc", "bisect", "collections", "collections.abc", "contextlib", "dataclasses", "datetime",
    "decimal", "enum", "fractions", "functools", "graphlib", "hashlib", "hmac", "heapq",
    "itertools", "json", "math", "operator", "re", "statistics", "string", "types", "typing",
    "uuid", "zoneinfo",
})
# fmt: on
"""`zoneinfo` reads the time zone database once, which is part of the interpreter's data."""

_LIBRARIES = ("domain", "pydantic", "eventsourcing.domain")

_FORBIDDEN = frozenset(
    {"now", "utcnow", "today", "uuid1", "uuid4", "uuid6", "uuid7", "urandom", "getenv", "sleep"}
)
_FORBIDDEN_BUILTINS = frozenset({"open", "print", "input", "exec", "eval", "__import__"})
_CLOCKS = frozenset({"time", "time_ns", "monotonic", "perf_counter", "localtime", "gmtime"})
_ASYNC = (ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith, ast.Await)


def impurities(tree: ast.AST) -> Iterator[str]:
    """What makes a module impure, as `line: what`."""
    for line, name in imported(tree):
        if not _may_import(name):
            yield f"{line}: import of {name}"
    for node in ast.walk(tree):
        if isinstance(node, _ASYNC):
            yield f"{node.lineno}: async"
        elif isinstance(node, ast.Call) and _draws(node.func):
            yield f"{node.lineno}: {ast.unparse(node.func)}()"
        elif isinstance(node, ast.ImportFrom):
            names = [alias.name for alias in node.names if alias.name in _FORBIDDEN]
            yield from (f"{node.lineno}: import of {name}" for name in names)


def _may_import(name: str) -> bool:
    return name in PURE or any(name == top or name.startswith(f"{top}.") for top in _LIBRARIES)


def _draws(called: ast.expr) -> bool:
    """Whether a call takes time, chance or the world from anywhere but its arguments."""
    match called:
        case ast.Name(name):
            return name in _FORBIDDEN_BUILTINS or name in _FORBIDDEN
        case ast.Attribute(ast.Name("time"), name):
            return name in _CLOCKS
        case ast.Attribute(_, name):
            return name in _FORBIDDEN
    return False
