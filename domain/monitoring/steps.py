"""Which act changes which fact of a case: the fold behind the monitoring view."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from domain.approval import events as e
from domain.approval import material_events as material
from domain.approval import opinion_events as opinion
from domain.approval import ruling_events as ruling
from domain.approval.case_state import Phase
from domain.approval.stages import STAGE_OF, Stage
from domain.approval.survey_events import ReturnVisitDone
from domain.monitoring.facts import CaseFacts, Entry, stamp
from domain.monitoring.survey_findings import surveyed, visited
from domain.monitoring.unauthorised import remember
from domain.shared.event import DomainEvent

SKEW = timedelta(minutes=5)
"""Clocks of two counters may differ by this much before an act counts as back-dated [D]."""
_LAG = timedelta(days=1)

_BANDS: dict[Phase, str] = {
    Phase.SUBMITTED: "0",
    Phase.RECEIVED: "0",
    Phase.SUPPLEMENTING: "0",
    Phase.ACCEPTED: "1",
    Phase.REVIEWING: "1",
    Phase.PAUSED: "1",
    Phase.TO_DECIDE: "1",
    Phase.DECIDED: "2",
    Phase.CERTIFIED: "3",
    Phase.CLOSED: "4",
}
"""An irregular history never moves a case back into an earlier part of its life."""

_PHASES: dict[type[DomainEvent], Phase] = {
    e.ApplicationSubmitted: Phase.SUBMITTED,
    e.MaterialsReceived: Phase.RECEIVED,
    e.NotRequiredTold: Phase.CLOSED,
    e.AcceptanceRefused: Phase.CLOSED,
    e.SupplementNoticed: Phase.SUPPLEMENTING,
    e.MaterialsResubmitted: Phase.RECEIVED,
    e.ApplicationLapsed: Phase.CLOSED,
    e.CaseAccepted: Phase.ACCEPTED,
    material.AcceptedWithGaps: Phase.ACCEPTED,
    material.GapExpired: Phase.CLOSED,
    e.CaseDeemedAccepted: Phase.ACCEPTED,
    e.ReviewStarted: Phase.REVIEWING,
    e.SpecialProcedureStarted: Phase.PAUSED,
    e.SpecialProcedureEnded: Phase.REVIEWING,
    e.ReviewCompleted: Phase.TO_DECIDE,
    e.ReturnedForReview: Phase.REVIEWING,
    e.PermitGranted: Phase.DECIDED,
    e.PermitRefused: Phase.DECIDED,
    ruling.FilingRecorded: Phase.CLOSED,
    e.CertificateMade: Phase.CERTIFIED,
    e.ResultDelivered: Phase.CLOSED,
    e.ApplicationWithdrawn: Phase.CLOSED,
    e.CaseTerminated: Phase.CLOSED,
    e.CaseEndedAtSource: Phase.CLOSED,
}

_MARKS: dict[type[DomainEvent], tuple[str, ...]] = {
    e.ApplicationSubmitted: ("submitted",),
    e.MaterialsReceived: ("received",),
    e.NotRequiredTold: ("answered", "closed"),
    e.AcceptanceRefused: ("answered", "closed"),
    e.SupplementNoticed: ("answered", "noticed"),
    e.ApplicationLapsed: ("closed",),
    e.CaseAccepted: ("answered", "accepted"),
    material.AcceptedWithGaps: ("answered", "accepted"),
    material.GapExpired: ("closed",),
    e.CaseDeemedAccepted: ("accepted",),
    e.PermitGranted: ("decided",),
    e.PermitRefused: ("decided",),
    ruling.FilingRecorded: ("answered", "decided", "closed"),
    e.CertificateMade: ("certified",),
    e.ResultDelivered: ("delivered", "closed"),
    e.ApplicationWithdrawn: ("closed",),
    e.CaseTerminated: ("closed",),
    e.CaseEndedAtSource: ("ended", "closed"),
    e.HandedToSupervision: ("handed",),
}
"""The first act of its kind, by its key, makes the milestone."""


def _submitted(facts: CaseFacts, entry: Entry) -> None:
    if facts.marks["submitted"][2] == entry.position:
        facts.number = entry.data.get("caseNumber") or facts.number
        facts.item = entry.data.get("itemCode") or facts.item
        facts.version = entry.data.get("itemVersion")
        facts.profile = entry.data.get("profile")
        facts.survey = entry.data.get("surveyRequired", False)
    _stated(facts, entry)


def _accepted(facts: CaseFacts, entry: Entry) -> None:
    if facts.marks["accepted"][2] == entry.position:
        facts.limits = [entry.data.get("legalDays"), entry.data.get("committedDays")]
    _stated(facts, entry)


def _stated(facts: CaseFacts, entry: Entry) -> None:
    due = entry.data.get("statedDue")
    if due and (facts.stated is None or entry.key > facts.stated[:3]):
        facts.stated = [*entry.key, due]


def _started(facts: CaseFacts, entry: Entry) -> None:
    data = entry.data
    told = (data["procedure"], data.get("noticedDays"), data.get("noticeServed", False))
    facts.started.append([*entry.key, *told, entry.day, entry.native])


def _finished(facts: CaseFacts, entry: Entry) -> None:
    facts.finished.append([*entry.key, entry.data["procedure"], entry.day])


def _extended(facts: CaseFacts, entry: Entry) -> None:
    data = entry.data
    told = (data.get("days"), data.get("approvedBy"), data.get("noticeServed", False))
    facts.extended.append([*entry.key, *told, entry.day, entry.native])


def _demanded(facts: CaseFacts, entry: Entry) -> None:
    facts.demands.append([*entry.key, "NOTICED", list(entry.data.get("missing", ()))])


def _supplied(facts: CaseFacts, entry: Entry) -> None:
    names = [one["name"] for one in entry.data.get("materials", ())]
    facts.demands.append([*entry.key, "SUPPLIED", names])


def _decided(facts: CaseFacts, entry: Entry) -> None:
    if facts.outcome is None or entry.key > facts.outcome[:3]:
        granted = entry.type == e.PermitGranted.TYPE
        facts.outcome = [*entry.key, "GRANTED" if granted else "REFUSED"]
    _act(facts, "decided", entry, [entry.type, entry.data.get("validTo"), entry.item])


def _filed(facts: CaseFacts, entry: Entry) -> None:
    if facts.outcome is None or entry.key > facts.outcome[:3]:
        facts.outcome = [*entry.key, "FILED"]


def _computed(facts: CaseFacts, entry: Entry) -> None:
    _act(facts, "computed", entry, entry.data.get("passed", False))
    if entry.data.get("passed", False):
        _reach(facts, Phase.TO_DECIDE, entry)


def _reviewed(facts: CaseFacts, entry: Entry) -> None:
    _act(facts, "reviewed", entry, None)


def _ordered(facts: CaseFacts, entry: Entry) -> None:
    _act(facts, "ordered", entry, entry.data["surveyId"])


def _concluded(facts: CaseFacts, entry: Entry) -> None:
    _act(facts, "concluded", entry, str(entry.stream))


def _certified(facts: CaseFacts, entry: Entry) -> None:
    _act(facts, "certified", entry, [entry.day, entry.item])


def _act(facts: CaseFacts, name: str, entry: Entry, value: Any) -> None:
    facts.acts.setdefault(name, []).append([*entry.key, value])


def _surveyed(facts: CaseFacts, entry: Entry) -> None:
    for person in entry.data.get("staff", ()):
        _hand(facts, Stage.SURVEY.value, person, entry)
    _act(facts, "surveyed", entry, surveyed(entry.data))


def _visited(facts: CaseFacts, entry: Entry) -> None:
    if complaint := visited(entry.data):
        _act(facts, "visited", entry, complaint)


def _asked(facts: CaseFacts, entry: Entry) -> None:
    """Whose opinion is asked may read the case."""
    asked = entry.data.get("addressee")
    if asked and asked not in facts.orgs:
        facts.orgs.append(asked)


def _stepped(facts: CaseFacts, entry: Entry) -> None:
    if facts.step is None or entry.key > facts.step[:3]:
        facts.step = [*entry.key, entry.data["code"], entry.data.get("name")]


_STEPS: dict[type[DomainEvent], Callable[[CaseFacts, Entry], None]] = {
    e.ApplicationSubmitted: _submitted,
    e.CaseAccepted: _accepted,
    material.AcceptedWithGaps: _accepted,
    e.CaseDeemedAccepted: _accepted,
    e.SpecialProcedureStarted: _started,
    e.SpecialProcedureEnded: _finished,
    e.DeadlineExtended: _extended,
    e.SupplementNoticed: _demanded,
    e.MaterialsResubmitted: _supplied,
    e.PermitGranted: _decided,
    e.PermitRefused: _decided,
    ruling.FilingRecorded: _filed,
    ruling.InstantDecisionComputed: _computed,
    e.ReviewCompleted: _reviewed,
    e.SurveyOrdered: _ordered,
    e.SurveyConducted: _surveyed,
    e.SurveyConcluded: _concluded,
    ReturnVisitDone: _visited,
    e.CertificateMade: _certified,
    e.StepRecorded: _stepped,
    opinion.SubstantiveOpinionRequested: _asked,
    opinion.ReviewerOpinionRequested: _asked,
}
_BY_TYPE = {
    event.TYPE: (
        _MARKS.get(event, ()),
        _PHASES.get(event),
        STAGE_OF[event].value if event in STAGE_OF else None,
        _STEPS.get(event),
    )
    for event in e.EVENTS
}
HANDLES = frozenset(_BY_TYPE)
_WITHOUT_DATES = (None, _stepped)


def fold(facts: CaseFacts, entry: Entry) -> bool:
    """Add one act to the facts of its case, in place. Never refuses: history is history.

    False if neither a due date nor a finding can have changed by it.
    """
    marks, phase, stage, step = _BY_TYPE[entry.type]
    key = entry.key
    for mark in marks:
        known = facts.marks.get(mark)
        if known is None or key < known[:3]:
            facts.marks[mark] = [*key, entry.day, entry.type]
    if phase is not None:
        _reach(facts, phase, entry)
    if stage is not None and entry.role != "SYSTEM":
        _hand(facts, stage, entry.person, entry)
        remember(facts, stage, entry)
    if step is not None:
        step(facts, entry)
    dated = _clocks(facts, entry)
    facts.native = facts.native and entry.native
    if entry.org and entry.org not in facts.orgs:
        facts.orgs.append(entry.org)
    facts.count += 1
    facts.position = entry.position
    return dated or bool(marks) or stage is not None or step not in _WITHOUT_DATES


def _reach(facts: CaseFacts, phase: Phase, entry: Entry) -> None:
    band, key = _BANDS[phase], entry.key
    latest = facts.phases.get(band)
    if latest is None or key > latest[:3]:
        facts.phases[band] = [*key, phase.value]


def phase_of(facts: CaseFacts) -> Phase:
    """办件状态: the latest in the furthest part of life that the case has reached."""
    return Phase(facts.phases[max(facts.phases)][3]) if facts.phases else Phase.NONE


def _hand(facts: CaseFacts, stage: str, person: str, entry: Entry) -> None:
    people = facts.hands.setdefault(stage, {})
    if person not in people or entry.key < people[person][:3]:
        people[person] = [*entry.key, entry.post]


def _clocks(facts: CaseFacts, entry: Entry) -> bool:
    """Candidates of D-01; whether they count depends on the calendar, so the rule decides."""
    occurred, known = entry.key[0], len(facts.lags) + len(facts.backdated)
    if entry.native and entry.role != "SYSTEM":
        who = (entry.person, entry.post)
        if entry.recorded_at - entry.occurred_at > _LAG:
            facts.lags.append([entry.position, occurred, stamp(entry.recorded_at), *who])
        if occurred < facts.latest and stamp(entry.occurred_at + SKEW) < facts.latest:
            facts.backdated.append([entry.position, occurred, stamp(entry.recorded_at), *who])
    facts.latest = max(facts.latest, occurred)
    return len(facts.lags) + len(facts.backdated) > known
