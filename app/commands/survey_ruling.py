"""Surveys: load, judge authority, gather facts, decide."""

from collections.abc import Generator
from datetime import date
from typing import Any
from uuid import UUID

from app.commands.case_ruling import load_case
from app.commands.effects import Effect, Load
from app.commands.request import Aim, Request, Ruling, need_existing
from domain.approval import commands as c
from domain.approval import survey as surveys
from domain.approval import survey_commands as sc
from domain.approval.case import Case
from domain.approval.survey_events import MergedSurvey
from domain.registry.authority import Authority, authorise
from domain.registry.institution import Institution
from domain.registry.publications import listed
from domain.registry.published import ListKind
from domain.registry.standards import Function
from domain.shared.act import Role
from domain.shared.command import Command

Flow = Generator[Effect, Any, Ruling]
_OPENING = (sc.AssignSurveyors, sc.EntrustSurvey, sc.JoinMerge, sc.ShareConduct, c.ConductSurvey)
"""They may be the first of their stream, so they say which case it is."""
_NEEDS_STAFF = (sc.AssignSurveyors, sc.ShareConduct, c.ConductSurvey)


def rule_survey(request: Request, institution: Institution, aim: Aim) -> Flow:
    """The ruling on a command for a survey; it rests on the case that ordered it."""
    aim.stream = request.target
    assert request.target
    survey = surveys.fold((yield Load(request.target)))
    command = request.command
    case_id = survey.case_id or (command.case_id if isinstance(command, _OPENING) else None)
    if case_id is None:
        need_existing(survey, request.caller.region, "survey", "踏勘")
        raise AssertionError("every act of a survey names its case")
    case = yield from load_case(case_id)
    aim.item_code = case.item_code
    need_existing(case, request.caller.region, "case", "办件")
    aim.at = at = max(request.at(survey), request.at(case))
    on = institution.calendar.local_date(at)
    authority = _authority(request, institution, survey, case, on)
    fellows = yield from _fellows(request, institution, survey, on)
    item = institution.item(case.item_code, case.item_version) if case.item_code else None
    surveyors, licensed = _surveyors(command, institution, survey, case, on)
    facts = surveys.SurveyFacts(
        survey_id=request.target,
        actor=request.actor,
        case=case,
        at=at,
        calendar=institution.calendar,
        standard=item.standard if item else None,
        organisations=institution.organisations,
        surveyors=surveyors,
        unlicensed=surveyors - licensed if licensed else (),
        listed=_listed(command, institution, on),
        fellows=fellows,
    )
    return Ruling(
        request.target,
        survey.version,
        surveys.decide(survey, command, facts),
        at,
        case.item_code,
        case.item_version,
        authority,
        expect={case_id: case.version}
        | {survey_id: one.survey.version for survey_id, one in fellows.items()},
    )


def _fellows(
    request: Request, institution: Institution, survey: surveys.Survey, on: date
) -> Generator[Effect, Any, dict[UUID, surveys.Fellow]]:
    """The other surveys that the command is about; who issues it must answer for them as well."""
    fellows = {}
    for member in _members(request.command, survey):
        other = surveys.fold((yield Load(member.survey_id)))
        case = yield from load_case(member.case_id)
        need_existing(case, request.caller.region, "case", "办件")
        _authority(request, institution, other, case, on)
        fellows[member.survey_id] = surveys.Fellow(other, case)
    return fellows


def _members(command: Command, survey: surveys.Survey) -> tuple[MergedSurvey, ...]:
    if isinstance(command, sc.MergeSurveys):
        return command.members
    return survey.members if isinstance(command, c.ConductSurvey) else ()


def _authority(
    request: Request, institution: Institution, survey: surveys.Survey, case: Case, on: date
) -> Authority | None:
    """An entrusted organ surveys for the one that answers; everybody else must answer."""
    entry = request.entry
    entrusted = survey.entrusted_to is not None and survey.entrusted_to == request.actor.org
    return authorise(
        institution,
        request.actor,
        entry.roles,
        on,
        function=None if entrusted else entry.function,
        item_code=case.item_code,
        accepted=case.accepted_on,
    )


def _surveyors(
    command: Command, institution: Institution, survey: surveys.Survey, case: Case, on: date
) -> tuple[frozenset[str], frozenset[str]]:
    """Who holds a surveyor's post where the survey is done from, and who of them has a licence."""
    org = survey.entrusted_to
    if not isinstance(command, _NEEDS_STAFF) or case.item_code is None:
        return frozenset(), frozenset()
    if org is None:
        answering = institution.responsible(case.item_code, Function.SURVEY, on, case.accepted_on)
        org = answering.org if answering else None
    held = (institution.post(name, on) for name in institution.posts)
    posts = [
        post
        for post in held
        if post and post.role is Role.SURVEYOR and post.org == org
        and (not post.items or case.item_code in post.items)
    ]  # fmt: skip
    licensed = frozenset(post.person_id for post in posts if post.licence)
    return frozenset(post.person_id for post in posts), licensed


def _listed(command: Command, institution: Institution, on: date) -> bool:
    if not isinstance(command, sc.EntrustSurvey):
        return False
    kind = ListKind.ENTRUSTED_SURVEY
    return listed(institution.lists, kind, command.list_entry, on) is not None
