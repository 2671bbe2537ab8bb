"""预审批: guards of an opinion in advance and of its conversion (S0「预审+代办」; domain.md §1.2).

A pre-approval binds nobody: what hinders its conversion only means that the case is reviewed as any
other. It is the work of a reviewer, so who opines is a hand of the review.
"""

from datetime import date
from enum import StrEnum

from domain.approval import pre_approval_commands as c
from domain.approval import pre_approval_events as e
from domain.approval.case_state import UNDECIDED, Case, Phase, PreApproval
from domain.approval.demands import need_listed
from domain.approval.events import MaterialsReceived, MaterialsResubmitted
from domain.approval.facts import CaseFacts
from domain.approval.guards import (
    known_item,
    need_no_filing,
    need_own_stage,
    need_phase,
    need_reviewable,
)
from domain.approval.material_events import GapMaterialSupplied, MaterialFetched
from domain.approval.stages import Stage
from domain.shared.act import Role
from domain.shared.errors import Invalid, Refused

BEFORE_ACCEPTANCE = (Phase.SUBMITTED, Phase.RECEIVED, Phase.SUPPLEMENTING)
CONVERTIBLE = (Phase.ACCEPTED, Phase.REVIEWING)
"""The legal clock starts with acceptance; once the review is complete nothing is to rest on it."""


class Hindrance(StrEnum):
    """转正式障碍: why a pre-approval cannot be converted as it stands."""

    UNFAVOURABLE = "UNFAVOURABLE"
    EXPIRED = "EXPIRED"
    PRECONDITIONS = "PRECONDITIONS"
    ITEM_CHANGED = "ITEM_CHANGED"
    MATERIALS_CHANGED = "MATERIALS_CHANGED"


_REFUSALS: dict[Hindrance, tuple[str, str, str]] = {
    Hindrance.UNFAVOURABLE: (
        "pre-approval-unfavourable",
        "预审批意见不支持，按正式程序审查",
        "the opinion was unfavourable; review the case as any other",
    ),
    Hindrance.EXPIRED: (
        "pre-approval-expired",
        "预审批意见已过有效期，按正式程序审查",
        "the opinion is no longer valid; review the case as any other",
    ),
    Hindrance.PRECONDITIONS: (
        "pre-approval-preconditions-missing",
        "前置条件尚未全部具备，先登记已具备的条件",
        "preconditions of the opinion are still to be met; record them first",
    ),
    Hindrance.ITEM_CHANGED: (
        "pre-approval-item-changed",
        "事项版本已更新，预审批意见不再适用，按正式程序审查",
        "another version of the item is in force by now; review the case as any other",
    ),
    Hindrance.MATERIALS_CHANGED: (
        "pre-approval-materials-changed",
        "所收材料与预审材料不一致，重新审查后注明 reReviewed",
        "the materials on file are not those opined on; review them anew and state reReviewed",
    ),
}


def on_file(case: Case) -> frozenset[str | None]:
    """Digests of the case's materials, of each name the last; None: one that has no digest."""
    found: dict[str, str | None] = {}
    for act in case.acts:
        match act.event:
            case MaterialsReceived(materials=given) | MaterialsResubmitted(materials=given):
                found.update((one.name, one.digest) for one in given)
            case MaterialFetched(name=name, digest=digest):
                found[name] = digest
            case GapMaterialSupplied(name=name, digest=digest):
                found[name] = digest
    return frozenset(found.values())


def hindrances(
    case: Case, given: PreApproval, on: date, in_force: int | None
) -> tuple[Hindrance, ...]:
    """What stands against the conversion on a day; `in_force`: the item's version of that day."""
    opinion, until = given.opinion, given.opinion.valid_until
    judged = {
        Hindrance.UNFAVOURABLE: not opinion.favourable,
        Hindrance.EXPIRED: until is not None and on > until,
        Hindrance.PRECONDITIONS: bool(given.missing),
        Hindrance.ITEM_CHANGED: opinion.item_version is None or opinion.item_version != in_force,
        Hindrance.MATERIALS_CHANGED: on_file(case) != frozenset(opinion.materials),
    }
    return tuple(one for one, stands in judged.items() if stands)


def opine(case: Case, command: c.OpinePreApproval, facts: CaseFacts) -> e.PreApprovalOpined:
    """出具预审批意见 before acceptance; preconditions within the item's standard alone."""
    need_phase(case, BEFORE_ACCEPTANCE)
    need_no_filing(case)
    need_own_stage(case, facts, Stage.REVIEW)
    if not command.favourable and command.preconditions:
        raise Refused(
            "pre-approval-unclear",
            "不支持的意见不附前置条件",
            "an unfavourable opinion names no preconditions",
        )
    if command.valid_until and command.valid_until < facts.on:
        raise Invalid(
            "pre-approval-over-already",
            "有效期不得早于出具之日",
            "the opinion cannot end before the day on which it is given",
            fields=("validUntil",),
        )
    need_listed(facts.item, command.preconditions)
    return e.PreApprovalOpined(
        opinion=command.opinion,
        favourable=command.favourable,
        valid_until=command.valid_until,
        preconditions=tuple(dict.fromkeys(command.preconditions)),
        materials=tuple(dict.fromkeys(command.materials)),
        item_version=known_item(facts).item_version,
    )


def record_met(case: Case, command: c.RecordPreconditionMet, facts: CaseFacts) -> e.PreconditionMet:
    """前置条件具备: one that is still awaited, checked by the office and not by the agent."""
    need_phase(case, UNDECIDED)
    given = _given(case)
    accepting = facts.actor.role is Role.WINDOW
    need_own_stage(case, facts, Stage.ACCEPT if accepting else Stage.REVIEW)
    if command.name not in given.missing:
        raise Refused(
            "pre-approval-precondition-unknown",
            "该条件不在预审批意见所列之内或已登记具备",
            "the opinion awaits no such precondition; name one that is missing",
        )
    return e.PreconditionMet(name=command.name, evidence=command.evidence)


def convert(case: Case, command: c.ConvertPreApproval, facts: CaseFacts) -> e.PreApprovalConverted:
    """预审批转为正式审查: after acceptance, once, unless something hinders it.

    Changed materials hinder no more once they are stated to have been reviewed anew.
    """
    need_phase(case, CONVERTIBLE)
    given = _given(case)
    need_reviewable(case)
    need_own_stage(case, facts, Stage.REVIEW)
    if given.converted:
        raise Refused(
            "pre-approval-converted", "预审批意见已转为正式审查", "it is converted already"
        )
    for one in hindrances(case, given, facts.on, facts.item_in_force):
        if not (command.re_reviewed and one is Hindrance.MATERIALS_CHANGED):
            raise Refused(*_REFUSALS[one])
    return e.PreApprovalConverted(re_reviewed=command.re_reviewed)


def _given(case: Case) -> PreApproval:
    if case.pre_approval is None:
        raise Refused("pre-approval-none", "本件没有预审批意见", "the case has no pre-approval")
    return case.pre_approval


GUARDS = {
    c.OpinePreApproval: opine,
    c.RecordPreconditionMet: record_met,
    c.ConvertPreApproval: convert,
}
