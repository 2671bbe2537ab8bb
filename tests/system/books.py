"""The balance after an accident: everything counted, everything compared with everything."""

import time
from dataclasses import dataclass
from typing import Any

from tests.support.running import MARKET, REGION, Running
from tests.system import reconcile
from tests.system.load import Load
from tests.system.subscribers import Crowd, wait_for


@dataclass(frozen=True)
class Books:
    """Counts that were found equal where they must be.

    `acknowledged`: acts of persons and sources told to a writer = those in the log; `log`: entries
    of the log, all under its verified root; `trail` and `acts`: rows of the audit trail, and acts
    of the log that belong there; `deliveries` = messages of the stream, byte for byte; `nats`,
    `sse`: what one regulator saw on each way = what went out to it; `subscribers`: how many were
    compared so, message by message; `rebuilt`: rows of all projections, computed again from zero
    and compared one by one.
    """

    acknowledged: int
    log: int
    acts: int
    trail: int
    deliveries: int
    stream: int
    recipient: int
    nats: int
    sse: int
    subscribers: int
    rebuilt: int


def balance(running: Running, load: Load, crowd: Crowd) -> Books:
    """Wait for the followers, then compare. AssertionError names what differs."""
    running.settle(120)
    reconcile.wait_for_stream(running)
    _compare(running, crowd)
    assert load.internal_errors == []
    reconcile.check_acknowledged_is_recorded(running, load.receipts)
    reconcile.check_policies_answered_once(running)
    reconcile.check_order_of_each_case(running, load.receipts)
    reconcile.check_times(running)
    reconcile.check_projections(running)
    reconcile.check_stream(running)
    reports = reconcile.check_sound(running)
    rebuilt = reconcile.check_rebuild_changes_nothing(running)
    return _counted(running, load, crowd, reports, rebuilt)


def _compare(running: Running, crowd: Crowd) -> None:
    """Each subscriber has what went out to its organisation, in order, and nothing else."""
    orgs = {org for _, org in crowd.everybody()}
    expected = {org: reconcile.deliveries_to(running, org) for org in orgs}
    for subscriber, org in crowd.everybody():
        wait_for(subscriber, len(expected[org]))
    time.sleep(1)  # for one too many
    for subscriber, org in crowd.everybody():
        assert subscriber.messages() == expected[org], (type(subscriber).__name__, org)


def _counted(
    running: Running, load: Load, crowd: Crowd, reports: list[dict[str, Any]], rebuilt: int
) -> Books:
    (report,) = (one for one in reports if f"/{REGION}/" in one["log"])
    ((log, acts, trail, deliveries),) = reconcile.query(
        running,
        """SELECT (SELECT count(*) FROM ledger.event),
                  (SELECT count(*) FROM ledger.event WHERE split_part(type, '.', 1)
                       IN ('case', 'survey', 'commitment', 'task', 'command')),
                  (SELECT count(*) FROM proj.trail), (SELECT count(*) FROM proj.delivery)""",
    )
    stream = reconcile.last_sequence(running)
    assert (acts, deliveries) == (trail, stream)
    assert report["size"] == log, report
    return Books(
        len(load.receipts), log, acts, trail, deliveries, stream,
        len(reconcile.deliveries_to(running, MARKET)), len(crowd.watches[0][0].messages()),
        len(crowd.listeners[0][0].messages()), len(crowd.everybody()), rebuilt,
    )  # fmt: skip
