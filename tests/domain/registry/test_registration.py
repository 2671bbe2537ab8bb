"""Setting up an institution: guards, and nothing new for what is known."""

from datetime import date

import pytest

from domain.registry import commands as c
from domain.registry.events import DayRange
from domain.registry.institution import Institution
from domain.registry.registration import decide
from domain.registry.standards import FlowProfile, Function
from domain.registry.uscc import is_uscc
from domain.shared.act import Role
from domain.shared.command import Command
from domain.shared.errors import Invalid, Refused
from tests.domain.acts import REGION, act, at

USCC = "91230500MA1B3N1N2M"
REGISTER = c.RegisterOrganisation(uscc=USCC, name="行政审批局")
ITEM = c.PublishItemVersion(
    item_code="XK-0001",
    item_version=1,
    name="食品经营许可",
    profile=FlowProfile.FIVE_STAGE,
    legal_days=20,
    committed_days=10,
)
POST = c.AssignPost(
    post="window-01", person_id="p1", role=Role.WINDOW, org=USCC, valid_from=date(2026, 1, 1)
)
RESPONSIBLE = c.AssignResponsibility(
    item_code="XK-0001", function=Function.DECIDE, org=USCC, valid_from=date(2026, 1, 1)
)
CALENDAR = c.PublishCalendar(
    calendar="CN",
    version="v1",
    known_from=date(2026, 1, 1),
    known_to=date(2026, 12, 31),
    holidays=(),
    make_up_days=(),
)
ALL = (REGISTER, ITEM, POST, RESPONSIBLE, CALENDAR)


def given(*commands: Command) -> Institution:
    state = Institution.empty(REGION)
    for command in commands:
        state = state.fold(act(event, at("2026-01-02"), 1) for event in decide(state, command))
    return state


@pytest.mark.parametrize("command", ALL, ids=lambda command: command.NAME)
def test_what_holds_already_adds_nothing(command: Command):
    assert decide(given(*ALL), command) == ()


@pytest.mark.parametrize("code", [USCC, "11511301008778183N"])
def test_sound_credit_codes_pass(code: str):
    assert is_uscc(code)


@pytest.mark.parametrize("code", ["", USCC[:-1], USCC[:-1] + "N", USCC.lower(), "I" * 18])
def test_unsound_credit_codes_are_invalid(code: str):
    with pytest.raises(Invalid, match=r"^uscc-invalid:"):
        decide(given(), c.RegisterOrganisation(uscc=code or "x", name="局"))


def test_a_committed_limit_beyond_the_legal_one_is_invalid():
    with pytest.raises(Invalid, match=r"^item-committed-beyond-legal:"):
        decide(given(), ITEM.model_copy(update={"committed_days": 21}))


def test_a_published_item_version_is_never_changed():
    with pytest.raises(Refused, match=r"^item-version-out-of-turn:"):
        decide(given(ITEM), ITEM.model_copy(update={"legal_days": 15}))


def test_item_versions_leave_no_gap():
    with pytest.raises(Refused, match=r"^item-version-out-of-turn:"):
        decide(given(ITEM), ITEM.model_copy(update={"item_version": 3}))


def test_a_post_is_held_by_one_person_at_a_time():
    with pytest.raises(Refused, match=r"^post-held:"):
        decide(given(REGISTER, POST), POST.model_copy(update={"person_id": "p2"}))


def test_a_post_may_change_hands_after_it_was_ended():
    end = c.EndPost(post="window-01", ended_on=date(2026, 6, 1), reason="调离")
    successor = POST.model_copy(update={"person_id": "p2", "valid_from": date(2026, 6, 1)})
    assert decide(given(REGISTER, POST, end), successor)
    assert decide(given(REGISTER, POST, end), end) == ()


def test_a_post_that_nobody_holds_cannot_be_ended():
    with pytest.raises(Refused, match=r"^post-not-held:"):
        decide(given(), c.EndPost(post="window-01", ended_on=date(2026, 6, 1), reason="调离"))


def test_posts_and_responsibilities_need_a_registered_organisation():
    with pytest.raises(Invalid, match=r"^organisation-unknown:"):
        decide(given(), POST)
    with pytest.raises(Invalid, match=r"^organisation-unknown:"):
        decide(given(ITEM), RESPONSIBLE)


def test_a_responsibility_needs_an_item():
    with pytest.raises(Invalid, match=r"^item-unknown:"):
        decide(given(REGISTER), RESPONSIBLE)


def test_an_empty_period_is_invalid():
    with pytest.raises(Invalid, match=r"^period-empty:"):
        decide(given(REGISTER), POST.model_copy(update={"valid_to": date(2026, 1, 1)}))


def test_applicants_hold_no_post():
    with pytest.raises(Invalid, match=r"^post-role-without-post:"):
        decide(given(REGISTER), POST.model_copy(update={"role": Role.APPLICANT}))


def test_a_calendar_that_contradicts_itself_is_invalid():
    holiday = DayRange(name="国庆节", first=date(2026, 10, 1), last=date(2026, 10, 7))
    wrong = CALENDAR.model_copy(
        update={"holidays": (holiday,), "make_up_days": (date(2026, 10, 5),), "version": "v2"}
    )
    with pytest.raises(Invalid, match=r"^calendar-contradiction:"):
        decide(given(), wrong)


def test_an_amendment_needs_a_published_calendar():
    amend = c.AmendCalendar(calendar="CN", version="v2", known_to=date(2026, 12, 31), reason="x")
    with pytest.raises(Refused, match=r"^calendar-unpublished:"):
        decide(given(), amend)
    assert decide(given(CALENDAR, amend), amend) == ()
