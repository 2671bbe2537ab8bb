"""§1.4: 权力监督."""

from app.catalogue.mechanisms.mechanism import Mechanism, Section
from domain.approval import events as case
from domain.approval import handler_events as handler
from domain.shared.refusals import CommandRefused

POWER = Section(
    "1.4",
    "权力监督",
    "supervision of power",
    (
        Mechanism(
            "全过程留痕电子监察",
            "full-trace electronic monitoring",
            "S3",
            events=(case.StepRecorded, CommandRefused),
            rules=("T-01", "T-02", "T-03", "T-04", "P-01", "P-02", "D-01"),
            views=("audit_trail", "monitoring", "duties"),
            routes=("/v1/monitoring", "/v1/monitoring/findings", "/v1/cases/{case}/trail"),
            tests=(
                "projections/test_the_audit_trail.py::test_every_stream_of_a_case_is_in_its_trail",
                "system/test_an_act_is_seen_everywhere.py::test_an_act_is_seen_on_every_path",
                "system/test_verify_names_the_place.py::test_a_changed_byte_is_named",
            ),
            planned="cards with explanation and appeal (§3.8)",
        ),
        Mechanism(
            "外网跟踪查询",
            "public tracking on the outer net",
            "S3",
            events=(handler.VisitRecorded,),
            views=("publicity",),
            routes=(
                "/v1/public/cases",
                "/v1/public/notices",
                "/v1/public/on-time",
                "/v1/public/permits",
            ),
            planned="credit records and ratings in the applicant's view",
        ),
        Mechanism(
            "12345热线",
            "hotline: receive, route, handle, evaluate, account",
            "S3, S1",
            planned="stream HotlineTicket",
        ),
        Mechanism(
            "好差评", "ratings and third-party satisfaction", "S3, S1", planned="stream Rating"
        ),
        Mechanism(
            "纪检监察贯通",
            "discipline integration",
            "S3, S1",
            views=("audit_trail",),
            routes=("/v1/cases/{case}/trail", "/v1/logs/{log}/checkpoint"),
            tests=(
                "system/test_an_act_is_seen_everywhere.py::test_the_whole_log_verifies_and_its_export_does_so_off_line",
            ),
            planned="clue hand-over; a port of its own; the inspector's own read-log as a query",
        ),
        Mechanism(
            "不得以端口、印章干预",
            "no upper-level interference by ports or seals",
            "S3",
            planned="ExternalRequirementRecorded and its statistic",
        ),
    ),
)
