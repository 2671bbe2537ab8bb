"""Commands of a responsibility dispute (权责争议, domain.md §2.5)."""

from typing import ClassVar

from domain.shared.command import Command
from domain.shared.event import Code, Day, Digest, Text
from domain.supervision.dispute_events import ArbitrationLevel


class NegotiateDispute(Command):
    """协商: `org` is whom the parties agree on; absent: they do not agree. Either way the staffing
    office rules next."""

    NAME: ClassVar[str] = "negotiate-dispute"
    org: Code | None = None
    minutes: Digest | None = None
    note: Text


class EscalateDispute(Command):
    """提级: to the next level; the clock does it when the period of a level has ended."""

    NAME: ClassVar[str] = "escalate-dispute"
    level: ArbitrationLevel
    reason: Text


class RecordInterimMeasure(Command):
    """临时监管措施: by the interim organisation."""

    NAME: ClassVar[str] = "record-interim-measure"
    detail: Text
    record: Digest | None = None


class RuleResponsibility(Command):
    """裁定: by the staffing office, once escalated by the government; binding. `valid_from`: from
    when `org` answers on the responsibility record. Who may rule follows from the level."""

    NAME: ClassVar[str] = "rule-responsibility"
    org: Code
    ruling_number: Code
    valid_from: Day
    legal_basis: Text
    document: Digest | None = None
