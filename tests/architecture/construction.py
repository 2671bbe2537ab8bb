"""Where the adapters are built: which calls of a module create something that holds a resource."""

import ast
import dataclasses
import importlib
import inspect
from collections.abc import Iterator
from enum import Enum
from typing import Any

_OPENERS = frozenset(
    {
        *("connect", "ConnectionPool", "AsyncConnectionPool", "create_connection", "socket"),
        *("Popen", "Thread", "Client", "AsyncClient", "urlopen"),
    }
)


def adapter_classes(tree: ast.AST) -> dict[str, type]:
    """Local name -> class, for the classes imported from `adapters` that are more than values.

    Values (dataclasses, tuples, enums) and exceptions may be made anywhere.
    """
    found: dict[str, type] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "adapters":
            module = importlib.import_module(node.module or "")
            for alias in node.names:
                thing = getattr(module, alias.name, None)
                if inspect.isclass(thing) and not _is_value(thing):
                    found[alias.asname or alias.name] = thing
    return found


def _is_value(cls: type[Any]) -> bool:
    return dataclasses.is_dataclass(cls) or issubclass(cls, BaseException | tuple | Enum)


def built(tree: ast.AST) -> Iterator[str]:
    """Calls that build an adapter: `Class(…)` and `Class.open(…)`, as `line: call`."""
    classes = adapter_classes(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Call(ast.Name(name)) | ast.Call(ast.Attribute(ast.Name(name))):
                if name in classes:
                    yield f"{node.lineno}: {ast.unparse(node.func)}(…)"


def opened_on_import(tree: ast.Module) -> Iterator[str]:
    """Calls at module level (also in class bodies and defaults) that open something."""
    classes = adapter_classes(tree)
    for call in _calls_at_import(tree):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else _name(call.func)
        root = call.func.value if isinstance(call.func, ast.Attribute) else call.func
        if name in _OPENERS or name in classes or _name(root) in classes:
            yield f"{call.lineno}: {ast.unparse(call.func)}(…)"


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _calls_at_import(node: ast.AST) -> Iterator[ast.Call]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Lambda):
            continue
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            for part in (*child.decorator_list, *child.args.defaults):
                yield from _calls_at_import(ast.Expr(part))
            continue
        if isinstance(child, ast.Call):
            yield child
        yield from _calls_at_import(child)
