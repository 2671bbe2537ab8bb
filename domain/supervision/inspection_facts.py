"""What the guards of an inspection need besides its history, and the guards that many share."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.shared.act import Actor, Role
from domain.shared.errors import Forbidden, Refused
from domain.shared.event import DomainEvent
from domain.supervision.draw_events import InspectionPlanPublished
from domain.supervision.inspection_events import InspectionPlanned
from domain.supervision.inspection_state import Inspection, InspectionPhase
from domain.supervision.inspection_terms import Officer
from domain.timing.calendar import WorkCalendar

LEAST_OFFICERS = 2  # 处罚§42


@dataclass(frozen=True, slots=True)
class InspectionFacts:
    """`planned`: what a plan comes to, with all that is known of its subject. `plan`: the list in
    force for the year. `licences`: officers of the organisation who may inspect the item, each
    with the licence on record. `barred`: officers with a ground to stand back from this subject.
    `used`: inspections of the company that count in the year. `decider`: who decides on the item.
    `answers_task`: a task carries the newest outcome, or will.
    """

    at: datetime
    actor: Actor
    calendar: WorkCalendar
    planned: InspectionPlanned | None = None
    plan: InspectionPlanPublished | None = None
    licences: Mapping[str, str | None] = field(default_factory=dict)
    barred: frozenset[str] = frozenset()
    used: int = 0
    decider: str | None = None
    answers_task: bool = False

    @property
    def on(self) -> date:
        """The date of the act."""
        return self.calendar.local_date(self.at)


Events = tuple[DomainEvent, ...]


def need_phase(inspection: Inspection, allowed: Collection[InspectionPhase]) -> None:
    """Raises:
    Refused: `inspection-wrong-state`, naming the state that it is in.
    """
    if inspection.phase not in allowed:
        expected = "、".join(sorted(allowed))
        raise Refused(
            "inspection-wrong-state",
            f"检查处于“{inspection.phase.value}”状态，此操作须在“{expected}”状态",
            f"the inspection is {inspection.phase.value}; this act needs "
            f"{', '.join(sorted(allowed))}",
        )


def need_org(org: str | None, facts: InspectionFacts) -> None:
    """Raises:
    Forbidden: the inspection is another organisation's; policies act for all.
    """
    if facts.actor.role is not Role.SYSTEM and facts.actor.org != org:
        raise Forbidden(
            "inspection-other-organisation",
            "该检查由其他机构办理",
            "the inspection belongs to another organisation",
        )


def crew(
    inspection: Inspection, people: Iterable[str], facts: InspectionFacts
) -> tuple[Officer, ...]:
    """The officers with their licences on record.

    Raises:
        Refused: fewer than two, one without a licence, one who must stand back (处罚§42, §43).
    """
    named = tuple(dict.fromkeys(people))
    if len(named) < LEAST_OFFICERS:
        raise Refused(
            "inspection-fewer-than-two",
            "执法人员不得少于两人(行政处罚法第四十二条)",
            "an inspection needs two or more officers (art. 42)",
        )
    unlicensed = [one for one in named if not facts.licences.get(one)]
    if unlicensed:
        raise Refused(
            "inspection-officer-unlicensed",
            f"无本机构执法岗位或执法证号: {'、'.join(unlicensed)}",
            f"no officer's post with a licence in this organisation: {', '.join(unlicensed)}",
        )
    away = [one for one in named if one in inspection.recused or one in facts.barred]
    if away:
        raise Refused(
            "inspection-officer-recused",
            f"应当回避的人员: {'、'.join(away)}",
            f"must stand back from this subject: {', '.join(away)}",
        )
    return tuple(Officer(person_id=one, licence=facts.licences[one]) for one in named)
