"""§1.5: 其他机制."""

from app.catalogue.mechanisms.mechanism import Mechanism, Section
from domain.approval import handler_events as handler
from domain.approval import material_events as material
from domain.approval import ruling_events as ruling
from domain.approval import survey_events as survey
from domain.registry.published import ServiceWindowPublished

OTHERS = Section(
    "1.5",
    "其他机制",
    "other named mechanisms",
    (
        Mechanism(
            "马上办、网上办、就近办、一次办",
            "at once, online, nearby, one visit",
            "S3, S0",
            events=(handler.VisitRecorded, ruling.InstantDecisionComputed),
            commands=("record-visit", "compute-instant-decision"),
            tests=(
                "domain/approval/test_handling.py::test_visits_are_counted_while_the_case_is_open",
            ),
            planned="share of cases with at most one visit; refusing a channel",
        ),
        Mechanism(
            "减证便民",
            "cut certificates",
            "S3",
            events=(material.MaterialFetched,),
            commands=("record-material-fetched",),
            rules=("P-12",),
            planned="proof list across items",
        ),
        Mechanism("一次录入、一库管理", "enter once, share", "S1, S3", planned="reusable evidence"),
        Mechanism(
            "电子身份、印章、证照、共享交换",
            "e-identity, e-seal, e-licence, exchange platform",
            "S3",
            planned="adapters; signature verification stored with the event",
        ),
        Mechanism(
            "5+X",
            "hours beyond the working day",
            "S3",
            events=(ServiceWindowPublished,),
            commands=("publish-hours",),
            routes=("/v1/hours",),
            tests=(
                "app/api/test_powers_over_http.py::test_lists_and_hours_are_published_in_versions",
            ),
            planned="D-03 (acts out of hours)",
        ),
        Mechanism(
            "联合告知、一口收缴、协助报批",
            "joint telling, one-stop fees, help with upper approval",
            "S1",
            planned="project-level duties",
        ),
        Mechanism(
            "联合勘验、联合审图、联合验收",
            "multi-in-one joint work",
            "S3, S1",
            events=(survey.SurveyMerged,),
            tests=(
                "domain/approval/test_surveys_that_go_together.py::test_surveys_of_one_place_or_one_district_go_together",
            ),
            planned="joint drawing review and acceptance",
        ),
        Mechanism("投资项目承诺制", "investment commitment", "S3", planned="milestone commitments"),
        Mechanism(
            "全程领办、代办考核",
            "full-course leading, agents in assessment",
            "S2, S1",
            events=(handler.AgentAssigned,),
            commands=("assign-agent",),
            planned="agent figures; F-02",
        ),
        Mechanism(
            "委托核查目录、专家评审",
            "entrusted verification list, expert review",
            "S2",
            events=(survey.SurveyEntrusted,),
            commands=("entrust-survey", "start-special-procedure"),
            tests=(
                "domain/approval/test_surveys_that_go_together.py::test_only_what_the_list_names_is_entrusted",
            ),
            planned="expert draw and recusal",
        ),
        Mechanism(
            "同城通办、异地代办",
            "cross-region handling",
            "S3",
            planned="receiving organisation apart from the deciding one",
        ),
        Mechanism(
            "四端一网",
            "four terminals, one net",
            "S4",
            planned="the channel of each act in statistics; it is in every envelope already",
        ),
        Mechanism("1+N云平台、网格", "peer platforms, grids", "S4, S3", planned="peer adapters"),
        Mechanism(
            "包容审慎、智慧、风险监管",
            "inclusive, smart, risk-based supervision",
            "S3",
            planned="supervision mode with basis, device readings as evidence",
        ),
        Mechanism(
            "五类主体信用",
            "public credit of five subject kinds",
            "S3",
            planned="with CreditSubject",
        ),
        Mechanism(
            "督查督办、明察暗访、通报表扬",
            "inspection, unannounced visits, praise",
            "S3",
            planned="SupervisionVisitRecorded, PraiseRecorded",
        ),
        Mechanism(
            "当场办结、提前服务",
            "on-the-spot and early service",
            "S3",
            events=(
                ruling.InstantDecisionComputed,
                handler.PreReviewRequested,
                handler.PreReviewAnswered,
            ),
            commands=("compute-instant-decision", "request-pre-review", "answer-pre-review"),
            views=("monitoring",),
            tests=(
                "domain/approval/test_instant_and_filing.py::test_rules_that_are_met_lead_to_a_grant_without_review_by_one_person",
                "domain/approval/test_handling.py::test_a_pre_review_is_asked_and_answered_before_anything_is_handed_in",
            ),
        ),
    ),
)
