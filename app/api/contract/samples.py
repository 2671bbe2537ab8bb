"""Body and answer of a draw of finished cases (办件抽查)."""

from datetime import date
from typing import Any
from uuid import UUID

from app.api.contract.shapes import Count, Hash, Shape
from domain.shared.event import Code, Text, Value


class DrawSample(Value):
    """抽查: cases of an item that ended from `closedFrom` to `closedTo`, both included.

    `draw` numbers the draw; `seed` was published before it. The same again completes a draw that
    was broken off.
    """

    draw: Code
    item_code: Code
    seed: Text
    closed_from: date
    closed_to: date


class Pool(Shape):
    """Finished cases to draw from, by id; with the seed of a draw anybody can repeat it."""

    pool_size: Count
    pool_digest: Hash
    cases: list[UUID]


class Drawn(Shape):
    """What was drawn: the cases with the smallest SHA-256 of seed, line feed and id. `poolDigest`:
    SHA-256 of the sorted ids of the pool, one a line."""

    draw: str
    permille: Count
    pool_size: Count
    pool_digest: Hash
    cases: list[UUID]


BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/DrawSample"},
                "example": {
                    "draw": "CC-2026-1", "itemCode": "329901-0101", "seed": "双色球2026124期",
                    "closedFrom": "2026-10-01", "closedTo": "2026-10-31",
                },
            }
        },
    }
}  # fmt: skip
