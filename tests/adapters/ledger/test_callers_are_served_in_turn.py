"""Who is served next when many wait: people first, then reports, callers in turn, by events."""

from uuid import uuid4

import pytest
from eventsourcing.persistence import StoredEvent

from adapters.ledger import origin
from adapters.ledger.batch import LedgerBusy, Request
from adapters.ledger.origin import Origin
from adapters.ledger.waiting import BULK_EVENTS, MAX_EVENTS, Bounds, Waiting


def request(caller: str = "", events: int = 1, *, bulk: bool = False, octets: int = 2) -> Request:
    token = origin.enter(Origin(caller, bulk))
    stored = [StoredEvent(uuid4(), 1, "case.accepted", b"x" * octets) for _ in range(events)]
    made = Request(stored, 1)
    origin.leave(token)
    return made


def put(waiting: Waiting, *requests: Request) -> None:
    for one in requests:
        waiting.put(one)


def events(batch: list[Request], caller: str) -> int:
    return sum(len(one.events) for one in batch if one.origin.caller == caller)


def test_without_a_queue_a_batch_is_whatever_has_arrived_in_its_order():
    waiting = Waiting()
    sent = [request(f"post {number % 3}") for number in range(9)]
    put(waiting, *sent)
    assert waiting.take() == (sent, True)


def test_a_window_is_in_the_next_batch_however_many_reports_wait():
    waiting = Waiting()
    put(waiting, *(request("platform", bulk=True) for _ in range(5000)))
    waiting.take()
    window = request("window")
    put(waiting, window)
    batch, _ = waiting.take()
    assert batch[0] is window
    assert events(batch, "platform") == BULK_EVENTS


def test_two_sources_have_equal_shares_whatever_each_has_sent():
    waiting = Waiting()
    put(waiting, *(request("flood", bulk=True) for _ in range(9000)))
    put(waiting, *(request("small", bulk=True) for _ in range(200)))
    batch, _ = waiting.take()
    assert events(batch, "flood") == events(batch, "small") == BULK_EVENTS // 2


def test_a_request_of_many_events_is_not_one_unit():
    waiting = Waiting()
    put(waiting, *(request("large", 100, bulk=True) for _ in range(50)))
    put(waiting, *(request("small", 1, bulk=True) for _ in range(1000)))
    served = {"large": 0, "small": 0}
    for _ in range(10):
        batch, _ = waiting.take()
        for caller in served:
            served[caller] += events(batch, caller)
    assert abs(served["large"] - served["small"]) <= 100, served


def test_requests_of_one_caller_keep_their_order_and_none_is_lost():
    waiting = Waiting()
    sent = [request("flood", bulk=True) for _ in range(1000)]
    put(waiting, *sent)
    waiting.end()
    served: list[Request] = []
    more = True
    while more:
        batch, more = waiting.take()
        served += batch
    assert served == sent


def test_people_are_bounded_by_the_size_of_a_batch_too():
    waiting = Waiting()
    put(waiting, *(request("import", 50) for _ in range(200)))
    put(waiting, request("window"))
    batch, _ = waiting.take()
    assert events(batch, "window") == 1
    assert MAX_EVENTS <= sum(len(one.events) for one in batch) < MAX_EVENTS + 50


@pytest.mark.parametrize("bounds", [Bounds(requests=10), Bounds(events=10), Bounds(octets=20)])
def test_a_caller_may_hold_half_of_what_may_wait_and_is_told_so(bounds: Bounds):
    waiting = Waiting(bounds)
    put(waiting, *(request("flood", bulk=True) for _ in range(5)))
    with pytest.raises(LedgerBusy) as refused:
        put(waiting, request("flood", bulk=True))
    assert refused.value.own
    put(waiting, *(request("window") for _ in range(5)))
    with pytest.raises(LedgerBusy) as full:
        put(waiting, request("third"))
    assert not full.value.own


def test_what_was_served_makes_room_and_tells_how_long_the_rest_takes():
    waiting = Waiting(Bounds(requests=10))
    put(waiting, *(request("flood", 8, bulk=True) for _ in range(5)))
    batch, _ = waiting.take()
    for _ in range(200):
        waiting.rate += (100 - waiting.rate) * 0.1  # 100 events a second of late
    with pytest.raises(LedgerBusy) as refused:
        put(waiting, request("flood", bulk=True))
    assert refused.value.seconds == pytest.approx(0.4, rel=0.01)
    waiting.served(batch, 0.4)
    assert waiting.held.requests == waiting.held.events == waiting.held.octets == 0
    put(waiting, request("flood", bulk=True))
