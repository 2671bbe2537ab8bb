"""职责台账: every statement of who answers for what, with both of its times, as it was recorded.

Nothing is ever changed here: what counts on a date, as known at an instant, is a question to the
rows (`responsibility_queries`).
"""

from collections.abc import Iterable, Sequence
from typing import ClassVar, LiteralString

from domain.registry.events import ItemVersionPublished, ResponsibilityAssigned
from domain.registry.powers import ResponsibilityCorrected, ResponsibilityTransferred
from projections.context import Context
from projections.projection import Projection
from projections.reader import Recorded
from projections.session import Session
from projections.tables import copy_rows

_COLUMNS = (
    "position", "event_id", "region", "item", "function", "type", "org", "from_org", "valid_from",
    "valid_to", "in_flight", "corrects", "memo", "legal_basis", "reason", "recorded_at",
    "territory",
)  # fmt: skip
_ITEM_COLUMNS = (
    "position", "region", "item", "item_version", "name", "profile", "mode", "survey_required",
    "first_day", "recorded_at",
)  # fmt: skip


class Responsibilities(Projection):
    """`proj.responsibility`: one row a statement; `proj.item_version`: what must be answered for.

    `org` NULL: nobody answered. `valid_to` is exclusive. `territory` '': all of it.
    """

    name: ClassVar = "responsibilities"
    version: ClassVar = 2
    handles: ClassVar = frozenset(
        kind.TYPE
        for kind in (
            ResponsibilityAssigned,
            ResponsibilityTransferred,
            ResponsibilityCorrected,
            ItemVersionPublished,
        )
    )
    tables: ClassVar = ("responsibility", "item_version")

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("responsibility")} (
            position bigint PRIMARY KEY, event_id uuid NOT NULL, region text NOT NULL,
            item text COLLATE "C" NOT NULL, function text COLLATE "C" NOT NULL, type text NOT NULL,
            org text, from_org text, valid_from date NOT NULL, valid_to date, in_flight text,
            corrects uuid, memo text, legal_basis text, reason text,
            recorded_at timestamptz NOT NULL, territory text COLLATE "C" NOT NULL)"""
        yield f"""CREATE UNLOGGED TABLE {self.table("item_version")} (
            position bigint PRIMARY KEY, region text NOT NULL, item text COLLATE "C" NOT NULL,
            item_version int NOT NULL, name text NOT NULL, profile text NOT NULL, mode text,
            survey_required boolean NOT NULL, first_day date NOT NULL,
            recorded_at timestamptz NOT NULL)"""

    def indexes(self) -> Iterable[LiteralString]:
        held = self.table("responsibility")
        yield f"CREATE INDEX ON {held} (region, item, function, position)"
        yield f"CREATE INDEX ON {held} (corrects) WHERE corrects IS NOT NULL"
        yield f"CREATE INDEX ON {self.table('item_version')} (region, item, item_version)"

    def apply(self, page: Sequence[Recorded], session: Session, context: Context) -> None:
        items = [one for one in page if one.type == ItemVersionPublished.TYPE]
        held = [_stated(one) for one in page if one.type != ItemVersionPublished.TYPE]
        copy_rows(session, self.table("responsibility"), _COLUMNS, held)
        copy_rows(session, self.table("item_version"), _ITEM_COLUMNS, map(_published, items))


def _stated(event: Recorded) -> tuple[object, ...]:
    data = event.data
    return (
        event.position, event.event_id, event.region, data["itemCode"], data["function"],
        event.type, data.get("toOrg", data.get("org")), data.get("fromOrg"), data["validFrom"],
        data.get("validTo"), data.get("inFlight"), data.get("corrects"), data.get("memo"),
        data.get("legalBasis"), data.get("reason"), event.recorded_at,
        data.get("territory", ""),
    )  # fmt: skip


def _published(event: Recorded) -> tuple[object, ...]:
    data = event.data
    return (
        event.position, event.region, data["itemCode"], data["itemVersion"], data["name"],
        data["profile"], (data.get("standard") or {}).get("mode"),
        data.get("surveyRequired", False), data.get("validFrom") or event.legal_day,
        event.recorded_at,
    )  # fmt: skip
