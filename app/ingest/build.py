"""A mapping compiled to a builder: row in, validated acts with their claims out.

What is the same for every row (actors, payloads without columns) is validated once and shared, so
that each row costs one validation of its envelope and at most one of its payload.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any

import orjson
from pydantic import ValidationError

from app.calendar_file import zone_named
from app.ingest.errors import fault
from app.ingest.mapping import ActivityRule, HeaderRule, Mapping
from app.ingest.rows import CASE_PREFIX
from app.ingest.values import Texts, converter, local_instant
from app.reports.acts import AHEAD, Prepared, Site, claim_of
from app.reports.checks import invalid_fields
from app.reports.targets import REPORTABLE
from domain.approval.events import StepRecorded
from domain.shared.act import NEXT_VERSION, Act, Actor, Channel, EntryMode, Meta
from domain.shared.errors import DomainError
from domain.shared.event import DomainEvent
from domain.shared.ids import reported_case_id

Payload = Callable[[Texts], DomainEvent]


class Builder:
    """Turns the rows of one file into acts. Holds what a file's own order decides: which cases
    have been seen, the place of a row in its case, how often equal content has occurred.
    """

    def __init__(self, mapping: Mapping, site: Site, now: datetime) -> None:
        self.mapping, self.site = mapping, site
        self._zone = zone_named(mapping.zone)
        self._latest = now + AHEAD
        self.blank = frozenset({"", *mapping.columns.blank})
        self._actors: dict[tuple[str, str | None], Actor] = {}
        self._orders: Counter[str] = Counter()
        self._same: Counter[str] = Counter()
        self._headers = [(rule, self._payload(rule)) for rule in mapping.header]
        self._rules: dict[str, list[tuple[ActivityRule, Payload]]] = {}
        for rule in mapping.act:
            payload = self._payload(rule)
            for activity in rule.activity:
                self._rules.setdefault(activity, []).append((rule, payload))
        self._steps = matcher(mapping.step.known)

    @property
    def cases(self) -> int:
        """Cases seen so far."""
        return len(self._orders)

    def acts(self, row: Texts) -> Iterator[tuple[bool, Prepared | DomainError]]:
        """What the row brings: whether it is the row's own act (exactly one is), and it."""
        for header in self.headers(row):
            yield False, header
        try:
            yield True, self.row(row)
        except DomainError as error:
            yield True, error

    def headers(self, row: Texts) -> Iterator[Prepared | DomainError]:
        """The acts that the case's attributes state, when this row is the first of its case."""
        case = row.get(self.mapping.columns.case, "")
        if not self._headers or case in self.blank or case in self._orders:
            return
        stated = {name: row[name] for name in row if name.startswith(CASE_PREFIX)}
        for rule, payload in self._headers:
            if row.get(rule.time, "") in self.blank:
                continue
            try:
                yield self._header(case, stated, rule, payload)
            except DomainError as error:
                yield error

    def row(self, row: Texts) -> Prepared:
        """The act of a row.

        Raises:
            DomainError: missing-column, unmapped-activity, bad-time, future-time, bad-value,
                payload-invalid.
        """
        columns = self.mapping.columns
        case = self._needed(row, columns.case)
        self._orders[case] += 1
        order = self._orders[case]
        activity = self._needed(row, columns.activity)
        due = self._due(row)
        event = self._event(activity, row, due)
        occurred = self._occurred(row, columns.time)
        content = {name: row[name] for name in row if not name.startswith(CASE_PREFIX)}
        digest = sha256(orjson.dumps([case, content], option=orjson.OPT_SORT_KEYS)).digest()
        identity = row.get(columns.row_id, "") if columns.row_id else ""
        if not identity:
            identity = self._derived_id(case, activity, digest)
        actor = self._actor(self._needed(row, columns.person), self._optional(row, columns.post))
        due = None if isinstance(event, StepRecorded) else due
        return self._prepared(case, identity, digest, event, occurred, actor, order, due=due)

    def _header(self, case: str, stated: Texts, rule: HeaderRule, payload: Payload) -> Prepared:
        event = payload(stated)
        occurred = self._occurred(stated, rule.time)
        used = [rule.time, *(field.column for field in rule.fields.values())]
        facts = [case, rule.type, [stated.get(name, "") for name in used]]
        digest = sha256(orjson.dumps(facts)).digest()
        identity = self._derived_id(case, rule.type, digest)
        person = self._optional(stated, rule.person) or self.mapping.source
        channel = rule.channels.get(stated.get(rule.channel_column or "", ""), Channel.REPORT)
        actor = self._actor(person, None)
        return self._prepared(case, identity, digest, event, occurred, actor, rule.order, channel)

    def _prepared(
        self,
        case: str,
        identity: str,
        digest: bytes,
        event: DomainEvent,
        occurred: datetime,
        actor: Actor,
        order: int,
        channel: Channel = Channel.REPORT,
        due: datetime | None = None,
    ) -> Prepared:
        source = self.mapping.source
        try:
            meta = Meta.model_validate(
                {
                    "occurred_at": occurred,
                    "actor": actor,
                    "region": self.mapping.region,
                    "item_code": self.mapping.item,
                    "channel": channel,
                    "entry_mode": EntryMode.IMPORTED,
                    "source_system": source,
                    "source_id": identity,
                    "source_order": order,
                    "case_number": case,
                    "stated_due": due,
                    "effective_date": occurred.astimezone(self._zone).date(),
                }
            )
        except ValidationError as error:
            raise invalid_fields(error, "row") from None
        stream = reported_case_id(self.site.jurisdiction, source, case)
        act = Act(stream, NEXT_VERSION, meta, event)
        return Prepared(act, claim_of(self.site.region, source, identity, digest))

    def _event(self, activity: str, row: Texts, due: datetime | None) -> DomainEvent:
        for rule, payload in self._rules.get(activity, ()):
            if all(row.get(column, "") in wanted for column, wanted in rule.when.items()):
                return payload(row)
        if not self._steps(activity):
            raise fault(
                "unmapped-activity", activity[:120], fields=(self.mapping.columns.activity,)
            )
        columns = self.mapping.columns
        return _validated(
            StepRecorded,
            {
                "code": activity,
                "name": self._optional(row, columns.name),
                "outcome": self._optional(row, columns.outcome),
                "step_due": due,
            },
        )

    def _payload(self, rule: HeaderRule | ActivityRule) -> Payload:
        """How a rule's event is made: once for all, or from columns.

        Raises:
            DomainError: mapping-invalid, when the act needs a field that the rule leaves out.
        """
        kind = REPORTABLE[rule.type]
        derived = {name for name, _ in kind.derived}
        fields = kind.event.model_fields
        needed = {name for name, field in fields.items() if field.is_required()} - derived
        given = rule.payload.keys() | rule.fields.keys()
        if missing := sorted(needed - given):
            raise fault("mapping-invalid", f"{rule.type} needs {', '.join(missing)}")
        if unknown := sorted(given - fields.keys()):
            raise fault("mapping-invalid", f"{rule.type} has no field {', '.join(unknown)}")
        columns = [
            (name, field.column, converter(field, self._zone))
            for name, field in rule.fields.items()
        ]
        if not columns and not derived:
            event = _validated(kind.event, dict(rule.payload))
            return lambda _: event
        return partial(self._computed, kind.event, rule.payload, derived, columns)

    def _computed(
        self,
        event: type[DomainEvent],
        constant: dict[str, Any],
        derived: set[str],
        columns: list[tuple[str, str, Callable[[str], object]]],
        row: Texts,
    ) -> DomainEvent:
        payload = dict(constant)
        if "case_number" in derived:
            payload["case_number"] = row[self.mapping.columns.case]
        if "item_code" in derived:
            payload["item_code"] = self.mapping.item
        for name, column, convert in columns:
            text = row.get(column, "")
            if text not in self.blank:
                payload[name] = convert(text)
        return _validated(event, payload)

    def _occurred(self, row: Texts, column: str) -> datetime:
        text = self._needed(row, column)
        occurred = local_instant(text, self._zone, column)
        if occurred > self._latest:
            raise fault("future-time", text, fields=(column,))
        return occurred

    def _due(self, row: Texts) -> datetime | None:
        text = self._optional(row, self.mapping.columns.step_due)
        return local_instant(text, self._zone, "step_due") if text else None

    def _derived_id(self, case: str, activity: str, digest: bytes) -> str:
        identity = f"{case}/{activity[:40]}/{digest[:8].hex()}"
        self._same[identity] += 1
        repeated = self._same[identity]
        return identity if repeated == 1 else f"{identity}.{repeated}"

    def _actor(self, person: str, post: str | None) -> Actor:
        found = self._actors.get((person, post))
        if found is None:
            rule = self.mapping.actor
            try:
                found = Actor(person_id=person, role=rule.role, post=post, org=rule.org)
            except ValidationError as error:
                raise invalid_fields(error, "actor") from None
            self._actors[(person, post)] = found
        return found

    def _needed(self, row: Texts, column: str) -> str:
        text = row.get(column, "")
        if text in self.blank:
            raise fault("missing-column", column, fields=(column,))
        return text

    def _optional(self, row: Texts, column: str | None) -> str | None:
        text = row.get(column, "") if column else ""
        return None if text in self.blank else text


def _validated(event: type[DomainEvent], payload: dict[str, Any]) -> DomainEvent:
    try:
        return event.model_validate(payload)
    except ValidationError as error:
        raise invalid_fields(error, event.TYPE) from None


def matcher(known: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether an activity is one of `known`: exact names, or beginnings that end in `*`."""
    exact = frozenset(name for name in known if not name.endswith("*"))
    beginnings = tuple(name[:-1] for name in known if name.endswith("*"))
    return lambda activity: activity in exact or activity.startswith(beginnings)
