"""What one survey shows besides its row: who went, who was asked, what they said."""

from typing import Any

import orjson

from domain.approval import joint_survey_events as j
from domain.approval import survey_events as s
from domain.approval.events import SurveyConducted
from domain.approval.survey import Attendance
from projections.survey_facts import Facts, said


def detail(facts: str) -> dict[str, Any]:
    """From the stored facts; what the return visit heard is not among it."""
    told = orjson.loads(facts)
    notice = said(told, j.SurveyNotified.TYPE)
    entrusted = said(told, s.SurveyEntrusted.TYPE)
    members = said(told, s.SurveyMergePlanned.TYPE).get("members", ())
    return {
        "staff_ids": list(
            said(told, s.SurveyorsAssigned.TYPE, SurveyConducted.TYPE).get("staff", ())
        ),
        "lead": notice.get("lead"),
        "invited": [_invitee(told, org) for org in notice.get("invited", ())],
        "observers": [
            {
                "org": org,
                "attended": told["observers"][org],
                "remarks": [row[4] for row in sorted(told["remarks"]) if row[3] == org],
            }
            for org in sorted(told["observers"])
        ],
        "entrusted_to": entrusted.get("addressee"),
        "list_entry": entrusted.get("listEntry"),
        "members": [one["surveyId"] for one in members],
    }


def _invitee(told: Facts, org: str) -> dict[str, Any]:
    """An absentee counts as agreed until it says something itself."""
    come, opinion = told["come"].get(org), told["opinions"].get(org)
    attendance = come[3] if come else Attendance.INVITED.value
    agreed = True if attendance == Attendance.DEFAULTED else None
    words = None
    if opinion:
        agreed, words = opinion[3]
    return {"org": org, "attendance": attendance, "agreed": agreed, "opinion": words}


def visit_of(facts: str) -> dict[str, Any] | None:
    """What the return visit heard; None before it. For discipline inspectors alone."""
    told = orjson.loads(facts)
    if s.ReturnVisitDone.TYPE not in told["first"]:
        return None
    heard = said(told, s.ReturnVisitDone.TYPE)
    return {
        "favourable": heard["favourable"],
        "on_time": heard.get("onTime", True),
        "courteous": heard.get("courteous", True),
        "demands": heard.get("demands", False),
        "gifts": heard.get("gifts", False),
        "agency_named": heard.get("agencyNamed", False),
        "note": heard.get("note"),
    }
