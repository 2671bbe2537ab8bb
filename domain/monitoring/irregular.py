"""补正、特别程序与延期的违规: what stretches a case against its rules (P-07, P-08, P-09).

What a source does not state (whether a notice was served, who approved) is no breach of a reported
act; what it does state is judged as an act of our own.
"""

from collections.abc import Iterator

from domain.monitoring.case_view import CaseView
from domain.monitoring.facts import instant
from domain.monitoring.findings import Finding, Severity
from domain.registry.standards import SpecialProcedure
from domain.timing.extensions import ExtensionFlaw, judge_extensions
from domain.timing.facts import Clock

_STATUTORY = frozenset(one.value for one in SpecialProcedure) - {SpecialProcedure.OTHER_LAW.value}
"""许可§45 itself names these; what another law names an item version must list."""
_UNSTATED = frozenset({ExtensionFlaw.NOT_TOLD, ExtensionFlaw.WRONG_APPROVER})


def repeated_supplement(view: CaseView) -> Iterator[Finding]:
    """重复补正: a further notice demands what no earlier one did, and what the applicant has not
    handed in since [D: that alone counts as a new fact]."""
    demanded: set[str] = set()
    supplied: list[str] = []
    first = None
    for row in sorted(view.facts.demands, key=lambda one: one[:3]):
        kind, what = row[3:]
        if kind != "NOTICED":
            supplied = what
            continue
        new = [
            one for one in what if one not in demanded and not any(name in one for name in supplied)
        ]
        if first is not None and new:
            yield Finding(
                "P-07", Severity.YELLOW, instant(row[0]), (first, row[2]), note="NEW_DEMAND"
            )
        demanded.update(what)
        first = first or row[2]


def irregular_special_procedure(view: CaseView) -> Iterator[Finding]:
    """特别程序未告知或不在清单: begun without a served written notice of its time, or of a kind
    that the item version does not allow."""
    allowed = view.terms.special_procedures
    for row in sorted(view.facts.started, key=lambda one: one[:3]):
        kind, noticed, served, _, native = row[3:]
        notes = []
        if native and not (served and noticed):
            notes.append("NO_NOTICE")
        if kind not in (_STATUTORY if allowed is None else allowed):
            notes.append("NOT_ON_LIST")
        if notes:
            note = "+".join(notes)
            yield Finding("P-08", Severity.YELLOW, instant(row[0]), (row[2],), note=note)


def irregular_extension(view: CaseView) -> Iterator[Finding]:
    """违规延期: approved after the due date, a second time, by the wrong approver, or not told."""
    if not view.facts.extended or view.dates.times is None or view.dates.stated is not None:
        return  # a source that states its own deadline works under its own law
    rows = sorted(view.facts.extended, key=lambda one: (one[6], *one[:3]))
    verdicts = judge_extensions(view.calendar, view.dates.times, Clock.LEGAL, None)
    for row, verdict in zip(rows, verdicts, strict=True):
        approver, native = row[4], row[7]
        flaw = verdict.flaw
        if flaw is None or (flaw in _UNSTATED and not (native or _states(flaw, approver))):
            continue
        yield Finding("P-09", Severity.RED, instant(row[0]), (row[2],), note=flaw.name)


def _states(flaw: ExtensionFlaw, approver: str | None) -> bool:
    return flaw is ExtensionFlaw.WRONG_APPROVER and approver is not None
