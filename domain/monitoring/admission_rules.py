"""The rules that watch what is asked of applicants, and until when, for `RULES` (domain.md §6)."""

from domain.monitoring.extra_demands import extra_demand
from domain.monitoring.findings import Party, Rule, Severity
from domain.monitoring.gap_duties import gap_overdue

CASE_RULES: tuple[Rule, ...] = (
    Rule(
        "P-12", "清单外要求", "demand outside the item's standard", "许可§31, §72(1); 营商§69",
        (Severity.YELLOW,), (Party.SECTION_HEAD, Party.EFFICIENCY, Party.APPLICANT), extra_demand,
    ),
)  # fmt: skip
DUTY_RULES: tuple[Rule, ...] = (
    Rule(
        "C-07", "容缺逾期", "gap material overdue", "滨州§11", (Severity.YELLOW,),
        (Party.HANDLER, Party.SECTION_HEAD), gap_overdue,
    ),
)  # fmt: skip
