"""Load, decide, append: exactly once, in the trail when refused, never over another's act."""

import asyncio
from datetime import date, timedelta
from uuid import uuid4

import pytest

from app.commands.caller import Caller
from app.commands.registry import COMMANDS
from domain.approval import case as cases
from domain.approval import commands as c
from domain.approval.events import ApplicationSubmitted
from domain.commitment.commands import OfferCommitment, SignCommitment
from domain.registry import commands as r
from domain.registry.standards import Function
from domain.shared.act import Role
from domain.shared.errors import Conflict, Forbidden, NotFound, Refused
from domain.shared.ids import event_id, responsibility_id
from tests.app.county import ITEM, REGION, REGULATOR, World
from tests.domain.acts import at

SUBMIT = c.SubmitApplication(item_code=ITEM)


def test_a_case_goes_from_application_to_grant(world: World):
    case = world.granted()
    assert world.types(case) == [
        "case.application_submitted",
        "case.materials_received",
        "case.accepted",
        "case.review_started",
        "case.review_completed",
        "case.permit_granted",
    ]


def test_a_receipt_says_where_the_event_is(world: World):
    result = world.does("window-01", SUBMIT)
    receipt = result.receipts[0]
    assert (receipt.stream, receipt.version, result.version) == (result.stream, 1, 1)
    assert receipt.region == REGION


def test_every_act_names_the_responsibility_record_it_rests_on(world: World):
    act = world.acts(world.accepted())[-1]
    jurisdiction = world.institutions.of(REGION).jurisdiction
    assert jurisdiction
    record = responsibility_id(jurisdiction, ITEM, "ACCEPT")
    assert act.meta.authority_ref == event_id(record, 1)
    assert act.meta.item_code == ITEM


def test_case_numbers_follow_each_other_and_carry_a_check_character(world: World):
    numbers = []
    for _ in range(3):
        event = world.does("window-01", SUBMIT).events[0]
        assert isinstance(event, ApplicationSubmitted)
        numbers.append(event.case_number)
    assert {n[:-6] for n in numbers} == {"320412XK000120260928"}
    assert [n[-6:-1] for n in numbers] == ["00001", "00002", "00003"]


def test_a_restarted_process_finds_the_next_free_case_number(world: World):
    for _ in range(6):
        world.submitted()
    world.handler._numbers = type(world.handler._numbers)()
    event = world.does("window-01", SUBMIT).events[0]
    assert isinstance(event, ApplicationSubmitted)
    assert event.case_number[-6:-1] == "00007"


def test_the_same_idempotency_key_gives_the_first_receipt_again(world: World):
    first = world.does("window-01", SUBMIT, idempotency_key="k1")
    again = world.does("window-01", SUBMIT, idempotency_key="k1")
    assert again.replayed
    assert again.receipts == first.receipts


def test_a_command_repeated_after_the_state_moved_on_is_replayed_and_not_refused(world: World):
    case = world.submitted()
    first = world.does("window-01", c.ReceiveMaterials(), case, idempotency_key="k1")
    world.does("window-01", c.AcceptCase(), case)
    again = world.does("window-01", c.ReceiveMaterials(), case, idempotency_key="k1")
    assert again.receipts == first.receipts
    assert world.refusals(case) == []


def test_an_idempotency_key_with_other_content_is_a_conflict(world: World):
    world.does("window-01", SUBMIT, idempotency_key="k1")
    other = c.SubmitApplication(item_code="XK-0002")
    world.refused("duplicate-with-other-content", "window-01", other, None, idempotency_key="k1")


def test_two_persons_may_use_the_same_idempotency_key(world: World):
    first = world.does("window-01", SUBMIT, idempotency_key="k1")
    second = world.does("window-02", SUBMIT, idempotency_key="k1")
    assert first.stream != second.stream


def test_a_refusal_of_any_length_is_told_and_kept(world: World, monkeypatch: pytest.MonkeyPatch):
    def refusing(*_: object) -> None:
        raise Refused("case-gaps-open", "材料" * 2000, "material " * 400)

    case = world.submitted()
    monkeypatch.setattr(cases, "decide", refusing)
    world.refused("case-gaps-open", "window-01", c.ReceiveMaterials(), case)
    (refusal,) = world.refusals(case)
    assert (len(refusal.reason), len(refusal.reason_en)) == (2000, 2000)


def test_a_refused_attempt_is_in_the_trail_with_its_code_and_its_actor(world: World):
    case = world.submitted()
    world.refused("case-wrong-state", "window-01", c.AcceptCase(), case)
    (refusal,) = world.refusals(case)
    assert (refusal.command, refusal.code, refusal.target) == (
        "accept-case",
        "case-wrong-state",
        case,
    )


