"""两库: assembled from the county's own records, kept under their digests, read back unchanged.

Kept contents cannot drift: what was announced is read back by its digest when the draw is
performed, whatever has become of permits, officers or views since.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from adapters.documents.register import HandedIn
from app.bootstrap import Container
from app.commands.caller import Caller
from domain.registry.institution import Institution
from domain.registry.posts import is_away
from domain.shared.errors import Invalid
from domain.shared.ids import plan_id
from domain.supervision import inspection_plan
from domain.supervision.draw_eligibility import (
    Candidate,
    ObjectOut,
    OfficerOut,
    Standing,
    grade_of,
    inspecting,
    object_out,
    officer_out,
)
from domain.supervision.draw_pool import PoolInspector, PoolObject, Pools, read, written
from projections.draw_pool_queries import sources
from projections.pages import Row
from projections.scope import Scope

MOST = 20_000
"""[D] Objects of one draw: a larger pool is drawn item by item."""
Out = ObjectOut | OfficerOut


@dataclass(frozen=True, slots=True)
class Assembled:
    """Both pools as of `position`; `objects` and `officers`: every candidate with why it is out."""

    pools: Pools
    objects: list[tuple[Row, Out | None]]
    officers: list[tuple[dict[str, Any], Out | None]]
    position: int


def assemble(
    container: Container, scope: Scope, org: str, items: Sequence[str], on: date
) -> Assembled:
    """The pools of an organisation for some items on a date. Blocking.

    Raises:
        Invalid: more objects than one draw may have.
    """
    institution = container.institutions.of(scope.region)
    posts = _officers(institution, org, tuple(items), on)
    persons = [one["person_id"] for one, _ in posts]
    with container.queries.connection() as connection:
        rows, known, recused, position = sources(
            connection, scope, items, persons, on, org=org, most=MOST
        )
    if len(rows) > MOST:
        raise Invalid(
            "draw-pool-too-large",
            f"对象超过 {MOST} 个，请按事项分批抽查",
            f"more than {MOST} objects: draw item by item",
            fields=("itemCodes",),
        )
    cap = _cap(container, institution, org, on)
    permits = {row["case_id"] for row in rows if row["kind"] == "PERMIT" and row["case_id"]}
    objects: list[tuple[Row, Out | None]] = []
    for row in rows:
        standing = known.get(row["subject"], Standing())
        commitment = row["kind"] == "COMMITMENT"
        candidate = Candidate(
            key=row["key"],
            state=None if commitment else row["state"],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            twin=commitment and row["case_id"] in permits,
        )
        row |= {"grade": grade_of(standing), "inspections": standing.inspections}
        objects.append((row, object_out(candidate, standing, cap, on)))
    pools = Pools.of(
        [_object(row) for row, out in objects if out is None],
        [_inspector(one, recused) for one, out in posts if out is None],
    )
    return Assembled(pools, objects, posts, position)


def _cap(container: Container, institution: Institution, org: str, on: date) -> int | None:
    if institution.jurisdiction is None:
        return None
    stream = plan_id(institution.jurisdiction, org, on.year)
    plan = inspection_plan.fold(container.store.load(stream)).on(on)
    return plan.yearly_cap if plan else None


def _officers(
    institution: Institution, org: str, items: tuple[str, ...], on: date
) -> list[tuple[dict[str, Any], Out | None]]:
    """Every officer once, with the items of all of his posts that may be drawn; by person."""
    found: dict[str, tuple[dict[str, Any], Out | None]] = {}
    for name in sorted(institution.posts):
        post = institution.post(name, on)
        if post is None or not inspecting(post, org):
            continue
        out = officer_out(post, items, absent=is_away(institution.absences, name, on))
        line = {"person_id": post.person_id, "post": name, "licence": post.licence}
        before = found.get(post.person_id)
        if before is None or (before[1] is not None and out is None):
            found[post.person_id] = ({**line, "items": post.items}, out)
        elif out is None and before[0]["items"]:
            both = {*before[0]["items"], *post.items} if post.items else ()
            before[0]["items"] = tuple(sorted(both))
    return [found[person] for person in sorted(found)]


def _object(row: Row) -> PoolObject:
    return PoolObject(
        key=row["key"],
        kind=row["kind"],
        item=row["item"],
        grade=row["grade"],
        subject=row["subject"],
    )


def _inspector(one: dict[str, Any], recused: Sequence[tuple[str, UUID]]) -> PoolInspector:
    person = one["person_id"]
    return PoolInspector(
        person_id=person,
        licence=one["licence"],
        items=one["items"],
        recused=tuple(subject for who, subject in recused if who == person),
    )


def keep(container: Container, caller: Caller, pools: Pools) -> None:
    """Keep both pools under their digests. Blocking.

    Raises:
        NoRoom: the disk is nearly full.
    """
    for lines in (pools.objects, pools.inspectors):
        with container.documents.uploading() as upload:
            upload.write(written(lines))
            stored = upload.finish()
        org = caller.org or f"person:{caller.person_id}"
        container.register.add(
            HandedIn(
                region=caller.region,
                digest=stored.digest,
                org=org,
                person=caller.person_id,
                post=caller.post,
                size=stored.size,
                media_type="application/json",
            )
        )


def kept(container: Container, objects: str, inspectors: str) -> Pools:
    """Both pools by their digests. Blocking.

    Raises:
        DocumentError: a content is away or damaged.
    """
    pieces = container.documents.pieces
    return Pools(
        objects=read(b"".join(pieces(objects)), PoolObject),
        inspectors=read(b"".join(pieces(inspectors)), PoolInspector),
    )
