"""清单之外的要求: more is asked of an applicant than the item's standard knows (P-12)."""

from collections.abc import Iterator
from typing import Any

from domain.approval.demands import extra_demands, is_catch_all, requirement
from domain.monitoring.case_view import CaseView
from domain.monitoring.facts import CaseFacts, instant
from domain.monitoring.findings import Finding, Severity
from domain.registry.standards import ItemStandard, MaterialSource


def beyond(facts: CaseFacts, standard: ItemStandard | None) -> list[list[Any]]:
    """The supplement notices that ask too much: [*key, why] in the order in which they occurred."""
    known = standard or ItemStandard()
    found = []
    for row in sorted(facts.demands, key=lambda one: one[:3]):
        why = _breach(known, row[4]) if row[3] == "NOTICED" else ""
        if why:
            found.append([*row[:3], why])
    return found


def _breach(standard: ItemStandard, demands: list[str]) -> str:
    extra = extra_demands(standard, demands)
    lines = (requirement(standard, one) for one in demands)
    notes = {
        "CATCH_ALL": any(is_catch_all(one) for one in extra),
        "NOT_IN_STANDARD": any(not is_catch_all(one) for one in extra),
        "OURS_TO_FETCH": any(
            one is not None and one.source is MaterialSource.DEPARTMENT_FETCH for one in lines
        ),
    }
    return "+".join(name for name, holds in notes.items() if holds)


def extra_demand(view: CaseView) -> Iterator[Finding]:
    """清单外要求: a supplement notice names what is outside the standard, what nobody could bring,
    or what the department has to fetch itself."""
    for at, _, position, why in view.beyond:
        yield Finding("P-12", Severity.YELLOW, instant(at), (position,), note=why)
