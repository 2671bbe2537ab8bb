"""The policies inside a simulation: the same reactions and claims, at simulated times.

What is answered here need not be answered again: the policies' followers are moved on at the end,
and where they may not be, the claims make the live runner's answers replays.
"""

from collections.abc import Generator, Sequence
from typing import Any

import psycopg

from adapters.ledger.batch import ClaimTaken, Receipt
from adapters.ledger.database import LogInfo
from app.commands.effects import Append, Effect
from app.commands.handle import CommandHandler
from app.policies import tail
from app.policies.answers import driven, gap_act, issuing
from app.policies.policy import Cause, Desk, Gap, Policy
from app.policies.registry import POLICIES
from app.simulate.county import SimulatedCounty
from app.simulate.lockstep import Flow
from app.simulate.memory import Memory
from domain.shared.act import Act

_OTHERS = """
SELECT EXISTS (SELECT FROM ledger.event
                WHERE position > %s AND position <= %s AND type = ANY(%s)
                  AND (log <> %s OR position < %s))"""


class Reactions:
    """Gathers what policies answer; `flows` gives the answers to be driven."""

    def __init__(self, handler: CommandHandler, memory: Memory, county: SimulatedCounty) -> None:
        self._handler = handler
        self._memory = memory
        self._county = county
        self._causes: list[tuple[Policy, Cause]] = []

    def note(self, act: Act, receipt: Receipt) -> None:
        """Remember an act that some policy answers."""
        for policy in POLICIES:
            if act.event.TYPE in policy.handles:
                self._causes.append((policy, _cause(act, receipt)))

    def flows(self) -> list[Flow]:
        """The answers to everything noted since; empty when there is nothing left to answer."""
        causes, self._causes = self._causes, []
        return [flow for policy, cause in causes for flow in self._answers(policy, cause)]

    def _answers(self, policy: Policy, cause: Cause) -> Generator[Flow, None, None]:
        institution = self._county.institution
        for one in policy.react(cause, Desk(self._memory, institution)):
            if isinstance(one, Gap):
                yield self._gap(policy, cause, one)
            else:
                how = issuing(policy, cause, one, institution)
                yield self._handler.flow(one.command, **how)

    def _gap(self, policy: Policy, cause: Cause, gap: Gap) -> Generator[Effect, Any, None]:
        institution = self._county.institution
        act, claim = gap_act(policy, cause, gap, institution, self._handler.now())
        at = driven(cause, institution)
        try:
            yield Append([act], cause.region, [claim], recorded_at=at)
        except ClaimTaken:
            return


def _cause(act: Act, receipt: Receipt) -> Cause:
    """As the runner reads it back from the log."""
    meta, data = (
        one.model_dump(mode="json", by_alias=True, exclude_none=True)
        for one in (act.meta, act.event)
    )
    place = (receipt.position, receipt.stream, receipt.version, receipt.type)
    return Cause(*place, receipt.recorded_at, meta, data)


def move_followers(
    connection: psycopg.Connection[Any], log: LogInfo, first: int, last: int
) -> Sequence[str]:
    """Move each policy past positions `first` to `last` of `log`; the names of those moved.

    A policy that still owes an answer to anything else before `last` stays where it is.
    """
    moved = []
    for policy in POLICIES:
        place = tail.enter(connection, policy)
        values = [place.position, last, sorted(policy.handles), log.id, first]
        row = connection.execute(_OTHERS, values).fetchone()
        if row and not row[0] and place.stopped_at is None:
            tail.move(connection, policy, last)
            moved.append(policy.name)
    return moved
