"""公布内容: reference lists and hours of service, each in the version in force on a date."""

from datetime import date

from domain.registry.published import (
    ListEntry,
    ListKind,
    ReferenceListPublished,
    ServiceWindowPublished,
)

Lists = dict[ListKind, tuple[ReferenceListPublished, ...]]
"""Versions of each list, oldest first."""
Windows = dict[str, tuple[ServiceWindowPublished, ...]]
"""Statements about each service window, in the order of recording."""


def list_on(lists: Lists, kind: ListKind, on: date) -> ReferenceListPublished | None:
    """The newest version of a list that counts on a date."""
    return next((one for one in reversed(lists.get(kind, ())) if one.valid_from <= on), None)


def listed(lists: Lists, kind: ListKind, code: str, on: date) -> ListEntry | None:
    """The entry of a list on a date; None if it is not on it."""
    found = list_on(lists, kind, on)
    return next((one for one in found.entries if one.code == code), None) if found else None


def hours_on(windows: Windows, on: date) -> tuple[ServiceWindowPublished, ...]:
    """The hours of service beyond the working day that hold on a date, by window."""
    found = (_newest(windows[name], on) for name in sorted(windows))
    return tuple(one for one in found if one is not None and on.isoweekday() in one.weekdays)


def serves(windows: Windows, on: date, minute: int) -> bool:
    """Whether some window is open, `minute` minutes after local midnight of a date (rule D-03)."""
    return any(one.opens <= minute < one.closes for one in hours_on(windows, on))


def _newest(stated: tuple[ServiceWindowPublished, ...], on: date) -> ServiceWindowPublished | None:
    for one in reversed(stated):
        if one.valid_from <= on and (one.valid_to is None or on < one.valid_to):
            return one
    return None
