"""属地: a part of the region, by its 区划代码 or the leading digits of one."""

from typing import Annotated

from pydantic import Field

from domain.registry.standards import Function
from domain.shared.errors import Invalid
from domain.shared.event import Code

Territory = Annotated[
    Code,
    Field(
        pattern=r"^[0-9]{2,12}$",
        description="区划代码或其前几位 (GB/T 2260, GB/T 10114): 2 to 12 digits",
    ),
]

OVERSEEING = (Function.SUPERVISE, Function.ENFORCE)
"""What may be divided by territory. Approval is one window for the whole region."""


def need_overseeing(function: Function, territory: str | None) -> None:
    """Raises:
    Invalid: a function of approval would be divided by territory.
    """
    if territory is not None and function not in OVERSEEING:
        raise Invalid(
            "territory-of-approval",
            "属地划分只适用于监管(SUPERVISE)和执法(ENFORCE)职责",
            "only supervision (SUPERVISE) and enforcement (ENFORCE) may be divided by territory",
            fields=("territory",),
        )
