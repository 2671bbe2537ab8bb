"""Commands of the short flows: instant approval and filing (即报即批, 备案; domain.md §1.2)."""

from typing import ClassVar

from pydantic import Field

from domain.approval.ruling_events import RuleCheck
from domain.shared.command import Command
from domain.shared.event import Code


class ComputeInstantDecision(Command):
    """登记规则运算结果: every rule of the set as it was computed; all must be met to grant at
    once."""

    NAME: ClassVar[str] = "compute-instant-decision"
    rule_set: Code
    rule_version: Code
    checks: tuple[RuleCheck, ...] = Field(min_length=1, max_length=200)


class RecordFiling(Command):
    """登记备案: with it the filing is complete."""

    NAME: ClassVar[str] = "record-filing"
    filing_number: Code
