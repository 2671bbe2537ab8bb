"""专职信息联络员: one each, substitutes, absences (S1; domain.md §1.3)."""

from datetime import date

import pytest

from domain.registry import commands as c
from domain.registry.absences import need_own
from domain.registry.authority import authorise
from domain.registry.events import PostAssigned
from domain.registry.institution import Institution
from domain.registry.post_commands import DeclareAbsence, EndAbsence
from domain.registry.registration import decide
from domain.shared.act import Actor, Role
from domain.shared.command import Command
from domain.shared.errors import DomainError, Forbidden
from tests.domain.acts import REGULATOR, act, at

START = date(2026, 1, 1)


def register(state: Institution, *commands: Command) -> Institution:
    for command in commands:
        for event in decide(state, command):
            state = state.evolve(act(event, at("2026-01-01"), 1))
    return state


def post(name: str, first: str | None = None, role: Role = Role.LIAISON) -> c.AssignPost:
    return c.AssignPost(
        post=name, person_id=f"p-{name}", role=role, org=REGULATOR, valid_from=START,
        substitute_for=first,
    )  # fmt: skip


def away(first: int, last: int) -> DeclareAbsence:
    return DeclareAbsence(
        post="main", first=date(2026, 3, first), last=date(2026, 3, last), reason="年休假"
    )


@pytest.fixture
def office() -> Institution:
    named = Institution.empty("320412")
    registered = act(
        decide(named, c.RegisterOrganisation(uscc="91230500MA1B3N1N2M", name="局"))[0],
        at("2026-01-01"),
        1,
    )
    named = named.evolve(registered)
    named.organisations[REGULATOR] = "监管局"
    return register(named, post("main"), post("second", "main"))


def who(state: Institution, day: int) -> str | None:
    found = state.liaison(REGULATOR, date(2026, 3, day))
    return found.post if found else None


def test_the_substitute_is_the_liaison_while_the_first_is_away(office: Institution):
    gone = register(office, away(3, 6))
    assert [who(gone, day) for day in (2, 3, 6, 7)] == ["main", "second", "second", "main"]
    back = register(gone, EndAbsence(post="main", ended_on=date(2026, 3, 5)))
    assert [who(back, day) for day in (4, 5)] == ["second", "main"]
    assert decide(back, EndAbsence(post="main", ended_on=date(2026, 3, 5))) == ()


def test_the_substitute_is_the_liaison_of_a_vacancy_and_then_nobody(office: Institution):
    ended = date(2026, 3, 3)
    vacant = register(office, c.EndPost(post="main", ended_on=ended, reason="调离"))
    assert (who(vacant, 2), who(vacant, 3)) == ("main", "second")
    nobody = register(vacant, c.EndPost(post="second", ended_on=ended, reason="调离"))
    assert who(nobody, 3) is None


def test_a_substitute_acts_only_while_the_first_is_not_there(office: Institution):
    actor = Actor(person_id="p-second", role=Role.LIAISON, post="second", org=REGULATOR)
    gone = register(office, away(3, 6))
    assert authorise(gone, actor, {Role.LIAISON}, date(2026, 3, 3)) is None
    with pytest.raises(Forbidden) as refused:
        authorise(gone, actor, {Role.LIAISON}, date(2026, 3, 9))
    assert refused.value.code == "post-substitute-not-acting"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (post("third"), "liaison-already-assigned"),
        (post("third", "nobody"), "post-substitute-for-whom"),
        (post("third", "second"), "post-substitute-for-whom"),
        (post("third", "main", Role.OBSERVER), "post-substitute-for-whom"),
        (away(9, 3), "absence-period"),
        (DeclareAbsence(post="x", first=START, last=START, reason="假"), "post-not-held"),
        (EndAbsence(post="second", ended_on=START), "absence-none"),
    ],
)
def test_what_the_register_refuses(office: Institution, command: Command, code: str):
    with pytest.raises(DomainError) as refused:
        decide(office, command)
    assert refused.value.code == code


def test_the_same_absence_again_is_nothing_new(office: Institution):
    assert decide(register(office, away(3, 6)), away(4, 5)) == ()


def test_whoever_is_recorded_as_away_does_not_act_but_may_say_to_be_back(office: Institution):
    actor = Actor(person_id="p-main", role=Role.LIAISON, post="main", org=REGULATOR)
    gone, day = register(office, away(3, 6)), date(2026, 3, 4)
    with pytest.raises(Forbidden) as refused:
        authorise(gone, actor, {Role.LIAISON}, day)
    assert refused.value.code == "post-holder-away"
    assert authorise(gone, actor, {Role.LIAISON}, day, returning=True) is None
    assert authorise(gone, actor, {Role.LIAISON}, date(2026, 3, 7)) is None


@pytest.mark.parametrize("role", [Role.ARBITER, Role.DISCIPLINE, Role.EFFICIENCY_OFFICER])
def test_who_oversees_all_may_be_of_no_organisation(office: Institution, role: Role):
    command = c.AssignPost(post="o", person_id="p", role=role, valid_from=START)
    assert [one.post for one in decide(office, command) if isinstance(one, PostAssigned)] == ["o"]


def test_a_liaison_records_nobody_else_as_away(office: Institution):
    liaison = Actor(person_id="p-main", role=Role.LIAISON, post="main", org=REGULATOR)
    head = liaison.model_copy(update={"role": Role.LEADER})
    with_officer = register(office, post("officer", role=Role.REGULATOR))
    for actor, whose in ((liaison, "main"), (liaison, "second"), (head, "officer")):
        need_own(with_officer, actor, whose)
    with pytest.raises(Forbidden, match="post-other-organisation"):
        need_own(with_officer, liaison, "officer")
