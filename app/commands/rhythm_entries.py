"""The commands of the rhythm: periods are the clock's, meetings are held by people."""

from app.commands.entry import LEADER, OFFICE, SYSTEM, Aggregate, Entry
from domain.consultation import rhythm_commands as r
from domain.shared.command import Command


def _period(collection: str, command: type[Command]) -> Entry:
    return Entry(collection, command, Aggregate.RHYTHM, SYSTEM, addressed=False, internal=True)


RHYTHM: tuple[Entry, ...] = (
    _period("digests", r.SendDailyDigest),
    _period("meetings", r.PrepareAgenda),
    _period("bulletins", r.PublishBulletin),
    _period("assessments", r.FreezeAssessment),
    Entry("meetings", r.HoldWeeklyMeeting, Aggregate.RHYTHM, OFFICE | LEADER),
    Entry("meetings", r.HoldMonthlyConsultation, Aggregate.RHYTHM, OFFICE | LEADER),
)
