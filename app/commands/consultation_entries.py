"""The commands of a consultation, and of changed standards: whose posts may speak for whom."""

from app.commands.entry import BUREAU, LEADER, LIAISON, OFFICE, OFFICER, SYSTEM, Aggregate, Entry
from domain.consultation import commands as c
from domain.consultation import standard_commands as s
from domain.shared.command import Command

SPEAKERS = BUREAU | LEADER | LIAISON | OFFICE | OFFICER
"""[D] Posts that may speak for their organisation; which organisation may is the guard's."""


def _of(command: type[Command], *, addressed: bool = True, internal: bool = False) -> Entry:
    roles = SYSTEM if internal else SPEAKERS
    return Entry("consultations", command, Aggregate.CONSULTATION, roles, None, addressed, internal)


CONSULTATIONS: tuple[Entry, ...] = (
    _of(c.ProposeConsultation, addressed=False),
    _of(c.ConveneConsultation),
    _of(c.GiveOpinion),
    _of(c.LapseOpinion, internal=True),
    _of(c.HoldConsultation),
    _of(c.ConcludeConsultation),
    _of(c.RescheduleResolution),
    _of(c.CompleteResolution),
    _of(c.EscalateConsultation),
    _of(c.CancelConsultation),
    Entry(
        "standard-changes", s.NotifyStandardChange, Aggregate.STANDARD, LIAISON | OFFICER | LEADER,
        addressed=False,
    ),
    Entry("standard-changes", s.AdoptStandardChange, Aggregate.STANDARD, BUREAU | LEADER),
    Entry("standard-changes", s.DeclineStandardChange, Aggregate.STANDARD, BUREAU | LEADER),
)  # fmt: skip
