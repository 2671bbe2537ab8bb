"""Commands on who is away from a post (domain.md §1.3; S1「专职信息联络员」)."""

from typing import ClassVar

from domain.shared.command import Command
from domain.shared.event import Code, Day, Text


class DeclareAbsence(Command):
    """登记缺岗: the holder of a post is away from `first` to `last`, both days included."""

    NAME: ClassVar[str] = "declare-absence"
    post: Code
    first: Day
    last: Day
    reason: Text


class EndAbsence(Command):
    """登记返岗: the holder is back from `ended_on` on, earlier than declared."""

    NAME: ClassVar[str] = "end-absence"
    post: Code
    ended_on: Day
