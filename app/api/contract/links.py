"""Which answer supplies the ids that another address takes (OpenAPI links)."""

from typing import Any

FROM_LISTS = {
    "/v1/cases": ("/v1/cases/{case}", "case", "/items/0/caseId"),
    "/v1/tasks": ("/v1/tasks/{task}", "task", "/items/0/taskId"),
    "/v1/commitments/due": (
        "/v1/commitments/{commitment}",
        "commitment",
        "/items/0/commitmentId",
    ),
}
"""A list, the addresses of its rows, their parameter, and where a row's id is."""
OPENED = {
    "/v1/cases/submit-application": ("/v1/cases/{target}/", "/v1/cases/{case}"),
    "/v1/commitments/offer-commitment": ("/v1/commitments/{target}/", None),
}
"""A command that opens a stream, the commands on that stream, and its address for reading."""


def add_links(document: dict[str, Any]) -> None:
    """Write the links into a document."""
    paths = document["paths"]
    for source, (prefix, parameter, pointer) in FROM_LISTS.items():
        found = {}
        for path in paths:
            if path.startswith(prefix):
                found |= _link(paths[path]["get"], parameter, f"$response.body#{pointer}")
        commands = prefix[: prefix.index("{")] + "{target}/"
        for path in paths:
            if path.startswith(commands):
                found |= _link(paths[path]["post"], "target", f"$response.body#{pointer}")
        paths[source]["get"]["responses"]["200"]["links"] = found
    for source, (commands, reading) in OPENED.items():
        found = {}
        for path in paths:
            if path.startswith(commands):
                found |= _link(paths[path]["post"], "target", "$response.body#/id")
            elif reading and path.startswith(reading):
                found |= _link(paths[path]["get"], "case", "$response.body#/id")
        paths[source]["post"]["responses"]["201"]["links"] = found


def _link(operation: dict[str, Any], parameter: str, expression: str) -> dict[str, Any]:
    name = operation["operationId"]
    return {name: {"operationId": name, "parameters": {parameter: expression}}}
