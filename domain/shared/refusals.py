"""Refused attempts are in the trail (peers.md, row d)."""

from typing import ClassVar
from uuid import UUID

from domain.shared.event import Code, DomainEvent, Text


class CommandRefused(DomainEvent):
    """拒绝执行: an attempted act that a guard refused, on the refusal stream of its target.

    Source: 监察法§11 (evidence of attempts), 许可§72; peers.md row d.
    """

    TYPE: ClassVar[str] = "command.refused"
    target: UUID
    command: Code
    code: Code
    reason: Text
    reason_en: Text
