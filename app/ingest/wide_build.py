"""A wide mapping compiled to a builder: row in, every act that it states out, each once."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

import orjson
from pydantic import ValidationError

from app.calendar_file import zone_named
from app.ingest.errors import fault
from app.ingest.values import Texts, local_instant
from app.ingest.wide_mapping import WideMapping
from app.ingest.wide_memory import Memory
from app.ingest.wide_statement import Statement
from app.ingest.wide_values import filled
from app.reports.acts import AHEAD, Prepared, Site, claim_of
from app.reports.checks import invalid_fields
from app.reports.inspections import stream_of
from domain.shared.act import NEXT_VERSION, Act, Actor, Channel, EntryMode, Meta
from domain.shared.errors import DomainError
from domain.shared.event import DomainEvent
from domain.shared.ids import reported_case_id


class WideBuilder:
    """Turns the rows of one file into acts; remembers which acts a row before has stated."""

    def __init__(self, mapping: WideMapping, site: Site, now: datetime) -> None:
        self.mapping, self.site = mapping, site
        self.memory = Memory(mapping.remember)
        self._zone = zone_named(mapping.zone)
        self._latest = now + AHEAD
        self._blank = frozenset({"", *mapping.blank})
        self._statements = [
            Statement(rule, mapping, site.jurisdiction, self._zone) for rule in mapping.act
        ]
        self._stated: dict[str, bytes] = {}
        self._subjects: set[tuple[str, str]] = set()
        self._actors: dict[tuple[str, str], Actor] = {}

    @property
    def cases(self) -> int:
        """Subjects (cases and inspections) seen so far."""
        return len(self._subjects)

    def acts(self, row: Texts) -> Iterator[tuple[bool, Prepared | DomainError]]:
        """What the row states, in the mapping's order: whether it is the row's own act, and it.

        Exactly one is the row's own; what an earlier row has stated the same is not repeated.
        """
        row = self.memory.with_it(row)
        if unknown := self._unknown(row):
            yield True, unknown
            return
        owned = False
        for one in self._statements:
            if one.applies(row):
                own = one.rule.own and not owned
                owned |= own
                if (told := self._told(one, row, own)) is not None:
                    yield own, told
        if not owned:
            yield True, fault("unmapped-activity", "no act of the mapping is this row's own")

    def _told(self, one: Statement, row: Texts, own: bool) -> Prepared | DomainError | None:
        try:
            return self._prepared(one, row, own)
        except DomainError as error:
            return error

    def _unknown(self, row: Texts) -> DomainError | None:
        for column, values in self.mapping.known.items():
            if (text := row.get(column, "")) not in values:
                return fault("unmapped-activity", f"{column} = {text[:60]!r}", fields=(column,))
        return None

    def _prepared(self, one: Statement, row: Texts, own: bool) -> Prepared | None:
        number = self._needed(one.subject.number, row)
        self._subjects.add((one.subject.kind, number))
        parts = [one.rule.type, number]
        if one.rule.id:
            parts.append(self._needed(one.rule.id, row))
        identity = ":".join(parts)
        texts = [row.get(name, "") for name in one.columns]
        digest = sha256(orjson.dumps([identity, texts])).digest()
        if not own and self._stated.get(identity) == digest:
            return None
        occurred = self._occurred(row, one.rule.time)
        act = self._act(one, row, number, identity, occurred, one.event(row, number))
        self._stated.setdefault(identity, digest)
        source = self.mapping.source
        return Prepared(act, claim_of(self.site.region, source, identity, digest))

    def _act(
        self,
        one: Statement,
        row: Texts,
        number: str,
        identity: str,
        occurred: datetime,
        event: DomainEvent,
    ) -> Act:
        source, place = self.mapping.source, self.site.jurisdiction
        case = reported_case_id(place, source, number)
        of_inspection = one.kind.of_inspection
        stream = stream_of(place, source, number) if of_inspection else None
        try:
            meta = Meta.model_validate(
                {
                    "occurred_at": occurred,
                    "actor": self._actor(one, row),
                    "region": self.mapping.region,
                    "item_code": self.mapping.item,
                    "channel": Channel.REPORT,
                    "entry_mode": EntryMode.IMPORTED,
                    "source_system": source,
                    "source_id": identity,
                    "source_order": one.rule.order,
                    "case_number": number,
                    "effective_date": occurred.astimezone(self._zone).date(),
                }
            )
        except ValidationError as error:
            raise invalid_fields(error, "row") from None
        return Act(stream or one.kind.stream(case, 1, event), NEXT_VERSION, meta, event)

    def _actor(self, one: Statement, row: Texts) -> Actor:
        subject = one.subject
        person = row.get(subject.person or "", "")
        person = self.mapping.source if person in self._blank else person
        found = self._actors.get((subject.key, person))
        if found is None:
            rule = subject.actor
            try:
                found = Actor(person_id=person, role=rule.role, org=rule.org)
            except ValidationError as error:
                raise invalid_fields(error, "actor") from None
            self._actors[(subject.key, person)] = found
        return found

    def _occurred(self, row: Texts, column: str) -> datetime:
        occurred = local_instant(self._needed("{" + column + "}", row), self._zone, column)
        if occurred > self._latest:
            raise fault("future-time", row[column], fields=(column,))
        return occurred

    def _needed(self, text: str, row: Texts) -> str:
        found = filled(text, row, self._blank)
        if found is None:
            raise fault("missing-column", text, fields=(text.strip("{}"),))
        return found
