"""L-01, L-02, C-01 in the view: at every moment, after late reports, and from zero again."""

from datetime import date, datetime
from typing import Any

import psycopg

from domain.approval import events as case
from domain.commitment import events as promise
from domain.registry.events import ResponsibilityAssigned
from domain.registry.standards import Function
from domain.shared.act import Act, EntryMode, Role
from domain.shared.refusals import CommandRefused
from domain.supervision import events as task
from projections.commitments import Commitments
from projections.engine import Projector
from projections.finding_queries import count_findings, findings
from projections.monitoring import Monitoring
from projections.monitoring_duties import Duties
from projections.monitoring_queries import explain
from projections.registry import PROJECTIONS
from projections.scope import Scope
from tests.projections.county import ITEM, REGULATOR, START, County, at, everything

ALL = Scope("320412")
OTHER = "11320412014888888Y"
Reader = psycopg.Connection[Any]


def answers(
    county: County, org: str = REGULATOR, since: date = date(2026, 1, 1), when: datetime = START
) -> Act:
    event = ResponsibilityAssigned(
        item_code=ITEM, function=Function.SUPERVISE, org=org, valid_from=since
    )
    return county.act(f"record-{org}-{since}", event, when, role=Role.ADMIN, item=None)


def by_regulator(county: County, event: Any, when: datetime, **more: Any) -> Act:
    return county.act("job", event, when, person="r-1", role=Role.REGULATOR, org=REGULATOR, **more)


def listed(reader: Reader, rule: str, now: datetime, **more: Any) -> list[tuple[Any, ...]]:
    rows = findings(reader, ALL, now=now, rule=rule, **more).items
    return [(row["severity"], row["since"], row["note"]) for row in rows]


