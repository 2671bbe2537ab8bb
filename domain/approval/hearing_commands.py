"""Commands of those whom a permit touches, and of the hearing (许可§36, §46–48)."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from domain.shared.command import Command
from domain.shared.event import Code, Digest, Text


class NotifyInterestedParties(Command):
    """告知利害关系人: they may speak, and ask for a hearing within five working days."""

    NAME: ClassVar[str] = "notify-interested-parties"
    parties: tuple[Code, ...] = Field(min_length=1, max_length=200)
    document_number: Code


class RequestHearing(Command):
    """申请听证: `by` is a party that was told, or the applicant."""

    NAME: ClassVar[str] = "request-hearing"
    by: Code


class NoticeHearing(Command):
    """听证通知: date and place, seven working days before; the chair is not the reviewer."""

    NAME: ClassVar[str] = "notice-hearing"
    held_on: date
    chair: Code
    place: Text | None = None


class HoldHearing(Command):
    """举行听证: `record` is the signed record (笔录) on which the decision must rest."""

    NAME: ClassVar[str] = "hold-hearing"
    chair: Code
    record: Digest
    opinion: Text | None = None
