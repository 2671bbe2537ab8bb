"""Every state of domain.md §3.2 × every command: what is allowed leads on, the rest is refused."""

from collections.abc import Callable

import pytest

from domain.permit import commands as c
from domain.permit import follow_up_commands as f
from domain.permit.grounds import CancellationGround as Ground
from domain.permit.permit import PermitPhase as P
from domain.shared.command import Command
from domain.shared.errors import Refused
from tests.domain.permit.permit_story import (
    ANNUL,
    CHANGE,
    END_RENEWAL,
    ISSUE,
    LIFT,
    REFUSE_RENEWAL,
    RENEW,
    REVOKE,
    RUN_OUT,
    SUSPEND,
    WITHDRAW,
    Story,
    apply,
    cancel,
)

STATES: dict[str, Callable[[], Story]] = {
    "NONE": Story,
    "VALID": lambda: Story().issued(),
    "RENEWING": lambda: Story().renewing(),
    "SUSPENDED": lambda: Story().issued().when(SUSPEND),
    "ANNULLED": lambda: Story().issued().when(ANNUL),
    "WITHDRAWN": lambda: Story().issued().when(WITHDRAW),
    "REVOKED": lambda: Story().issued().when(REVOKE),
    "EXPIRED": lambda: Story().expired(),
    "CANCELLED": lambda: Story().expired().when(cancel(), "2027-01-05"),
}
COMMANDS: dict[str, Command] = {
    "issue": ISSUE,
    "change": CHANGE,
    "apply": apply(),
    "renew": RENEW,
    "refuse renewal": REFUSE_RENEWAL,
    "end renewal": END_RENEWAL,
    "suspend": SUSPEND,
    "lift": LIFT,
    "annul": ANNUL,
    "withdraw": WITHDRAW,
    "revoke": REVOKE,
    "run out": RUN_OUT,
    "cancel: expired": cancel(),
    "cancel: after 撤销撤回吊销": cancel(Ground.ANNULLED_WITHDRAWN_OR_REVOKED),
    "cancel: dissolved": cancel(Ground.HOLDER_DISSOLVED),
}
ENDED = {
    "annul": P.INVALID,
    "withdraw": P.INVALID,
    "revoke": P.INVALID,
    "cancel: dissolved": P.CANCELLED,
}
ALLOWED: dict[str, dict[str, P]] = {
    "NONE": {"issue": P.VALID},
    "VALID": {
        **ENDED,
        "change": P.VALID,
        "apply": P.RENEWING,
        "suspend": P.SUSPENDED,
        "run out": P.INVALID,
    },
    "RENEWING": {
        **ENDED,
        "change": P.RENEWING,
        "renew": P.VALID,
        "refuse renewal": P.VALID,
        "end renewal": P.VALID,
        "suspend": P.SUSPENDED,
        "run out": P.VALID,
    },
    "SUSPENDED": {**ENDED, "apply": P.SUSPENDED, "lift": P.VALID, "run out": P.INVALID},
    "ANNULLED": {"cancel: after 撤销撤回吊销": P.CANCELLED, "cancel: dissolved": P.CANCELLED},
    "WITHDRAWN": {"cancel: after 撤销撤回吊销": P.CANCELLED, "cancel: dissolved": P.CANCELLED},
    "REVOKED": {"cancel: after 撤销撤回吊销": P.CANCELLED, "cancel: dissolved": P.CANCELLED},
    "EXPIRED": {"cancel: expired": P.CANCELLED, "cancel: dissolved": P.CANCELLED},
    "CANCELLED": {},
}


def _when(command: Command) -> str:
    return "2027-01-06" if isinstance(command, f.RunOutPermit | c.CancelPermit) else "2026-11-03"


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("state", STATES)
def test_a_command_leads_where_the_table_says_or_is_refused(state: str, command: str):
    story, wanted = STATES[state](), ALLOWED[state].get(command)
    if wanted is None:
        with pytest.raises(Refused, match=r"^permit-(wrong-state|no-renewal|other-ground):"):
            story.when(COMMANDS[command], _when(COMMANDS[command]))
    else:
        assert story.when(COMMANDS[command], _when(COMMANDS[command])).phase is wanted


def test_each_state_of_the_table_is_the_state_it_is_named_for():
    assert {STATES[name]().phase for name in STATES} == set(P)
    ended = {name: STATES[name]().permit.ended_by for name in STATES}
    assert {name for name, by in ended.items() if by == name} == {
        "ANNULLED",
        "WITHDRAWN",
        "REVOKED",
        "EXPIRED",
    }
