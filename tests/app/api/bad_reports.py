"""Bad reports by the sentence that says what is wrong: (status, code, fields, body)."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.app.api.world import ITEM

SOON = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
ACTOR = {"personId": "p", "role": "WINDOW"}
USCC = "11329901MB02A901X8"


def report(**changes: Any) -> dict[str, Any]:
    """A sound report with changes; None leaves an attribute out."""
    whole: dict[str, Any] = {
        "specversion": "1.0",
        "id": "bad-1",
        "source": "urn:test",
        "type": "cn.shenguan.case.materials_received.v1",
        "subject": "2026-1",
        "time": "2026-11-20T10:00:00+08:00",
        "data": {"itemCode": ITEM, "actor": ACTOR, "payload": {}},
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None}


def data(**changes: Any) -> dict[str, Any]:
    """A sound report with changes in its data."""
    return report(data={"itemCode": ITEM, "actor": ACTOR, "payload": {}, **changes})


def _time(code: str, text: Any) -> tuple[int, str, tuple[str, ...], Any]:
    return 422, code, ("time",), report(time=text)


REPORTS: dict[str, tuple[int, str, tuple[str, ...], Any]] = {
    "a text": (400, "not-cloudevents", (), "x"),
    "CloudEvents 0.3": (400, "not-cloudevents", (), report(specversion="0.3")),
    "a byte order mark": (
        400, "malformed-json", (), b"\xef\xbb\xbf" + json.dumps(report()).encode(),
    ),
    "a lone surrogate": (400, "malformed-json", (), b'{"id":"\\ud800"}'),
    "NaN": (400, "malformed-json", (), b'{"id":NaN}'),
    "a key twice": (
        400, "malformed-json", (), json.dumps(report()).encode()[:-1] + b',"id":"bad-2"}',
    ),
    "a key twice, once with a space before its colon": (
        400, "malformed-json", (), json.dumps(report()).encode()[:-1] + b',"id" :"bad-2"}',
    ),
    "a hundred thousand brackets": (413, "too-large", (), b"[" * 100_000),
    "a thousand brackets": (400, "malformed-json", (), b"[" * 1_100 + b"]" * 1_100),
    "no source": (422, "missing-attribute", ("source",), report(source=None)),
    "no subject and no time": (
        422, "missing-attribute", ("subject", "time"), report(subject=None, time=None),
    ),
    "an empty id": (422, "missing-attribute", ("id",), report(id="")),
    "an id of 121 characters": (422, "bad-attribute", ("id",), report(id="x" * 121)),
    "an id that is a number": (422, "bad-attribute", ("id",), report(id=7)),
    "a line break in a subject": (422, "bad-attribute", ("subject",), report(subject="a\nb")),
    "a separator in a source": (422, "bad-attribute", ("source",), report(source="a\x1fb")),
    "NUL in a source": (422, "nul-byte", ("source",), report(source="a\x00b")),
    "NUL deep in a payload": (
        422, "nul-byte", ("data.payload.a[0]",), data(payload={"a": ["\x00"]}),
    ),
    "30 February": _time("bad-time", "2026-02-30T00:00:00+08:00"),
    "a leap second": _time("bad-time", "2016-12-31T23:59:60Z"),
    "a day of 24 hours": _time("bad-time", "2026-11-20T24:00:01+08:00"),
    "an offset of a whole day": _time("bad-time", "2026-11-20T10:00:00+25:00"),
    "no offset": _time("missing-offset", "2026-11-20T10:00:00"),
    "a time in full-width digits": _time("bad-time", "２０２６-11-20T10:00:00+08:00"),
    "a time as a number": _time("bad-time", 1763600000),
    "a date for a time": _time("bad-time", "2026-11-20"),
    "the year 0001": _time("bad-time", "0001-01-01T00:00:00+08:00"),
    "the year 9999": _time("future-time", "9999-12-31T23:59:59Z"),
    "an hour ahead": _time("future-time", SOON),
    "data that is a list": (422, "payload-invalid", ("data",), report(data=[1])),
    "XML as data": (
        422, "payload-invalid", ("datacontenttype",), report(datacontenttype="text/xml"),
    ),
    "an unknown member": (422, "payload-invalid", ("data.colour",), data(colour="red")),
    "an unknown field of the act": (
        422, "payload-invalid", ("data.payload.colour",), data(payload={"colour": 1}),
    ),
    "an item as a list": (422, "bad-attribute", ("data.itemCode",), data(itemCode=[ITEM])),
    "an actor as text": (422, "payload-invalid", ("data.actor",), data(actor="me")),
    "an unknown role": (
        422, "payload-invalid", ("data.actor.role",), data(actor={**ACTOR, "role": "KING"}),
    ),
    "a USCC with a wrong check digit": (
        422, "bad-uscc", ("data.actor.org",), data(actor={**ACTOR, "org": USCC[:-1] + "9"}),
    ),
    "a USCC in small letters": (
        422, "bad-uscc", ("data.actor.org",), data(actor={**ACTOR, "org": USCC.lower()}),
    ),
    "another region": (403, "wrong-region", ("data.region",), data(region="329902")),
    "an effective date that does not exist": (
        422, "payload-invalid", ("data.effectiveDate",), data(effectiveDate="2026-02-30"),
    ),
    "an effective date of the year 9999": (
        422, "payload-invalid", ("data.effectiveDate",), data(effectiveDate="9999-01-01"),
    ),
    "an order as text": (422, "payload-invalid", ("data.order",), data(order="1")),
    "an order beyond any": (422, "payload-invalid", ("data.order",), data(order=2**63)),
    "a survey number of 0": (
        422, "payload-invalid", ("data.surveyNumber",), data(surveyNumber=0),
    ),
    "a document that is no digest": (
        422, "payload-invalid", ("data.documents.0",), data(documents=["x"]),
    ),
    "more than 96 KiB": (413, "too-large", (), report(note="x" * 100_000)),
}  # fmt: skip
