"""Bad inputs by the sentence that says what is wrong: what is sent, and the exact answer.

`fields` are the names that the answer must point to; () where the fault is in no single field.
"""

import gzip
import json
from dataclasses import dataclass, field
from typing import Any

from tests.app.api.world import APPLICANT, ITEM, A

NONE = "00000000-0000-4000-8000-000000000000"
JSON = {"content-type": "application/json"}
OPEN = "/v1/cases/submit-application"
PLAN = f"/v1/tasks/{NONE}/plan-supervision"
NOTICE = f"/v1/cases/{NONE}/notice-supplement"
SPECIAL = f"/v1/cases/{NONE}/start-special-procedure"
ORGS = "/v1/organisations/register-organisation"
POSTS = "/v1/posts/assign-post"
SOUND = json.dumps({"itemCode": ITEM}).encode()
DAYS = "/v1/calendar/add-workdays"
MARKET = "11329901MB02A901X8"
DEEP = b'{"itemCode":' + b'{"a":' * 40 + b"1" + b"}" * 41


@dataclass(frozen=True)
class Bad:
    """One bad request and its answer."""

    status: int
    code: str
    fields: tuple[str, ...] = ()
    path: str = OPEN
    body: bytes | dict[str, Any] | None = None
    method: str = "POST"
    headers: dict[str, str] = field(default_factory=lambda: JSON)
    post: str = "window-01"


def malformed(body: bytes, **more: Any) -> Bad:
    return Bad(400, "malformed-json", body=body, **more)


def invalid(path: str, *fields: str, body: Any = None, **more: Any) -> Bad:
    return Bad(422, "invalid-fields", fields, path, body, **more)


def asked(path: str, *fields: str) -> Bad:
    return Bad(422, "invalid-fields", fields, path, method="GET")


def typed(**headers: str) -> Bad:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Bad(415, "unsupported-media-type", body=SOUND, headers={**JSON, **named})


def special(**changes: Any) -> dict[str, Any]:
    return {"procedure": "EXPERT_REVIEW", "noticedDays": 15, **changes}


def posted(**changes: Any) -> dict[str, Any]:
    return {
        "post": "window-77", "personId": "p-77", "role": "WINDOW", "org": MARKET,
        "validFrom": "2026-01-01", **changes,
    }  # fmt: skip


BODIES = {
    "a byte order mark": malformed(b"\xef\xbb\xbf" + SOUND),
    "UTF-16": malformed(SOUND.decode().encode("utf-16")),
    "GBK": malformed('{"itemCode":"许可"}'.encode("gbk")),
    "Infinity": malformed(b'{"itemCode":Infinity}'),
    "minus Infinity": malformed(b'{"itemCode":-Infinity}'),
    "objects forty deep": malformed(DEEP),
    "a lone surrogate in a key": malformed(b'{"\\udc00":"x"}'),
    "a trailing comma": malformed(b'{"itemCode":"x",}'),
    "single quotes": malformed(b"{'itemCode':'x'}"),
    "a comment": malformed(b'{"itemCode":"x"/*y*/}'),
    "a raw line break inside a text": malformed(b'{"itemCode":"x\ny"}'),
    "a duplicate key deep inside": malformed(
        b'{"itemCode":"x","applicant":{"kind":"PERSON","kind":"ORGANISATION"}}'
    ),
    "a text that turns the reading direction around": malformed(
        json.dumps({"applicant": {**APPLICANT, "identifier": "1\u202e2"}}).encode()
    ),
    "a text with an invisible control character": malformed(b'{"itemCode":"a\xc2\x85b"}'),
    "a gzip bomb": Bad(
        415, "unsupported-media-type", body=gzip.compress(b" " * 10_000_000),
        headers={**JSON, "content-encoding": "gzip"},
    ),
    "deflate": typed(content_encoding="deflate"),
    "two encodings": typed(content_encoding="gzip, gzip"),
    "UTF-16 by its charset": typed(content_type="application/json; charset=utf-16"),
    "a multipart form": typed(content_type="multipart/form-data; boundary=x"),
    "a content type that is none": typed(content_type=";;;"),
    "JSON of another dialect": typed(content_type="application/json5"),
}  # fmt: skip

