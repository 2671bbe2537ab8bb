"""监管反馈应用: a decision that waits for what supervision found; it is read, and then decided."""

from collections.abc import Generator

from app.commands.caller import Caller
from app.simulate.life import Life
from app.simulate.script import Answer, Arrival, Step
from domain.approval.opinion_commands import ConsultFeedback
from domain.shared.command import Command

WAITS = "case-feedback-not-consulted"


def favourable(
    life: Life, caller: Caller, command: Command, low: float, high: float
) -> Generator[Step | Arrival, Answer, Answer]:
    """A decision in the applicant's favour; what it must wait for is consulted first."""
    answer = yield from life.does(caller, command, low, high)
    if answer.refused != WAITS or life.subject is None:
        return answer
    streams: dict[str, list] = {"task": [], "inspection": [], "commitment": []}
    for one in life.county.noticed.open(life.subject.subject_id, life.at):
        streams[one.source].append(one.stream)
    consult = ConsultFeedback(
        tasks=tuple(streams["task"]),
        inspections=tuple(streams["inspection"]),
        commitments=tuple(streams["commitment"]),
        note="已查阅该主体监管反馈",
    )
    yield from life.does(caller, consult, 0.1, 1)
    return (yield from life.does(caller, command, 0.1, 1))
