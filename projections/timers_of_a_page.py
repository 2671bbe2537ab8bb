"""What a page of acts does to the running periods, in their order: which end, which start."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from domain.shared.event import DomainEvent
from projections.reader import Recorded
from projections.timer_kinds import KINDS, Kind, days_after
from projections.timer_kinds import Started as Starting

Key = tuple[str, str]
"""Stream and kind."""


class Started(NamedTuple):
    """A period that runs; in the order of the table's columns."""

    stream: str
    kind: str
    subject: str
    region: str
    since: date
    days: int
    until: date | None
    position: int


class Changes(NamedTuple):
    """Streams in which all is over; kinds that ended in a stream; single ones that ended or are
    replaced; and what runs now."""

    over: set[str]
    ended: set[Key]
    replaced: set[tuple[str, str, str]]
    started: list[Started]


_Rules = Mapping[str, tuple[tuple[Kind, Any], ...]]


def _by_type(of: Callable[[Kind], Mapping[type[DomainEvent], Any]]) -> _Rules:
    found: dict[str, tuple[tuple[Kind, Any], ...]] = {}
    for kind in KINDS:
        for event, how in of(kind).items():
            found[event.TYPE] = (*found.get(event.TYPE, ()), (kind, how))
    return found


_STARTS = _by_type(lambda kind: kind.starts)
_ENDS = _by_type(lambda kind: dict.fromkeys(kind.ends))
_ENDS_ONE = _by_type(lambda kind: kind.ends_one)
_AGAIN = _by_type(lambda kind: dict.fromkeys(kind.again))
_ALL_OF: dict[str, set[str]] = {}
for _kind in KINDS:
    for _event in _kind.starts:
        _ALL_OF.setdefault(_event.TYPE.partition(".")[0], set()).add(_kind.name)

HANDLED = frozenset(_STARTS) | frozenset(_ENDS) | frozenset(_ENDS_ONE) | frozenset(_AGAIN)


def _ends_all(event: str) -> bool:
    """Whether nothing of its stream runs on after it: then one look at the stream is enough."""
    ended = {kind.name for kind, _ in _ENDS.get(event, ())}
    return ended >= _ALL_OF.get(event.partition(".")[0], set())


_OVER = frozenset(event for event in _ENDS if _ends_all(event))


def first_days(page: Iterable[Recorded]) -> tuple[dict[str, int], set[str]]:
    """Working days by stream of periods that may start anew, and the streams where one does."""
    first: dict[str, int] = {}
    again: set[str] = set()
    for event in page:
        if event.type in _AGAIN:
            again.add(event.stream_text)
        for kind, start in _STARTS.get(event.type, ()):
            if kind.again:
                first.update((event.stream_text, one.days) for one in start(event).values())
    return first, again


def changes_of(page: Iterable[Recorded], days: Mapping[str, int]) -> Changes:
    """The outcome of a page; `days` of the periods that may start anew, by stream."""
    over: set[str] = set()
    ended: set[Key] = set()
    replaced: set[tuple[str, str, str]] = set()
    runs: dict[str, dict[tuple[str, str], Started]] = {}
    for event in page:
        stream = event.stream_text
        here = runs.setdefault(stream, {})
        if event.type in _OVER:
            over.add(stream)
            here.clear()
        for key in _ended(event):
            ended.add((stream, key))
            for one in [one for one in here if one[0] == key]:
                del here[one]
        for kind, subject_of in _ENDS_ONE.get(event.type, ()):
            subject = subject_of(event)
            replaced.add((stream, kind.name, subject))
            here.pop((kind.name, subject), None)
        for kind, starting in started_by(event, days.get(stream)):
            for subject, period in starting.items():
                replaced.add((stream, kind, subject))
                here[kind, subject] = Started(
                    stream, kind, subject, event.region, *period, event.position
                )
    started = [one for here in runs.values() for one in here.values()]
    return Changes(
        over,
        {key for key in ended if key[0] not in over},
        {key for key in replaced if key[0] not in over and key[:2] not in ended},
        started,
    )


def _ended(event: Recorded) -> Iterable[str]:
    if event.type in _OVER:
        return ()
    return [kind.name for kind, _ in _ENDS.get(event.type, ())]


def started_by(event: Recorded, days: int | None) -> Iterable[tuple[str, Starting]]:
    """(kind, periods) that an act starts; `days`: how long one that starts anew took at first."""
    for kind, start in _STARTS.get(event.type, ()):
        yield kind.name, start(event)
    for kind, _ in _AGAIN.get(event.type, ()):
        yield kind.name, days_after(event, days)
