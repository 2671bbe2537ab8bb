"""Which working day's end sends which batch, and how a long one is cut."""

from datetime import date
from uuid import UUID

import pytest

from domain.delivery.batch_commands import PushCertificateBatch
from domain.delivery.batch_events import CertificateLine
from domain.delivery.batches import MOST_LINES, Batches, period_closed_by, push
from domain.registry.standards import PushPriority
from domain.shared.errors import Refused
from domain.supervision.events import PushReason
from tests.domain.acts import CALENDAR, REGULATOR, at

URGENT, NORMAL, LOW = PushPriority.URGENT, PushPriority.NORMAL, PushPriority.LOW


@pytest.mark.parametrize(
    ("priority", "day", "first"),
    [
        (URGENT, date(2026, 9, 28), date(2026, 9, 28)),
        (NORMAL, date(2026, 9, 29), None),
        (NORMAL, date(2026, 9, 30), date(2026, 9, 28)),  # the holiday takes the rest of the week
        (NORMAL, date(2026, 10, 9), None),  # the Saturday is made up for
        (NORMAL, date(2026, 10, 10), date(2026, 10, 5)),
        (LOW, date(2026, 9, 29), None),
        (LOW, date(2026, 9, 30), date(2026, 9, 1)),
        (LOW, date(2026, 10, 30), date(2026, 10, 1)),
        (LOW, date(2026, 12, 31), date(2026, 12, 1)),
    ],
)
def test_the_last_working_day_closes_the_period(
    priority: PushPriority, day: date, first: date | None
) -> None:
    assert period_closed_by(CALENDAR, priority, day) == first


def command(lines: int, position: int = 10**6) -> PushCertificateBatch:
    """Lines at positions 1, 2, …"""
    return PushCertificateBatch(
        org=REGULATOR, priority=NORMAL, first=date(2026, 11, 2), last=date(2026, 11, 6),
        certificates=tuple(
            CertificateLine(
                permit_id=UUID(int=n), permit_number=f"证{n}", item_code="I",
                reason=PushReason.GRANTED, position=n,
            )
            for n in range(1, lines + 1)
        ),
        position=position,
    )  # fmt: skip


def test_a_long_batch_is_cut_into_parts_that_together_are_the_whole() -> None:
    events = push(Batches(), command(MOST_LINES * 2 + 1), at("2026-11-07 00:00"), CALENDAR)
    assert [(one.part, one.parts) for one in events] == [(1, 3), (2, 3), (3, 3)]
    positions = [line.position for one in events for line in one.certificates]
    assert positions == list(range(1, MOST_LINES * 2 + 2))


def test_what_was_in_a_batch_before_is_in_none_again() -> None:
    after = Batches(position=7)
    (event,) = push(after, command(9), at("2026-11-07 00:00"), CALENDAR)
    assert [line.position for line in event.certificates] == [8, 9]
    assert push(after, command(7), at("2026-11-07 00:00"), CALENDAR) == ()


def test_a_period_that_runs_is_not_sent() -> None:
    with pytest.raises(Refused, match="has not ended"):
        push(Batches(), command(1), at("2026-11-06 23:59"), CALENDAR)
