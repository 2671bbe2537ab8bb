"""日报: what each organisation was told of its working days."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, LiteralString

from domain.consultation.rhythm_events import DailyDigestSent
from projections.context import Context
from projections.projection import Projection
from projections.reader import Recorded
from projections.session import Session
from projections.tables import copy_rows

_COLUMNS = (
    "region", "org", "day", "pushed", "unclaimed", "claimed_today", "unclaimed_this_month",
    "counted_at", "sent_at", "position",
)  # fmt: skip


class Digests(Projection):
    """`proj.digest`: one row for each organisation and day. `counted_at`: the position as of which
    was counted; `position`: of the digest itself."""

    name: ClassVar = "digests"
    version: ClassVar = 1
    handles: ClassVar = frozenset({DailyDigestSent.TYPE})
    tables: ClassVar = ("digest",)

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("digest")} (
            region text NOT NULL, org text NOT NULL, day date NOT NULL, pushed int NOT NULL,
            unclaimed int NOT NULL, claimed_today int NOT NULL, unclaimed_this_month int NOT NULL,
            counted_at bigint NOT NULL, sent_at timestamptz NOT NULL, position bigint NOT NULL,
            PRIMARY KEY (region, org, day))"""

    def indexes(self) -> Iterable[LiteralString]:
        yield f"CREATE INDEX ON {self.table('digest')} (region, day, org)"

    def apply(self, page: Sequence[Recorded], session: Session, context: Context) -> None:
        rows = []
        for event in page:
            if event.type in self.handles:
                data = event.data
                rows.append(
                    (event.region, data["org"], data["day"], data["pushed"], data["unclaimed"],
                     data["claimedToday"], data["unclaimedThisMonth"], data["position"],
                     event.recorded_at, event.position)
                )  # fmt: skip
        copy_rows(session, self.table("digest"), _COLUMNS, rows)
