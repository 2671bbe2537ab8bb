"""谁在库内: why an object or an officer may be drawn on a day, or may not (R8; domain.md §3.5)."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Self
from uuid import UUID

from domain.registry.posts import Post
from domain.supervision.recusals import INSPECTING

PENALTY_COUNTS = 365
"""[D] Days for which a penalty weighs on the grade: the usual longest publication of a general
record (fact 23)."""


class ObjectOut(StrEnum):
    """不在对象库的原因."""

    NOT_YET_VALID = "NOT_YET_VALID"
    SUSPENDED = "SUSPENDED"
    ENDED = "ENDED"
    CAP_USED = "CAP_USED"
    DRAWN_AS_PERMIT = "DRAWN_AS_PERMIT"


class OfficerOut(StrEnum):
    """不在人员库的原因."""

    NO_LICENCE = "NO_LICENCE"
    ABSENT = "ABSENT"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the log knows of a subject: promises kept and broken, what inspections came to."""

    kept: bool = False
    open_breach: bool = False
    broken: bool = False
    inspections: int = 0
    """Of this organisation in the year, complaints and clues apart."""

    def joined(self, other: Self) -> Self:
        """With what another source knows."""
        return replace(
            self,
            kept=self.kept or other.kept,
            open_breach=self.open_breach or other.open_breach,
            broken=self.broken or other.broken,
            inspections=self.inspections + other.inspections,
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A permit or commitment of the items asked for. `state`: of the permit, None: a commitment;
    `twin`: the permit of the same case is a candidate too."""

    key: UUID
    state: str | None
    valid_from: date | None = None
    valid_to: date | None = None
    twin: bool = False


def grade_of(standing: Standing) -> str:
    """信用等级 [D], until credit subjects of their own exist: D a broken promise or a penalty, C
    something found and not yet put right, A what was promised or inspected was kept, else B."""
    if standing.broken:
        return "D"
    if standing.open_breach:
        return "C"
    return "A" if standing.kept else "B"


def object_out(one: Candidate, standing: Standing, cap: int | None, on: date) -> ObjectOut | None:
    """Why an object cannot be drawn on a date; None: it can. `cap` None: no plan is in force."""
    if one.state is None and one.twin:
        return ObjectOut.DRAWN_AS_PERMIT
    if one.state in ("INVALID", "CANCELLED") or (one.valid_to is not None and one.valid_to < on):
        return ObjectOut.ENDED
    if one.state == "SUSPENDED":
        return ObjectOut.SUSPENDED
    if one.valid_from is not None and on < one.valid_from:
        return ObjectOut.NOT_YET_VALID
    if cap is not None and standing.inspections >= cap:
        return ObjectOut.CAP_USED
    return None


def inspecting(post: Post | None, org: str) -> bool:
    """Whether a tenure is one of an officer of this organisation."""
    return post is not None and post.org == org and post.role in INSPECTING


def officer_out(post: Post, items: tuple[str, ...], *, absent: bool) -> OfficerOut | None:
    """Why an officer cannot be drawn; None: he can. A recusal is of one subject."""
    if post.licence is None:
        return OfficerOut.NO_LICENCE
    if absent:
        return OfficerOut.ABSENT
    if post.items and not set(post.items) & set(items):
        return OfficerOut.OUT_OF_SCOPE
    return None
