"""One sound body for each command of a survey that may come from outside."""

from typing import Any

_DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
_CASE = "01a20383-4b58-7177-9358-e4b7de1262b9"
_HEALTH = "11329901MB03A90101"

SURVEYS: dict[str, dict[str, Any]] = {
    "assign-surveyors": {
        "caseId": _CASE,
        "staff": ["person-surveyor-01", "person-surveyor-02"],
        "mode": "ONSITE",
        "plannedOn": "2026-11-27",
    },
    "entrust-survey": {"caseId": _CASE, "addressee": _HEALTH, "listEntry": "WT-01"},
    "merge-surveys": {
        "ground": "PLACE",
        "members": [{"surveyId": "2f6ff7e2-3a0f-5d0e-9b61-9e6c1d5f4a10", "caseId": _CASE}],
    },
    "file-survey-before": {"filingNumber": "TKBA-1"},
    "notify-survey": {
        "invited": [_HEALTH],
        "plannedOn": "2026-11-27",
        "place": "示范县人民路 1 号",
    },
    "attend-survey": {},
    "excuse-survey": {"reason": "当日另有执法任务"},
    "give-survey-opinion": {"agreed": True, "opinion": "符合卫生要求"},
    "invite-observer": {"addressee": _HEALTH},
    "attend-as-observer": {},
    "remark-as-observer": {"remark": "建议增加防鼠设施"},
    "file-survey-after": {"filingNumber": "TKBA-2", "track": _DIGEST},
    "record-return-visit": {"favourable": True, "note": "电话回访，申请人满意"},
}
