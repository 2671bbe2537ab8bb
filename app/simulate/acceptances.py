"""受理先后 inside a simulation: its log runs ahead of every view, so it keeps the order itself."""

from datetime import date, datetime
from uuid import UUID

from domain.approval.case_state.state import day_of
from domain.approval.events import CaseAccepted, CaseDeemedAccepted
from domain.approval.material_events import AcceptedWithGaps
from domain.monitoring.owing import CLOSING, DECIDING
from domain.shared.act import Act, EntryMode

_ACCEPTED = frozenset(one.TYPE for one in (CaseAccepted, AcceptedWithGaps, CaseDeemedAccepted))
_OVER = DECIDING | CLOSING


class Acceptances:
    """Cases worked here that are accepted and undecided, of each item. One thread."""

    def __init__(self) -> None:
        self._items: dict[UUID, str | None] = {}
        self._open: dict[str | None, dict[UUID, tuple[date, datetime]]] = {}

    def note(self, act: Act) -> None:
        """An act that the log has taken."""
        case, kind = act.originator_id, act.event.TYPE
        if kind in _OVER:
            if case in self._items:
                del self._open[self._items.pop(case)][case]
        elif kind in _ACCEPTED and act.meta.entry_mode is EntryMode.NATIVE:
            item = self._items.setdefault(case, act.meta.item_code)
            when = (day_of(act), act.meta.occurred_at)
            self._open.setdefault(item, {}).setdefault(case, when)

    def before(self, case: UUID) -> list[UUID] | None:
        """As `projections.acceptance_order`; None: it was accepted before the simulation began."""
        if case not in self._items:
            return None
        others = self._open[self._items[case]]
        earlier = [(when, one) for one, when in others.items() if when < others[case]]
        return [one for _, one in sorted(earlier)]
