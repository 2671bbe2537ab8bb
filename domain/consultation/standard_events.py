"""Events of a changed supervision standard that the approving side must know (事前管标准, S3)."""

from datetime import date
from typing import ClassVar

from domain.shared.event import Code, Digest, DomainEvent, Text


class StandardChangeNotified(DomainEvent):
    """监管标准变更已告知: by the regulator to whoever approves. Source: S3「事前管标准」.

    `effective_on`: from when it must be approved by.
    """

    TYPE: ClassVar[str] = "standard.change_notified"
    change_number: Code
    org: Code
    addressee: Code
    item_codes: tuple[Code, ...]
    summary: Text
    effective_on: date
    document: Digest | None = None


class StandardChangeAdopted(DomainEvent):
    """监管标准变更已采纳: what the approving side did with it. Source: S3.

    `item_versions`: the versions that follow it, by item code.
    """

    TYPE: ClassVar[str] = "standard.change_adopted"
    note: Text
    item_versions: dict[str, int] = {}


class StandardChangeDeclined(DomainEvent):
    """监管标准变更未采纳: with the reason. Source: domain.md §7 (mutual service terms)."""

    TYPE: ClassVar[str] = "standard.change_declined"
    reason: Text


EVENTS: tuple[type[DomainEvent], ...] = (
    StandardChangeNotified,
    StandardChangeAdopted,
    StandardChangeDeclined,
)
