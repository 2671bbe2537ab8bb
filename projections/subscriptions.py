"""订阅: each organisation's subscriptions, and what of them could not be delivered."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar, LiteralString
from uuid import UUID

import orjson

from domain.delivery import subscription_events as e
from domain.delivery.subscription import fold
from domain.shared.act import Act, Meta
from projections.context import Context
from projections.folding import Folding, Kept
from projections.reader import Recorded
from projections.session import Session
from projections.tables import copy_rows, delete_rows, text_array

_KINDS = {event.TYPE: event for event in e.EVENTS}
_ROUNDS = frozenset(
    one.TYPE
    for one in (
        e.SubscriptionRequested, e.SubscriptionVerified, e.SubscriptionChanged,
        e.SubscriptionResumed,
    )
)  # fmt: skip
"""After these whoever failed before is tried anew at once."""
_LETTER = (
    "subscription_id", "feed_seq", "at", "attempts", "reason", "status", "redriven", "round",
    "position",
)  # fmt: skip
Facts = dict[str, Any]


class Subscriptions(Folding[Facts]):
    """`proj.subscription`: one row each; `round`: version of the act that attempts count from.
    `proj.dead_letter`: one row a message; `redriven`: its organisation has asked for it again."""

    name: ClassVar = "subscriptions"
    version: ClassVar = 1
    handles: ClassVar = frozenset(_KINDS)
    tables: ClassVar = ("subscription", "dead_letter")
    columns: ClassVar = (
        "subscription_id", "region", "org", "channel", "endpoint", "posts", "items", "wanted",
        "state", "from_seq", "generation", "rotated_at", "requested_at", "requested", "reason",
        "round", "position", "facts",
    )  # fmt: skip

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("subscription")} (
            subscription_id uuid PRIMARY KEY, region text NOT NULL, org text NOT NULL,
            channel text NOT NULL, endpoint text, posts text[] NOT NULL, items text[] NOT NULL,
            wanted text NOT NULL, state text NOT NULL, from_seq bigint NOT NULL,
            generation int NOT NULL, rotated_at timestamptz, requested_at timestamptz NOT NULL,
            requested bigint NOT NULL, reason text, round int NOT NULL, position bigint NOT NULL,
            facts text NOT NULL)"""
        yield f"""CREATE UNLOGGED TABLE {self.table("dead_letter")} (
            subscription_id uuid, feed_seq bigint, at timestamptz NOT NULL, attempts int NOT NULL,
            reason text NOT NULL, status int, redriven boolean NOT NULL, round int NOT NULL,
            position bigint NOT NULL, PRIMARY KEY (subscription_id, feed_seq))"""

    def indexes(self) -> Iterable[LiteralString]:
        yield f"CREATE INDEX ON {self.table('subscription')} (region, org)"

    def key(self, event: Recorded) -> UUID:
        return event.stream

    def new(self, event: Recorded) -> Facts:
        return {"region": event.region, "acts": [], "letters": {}, "reason": None}

    def fold(self, facts: Facts, event: Recorded) -> None:
        data = event.data
        if event.type == e.DeliveryDeadLettered.TYPE:
            said = [data["attempts"], data["reason"], data.get("status")]
            letter = [event.occurred, *said, False, event.version, event.position]
            facts["letters"][str(data["feedSeq"])] = letter
        elif event.type == e.DeliveryRedriven.TYPE:
            for seq in data["feedSeqs"]:
                if letter := facts["letters"].get(str(seq)):
                    letter[4:] = [True, event.version, event.position]
        else:
            facts["acts"].append([event.occurred, event.version, event.type, data])
            facts["reason"] = data.get("reason")
        if event.type == e.SubscriptionRequested.TYPE:
            facts["requested"] = event.position
        if event.type in _ROUNDS:
            facts["round"] = event.version
        facts["position"] = event.position

    def load(self, text: str) -> Facts:
        return orjson.loads(text)

    def row(self, key: UUID, facts: Facts, context: Context) -> Sequence[object]:
        state = fold(_acts(key, facts))
        assert state.org
        assert state.channel
        return (
            key, facts["region"], state.org, state.channel.value, state.endpoint,
            text_array(state.posts), text_array(state.wanted.item_codes),
            state.wanted.model_dump_json(by_alias=True), state.phase.value, state.from_seq,
            state.generation, state.rotated_at, state.acts[0].meta.occurred_at,
            facts["requested"], facts["reason"], facts["round"], facts["position"],
            orjson.dumps(facts).decode(),
        )  # fmt: skip

    def written(self, rows: Sequence[Kept[Facts]], session: Session, context: Context) -> None:
        table = self.table("dead_letter")
        delete_rows(session, table, "subscription_id", [kept.key for kept in rows])
        letters = [
            (kept.key, int(seq), datetime.fromisoformat(at), *rest)
            for kept in rows
            for seq, (at, *rest) in kept.facts["letters"].items()
        ]
        copy_rows(session, table, _LETTER, letters)


def _acts(stream: UUID, facts: Facts) -> list[Act]:
    """What the domain folds; the log has judged these when they were written."""
    return [
        Act(
            stream,
            version,
            Meta.model_construct(occurred_at=datetime.fromisoformat(at), region=facts["region"]),
            _KINDS[kind].model_validate(data),
        )
        for at, version, kind, data in facts["acts"]
    ]
