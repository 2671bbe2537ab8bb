"""What the guards of a survey need besides its own history, and what several of them ask."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from domain.approval.events import SurveyOrdered
from domain.approval.stages import Stage, check_separation
from domain.approval.survey_limits import FARTHEST
from domain.approval.survey_state import Survey
from domain.registry.standards import ItemStandard
from domain.shared.act import Actor
from domain.shared.errors import Refused
from domain.timing.calendar import WorkCalendar

if TYPE_CHECKING:
    from domain.approval.case_state import Case


@dataclass(frozen=True, slots=True)
class Fellow:
    """Another survey of a merge, with its case."""

    survey: Survey
    case: "Case"


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyFacts:
    """`case` is the case that should have ordered `survey_id`; `standard` that of its item.

    `organisations`: those registered. `surveyors`: persons with a surveyor's post in the
    organisation that surveys, on that day; `unlicensed` of them hold no licence though others do.
    `listed`: the entry named by the command is on the list of entrusted surveys. `fellows`: the
    other surveys that the command is about.
    """

    survey_id: UUID
    actor: Actor
    case: "Case"
    at: datetime
    calendar: WorkCalendar
    standard: ItemStandard | None = None
    organisations: Collection[str] = ()
    surveyors: Collection[str] = ()
    unlicensed: Collection[str] = ()
    listed: bool = False
    fellows: Mapping[UUID, Fellow] = field(default_factory=dict)

    @property
    def on(self) -> date:
        """The date of the act."""
        return self.calendar.local_date(self.at)

    @property
    def by_the_standard(self) -> bool:
        """Whether the item's standard says how it is surveyed, so that nothing may be left out."""
        return self.standard is not None and bool(
            self.standard.survey_mode or self.standard.survey_filing
        )

    @property
    def filing_required(self) -> bool:
        """Whether the item's standard asks for filing and return visit."""
        return self.standard is not None and bool(self.standard.survey_filing)


def order_of(case: "Case", survey_id: UUID) -> SurveyOrdered | None:
    """How a case ordered a survey; None if it did not."""
    found = (one.event for one in case.acts if isinstance(one.event, SurveyOrdered))
    return next((one for one in found if one.survey_id == survey_id), None)


def case_of(survey: Survey) -> UUID:
    """The case of a survey that has begun."""
    assert survey.case_id, "its first act names it"
    return survey.case_id


def need_not_conducted(survey: Survey) -> None:
    """Raises:
    Refused: `survey-already-conducted`.
    """
    if survey.conducted_on:
        raise Refused("survey-already-conducted", "已踏勘", "the survey has been conducted")


def need_plannable(day: date, facts: SurveyFacts) -> None:
    """Raises:
    Refused: `survey-planned-badly`.
    """
    if not 0 <= (day - facts.on).days <= FARTHEST:
        raise Refused(
            "survey-planned-badly",
            f"踏勘日期须在今日起{FARTHEST}日之内",
            f"a survey is planned for today or one of the next {FARTHEST} days",
        )


def need_conducted(survey: Survey) -> None:
    """Raises:
    Refused: `survey-not-conducted`.
    """
    if survey.conducted_on is None:
        raise Refused("survey-not-conducted", "尚未踏勘", "the survey has not been conducted")


def need_not_concluded(survey: Survey) -> None:
    """Raises:
    Refused: `survey-already-concluded`.
    """
    if survey.concluded_on:
        raise Refused("survey-already-concluded", "已出结论", "the survey has been concluded")


def need_apart(case: "Case", staff: Iterable[str]) -> None:
    """Raises:
    Refused: `case-separation-of-duties` for one who acted in another stage of the case.
    """
    for person in staff:
        check_separation(case.profile, case.hands, Stage.SURVEY, person, case.agent)
