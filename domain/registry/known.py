"""What several guards of the institution check alike."""

from datetime import date

from domain.registry.institution import Institution
from domain.shared.errors import Invalid


def need_organisation(state: Institution, org: str, field: str = "org") -> None:
    """Raises:
    Invalid: no organisation has this code.
    """
    if state.organisation(org) is None:
        raise Invalid("organisation-unknown", "机构未登记", "no such organisation", fields=(field,))


def need_item(state: Institution, code: str) -> None:
    """Raises:
    Invalid: no item has this code.
    """
    if state.item(code) is None:
        raise Invalid("item-unknown", "事项不存在", "no such item", fields=("itemCode",))


def need_period(first: date, last: date | None) -> None:
    """Raises:
    Invalid: an exclusive end that is not after the beginning.
    """
    if last is not None and last <= first:
        raise Invalid(
            "period-empty",
            "期间止须晚于起",
            "the period ends before it begins",
            fields=("validTo",),
        )
