"""监管反馈: what supervision noted on the applicant of a case (S1「反馈应用」).

A view tells which tasks, inspections and commitments are about the applicant; what has been
recorded since it was written is read from the log, and so is what has become of each. So the guard
rests on no stale view, and a decision expects the streams it rests on to be as they were read.
"""

from collections.abc import Generator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from app.commands.effects import Effect, Load, Supervised
from app.commands.request import Request
from domain.approval import case as cases
from domain.approval.commands import GrantPermit
from domain.approval.consulting import Feedback, FeedbackKind, named
from domain.approval.instant_commands import RecordFiling
from domain.approval.opinion_commands import ConsultFeedback
from domain.supervision.feedback import Noted, open_finding
from domain.supervision.feedback_acts import about

_ASKED = (GrantPermit, RecordFiling, ConsultFeedback)
_KINDS = {
    "task": FeedbackKind.TASK,
    "inspection": FeedbackKind.INSPECTION,
    "commitment": FeedbackKind.COMMITMENT,
}


class Told(NamedTuple):
    """`feedback` None: not known. `expect`: the version of each stream with an open finding."""

    feedback: tuple[Feedback, ...] | None
    expect: dict[UUID, int]


def feedback_on(request: Request, case: cases.Case) -> Generator[Effect, Any, Told]:
    """What supervision noted on the applicant of a case; asked only where it matters."""
    command = request.command
    if not isinstance(command, _ASKED) or case.applicant is None:
        return Told((), {})
    wanted: tuple[UUID, ...] = ()
    if isinstance(command, ConsultFeedback):
        wanted = tuple({one for streams in named(command).values() for one in streams})
        if not wanted:
            return Told((), {})
    subject = case.applicant.subject_id
    found = yield Supervised(request.caller.region, subject, wanted)
    if found is None:
        return Told(None, {})
    feedback, expect = [], {}
    now = request.at(case)
    for stream, acts in found.items():
        kind = _KINDS.get(acts[0].type.partition(".")[0])
        if kind is None or not (yield from _concerns(acts, subject)):
            continue
        finding = open_finding(acts, now)
        if finding:
            expect[stream] = max(act.version for act in acts)
            feedback.append(Feedback(kind, stream, finding.known, finding.gist.value))
        else:
            feedback.append(Feedback(kind, stream))
    return Told(tuple(feedback), expect)


def _concerns(acts: Sequence[Noted], subject: UUID) -> Generator[Effect, Any, bool]:
    """Whether the acts of one stream are about a subject: they say so, or their case does."""
    stated, case_id = about(acts)
    if stated is None and case_id is not None:
        applicant = cases.fold((yield Load(case_id))).applicant
        return applicant is not None and applicant.subject_id == subject
    return stated == subject
