"""The rules that look beyond one stream, for `RULES`, and what they judge (domain.md §6)."""

from collections.abc import Iterator

from domain.monitoring.circles import CircleView, Owed
from domain.monitoring.findings import Party, Rule, Severity
from domain.monitoring.ignored_feedback import feedback_ignored
from domain.monitoring.lapsed_opinions import opinion_lapsed
from domain.monitoring.liaison_vacancies import liaison_vacant

_OF: dict[str, Rule] = {
    "liaison": Rule(
        "L-06", "联络员空缺", "liaison vacancy", "晋城§3", (Severity.YELLOW,),
        (Party.LIAISON, Party.EFFICIENCY), liaison_vacant,
    ),
    "subject": Rule(
        "L-07", "监管反馈未采用", "feedback ignored", "浙江§33", (Severity.RED,),
        (Party.HANDLER, Party.EFFICIENCY, Party.DISCIPLINE), feedback_ignored,
    ),
    "opinion": Rule(
        "L-08", "审查员意见逾期、观察员缺席", "observer or reviewer opinion lapsed",
        "浙江§33", (Severity.HINT, Severity.YELLOW), (Party.LIAISON,), opinion_lapsed,
    ),
}  # fmt: skip
CIRCLE_RULES: tuple[Rule, ...] = tuple(_OF.values())


def owed_in(kind: str, view: CircleView) -> Iterator[Owed]:
    """What is owed in a circle of a kind: of a subject, of the posts or the opinions of an
    organisation."""
    yield from _OF[kind].check(view)
