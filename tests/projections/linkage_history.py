"""One act of every type that goes out, and a dispute, an inspection, a consultation in detail."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from domain.consultation import events as consultation
from domain.registry.linkage import LinkagePolicySet
from domain.shared.act import Act, Role
from domain.shared.event import DomainEvent
from domain.supervision import dispute_events as dispute
from domain.supervision import events as task
from domain.supervision import inspection_events as inspection
from projections.delivery_table import FAMILIES
from tests.projections.county import REGULATOR, County, at
from tests.support.samples import sample

STAFFING, GOVERNMENT, INTERIM, OTHER = "STAFFING", "GOVERNMENT", "INTERIM", "OTHER"


def every_kind(county: County) -> Iterator[Act]:
    """A stream of each family, opened, then every event that goes out of it, with every field."""
    for family in FAMILIES:
        rest = [kind.event for kind in family.kinds if kind.event is not family.opening]
        opening = [family.opening] if family.opening else []
        for number, event in enumerate([*opening, *rest]):
            yield county.act(family.name, _addressed(sample(event, full=True)), at(2, number))


def _addressed(event: DomainEvent) -> DomainEvent:
    """With organisations that can be reached where the sample has any text."""
    named: dict[str, object] = {
        name: (REGULATOR,) for name in ("attended", "parties") if name in type(event).model_fields
    }
    if isinstance(event, consultation.ConsultationConcluded):
        (duty,) = event.resolutions
        named["resolutions"] = (duty.model_copy(update={"owner": REGULATOR}),)
    return event.model_copy(update=named)


def policy(county: County, staffing: str = STAFFING, **more: date) -> Act:
    """Who rules disputes from a date on, this year's first unless stated."""
    event = LinkagePolicySet(
        valid_from=more.get("valid_from", date(2026, 1, 1)),
        staffing_office=staffing,
        government=GOVERNMENT,
    )
    return county.act("policy", event, role=Role.ADMIN, item=None)


def disputed(county: County) -> list[Act]:
    """A task of case "a" that two organisations have sent back, until it is ruled on."""
    opened = dispute.ResponsibilityDisputeOpened(interim_org=INTERIM, parties=(REGULATOR, OTHER))
    ruled = dispute.ResponsibilityRuled(
        org=OTHER, level=dispute.ArbitrationLevel.GOVERNMENT, ruling_number="R-1",
        valid_from=date(2026, 3, 20), legal_basis="不得外传的依据",
    )  # fmt: skip
    escalated = dispute.DisputeEscalated(level=dispute.ArbitrationLevel.GOVERNMENT, reason="僵持")
    return [
        county.pushed("t", "a", at(2)),
        county.act("t", opened, at(3)),
        county.act("t", dispute.DisputeNegotiated(note="谈不拢"), at(6)),
        county.act("t", dispute.InterimMeasureRecorded(detail="巡查"), at(6)),
        county.act("t", escalated, at(9)),
        county.act("t", ruled, at(10)),
        county.act("t", task.TaskSigned(), at(10, 1)),
    ]


def inspected(county: County, task_id: UUID | None = None, **more: UUID) -> Act:
    """A plan to inspect, of a task or of nothing in particular."""
    event = inspection.InspectionPlanned(
        inspection_number="J-1", org=REGULATOR, item_code="ITEM-1",
        trigger=inspection.InspectionTrigger.TASK, mode=task.SupervisionMode.SPECIAL,
        planned_date=date(2026, 3, 9), task_id=task_id, **more,
    )  # fmt: skip
    return county.act("j", event, at(4), org=REGULATOR)


def consulted(county: County) -> list[Act]:
    """Proposed by the bureau, led by the regulator, with duties of one who was not invited."""
    proposed = consultation.ConsultationProposed(
        consultation_number="H-1", kind=consultation.ConsultationKind.SPECIAL, topic="议题",
        lead=REGULATOR, reason="事由",
    )  # fmt: skip
    convened = consultation.ConsultationConvened(
        held_on=at(12), invited=(OTHER,), agenda=("一", "二")
    )
    duty = consultation.Resolution(number=2, text="办理", owner=INTERIM, due=date(2026, 4, 1))
    concluded = consultation.ConsultationConcluded(minutes_number="M-1", resolutions=(duty,))
    done = consultation.ResolutionCompleted(number=2, report="已办")
    return [
        county.act("h", event, at(4 + number))
        for number, event in enumerate((proposed, convened, concluded, done))
    ]
