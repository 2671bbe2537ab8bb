"""文书规则: an act without its document (P-11), and a seal that may not be there (D-05)."""

from collections.abc import Iterator
from uuid import UUID

from domain.approval import document_events as document
from domain.approval import events as case_events
from domain.approval.document_kinds import DEMANDED, STATUTORY
from domain.monitoring.duties import Duty, DutyView, Step
from domain.monitoring.findings import Party, Rule, Severity
from domain.monitoring.owing import done, late_from
from domain.monitoring.watched import UNTOLD, Seen
from domain.registry.standards import Function
from domain.shared.ids import event_id
from domain.timing.days import WorkingDays

DAYS = WorkingDays(1)  # [D] domain.md §6, P-11
_ISSUED, _SEALED = document.DocumentIssued.TYPE, document.DocumentSealed.TYPE
_PERMIT_REFUSED = case_events.PermitRefused.TYPE
_KIND_OF = {event.TYPE: kind.value for event, kind in DEMANDED.items() if event in STATUTORY}
_NUMBERS = ("documentNumber", "decisionNumber", "filingNumber")


def missing_document(view: DutyView) -> Iterator[Duty]:
    """缺少法定文书: an act of a case worked here whose document was not issued within a working
    day; and a refusal of a permit, wherever worked, that tells no reasons or no remedies. An act
    that states the number of its document has one: where documents are made in another system, the
    number is all that is told [D]."""
    yield from _reasoned(view)
    if not view.facts.worked_here:
        return
    issued = view.of(_ISSUED)
    case = next((UUID(one.data["caseId"]) for one in issued if "caseId" in one.data), None)
    for act in view.acts:
        kind = _KIND_OF.get(act.type)
        if kind is None or not act.native or any(name in act.data for name in _NUMBERS):
            continue
        found = next((one for one in issued if _documents(one, act, kind, case)), None)
        since = late_from(view.calendar, act.day, DAYS)
        step = Step(Severity.YELLOW, since, f"NO_{kind}", done(found))
        yield Duty("P-11", (step,), (act.position,), act.org)


def _reasoned(view: DutyView) -> Iterator[Duty]:
    for act in view.of(_PERMIT_REFUSED):
        if lacks := act.data.get(UNTOLD):
            step = Step(Severity.YELLOW, act.at, "+".join(lacks))
            yield Duty("P-11", (step,), (act.position,), act.org)


def _documents(issued: Seen, act: Seen, kind: str, case: UUID | None) -> bool:
    """Where a report does not say which act its document is about, the next of its kind is."""
    if issued.data.get("kind") != kind:
        return False
    stated = issued.data.get("documentsEvent")
    if stated is None:
        return issued.at >= act.at
    stream = UUID(act.data["survey"]) if "survey" in act.data else case
    return stream is not None and stated == str(event_id(stream, act.version))


def misused_seal(view: DutyView) -> Iterator[Duty]:
    """用印不当: the seal of another organisation than the one that decides, or a second seal."""
    if not view.facts.of_case:
        return
    item = view.facts.stated("itemCode")
    first: dict[tuple[str, str], Seen] = {}
    for act in view.of(_SEALED):
        named = (act.data["kind"], act.data["number"])
        before = first.setdefault(named, act)
        decider = view.responsible(item, Function.DECIDE, act.day) if item else None
        if before is not act and before.data["seal"] != act.data["seal"]:
            step = Step(Severity.RED, act.at, "SECOND_SEAL")
            yield Duty("D-05", (step,), (before.position, act.position), act.data.get("org"))
        elif decider is not None and act.data.get("org", decider) != decider:
            step = Step(Severity.RED, act.at, "FOREIGN_SEAL")
            yield Duty("D-05", (step,), (act.position,), act.data["org"])


DUTY_RULES: tuple[Rule, ...] = (
    Rule(
        "P-11", "缺少法定文书", "act without its document", "许可§32, §38, §72(3)(7)",
        (Severity.YELLOW,), (Party.HANDLER, Party.SECTION_HEAD, Party.EFFICIENCY),
        missing_document,
    ),
    Rule(
        "D-05", "用印不当", "seal misuse", "许可§32", (Severity.RED,),
        (Party.BUREAU, Party.EFFICIENCY, Party.DISCIPLINE), misused_seal,
    ),
)  # fmt: skip
