"""证照变动与批次: what became of certificates, and which batch told whom of it (S2)."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, LiteralString

import orjson

from domain.delivery.batch_events import CertificateBatchPushed
from domain.monitoring.watched import PERMIT_OUTCOMES
from domain.permit.events import PermitIssued
from domain.supervision.events import PushReason
from projections.context import Context
from projections.projection import Projection
from projections.reader import Recorded
from projections.session import Session
from projections.tables import copy_rows

_REASONS = {PermitIssued.TYPE: PushReason.GRANTED, **PERMIT_OUTCOMES}
_CERTIFICATE = ("position", "region", "permit_id", "reason", "effective_on", "recorded_at")
_BATCH = (
    "batch_id", "region", "org", "priority", "first", "last", "part", "parts", "lines",
    "counted_at", "sent_at", "certificates", "position",
)  # fmt: skip


class Certificates(Projection):
    """`proj.certificate`: one row for each change of a certificate. `proj.push_batch`: one row for
    each batch or part of one; `counted_at`: the position up to which it reaches, `lines`: how many.
    """

    name: ClassVar = "certificates"
    version: ClassVar = 1
    handles: ClassVar = frozenset(_REASONS) | {CertificateBatchPushed.TYPE}
    tables: ClassVar = ("certificate", "push_batch")

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("certificate")} (
            position bigint PRIMARY KEY, region text NOT NULL, permit_id uuid NOT NULL,
            reason text NOT NULL, effective_on date NOT NULL, recorded_at timestamptz NOT NULL)"""
        yield f"""CREATE UNLOGGED TABLE {self.table("push_batch")} (
            batch_id uuid PRIMARY KEY, region text NOT NULL, org text NOT NULL,
            priority text NOT NULL, first date NOT NULL, last date NOT NULL, part int NOT NULL,
            parts int NOT NULL, lines int NOT NULL, counted_at bigint NOT NULL,
            sent_at timestamptz NOT NULL, certificates text NOT NULL, position bigint NOT NULL)"""

    def indexes(self) -> Iterable[LiteralString]:
        yield f"CREATE INDEX ON {self.table('certificate')} (region, position)"
        yield f"CREATE INDEX ON {self.table('certificate')} (permit_id)"
        yield f"CREATE INDEX ON {self.table('push_batch')} (region, org, position)"
        yield f"CREATE INDEX ON {self.table('push_batch')} (region, priority, last)"

    def apply(self, page: Sequence[Recorded], session: Session, context: Context) -> None:
        changes, batches = [], []
        for event in page:
            reason = _REASONS.get(event.type)
            if reason is not None:
                changes.append(
                    (event.position, event.region, event.stream, reason.value, event.legal_day,
                     event.recorded_at)
                )  # fmt: skip
            else:
                batches.append(_batch(event))
        copy_rows(session, self.table("certificate"), _CERTIFICATE, changes)
        copy_rows(session, self.table("push_batch"), _BATCH, batches)


def _batch(event: Recorded) -> tuple[object, ...]:
    data = event.data
    lines = data["certificates"]
    return (
        event.event_id, event.region, data["org"], data["priority"], data["first"], data["last"],
        data.get("part", 1), data.get("parts", 1), len(lines), data["position"],
        event.recorded_at, orjson.dumps(lines).decode(), event.position,
    )  # fmt: skip
