"""What goes out: numbered from the log alone, chained, and poor in information."""

from typing import Any

import orjson
import psycopg

from adapters.bus.feed import FeedPosition
from adapters.bus.names import is_delivery_subject
from domain.approval import events as case
from domain.supervision import events as task
from projections.deliveries_message import START
from projections.delivery_queries import feed, feeds
from projections.engine import Projector
from projections.scope import Scope
from tests.projections.county import BUREAU, REGULATOR, County, at, outgoing
from tests.projections.history import random_history

Reader = psycopg.Connection[Any]


def test_numbers_have_no_gap_and_feeds_are_chained(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(*random_history(county, 21))
    projector.catch_up()
    sent = outgoing(reader, 0, 1000)
    assert [one.number for one in sent] == list(range(1, len(sent) + 1))
    assert len(sent) > 20
    held: dict[str, FeedPosition] = {}
    for one in sent:
        assert is_delivery_subject(one.subject)
        held[one.recipient] = held.get(one.recipient, FeedPosition()).after(one.payload)
        assert held[one.recipient] == FeedPosition(one.feed_seq, one.feed_hash)
    listed = feeds(reader, Scope(county.region)).items
    assert {row["recipient"]: FeedPosition(row["seq"], row["hash"]) for row in listed} == held
    assert FeedPosition().hash == START


def test_a_pushed_task_goes_to_its_recipient(
    county: County, projector: Projector, reader: Reader
) -> None:
    position = county.record(
        county.calendar(), *county.accepted("a"), county.granted("a", at(2)),
        county.pushed("t", "a", at(2)),
    )  # fmt: skip
    projector.catch_up()
    (one,) = outgoing(reader, 0)
    assert one.subject == f"linkage.32.04.12.{REGULATOR}.task.pushed"
    assert one.message_id == f"{position}-{REGULATOR}"
    message = orjson.loads(one.payload)
    assert message["type"] == "cn.shenguan.linkage.task.pushed.v1"
    assert message["dataref"] == f"/v1/tasks/{county.stream('t')}"
    assert message["data"] == {
        "taskId": str(county.stream("t")), "taskNumber": "T-t",
        "caseId": str(county.stream("a")), "caseNumber": "320412-a", "itemCode": "ITEM-1",
        "recipient": REGULATOR, "historic": False, "position": position,
        "function": "SUPERVISE", "reason": "GRANTED", "priority": "NORMAL",
        "signDue": "2026-03-03", "claimDue": "2026-03-05",
    }  # fmt: skip


def test_results_and_returns_also_go_to_the_deciding_bureau(
    county: County, projector: Projector, reader: Reader
) -> None:
    result = task.SupervisionResultRecorded(
        finding=task.Finding.NON_COMPLIANT, inspectors=("r-1",), detail="不得外传的文字"
    )
    county.record(
        *county.accepted("a"), county.granted("a", at(2)), county.pushed("t", "a", at(2)),
        county.act("t", result, at(3), org=REGULATOR),
        county.act("t", task.FeedbackPushed(addressee=BUREAU), at(3), org=REGULATOR),
    )  # fmt: skip
    projector.catch_up()
    sent = [(one.type, one.recipient) for one in outgoing(reader, 0)]
    assert sent == [
        ("task.pushed", REGULATOR),
        ("task.result_recorded", REGULATOR), ("task.result_recorded", BUREAU),
        ("task.feedback_pushed", REGULATOR), ("task.feedback_pushed", BUREAU),
    ]  # fmt: skip


def test_free_text_and_inspectors_stay_inside(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(
        county.pushed("t", "a", at(2)),
        county.act("t", task.TaskReturned(reason="张三的电话", cited_record="r"), at(3)),
        county.act("t", task.TaskRerouted(recipient="NEXT", reason="李四说的"), at(4)),
        county.act("t", task.TaskMooted(reason="王五注销"), at(5)),
    )
    projector.catch_up()
    sent = outgoing(reader, 0)
    wire = b"".join(one.payload for one in sent).decode()
    assert not any(name in wire for name in ("张三", "李四", "王五", "p-1"))
    assert [one.recipient for one in sent] == [REGULATOR, REGULATOR, REGULATOR, "NEXT", "NEXT"]


def test_nobody_can_be_addressed_by_a_wildcard(
    county: County, projector: Projector, reader: Reader
) -> None:
    for number, recipient in enumerate(("*", ">", "a.b", "x y")):
        county.record(county.pushed(f"t{number}", "a", recipient=recipient))
    projector.catch_up()
    assert outgoing(reader, 0) == []


def test_each_organisation_reads_its_own_feed_from_where_it_was(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(*(county.pushed(f"t{n}", "a", recipient=("R1", "R2")[n % 2]) for n in range(6)))
    county.record(county.act("a", case.ReviewStarted()))
    projector.catch_up()
    mine = Scope(county.region, orgs=("R1",))
    first = feed(reader, mine, after=0, limit=2)
    rest = feed(reader, mine, after=first.items[-1].number)
    assert [one.number for one in (*first.items, *rest.items)] == [1, 3, 5]
    assert {one.recipient for one in rest.items} == {"R1"}
    assert rest.next is None
