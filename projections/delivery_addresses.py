"""To whom an event goes: parties of its stream, organisations that it names, whoever must rule."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from projections.deliveries_message import is_address
from projections.delivery_kinds import BUREAU, GOVERNMENT, STAFFING_OFFICE, Kind, stored_name
from projections.delivery_streams import OWNER, Stream, named
from projections.memory import Memory
from projections.reader import Recorded


class Arbiters(NamedTuple):
    """Who rules disputes of a region from a date on; of those in force the newest record counts."""

    region: str
    valid_from: date
    staffing_office: str | None
    government: str | None


class Addresses:
    """What is known of whom the events themselves do not name."""

    def __init__(self, bureaus: Memory[str], arbiters: Iterable[Arbiters]) -> None:
        self.bureaus = bureaus
        self.arbiters = arbiters

    def of(
        self, kind: Kind, event: Recorded, stream: Stream, before: dict[str, list[str]]
    ) -> list[str]:
        """Each organisation once, in the order of the kind's table; `before`: the parties as they
        were when the event happened. Nobody is reached by a code that is no address."""
        found: list[str | None] = []
        for party in kind.to:
            if party.startswith("."):
                found += named(event.data.get(stored_name(kind.event, party[1:])))
            elif party == BUREAU:
                found.append(self._bureau(stream))
            elif party in (STAFFING_OFFICE, GOVERNMENT):
                found.append(self._arbiter(party, event))
            elif party == OWNER:
                found += stream.parties.get(f"{OWNER} {event.data['number']}", ())
            else:
                found += before.get(party, ())
        return [org for org in dict.fromkeys(found) if org and is_address(org)]

    def _bureau(self, stream: Stream) -> str | None:
        known: UUID | None = stream.case
        decided = self.bureaus.get(known) if known else None
        return decided or next(iter(stream.parties.get(BUREAU, ())), None)

    def _arbiter(self, party: str, event: Recorded) -> str | None:
        on = date.fromisoformat(event.legal_day)
        for one in reversed(list(self.arbiters)):
            if one.region == event.region and one.valid_from <= on:
                return one.staffing_office if party == STAFFING_OFFICE else one.government
        return None
