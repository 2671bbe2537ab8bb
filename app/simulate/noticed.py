"""监管反馈 inside a simulation: its log runs ahead of every view, so it keeps who is meant."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from domain.monitoring.facts import UNORDERED
from domain.shared.act import Act
from domain.supervision.feedback import Noted, OpenFinding, open_finding
from domain.supervision.feedback_acts import NAMING, OPENING, about

Load = Callable[[UUID], Sequence[Act]]


class Noticed:
    """Streams of supervision by the subject that they are about. One thread."""

    def __init__(self) -> None:
        self._subjects: dict[UUID, UUID] = {}
        self._spoken: dict[UUID, dict[UUID, None]] = {}
        self.load: Load = lambda _: ()

    def note(self, act: Act) -> None:
        """An act that the log has taken."""
        stream, kind = act.originator_id, act.event.TYPE
        if kind in NAMING:
            subject, _ = about([_noted(act)])
            if subject:
                self._subjects[stream] = subject
        elif kind in OPENING and (subject := self._subjects.get(stream)):
            self._spoken.setdefault(subject, {})[stream] = None

    def about(self, subject: UUID, named: Sequence[UUID] = ()) -> dict[UUID, list[Noted]]:
        """As `projections.supervised.noted_on`."""
        streams = dict.fromkeys((*self._spoken.get(subject, ()), *named))
        found = {one: [_noted(act) for act in self.load(one)] for one in streams}
        return {stream: acts for stream, acts in found.items() if acts}

    def open(self, subject: UUID, now: datetime) -> list[OpenFinding]:
        """What is open on a subject."""
        found = (open_finding(acts, now) for acts in self.about(subject).values())
        return [one for one in found if one]


def _noted(act: Act) -> Noted:
    """As the log has it: in a simulation an act is recorded when it occurs."""
    order = act.meta.source_order
    return Noted(
        act.originator_id,
        act.event.TYPE,
        act.meta.occurred_at,
        act.meta.occurred_at,
        0,
        act.event.model_dump(mode="json", by_alias=True, exclude_none=True),
        act.meta.actor.org,
        UNORDERED if order is None else order,
        act.originator_version,
    )
