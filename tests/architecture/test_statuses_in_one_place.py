"""house-style.md, rule 7: HTTP statuses appear in app/api/problems.py alone."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.sources import Source, modules

PLACE = "app/api/problems.py"
_RAISED = {"HTTPException"}
_ANSWERS = {"Response", "JSONResponse", "ORJSONResponse", "PlainTextResponse", "StreamingResponse"}


def statuses(tree: ast.AST) -> Iterator[str]:
    """Statuses written as numbers: an argument, a comparison, the framework's own exception."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(ast.Name(name), _, _) if name in _RAISED:
                yield f"{node.lineno}: raises {name}; raise Problem instead"
            case ast.Call(ast.Name(name), [_, ast.Constant(int()), *_], _) if name in _ANSWERS:
                yield f"{node.lineno}: {name} with a number"
            case ast.keyword("status_code" | "status", ast.Constant(int())):
                yield f"{node.value.lineno}: {node.arg} as a number"
            case ast.Compare(ast.Attribute(_, "status" | "status_code"), _, [ast.Constant(int())]):
                yield f"{node.lineno}: compares a status with a number"
            case ast.Attribute(ast.Name("status"), name) if name.startswith("HTTP_"):
                yield f"{node.lineno}: {name}"


@pytest.mark.parametrize("source", modules("app", "domain", "projections"), ids=str)
def test_http_statuses_appear_in_the_problems_module_alone(source: Source):
    assert str(source) == PLACE or not list(statuses(source.tree))


@pytest.mark.parametrize(
    "code",
    [
        "raise HTTPException(404)",
        "Response(b'', 204)",
        "JSONResponse({}, status_code=422)",
        "router.post('/x', status_code=201)",
        "answer.status_code == 500",
        "status.HTTP_404_NOT_FOUND",
    ],
)
def test_a_stray_status_is_caught(code: str):
    assert list(statuses(ast.parse(code)))
