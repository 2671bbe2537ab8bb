"""How each act changes a case. A group of acts is a table of its own, named in `GROUPS`."""

from collections.abc import Iterable

from domain.approval.case_state.admission_steps import ADMISSION
from domain.approval.case_state.decision_steps import DECISION
from domain.approval.case_state.examination_steps import EXAMINATION
from domain.approval.case_state.handling_steps import HANDLING
from domain.approval.case_state.pre_approval_steps import PRE_APPROVAL
from domain.approval.case_state.state import Case
from domain.approval.stages import STAGE_OF
from domain.shared import folding
from domain.shared.act import Act
from domain.shared.event import DomainEvent

GROUPS: tuple[folding.Steps, ...] = (ADMISSION, HANDLING, PRE_APPROVAL, EXAMINATION, DECISION)


def _with_hands(event: type[DomainEvent], move: folding.Step) -> folding.Step:
    stage = STAGE_OF.get(event)
    if stage is None:
        return move

    def moved(case: Case, act: Act) -> folding.Changes:
        return {**move(case, act), "hands": case.hands | {(stage, act.meta.actor.person_id)}}

    return moved


def _stays(_case: Case, _act: Act) -> folding.Changes:
    return {}


_MOVES = {event: move for group in GROUPS for event, move in group.items()}
STEPS: folding.Steps = {
    event: _with_hands(event, _MOVES.get(event, _stays)) for event in (*_MOVES, *STAGE_OF)
}


def evolve(case: Case, act: Act) -> Case:
    """The case with one more act. Never refuses: history is history."""
    return folding.evolve(case, act, STEPS, Case())


def fold(acts: Iterable[Act]) -> Case:
    """The case after all of its acts, given in any order."""
    return folding.fold(acts, STEPS, Case())
