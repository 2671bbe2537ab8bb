"""Given any JSON at all in any place of a report, then there is an act or a problem, no fault."""

from typing import Any
from uuid import UUID

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.ledger.mapper import ActMapper, StateTooLarge
from adapters.ledger.proof.canonical import NotCanonical
from app.reports import Site, prepare
from app.reports.targets import REPORTABLE
from domain.shared.errors import DomainError
from tests.app.reports.conftest import NOW, REGION, SOURCE, Items, report

SITE = Site(REGION, UUID(int=7), Items())
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.sampled_from(["2026-11-20", "2026-11-20T10:00:00+08:00", "0001-01-01T00:00:00+23:59", "7"]),
)
JSON = st.recursive(
    ODD, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner)
)


def attempt(item: Any) -> None:
    """What intake does with an item, short of the database."""
    try:
        act = prepare(orjson.loads(orjson.dumps(item)), SITE, SOURCE, NOW).act
        ActMapper.to_stored_event(MAPPER, act)
    except (DomainError, StateTooLarge, NotCanonical):
        pass


MAPPER = object.__new__(ActMapper)


@settings(max_examples=80, deadline=None)
@given(JSON)
def test_anything_instead_of_a_report(item: Any) -> None:
    attempt(item)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(
        sorted(
            {
                *report(),
                "data__order",
                "data__actor",
                "data__itemCode",
                "data__effectiveDate",
                "data__itemVersion",
                "data__documents",
                "data__region",
                "data__surveyNumber",
            }
        )
    ),
    JSON,
)
def test_anything_in_place_of_one_value(name: str, value: Any) -> None:
    attempt({**report(), name: value} if "__" not in name else report(**{name: value or 0}))


FIELDS = sorted(
    {str(field.alias) for kind in REPORTABLE.values() for field in kind.event.model_fields.values()}
)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(REPORTABLE)), st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_anything_as_the_payload_of_any_act(stored: str, payload: dict[str, Any]) -> None:
    attempt(report(type=f"cn.shenguan.{stored}.v1", data__payload=payload))
