"""§1.3: 审管联动."""

from app.catalogue.mechanisms.mechanism import Mechanism, Section
from domain.approval import events as case
from domain.approval import joint_survey_events as joint
from domain.approval import opinion_events as opinion
from domain.approval.aftermath_events import PublicNoticePublished
from domain.consultation import events as consultation
from domain.consultation import rhythm_events as rhythm
from domain.consultation import standard_events as standard
from domain.delivery.batch_events import (
    CertificateBatchPushed,
    SmsFailed,
    SmsQueued,
    SmsSent,
)
from domain.delivery.events import PackageMade, PackageReceived, ReceiptSigned
from domain.delivery.subscription_events import DeliveryDeadLettered, SubscriptionRequested
from domain.registry.events import PostAssigned
from domain.registry.linkage import AbsenceDeclared, AbsenceEnded, LinkagePolicySet
from domain.supervision import dispute_events as dispute
from domain.supervision import events as task
from domain.supervision.draw_events import (
    DrawAnnounced,
    DrawResultPublished,
    InspectionPlanPublished,
    RandomDrawPerformed,
    RecusalDeclared,
    RecusalEnded,
)
from domain.supervision.inspection_events import (
    InspectionFeedbackAcknowledged,
    InspectionFeedbackPushed,
    InspectionPlanned,
    InspectionResultPublished,
    InspectionStarted,
)
from domain.supervision.penalty_events import PenaltyDecided

_DRAW = "domain/supervision/test_random_draw.py"
_TASK = "domain/supervision/test_task.py"
_DISPUTE = "domain/supervision/test_disputes.py"
_HISTORIES = "domain/supervision/test_task_histories.py"
_RULED = "app/policies/test_rulings_are_written_back.py"
_INSPECTED = "app/policies/test_what_an_inspection_brings_about.py"
_PUSH = "app/policies/test_push_supervision.py"
_SIGNED = "app/api/test_a_feed_is_compared_and_signed_for.py"
_FEEDBACK = "app/api/test_feedback_over_http.py"
_DIGESTS = "app/rhythm/test_digests_are_made_up.py"
_BATCHES = "app/rhythm/test_certificates_go_out_by_urgency.py"
_SENT = "projections/test_deliveries_of_the_linkage.py"

