"""The course of a case as far as it explains lateness, from its acts in any order."""

from collections.abc import Iterable
from datetime import datetime

from domain.approval import events as e
from domain.monitoring.stated import Course, Span
from domain.shared.act import Act

_ENDS = (
    e.NotRequiredTold,
    e.AcceptanceRefused,
    e.ApplicationWithdrawn,
    e.CaseTerminated,
    e.ResultDelivered,
    e.CaseEndedAtSource,
)


def course_of(acts: Iterable[Act]) -> Course:
    """When it was filed, suspended, extended and closed."""
    ordered = sorted(acts, key=lambda act: (act.meta.occurred_at, act.meta.source_order or 0))
    filed = _times(ordered, e.ApplicationSubmitted)
    closed = _times(ordered, *_ENDS)
    return Course(
        filed=filed[0] if filed else None,
        suspended=_spans(ordered),
        extended=tuple(_times(ordered, e.DeadlineExtended)),
        closed=closed[0] if closed else None,
    )


def _times(acts: Iterable[Act], *kinds: type) -> list[datetime]:
    return [act.meta.occurred_at for act in acts if isinstance(act.event, kinds)]


def _spans(acts: list[Act]) -> tuple[Span, ...]:
    ends = _times(acts, e.SpecialProcedureEnded)
    return tuple(
        (start, next((end for end in ends if end >= start), None))
        for start in _times(acts, e.SpecialProcedureStarted)
    )
