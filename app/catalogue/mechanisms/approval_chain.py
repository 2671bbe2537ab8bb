"""§1.2: 审批链条."""

from app.catalogue.mechanisms.mechanism import Mechanism, Section
from app.catalogue.mechanisms.surveys import SURVEYS
from domain.approval import aftermath_events as aftermath
from domain.approval import document_events as document
from domain.approval import events as case
from domain.approval import handler_events as handler
from domain.approval import material_events as material
from domain.approval import pre_approval_events as pre_approval
from domain.approval import ruling_events as ruling
from domain.commitment import events as commitment

_HANDLING = "app/commands/test_handling.py"
_DECISION = "domain/approval/test_decision.py"
_PRE_APPROVAL = "domain/approval/test_pre_approval.py"
_COMMITMENT = "domain/commitment/test_commitment.py"

APPROVAL_CHAIN = Section(
    "1.2",
    "审批链条",
    "the approval chain",
    (
        Mechanism(
            "五分设",
            "five separated stages",
            "S4",
            events=(
                case.MaterialsReceived,
                case.CaseAccepted,
                case.ReviewStarted,
                case.ReviewCompleted,
                case.SurveyConducted,
                case.PermitGranted,
                case.CertificateMade,
            ),
            commands=(
                *("receive-materials", "accept-case", "start-review", "complete-review"),
                *("conduct-survey", "grant-permit", "make-certificate"),
            ),
            rules=("P-01", "P-02", "P-06", "P-10"),
            views=("monitoring",),
            tests=(
                f"{_DECISION}::test_the_receiver_neither_reviews_nor_decides",
                f"{_DECISION}::test_the_decider_does_not_make_the_certificate",
            ),
        ),
        Mechanism(
            "两级模式",
            "two-level mode",
            "S1",
            events=(case.CaseAccepted, case.PermitGranted),
            commands=("accept-case", "grant-permit"),
            rules=("P-02",),
            tests=(f"{_DECISION}::test_the_receiver_neither_reviews_nor_decides",),
        ),
        Mechanism(
            "受理与办理、办理与评价相分离",
            "front desk, back office, issue window",
            "S3",
            events=(case.CaseAccepted, case.ResultDelivered),
            commands=("accept-case", "deliver-result"),
            rules=("P-02",),
            planned="ratings, which handlers cannot write",
        ),
        Mechanism(
            "首办负责、一次性告知、分级决定、抽查追责",
            "first handler, one-time notice, tiered decision, spot check, accountability",
            "S2",
            events=(
                handler.FirstHandlerAssigned,
                handler.HandedOver,
                case.SupplementNoticed,
                ruling.DecisionEscalated,
                aftermath.CaseSampled,
                aftermath.CaseReviewFound,
                aftermath.AccountabilityReferred,
            ),
            commands=(
                *("assign-first-handler", "hand-over", "notice-supplement", "escalate-decision"),
                *("sample-case", "record-review-finding", "refer-accountability"),
            ),
            rules=("T-04", "P-07"),
            tests=(
                "domain/approval/test_handling.py::test_a_second_first_handler_is_refused_and_the_duty_is_handed_over_instead",
                "domain/approval/test_tiers.py::test_after_an_escalation_only_the_higher_tier_decides",
                "app/api/test_a_draw_of_finished_cases.py::test_finished_cases_are_drawn_and_reviewed",
            ),
        ),
        Mechanism(
            "标准文书",
            "standard documents",
            "S2",
            events=document.EVENTS,
            commands=("issue-document", "seal-document", "serve-document"),
            rules=("P-11",),
            views=("documents",),
            routes=("/v1/cases/{case}/documents", "/v1/documents/{digest}"),
            tests=(
                "app/api/test_documents_of_a_case.py::test_a_document_goes_its_whole_way_and_fills_its_gap",
                "domain/approval/test_documents.py::test_what_is_missing_is_told_with_its_last_day",
            ),
        ),
        Mechanism("并联审批", "parallel approval", "S1, S3", planned="stream Project"),
        Mechanism("一企一证", "one item, one certificate", "S4", planned="stream CompositePermit"),
        Mechanism(
            "证照分离",
            "separation of licence and permit, four modes",
            "S1, S2",
            events=(ruling.FilingRecorded, case.ApplicationSubmitted),
            commands=("record-filing", "submit-application"),
            rules=("L-01",),
            tests=(
                "domain/approval/test_instant_and_filing.py::test_nobody_applies_for_an_approval_that_has_been_cancelled",
                "domain/approval/test_instant_and_filing.py::test_a_filing_ends_with_its_record",
                "app/policies/test_push_supervision.py::test_a_filing_pushes_a_task_too",
            ),
        ),
        Mechanism(
            "告知承诺",
            "informed commitment",
            "S1, S2",
            events=commitment.EVENTS,
            commands=(
                *("offer-commitment", "sign-commitment", "withdraw-commitment", "take-effect"),
                *("verify-commitment", "find-breach", "verify-correction", "confirm-breach"),
            ),
            rules=("C-01",),
            views=("commitments",),
            routes=("/v1/commitments/due",),
            tests=(
                f"{_COMMITMENT}::test_what_is_signed_must_be_the_text_that_was_offered",
                f"{_COMMITMENT}::test_a_breach_is_confirmed_only_after_the_correction_period",
                "domain/commitment/test_commitment.py::test_it_takes_effect_on_the_grant_alone",
            ),
        ),
        Mechanism(
            "信用承诺分级",
            "credit-graded commitment",
            "S4, S3",
            planned="grades and the policy table",
        ),
        Mechanism(
            "容缺后补",
            "missing non-core material later",
            "S3, S1",
            events=(
                material.AcceptedWithGaps,
                material.GapMaterialSupplied,
                material.GapExpired,
            ),
            commands=("accept-with-gaps", "supply-gap-material", "expire-gaps"),
            rules=("C-07",),
            tests=(
                "domain/approval/test_gaps.py::test_the_decision_waits_until_every_gap_is_closed",
                "domain/approval/test_gaps.py::test_gaps_expire_only_after_the_period_and_close_the_case",
            ),
        ),
        Mechanism(
            "承诺预审、先建后验",
            "commitment pre-review, build first, verify later",
            "S1",
            planned="project commitment with milestones",
        ),
        Mechanism(
            "预审+代办",
            "pre-approval and agency",
            "S0",
            events=(handler.AgentAssigned, *pre_approval.EVENTS),
            commands=(
                *("assign-agent", "opine-pre-approval", "record-precondition-met"),
                "convert-pre-approval",
            ),
            views=("pre_approvals",),
            routes=("/v1/queue/pre-approvals",),
            tests=(
                "domain/approval/test_handling.py::test_an_agent_is_not_one_who_works_on_the_case",
                f"{_PRE_APPROVAL}::test_an_opinion_in_advance_has_no_effect_in_law",
                f"{_PRE_APPROVAL}::test_changed_materials_are_reviewed_anew_before_a_conversion",
                "app/api/test_pre_approvals_over_http.py::test_what_is_ready_to_convert_is_told_and_converted",
            ),
        ),
        Mechanism(
            "网上预审、即报即批",
            "online pre-review, instant approval",
            "S1, S3",
            events=(
                handler.PreReviewRequested,
                handler.PreReviewAnswered,
                ruling.InstantDecisionComputed,
            ),
            commands=("request-pre-review", "answer-pre-review", "compute-instant-decision"),
            tests=(
                "domain/approval/test_handling.py::test_a_pre_review_has_no_effect_in_law",
                "domain/approval/test_instant_and_filing.py::test_rules_that_are_met_lead_to_a_grant_without_review_by_one_person",
            ),
        ),
        *SURVEYS,
        Mechanism(
            "联合评估、验收、审图、区域评估",
            "joint evaluation, acceptance, drawing review",
            "S1, S3",
            planned="shared results as reusable evidence",
        ),
        Mechanism("审批法庭", "dispute over preconditions", "S0", planned="PreconditionDispute"),
        Mechanism("中介超市", "intermediary supermarket", "S0, S3", planned="IntermediaryOrder"),
        Mechanism("3550等时限目标", "time targets", "S0, S1", planned="TargetClock"),
        Mechanism(
            "月报、挂图作战",
            "monthly report, battle map",
            "S1",
            planned="project plan with milestones",
        ),
        Mechanism(
            "绿色通道",
            "green channel",
            "S1",
            events=(handler.PriorityDeclared,),
            commands=("declare-priority",),
            tests=(
                "domain/approval/test_handling.py::test_where_a_green_channel_list_is_published_its_entry_is_named",
            ),
            planned="F-01 (queue-jumping without a declaration)",
        ),
        Mechanism(
            "快递送、两端推送",
            "courier and not-meeting delivery",
            "S0, S3",
            events=(aftermath.ResultDispatched, case.ResultDelivered),
            commands=("dispatch-result", "deliver-result"),
            rules=("T-07",),
            tests=(
                "domain/approval/test_aftermath.py::test_a_result_is_dispatched_once_there_is_something_to_send",
                "domain/monitoring/test_duties_of_clocks.py::test_a_grant_is_to_be_delivered_in_ten_working_days_and_public_in_seven",
            ),
        ),
        Mechanism("容错免责", "fault tolerance", "S4", planned="exemptions of cards"),
    ),
)
