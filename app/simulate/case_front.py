"""首办、跑动、预审、容缺、即办、备案: what a case may begin with, and the flows that are short."""

from collections.abc import Generator

from app.simulate import case_review
from app.simulate.county import digest
from app.simulate.feedback_script import favourable
from app.simulate.life import Life
from app.simulate.script import Answer, Arrival, Step
from domain.approval import handling_commands as h
from domain.approval import instant_commands as i
from domain.approval import material_commands as m
from domain.approval.ruling_events import RuleCheck
from domain.registry.events import ItemVersionPublished
from domain.registry.standards import (
    FlowProfile,
    ItemStandard,
    MaterialRequirement,
    MaterialSource,
)

Part = Generator[Step | Arrival, Answer, bool]

FIRST_HANDLER, PRE_REVIEW, VISIT, GAPS, NEVER = 0.4, 0.08, 0.6, 0.6, 0.1
"""Shares: cases whose first handler is named; of those filed from home, pre-reviewed; of the
others, visits that are counted; of incomplete ones that may be, accepted with gaps; of these,
never completed."""


def _standard(item: ItemVersionPublished) -> ItemStandard:
    return item.standard or ItemStandard()


def asked(item: ItemVersionPublished) -> tuple[str, ...]:
    """What applicants bring: by the standard where it lists materials."""
    listed = _standard(item).materials
    brought = tuple(one.name for one in listed if one.source is MaterialSource.APPLICANT)
    return brought if listed else item.materials


def first_contact(life: Life, *, at_home: bool) -> Part:
    """Before the materials are in hand."""
    if at_home and life.chance(PRE_REVIEW):
        yield from life.does(life.applicant, h.RequestPreReview(), 0.1, 1)
        yield from life.does(life.window, h.AnswerPreReview(ready=True), 1, 18)
    elif not at_home and life.chance(VISIT):
        yield from life.does(life.window, h.RecordVisit(purpose="递交材料"), 0, 0.1)
    if life.chance(FIRST_HANDLER):
        yield from life.does(life.window, h.AssignFirstHandler(), 0, 0.2)
    for one in _standard(life.item).materials:
        if one.source is MaterialSource.DEPARTMENT_FETCH:
            yield from _fetch(life, one)
    return True


def _fetch(life: Life, material: MaterialRequirement) -> Part:
    """Now and then the exchange knows nothing at first."""
    source = material.issuer or "数据共享平台"
    if life.chance(0.05):
        failed = m.RecordMaterialFetchFailed(
            name=material.name, source_org=source, reason="共享接口无返回"
        )
        yield from life.does(life.window, failed, 0, 0.3)
    done = m.RecordMaterialFetched(name=material.name, source_org=source, digest=digest(life.rng))
    return (yield from life.does(life.window, done, 0, 0.5)).done


def gaps_of(life: Life, missing: tuple[str, ...]) -> tuple[str, ...]:
    """`missing`, if all of it may follow and the window lets it; else nothing."""
    if life.item.profile is FlowProfile.FILING:
        return ()
    later = {one.name for one in _standard(life.item).materials if not one.core}
    return missing if later.issuperset(missing) and life.chance(GAPS) else ()


def accept_with_gaps(life: Life, gaps: tuple[str, ...]) -> Part:
    """容缺受理 and what follows it; where something never comes, the clock ends the case."""
    accept = m.AcceptWithGaps(gaps=gaps, document_number=life.name("受"))
    if not (yield from life.does(life.window, accept, 0.3, 9)).done:
        return False
    if life.chance(NEVER):
        return False
    for name in gaps:
        supply = m.SupplyGapMaterial(name=name, digest=digest(life.rng))
        yield from life.does(life.applicant, supply, 1, 20)
    return True


def instant(life: Life) -> Part:
    """即报即批; what the rules do not pass is reviewed by a person."""
    passed = not life.chance(0.08)
    checks = tuple(
        RuleCheck(rule=f"{name}核验", passed=passed or place > 0)
        for place, name in enumerate(asked(life.item) or ("申请条件",))
    )
    compute = i.ComputeInstantDecision(
        rule_set=life.item.item_code, rule_version="1", checks=checks
    )
    if not (yield from life.does(life.window, compute, 0, 0.1)).done:
        return False
    return True if passed else (yield from case_review.review(life))


def filing(life: Life) -> Part:
    """备案: recorded, and that is its end."""
    record = i.RecordFiling(filing_number=life.name("备"))
    yield from favourable(life, life.window, record, 0.1, 4)
    return False
