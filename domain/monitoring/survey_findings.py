"""踏勘人员、回访结果: what the acts of a survey show at once (domain.md §6, P-13, P-14)."""

from collections.abc import Iterator
from typing import Any

from domain.approval.survey_limits import LEAST_STAFF
from domain.monitoring.case_view import CaseView
from domain.monitoring.facts import instant
from domain.monitoring.findings import Finding, Severity

_COMPLAINTS = (("demands", "DEMANDS"), ("gifts", "GIFTS"), ("agencyNamed", "AGENCY_NAMED"))


def surveyed(data: dict[str, Any]) -> list[Any] | None:
    """What is remembered of a conduct, if anything: [number of persons, who had no licence].

    A source that names nobody has not said how many there were.
    """
    staff, unlicensed = set(data.get("staff", ())), sorted(set(data.get("unlicensed", ())))
    few = bool(staff) and len(staff) < LEAST_STAFF
    return [len(staff), unlicensed] if few or unlicensed else None


def visited(data: dict[str, Any]) -> str | None:
    """What is remembered of a return visit: its complaints; None of a favourable one."""
    complaints = [note for name, note in _COMPLAINTS if data.get(name)]
    if data.get("favourable", True) and not complaints:
        return None
    return "+".join(complaints) or "UNFAVOURABLE"


def fewer_than_two(view: CaseView) -> Iterator[Finding]:
    """踏勘人员不足或无证: fewer than two surveyed, or one without a licence where such posts have
    one."""
    for row in sorted(view.facts.acts.get("surveyed", ()), key=lambda row: row[:3]):
        if row[3] is None:
            continue
        number, unlicensed = row[3]
        since, proof = instant(row[0]), (row[2],)
        if number < LEAST_STAFF:
            yield Finding("P-13", Severity.RED, since, proof, note="FEWER_THAN_TWO")
        for person in unlicensed:
            yield Finding("P-13", Severity.RED, since, proof, person, note="UNLICENSED")


def visit_unfavourable(view: CaseView) -> Iterator[Finding]:
    """回访不满意: the applicant told of demands, gifts, a named intermediary, or was not content.

    A clue for the discipline inspectors alone: whoever handles the case is not shown it.
    """
    for row in sorted(view.facts.acts.get("visited", ()), key=lambda row: row[:3]):
        yield Finding("P-14", Severity.CLUE, instant(row[0]), (row[2],), note=row[3])
