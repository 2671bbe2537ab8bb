"""事项版本比对: what one version of an item says otherwise than another (domain.md §5, B10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from domain.registry.events import ItemVersionPublished

_PLACE = frozenset({"itemCode", "itemVersion", "standard"})
"""What names a version, as against what it says."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field by its public name. `added` and `removed` are given for lists: their lines."""

    field: str
    before: Any
    after: Any
    added: list[Any] | None = None
    removed: list[Any] | None = None


def differences(before: ItemVersionPublished, after: ItemVersionPublished) -> Iterator[Difference]:
    """Field by field in the order of the standard; values as JSON has them."""
    old, new = _said(before), _said(after)
    for field in [*new, *(name for name in old if name not in new)]:
        was, is_now = old.get(field), new.get(field)
        if was == is_now:
            continue
        if isinstance(was or [], list) and isinstance(is_now or [], list):
            lines = (was or [], is_now or [])
            added = [one for one in lines[1] if one not in lines[0]]
            removed = [one for one in lines[0] if one not in lines[1]]
            yield Difference(field, was, is_now, added, removed)
        else:
            yield Difference(field, was, is_now)


def _said(item: ItemVersionPublished) -> dict[str, Any]:
    """What a version says, its standard's fields with a prefix."""
    whole = item.model_dump(mode="json", by_alias=True)
    standard = whole.get("standard") or {}
    plain = {name: value for name, value in whole.items() if name not in _PLACE}
    return plain | {f"standard.{name}": value for name, value in standard.items()}
