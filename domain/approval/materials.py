"""材料: guards of fetching, of accepting with gaps and of closing them (domain.md §1.1, §1.2)."""

from domain.approval import material_commands as c
from domain.approval import material_events as m
from domain.approval.case_state import UNDECIDED, UNDER_WAY, Case
from domain.approval.demands import requirement, standard_of
from domain.approval.events import MaterialsReceived, MaterialsResubmitted
from domain.approval.facts import CaseFacts
from domain.approval.guards import (
    gap_period_over,
    known_item,
    need_at_the_window,
    need_no_filing,
    need_phase,
)
from domain.registry.standards import MaterialSource
from domain.shared.errors import Refused
from domain.timing.days import WorkingDays

GAP_DAYS = WorkingDays(10)  # [D]: where the item's standard states no period


def _need_fetchable(case: Case, facts: CaseFacts, name: str) -> None:
    need_phase(case, UNDECIDED)
    line = requirement(standard_of(facts.item), name)
    if line is None or line.source is not MaterialSource.DEPARTMENT_FETCH:
        raise Refused(
            "case-material-not-fetched",
            f"“{name}”不是事项标准中由部门调取的材料",
            f"“{name}” is not a material that the item's standard has the department fetch",
        )


def fetched(case: Case, command: c.RecordMaterialFetched, facts: CaseFacts) -> m.MaterialFetched:
    """已调取材料: only what the standard says is ours to fetch."""
    _need_fetchable(case, facts, command.name)
    return m.MaterialFetched(
        name=command.name, source_org=command.source_org, digest=command.digest
    )


def fetch_failed(
    case: Case, command: c.RecordMaterialFetchFailed, facts: CaseFacts
) -> m.MaterialFetchFailed:
    """调取材料失败."""
    _need_fetchable(case, facts, command.name)
    return m.MaterialFetchFailed(
        name=command.name, source_org=command.source_org, reason=command.reason
    )


def accept_with_gaps(case: Case, command: c.AcceptWithGaps, facts: CaseFacts) -> m.AcceptedWithGaps:
    """容缺受理: only materials that the standard calls non-core may follow."""
    need_at_the_window(case, facts)
    need_no_filing(case)
    item = known_item(facts)
    standard = standard_of(item)
    for name in command.gaps:
        line = requirement(standard, name)
        if line is None or line.core or line.source is not MaterialSource.APPLICANT:
            raise Refused(
                "case-gap-not-allowed",
                f"“{name}”不是事项标准中可以容缺的非主审要件",
                f"“{name}” is not a non-core material of the item's standard, so it may not"
                " follow later",
            )
    return m.AcceptedWithGaps(
        gaps=tuple(dict.fromkeys(command.gaps)),
        gap_days=standard.gap_days or GAP_DAYS,
        legal_days=item.legal_days,
        committed_days=item.committed_days,
        document_number=command.document_number,
    )


def supply_gap(case: Case, command: c.SupplyGapMaterial, facts: CaseFacts) -> m.GapMaterialSupplied:
    """容缺补交 within the period."""
    need_phase(case, UNDER_WAY)
    if case.gaps is None or command.name not in case.gaps.missing:
        raise Refused(
            "case-gap-unknown", "该材料不在容缺清单或已补交", "no such material is awaited"
        )
    if gap_period_over(case, facts):
        raise Refused(
            "case-gap-period-over", "容缺补交期限已过", "the period for the missing has ended"
        )
    return m.GapMaterialSupplied(name=command.name, digest=command.digest)


def expire_gaps(case: Case, _command: c.ExpireGaps, facts: CaseFacts) -> m.GapExpired:
    """容缺逾期: by the clock alone, after the period, while something is still missing."""
    need_phase(case, UNDER_WAY)
    if case.gaps is None or not gap_period_over(case, facts):
        raise Refused("case-not-due", "容缺补交期限未满", "the period has not ended")
    return m.GapExpired(missing=case.gaps.missing)


def missing_core(case: Case, facts: CaseFacts) -> tuple[str, ...]:
    """Core materials of the standard that nobody has handed in or fetched."""
    there: set[str] = set()
    for act in case.acts:
        match act.event:
            case MaterialsReceived(materials=given) | MaterialsResubmitted(materials=given):
                there.update(one.name for one in given)
            case m.MaterialFetched(name=name):
                there.add(name)
    core = (one.name for one in standard_of(facts.item).materials if one.core)
    return tuple(one for one in core if one not in there)


GUARDS = {
    c.RecordMaterialFetched: fetched,
    c.RecordMaterialFetchFailed: fetch_failed,
    c.AcceptWithGaps: accept_with_gaps,
    c.SupplyGapMaterial: supply_gap,
    c.ExpireGaps: expire_gaps,
}
