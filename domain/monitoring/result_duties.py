"""送达与公示: what a grant obliges to (T-07, 许可§44; T-08, 发改办财金〔2018〕424号)."""

import datetime as dt
from collections.abc import Iterator

from domain.approval import aftermath_events as after
from domain.approval import events as case
from domain.monitoring.duties import Done, Duty, DutyView, Step
from domain.monitoring.findings import Severity
from domain.monitoring.owing import done, first, late_from
from domain.monitoring.watched import Seen
from domain.timing.days import WorkingDays
from domain.timing.limits import DELIVERY, PUBLICITY

_GRANTED = case.PermitGranted.TYPE
_DELIVERED = frozenset({case.ResultDelivered.TYPE})
_PUBLISHED = frozenset({after.PublicNoticePublished.TYPE})


def late_delivery(view: DutyView) -> Iterator[Duty]:
    """送达逾期: granted, and not delivered within ten working days."""
    yield from _after_grant(view, "T-07", DELIVERY.days, "NOT_DELIVERED", _DELIVERED)


def late_publicity(view: DutyView) -> Iterator[Duty]:
    """双公示逾期: granted, and not made public within seven working days."""
    yield from _after_grant(view, "T-08", PUBLICITY.days, "NOT_PUBLISHED", _PUBLISHED)


def _after_grant(
    view: DutyView, rule: str, days: WorkingDays, note: str, ending: frozenset[str]
) -> Iterator[Duty]:
    if not view.facts.worked_here:
        return
    granted = first(view.acts, (_GRANTED,))
    if granted is not None:
        end = first(view.acts, ending)
        since = late_from(view.calendar, granted.day, days)
        step = Step(Severity.YELLOW, since, note, _since(end, view.calendar.zone))
        yield Duty(rule, (step,), (granted.position,), granted.org)


def _since(act: Seen | None, zone: dt.tzinfo) -> Done | None:
    """A notice counts from the day on which it was public, by its own account."""
    stated = act.data.get("publishedOn") if act else None
    if act is None or stated is None:
        return done(act)
    public = dt.datetime.combine(dt.date.fromisoformat(stated), dt.time(), zone)
    return Done(public, act.known, act.position)
