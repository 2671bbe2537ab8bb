"""The base of every command: an imperative that guards may refuse."""

from typing import ClassVar

from domain.shared.event import Value


class Command(Value):
    """What a caller asks for: payload only. Who asks, when and where arrives beside it.

    `NAME` is the public name in kebab-case, the last part of its address.
    """

    NAME: ClassVar[str]
