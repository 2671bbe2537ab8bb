"""One statement of a wide mapping, compiled: which rows make it, and the payload it gives."""

from datetime import tzinfo
from typing import Any
from uuid import UUID, uuid5

from pydantic import ValidationError

from app.ingest.errors import fault
from app.ingest.values import Texts
from app.ingest.wide_mapping import StatementRule, SubjectRule, WideMapping
from app.ingest.wide_values import columns_of, filled, holds, line, reader, used
from app.reports.checks import invalid_fields
from app.reports.targets import REPORTABLE
from domain.shared.event import DomainEvent
from domain.shared.ids import permit_id, reported_case_id


class Statement:
    """Raises, when made, mapping-invalid: the act needs what the rule leaves out."""

    def __init__(
        self, rule: StatementRule, mapping: WideMapping, jurisdiction: UUID, zone: tzinfo
    ) -> None:
        subjects = {one.key: one for one in mapping.subject}
        self.rule, self.subject = rule, subjects[rule.of]
        self.kind = REPORTABLE[rule.type]
        self._about = subjects[rule.about] if rule.about else None
        self._mapping, self._jurisdiction = mapping, jurisdiction
        self._blank = frozenset({"", *mapping.blank})
        self._fields = {
            name: reader(field, zone, self._blank) for name, field in rule.fields.items()
        }
        self._complete()
        self.columns = self._columns()
        """All that decides what it says: the same texts are the same act."""

    def applies(self, row: Texts) -> bool:
        """Whether the row speaks of its subject and makes this statement."""
        return self._speaks_of(self.subject, row) and holds(self.rule.when, row)

    def event(self, row: Texts, number: str) -> DomainEvent:
        """Raises:
        DomainError: payload-invalid, bad-value, bad-time.
        """
        payload = dict(self.rule.payload)
        payload |= self._derived(number)
        payload |= {
            name: value
            for name, read in self._fields.items()
            if (value := read(row)) is not None
        }  # fmt: skip
        if self.rule.counts:
            payload["items"] = tuple(line(one, row, self._blank) for one in self.rule.counts)
        payload |= self._joined(row) | self._party(row)
        try:
            return self.kind.event.model_validate(payload)
        except ValidationError as error:
            raise invalid_fields(error, self.rule.type) from None

    def _derived(self, number: str) -> dict[str, Any]:
        known = {
            "case_id": self._case(number),
            "case_number": number,
            "inspection_number": number,
            "item_code": self._mapping.item,
        }
        return {name: known[name] for name, _ in self.kind.derived if name in known}

    def _columns(self) -> tuple[str, ...]:
        rule, party = self.rule, self._mapping.party
        person = self.subject.person
        named = [
            rule.time, *columns_of(rule.id), *columns_of(self.subject.number), *rule.when,
            *(name for field in rule.fields.values() for name in used(field)),
            *(one.column for one in rule.counts),
            *(columns_of(party.number) if rule.party and party else ()),
            *((person,) if person else ()),
            *(columns_of(self._about.number) if self._about else ()),
        ]  # fmt: skip
        return tuple(dict.fromkeys(named))

    def _joined(self, row: Texts) -> dict[str, Any]:
        if self._about is None or not self._speaks_of(self._about, row):
            return {}
        number = filled(self._about.number, row, self._blank)
        if number is None:
            return {}
        case = self._case(number)
        permit = {"permit_id": permit_id(case)} if self._about.permit else {}
        return {"case_id": case, "case_number": number, **permit}

    def _party(self, row: Texts) -> dict[str, Any]:
        rule = self._mapping.party
        number = filled(rule.number, row, self._blank) if rule and self.rule.party else None
        if rule is None or number is None or self.rule.party is None:
            return {}
        named = uuid5(self._jurisdiction, f"subject:{self._mapping.source}\x1f{number}")
        return {self.rule.party: {"subject_id": named, "kind": rule.kind}}

    def _case(self, number: str) -> UUID:
        return reported_case_id(self._jurisdiction, self._mapping.source, number)

    def _speaks_of(self, subject: SubjectRule, row: Texts) -> bool:
        return not any(row.get(column, "") in self._blank for column in subject.needs)

    def _complete(self) -> None:
        rule, fields = self.rule, self.kind.event.model_fields
        given = {*rule.payload, *rule.fields, *((rule.party,) if rule.party else ())}
        given |= {"items"} if rule.counts else set()
        given |= {"case_id", "case_number"} if rule.about else set()
        derived = {name for name, _ in self.kind.derived}
        needed = {name for name, field in fields.items() if field.is_required()}
        if missing := sorted(needed - given - derived):
            raise fault("mapping-invalid", f"{rule.type} needs {', '.join(missing)}")
        if unknown := sorted(given - fields.keys()):
            raise fault("mapping-invalid", f"{rule.type} has no field {', '.join(unknown)}")
