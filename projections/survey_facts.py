"""What is remembered of one survey, so that any order of arrival ends in the same row."""

from collections.abc import Mapping
from typing import Any

from domain.approval import joint_survey_events as j
from domain.approval import survey_events as s
from domain.approval.events import SurveyConcluded, SurveyConducted, SurveyOrdered
from domain.approval.survey import Attendance
from domain.approval.survey_state import PHASE_OF, SurveyPhase
from projections.commitments import order_key
from projections.reader import Recorded

Facts = dict[str, Any]
ORDERED = SurveyOrdered.TYPE
HANDLES = frozenset(
    {ORDERED, SurveyConducted.TYPE, SurveyConcluded.TYPE}
    | {event.TYPE for event in (*s.EVENTS, *j.EVENTS)}
)
_PHASES: Mapping[str, SurveyPhase] = {event.TYPE: phase for event, phase in PHASE_OF.items()}
_RANK = {phase: number for number, phase in enumerate(SurveyPhase)}
_COME: Mapping[str, Attendance] = {
    j.SurveyAttended.TYPE: Attendance.ATTENDED,
    j.SurveyExcused.TYPE: Attendance.EXCUSED,
    j.SurveyDefaulted.TYPE: Attendance.DEFAULTED,
}
_KEPT: Mapping[str, tuple[str, ...]] = {
    ORDERED: ("district", "place"),
    s.SurveyorsAssigned.TYPE: ("staff", "mode", "plannedOn", "filingRequired"),
    s.SurveyEntrusted.TYPE: ("addressee", "listEntry"),
    s.SurveyMergePlanned.TYPE: ("ground", "members"),
    s.SurveyMerged.TYPE: ("into", "filingRequired"),
    s.SurveyFiledBefore.TYPE: ("filingNumber",),
    j.SurveyNotified.TYPE: ("lead", "invited", "plannedOn", "place"),
    SurveyConducted.TYPE: ("staff", "mode"),
    s.SurveyFiledAfter.TYPE: ("filingNumber",),
    SurveyConcluded.TYPE: ("passed",),
    s.ReturnVisitDone.TYPE: (
        "favourable", "onTime", "courteous", "demands", "gifts", "agencyNamed", "note",
    ),
}  # fmt: skip
"""By type: what the newest act of the kind said. Of each kind the first says since when."""


def empty(event: Recorded) -> Facts:
    """Before the first act."""
    kept = {"first": {}, "last": {}, "come": {}, "opinions": {}, "observers": {}, "remarks": []}
    return {"region": event.region, "item": event.meta.get("itemCode"), "orgs": [], **kept}


def fold(facts: Facts, event: Recorded) -> None:
    """One more act, in place. Never refuses."""
    key, data, kind = order_key(event), event.data, event.type
    facts["case"] = event.stream_text if kind == ORDERED else data["caseId"]
    facts["number"] = event.meta.get("caseNumber") or facts.get("number")
    facts["native"] = facts.get("native", True) and event.native
    facts["position"] = event.position
    known = facts["first"].get(kind)
    if known is None or key < known[:3]:
        facts["first"][kind] = [*key, event.legal_day]
    if kind in _KEPT and (kind not in facts["last"] or key > facts["last"][kind][:3]):
        facts["last"][kind] = [*key, {n: data[n] for n in _KEPT[kind] if n in data}]
    if kind in _COME:
        _latest(facts["come"], data["org"], key, _COME[kind].value)
    elif kind == j.SurveyOpinionGiven.TYPE:
        _latest(facts["opinions"], data["org"], key, [data["agreed"], data.get("opinion")])
    elif kind in (j.ObserverInvited.TYPE, j.ObserverAttended.TYPE):
        come = kind == j.ObserverAttended.TYPE
        org = data["org"] if come else data["addressee"]
        facts["observers"][org] = facts["observers"].get(org, False) or come
    elif kind == j.ObserverRemarked.TYPE:
        facts["remarks"].append([*key, data["org"], data["remark"]])
    named = (event.meta["actor"].get("org"), data.get("org"), data.get("addressee"))
    for org in (*named, *data.get("invited", ())):
        if org and org not in facts["orgs"]:
            facts["orgs"].append(org)


def _latest(known: dict[str, Any], org: str, key: list[Any], value: Any) -> None:
    if org not in known or key > known[org][:3]:
        known[org] = [*key, value]


def phase(facts: Facts) -> str:
    """踏勘状态: the furthest that it has come."""
    seen = (_PHASES[kind] for kind in facts["first"] if kind in _PHASES)
    return max(seen, key=_RANK.__getitem__, default=SurveyPhase.ORDERED).value


def said(facts: Facts, *kinds: str) -> dict[str, Any]:
    """What the newest act of each of `kinds` says, a later one overriding an earlier."""
    rows = [facts["last"][kind] for kind in kinds if kind in facts["last"]]
    told: dict[str, Any] = {}
    for row in sorted(rows, key=lambda row: row[:3]):
        told |= row[3]
    return told


def first_at(facts: Facts, kind: str) -> str | None:
    """When the first act of a kind occurred."""
    known = facts["first"].get(kind)
    return known[0] if known else None
