"""A check of our own for schemathesis; loaded by its process (SCHEMATHESIS_HOOKS)."""

import schemathesis
from schemathesis import GenerationMode

BEYOND_A_SCHEMA = {
    "invalid-cursor": "a cursor is opaque and belongs to one query",
    "item-unknown": "which items exist is in the log",
    "proof-out-of-range": "how long the log is changes with every act",
    "region-needed": "needed only where there is more than one jurisdiction",
    "precondition-failed": "which version is the newest is in the log",
}
"""Codes that a request which fits the document may meet as 400, 412 or 422, and why."""
PER_FIELD = {"atLeast": "a position that nothing has been recorded at"}


@schemathesis.check
def a_sound_request_is_refused_only_for_what_no_schema_can_say(ctx, response, case):
    """`positive_data_acceptance` allows some statuses; this narrows them to some codes."""
    mode = case.meta.generation.mode if case.meta else None
    if mode is not GenerationMode.POSITIVE or response.status_code not in (400, 412, 422):
        return
    problem = response.json()
    if problem["code"] == "invalid-fields":
        assert {field["name"] for field in problem["fields"]} <= PER_FIELD.keys(), response.text
        return
    assert problem["code"] in BEYOND_A_SCHEMA, response.text
