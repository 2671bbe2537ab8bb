"""无权办理: an act by an organisation that did not answer for it that day (domain.md §6, D-02).

Acts worked here are refused by a guard and rest on the record that was in force when they were
done (authorityRef), so that a later correction blames nobody who followed the record. Judged is
what source systems report, and only where the institution knows: from the first day on that a
record speaks of the function [D].
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from domain.monitoring.case_view import CaseView
from domain.monitoring.facts import CaseFacts, Entry, instant
from domain.monitoring.findings import Finding, Severity
from domain.registry.competence import Competence
from domain.registry.standards import Function

OTHER, NOBODY = "OTHER_ORGANISATION", "NOBODY_ANSWERS"


def remember(facts: CaseFacts, stage: str, entry: Entry) -> None:
    """Keep who acted in a stage, in place: the first act of an organisation on a day."""
    if entry.native or entry.org is None:
        return
    kept = f"{stage}|{entry.org}|{entry.day}"
    known = facts.powers.get(kept)
    if known is None or entry.key < known[:3]:
        facts.powers[kept] = [*entry.key, stage, entry.org, entry.day, entry.person, entry.post]


def outside(facts: CaseFacts, competence: Competence) -> list[list[Any]]:
    """The remembered acts that nobody had given to their organisation: [*key, person, post, why]
    in the order in which they occurred."""
    accepted = facts.day("accepted")
    since = date.fromisoformat(accepted) if accepted else None
    found = []
    for row in facts.powers.values():
        why = breach(competence, facts.item, row[3], row[4], date.fromisoformat(row[5]), since)
        if why:
            found.append([*row[:3], *row[6:], why])
    return sorted(found, key=lambda row: row[:3])


def breach(
    competence: Competence,
    item: str | None,
    stage: str,
    org: str,
    on: date,
    accepted: date | None = None,
) -> str:
    """Why `org` might not act in a stage of an item on a date; empty if it might, or if the
    institution does not know. `accepted`: of the case, for a transfer's clause on such cases."""
    function = Function(stage)
    records = competence.records.get((item or "", function), ())
    if item is None or not any(one.valid_from <= on for one in records):
        return ""
    held = competence.responsible(item, function, on, accepted)
    if held is None:
        return NOBODY
    if held.org == org or competence.delegated(item, function, held.org, org, on):
        return ""
    return OTHER


def unauthorised(view: CaseView) -> Iterator[Finding]:
    """无权办理: acted for an item whose function another organisation, or nobody, answered for."""
    for at, _, position, person, post, why in view.outside:
        yield Finding("D-02", Severity.RED, instant(at), (position,), person, post, why)
