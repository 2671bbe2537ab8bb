"""检查计划、回避登记、双随机抽查: lists for whoever inspects, and draws as anybody sees them."""

from datetime import date
from typing import Any, LiteralString
from uuid import UUID

import orjson
import psycopg

from projections.pages import Listing, Page, Row, decode, fetch, snapshot
from projections.scope import Scope

_ITEM: LiteralString = """(SELECT min(one) FROM unnest(items) AS one
   WHERE one = ANY(%(scope_items)s::text[]))"""
"""A row of several items is seen by whoever may see one of them."""
_PLANS: LiteralString = """
SELECT org, year, plan_version, published_on, yearly_cap, facts, position
  FROM proj.inspection_plan"""
_PLAN_KEY = (("year", "int"), ("org", "text"), ("plan_version", "int"))
_IN_FORCE: LiteralString = """NOT EXISTS (SELECT FROM proj.inspection_plan later
   WHERE later.region = inspection_plan.region AND later.org = inspection_plan.org
     AND later.year = inspection_plan.year AND later.published_on <= %(on)s
     AND later.plan_version > inspection_plan.plan_version) AND published_on <= %(on)s"""
_RECUSALS: LiteralString = """
SELECT recusal_id, org, person, subject, declared_on, valid_to, reason, position
  FROM proj.recusal"""
_DRAWS: LiteralString = """
SELECT draw_id, region, org, draw_number, state, draw_on, inspect_by, announced_at, performed_at,
       published_at, cancelled_at, position, facts FROM proj.draw"""
_DRAW_KEY = (("draw_on", "date"), ("draw_id", "uuid"))
ANNOUNCED = (
    "plan", "itemCodes", "checks", "ratios", "crew", "objects", "objectsDigest", "inspectors",
    "inspectorsDigest", "poolPosition", "seedCommitment", "publicValue",
)  # fmt: skip


def plans(
    connection: psycopg.Connection[Any],
    scope: Scope,
    *,
    year: int | None = None,
    org: str | None = None,
    on: date | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """Published versions, the latest year first; `on`: only those in force on that date."""
    filters: dict[str, Any] = {"year": year, "org": org, "on": on.isoformat() if on else None}
    after = None
    if cursor:
        filters, after = decode("plans", cursor)
    where, params = scope.where(org="org", item=_ITEM)
    where += _one("year", filters["year"]) + _one("org", filters["org"])
    if filters["on"]:
        where += " AND " + _IN_FORCE
    listing = Listing("plans", _PLANS, _PLAN_KEY, descending=True)
    with snapshot(connection) as (cur, position):
        rows, following = fetch(cur, listing, where, {**params, **filters}, filters, after, limit)
    for row in rows:
        checks = orjson.loads(row.pop("facts"))["checks"]
        row["checks"] = [
            {
                "name": line["name"],
                "item_code": line["itemCode"],
                "legal_basis": line.get("legalBasis"),
            }
            for line in checks
        ]
    return Page(rows, following, position)


def recusals(
    connection: psycopg.Connection[Any],
    scope: Scope,
    *,
    person: str | None = None,
    subject: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """Who must not inspect whom, as the caller's organisation has stated it."""
    filters: dict[str, Any] = {"person": person, "subject": subject}
    after = None
    if cursor:
        filters, after = decode("recusals", cursor)
    where, params = scope.where(org="org", item="(%(scope_items)s::text[])[1]")
    where += _one("person", filters["person"]) + _one("subject", filters["subject"])
    listing = Listing("recusals", _RECUSALS, (("recusal_id", "uuid"),))
    with snapshot(connection) as (cur, position):
        rows, following = fetch(cur, listing, where, {**params, **filters}, filters, after, limit)
    return Page(rows, following, position)


def draws(
    connection: psycopg.Connection[Any],
    scope: Scope,
    *,
    state: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """Draws by their day, the latest first."""
    filters, after = {"state": state}, None
    if cursor:
        filters, after = decode("draws", cursor)
    where, params = scope.where(org="org", item=_ITEM)
    where += _one("state", filters["state"])
    listing = Listing("draws", _DRAWS, _DRAW_KEY, descending=True)
    with snapshot(connection) as (cur, position):
        rows, following = fetch(cur, listing, where, {**params, **filters}, filters, after, limit)
    return Page([_shown(row) for row in rows], following, position)


def draw(connection: psycopg.Connection[Any], scope: Scope, draw_id: UUID) -> Row | None:
    """One draw with its result; None if there is none, or it may not be seen."""
    where, params = scope.where(org="org", item=_ITEM)
    with snapshot(connection) as (cur, position):
        row = cur.execute(
            f"{_DRAWS} WHERE {where} AND draw_id = %(draw)s", {**params, "draw": draw_id}
        ).fetchone()
    if row is None:
        return None
    facts = orjson.loads(row["facts"])
    performed = facts.get("PERFORMED", {}).get("said", {})
    found = _shown(row) | {"as_of_position": position}
    found["secret"], found["seed"] = performed.get("secret"), performed.get("seed")
    found["public_value_given"] = performed.get("publicValue")
    for name in ("drawn", "recused", "undrawn"):
        found[name] = performed.get(name, [])
    return found


def public_draws(
    connection: psycopg.Connection[Any],
    region: str,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """What anybody may know: announcements, and published results without the officers."""
    after = None
    if cursor:
        _, after = decode("public_draws", cursor)
    listing = Listing("public_draws", _DRAWS, _DRAW_KEY, descending=True)
    params = {"region": region}
    with snapshot(connection) as (cur, position):
        rows, following = fetch(cur, listing, "region = %(region)s", params, {}, after, limit)
    return Page([_public(row) for row in rows], following, position)


def _shown(row: Row) -> Row:
    facts = orjson.loads(row.pop("facts"))
    said = facts["ANNOUNCED"]["said"]
    return row | {_snake(name): said.get(name, []) for name in ANNOUNCED} | {
        "drawn_count": len(facts.get("PERFORMED", {}).get("said", {}).get("drawn", ())),
        "place": facts.get("PUBLISHED", {}).get("said", {}).get("place"),
        "reason": facts.get("CANCELLED", {}).get("said", {}).get("reason"),
    }  # fmt: skip


def _public(row: Row) -> Row:
    """Nothing of a result before it is published; of the officers their number alone."""
    facts = orjson.loads(row["facts"])
    published = "PUBLISHED" in facts
    performed = facts["PERFORMED"]["said"] if published else {}
    found = _shown(row)
    found["drawn_count"] = len(performed["drawn"]) if published else None
    found["secret"], found["seed"] = performed.get("secret"), performed.get("seed")
    found["public_value_given"] = performed.get("publicValue")
    found["results"] = [
        {"key": one["key"], "grade": one["grade"], "officers": len(one["officers"])}
        for one in performed.get("drawn", ())
    ]
    for name in ("performed_at", "position", "draw_id"):
        found.pop(name)
    return found


def _snake(name: str) -> str:
    return "".join("_" + char.lower() if char.isupper() else char for char in name)


_CONDITIONS: dict[str, LiteralString] = {
    "year": " AND year = %(year)s",
    "org": " AND org = %(org)s",
    "state": " AND state = %(state)s",
    "person": " AND person = %(person)s",
    "subject": " AND subject = %(subject)s::uuid",
}


def _one(name: str, value: object) -> LiteralString:
    return "" if value is None else _CONDITIONS[name]
