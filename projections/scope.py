"""机构 × 事项 × 区划: the one filter of every read path. Deny by default.

A query never builds a condition of its own for who may see what: it names its columns and takes
`Scope.where`. An empty tuple allows nothing; only None means "all of them".
"""

from dataclasses import dataclass
from typing import Any, LiteralString


@dataclass(frozen=True, slots=True)
class Scope:
    """What a reader may see: one region, and in it some organisations and items (None: all).

    An organisation sees what it is party to: acts of its own, and what was addressed to it.
    `clues`: also what only discipline inspectors are told (线索, domain.md §6).
    """

    region: str
    orgs: tuple[str, ...] | None = None
    items: tuple[str, ...] | None = None
    clues: bool = False

    def where(
        self,
        *,
        region: LiteralString = "region",
        item: LiteralString = "item",
        org: LiteralString | None = None,
        orgs: LiteralString | None = None,
        party: LiteralString | None = None,
    ) -> tuple[LiteralString, dict[str, Any]]:
        """SQL condition and its named parameters (`scope_…`).

        Name exactly one of: `org` (a text column), `orgs` (a text[] column), or `party` (an EXISTS
        condition that may use `%(scope_orgs)s`).
        """
        if (org is None) + (orgs is None) + (party is None) != 2:
            raise ValueError("name one way to tell which organisations a row belongs to")
        conditions: list[LiteralString] = [f"{region} = %(scope_region)s"]
        params: dict[str, Any] = {"scope_region": self.region}
        if self.orgs is not None:
            params["scope_orgs"] = list(self.orgs)
            if orgs is not None:
                conditions.append(f"{orgs} && %(scope_orgs)s::text[]")
            elif org is not None:
                conditions.append(f"{org} = ANY(%(scope_orgs)s::text[])")
            else:
                conditions.append(party or "false")
        if self.items is not None:
            conditions.append(f"{item} = ANY(%(scope_items)s::text[])")
            params["scope_items"] = list(self.items)
        return " AND ".join(conditions), params

    @property
    def weights(self) -> LiteralString:
        """SQL condition on the column `severity` of findings."""
        return "true" if self.clues else "severity <> 'CLUE'"

    def allows(self, region: str, item: str | None, orgs: tuple[str, ...]) -> bool:
        """The same filter for a row already in hand (streams)."""
        return (
            region == self.region
            and (self.orgs is None or bool(set(orgs) & set(self.orgs)))
            and (self.items is None or item in self.items)
        )


NOTHING = Scope(region="", orgs=(), items=())
"""Sees nothing."""
