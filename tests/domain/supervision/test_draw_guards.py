"""公告、抽取、计划、回避: what is refused, and what a repeated draw shows."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from pydantic import ValidationError

from domain.registry.posts import Post
from domain.shared.act import Act, Actor, Meta, Role
from domain.shared.errors import Refused
from domain.supervision import inspection_plan, recusals
from domain.supervision.draw import decide, faults, performed
from domain.supervision.draw_commands import PerformDraw, Showing
from domain.supervision.draw_eligibility import (
    Candidate,
    ObjectOut,
    OfficerOut,
    Standing,
    grade_of,
    object_out,
    officer_out,
)
from domain.supervision.draw_events import (
    DrawAnnounced,
    InspectionPlanPublished,
    PublishedCheck,
    RecusalDeclared,
    RecusalEnded,
)
from domain.supervision.draw_pool import digest_of
from domain.supervision.draw_selection import commitment_of
from domain.supervision.draw_state import Draw, DrawPhase
from tests.domain.supervision.test_random_draw import RATIOS, SECRET, pool

PUBLIC = "03 07 12 18 25 31 09"
DAY = date(2026, 11, 2)
KEY = UUID(int=1)


def act(event, day: int, version: int = 1) -> Act:
    meta = Meta(
        occurred_at=datetime(2026, 11, day, 4, tzinfo=UTC),
        actor=Actor(person_id="p", role=Role.LEADER),
        region="329901",
    )
    return Act(KEY, version, meta, event)


def announced(lines) -> DrawAnnounced:
    return DrawAnnounced(
        draw_number="S-1", org="o", plan="计划", item_codes=("item-0",), ratios=RATIOS,
        objects=len(lines.objects), objects_digest=digest_of(lines.objects),
        inspectors=len(lines.inspectors), inspectors_digest=digest_of(lines.inspectors),
        pool_position=1, seed_commitment=commitment_of(SECRET), public_value="彩票",
        draw_on=DAY, inspect_by=DAY,
    )  # fmt: skip


def test_a_line_changed_since_the_announcement_is_refused():
    lines = pool()
    draw = Draw(phase=DrawPhase.ANNOUNCED, announced=announced(lines))
    first = lines.objects[0].model_copy(update={"grade": "C"})
    other = lines.model_copy(update={"objects": (first, *lines.objects[1:])})
    with pytest.raises(Refused, match="draw-other-pools"):
        decide(draw, PerformDraw(secret=SECRET, public_value=PUBLIC, pools=other), DAY)
    (result,) = decide(draw, PerformDraw(secret=SECRET, public_value=PUBLIC, pools=lines), DAY)
    assert faults(announced(lines), result, lines) == ()


def test_whoever_repeats_a_draw_sees_what_is_wrong_with_it():
    lines, said = pool(), announced(pool())
    sound = performed(said, lines, SECRET, PUBLIC)
    swapped = sound.model_copy(update={"drawn": sound.drawn[::-1]})
    assert faults(said, swapped, lines) == ("selection",)
    claimed = sound.model_copy(update={"public_value": PUBLIC + "0"})
    assert faults(said, claimed, lines) == ("seed", "selection")
    fewer = lines.model_copy(update={"objects": lines.objects[1:]})
    assert "objects-digest" in faults(said, sound, fewer)


def test_a_later_plan_counts_from_its_publication_on():
    first, second = (
        InspectionPlanPublished(
            org="o", year=2026, plan_version=n, yearly_cap=n,
            checks=(PublishedCheck(name="条件", item_code="i"),),
        )
        for n in (1, 2)
    )  # fmt: skip
    plan = inspection_plan.fold([act(second, 20, 2), act(first, 2)])
    assert plan.on(date(2026, 11, 1)) is None
    assert plan.on(date(2026, 11, 19)) == first
    assert plan.on(date(2026, 11, 20)) == second


def test_a_recusal_holds_from_its_declaration_to_its_end():
    declared = RecusalDeclared(
        person_id="p", subject_id=KEY, reason="亲属", valid_to=date(2026, 11, 9)
    )
    state = recusals.fold([act(declared, 3)])
    held = [day for day in range(1, 15) if state.in_force(date(2026, 11, day))]
    assert held == [3, 4, 5, 6, 7, 8]
    ended = RecusalEnded(person_id="p", subject_id=KEY, reason="已离任")
    assert not recusals.fold([act(declared, 3), act(ended, 5, 2)]).in_force(date(2026, 11, 5))


@pytest.mark.parametrize(
    ("one", "used", "out"),
    [
        (Candidate(KEY, "VALID"), 0, None),
        (Candidate(KEY, "RENEWING", valid_to=DAY), 1, None),
        (Candidate(KEY, "VALID", valid_to=date(2026, 11, 1)), 0, ObjectOut.ENDED),
        (Candidate(KEY, "INVALID"), 0, ObjectOut.ENDED),
        (Candidate(KEY, "SUSPENDED"), 0, ObjectOut.SUSPENDED),
        (Candidate(KEY, "VALID", valid_from=date(2026, 12, 1)), 0, ObjectOut.NOT_YET_VALID),
        (Candidate(KEY, "VALID"), 2, ObjectOut.CAP_USED),
        (Candidate(KEY, None, twin=True), 0, ObjectOut.DRAWN_AS_PERMIT),
        (Candidate(KEY, None), 0, None),
    ],
)
def test_why_an_object_is_out(one: Candidate, used: int, out: ObjectOut | None):
    assert object_out(one, Standing(inspections=used), 2, DAY) is out


def test_why_an_officer_is_out():
    post = Post("x", "p", Role.REGULATOR, "o", ("i",), DAY, None, licence="L")
    assert officer_out(post, ("i",), absent=False) is None
    assert officer_out(post, ("i",), absent=True) is OfficerOut.ABSENT
    assert officer_out(post, ("j",), absent=False) is OfficerOut.OUT_OF_SCOPE
    bare = Post("x", "p", Role.REGULATOR, "o", ("i",), DAY, None)
    assert officer_out(bare, ("i",), absent=False) is OfficerOut.NO_LICENCE


def test_the_grade_follows_from_the_worst_that_is_known():
    assert grade_of(Standing()) == "B"
    assert grade_of(Standing(kept=True)) == "A"
    assert grade_of(Standing(kept=True, open_breach=True)) == "C"
    assert grade_of(Standing(kept=True, open_breach=True, broken=True)) == "D"


@pytest.mark.parametrize("spelling", ["03+07", "03  07", "03 07 ", " 03 07", "03,07", "第1期 03"])
def test_a_public_value_has_one_spelling_so_that_nobody_tries_many(spelling: str):
    Showing(secret=SECRET, public_value="03 07")
    with pytest.raises(ValidationError, match="public"):
        Showing(secret=SECRET, public_value=spelling)
