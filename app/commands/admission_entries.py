"""Commands of a case up to its acceptance, of who handles it, and of the short flows."""

from app.commands.entry import APPLICANTS, LEADER, REVIEWER, SYSTEM, WINDOW, Entry, of_case
from domain.approval import handling_commands as h
from domain.approval import instant_commands as i
from domain.approval import material_commands as m
from domain.approval import pre_approval_commands as p
from domain.registry.standards import Function

ADMISSION_ENTRIES: tuple[Entry, ...] = (
    of_case(h.AssignFirstHandler, WINDOW, Function.ACCEPT),
    of_case(h.HandOver, WINDOW | LEADER, Function.ACCEPT),
    of_case(h.AssignAgent, WINDOW, Function.ACCEPT),
    of_case(h.RequestPreReview, APPLICANTS | WINDOW, Function.ACCEPT),
    of_case(h.AnswerPreReview, WINDOW, Function.ACCEPT),
    of_case(h.RecordVisit, WINDOW, Function.ACCEPT),
    of_case(h.DeclarePriority, WINDOW | LEADER, Function.ACCEPT),
    of_case(p.OpinePreApproval, REVIEWER, Function.REVIEW),
    of_case(p.RecordPreconditionMet, WINDOW | REVIEWER, Function.ACCEPT),
    of_case(p.ConvertPreApproval, REVIEWER, Function.REVIEW),
    of_case(m.RecordMaterialFetched, WINDOW | REVIEWER, Function.ACCEPT),
    of_case(m.RecordMaterialFetchFailed, WINDOW | REVIEWER, Function.ACCEPT),
    of_case(m.AcceptWithGaps, WINDOW, Function.ACCEPT),
    of_case(m.SupplyGapMaterial, APPLICANTS | WINDOW, Function.ACCEPT),
    of_case(m.ExpireGaps, SYSTEM, internal=True),
    of_case(i.ComputeInstantDecision, WINDOW, Function.ACCEPT),
    of_case(i.RecordFiling, WINDOW, Function.ACCEPT),
)
"""首办、代办、预审、预审批、容缺、即办、备案."""
