"""A case worked step by step through decide and evolve."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from uuid import UUID

from domain.approval import case as cases
from domain.approval import commands as c
from domain.approval import survey as surveys
from domain.approval.consulting import Feedback
from domain.approval.events import Check, Proposal
from domain.registry.events import ItemVersionPublished
from domain.registry.posts import Post
from domain.registry.standards import DecisionTier
from domain.shared.act import Role
from domain.shared.command import Command
from domain.shared.event import DomainEvent
from tests.domain.acts import BUREAU, CALENDAR, CASE_ID, REGULATOR, act, actor, at, item

ROLES = {
    "p-window": Role.WINDOW,
    "p-reviewer": Role.REVIEWER,
    "p-decider": Role.CHIEF_DECIDER,
    "p-maker": Role.CERT_MAKER,
    "p-leader": Role.LEADER,
    "p-applicant": Role.APPLICANT,
    "p-clock": Role.SYSTEM,
    "p-regulator": Role.REG_REVIEWER,
    "p-efficiency": Role.EFFICIENCY_OFFICER,
}
ORGS = {"p-regulator": REGULATOR}

MET = (Check(condition="场所合格", met=True),)


@dataclass
class Story:
    """`when(command, person, at)` decides and evolves; `acts` is the history so far."""

    item: ItemVersionPublished = field(default_factory=item)
    case: cases.Case = field(default_factory=cases.Case)
    held: dict[UUID, surveys.Survey] = field(default_factory=dict)
    tiers: dict[str, DecisionTier] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    green_channel: tuple[str, ...] | None = None
    permit_known: bool = False
    in_force: int | None = None  # None: the version that the case runs under
    ahead: int | None = 0
    feedback: tuple[Feedback, ...] | None = ()

    def decide(self, command: Command, person: str, when: datetime) -> tuple[DomainEvent, ...]:
        facts = cases.CaseFacts(
            when,
            actor(person, ROLES.get(person, Role.SURVEYOR), ORGS.get(person, BUREAU)),
            CALENDAR,
            CASE_ID,
            self.item,
            "3204120000012026092800001X",
            self.held,
            self.tiers.get(person),
            self.posts.get,
            self.green_channel,
            self.permit_known,
            self.in_force or self.item.item_version,
            ahead=self.ahead,
            feedback=self.feedback,
        )
        return cases.decide(self.case, command, facts)

    def when(self, command: Command, person: str = "p-window", on: str = "2026-09-28") -> Self:
        instant = at(on)
        for event in self.decide(command, person, instant):
            effective = cases.effective_date(self.case, event, CALENDAR.local_date(instant))
            made = act(event, instant, self.case.version + 1, person, effective=effective)
            self.case = cases.evolve(self.case, made)
        return self

    def survey(self, command: Command, person: str = "p-surveyor", on: str = "2026-09-28") -> Self:
        survey_id = self.case.surveys[-1]
        survey = self.held.get(survey_id, surveys.Survey())
        facts = surveys.SurveyFacts(
            survey_id=survey_id,
            actor=actor(person, Role.SURVEYOR),
            case=self.case,
            at=at(on),
            calendar=CALENDAR,
        )
        for event in surveys.decide(survey, command, facts):
            survey = surveys.evolve(
                survey, act(event, at(on), survey.version + 1, person, stream=survey_id)
            )
        self.held[survey_id] = survey
        return self

    def received(self, on: str = "2026-09-28") -> Self:
        return self.when(c.SubmitApplication(item_code="XK-0001"), "p-applicant", on).when(
            c.ReceiveMaterials(), on=on
        )

    def accepted(self, on: str = "2026-09-28") -> Self:
        return self.received(on).when(c.AcceptCase(), on=on)

    def reviewing(self, on: str = "2026-09-28") -> Self:
        return self.accepted(on).when(c.StartReview(), "p-reviewer", on)

    def to_decide(self, on: str = "2026-09-28") -> Self:
        review = c.CompleteReview(proposal=Proposal.GRANT, checklist=MET)
        return self.reviewing(on).when(review, "p-reviewer", on)

    def granted(self, on: str = "2026-09-28") -> Self:
        return self.to_decide(on).when(c.GrantPermit(decision_number="许可1号"), "p-decider", on)
