"""An Idempotency-Key is one person's own, whatever signs are in the name or in the key."""

from dataclasses import replace

from app.commands.caller import Caller
from app.commands.handle import command_claim
from domain.approval.commands import AcceptCase
from domain.shared.act import Role

CALLER = Caller("p", Role.WINDOW, "329901")


def test_a_key_does_not_reach_into_another_persons_name() -> None:
    mine = command_claim(CALLER, "x:1", AcceptCase(), None)
    theirs = command_claim(replace(CALLER, person_id="p:x"), "1", AcceptCase(), None)
    assert mine.text != theirs.text
