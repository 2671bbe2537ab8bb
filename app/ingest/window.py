"""Acts on their way into the log: offered in bursts, answered one by one."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from typing import NamedTuple

from adapters.ledger.batch import ClaimTaken
from adapters.ledger.claims import known_digests
from adapters.ledger.store import ActStore, LedgerUnavailable, Receipt
from app.ingest.rejects import Rejects
from app.ingest.rows import Row
from app.ingest.summary import Summary, Tally
from app.reports.acts import Prepared
from app.reports.errors import problem
from app.reports.intake import as_problem, submit
from domain.shared.errors import DomainError, Unavailable

BURST = 1_000
IN_FLIGHT = 4_000
"""Acts offered and not yet answered: enough for full group commits, bounded for memory."""

Progress = Callable[[Summary], None]


class _Act(NamedTuple):
    row: Row
    tally: Tally
    prepared: Prepared


class Window:
    """Each act is a submission of its own, so a duplicate fails itself only.

    A burst is first looked up as a whole while bursts keep finding acts that are there: so a second
    run costs little, and a first run one look-up. The append decides in any case.
    """

    def __init__(
        self,
        store: ActStore,
        region: str,
        recorded_at: datetime | None,
        summary: Summary,
        rejects: Rejects,
        progress: Progress,
    ) -> None:
        self.summary = summary
        self._store, self._region, self._recorded_at = store, region, recorded_at
        self._rejects, self._progress = rejects, progress
        self._burst: list[_Act] = []
        self._waiting: deque[tuple[_Act, Future[list[Receipt]]]] = deque()
        self._look_up = True

    def send(self, row: Row, tally: Tally, prepared: Prepared) -> None:
        """Take an act in; it is answered later."""
        tally.read += 1
        self._burst.append(_Act(row, tally, prepared))
        if len(self._burst) >= BURST:
            self._offer()

    def reject(self, row: Row, tally: Tally, error: DomainError) -> None:
        """Count and write a row that does not go in."""
        tally.read += 1
        self._rejected(row, tally, error)

    def finish(self) -> None:
        """Offer what is left and wait for every answer.

        Raises:
            DomainError: log-unavailable.
        """
        self._offer()
        while self._waiting:
            self._settle()

    def _offer(self) -> None:
        burst, self._burst = self._burst, []
        known = self._known(burst) if self._look_up else {}
        self._look_up = bool(known)
        for act in burst:
            claim = act.prepared.claim
            digest = known.get(claim.text)
            if digest is None:
                self._submit(act)
            elif digest == claim.digest:
                act.tally.already_there += 1
            else:
                taken = problem("duplicate-id-other-content", fields=("source", "id"))
                self._rejected(act.row, act.tally, taken)
        self._progress(self.summary)

    def _known(self, burst: list[_Act]) -> dict[str, bytes]:
        try:
            return known_digests(self._store.database, [act.prepared.claim for act in burst])
        except LedgerUnavailable as error:
            raise as_problem(error) from error

    def _submit(self, act: _Act) -> None:
        while len(self._waiting) >= IN_FLIGHT:
            self._settle()
        try:
            outcome = submit(self._store, self._region, act.prepared, self._recorded_at)
        except Unavailable:
            raise
        except DomainError as error:
            self._rejected(act.row, act.tally, error)
        else:
            self._waiting.append((act, outcome))

    def _settle(self) -> None:
        act, outcome = self._waiting.popleft()
        error = outcome.exception()
        if error is None:
            act.tally.recorded += 1
            self.summary.types[act.prepared.act.event.TYPE] += 1
        elif isinstance(error, ClaimTaken) and error.same:
            act.tally.already_there += 1
        else:
            told = as_problem(error)
            if isinstance(told, Unavailable):
                raise told
            self._rejected(act.row, act.tally, told)

    def _rejected(self, row: Row, tally: Tally, error: DomainError) -> None:
        tally.rejected += 1
        self.summary.reasons[error.code] += 1
        self._rejects.write(row, error, header=tally is self.summary.headers)
