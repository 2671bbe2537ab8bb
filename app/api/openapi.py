"""OpenAPI 3.1 of the whole: what FastAPI sees, plus bodies that we read and answers that we write
ourselves. A test asks every address and holds the answers against this document."""

import warnings
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.api.bodies import UNSEEN
from app.api.contract.links import add_links
from app.api.contract.reported import ANSWERS as REPORT_ANSWERS
from app.api.contract.reported import SCHEMAS as REPORT_SCHEMAS
from app.api.contract.samples import DrawSample
from app.api.contract.shapes import ReportCounts
from app.api.contract.statuses import (
    ETAG,
    EVERYWHERE,
    PROBLEM,
    REF,
    REQUEST_ID,
    SIGNED_IN,
    problems,
)
from app.api.contract.table import COMMAND, READS, WRITES, Answer
from app.api.routes.commands import body_of
from app.api.routes.demo import SignIn
from app.commands.registry import COMMANDS
from domain.shared.act import Actor

SECURITY = {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
OPENING = ("submit-application", "offer-commitment")
"""Commands that open a stream answer 201 with its address."""
VISIBLE = {
    r"^[^\x00]*$": rf"^[^\x00{UNSEEN}]*$",
    r"^[^\x00-\x1f]*$": rf"^[^\x00-\x1f{UNSEEN}]*$",
}
"""Patterns of `domain.shared.event` and what is left of them in a body."""
CLEAN = r"^[^\x00-\x1f\x7f]*$"
DESCRIPTION = """Approval and supervision in one verifiable log. 审管联动。

Every failure is `application/problem+json` with a stable `code` (RFC 9457), in zh-CN or, where
Accept-Language prefers it, in English. Only the media types named here are sent, whatever Accept
says. An unknown or repeated query parameter is refused. HEAD is offered for contents of
documents alone, OPTIONS nowhere."""


def describe(app: FastAPI, public: frozenset[str]) -> dict[str, Any]:
    """The document; computed once and kept by the application."""
    if app.openapi_schema:
        return app.openapi_schema
    with warnings.catch_warnings():  # HEAD of an address bears the name of its GET, until below
        warnings.filterwarnings("ignore", "Duplicate Operation ID")
        document = get_openapi(
            title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes
        )
    components = document.setdefault("components", {})
    seen = components.get("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        seen.pop(unused, None)
    ours = {**schemas(), **REPORT_SCHEMAS, "Problem": PROBLEM}
    clash = sorted(name for name in seen.keys() & ours if _unlike(seen[name], ours[name]))
    assert not clash, f"two things are called the same in the description: {clash}"
    components["schemas"] = {**seen, **ours}
    components["securitySchemes"] = SECURITY
    for path, method, operation in operations(document):
        if method == "head":
            operation["operationId"] += "_head"
        operation["responses"] = responses(path, method, public)
        for parameter in operation.get("parameters", ()):
            parameter["schema"] = addressed(present(parameter["schema"]))
        if path not in public:
            operation["security"] = [{"bearer": []}]
    add_links(document)
    app.openapi_schema = document
    return document


def _unlike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return (one.get("type"), one.get("enum")) != (other.get("type"), other.get("enum"))


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(path, method, operation) of a document."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def schemas() -> dict[str, Any]:
    """Bodies as they are validated, answers as they are sent."""
    bodies: list[type[BaseModel]] = [
        *(body_of(entry) for entry in COMMANDS if not entry.internal), SignIn, Actor, DrawSample,
    ]  # fmt: skip
    answers = [answer.shape for answer in (*READS.values(), *WRITES.values(), COMMAND)]
    answers.append(ReportCounts)
    models = dict.fromkeys([*bodies, *filter(None, answers)])
    _, found = models_json_schema([(model, "validation") for model in models], ref_template=REF)
    return seen_by_all(found["$defs"])


def seen_by_all(value: Any) -> Any:
    """A schema whose texts hold nothing that `bodies` refuses in any text."""
    if isinstance(value, list):
        return [seen_by_all(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "patternProperties" in value:  # names are texts too, and a name that fits none is refused
        named = {VISIBLE.get(name, name): one for name, one in value["patternProperties"].items()}
        value = {**value, "patternProperties": named, "additionalProperties": False}
    return {
        name: VISIBLE.get(one, one) if name == "pattern" else seen_by_all(one)
        for name, one in value.items()
    }


def name_of(shape: type[BaseModel]) -> str:
    """A model's name among the components."""
    return shape.__name__.replace("[", "_").replace("]", "_")


def responses(path: str, method: str, public: frozenset[str]) -> dict[str, Any]:
    """Every status of an operation."""
    answer = READS[path] if method in ("get", "head") else WRITES.get(path, COMMAND)
    statuses = {*EVERYWHERE, *answer.also, *(() if path in public else SIGNED_IN)}
    if path == "/v1/acts":
        return {**REPORT_ANSWERS, **problems(statuses)}
    found = {"200": good(answer), **problems(statuses)}
    if answer.tagged:
        found["304"] = {
            "description": "What If-None-Match names is still so",
            "headers": {**REQUEST_ID, "ETag": ETAG},
        }
    if answer is COMMAND:
        found["200"]["headers"]["ETag"] = ETAG
        if path.rpartition("/")[2] in OPENING or path.count("/") == 3:
            found["201"] = {**found["200"], "description": "Recorded; a stream was opened"}
    if path == "/v1/documents":
        found["201"] = {**found["200"], "description": "Kept"}
    if path == "/readyz":
        found["503"] = {**good(answer), "description": "Not ready; says why"}
    return found


def good(answer: Answer) -> dict[str, Any]:
    """The answer when all is well."""
    schema: dict[str, Any] = {"type": "string"}
    if answer.shape is not None:
        schema = {"$ref": REF.format(model=name_of(answer.shape))}
    headers = {**REQUEST_ID, **({"ETag": ETAG} if answer.tagged else {})}
    content = {answer.media: {"schema": schema}}
    if answer.other is not None:
        content[answer.other] = {"schema": {"type": "string"}}
    return {"description": "As asked", "headers": headers, "content": content}


def present(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a parameter that is there: absence is not null in an address."""
    options = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    if len(options) != 1:
        return schema
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    return {**options[0], **rest}


def addressed(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a text in an address: the gate lets no control character in."""
    if schema.get("type") == "string" and not {"enum", "format", "pattern"} & schema.keys():
        return {**schema, "pattern": CLEAN}
    return {**schema, "pattern": CLEAN} if schema.get("pattern") in VISIBLE else schema
