"""The rules that watch surveys, for `RULES` (domain.md §6)."""

from domain.monitoring.findings import Party, Rule, Severity
from domain.monitoring.survey_duties import not_filed, not_visited
from domain.monitoring.survey_findings import fewer_than_two, visit_unfavourable

CASE_RULES: tuple[Rule, ...] = (
    Rule(
        "P-13", "踏勘人员不足或无证", "fewer than two surveyors, or unlicensed", "许可§34",
        (Severity.RED,), (Party.EFFICIENCY, Party.DISCIPLINE), fewer_than_two,
    ),
    Rule(
        "P-14", "回访不满意", "return visit unfavourable", "监察法§11",
        (Severity.CLUE,), (Party.DISCIPLINE,), visit_unfavourable,
    ),
)  # fmt: skip
DUTY_RULES: tuple[Rule, ...] = (
    Rule(
        "P-04", "踏勘未双备案", "survey without dual filing", "许可§34", (Severity.YELLOW,),
        (Party.HANDLER, Party.SECTION_HEAD, Party.DISCIPLINE), not_filed,
    ),
    Rule(
        "P-05", "踏勘未回访", "survey without return visit", "许可§34", (Severity.YELLOW,),
        (Party.DISCIPLINE, Party.EFFICIENCY), not_visited,
    ),
)  # fmt: skip
