"""A check of our own for schemathesis; loaded by its process (SCHEMATHESIS_HOOKS)."""

import re

import schemathesis
from schemathesis import GenerationMode

BEYOND_A_SCHEMA = {
    "invalid-cursor": "a cursor is opaque and belongs to one query",
    "item-unknown": "which items exist is in the log",
    "organisation-unknown": "which organisations are registered is in the log",
    "uscc-invalid": "a check digit is arithmetic",
    "bad-uscc": "a check digit is arithmetic",
    "period-empty": "that an end lies behind its beginning is about two members",
    "post-role-without-post": "which roles have posts is a rule",
    "post-without-organisation": "that some roles need an organisation is about two members",
    "post-not-held": "which posts are held is in the log",
    "item-version-out-of-turn": "which version comes next is in the log",
    "item-committed-beyond-legal": "that one limit is shorter is about two members",
    "item-catch-all-material": "which wording asks for anything is a rule",
    "item-contradiction": "whether parts of a standard agree is about many members",
    "transfer-to-itself": "that two organisations differ is about two members",
    "delegation-to-itself": "that two organisations differ is about two members",
    "seal-unknown": "which seals are registered is in the log",
    "seal-before-activation": "when a seal was activated is in the log",
    "list-entry-twice": "that codes differ is about many members",
    "list-before-its-predecessor": "from when the version before counts is in the log",
    "hours-empty": "that an end lies behind its beginning is about two members",
    "hours-weekdays": "that days differ is about many members",
    "calendar-zone": "which time zones exist is IANA's to say",
    "calendar-period": "that a period is one is about two members",
    "calendar-holiday-too-long": "how long a range is, is about two members",
    "calendar-contradiction": "whether days contradict each other is about many members",
    "pause-unsound": "which days exist, and that an end lies behind its beginning",
    "too-far-ahead": "how far two dates lie apart is about two members",
    "calendar-unpublished": "which calendars are published is in the log",
    "payload-invalid": "which fields a payload has depends on the type of the event",
    "nul-byte": "a payload is free of NUL; its fields depend on the type of the event",
    "bad-time": "which instants exist (30 February) is the calendar's",
    "future-time": "what is ahead depends on now",
    "unknown-item": "which items exist is in the log",
    "proof-out-of-range": "how long the log is changes with every act",
    "region-needed": "needed only where there is more than one jurisdiction",
    "document-empty": "that a content has a byte is said of texts alone",
    "document-event-unknown": "which acts a case has is in the log",
    "document-served-when": "when a document was issued is in the log",
    "precondition-failed": "which version is the newest is in the log",
}
"""Codes that a request which fits the document may meet as 400, 412 or 422, and why."""
for _media in ("application/ofd", "application/pdf", "application/zip", "image/tiff", "video/mp4"):
    schemathesis.serializer.alias(_media, "application/octet-stream")
POSITION = {"atLeast"}
"""A position that nothing has been recorded at is named as an invalid field."""
WRITTEN_WRONG = {
    "invalid-precondition": ("If-Match", '"[0-9]{1,10}"'),
    "malformed-request": ("last-event-id", "[0-9]{1,15}"),
}
"""Headers whose pattern schemathesis 4.32 does not always keep in its coverage phase, though it
calls the request sound: the refusal is right where what was sent does not fit the pattern."""


@schemathesis.check
def a_sound_request_is_refused_only_for_what_no_schema_can_say(ctx, response, case):
    """`positive_data_acceptance` allows some statuses; this narrows them to some codes."""
    mode = case.meta.generation.mode if case.meta else None
    if mode is not GenerationMode.POSITIVE or response.status_code not in (400, 412, 422):
        return
    problem = response.json()
    code = problem["code"]
    if code == "invalid-fields":
        assert {field["name"] for field in problem["fields"]} <= POSITION, response.text
    elif code in WRITTEN_WRONG:
        name, pattern = WRITTEN_WRONG[code]
        sent = next((v for k, v in case.headers.items() if k.lower() == name.lower()), None)
        assert sent is not None, response.text
        assert not re.fullmatch(pattern, str(sent), re.ASCII), (sent, response.text)
    else:
        assert code in BEYOND_A_SCHEMA, response.text
