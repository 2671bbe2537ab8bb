"""`POST /v1/acts` in the document: three ways to send, and what comes back."""

from typing import Any

from app.api.contract.examples import REPORT
from app.api.contract.statuses import REF, REQUEST_ID
from app.reports.acts import BY_NAME
from app.reports.read import MAX_REPORT

SINGLE = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
LINES = "application/x-ndjson"
_NAME = {"type": "string", "minLength": 1, "maxLength": 120, "pattern": "^[^\\x00-\\x1f]+$"}
_EVENT = {"$ref": REF.format(model="ReportedAct")}
_ANY = "Each item is judged on its own and answered in its place: a bad one harms no neighbour."

BODY = {
    "requestBody": {
        "required": True,
        "content": {
            SINGLE: {"schema": _EVENT, "example": REPORT},
            BATCH: {
                "schema": {
                    "type": "array",
                    "description": _ANY,
                    "maxItems": 5000,
                    "items": {"anyOf": [_EVENT, {}]},
                },
                "example": [REPORT],
            },
            LINES: {"schema": {"type": "string", "description": f"One event per line. {_ANY}"}},
        },
    }
}
ReportedAct: dict[str, Any] = {
    "type": "object",
    "description": "CloudEvents 1.0: an act that took place in another system; at most "
    f"{MAX_REPORT} bytes. `payload` holds the fields of the event that `type` names",
    "required": ["specversion", "id", "source", "type", "subject", "time", "data"],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {**_NAME, "description": "Unique at the source, for ever"},
        "source": _NAME,
        "type": {"type": "string", "enum": sorted(BY_NAME)},
        "subject": {
            **_NAME,
            "description": "Number of the case at the source; of inspection acts that of the "
            "inspection, whose plan names its case by `payload.caseNumber`",
        },
        "time": {
            "type": "string",
            "format": "date-time",
            "pattern": "^(19|20)[0-9]{2}-",
            "description": "Offset is mandatory; at most 5 minutes ahead",
        },
        "datacontenttype": {"const": "application/json"},
        "data": {
            "type": "object",
            "required": ["itemCode", "actor"],
            "additionalProperties": False,
            "properties": {
                "region": {"type": "string", "pattern": "^[0-9]{6}$"},
                "itemCode": _NAME,
                "itemVersion": {"type": ["integer", "null"]},
                "actor": {"$ref": REF.format(model="Actor")},
                "effectiveDate": {"type": ["string", "null"], "format": "date"},
                "order": {"type": ["integer", "null"]},
                "surveyNumber": {"type": "integer", "minimum": 1, "maximum": 99},
                "documents": {
                    "type": "array",
                    "items": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                },
                "payload": {"type": "object", "description": "Fields of the event"},
            },
        },
    },
}
_REFUSED = {
    "type": "object",
    "required": ["problem"],
    "additionalProperties": False,
    "properties": {
        "problem": {
            "type": "object",
            "required": ["type", "title", "status", "code"],
            "properties": {"code": {"type": "string"}, "status": {"type": "integer"}},
        }
    },
}
SCHEMAS: dict[str, Any] = {
    "ReportedAct": ReportedAct,
    "RefusedReport": _REFUSED,
    "ReportResults": {
        "type": "object",
        "required": ["counts", "results"],
        "additionalProperties": False,
        "properties": {
            "counts": {"$ref": REF.format(model="ReportCounts")},
            "results": {
                "type": "array",
                "items": {
                    "anyOf": [
                        {"$ref": REF.format(model="Recorded")},
                        {"$ref": REF.format(model="RefusedReport")},
                    ]
                },
            },
        },
    },
}


def _answer(description: str, *shapes: str) -> dict[str, Any]:
    references = [{"$ref": REF.format(model=shape)} for shape in shapes]
    schema = references[0] if len(references) == 1 else {"anyOf": references}
    return {
        "description": description,
        "headers": REQUEST_ID,
        "content": {"application/json": {"schema": schema}},
    }


ANSWERS: dict[str, Any] = {
    "200": _answer("All recorded, or known already", "Recorded", "ReportResults"),
    "207": _answer("Some were refused: see each", "ReportResults"),
}
