"""domain.md §3.4 by hand: what every command comes to in every state of a task.

As `case_table`: `-` the state forbids it, `no` the task is another organisation's by then, `ok` it
is done and the state stays, a state in capitals: it is done and leads there.
"""

from typing import Any
from uuid import UUID, uuid4

from app.api.contract.examples import BODIES
from app.commands.caller import Caller
from domain.registry.standards import Function
from domain.supervision.commands import PushTask
from domain.supervision.events import PushReason
from tests.app.api.world import ITEM, MARKET, A, World

ENFORCEMENT = "11329901MB06A90132"
STATES = (
    "PUSHED", "SIGNED", "CLAIMED", "TO_REROUTE", "IN_ARBITRATION", "PLANNED", "RESULTED",
    "FED_BACK", "CLOSED",
)  # fmt: skip
SHORT = dict(
    zip(("PUS", "SIG", "CLA", "TOR", "ARB", "PLA", "RES", "FED", "CLO"), STATES, strict=True)
)
CODES = {"-": "task-wrong-state", "no": "task-other-organisation", "neg": "dispute-in-negotiation"}

TABLE = """
#                                        PUS SIG CLA TOR ARB PLA RES FED CLO
sign-task              liaison-market    SIG -   -   -   no  -   -   -   -
claim-task             regulator-market  -   CLA -   -   no  -   -   -   -
return-task            liaison-market    TOR TOR -   -   no  -   -   -   -
reroute-task           efficiency-01     -   -   -   PUS -   -   -   -   -
plan-supervision       regulator-market  -   -   PLA -   no  -   -   -   -
close-without-visit    regulator-market  -   -   CLO -   no  CLO -   -   -
record-result          regulator-market  -   -   -   -   no  RES -   -   -
push-feedback          regulator-market  -   -   -   -   no  -   FED -   -
acknowledge-feedback   reviewer-01       -   -   -   -   -   -   -   CLO -
rule-responsibility    arbiter-01        -   -   -   -   neg -   -   -   -
record-interim-measure regulator-market  -   -   -   -   ok  -   -   -   -
negotiate-dispute      liaison-market    -   -   -   -   ok  -   -   -   -
"""
WAY = {
    "PUSHED": (),
    "SIGNED": ("sign-task",),
    "CLAIMED": ("sign-task", "claim-task"),
    "TO_REROUTE": ("return-task",),
    "IN_ARBITRATION": ("return-task", "reroute-task", "return-task by liaison-enforcement"),
    "PLANNED": ("sign-task", "claim-task", "plan-supervision"),
}
WAY["RESULTED"] = (*WAY["PLANNED"], "record-result")
WAY["FED_BACK"] = (*WAY["RESULTED"], "push-feedback")
WAY["CLOSED"] = (*WAY["FED_BACK"], "acknowledge-feedback")


def lines() -> dict[str, tuple[str, dict[str, str]]]:
    """Command → post, and what it comes to by state: `ok`, a state, or a code."""
    found = {}
    for line in TABLE.strip().splitlines()[1:]:
        name, post, *cells = line.split()
        by_state = dict(zip(STATES, cells, strict=True))
        found[name] = (post, {at: SHORT.get(c, CODES.get(c, c)) for at, c in by_state.items()})
    return found


def body_of(world: World, name: str) -> dict[str, Any]:
    """What a command says here: the published example, where it fits the tasks of this test."""
    if name == "return-task":
        institution = world.container.institutions.of(A)
        today = institution.calendar.local_date(world.container.now())
        held = institution.responsible(ITEM, Function.SUPERVISE, today)
        assert held
        return {"reason": "不属本部门监管", "citedRecord": str(held.ref)}
    if name == "reroute-task":
        return {"recipient": ENFORCEMENT, "reason": "按职责清单转派"}
    return BODIES[name]


def in_state(world: World, state: str) -> UUID:
    """A task of its own in a state, by HTTP but for the push."""
    task, case = uuid4(), uuid4()
    push = PushTask(
        task_number=f"JG-{task.hex[:12]}",
        case_id=case,
        case_number=case.hex[:12],
        item_code=ITEM,
        recipient=MARKET,
        function=Function.SUPERVISE,
        reason=PushReason.GRANTED,
    )
    world.container.handler.handle_sync(push, caller=Caller.system(A, "test"), target=task)
    for step in WAY[state]:
        name, _, post = step.partition(" by ")
        world.command(f"/v1/tasks/{task}/{name}", body_of(world, name), post or lines()[name][0])
    return task
