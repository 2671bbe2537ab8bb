"""Given a wide mapping, when rows are read, then each act is stated once and faults are told."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from app.ingest import load_any_mapping, load_mapping
from app.ingest.mapping import FOLDER
from app.ingest.rows import Row
from app.ingest.values import cents
from app.ingest.wide_build import WideBuilder
from app.ingest.wide_mapping import WideMapping
from app.reports.acts import Prepared, Site
from domain.registry.institution import Institution
from domain.shared.errors import DomainError

NOW = datetime(2026, 11, 20, tzinfo=UTC)
GOOD = (FOLDER / "food_inspections.toml").read_text(encoding="utf-8")
INSPECTION = {
    "inspection_id": "7", "licence_no": "30790", "risk": "Risk 3 (Low)",
    "inspection_date": "2013-01-31", "inspection_type": "Canvass", "result": "Fail",
    "critical": "0", "serious": "2", "minor": "0", "inspector": "green",
    "licence_description": "Retail", "application_type": "RENEW", "term_start": "2011-04-16",
    "term_end": "2013-04-15", "licence_status": "AAI",
}  # fmt: skip


def builder(name: str) -> WideBuilder:
    mapping = load_any_mapping(Path(name))
    assert isinstance(mapping, WideMapping)
    site = Site(mapping.region, UUID(int=1), Institution.empty(mapping.region))
    return WideBuilder(mapping, site, NOW)


def told(built: WideBuilder, row: dict[str, str]) -> list[tuple[bool, str]]:
    return [
        (own, act.code if isinstance(act, DomainError) else act.act.event.TYPE)
        for own, act in built.acts(row)
    ]


def test_the_acts_of_a_term_are_stated_once_whatever_the_order() -> None:
    later = {**INSPECTION, "inspection_id": "8", "inspection_date": "2012-01-31"}
    for rows in ([INSPECTION, later], [later, INSPECTION]):
        built = builder("food_inspections")
        first, second = (told(built, row) for row in rows)
        assert first[4:] == second == [
            (False, "inspection.planned"), (True, "inspection.recorded"),
            (False, "inspection.correction_ordered"),
        ]  # fmt: skip
        assert [kind for _, kind in first[:4]] == [
            "case.application_submitted", "case.step_recorded", "case.permit_granted",
            "permit.issued",
        ]  # fmt: skip


def test_what_is_counted_becomes_lines_and_nothing_counted_is_not_checked() -> None:
    uncounted = {**INSPECTION, "minor": ""}
    acts = [act for own, act in builder("food_inspections").acts(uncounted) if own]
    assert isinstance(acts[0], Prepared)
    lines = acts[0].act.event.model_dump(mode="json")["items"]
    assert [(one["outcome"], one["gravity"], one["note"]) for one in lines] == [
        ("PASSED", None, None), ("FAILED", "SERIOUS", "2"), ("NOT_CHECKED", None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"result": "Out of Business"}, [(True, "unmapped-activity")]),
        ({"serious": "two"}, [(True, "bad-value")]),
        ({"inspection_id": ""}, [(True, "missing-column")]),
        ({"inspection_date": "2013-02-31"}, [(True, "bad-time")]),
        ({"inspection_date": "2099-01-01"}, [(True, "future-time")]),
        ({"term_end": "never"}, [(False, "bad-value"), (True, "inspection.recorded")]),
    ],
)
def test_a_fault_is_told_and_the_rest_goes_in(
    change: dict[str, str], expected: list[tuple[bool, str]]
) -> None:
    found = told(builder("food_inspections"), {**INSPECTION, **change})
    assert [one for one in found if one in expected] == [
        *(one for one in found if one == expected[0]), *expected[1:],
    ]  # fmt: skip
    assert sum(own for own, _ in found) == 1


def test_another_content_under_the_same_name_is_left_to_the_log() -> None:
    built = builder("food_inspections")
    told(built, INSPECTION)
    other = told(built, {**INSPECTION, "inspection_id": "9", "term_end": "2014-04-15"})
    assert [kind for _, kind in other[:2]] == ["case.permit_granted", "permit.issued"]


def test_a_surcharge_is_what_was_added_to_the_fine_of_another_row() -> None:
    fine = {
        "case_id": "A1", "activity": "Create Fine", "lifecycle": "complete", "amount": "36.0",
        "timestamp": "2007-03-09", "activity_instance_id": "8", "dismissal": "NIL",
        "article": "157.0", "vehicleclass": "A", "points": "0.0",
    }  # fmt: skip
    more = {**fine, "activity": "Add penalty", "amount": "74.0", "activity_instance_id": "11"}
    for rows in ([fine, more], [more, fine]):
        built = builder("road_fines")
        built.memory.read(Row(number, row) for number, row in enumerate(rows, 1))
        stated = [act for own, act in built.acts(more) if own]
        assert isinstance(stated[0], Prepared)
        assert stated[0].act.event.model_dump()["amount_cents"] == 3800
    assert told(builder("road_fines"), more) == [(True, "bad-value")]  # nothing to take off


@pytest.mark.parametrize(
    ("text", "divisor", "expected"),
    [("36.0", 1, 3600), ("360.0", 10, 3600), ("0.01", 1, 1), ("0.001", 1, None),
     ("-1", 1, None), ("1e3", 1, None), ("0.1", 100, None), ("NaN", 1, None)],
)  # fmt: skip
def test_amounts_become_whole_cents_or_nothing(
    text: str, divisor: int, expected: int | None
) -> None:
    if expected is None:
        with pytest.raises(ValueError, match=text):
            cents(text, divisor)
    else:
        assert cents(text, divisor) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('of = "licence"', 'of = "licences"'),
        ('type = "inspection.cleared"', 'type = "inspection.blessed"'),
        ('of = "inspection"', 'of = "licence"'),
        ("own = true\n", ""),
        ('{ column = "result" }', '{ column = "result", text = "{result}" }'),
        ('[party]', '[partie]'),
    ],
)  # fmt: skip
def test_a_wide_mapping_says_what_is_wrong_with_it(tmp_path: Path, old: str, new: str) -> None:
    assert old in GOOD
    path = tmp_path / "mapping.toml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(DomainError, match="mapping-invalid"):
        load_any_mapping(path)


def test_commands_that_read_activities_refuse_it() -> None:
    with pytest.raises(DomainError, match="mapping-invalid"):
        load_mapping(FOLDER / "road_fines.toml")
