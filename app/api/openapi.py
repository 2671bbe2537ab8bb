"""OpenAPI 3.1 of the whole: what FastAPI sees, plus bodies that we read ourselves."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from app.api.problems import MEDIA_TYPE
from app.api.routes.acts import ReportedAct
from app.api.routes.commands import body_of
from app.api.routes.demo import SignIn
from app.commands.registry import COMMANDS

REF = "#/components/schemas/{model}"
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457; `code` is stable",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "traceId": {"type": "string"},
        "fields": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "reason": {"type": "string"}},
            },
        },
    },
}
SECURITY = {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}


def describe(app: FastAPI, public: frozenset[str]) -> dict[str, Any]:
    """The document; computed once and kept by the application."""
    if app.openapi_schema:
        return app.openapi_schema
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    models = [*(body_of(entry) for entry in COMMANDS if not entry.internal), SignIn]
    _, bodies = models_json_schema(
        [(model, "validation") for model in dict.fromkeys(models)], ref_template=REF
    )
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas.update(bodies.get("$defs", {}))
    schemas.update(ReportedAct=ReportedAct, Problem=PROBLEM)
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    components["securitySchemes"] = SECURITY
    for path, operations in document["paths"].items():
        for operation in operations.values():
            operation["responses"].pop("422", None)
            operation["responses"]["default"] = _problem_response()
            if path not in public:
                operation["security"] = [{"bearer": []}]
    app.openapi_schema = document
    return document


def _problem_response() -> dict[str, Any]:
    reference = {"$ref": REF.format(model="Problem")}
    return {"description": "A problem", "content": {MEDIA_TYPE: {"schema": reference}}}
