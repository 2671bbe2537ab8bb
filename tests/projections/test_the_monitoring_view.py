"""Lights and findings: computed when looked at, from what the log says."""

from datetime import date, datetime
from typing import Any

import psycopg
import pytest

from domain.approval import events as case
from domain.registry.events import ResponsibilityAssigned
from domain.registry.powers import ResponsibilityTransferred
from domain.registry.standards import FlowProfile, Function
from domain.shared.act import EntryMode
from projections.engine import Projector
from projections.finding_queries import count_findings, findings
from projections.monitoring_queries import CaseFilter, cases, count_lights, ended_late, explain
from projections.monitoring_queries import case as one_case
from projections.scope import Scope
from tests.projections.county import BUREAU, ITEM, REGULATOR, County, at
from tests.projections.history import random_history

ALL = Scope("320412")
Reader = psycopg.Connection[Any]
# accepted on Monday 2026-03-02: committed 10 days until 03-16, legal 20 days until 03-30


@pytest.mark.parametrize(
    ("now", "light", "committed", "legal"),
    [
        (at(2, 3), "GREEN", 10, 20),
        (at(11, 14), "GREEN", 3, 13),  # 23:00 of the day before the warning
        (at(12), "WARN", 2, 12),
        (at(16, 14), "WARN", 0, 10),  # the due day itself until 24:00
        (at(16, 15), "YELLOW", -1, 9),
        (at(30, 14), "YELLOW", -10, 0),
        (at(30, 15), "RED", -11, -1),
    ],
)
def test_the_light_follows_the_clock(
    county: County, projector: Projector, reader: Reader, now: datetime, light: str,
    committed: int, legal: int,
) -> None:  # fmt: skip
    county.record(county.calendar(), *county.accepted("a"))
    projector.catch_up()
    row = one_case(reader, ALL, county.stream("a"), now=now)
    assert row is not None
    assert (row["light"], row["committed_remaining"], row["legal_remaining"]) == (
        light, committed, legal,
    )  # fmt: skip
    assert (row["committed_due"], row["legal_due"]) == (date(2026, 3, 16), date(2026, 3, 30))
    assert not row["provisional"]
    assert count_lights(reader, ALL, now=now).buckets[light] == 1


