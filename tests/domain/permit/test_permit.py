"""What the law asks of a permit's acts beside their order (许可§8, §9, §50, §69, §70; 处罚§63)."""

from datetime import date

import pytest

from domain.permit import commands as c
from domain.permit.permit import Ending
from domain.permit.permit import PermitPhase as P
from domain.permit.terms import as_long_again, months_after
from domain.shared.command import Command
from domain.shared.errors import Refused
from tests.domain.permit.permit_story import (
    ANNUL,
    CHANGE,
    END_RENEWAL,
    END_SUSPENSION,
    HOLDER,
    LIFT,
    OTHER_CASE,
    REFUSE_RENEWAL,
    RENEW,
    RENEWAL,
    REVOKE,
    RUN_OUT,
    STRANGER,
    SUSPEND,
    Story,
    apply,
    cancel,
    standard,
)

MIDNIGHT = "2027-01-01 00:00"


def refused(code: str):
    return pytest.raises(Refused, match=f"^{code}:")


@pytest.mark.parametrize(("on", "late"), [("2026-12-01", False), ("2026-12-02", True)])
def test_the_last_timely_renewal_of_a_permit_to_the_end_of_2026_is_on_1_december(
    on: str, late: bool
):
    assert Story().renewing(on).permit.renewal_late is late


def test_a_timely_renewal_that_is_undecided_at_expiry_is_deemed_granted_for_as_long_again():
    permit = Story().renewing("2026-12-01").when(RUN_OUT, MIDNIGHT).permit
    assert (permit.phase, permit.valid_to, permit.deemed_by) == (
        P.VALID,
        date(2027, 12, 31),
        RENEWAL,
    )


def test_the_item_s_own_term_counts_where_it_has_one():
    story = Story(item=standard(permitMonths=36)).renewing().when(RUN_OUT, MIDNIGHT)
    assert story.permit.valid_to == date(2029, 12, 31)


def test_a_late_renewal_is_never_deemed_granted():
    permit = Story().renewing("2026-12-02").when(RUN_OUT, MIDNIGHT).permit
    assert (permit.phase, permit.ended_by) == (P.INVALID, Ending.EXPIRED)


def test_a_renewal_that_was_refused_or_ended_is_not_deemed_granted():
    for command in (REFUSE_RENEWAL, END_RENEWAL):
        story = Story().renewing().when(command, "2026-12-05").when(RUN_OUT, MIDNIGHT)
        assert story.permit.ended_by is Ending.EXPIRED


def test_a_permit_does_not_run_out_before_its_last_day_has_ended():
    with refused("permit-not-due"):
        Story().issued().when(RUN_OUT, "2026-12-31 23:59")


def test_a_permit_without_limit_in_time_never_runs_out():
    with refused("permit-not-due"):
        Story().issued(valid_to=None).when(RUN_OUT, "2099-01-01")


def test_a_renewal_decided_in_time_is_waited_for_when_the_permit_runs_out():
    story = Story(renewal_open=False).renewing()
    with refused("permit-renewal-decided"):
        story.when(RUN_OUT, MIDNIGHT)
    assert story.when(RENEW, "2027-01-02").permit.valid_to == date(2029, 12, 31)


def test_a_late_decision_confirms_what_was_deemed_granted():
    story = Story().renewing().when(RUN_OUT, MIDNIGHT).when(RENEW, "2027-01-20")
    assert (story.permit.valid_to, story.permit.deemed_by) == (date(2029, 12, 31), None)


def test_what_was_deemed_granted_cannot_be_refused_any_more():
    with refused("permit-no-renewal"):
        Story().renewing().when(RUN_OUT, MIDNIGHT).when(REFUSE_RENEWAL, "2027-01-20")


def test_a_decision_of_another_case_renews_nothing():
    with refused("permit-no-renewal"):
        Story().renewing().when(RENEW.model_copy(update={"by_case": OTHER_CASE}))


def test_a_second_renewal_beside_an_undecided_one_is_refused():
    story = Story().renewing().when(SUSPEND, "2026-11-03")
    with refused("permit-renewal-pending"):
        story.when(apply())


def test_a_suspension_hides_a_renewal_and_does_not_end_it():
    story = Story().renewing().when(SUSPEND, "2026-11-03")
    assert story.phase is P.SUSPENDED
    assert story.when(LIFT, "2026-11-04").phase is P.RENEWING


def test_a_suspension_ends_after_its_last_day_and_not_before():
    until = SUSPEND.model_copy(update={"until": date(2026, 11, 10)})
    story = Story().issued().when(until)
    with refused("permit-not-due"):
        story.when(END_SUSPENSION, "2026-11-10 23:59")
    assert story.when(END_SUSPENSION, "2026-11-11 00:00").phase is P.VALID


def test_a_suspension_without_a_last_day_is_ended_by_nobody_but_who_imposed_it():
    with refused("permit-not-due"):
        Story().issued().when(SUSPEND).when(END_SUSPENSION, "2030-01-01")


def test_a_suspension_that_would_have_ended_already_is_refused():
    with refused("permit-suspension-in-the-past"):
        Story().issued().when(SUSPEND.model_copy(update={"until": date(2026, 11, 1)}))


MISSING: tuple[tuple[Command, str], ...] = (
    (ANNUL.model_copy(update={"public_harm_weighed": False}), "permit-harm-not-weighed"),
    (REVOKE.model_copy(update={"hearing_right_told": False}), "permit-hearing-right-not-told"),
)


@pytest.mark.parametrize(("command", "code"), MISSING)
def test_without_the_safeguard_of_the_law_nothing_is_annulled_or_revoked(
    command: Command, code: str
):
    with refused(code):
        Story().issued().when(command)


def test_another_holder_is_a_transfer_and_refused_unless_the_standard_allows_it():
    to_stranger = CHANGE.model_copy(update={"holder": STRANGER})
    with refused("permit-not-transferable"):
        Story().issued().when(to_stranger)
    with refused("permit-not-transferable"):
        Story(item=standard(transferable=False)).issued().when(to_stranger)
    allowed = Story(item=standard(transferable=True)).issued().when(to_stranger)
    assert allowed.permit.holder == STRANGER
    same = Story().issued().when(CHANGE.model_copy(update={"holder": HOLDER}))
    assert same.permit.holder == HOLDER


def test_a_cancellation_names_the_ground_on_which_the_permit_ended():
    with refused("permit-other-ground"):
        Story().issued().when(ANNUL).when(cancel(), "2026-11-03")
    assert isinstance(cancel(), c.CancelPermit)


def test_a_term_ends_on_the_last_day_of_a_shorter_month():
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert as_long_again(date(2026, 3, 1), date(2026, 3, 31), None) == date(2026, 5, 1)
