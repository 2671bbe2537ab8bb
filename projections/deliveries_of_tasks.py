"""What goes out of a task and of its dispute (domain.md §2.5, §3.4).

Types that release 0.1 sent keep what they said: their bytes stand under the chains of feeds.
"""

from domain.supervision import dispute_events as dispute
from domain.supervision import events as task
from projections.delivery_kinds import BUREAU, GOVERNMENT, STAFFING_OFFICE, Due, Family, Kind

_TO = ("recipient",)
_BACK = ("recipient", ".addressee", BUREAU)
_ARGUING = ("recipient", "disputants", "interim")

TASKS = Family(
    "task",
    "/v1/tasks/{stream}",
    opening=task.SupervisionTaskPushed,
    carried=("task_number", "case_id", "case_number", "item_code", "historic", "permit_id"),
    parties={"recipient": "recipient"},
    kinds=(
        Kind(
            task.SupervisionTaskPushed,
            _TO,
            ("function", "reason", "priority", "territory", "lead", "claim_model"),
            dues=(Due("signDue", "sign_days"), Due("claimDue", "claim_days")),
        ),
        Kind(task.TaskSigned, _TO),
        Kind(task.TaskClaimed, _TO),
        Kind(task.TaskDeemedClaimed, _TO),
        Kind(task.TaskReturned, ("recipient", BUREAU)),
        Kind(task.TaskRerouted, ("recipient", ".recipient"), sets={"recipient": "recipient"}),
        Kind(task.SupervisionPlanned, _TO, ("mode", "planned_date")),
        Kind(task.NoOnSiteNeeded, _TO),
        Kind(task.SupervisionResultRecorded, ("recipient", BUREAU), ("finding", "inspection_id")),
        Kind(task.FeedbackPushed, _BACK),
        Kind(task.FeedbackAcknowledged, _TO),
        Kind(task.TaskMooted, _TO),
        Kind(
            dispute.ResponsibilityDisputeOpened,
            ("recipient", ".parties", ".interim_org", BUREAU, STAFFING_OFFICE),
            ("interim_org", "parties"),
            dues=(
                Due("negotiationDue", "negotiation_days"),
                Due("rulingDue", "ruling_days", after="negotiationDue"),
            ),
            sets={"disputants": "parties", "interim": "interim_org", "recipient": "interim_org"},
        ),
        Kind(dispute.DisputeNegotiated, (*_ARGUING, STAFFING_OFFICE), ("org",)),
        Kind(dispute.DisputeEscalated, (*_ARGUING, STAFFING_OFFICE, GOVERNMENT), ("level",)),
        Kind(dispute.InterimMeasureRecorded, (*_ARGUING, STAFFING_OFFICE)),
        Kind(
            dispute.ResponsibilityRuled,
            (*_ARGUING, ".org", BUREAU, STAFFING_OFFICE, GOVERNMENT),
            ("org", "level", "ruling_number", "valid_from"),
            sets={"recipient": "org"},
        ),
    ),
)
