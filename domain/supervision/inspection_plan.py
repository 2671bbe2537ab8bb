"""年度检查计划: what an organisation may check in a year, and how often one company (54号).

One stream a year and organisation (`plan_id`). A later version replaces the
earlier one from the day of its publication on; what was done before stays under the earlier one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.registry.institution import Institution
from domain.registry.standards import Function
from domain.shared import folding
from domain.shared.act import Act, Actor
from domain.shared.errors import Forbidden, Invalid, Refused
from domain.shared.event import DomainEvent
from domain.supervision.draw_commands import PublishInspectionPlan
from domain.supervision.draw_events import InspectionPlanPublished
from domain.timing.days import SHANGHAI


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionPlan(folding.History):
    """The versions of one year's plan, each with the day of its publication, oldest first."""

    versions: tuple[tuple[date, InspectionPlanPublished], ...] = ()

    def on(self, day: date) -> InspectionPlanPublished | None:
        """The version in force on a date; None: nothing was published by then."""
        held = (event for published, event in reversed(self.versions) if published <= day)
        return next(held, None)


def _published(plan: InspectionPlan, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, InspectionPlanPublished)
    day = act.meta.occurred_at.astimezone(SHANGHAI).date()
    return {"versions": (*plan.versions, (day, event))}


def fold(acts: Iterable[Act]) -> InspectionPlan:
    """The plan after all acts of its stream, given in any order."""
    return folding.fold(acts, {InspectionPlanPublished: _published}, InspectionPlan())


def publish(
    plan: InspectionPlan,
    command: PublishInspectionPlan,
    institution: Institution,
    actor: Actor,
    on: date,
) -> tuple[DomainEvent, ...]:
    """公布检查计划; nothing if this version says just that already.

    Raises:
        Forbidden: the plan of another organisation.
        Invalid: a line is there twice, or of an unknown item.
        Refused: the year is over or far away, a version out of turn, an item of somebody else.
    """
    if actor.org != command.org:
        raise Forbidden(
            "plan-of-another-organisation",
            "只能公布本机构的检查计划",
            "an organisation publishes its own plan alone",
        )
    event = InspectionPlanPublished(**dict(command))
    if any(event == known for _, known in plan.versions):
        return ()
    _sound(command, institution, on)
    following = len(plan.versions) + 1
    if command.plan_version != following:
        raise Refused(
            "plan-version-out-of-turn",
            f"下一版本号应为 {following}",
            f"the next version is {following}; a published version is never changed",
        )
    return (event,)


def _sound(command: PublishInspectionPlan, institution: Institution, on: date) -> None:
    if institution.organisation(command.org) is None:
        raise Invalid("organisation-unknown", "机构未登记", "no such organisation", fields=("org",))
    if not on.year <= command.year <= on.year + 1:
        raise Refused(
            "plan-year-impossible",
            "检查计划须为本年度或下一年度",
            "a plan is for this year or the next",
        )
    lines = [(line.item_code, line.name) for line in command.checks]
    if len(set(lines)) != len(lines):
        raise Invalid(
            "plan-check-twice", "检查事项重复", "a check is there twice", fields=("checks",)
        )
    counts_from = max(on, date(command.year, 1, 1))
    for code in dict.fromkeys(code for code, _ in lines):
        if institution.item(code) is None:
            raise Invalid(
                "item-unknown", f"事项 {code} 不存在", f"no item {code}", fields=("checks",)
            )
        if not inspects(institution, command.org, code, counts_from):
            raise Refused(
                "plan-item-not-ours",
                f"事项 {code} 的监管职责不属本机构",
                f"another organisation supervises and enforces item {code}",
            )


def inspects(institution: Institution, org: str, item_code: str, on: date) -> bool:
    """Whether an organisation supervises or enforces an item on a date."""
    answers = (
        institution.responsible(item_code, function, on)
        for function in (Function.SUPERVISE, Function.ENFORCE)
    )
    return any(one is not None and one.org == org for one in answers)
