"""A survey worked step by step through decide and evolve, by whoever is party to it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import pytest

from domain.approval import commands as c
from domain.approval import survey as surveys
from domain.approval import survey_commands as sc
from domain.approval.case import Case
from domain.registry.standards import ItemStandard, SurveyMode
from domain.shared.act import Role
from domain.shared.command import Command
from domain.shared.errors import DomainError
from domain.shared.event import DomainEvent
from domain.shared.ids import survey_id
from tests.domain.acts import BUREAU, CALENDAR, CASE_ID, REGULATOR, act, actor, at
from tests.domain.approval.case_story import Story

OTHER = "11320412MB0000003C"
TWO = ("p-surveyor", "p-surveyor-2")
ROLES = {
    "p-head": (Role.LEADER, BUREAU),
    "p-efficiency": (Role.EFFICIENCY_OFFICER, BUREAU),
    "p-regulator": (Role.REGULATOR, REGULATOR),
    "p-observer": (Role.OBSERVER, OTHER),
    "p-system": (Role.SYSTEM, None),
}
STREAM = survey_id(CASE_ID, 1)
ASSIGN = sc.AssignSurveyors(case_id=CASE_ID, staff=TWO)
CONDUCT = c.ConductSurvey(case_id=CASE_ID, staff=TWO)
PASSED = c.ConcludeSurvey(passed=True)
FILED = ItemStandard(survey_mode=SurveyMode.ONSITE, survey_filing=True)


def refused(code: str) -> Any:
    """Whatever the kind of the refusal."""
    return pytest.raises(DomainError, match=f"^{code}:")


def ordered(**order: Any) -> Case:
    """A case of five stages that has ordered a survey."""
    return Story().reviewing("2026-09-28").when(c.OrderSurvey(**order), "p-reviewer").case


@dataclass
class SurveyStory:
    """`when(command, person, on)` decides and evolves; `facts` are what the guards are told."""

    case: Case = field(default_factory=ordered)
    standard: ItemStandard | None = FILED
    survey: surveys.Survey = field(default_factory=surveys.Survey)
    stream: UUID = STREAM
    told: dict[str, Any] = field(default_factory=dict)

    def decide(self, command: Command, person: str, when: datetime) -> tuple[DomainEvent, ...]:
        role, org = ROLES.get(person, (Role.SURVEYOR, BUREAU))
        known = {"organisations": {BUREAU, REGULATOR, OTHER}, "surveyors": {*TWO, "p-surveyor-3"}}
        facts = surveys.SurveyFacts(
            survey_id=self.stream,
            actor=actor(person, role, org),
            case=self.case,
            at=when,
            calendar=CALENDAR,
            standard=self.standard,
            **{**known, **self.told},
        )
        return surveys.decide(self.survey, command, facts)

    def when(self, command: Command, person: str = "p-surveyor", on: str = "2026-10-12") -> Self:
        for event in self.decide(command, person, at(on)):
            version = self.survey.version + 1
            made = act(event, at(on), version, person, stream=self.stream)
            self.survey = surveys.evolve(self.survey, made)
        return self

    def assigned(self, on: str = "2026-10-12") -> Self:
        return self.when(ASSIGN, "p-head", on)

    def conducted(self, on: str = "2026-10-14") -> Self:
        return self.assigned().when(CONDUCT, on=on)

    def concluded(self, on: str = "2026-10-15") -> Self:
        return self.conducted().when(PASSED, on=on)
