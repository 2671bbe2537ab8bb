"""联合踏勘: the regulator that is invited, and whether it comes."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import timedelta
from typing import Self
from uuid import UUID

from app.commands.caller import Caller
from app.simulate.life import Life
from app.simulate.script import Answer, Arrival, Step
from app.simulate.staff import Vacant
from domain.approval import joint_survey_commands as j
from domain.registry.standards import Function
from domain.shared.act import Role

Part = Generator[Step | Arrival, Answer, bool]
COMES, EXCUSED = 0.7, 0.85
"""Bounds of one draw: comes; asks leave; what is left over neither comes nor says anything."""


@dataclass(slots=True)
class Guests:
    """One invited organisation of a survey; `fate` is drawn once."""

    survey: UUID
    person: Caller
    fate: float

    @classmethod
    def found(cls, life: Life, survey: UUID) -> Self | None:
        """The regulator of the item, if there is one and it has somebody to send."""
        try:
            person = life.post(Role.REGULATOR, Function.SUPERVISE)
        except Vacant:
            return None
        other = person.org is not None and person.org != life.reviewer.org
        return cls(survey, person, life.rng.random()) if other else None

    def told(self, life: Life, lead: Caller) -> Part:
        """通知: two to four working days ahead, once in a while too late, which is refused."""
        assert self.person.org
        county = life.county
        days = life.rng.randrange(2, 5)
        for ahead in (1, days) if life.chance(0.1) else (days,):
            planned = county.office.days_after(life.today, ahead)
            notice = j.NotifySurvey(invited=(self.person.org,), planned_on=planned)
            yield from life.does(lead, notice, 0, 0, target=self.survey)
        if COMES <= self.fate < EXCUSED:
            leave = j.ExcuseSurvey(reason="当日另有执法任务")
            yield from life.does(self.person, leave, 0.5, 6, target=self.survey)
        life.at = max(life.at, county.office.on(planned, timedelta(minutes=30)))
        return True

    def arrive(self, life: Life) -> Part:
        """到场."""
        if self.fate >= COMES:
            return False
        here = life.does(self.person, j.AttendSurvey(), 0, 0.5, target=self.survey)
        return (yield from here).done

    def speak(self, life: Life) -> Part:
        """联合踏勘意见: of who came; where silence is no consent, of everybody."""
        standard = life.item.standard
        asked = standard is not None and standard.silence_not_allowed
        if self.fate >= COMES and not asked:
            return False
        opinion = j.GiveSurveyOpinion(agreed=True, opinion="符合监管要求")
        return (yield from life.does(self.person, opinion, 0.2, 3, target=self.survey)).done
