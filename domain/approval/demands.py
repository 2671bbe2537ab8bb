"""清单之外不得要求: what may be asked of an applicant, and by whom a material is found (P-12).

The item's standard lists materials and conditions. Asking for anything else is refused, and so is
asking for what the department has to fetch itself (谁主张、谁调取).
"""

from collections.abc import Iterable

from domain.registry.events import ItemVersionPublished
from domain.registry.standards import ItemStandard, MaterialRequirement, MaterialSource
from domain.shared.errors import Refused

CATCH_ALLS = frozenset(
    {
        "其他材料",
        "其它材料",
        "其他资料",
        "其他相关材料",
        "其它相关材料",
        "其他有关材料",
        "其他证明材料",
        "其他必要材料",
        "其他需要提交的材料",
        "法律法规规定的其他材料",
        "法律、法规规定的其他材料",
        "相关材料",
        "有关材料",
    }
)
"""兜底条款: demands that name nothing [D: a list to be grown]. Source: 营商§41; domain.md §1.1."""


def standard_of(item: ItemVersionPublished | None) -> ItemStandard:
    """The standard of a version; an empty one where none is published."""
    return (item.standard if item else None) or ItemStandard()


def requirement(standard: ItemStandard, name: str) -> MaterialRequirement | None:
    """The line of the material list that has this name."""
    return next((one for one in standard.materials if one.name == name), None)


def is_catch_all(demand: str) -> bool:
    """Whether a demand names nothing that an applicant could bring."""
    return demand.strip(" 。;；等") in CATCH_ALLS


def extra_demands(standard: ItemStandard, demands: Iterable[str]) -> tuple[str, ...]:
    """Those that a standard with a material list does not know, and those that name nothing."""
    known = {one.name for one in standard.materials} | set(standard.conditions)
    return tuple(
        one for one in demands if is_catch_all(one) or (standard.materials and one not in known)
    )


def need_listed(item: ItemVersionPublished | None, demands: Iterable[str]) -> None:
    """Raises:
    Refused: a demand is a catch-all, outside the standard, or ours to fetch.
    """
    standard, demands = standard_of(item), tuple(demands)
    extra = extra_demands(standard, demands)
    if extra:
        raise Refused(
            "case-demand-outside-standard",
            f"“{extra[0]}”不在事项标准的材料和条件之内，不得要求(行政许可法第三十一条)",
            f"the item's standard does not ask for “{extra[0]}”, so the applicant may not be asked"
            " (Licensing Law, art. 31); name a material or condition of the standard",
        )
    for one in demands:
        line = requirement(standard, one)
        if line and line.source is MaterialSource.DEPARTMENT_FETCH:
            raise Refused(
                "case-material-ours-to-fetch",
                f"“{one}”由部门自行调取，不得要求申请人提交(谁主张、谁调取)",
                f"“{one}” is for the department to fetch and may not be asked of the applicant",
            )
