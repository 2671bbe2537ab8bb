"""意见: guards of substantive and reviewer's opinions (S2, S3)."""

from datetime import date

from domain.approval import opinion_commands as c
from domain.approval import opinion_events as e
from domain.approval.case_state import Case, Phase
from domain.approval.facts import CaseFacts
from domain.approval.guards import need_own_stage, need_phase
from domain.approval.recorded import Said, last_said, said
from domain.approval.stages import Stage
from domain.shared.errors import Forbidden, Invalid, Refused
from domain.timing.days import WorkingDays, end_of

OPINION_DAYS = WorkingDays(5)
"""For an opinion, where the item's standard says nothing [D]: domain.md §3.7 has five too."""
_ANSWERABLE = (Phase.REVIEWING, Phase.PAUSED, Phase.TO_DECIDE)


def substantive_org(facts: CaseFacts, on: date) -> str | None:
    """The department that reviews the substance on a date; None once the transition is over."""
    standard = facts.item.standard if facts.item else None
    if standard is None or standard.substantive_review_org is None:
        return None
    until = standard.substantive_review_until
    return standard.substantive_review_org if until is None or on < until else None


def request_substantive(
    case: Case, _command: c.RequestSubstantiveOpinion, facts: CaseFacts
) -> e.SubstantiveOpinionRequested:
    """已征求实质审查意见 of the department that the item's standard names."""
    need_phase(case, (Phase.REVIEWING,))
    need_own_stage(case, facts, Stage.REVIEW)
    org = substantive_org(facts, facts.on)
    if org is None:
        raise Refused(
            "opinion-no-substantive-review",
            "本事项未规定由原主管部门实质审查，或过渡期已满",
            "no former department reviews the substance of this item, or its time is over",
        )
    if _open_substantive(case):
        raise _open(org)
    return e.SubstantiveOpinionRequested(addressee=org, due_days=_days(facts))


def give_substantive(
    case: Case, command: c.GiveSubstantiveOpinion, facts: CaseFacts
) -> e.SubstantiveOpinionGiven:
    """已出实质审查意见, by the department that was asked."""
    need_phase(case, _ANSWERABLE)
    asked = _open_substantive(case)
    org = facts.actor.org
    if asked is None:
        raise _not_asked()
    if org is None or org != asked.event.addressee:
        raise Forbidden(
            "opinion-other-organisation",
            "意见须由被征求的部门出具",
            "only the department that was asked may give this opinion",
        )
    return e.SubstantiveOpinionGiven(org=org, agreed=command.agreed, opinion=command.opinion)


def need_substantive(case: Case, facts: CaseFacts) -> e.SubstantiveOpinionGiven | None:
    """The opinion that a decision rests on; None where the item needs none.

    Raises:
        Refused: `case-substantive-opinion-missing`.
    """
    org = substantive_org(facts, facts.on)
    if org is None:
        return None
    given = [one.event for one in said(case, e.SubstantiveOpinionGiven) if one.event.org == org]
    if not given or _open_substantive(case):
        raise Refused(
            "case-substantive-opinion-missing",
            "原主管部门尚未出具实质审查意见，不得作出决定",
            "the former department has not given its substantive opinion; no decision before it",
        )
    return given[-1]


def request_reviewer(
    case: Case, command: c.RequestReviewerOpinion, facts: CaseFacts
) -> e.ReviewerOpinionRequested:
    """已征求审查员意见: one open question for each regulator."""
    need_phase(case, (Phase.REVIEWING,))
    need_own_stage(case, facts, Stage.REVIEW)
    if command.addressee == facts.actor.org or not facts.registered(command.addressee):
        raise Invalid(
            "opinion-addressee-unknown",
            "须为已登记的其他机构",
            "another, registered organisation is needed: nobody else could ever answer",
            fields=("addressee",),
        )
    if any(one.event.addressee == command.addressee for one in _open_reviewers(case)):
        raise _open(command.addressee)
    return e.ReviewerOpinionRequested(
        addressee=command.addressee,
        due_days=command.due_days or _days(facts),
        question=command.question,
    )


def give_reviewer(
    case: Case, command: c.GiveReviewerOpinion, facts: CaseFacts
) -> e.ReviewerOpinionGiven:
    """已反馈审查员意见, by a regulator that was asked and has not lapsed."""
    need_phase(case, _ANSWERABLE)
    org = facts.actor.org
    if org is None or not any(one.event.addressee == org for one in _open_reviewers(case)):
        raise _not_asked()
    return e.ReviewerOpinionGiven(org=org, agreed=command.agreed, opinion=command.opinion)


def lapse_reviewer(
    case: Case, command: c.LapseReviewerOpinion, facts: CaseFacts
) -> e.ReviewerOpinionLapsed:
    """审查员意见逾期: by the clock alone; the review goes on without it [D]."""
    need_phase(case, _ANSWERABLE)
    asked = [one for one in _open_reviewers(case) if one.event.addressee == command.org]
    if not asked:
        raise _not_asked()
    due = facts.calendar.add_workdays(asked[-1].on(facts), WorkingDays(asked[-1].event.due_days))
    if due.provisional or facts.at < end_of(due.date, facts.calendar.zone):
        raise Refused("case-not-due", "意见期限未满", "the time for the opinion has not ended")
    return e.ReviewerOpinionLapsed(org=command.org)


def _open_substantive(case: Case) -> Said[e.SubstantiveOpinionRequested] | None:
    asked = last_said(case, e.SubstantiveOpinionRequested)
    given = said(case, e.SubstantiveOpinionGiven)
    answered = asked and any(one.place > asked.place for one in given)
    return None if answered else asked


def _open_reviewers(case: Case) -> list[Said[e.ReviewerOpinionRequested]]:
    ended = said(case, e.ReviewerOpinionGiven, e.ReviewerOpinionLapsed)
    return [
        asked
        for asked in said(case, e.ReviewerOpinionRequested)
        if not any(
            one.event.org == asked.event.addressee and one.place > asked.place for one in ended
        )
    ]


def _days(facts: CaseFacts) -> int:
    standard = facts.item.standard if facts.item else None
    return (standard.opinion_days if standard else None) or int(OPINION_DAYS)


def _open(org: str) -> Refused:
    return Refused(
        "opinion-already-requested",
        f"已向{org}征求意见，尚未答复",
        f"{org} has been asked and has not answered yet",
    )


def _not_asked() -> Refused:
    return Refused(
        "opinion-not-requested",
        "未向本部门征求意见，或已答复、已逾期",
        "this department was not asked, has answered, or the time to answer is over",
    )


GUARDS = {
    c.RequestSubstantiveOpinion: request_substantive,
    c.GiveSubstantiveOpinion: give_substantive,
    c.RequestReviewerOpinion: request_reviewer,
    c.GiveReviewerOpinion: give_reviewer,
    c.LapseReviewerOpinion: lapse_reviewer,
}
