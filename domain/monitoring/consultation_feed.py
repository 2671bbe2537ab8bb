"""What reaches the duty rules of a consultation: its number, and who owes what by when."""

from collections.abc import Mapping
from typing import Any

from domain.consultation import events as e

CONSULTATION_ACTS: dict[str, tuple[str, ...]] = {
    e.ConsultationProposed.TYPE: ("caseId", "caseNumber", "itemCode"),
    e.ConsultationConcluded.TYPE: ("owed",),
    e.ResolutionRescheduled.TYPE: ("number", "due"),
    e.ResolutionCompleted.TYPE: ("number",),
}
"""By type, what is kept of a consultation's act."""


def as_watched(kind: str, data: Mapping[str, Any], stream: str) -> dict[str, Any]:
    """An act as the rule needs it: findings name the consultation where others name a case, and of
    resolutions their texts are not kept."""
    if kind == e.ConsultationProposed.TYPE:
        return {**data, "caseId": stream, "caseNumber": data["consultationNumber"]}
    if kind == e.ConsultationConcluded.TYPE:
        owed = [[one["number"], one["owner"], one["due"]] for one in data.get("resolutions", ())]
        return {**data, "owed": owed}
    return dict(data)