LINKAGE = Section(
    "1.3",
    "审管联动",
    "linkage",
    (
        Mechanism(
            "审管互动平台",
            "linkage platform, synchronous push and feedback use",
            "S1",
            events=(
                task.SupervisionTaskPushed,
                task.FeedbackPushed,
                task.FeedbackAcknowledged,
                opinion.FeedbackConsulted,
                case.HandedToSupervision,
                ReceiptSigned,
                PackageMade,
                PackageReceived,
            ),
            commands=(
                "push-task",
                "push-feedback",
                "acknowledge-feedback",
                "consult-feedback",
                "sign-receipt",
                "make-package",
                "receive-package",
            ),
            rules=("L-01", "L-07"),
            views=("deliveries", "task_inbox", "duties", "linkage_findings", "receipts"),
            routes=(
                "/v1/feeds/{region}/{organisation}/proofs",
                "/v1/feeds/{region}/{organisation}/compare",
                "/v1/feeds/receipts",
                "/v1/tasks",
                "/v1/stream",
                "/v1/cases/{case}/feedback",
                "/v1/tasks/{task}/dossier",
            ),
            tests=(
                f"{_PUSH}::test_a_grant_pushes_one_task_to_the_organisation_that_supervises_and_enforces",
                f"{_TASK}::test_signed_claimed_planned_result_fed_back_acknowledged_closes_the_loop",
                "system/test_an_act_is_seen_everywhere.py::test_an_act_is_seen_on_every_path",
                f"{_FEEDBACK}::test_a_grant_is_blocked_then_consulted_then_granted",
                f"{_FEEDBACK}::test_a_reported_grant_without_consultation_is_flagged",
                f"{_SIGNED}::test_receipts_are_held_against_what_went_out_and_only_go_forward",
                f"{_SIGNED}::test_whatever_is_altered_is_found",
                "system/test_the_kit_on_the_running_system.py"
                "::test_the_example_holds_proves_and_signs_the_whole_feed",
            ),
        ),
        Mechanism(
            "专职信息联络员",
            "dedicated liaison officer",
            "S1",
            events=(
                task.TaskSigned,
                task.TaskReturned,
                PostAssigned,
                AbsenceDeclared,
                AbsenceEnded,
            ),
            commands=("sign-task", "return-task", "assign-post", "declare-absence", "end-absence"),
            rules=("L-06",),
            views=("task_inbox", "linkage_findings"),
            routes=("/v1/monitoring/findings",),
            tests=(
                f"{_TASK}::test_another_organisation_cannot_sign",
                f"{_FEEDBACK}::test_a_substitute_acts_while_the_liaison_is_away",
                f"{_FEEDBACK}::test_a_department_without_a_liaison_is_found_while_it_has_tasks",
            ),
        ),
        Mechanism(
            "对应职能、即时推送、短信提醒",
            "matching duty, instant push, SMS, periodic publication",
            "S3",
            events=(
                task.SupervisionTaskPushed,
                SubscriptionRequested,
                DeliveryDeadLettered,
                SmsQueued,
                SmsSent,
                SmsFailed,
                rhythm.DailyDigestSent,
                rhythm.MonthlyBulletinPublished,
            ),
            commands=("push-task", "request-subscription", "redrive-deliveries", "queue-sms"),
            rules=("L-01", "L-02"),
            views=("deliveries", "subscriptions", "reminders", "digests", "meetings"),
            routes=("/v1/feeds", "/v1/stream", "/v1/subscriptions", "/v1/reminders"),
            tests=(
                f"{_PUSH}::test_nobody_to_supervise_is_a_gap_in_the_trail_and_not_silence",
                "app/webhooks/test_posts_are_reminded_by_sms.py"
                "::test_a_liaison_is_reminded_of_a_new_task_and_of_its_claim",
                "app/webhooks/test_a_failing_receiver_ends_in_dead_letters_and_a_redrive.py"
                "::test_retries_then_dead_letter_then_redrive_and_others_are_not_delayed",
                "adapters/bus/test_subscriber.py::test_each_organisation_gets_its_own_messages_and_no_others",
            ),
        ),
        Mechanism(
            "双向推送",
            "two-way push; instant copy of decisions, certificates by urgency",
            "S2",
            events=(
                task.SupervisionTaskPushed,
                task.FeedbackPushed,
                CertificateBatchPushed,
                PenaltyDecided,
                InspectionFeedbackPushed,
                InspectionFeedbackAcknowledged,
            ),
            commands=(
                "push-task",
                "push-feedback",
                "push-certificate-batch",
                "push-inspection-feedback",
                "acknowledge-inspection-feedback",
            ),
            rules=("L-05",),
            views=("deliveries", "certificates", "inspections"),
            routes=(
                "/v1/push-batches",
                "/v1/push-batches/{batch}",
                "/v1/inspections/not-fed-back",
                "/asyncapi.json",
            ),
            tests=(
                f"{_INSPECTED}::test_without_a_task_the_deciding_organisation_is_told_and_takes_note",
                f"{_TASK}::test_only_the_addressee_acknowledges_feedback",
                f"{_BATCHES}::test_a_weeks_certificates_go_out_once_when_its_last_working_day_has_ended",
                f"{_SENT}::test_penalties_go_to_the_bureau_that_decided_and_share_the_tasks_filters",
            ),
        ),
        Mechanism(
            "审批信息双推送",
            "push to the regulator and to society",
            "S3",
            events=(task.SupervisionTaskPushed, PublicNoticePublished),
            commands=("push-task", "publish-notice"),
            rules=("L-01", "T-08"),
            views=("deliveries",),
            tests=(f"{_PUSH}::test_a_pushed_task_names_the_event_that_caused_it",),
        ),
        Mechanism(
            "四项制度",
            "information exchange, consultation, reviewer's opinion, observer",
            "S3",
            events=(
                opinion.ReviewerOpinionRequested,
                opinion.ReviewerOpinionGiven,
                opinion.ReviewerOpinionLapsed,
                joint.ObserverInvited,
                joint.ObserverAttended,
                joint.ObserverRemarked,
            ),
            commands=("request-reviewer-opinion", "give-reviewer-opinion", "propose-consultation"),
            rules=("L-08", "L-10"),
            views=("linkage_findings", "consultations"),
            tests=(
                "domain/monitoring/test_what_many_streams_show.py::test_the_third_lapse_within_a_year_weighs_more",
                "domain/approval/test_opinions.py::test_a_regulator_is_asked_once_at_a_time_and_answers_once",
                "domain/approval/test_joint_surveys.py::test_an_observer_comes_and_remarks_without_a_vote",
            ),
        ),
        Mechanism(
            "时推送、日互动、周见面、月会商、年考核",
            "real-time push, daily, weekly, monthly and yearly rhythm",
            "S4",
            events=(
                rhythm.DailyDigestSent,
                rhythm.AgendaPrepared,
                rhythm.WeeklyMeetingHeld,
                rhythm.MonthlyConsultationHeld,
                rhythm.MonthlyBulletinPublished,
                rhythm.YearlyAssessmentFrozen,
            ),
            commands=("hold-weekly-meeting", "hold-monthly-consultation"),
            views=("linkage_turns", "digests", "meetings"),
            routes=(
                "/v1/digests",
                "/v1/meetings",
                "/v1/bulletins",
                "/v1/assessments",
                "/v1/assessments/{year}/acts",
            ),
            tests=(
                f"{_DIGESTS}::test_days_missed_over_a_holiday_are_made_up_as_they_stood_then",
                f"{_DIGESTS}::test_two_workers_at_once_send_each_digest_once",
                "app/rhythm/test_meetings_are_prepared.py"
                "::test_what_is_open_comes_onto_the_agenda_and_the_year_is_frozen",
            ),
        ),
        Mechanism(
            "重要事项会商、联席会议",
            "important-matter consultation, joint meeting",
            "S4, S1, S2, S3",
            events=(
                consultation.ConsultationProposed,
                consultation.ConsultationConvened,
                consultation.OpinionGiven,
                consultation.OpinionLapsed,
                consultation.ConsultationHeld,
                consultation.ConsultationConcluded,
                consultation.ResolutionRescheduled,
                consultation.ResolutionCompleted,
                consultation.ConsultationEscalated,
                consultation.ConsultationCancelled,
            ),
            commands=("propose-consultation", "conclude-consultation", "complete-resolution"),
            rules=("L-10",),
            views=("consultations",),
            routes=("/v1/consultations", "/v1/consultations/{consultation}", "/v1/resolutions"),
            tests=(
                "domain/consultation/test_consultation.py"
                "::test_each_command_is_taken_in_its_states_alone",
                "app/api/test_consultations_over_http.py"
                "::test_a_consultation_binds_until_its_last_resolution_is_done",
            ),
        ),
        Mechanism(
            "监管主权",
            "the regulator's sovereignty after approval",
            "S4, S3",
            events=(
                task.TaskClaimed,
                task.TaskDeemedClaimed,
                task.SupervisionPlanned,
                task.NoOnSiteNeeded,
                task.SupervisionResultRecorded,
                dispute.ResponsibilityDisputeOpened,
                dispute.DisputeNegotiated,
                dispute.DisputeEscalated,
                dispute.InterimMeasureRecorded,
                dispute.ResponsibilityRuled,
                LinkagePolicySet,
                standard.StandardChangeNotified,
                standard.StandardChangeAdopted,
                standard.StandardChangeDeclined,
            ),
            commands=(
                "claim-task",
                "plan-supervision",
                "close-without-visit",
                "record-result",
                "negotiate-dispute",
                "escalate-dispute",
                "record-interim-measure",
                "rule-responsibility",
                "set-linkage-policy",
                "notify-standard-change",
            ),
            rules=("L-02", "L-03", "L-09"),
            views=("task_inbox", "standard_changes"),
            routes=(
                "/v1/tasks",
                "/v1/tasks/counts",
                "/v1/tasks/disputed",
                "/v1/linkage/health",
                "/v1/linkage/health/tasks",
                "/v1/standard-changes",
            ),
            tests=(
                f"{_HISTORIES}::test_at_every_moment_exactly_one_organisation_answers_for_an_open_task",
                f"{_DISPUTE}::test_what_the_parties_agree_on_is_ruled_by_the_staffing_office",
                f"{_DISPUTE}::test_a_level_that_has_run_out_is_left_by_itself_and_not_before",
                f"{_RULED}::test_a_ruling_becomes_the_record_and_later_outcomes_are_routed_by_it",
                f"{_TASK}::test_claiming_does_not_close_the_task",
                f"{_TASK}::test_a_visit_may_be_dropped_with_a_reason",
            ),
        ),
        Mechanism(
            "双随机一公开",
            "double random, one publicity",
            "S3",
            events=(
                InspectionPlanPublished,
                DrawAnnounced,
                RandomDrawPerformed,
                DrawResultPublished,
                RecusalDeclared,
                RecusalEnded,
                InspectionPlanned,
                InspectionStarted,
                InspectionResultPublished,
            ),
            commands=(
                "plan-inspection",
                "start-inspection",
                "publish-inspection-result",
                "publish-inspection-plan",
                "declare-recusal",
                "end-recusal",
                "announce-draw",
                "perform-draw",
                "publish-draw-result",
                "cancel-draw",
            ),
            rules=("L-04", "C-03", "P-13", "T-08"),
            views=("inspection_plans", "recusals", "draws", "inspections"),
            routes=(
                "/v1/draws",
                "/v1/draws/pool",
                "/v1/draws/{draw}/pools",
                "/v1/public/draws",
                "/v1/inspections",
                "/v1/inspections/caps",
                "/v1/public/inspections",
            ),
            tests=(
                f"{_INSPECTED}::test_two_at_once_do_not_pass_the_cap_and_a_cancelled_one_makes_room",
                "app/api/test_inspections_over_http.py"
                "::test_from_the_plan_to_a_penalty_that_is_paid_published_and_fed_back",
                f"{_DRAW}::test_somebody_who_follows_the_page_gets_the_same",
                f"{_DRAW}::test_one_bit_of_the_secret_or_of_the_public_value_changes_the_result",
                "app/api/test_random_draw_over_http.py::test_from_announcement_to_result",
            ),
        ),
        Mechanism(
            "专业执法与综合执法",
            "special and general enforcement",
            "S3",
            events=(task.SupervisionTaskPushed,),
            commands=("push-task",),
            rules=("L-01",),
            views=("duties",),
            tests=(
                "domain/monitoring/test_duties_of_linkage.py::test_enforcement_is_owed_its_own_push",
                f"{_RULED}::test_an_outcome_goes_to_who_answers_where_the_subject_is",
            ),
        ),
        Mechanism(
            "信用等级与联合惩戒",
            "credit grades and joint discipline",
            "S3, S1",
            planned="stream CreditSubject, grades, measures with legal basis",
        ),
    ),
)
