"""Commands of pre-approval (预审批; domain.md §1.2)."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from domain.shared.command import Command
from domain.shared.event import Digest, Text


class OpinePreApproval(Command):
    """出具预审批意见 before acceptance: on these materials, with what is still to be met."""

    NAME: ClassVar[str] = "opine-pre-approval"
    opinion: Text
    favourable: bool
    valid_until: date | None = None
    preconditions: tuple[Text, ...] = Field(default=(), max_length=200)
    materials: tuple[Digest, ...] = Field(min_length=1, max_length=200)


class RecordPreconditionMet(Command):
    """登记前置条件具备: one that the opinion named."""

    NAME: ClassVar[str] = "record-precondition-met"
    name: Text
    evidence: Digest | None = None


class ConvertPreApproval(Command):
    """预审批转为正式审查; `re_reviewed` states that changed materials were reviewed anew."""

    NAME: ClassVar[str] = "convert-pre-approval"
    re_reviewed: bool = False