def test_an_outcome_without_a_push_shows_when_its_working_day_has_ended(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(county.calendar(), answers(county), *county.accepted("a"))
    county.record(county.granted("a", at(6)))  # a Friday
    projector.catch_up()
    late = at(9, 15)  # Monday 24:00
    assert listed(reader, "L-01", at(9, 14)) == []
    assert listed(reader, "L-01", late) == [("YELLOW", late, "NOT_PUSHED")]
    assert count_findings(reader, ALL, now=late).buckets["L-01"] == {"YELLOW": 1}
    (row,) = findings(reader, ALL, now=late, rule="L-01").items
    assert (row["case_number"], row["item"], row["org"]) == ("320412-a", ITEM, REGULATOR)
    assert row["notify"] == ("BUREAU", "EFFICIENCY", "LIAISON")
    county.record(county.pushed("job", "a", at(9)), recorded=at(10))
    projector.catch_up()
    assert listed(reader, "L-01", at(10)) == []
    (gone,) = findings(reader, ALL, now=at(10), rule="L-01", cancelled=True).items
    assert (gone["cancelled"], gone["severity"], gone["since"]) == ("LATE_REPORT", "YELLOW", late)
    assert gone["cancelled_by"] in gone["evidence"]


def test_a_corrected_record_of_responsibility_moves_the_finding(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(answers(county), *county.accepted("a"), county.granted("a", at(3)))
    county.record(county.pushed("job", "a", at(3, 1), recipient=OTHER))
    projector.catch_up()
    assert listed(reader, "L-01", at(3, 2)) == [("YELLOW", at(3, 1), "WRONG_ORGANISATION")]
    county.record(answers(county, OTHER, date(2026, 3, 3), at(4)))
    projector.catch_up()
    assert listed(reader, "L-01", at(31)) == []
    county.record(answers(county, REGULATOR, date(2026, 3, 4), at(5)))
    projector.catch_up()
    assert listed(reader, "L-01", at(31)) == []
    live = everything_of_duties(reader)
    projector.rebuild("duties")
    assert everything_of_duties(reader) == live


def test_a_gap_of_supervision_is_proved_by_its_refusal(
    county: County, projector: Projector, reader: Reader
) -> None:
    gap = CommandRefused(
        target=county.stream("a"), command="push-task", code="no-responsible-organisation",
        reason="监管空白", reason_en="gap",
    )  # fmt: skip
    other = gap.model_copy(update={"code": "something-else"})
    county.record(*county.accepted("a"), county.granted("a", at(3)))
    last = county.record(county.act("refusals", gap, at(3)), county.act("more", other, at(3)))
    projector.catch_up()
    (row,) = findings(reader, ALL, now=at(31), rule="L-01").items
    assert (row["note"], row["evidence"]) == ("NO_RESPONSIBLE_ORGANISATION", [last - 2, last - 1])


def test_an_unanswered_push_climbs_by_steps_and_stays_one_finding(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(county.calendar((date(2026, 3, 4), date(2026, 3, 6)), worked=[date(2026, 3, 7)]))
    county.record(county.pushed("job", "a", at(2)))
    projector.catch_up()
    seen = [
        [(row["severity"], row["note"], len(row["steps"])) for row in rows.items]
        for day in (3, 4, 7, 8, 10, 17, 18)
        for rows in [findings(reader, ALL, now=at(day), rule="L-02")]
    ]
    # one working day: 3/3; three: 3/3, Saturday 3/7, 3/9; ten: 3/18
    warn, claim = [("WARN", "UNSIGNED", 1)], [("YELLOW", "UNCLAIMED", 2)]
    assert seen == [[], warn, warn, warn, claim, claim, claim]
    assert [s["severity"] for s in findings(reader, ALL, now=at(19), severity="YELLOW").items] == [
        "YELLOW"
    ]
    (row,) = findings(reader, ALL, now=at(19), rule="L-02").items
    assert [step.note for step in row["steps"]] == ["UNSIGNED", "UNCLAIMED", "NO_PLAN"]


def test_answers_in_time_leave_nothing_and_late_ones_stay(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(county.pushed("job", "a", at(2)), by_regulator(county, task.TaskSigned(), at(4)))
    county.record(by_regulator(county, task.TaskClaimed(), at(5)))
    plan = task.SupervisionPlanned(mode=task.SupervisionMode.SPECIAL, planned_date=date(2026, 6, 1))
    county.record(by_regulator(county, plan, at(6)))
    projector.catch_up()
    assert listed(reader, "L-02", at(31)) == [("WARN", at(3, 15), "UNSIGNED")]


def test_imported_archives_have_no_claim_clocks(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(county.pushed("job", "a", at(2), historic=True), recorded=at(2, month=11))
    projector.catch_up()
    assert listed(reader, "L-02", at(31, month=12)) == []


def test_a_commitment_left_unverified_climbs_to_red(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(county.in_force("deed", "a", at(2), days=10))  # verify by 3/16
    projector.catch_up()
    climb = [listed(reader, "C-01", now) for now in (at(8), at(9), at(16, 15), at(30, 15))]
    assert [[one[0] for one in found] for found in climb] == [[], ["WARN"], ["YELLOW"], ["RED"]]
    assert count_findings(reader, ALL, now=at(31)).buckets["C-01"] == {"RED": 1}
    verified = promise.CommitmentVerified(inspectors=("r-1", "r-2"))
    county.record(
        county.act("deed", verified, at(6), role=Role.REGULATOR, org=REGULATOR,
                   mode=EntryMode.IMPORTED),
        recorded=at(31),
    )  # fmt: skip
    projector.catch_up()
    assert listed(reader, "C-01", at(31)) == []
    assert len(listed(reader, "C-01", at(31), cancelled=True)) == 1


def test_reports_in_any_order_end_in_the_same_findings(
    county: County, projector: Projector, reader: Reader
) -> None:
    mode = EntryMode.IMPORTED

    def acts(name: str) -> list[Act]:
        return [
            *county.accepted(name, mode=mode), county.granted(name, at(4), mode=mode),
            county.act(name, case.ReviewCompleted(), at(5), person="p-4", mode=mode),
            county.act(name, case.CertificateMade(), at(3), person="p-5", mode=mode),
            county.pushed(f"{name}-job", name, at(9), recipient=OTHER, mode=mode),
            county.act(f"{name}-job", task.TaskSigned(), at(9, 2), mode=mode),
        ]  # fmt: skip

    county.record(county.calendar(), answers(county))
    county.record(*acts("forth"), recorded=at(20))
    county.record(*reversed(acts("back")), recorded=at(20))
    projector.catch_up()
    found = [
        sorted(
            (f["rule"], f["severity"], f["since"], f["note"])
            for f in findings(reader, ALL, now=at(25), case=county.stream(name)).items
        )
        for name in ("forth", "back")
    ]
    assert found[0] == found[1]
    assert {rule for rule, *_ in found[0]} == {"D-01", "L-01", "L-02", "P-01", "P-10"}
    explained = explain(reader, ALL, county.stream("back"), now=at(25))
    assert explained is not None
    assert sorted(f.rule for f in explained.findings) == [rule for rule, *_ in found[0]]


def test_a_database_of_the_first_release_gets_the_new_views_at_start(
    url: str, county: County, reader: Reader, projector: Projector
) -> None:
    class OldMonitoring(Monitoring):
        version = 1

    county.record(answers(county), *county.accepted("a"), county.granted("a", at(3)))
    before = tuple(
        OldMonitoring if kind is Monitoring else kind for kind in PROJECTIONS if kind is not Duties
    )
    old = Projector(url, projections=before)
    old.catch_up()
    old.close()
    assert reader.execute("SELECT to_regclass('proj.duty')").fetchone() == (None,)

    projector.prepare()

    rows = dict(reader.execute("SELECT name, version FROM proj.registry").fetchall())
    assert (rows["monitoring"], rows["duties"]) == (Monitoring.version, Duties.version)
    assert rows["commitments"] == Commitments.version
    assert {"L-01", "P-01"} <= {row["rule"] for row in findings(reader, ALL, now=at(6)).items}
    live = everything(url)
    projector.rebuild()
    assert everything(url) == live


def everything_of_duties(reader: Reader) -> list[Any]:
    return [
        sorted(reader.execute("SELECT * FROM proj.watched").fetchall(), key=str),
        sorted(reader.execute("SELECT * FROM proj.duty").fetchall(), key=str),
    ]
