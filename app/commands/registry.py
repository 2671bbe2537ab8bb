"""Every command that may be issued: where it is addressed, to what, and by which roles.

The API builds its routes from this: `POST /v1/<collection>[/<id>]/<command>`.
"""

from app.commands.admission_entries import ADMISSION_ENTRIES
from app.commands.batch_entries import BATCHES
from app.commands.case_entries import AFTERMATH_ENTRIES, REVIEW_ENTRIES
from app.commands.consultation_entries import CONSULTATIONS
from app.commands.delivery_entries import DELIVERY
from app.commands.document_entries import DOCUMENTS
from app.commands.draw_entries import DRAWS
from app.commands.entry import (
    APPLICANTS,
    DECIDER,
    LEADER,
    MAKER,
    OFFICER,
    REVIEWER,
    SYSTEM,
    WINDOW,
    Aggregate,
    Entry,
)
from app.commands.entry import of_case as _case
from app.commands.feed_entries import FEEDS
from app.commands.inspection_entries import INSPECTIONS
from app.commands.permit_entries import PERMIT
from app.commands.registry_entries import INSTITUTION
from app.commands.rhythm_entries import RHYTHM
from app.commands.survey_entries import SURVEYS
from app.commands.task_entries import TASKS
from domain.approval import commands as a
from domain.commitment import commands as m
from domain.registry.standards import Function
from domain.shared.act import Role
from domain.shared.command import Command


def _commitment(
    command: type[Command],
    roles: frozenset[Role],
    function: Function | None = None,
    *,
    addressed: bool = True,
    internal: bool = False,
) -> Entry:
    return Entry("commitments", command, Aggregate.COMMITMENT, roles, function, addressed, internal)


COMMANDS: tuple[Entry, ...] = (
    _case(a.SubmitApplication, APPLICANTS | WINDOW, Function.ACCEPT, addressed=False),
    _case(a.ReceiveMaterials, WINDOW, Function.ACCEPT),
    _case(a.TellNotRequired, WINDOW, Function.ACCEPT),
    _case(a.RefuseAcceptance, WINDOW, Function.ACCEPT),
    _case(a.NoticeSupplement, WINDOW, Function.ACCEPT),
    _case(a.ResubmitMaterials, APPLICANTS | WINDOW, Function.ACCEPT),
    _case(a.AcceptCase, WINDOW, Function.ACCEPT),
    _case(a.StartReview, REVIEWER, Function.REVIEW),
    _case(a.OrderSurvey, REVIEWER, Function.REVIEW),
    _case(a.StartSpecialProcedure, REVIEWER, Function.REVIEW),
    _case(a.EndSpecialProcedure, REVIEWER, Function.REVIEW),
    _case(a.ExtendDeadline, LEADER, Function.DECIDE),
    _case(a.CompleteReview, REVIEWER | DECIDER, Function.REVIEW),
    _case(a.ReturnForReview, DECIDER, Function.DECIDE),
    _case(a.GrantPermit, DECIDER, Function.DECIDE),
    _case(a.RefusePermit, DECIDER, Function.DECIDE),
    _case(a.MakeCertificate, MAKER, Function.CERTIFY),
    _case(a.DeliverResult, WINDOW, Function.ACCEPT),
    _case(a.WithdrawApplication, APPLICANTS | WINDOW, Function.ACCEPT),
    _case(a.TerminateCase, DECIDER, Function.DECIDE),
    _case(a.DeemAccepted, SYSTEM, internal=True),
    _case(a.LapseApplication, SYSTEM, internal=True),
    *ADMISSION_ENTRIES,
    *REVIEW_ENTRIES,
    *AFTERMATH_ENTRIES,
    *SURVEYS,
    *TASKS,
    _commitment(m.OfferCommitment, WINDOW, Function.ACCEPT, addressed=False),
    _commitment(m.SignCommitment, APPLICANTS | WINDOW, Function.ACCEPT),
    _commitment(m.WithdrawCommitment, APPLICANTS | WINDOW, Function.ACCEPT),
    _commitment(m.TakeEffect, SYSTEM, internal=True),
    _commitment(m.VerifyCommitment, OFFICER, Function.SUPERVISE),
    _commitment(m.FindBreach, OFFICER, Function.SUPERVISE),
    _commitment(m.VerifyCorrection, OFFICER, Function.SUPERVISE),
    _commitment(m.ConfirmBreach, OFFICER, Function.SUPERVISE),
    *DOCUMENTS,
    *FEEDS,
    *BATCHES,
    *PERMIT,
    *DELIVERY,
    *DRAWS,
    *INSPECTIONS,
    *INSTITUTION,
    *RHYTHM,
    *CONSULTATIONS,
)

BY_COMMAND: dict[type[Command], Entry] = {entry.command: entry for entry in COMMANDS}

__all__ = ["BY_COMMAND", "COMMANDS", "Aggregate", "Entry"]
