"""短信提醒: which posts were reminded of what, and whether the gateway took it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar, LiteralString
from uuid import UUID

import orjson

from domain.delivery import batch_events as e
from projections.context import Context
from projections.folding import Folding
from projections.reader import Recorded

_STATES = {e.SmsQueued.TYPE: "QUEUED", e.SmsSent.TYPE: "SENT", e.SmsFailed.TYPE: "FAILED"}
Facts = dict[str, Any]


class Reminders(Folding[Facts]):
    """`proj.sms`: one row a message; never a telephone number."""

    name: ClassVar = "reminders"
    version: ClassVar = 1
    handles: ClassVar = frozenset(_STATES)
    tables: ClassVar = ("sms",)
    columns: ClassVar = (
        "sms_id", "region", "org", "post", "reminder", "about", "number", "due", "state",
        "queued_at", "ended_at", "reason", "position", "facts",
    )  # fmt: skip

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("sms")} (
            sms_id uuid PRIMARY KEY, region text NOT NULL, org text NOT NULL, post text NOT NULL,
            reminder text NOT NULL, about uuid NOT NULL, number text NOT NULL, due date,
            state text NOT NULL, queued_at timestamptz NOT NULL, ended_at timestamptz, reason text,
            position bigint NOT NULL, facts text NOT NULL)"""

    def indexes(self) -> Iterable[LiteralString]:
        table = self.table("sms")
        yield f"CREATE INDEX ON {table} (region, org, queued_at, sms_id)"
        yield f"CREATE INDEX ON {table} (queued_at) WHERE state = 'QUEUED'"

    def key(self, event: Recorded) -> UUID:
        return event.stream

    def new(self, event: Recorded) -> Facts:
        return {"region": event.region, "ended": None, "reason": None}

    def fold(self, facts: Facts, event: Recorded) -> None:
        if event.type == e.SmsQueued.TYPE:
            facts |= {"said": event.data, "queued": event.occurred}
        else:
            facts |= {"ended": event.occurred, "reason": event.data.get("reason")}
        facts |= {"state": _STATES[event.type], "position": event.position}

    def load(self, text: str) -> Facts:
        return orjson.loads(text)

    def row(self, key: UUID, facts: Facts, context: Context) -> Sequence[object]:
        said, ended = facts["said"], facts["ended"]
        return (
            key, facts["region"], said["org"], said["post"], said["reminder"],
            UUID(said["about"]), said["number"], said.get("due"), facts["state"],
            datetime.fromisoformat(facts["queued"]),
            datetime.fromisoformat(ended) if ended else None, facts["reason"], facts["position"],
            orjson.dumps(facts).decode(),
        )  # fmt: skip
