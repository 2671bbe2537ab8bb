"""会商与议定事项: where each consultation stands, and what it obliges whom to (S7)."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, LiteralString
from uuid import UUID

import orjson

from domain.consultation import events as e
from projections.context import Context
from projections.projection import Projection
from projections.reader import Recorded
from projections.session import Session
from projections.tables import copy_rows, delete_rows, text_array

_STATES = {
    e.ConsultationProposed.TYPE: "PROPOSED",
    e.ConsultationConvened.TYPE: "CONVENED",
    e.ConsultationHeld.TYPE: "HELD",
    e.ConsultationConcluded.TYPE: "EXECUTING",
    e.ConsultationEscalated.TYPE: "PROPOSED",
    e.ConsultationCancelled.TYPE: "CANCELLED",
}
_OTHERS = (e.OpinionGiven, e.OpinionLapsed, e.ResolutionRescheduled, e.ResolutionCompleted)
_SHOWN = (
    "consultationNumber", "kind", "topic", "lead", "reason", "itemCode", "about", "heldOn",
    "invited", "agenda", "materials", "silence", "attended", "minutesNumber", "minutes", "dissent",
    "level",
)  # fmt: skip
_COLUMNS = (
    "stream", "region", "item", "number", "kind", "topic", "lead", "proposer", "orgs", "state",
    "level", "held_on", "open_resolutions", "position", "facts",
)  # fmt: skip
_OWED = (
    "stream", "number", "region", "item", "consultation", "text", "owner", "orgs", "due",
    "first_due", "completed_at", "concluded", "completed", "facts",
)  # fmt: skip
Facts = dict[str, Any]


class Consultations(Projection):
    """`proj.consultation`: one row a consultation; `proj.resolution`: one row a resolution, with
    the positions of its making and its completion."""

    name: ClassVar = "consultations"
    version: ClassVar = 1
    handles: ClassVar = frozenset({*_STATES, *(event.TYPE for event in _OTHERS)})
    tables: ClassVar = ("consultation", "resolution")

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("consultation")} (
            stream uuid PRIMARY KEY, region text NOT NULL, item text, number text NOT NULL,
            kind text NOT NULL, topic text NOT NULL, lead text NOT NULL, proposer text,
            orgs text[] NOT NULL, state text NOT NULL, level text NOT NULL, held_on timestamptz,
            open_resolutions int NOT NULL, position bigint NOT NULL, facts text NOT NULL)"""
        yield f"""CREATE UNLOGGED TABLE {self.table("resolution")} (
            stream uuid, number int, region text NOT NULL, item text, consultation text NOT NULL,
            text text NOT NULL, owner text NOT NULL, orgs text[] NOT NULL, due date NOT NULL,
            first_due date NOT NULL, completed_at timestamptz, concluded bigint NOT NULL,
            completed bigint, facts text NOT NULL, PRIMARY KEY (stream, number))"""

    def indexes(self) -> Iterable[LiteralString]:
        yield f"CREATE INDEX ON {self.table('consultation')} (region, position)"
        yield f"CREATE INDEX ON {self.table('resolution')} (region, due, stream, number)"

    def apply(self, page: Sequence[Recorded], session: Session, context: Context) -> None:
        page = [event for event in page if event.type in self.handles]
        if not page:
            return
        streams = sorted({event.stream_text for event in page})
        table = self.table("consultation")
        found = session.read(
            f"SELECT stream::text, facts FROM {table} WHERE stream = ANY(%s::uuid[])", (streams,)
        )
        held: dict[str, Facts] = {stream: orjson.loads(facts) for stream, facts in found}
        stored = list(held)
        for event in page:
            _fold(held.setdefault(event.stream_text, _new(event)), event)
        delete_rows(session, table, "stream", stored)
        copy_rows(session, table, _COLUMNS, [_row(UUID(key), one) for key, one in held.items()])
        delete_rows(session, self.table("resolution"), "stream", stored)
        owed = [line for key, one in held.items() for line in _owed(UUID(key), one)]
        copy_rows(session, self.table("resolution"), _OWED, owed)


def _new(event: Recorded) -> Facts:
    return {"region": event.region, "orgs": [], "opinions": [], "owed": {}, "level": "LEAD"}


def _fold(facts: Facts, event: Recorded) -> None:
    data, kind = event.data, event.type
    facts |= {name: data[name] for name in _SHOWN if name in data}
    facts["position"] = event.position
    facts["state"] = _STATES.get(kind, facts.get("state"))
    org = event.meta["actor"].get("org")
    if kind == e.ConsultationProposed.TYPE:
        facts["proposer"] = org
    if kind == e.ConsultationConvened.TYPE:
        facts["opinions"] = []
    if kind == e.OpinionGiven.TYPE:
        facts["opinions"].append([data["org"], data["agreed"], data["opinion"], None])
    if kind == e.OpinionLapsed.TYPE:
        facts["opinions"].append([data["org"], None, None, data["countedAs"]])
    if kind == e.ConsultationConcluded.TYPE:
        facts["owed"] = {
            str(one["number"]): {**one, "dues": [[event.position, one["due"]]]}
            for one in data.get("resolutions", ())
        }
    owed = facts["owed"].get(str(data.get("number")), {})
    if kind == e.ResolutionRescheduled.TYPE:
        owed["dues"].append([event.position, data["due"]])
    if kind == e.ResolutionCompleted.TYPE:
        owed |= {"completed": [event.position, event.occurred], "report": data["report"]}
    if facts["state"] == "EXECUTING" and not _open(facts):
        facts["state"] = "CLOSED"
    named = (org, data.get("lead"), *data.get("invited", ()), *data.get("attended", ()))
    for one in (*named, *(line["owner"] for line in facts["owed"].values())):
        if one and one not in facts["orgs"]:
            facts["orgs"].append(one)


def _open(facts: Facts) -> int:
    return sum("completed" not in one for one in facts["owed"].values())


def _row(stream: UUID, facts: Facts) -> Sequence[object]:
    return (
        stream, facts["region"], facts.get("itemCode"), facts["consultationNumber"], facts["kind"],
        facts["topic"], facts["lead"], facts.get("proposer"), text_array(facts["orgs"]),
        facts["state"], facts["level"], facts.get("heldOn"), _open(facts), facts["position"],
        orjson.dumps(facts).decode(),
    )  # fmt: skip


def _owed(stream: UUID, facts: Facts) -> Iterable[Sequence[object]]:
    for one in facts["owed"].values():
        completed, at = one.get("completed", (None, None))
        yield (
            stream, one["number"], facts["region"], facts.get("itemCode"),
            facts["consultationNumber"], one["text"], one["owner"], text_array(facts["orgs"]),
            one["dues"][-1][1], one["dues"][0][1], at, one["dues"][0][0], completed,
            orjson.dumps(one).decode(),
        )  # fmt: skip