FIELDS = {
    "a reason of 2,001 characters": invalid(
        f"/v1/cases/{NONE}/return-for-review", "reason", body={"reason": "长" * 2001}
    ),
    "an empty reason": invalid(
        f"/v1/cases/{NONE}/return-for-review", "reason", body={"reason": ""}
    ),
    "201 missing materials": invalid(
        NOTICE, "missing", body={"missing": ["x"] * 201, "applicantDays": 5}
    ),
    "no missing material": invalid(NOTICE, "missing", body={"missing": [], "applicantDays": 5}),
    "full-width digits for a number": invalid(
        SPECIAL, "noticedDays", body=special(noticedDays="１５")
    ),
    "a number as text": invalid(SPECIAL, "noticedDays", body=special(noticedDays="15")),
    "a number with a fraction": invalid(SPECIAL, "noticedDays", body=special(noticedDays=1.5)),
    "no days": invalid(SPECIAL, "noticedDays", body=special(noticedDays=0)),
    "401 days": invalid(SPECIAL, "noticedDays", body=special(noticedDays=401)),
    "true as text": invalid(SPECIAL, "noticeServed", body=special(noticeServed="true")),
    "a procedure outside the closed list": invalid(
        SPECIAL, "procedure", body=special(procedure="COFFEE")
    ),
    "30 February": invalid(
        PLAN, "plannedDate", body={"mode": "CREDIT", "plannedDate": "2026-02-30"}
    ),
    "a date as a number": invalid(PLAN, "plannedDate", body={"mode": "CREDIT", "plannedDate": 0}),
    "a date with a time": invalid(
        PLAN, "plannedDate", body={"mode": "CREDIT", "plannedDate": "2026-02-03T04:05:06"}
    ),
    "the year 9999": invalid(
        PLAN, "plannedDate", body={"mode": "CREDIT", "plannedDate": "9999-12-31"}
    ),
    "a full-width date": invalid(
        PLAN, "plannedDate", body={"mode": "CREDIT", "plannedDate": "２０２６-02-03"}
    ),
    "a digest of the wrong length": invalid(
        f"/v1/tasks/{NONE}/sign-task", "receipt", body={"receipt": "ab"}
    ),
    "a digest in capitals": invalid(
        f"/v1/tasks/{NONE}/sign-task", "receipt", body={"receipt": "AB" * 32}
    ),
    "two faults at once": invalid(SPECIAL, "procedure", "noticedDays", body={"noticeServed": True}),
    "a field nested in a list": invalid(
        f"/v1/cases/{NONE}/receive-materials", "materials.1.name",
        body={"materials": [{"name": "x"}, {"name": 7}]},
    ),
    "a USCC with a wrong check digit": Bad(
        422, "uscc-invalid", ("uscc",), ORGS, {"uscc": MARKET[:-1] + "9", "name": "x"},
        post="admin-01",
    ),
    "a USCC in small letters": Bad(
        422, "uscc-invalid", ("uscc",), ORGS, {"uscc": MARKET.lower(), "name": "x"}, post="admin-01"
    ),
    "a USCC in full-width digits": Bad(
        422, "uscc-invalid", ("uscc",), ORGS,
        {"uscc": MARKET.translate({48 + n: 0xFF10 + n for n in range(10)}), "name": "x"},
        post="admin-01",
    ),
    "an item that does not exist": Bad(
        422, "item-unknown", ("itemCode",), OPEN, {"itemCode": "000000-0000"}
    ),
    "an organisation that does not exist": Bad(
        422, "organisation-unknown", ("org",), POSTS, posted(org="11329901MB99A99018"),
        post="admin-01",
    ),
    "a period that ends before it begins": Bad(
        422, "period-empty", ("validTo",), POSTS, posted(validTo="2025-01-01"), post="admin-01"
    ),
    "a role that does not exist": invalid(POSTS, "role", body=posted(role="KING"), post="admin-01"),
}  # fmt: skip

