"""Which acts supervision speaks by: whom they are about, what opens and what settles a finding."""

from collections.abc import Iterable
from uuid import UUID

from domain.commitment import events as promise
from domain.supervision import events as task
from domain.supervision import inspection_events as check
from domain.supervision import penalty_events as penalty
from domain.supervision.feedback import DEMANDS, SETTLED, Noted

_PENALTY = (
    penalty.PenaltyFiled,
    penalty.PenaltyDecided,
    penalty.PenaltyNotImposed,
    penalty.PenaltyWithdrawn,
    penalty.LateFineAdded,
    penalty.PenaltyPaid,
)
SAYING = frozenset(
    {
        *DEMANDS,
        *SETTLED,
        task.SupervisionResultRecorded.TYPE,
        check.InspectionRecorded.TYPE,
        check.Reinspected.TYPE,
        check.InspectionCancelled.TYPE,
        *(one.TYPE for one in _PENALTY),
    }
)
"""The types of act that open or settle a finding."""
OPENING = frozenset(
    {
        *DEMANDS,
        task.SupervisionResultRecorded.TYPE,
        check.InspectionRecorded.TYPE,
        check.Reinspected.TYPE,
        penalty.PenaltyFiled.TYPE,
        penalty.PenaltyDecided.TYPE,
    }
)
"""Those of them that may open one."""


def about(acts: Iterable[Noted]) -> tuple[UUID | None, UUID | None]:
    """(subject, case) that the acts of one stream are about, as far as they say."""
    subject = case = None
    for act in acts:
        stated = act.data.get(_NAMING.get(act.type, ""))
        if stated and subject is None:
            subject = UUID(str(stated["subjectId"]))
        if case is None and (named := act.data.get("caseId")):
            case = UUID(str(named))
    return subject, case


_NAMING = {
    task.SupervisionTaskPushed.TYPE: "applicant",
    check.InspectionPlanned.TYPE: "subject",
    promise.CommitmentSigned.TYPE: "applicant",
}
NAMING = frozenset({*_NAMING, promise.CommitmentOffered.TYPE, promise.CommitmentTookEffect.TYPE})
"""The types of act that say whom a stream is about."""