def test_a_refused_attempt_that_is_repeated_with_its_key_is_recorded_once(world: World):
    case = world.submitted()
    for _ in range(2):
        world.refused("case-wrong-state", "window-01", c.AcceptCase(), case, idempotency_key="k")
    assert len(world.refusals(case)) == 1


def test_a_post_of_another_role_is_forbidden_and_it_is_recorded(world: World):
    case = world.submitted()
    world.refused("post-wrong-role", "reviewer-01", c.ReceiveMaterials(), case)
    assert [one.code for one in world.refusals(case)] == ["post-wrong-role"]


def test_an_admin_does_no_business_act():
    business = [entry for entry in COMMANDS if entry.aggregate != "REGISTRY"]
    assert business
    assert not any(Role.ADMIN in entry.roles for entry in business)


def test_command_names_are_unique_in_their_collection():
    names = [(entry.collection, entry.name) for entry in COMMANDS]
    assert len(set(names)) == len(names)


def test_an_invented_post_is_forbidden(world: World):
    case = world.submitted()
    invented = Caller("p", Role.WINDOW, REGION, "window-99", "91230500MA1B3N1N2M")
    with pytest.raises(Forbidden, match=r"^post-not-held"):
        world.handler.handle_sync(c.ReceiveMaterials(), caller=invented, target=case)


def test_after_the_item_is_transferred_the_old_organisation_is_forbidden(world: World):
    case = world.submitted()
    transfer = r.AssignResponsibility(
        item_code=ITEM, function=Function.ACCEPT, org=REGULATOR, valid_from=date(2026, 9, 28)
    )
    world.does("admin-01", transfer)
    world.refused("responsibility-other-organisation", "window-01", c.ReceiveMaterials(), case)


def test_a_registry_command_that_states_what_holds_already_adds_nothing(world: World):
    register = r.RegisterOrganisation(uscc=REGULATOR, name="市场监管局")
    result = world.does("admin-01", register)
    assert (result.replayed, list(result.receipts)) == (True, [])


def test_an_unknown_case_is_not_found_and_leaves_no_trace(world: World):
    nowhere = uuid4()
    world.refused("case-not-found", "window-01", c.ReceiveMaterials(), nowhere)
    assert world.refusals(nowhere) == []


def test_a_caller_of_another_region_does_not_find_the_case(world: World):
    case = world.submitted()
    stranger = Caller("p", Role.WINDOW, "320413", "window-01", "x")
    with pytest.raises(NotFound):
        world.handler.handle_sync(c.ReceiveMaterials(), caller=stranger, target=case)


def test_an_expected_version_that_has_passed_is_a_conflict(world: World):
    case = world.submitted()
    world.does("window-01", c.ReceiveMaterials(), case, expected_version=1)
    world.refused("precondition-failed", "window-01", c.AcceptCase(), case, expected_version=1)


def test_of_many_windows_at_once_one_accepts_and_the_others_are_refused(world: World):
    case = world.submitted()
    world.does("window-01", c.ReceiveMaterials(), case)
    caller = world.caller("window-01")

    async def rush() -> list[object]:
        attempts = (
            world.handler.handle(c.AcceptCase(), caller=caller, target=case) for _ in range(8)
        )
        return list(await asyncio.gather(*attempts, return_exceptions=True))

    outcomes = asyncio.run(rush())
    assert sum(not isinstance(one, BaseException) for one in outcomes) == 1
    assert all(
        isinstance(one, Refused | Conflict) for one in outcomes if isinstance(one, BaseException)
    )
    assert world.types(case).count("case.accepted") == 1


def test_many_applications_at_once_get_different_numbers(world: World):
    caller = world.caller("window-01")

    async def rush():
        submit = (world.handler.handle(SUBMIT, caller=caller) for _ in range(30))
        return await asyncio.gather(*submit)

    results = asyncio.run(rush())
    assert len({result.events[0].case_number for result in results}) == 30


def test_an_act_before_its_predecessor_is_refused(world: World):
    case = world.submitted()
    early = world.now - timedelta(days=2)
    world.refused(
        "act-before-predecessor", "window-01", c.ReceiveMaterials(), case, occurred_at=early
    )


def test_an_offer_of_a_commitment_opens_its_stream(world: World):
    case = world.accepted()
    text = "a" * 64
    offered = world.does("window-01", OfferCommitment(case_id=case, text_digest=text))
    world.refused(
        "commitment-other-text", "window-01", SignCommitment(text_digest="b" * 64), offered.stream
    )
    world.does("window-01", SignCommitment(text_digest=text), offered.stream)
    assert world.types(offered.stream) == ["commitment.offered", "commitment.signed"]


def test_the_clock_of_the_world_is_the_time_of_the_act(world: World):
    case = world.submitted()
    assert at("2026-09-28") < world.acts(case)[0].meta.occurred_at <= world.now
