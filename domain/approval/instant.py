"""即报即批 and 备案: guards of the flows without a review of their own (domain.md §1.2)."""

from domain.approval import instant_commands as c
from domain.approval import ruling_events as r
from domain.approval.case_state import Case, Phase
from domain.approval.consulting import need_consulted
from domain.approval.facts import CaseFacts
from domain.approval.guards import need_phase
from domain.approval.materials import missing_core
from domain.registry.standards import FlowProfile
from domain.shared.errors import Refused


def _need_materials(case: Case, facts: CaseFacts) -> None:
    missing = missing_core(case, facts)
    if missing:
        raise Refused(
            "case-materials-incomplete",
            f"主审要件“{missing[0]}”尚未提交或调取",
            f"the core material “{missing[0]}” has been neither handed in nor fetched",
        )


def compute(
    case: Case, command: c.ComputeInstantDecision, facts: CaseFacts
) -> r.InstantDecisionComputed:
    """即报即批: on complete materials; what the rules do not pass, a person reviews."""
    if case.profile is not FlowProfile.INSTANT:
        raise Refused(
            "case-not-instant", "本事项不适用即报即批", "the item is not granted by rules"
        )
    need_phase(case, (Phase.ACCEPTED,))
    _need_materials(case, facts)
    return r.InstantDecisionComputed(
        rule_set=command.rule_set,
        rule_version=command.rule_version,
        passed=all(one.passed for one in command.checks),
        checks=command.checks,
    )


def record_filing(case: Case, command: c.RecordFiling, facts: CaseFacts) -> r.FilingRecorded:
    """备案: complete once recorded; neither decision nor certificate follow."""
    if case.profile is not FlowProfile.FILING:
        raise Refused("case-not-a-filing", "本事项不是备案事项", "the item is not a filing")
    need_phase(case, (Phase.RECEIVED, Phase.ACCEPTED))
    _need_materials(case, facts)
    need_consulted(case, facts)
    return r.FilingRecorded(filing_number=command.filing_number)


GUARDS = {c.ComputeInstantDecision: compute, c.RecordFiling: record_filing}
