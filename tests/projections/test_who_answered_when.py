"""职责台账: what the rows say of a date, as known at an instant, is what the record's fold says."""

from datetime import date, timedelta
from random import Random
from typing import Any

import psycopg

from domain.registry.competence import Competence
from domain.registry.events import ItemVersionPublished, ResponsibilityAssigned
from domain.registry.powers import (
    InFlight,
    ResponsibilityCorrected,
    ResponsibilityTransferred,
)
from domain.registry.standards import FlowProfile, Function
from domain.shared.act import Act
from domain.shared.ids import event_id
from projections.engine import Projector
from projections.responsibility_queries import When, count_gaps, gaps, history, responsible
from projections.scope import Scope
from tests.projections.county import BUREAU, REGULATOR, County, at

ALL = Scope("320412")
ITEMS, FUNCTIONS = ("ITEM-1", "ITEM-2", "ITEM-3"), (Function.DECIDE, Function.SUPERVISE)
FIRST, STATEMENTS = date(2026, 1, 1), 40
Reader = psycopg.Connection[Any]


def published(county: County, item: str, first: date, **changes: Any) -> Act:
    terms = {"profile": FlowProfile.TWO_LEVEL, "legal_days": 20, "committed_days": 5}
    event = ItemVersionPublished(
        item_code=item, item_version=1, name=item, valid_from=first, **{**terms, **changes}
    )
    return county.act(f"item:{item}", event, at(2))


def statements(county: County, seed: int) -> list[Act]:
    """Random statements, an hour apart; every stream numbers its own."""
    rng, acts, known = Random(seed), [], {}
    for number in range(STATEMENTS):
        item, function = rng.choice(ITEMS), rng.choice(FUNCTIONS)
        name = f"{item}:{function}"
        first = FIRST + timedelta(days=rng.randrange(60))
        until = rng.choice((None, first + timedelta(days=rng.randrange(1, 30))))
        key: dict[str, Any] = {"item_code": item, "function": function, "valid_from": first}
        org, refs = rng.choice((BUREAU, REGULATOR)), known.setdefault(name, [])
        kind = rng.choice(("assign", "transfer", "correct"))
        if kind == "transfer":
            sides = {"from_org": BUREAU, "to_org": org, "in_flight": rng.choice(list(InFlight))}
            event = ResponsibilityTransferred(**key, **sides)
        elif kind == "correct" and refs:
            wrong = refs.pop(rng.randrange(len(refs)))
            answer = rng.choice((None, org))
            event = ResponsibilityCorrected(
                **key, corrects=wrong, org=answer, valid_to=until, reason="更正"
            )
        else:
            event = ResponsibilityAssigned(**key, org=org, valid_to=until)
        version = 1 + sum(act.originator_id == county.stream(name) for act in acts)
        refs.append(event_id(county.stream(name), version))
        acts.append(county.act(name, event, at(2, number), item=item))
    return acts


def test_what_the_rows_say_is_what_the_fold_says_as_known_at_every_instant(
    county: County, projector: Projector, reader: Reader
) -> None:
    acts = statements(county, 11)
    county.record(*acts)
    projector.catch_up()
    folded, versions = Competence(), dict.fromkeys((act.originator_id for act in acts), 0)
    for number, act in enumerate(acts):
        versions[act.originator_id] += 1
        folded.add(act.originator_id, versions[act.originator_id], act.event)
        for day in range(0, 90, 15):
            when = When(FIRST + timedelta(days=day), at(2, number))
            _, page = responsible(reader, ALL, when)
            told = {(row["item"], row["function"]): row["event_id"] for row in page.items
                    if row["org"]}  # fmt: skip
            wanted = {
                (item, function.value): held.ref
                for item in ITEMS
                for function in FUNCTIONS
                if (held := folded.responsible(item, function, when.valid_at))
            }
            assert told == wanted, (number, when)


def test_an_item_that_nobody_answers_for_is_a_gap_from_its_first_day(
    county: County, projector: Projector, reader: Reader
) -> None:
    held = {"function": Function.SUPERVISE, "org": REGULATOR, "valid_from": FIRST}
    one = ResponsibilityAssigned(item_code="ITEM-1", valid_to=date(2026, 6, 1), **held)
    county.record(
        published(county, "ITEM-1", FIRST),
        published(county, "ITEM-2", date(2026, 3, 1), survey_required=True),
        county.act("held", one, at(2)),
    )
    projector.catch_up()

    def found(day: date) -> list[str]:
        _, page = gaps(reader, ALL, When(day, at(3)), function="SUPERVISE")
        return [row["item"] for row in page.items]

    assert found(date(2026, 2, 28)) == []
    assert found(date(2026, 5, 31)) == ["ITEM-2"]
    assert found(date(2026, 6, 1)) == ["ITEM-1", "ITEM-2"]
    counts = count_gaps(reader, ALL, When(date(2026, 6, 1), at(3)), ["SUPERVISE", "SURVEY"])
    assert counts.buckets == {"SUPERVISE": 2, "SURVEY": 1}
    assert gaps(reader, Scope("320413"), When(FIRST, at(3)), function="SUPERVISE")[1].items == []


def test_pages_go_on_with_the_date_of_the_first(
    county: County, projector: Projector, reader: Reader
) -> None:
    for item in ITEMS:
        event = ResponsibilityAssigned(
            item_code=item, function=Function.DECIDE, org=BUREAU, valid_from=FIRST
        )
        county.record(county.act(item, event, at(2)))
    projector.catch_up()
    when, page = responsible(reader, ALL, When(FIRST, at(3)), limit=2)
    other = When(date(2020, 1, 1), at(3))
    again, rest = responsible(reader, ALL, other, cursor=page.next, limit=2)
    assert again == when
    assert [row["item"] for row in (*page.items, *rest.items)] == list(ITEMS)
    assert rest.next is None
    told = history(reader, ALL, item="ITEM-1", function="DECIDE").items
    assert [(row["org"], row["corrected_at"]) for row in told] == [(BUREAU, None)]