def test_a_decision_stops_the_light_where_it_was(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(county.calendar(), *county.accepted("a"), *county.accepted("b"))
    county.record(county.granted("a", at(16)), county.granted("b", at(17)))
    projector.catch_up()
    decided = CaseFilter(open=None)
    rows = {r["case_number"]: r for r in cases(reader, ALL, now=at(31), wanted=decided).items}
    assert rows["320412-a"]["light"] == "GREEN"
    assert rows["320412-b"]["light"] == "YELLOW"
    found = findings(reader, ALL, now=at(31), rule="T-02").items
    assert [(f["case_number"], f["severity"], f["title"]) for f in found] == [
        ("320412-b", "YELLOW", "承诺超期")
    ]
    assert len(found[0]["evidence"]) == 2  # the acceptance and the decision


def test_a_late_report_moots_a_finding(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(county.calendar(), *county.accepted("a", mode=EntryMode.IMPORTED))
    projector.catch_up()
    assert [f["rule"] for f in findings(reader, ALL, now=at(31)).items] == ["T-03", "T-02"]
    in_time = county.granted("a", at(10), mode=EntryMode.IMPORTED)
    county.record(in_time, recorded=at(31))
    projector.catch_up()
    left = {f["rule"] for f in findings(reader, ALL, now=at(31)).items}
    assert not left & {"T-02", "T-03"}


def test_acts_in_any_order_give_the_same_case(
    county: County, projector: Projector, reader: Reader
) -> None:
    mode = EntryMode.IMPORTED
    acts = [*county.accepted("a", mode=mode), county.granted("a", at(10), mode=mode)]
    county.record(county.calendar(), *reversed(acts), recorded=at(20))
    projector.catch_up()
    row = one_case(reader, ALL, county.stream("a"), now=at(20))
    assert row is not None
    assert (row["phase"], row["outcome"], row["legal_due"]) == (
        "DECIDED", "GRANTED", date(2026, 3, 30),
    )  # fmt: skip


def test_a_calendar_amendment_recomputes_open_deadlines_and_findings(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(county.calendar(), *county.accepted("a"), *county.accepted("b"))
    county.record(county.granted("b", at(17)))
    projector.catch_up()
    assert count_findings(reader, ALL, now=at(17)).buckets["T-02"] == {"YELLOW": 2}
    county.record(county.amended(date(2026, 3, 12), date(2026, 3, 13), at(17)))
    projector.catch_up()
    row = one_case(reader, ALL, county.stream("a"), now=at(17))
    assert row is not None
    assert (row["committed_due"], row["calendar_version"]) == (date(2026, 3, 18), "test-2")
    assert count_findings(reader, ALL, now=at(17)).buckets["T-02"] == {}


def test_without_a_calendar_every_date_is_provisional(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(*county.accepted("a"))
    projector.catch_up()
    row = one_case(reader, ALL, county.stream("a"), now=at(3))
    assert row is not None
    assert row["provisional"]


def test_an_open_special_procedure_pauses_the_case(
    county: County, projector: Projector, reader: Reader
) -> None:
    paused = case.SpecialProcedureStarted(
        procedure=case.SpecialProcedure.EXPERT_REVIEW, noticed_days=5, notice_served=True
    )
    county.record(county.calendar(), *county.accepted("a"), county.act("a", paused, at(4)))
    projector.catch_up()
    row = one_case(reader, ALL, county.stream("a"), now=at(30, 20))
    assert row is not None
    assert (row["phase"], row["paused"], row["paused_since"]) == ("PAUSED", True, date(2026, 3, 4))
    assert row["legal_due"] > date(2026, 4, 20)  # a lower bound that moves with the day
    assert row["committed_due"] == date(2026, 3, 23)  # what was told caps the pause
    assert row["light"] == "YELLOW"


def test_a_stated_deadline_is_used_as_stated(
    county: County, projector: Projector, reader: Reader
) -> None:
    mode = EntryMode.IMPORTED
    for name, ended in (("late", at(6, 2)), ("in_time", at(5, 23)), ("open", None)):
        county.record(
            *county.opened(name, mode=mode, stated=at(6, 1)),
            *([county.act(name, case.CaseEndedAtSource(), ended, mode=mode)] if ended else []),
        )
    county.record(*county.opened("none", mode=mode))
    county.record(county.act("none", case.CaseEndedAtSource(), at(9), mode=mode))
    projector.catch_up()
    assert ended_late(reader, ALL).buckets == {
        "ended": 3, "late": 1, "in_time": 1, "without_deadline": 1, "not_ended": 1,
    }  # fmt: skip
    found = findings(reader, ALL, now=at(7), rule="T-03").items
    assert {f["case_number"] for f in found} == {"320412-late", "320412-open"}
    explained = explain(reader, ALL, county.stream("late"), now=at(7))
    assert explained is not None
    assert explained.stated is not None
    assert explained.stated.stated_at == at(6, 1)


def test_the_explanation_counts_every_day(
    county: County, projector: Projector, reader: Reader
) -> None:
    holidays = (date(2026, 3, 12), date(2026, 3, 13))
    county.record(county.calendar(holidays, worked=[date(2026, 3, 14)]), *county.accepted("a"))
    projector.catch_up()
    explained = explain(reader, ALL, county.stream("a"), now=at(3))
    assert explained is not None
    committed = explained.committed
    assert committed is not None
    assert committed.due.date == date(2026, 3, 17)
    assert [h.name for h in committed.holidays] == ["节日"]
    assert committed.make_up_days[0][0] == date(2026, 3, 14)
    assert committed.calendar_version == "test-1"
    assert explained.legal is not None
    assert explained.legal.due.date == date(2026, 3, 31)


def test_one_person_in_two_stages_is_found(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(
        *county.accepted("five"), county.granted("five", at(3), person="p-1"),
        *county.accepted("two", profile=FlowProfile.TWO_LEVEL),
        county.act("two", case.ReviewStarted(), at(3), person="p-2"),
        county.granted("two", at(4), person="p-2"),
    )  # fmt: skip
    projector.catch_up()
    found = findings(reader, ALL, now=at(5), rule="P-02").items
    assert [(f["case_number"], f["person"], f["note"]) for f in found] == [
        ("320412-five", "p-1", "ACCEPT+DECIDE")
    ]
    assert found[0]["law"]
    assert len(found[0]["evidence"]) == 2


def test_a_native_act_entered_days_later_is_found(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(county.calendar(), *county.accepted("a"))
    late = county.record(county.act("a", case.ReviewStarted(), at(3), person="p-5"), recorded=at(9))
    projector.catch_up()
    found = findings(reader, ALL, now=at(9), rule="D-01").items
    assert [(f["evidence"], f["person"], f["note"]) for f in found] == [
        ([late], "p-5", "LATE_ENTRY")
    ]


def test_an_unanswered_application_warns_and_then_turns_yellow(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(county.calendar(), *county.opened("a"))
    projector.catch_up()
    for now, light in ((at(6, 14), "GREEN"), (at(6, 15), "WARN"), (at(9, 15), "YELLOW")):
        row = one_case(reader, ALL, county.stream("a"), now=now)
        assert row is not None
        assert row["light"] == light
    assert [f["rule"] for f in findings(reader, ALL, now=at(10)).items] == ["T-04"]


def test_lists_filter_and_page(county: County, projector: Projector, reader: Reader) -> None:
    county.record(county.calendar())
    for number in range(5):
        county.record(*county.accepted(f"x{number}", at(2, number)))
    county.record(*county.accepted("y", at(3), item="ITEM-2"))
    projector.catch_up()
    now = at(3)
    first = cases(reader, ALL, now=now, wanted=CaseFilter(number="320412-x"), limit=3)
    rest = cases(reader, ALL, now=now, cursor=first.next, limit=3)
    assert len(first.items) == 3
    assert len(rest.items) == 2
    assert rest.next is None
    assert cases(reader, ALL, now=now, wanted=CaseFilter(number="320412-%")).items == []
    only = cases(reader, ALL, now=now, wanted=CaseFilter(item="ITEM-2", light="GREEN")).items
    assert [row["case_number"] for row in only] == ["320412-y"]


@pytest.mark.parametrize("seed", [11, 12])
def test_queries_and_rules_agree_at_every_moment(
    county: County, projector: Projector, reader: Reader, seed: int
) -> None:
    county.record(*random_history(county, seed))
    projector.catch_up()
    known = [r[0] for r in reader.execute("SELECT case_id FROM proj.monitored_case").fetchall()]
    for day in (3, 8, 13, 18, 25, 31):
        for case_id in known:
            explained = explain(reader, ALL, case_id, now=at(day))
            assert explained is not None
            listed = findings(reader, ALL, now=at(day), case=case_id, limit=200).items
            assert sorted((f["rule"], f["severity"], f["since"]) for f in listed) == sorted(
                (f.rule, f.severity.value, f.since) for f in explained.findings
            )


def test_a_transfer_learned_of_later_judges_what_was_reported_before(
    county: County, projector: Projector, reader: Reader
) -> None:
    held = {"item_code": ITEM, "function": Function.DECIDE}
    assigned = ResponsibilityAssigned(**held, org=BUREAU, valid_from=date(2026, 1, 1))
    mode = EntryMode.IMPORTED
    county.record(
        county.calendar(), county.act("power", assigned), *county.accepted("a", mode=mode),
        county.granted("a", at(10), mode=mode),
    )  # fmt: skip
    projector.catch_up()
    assert findings(reader, ALL, now=at(11), rule="D-02").items == []
    sides = {"from_org": BUREAU, "to_org": REGULATOR}
    moved = ResponsibilityTransferred(**held, **sides, valid_from=date(2026, 3, 9))
    county.record(county.act("power", moved, at(11)))
    projector.catch_up()
    (found,) = findings(reader, ALL, now=at(11), rule="D-02").items
    assert (found["title"], found["note"]) == ("无权办理", "OTHER_ORGANISATION")
    told = explain(reader, ALL, county.stream("a"), now=at(11))
    assert told is not None
    assert "D-02" in [one.rule for one in told.findings]
