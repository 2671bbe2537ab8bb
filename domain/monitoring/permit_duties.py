"""延续默认准予预警: a renewal that nobody decides grants itself (domain.md §6, T-10; 许可§50)."""

from collections.abc import Iterator
from datetime import date

from domain.monitoring.duties import Duty, DutyView, Step
from domain.monitoring.findings import Severity
from domain.monitoring.owing import done, first, following, warned_from
from domain.monitoring.watched import Seen
from domain.permit import events as permit
from domain.permit.permit_steps import ENDINGS
from domain.registry.standards import Function
from domain.timing.days import WorkingDays, end_of

RENEWAL_WARN = WorkingDays(5)  # [D] domain.md §6, T-10

_TERM = frozenset(
    event.TYPE for event in (permit.PermitIssued, permit.PermitRenewed, permit.PermitDeemedRenewed)
)
_DECIDING = frozenset(
    event.TYPE
    for event in (
        permit.PermitRenewed, permit.RenewalRefused, permit.RenewalEnded, permit.PermitCancelled,
        *ENDINGS,
    )
)  # fmt: skip
"""What settles a renewal; that it is deemed granted is what happens because nobody settled it."""


def renewal_undecided(view: DutyView) -> Iterator[Duty]:
    """延续将默认准予/已默认准予: five working days or fewer are left to decide a renewal that was
    applied for in time, or the permit has run out and was renewed by silence."""
    acts = view.facts.sorted()
    item = view.facts.stated("itemCode") or ""
    for applied in acts:
        if applied.type != permit.RenewalApplied.TYPE or not applied.native:
            continue
        last = _last_day(acts, applied)
        if last is None or applied.data.get("late", False):
            continue
        settled = done(first(following(acts, applied), _DECIDING))
        calendar = view.calendar
        steps = (
            Step(Severity.WARN, warned_from(calendar, last, RENEWAL_WARN), "UNDECIDED", settled),
            Step(Severity.RED, end_of(last, calendar.zone), "DEEMED_RENEWED", settled),
        )
        org = view.responsible(item, Function.DECIDE, last)
        yield Duty("T-10", steps, (applied.position,), org)


def _last_day(acts: list[Seen], applied: Seen) -> date | None:
    """The last day of the term in which the renewal was applied for."""
    terms = [one for one in acts[: acts.index(applied)] if one.type in _TERM]
    stated = terms[-1].data.get("validTo") if terms else None
    return date.fromisoformat(stated) if stated else None
