"""监管反馈应用: what supervision found is read before the decision (S1, domain.md §3.1).

A decision in the applicant's favour waits until `FeedbackConsulted` has named every open finding; a
finding that the log learned of after it was named must be named again. A refusal waits for nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.approval import opinion_commands as c
from domain.approval import opinion_events as e
from domain.approval.case_state import Case, Phase
from domain.approval.facts import CaseFacts
from domain.approval.guards import need_phase
from domain.approval.recorded import said
from domain.registry.standards import FlowProfile
from domain.shared.act import Role
from domain.shared.errors import Forbidden, Invalid, Refused, Unavailable

_READABLE = (Phase.REVIEWING, Phase.PAUSED, Phase.TO_DECIDE)
_FILING = (Phase.RECEIVED, Phase.ACCEPTED)
"""A filing is recorded from receipt on, by the window: nobody reviews it before."""


class FeedbackKind(StrEnum):
    """监管反馈来源."""

    TASK = "TASK"
    INSPECTION = "INSPECTION"
    COMMITMENT = "COMMITMENT"


@dataclass(frozen=True, slots=True)
class Feedback:
    """One thing that supervision noted on the applicant. `open_since`: when the log learned of what
    is open on it; None: nothing is."""

    kind: FeedbackKind
    stream: UUID
    open_since: datetime | None = None
    gist: str = ""


def named(
    event: e.FeedbackConsulted | c.ConsultFeedback,
) -> Mapping[FeedbackKind, tuple[UUID, ...]]:
    """What was read, by kind."""
    return {
        FeedbackKind.TASK: event.tasks,
        FeedbackKind.INSPECTION: event.inspections,
        FeedbackKind.COMMITMENT: event.commitments,
    }


def consulted(case: Case, one: Feedback) -> bool:
    """Whether it was read since the log learned of it."""
    return one.open_since is None or any(
        one.stream in named(read.event)[one.kind] and read.at >= one.open_since
        for read in said(case, e.FeedbackConsulted)
    )


def unread(case: Case, feedback: Iterable[Feedback]) -> list[Feedback]:
    """What is open and was not read."""
    return [one for one in feedback if not consulted(case, one)]


def need_consulted(case: Case, facts: CaseFacts) -> None:
    """Raises:
    Refused: open findings were not read; which, B3 shows: `GET /v1/cases/{case}/feedback`.
    Unavailable: what is open is not known at this moment.
    """
    left = unread(case, _known(facts))
    if left:
        raise Refused(
            "case-feedback-not-consulted",
            f"申请人有{len(left)}项未了结的监管反馈尚未查阅，请先查阅(consult-feedback)再作决定",
            f"{len(left)} open findings of supervision on the applicant have not been consulted:"
            " consult them first (consult-feedback)",
        )


def consult_feedback(
    case: Case, command: c.ConsultFeedback, facts: CaseFacts
) -> e.FeedbackConsulted:
    """已查阅监管反馈: before the decision, by who reviews or decides; of this applicant alone."""
    filing = case.profile is FlowProfile.FILING
    if facts.actor.role is Role.WINDOW and not filing:
        raise Forbidden(
            "post-wrong-role",
            "监管反馈由审查人员或决定人员查阅；窗口仅限备案事项",
            "whoever reviews or decides consults the feedback; the window does for filings alone",
        )
    need_phase(case, _FILING if filing else _READABLE)
    stated = {(kind, one) for kind, streams in named(command).items() for one in streams}
    if stated:
        strangers = stated - {(one.kind, one.stream) for one in _known(facts)}
        if strangers:
            fields = sorted({f"{kind.value.lower()}s" for kind, _ in strangers})
            raise Invalid(
                "feedback-not-of-this-applicant",
                "所列监管反馈不存在，或与本件申请人无关",
                "what is named does not exist, or is not about this applicant",
                fields=tuple(fields),
            )
    return e.FeedbackConsulted(
        tasks=command.tasks,
        inspections=command.inspections,
        commitments=command.commitments,
        note=command.note,
    )


def _known(facts: CaseFacts) -> tuple[Feedback, ...]:
    if facts.feedback is None:
        raise Unavailable(
            "case-feedback-unknown",
            "监管反馈暂时无法核对，请稍后重试",
            "what supervision found cannot be checked at this moment; try again shortly",
        )
    return tuple(facts.feedback)


GUARDS = {c.ConsultFeedback: consult_feedback}
