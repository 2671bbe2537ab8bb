"""公告抽查: what must hold before pools, ratios and secret are fixed (domain.md §1.3, fact 22)."""

from dataclasses import dataclass
from datetime import date

from domain.registry.institution import Institution
from domain.shared.act import Actor
from domain.shared.errors import Forbidden, Invalid, Refused
from domain.shared.event import DomainEvent
from domain.supervision.draw_commands import AnnounceDraw, DrawTerms
from domain.supervision.draw_events import DrawAnnounced, InspectionPlanPublished
from domain.supervision.draw_pool import Pools, digest_of
from domain.supervision.draw_selection import quota
from domain.supervision.draw_state import Draw
from domain.supervision.inspection_plan import inspects

ROOM = 50_000
"""Bytes that a result may take: an event of the log holds 60 KiB, envelope included."""


@dataclass(frozen=True, slots=True)
class AnnounceFacts:
    """`plan`: of the organisation and the year of the draw, in force on the day it is announced."""

    on: date
    actor: Actor
    institution: Institution
    plan: InspectionPlanPublished | None


def announce(draw: Draw, command: AnnounceDraw, facts: AnnounceFacts) -> tuple[DomainEvent, ...]:
    """The announcement; nothing if it was made already with the same terms.

    Raises:
        Forbidden: in the name of another organisation.
        Invalid: dates in the past or in the wrong order, a grade twice.
        Refused: the number is used, nothing in force that allows it, too small or large a pool.
    """
    if facts.actor.org != command.org:
        raise Forbidden(
            "draw-of-another-organisation",
            "只能公告本机构的抽查",
            "an organisation announces its own draws alone",
        )
    terms = command.model_dump(include=set(DrawTerms.model_fields))
    said = draw.announced
    if said is not None:
        if all(getattr(said, name) == getattr(command, name) for name in terms):
            return ()
        raise Refused(
            "draw-number-used", "抽查编号已被使用", "the number names another draw already"
        )
    _days(command, facts.on)
    _list(command, facts)
    _pools(command)
    objects, inspectors = command.pools.objects, command.pools.inspectors
    return (
        DrawAnnounced(
            **{name: getattr(command, name) for name in terms},
            objects=len(objects),
            objects_digest=digest_of(objects),
            inspectors=len(inspectors),
            inspectors_digest=digest_of(inspectors),
            pool_position=command.pool_position,
        ),
    )


def _days(command: AnnounceDraw, on: date) -> None:
    if not on <= command.draw_on <= command.inspect_by:
        raise Invalid(
            "draw-days-impossible",
            "抽取日不得早于今日，检查期限不得早于抽取日",
            "the draw lies in the past, or the inspections would end before it",
            fields=("drawOn", "inspectBy"),
        )
    if command.inspect_by.year != command.draw_on.year:
        raise Invalid(
            "draw-over-the-year",
            "抽查与检查须在同一年度计划内",
            "the inspections belong to the plan of the year of the draw",
            fields=("inspectBy",),
        )
    grades = [ratio.grade for ratio in command.ratios]
    if len(set(grades)) != len(grades):
        raise Invalid(
            "draw-grade-twice", "信用等级重复", "a grade is there twice", fields=("ratios",)
        )


def _list(command: AnnounceDraw, facts: AnnounceFacts) -> None:
    """Only what the organisation supervises, and only lines of its published list."""
    for code in command.item_codes:
        if not inspects(facts.institution, command.org, code, facts.on):
            raise Refused(
                "draw-item-not-ours",
                f"事项 {code} 的监管职责不属本机构",
                f"another organisation supervises and enforces item {code}",
            )
    if facts.plan is None:
        raise Refused(
            "plan-not-published",
            "该年度检查计划尚未公布",
            "no inspection plan of that year is in force: publish it first",
        )
    listed = {line.name for line in facts.plan.checks if line.item_code in command.item_codes}
    unlisted = [name for name in command.checks if name not in listed]
    if unlisted or not listed:
        what = "、".join(unlisted) or "、".join(command.item_codes)
        raise Refused(
            "check-not-published",
            f"检查事项未列入已公布的清单：{what}"[:2000],
            "a check is not on the published list of these items",
        )


def _pools(command: AnnounceDraw) -> None:
    pools, shares = command.pools, {one.grade: one.permille for one in command.ratios}
    if not pools.objects:
        raise Refused("draw-pool-empty", "对象库为空", "there is nothing to draw from")
    if len(pools.inspectors) < command.crew:
        raise Refused(
            "draw-too-few-officers",
            f"可抽取的执法人员不足 {command.crew} 人",
            f"fewer than {command.crew} officers with a licence can be drawn",
        )
    missing = sorted({one.grade for one in pools.objects} - shares.keys())
    if missing:
        raise Refused(
            "draw-ratio-missing",
            f"未规定信用等级 {'、'.join(missing)} 的抽查比例",
            f"no ratio is stated for grade {', '.join(missing)}",
        )
    if largest(pools, shares, command.crew) > ROOM:
        raise Refused(
            "draw-too-large",
            "抽取数量过大，请分批抽查",
            "too many objects would be drawn at once: draw item by item",
        )


def largest(pools: Pools, shares: dict[str, int], crew: int) -> int:
    """Bytes that the result may take at most, so that no announced draw can fail by its size."""
    grades = [one.grade for one in pools.objects]
    count = sum(quota(shares[grade], grades.count(grade)) for grade in set(grades))
    name = max(len(one.person_id.encode()) for one in pools.inspectors) + 4
    recused = {subject for one in pools.inspectors for subject in one.recused}
    touched = sum(one.subject in recused for one in pools.objects)
    standing = sum(1 for one in pools.inspectors if one.recused)
    return count * (140 + crew * name) + min(touched, count) * standing * (120 + name)
