"""What repeats with a cycle, in the order in which it is done (S4「年考核」).

To add one: a class with `name`, `cycle`, `since` and `issues` (app/rhythm.py), its line in
`DUTIES`, and a command of its own that states nothing new for a period that is recorded already.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

import psycopg

from app.certificate_batches import BY_URGENCY
from app.meeting_duties import MEETING_DUTIES
from app.rhythm import Ended, Issue, PeriodicDuty
from domain.consultation.periods import Cycle
from domain.consultation.rhythm_commands import SendDailyDigest
from domain.registry.institution import Institution
from projections.linkage_counts import digested, four_counts


class DailyDigests:
    """日报: each organisation that has been pushed anything, on working days only."""

    name: ClassVar[str] = "daily-digests"
    cycle: ClassVar[Cycle] = Cycle.WORKING_DAY

    def since(self, connection: psycopg.Connection[Any], institution: Institution) -> date | None:
        """The day after the oldest of the organisations' last digests."""
        local = institution.calendar.local_date
        return min(
            (
                one.last + timedelta(days=1) if one.last else local(one.first)
                for one in digested(connection, institution.region)
            ),
            default=None,
        )

    def issues(self, ended: Ended) -> Iterator[Issue]:
        """One digest for each organisation, in the order of their codes."""
        zone, day = ended.institution.calendar.zone, ended.period.first
        counts = four_counts(
            ended.connection,
            ended.region,
            ended.position,
            begins=datetime.combine(day, datetime.min.time(), tzinfo=zone),
            month=datetime.combine(day.replace(day=1), datetime.min.time(), tzinfo=zone),
        )
        for one in counts:
            command = SendDailyDigest(
                org=one.org,
                day=day,
                pushed=one.pushed,
                unclaimed=one.unclaimed,
                claimed_today=one.claimed_today,
                unclaimed_this_month=one.unclaimed_this_month,
                position=ended.position,
            )
            yield Issue(command)


DUTIES: tuple[PeriodicDuty, ...] = (*BY_URGENCY, DailyDigests(), *MEETING_DUTIES)
