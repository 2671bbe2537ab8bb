"""§1.1: 机构与职责."""

from app.catalogue.mechanisms.mechanism import Mechanism, Section
from domain.approval import material_events as material
from domain.approval import opinion_events as opinion
from domain.approval import ruling_events as ruling
from domain.approval.document_events import DocumentSealed
from domain.registry import events as registry
from domain.registry import powers, published, seals

INSTITUTION = Section(
    "1.1",
    "机构与职责",
    "institution and responsibility",
    (
        Mechanism(
            "一枚印章管审批",
            "one seal governs approval",
            "S3, S1, S2",
            events=(seals.SealActivated, seals.SealSealedUp, seals.SealDestroyed, DocumentSealed),
            commands=("activate-seal", "seal-up-seal", "destroy-seal", "seal-document"),
            rules=("D-05",),
            routes=("/v1/seals",),
            tests=(
                "app/api/test_documents_of_a_case.py::test_a_seal_that_is_not_in_use_is_refused_and_the_attempt_is_in_the_trail",
                "domain/approval/test_documents.py::test_a_second_seal_of_the_old_department_is_refused",
            ),
        ),
        Mechanism(
            "事项划转",
            "transfer of items with boundary history",
            "S2, S1, S0",
            events=(
                registry.ResponsibilityAssigned,
                powers.ResponsibilityTransferred,
                powers.ResponsibilityCorrected,
                powers.TransferAssessed,
            ),
            commands=(
                "assign-responsibility",
                "transfer-responsibility",
                "correct-responsibility",
                "assess-transfer",
            ),
            rules=("D-02",),
            routes=("/v1/responsibilities",),
            views=("responsibilities",),
            tests=(
                "app/api/test_powers_over_http.py::test_a_transfer_moves_a_function_and_says_who_answered_when",
                "domain/registry/test_powers_agree_with_an_oracle.py::test_who_answers_agrees_with_the_oracle_as_known_after_every_record",
                "domain/monitoring/test_acts_without_authority.py::test_a_reported_act_is_judged_by_the_responsibility_of_its_own_date",
            ),
        ),
        Mechanism(
            "形式审查与实质审查过渡",
            "formal review by the bureau, substantive by the old department",
            "S2",
            events=(opinion.SubstantiveOpinionRequested, opinion.SubstantiveOpinionGiven),
            commands=("request-substantive-opinion", "give-substantive-opinion"),
            tests=(
                "domain/approval/test_opinions.py::test_a_decision_waits_for_the_substantive_opinion",
                "domain/approval/test_opinions.py::test_only_the_department_that_was_asked_gives_the_opinion",
            ),
        ),
        Mechanism(
            "委托下放",
            "delegation downward",
            "S2",
            events=(
                powers.DelegationGranted,
                powers.DelegationAnnounced,
                powers.DelegationRevoked,
            ),
            commands=("grant-delegation", "announce-delegation", "revoke-delegation"),
            routes=("/v1/delegations",),
            tests=(
                "app/api/test_powers_over_http.py::test_a_delegate_acts_in_the_delegators_name_once_it_is_announced",
            ),
        ),
        Mechanism(
            "市县同权、三级四同",
            "city-county equal powers, standardised items",
            "S4, S3",
            events=(registry.ItemVersionPublished,),
            commands=("publish-item-version",),
            planned="standards compared across levels",
        ),
        Mechanism(
            "两集中、两到位",
            "two concentrations: chief representative with recorded authorisation",
            "S0, S1",
            events=(registry.PostAssigned, ruling.DecisionEscalated),
            commands=("assign-post", "escalate-decision"),
            rules=("P-03",),
            tests=(
                "domain/approval/test_tiers.py::test_a_decider_below_the_item_s_tier_is_refused",
            ),
        ),
        Mechanism(
            "局、中心协同运行",
            "bureau and centre split",
            "S2",
            events=(registry.PostAssigned,),
            commands=("assign-post",),
            rules=("P-03",),
            tests=("domain/registry/test_authority.py::test_another_role_is_forbidden",),
        ),
        Mechanism(
            "四维联动",
            "four-party linkage",
            "S4",
            planned="project participants, each with a view",
        ),
        Mechanism(
            "标准化事项",
            "standardised items",
            "S3, S1, S2",
            events=(registry.ItemVersionPublished,),
            commands=("publish-item-version",),
            rules=("P-12",),
            routes=("/v1/items", "/v1/items/{code}"),
            tests=(
                "app/api/test_powers_over_http.py::test_an_item_version_counts_from_its_first_day_and_differs_by_lines",
                "domain/approval/test_demands.py::test_a_demand_outside_the_standard_is_refused",
            ),
        ),
        Mechanism(
            "谁主张、谁调取",
            "who requires it fetches it",
            "S0",
            events=(material.MaterialFetched, material.MaterialFetchFailed),
            commands=("record-material-fetched", "record-material-fetch-failed"),
            tests=(
                "domain/approval/test_demands.py::test_what_the_department_fetches_is_never_asked_of_the_applicant",
            ),
        ),
        Mechanism(
            "八张清单",
            "reference lists",
            "S0",
            events=(published.ReferenceListPublished,),
            commands=("publish-list",),
            routes=("/v1/lists",),
            tests=(
                "app/api/test_powers_over_http.py::test_lists_and_hours_are_published_in_versions",
            ),
        ),
    ),
)