ADDRESSES = {
    "an unknown parameter": asked("/v1/cases?lite=RED", "lite"),
    "a repeated parameter": asked("/v1/cases?limit=1&limit=2", "limit"),
    "a parameter in another spelling": asked("/v1/cases?Limit=1", "Limit"),
    "a page of -1": asked("/v1/tasks?limit=-1", "limit"),
    "a page of 501": asked("/v1/tasks?limit=501", "limit"),
    "a page of one and a half": asked("/v1/tasks?limit=1.5", "limit"),
    "a page in full-width digits": asked("/v1/tasks?limit=%EF%BC%91x", "limit"),
    "a date as a number in an address": asked("/v1/items?validAt=0", "validAt"),
    "a leap day in a year without": asked(f"{DAYS}?start=2026-02-29&days=1", "start"),
    "the year 0001 in an address": asked(f"{DAYS}?start=0001-01-01&days=1", "start"),
    "the year 9999 in an address": asked(f"{DAYS}?start=9999-01-01&days=1", "start"),
    "a parameter that is missing": asked(f"{DAYS}?start=2026-01-01", "days"),
    "a task that is no UUID": asked("/v1/tasks/1%20OR%201=1", "task"),
    "a log with a path in its name": Bad(
        404, "no-such-route", path="/v1/logs/../../etc/passwd", method="GET"
    ),
    "a path that climbs out": Bad(
        404, "no-such-route", path="/v1/items/..%2f..%2fetc%2fpasswd", method="GET"
    ),
    "an item that is not published": Bad(404, "not-found", path="/v1/items/x'--", method="GET"),
    "a cursor of another alphabet": Bad(
        400, "invalid-cursor", path="/v1/tasks?cursor=%E6%B8%B8%E6%A0%87", method="GET"
    ),
    "a deletion": Bad(405, "method-not-allowed", path=f"/v1/cases/{NONE}", method="DELETE"),
    "a replacement": Bad(405, "method-not-allowed", path="/v1/items", method="PUT"),
    "a command that does not exist": Bad(
        404, "no-such-route", path=f"/v1/cases/{NONE}/shred-case", body={}
    ),
    "a command of the clock": Bad(
        404, "no-such-route", path=f"/v1/cases/{NONE}/deem-accepted", body={}
    ),
    "a task that does not exist": Bad(
        404, "task-not-found", path=f"/v1/tasks/{NONE}/claim-task", body={}, post="regulator-market"
    ),
    "a commitment of no case": Bad(
        404, "case-not-found", path="/v1/commitments/offer-commitment",
        body={"caseId": NONE, "textDigest": "0" * 64},
    ),
    "an idempotency key of 121 characters": Bad(
        400, "invalid-idempotency-key", body=SOUND, headers={**JSON, "idempotency-key": "k" * 121}
    ),
    "two versions in If-Match": Bad(
        400, "invalid-precondition", body=SOUND, headers={**JSON, "if-match": '"1", "2"'}
    ),
    "a negative version in If-Match": Bad(
        400, "invalid-precondition", body=SOUND, headers={**JSON, "if-match": '"-1"'}
    ),
    "a delivery number that is none": Bad(
        400, "malformed-request", path="/v1/stream", method="GET", headers={"last-event-id": "x"}
    ),
    "a proof of a tree of nothing": asked(f"/v1/logs/{A}/proof/inclusion?index=0&size=0", "size"),
}  # fmt: skip

ALL = {**BODIES, **FIELDS, **ADDRESSES}
