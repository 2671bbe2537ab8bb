"""One sound body for each command of an inspection and of its penalty procedure."""

from typing import Any

_ORG = "11329901MB02A901X8"
_TWO = ["person-regulator-01", "person-regulator-02"]
_HEARING = {"chair": "person-legal-01"}

INSPECTIONS: dict[str, dict[str, Any]] = {
    "plan-inspection": {
        "inspectionNumber": "JC-2026-17", "org": _ORG, "itemCode": "329901-0101",
        "trigger": "PLAN", "mode": "SPECIAL", "plannedDate": "2026-12-01",
        "checks": ["食品经营条件"], "officers": _TWO,
        "subject": {
            "subjectId": "01a20383-4b58-7177-9358-e4b7de1262b9", "kind": "ORGANISATION",
        },
    },
    "approve-inspection": {"formNumber": "JCSP-17"},
    "reschedule-inspection": {"plannedDate": "2026-12-08", "reason": "被检查单位停业盘点"},
    "notice-inspection": {"unannounced": True, "reason": "事先通知将妨碍查明事实"},
    "recuse-officer": {
        "personId": "person-regulator-02", "reason": "与负责人有亲属关系",
        "substitute": "person-enforcer-01",
    },
    "start-inspection": {"officers": _TWO, "licencesShown": True, "scanCode": "SM-88"},
    "record-inspection": {
        "items": [{"name": "食品经营条件", "outcome": "FAILED", "gravity": "MINOR"}],
        "signedBySubject": True,
    },
    "clear-inspection": {"note": "各项符合要求"},
    "order-correction": {"demands": ["加装防蝇设施"], "correctBy": "2026-12-15"},
    "reinspect": {"corrected": True, "officers": _TWO, "detail": "已加装"},
    "transfer-inspection": {"recipient": "公安机关", "reason": "涉嫌犯罪"},
    "cancel-inspection": {"reason": "被检查单位已注销"},
    "publish-inspection-result": {"place": "县政府门户网站"},
    "push-inspection-feedback": {},
    "acknowledge-inspection-feedback": {"note": "已阅，下次申请时核对"},
}  # fmt: skip
PENALTIES: dict[str, dict[str, Any]] = {
    "file-penalty": {
        "filingNumber": "LA-9", "violation": "未按规定改正", "violatedOn": "2026-11-20",
    },
    "extend-penalty-period": {"days": 30, "reason": "案情复杂"},
    "notice-penalty": {
        "facts": "经营场所不符合要求", "legalBasis": "食品安全法第一百二十六条",
        "intended": ["WARNING", "FINE"], "fineCents": 500000, "hearingRight": False,
    },
    "hear-defence": {"statement": "已经整改", "reply": "整改不影响违法事实成立"},
    "request-penalty-hearing": {"reason": "对事实有异议"},
    "notice-penalty-hearing": {
        "heldOn": "2026-12-31T09:00:00+08:00", "place": "县局会议室", **_HEARING,
    },
    "hold-penalty-hearing": {**_HEARING, "conclusion": "事实清楚"},
    "review-legally": {"agreed": True, "opinion": "程序合法"},
    "decide-penalty": {
        "decisionNumber": "CF-2026-9", "kinds": ["WARNING", "FINE"], "fineCents": 500000,
        "facts": "经营场所不符合要求", "legalBasis": "食品安全法第一百二十六条",
        "remedies": "六十日内申请行政复议，或六个月内起诉",
    },
    "decline-penalty": {"ground": "MINOR_AND_CORRECTED", "reason": "违法轻微并及时改正"},
    "deliver-penalty": {"manner": "直接送达"},
    "add-late-fine": {"amountCents": 15000},
    "record-payment": {"amountCents": 500000},
    "request-enforcement": {"recipient": "县人民法院"},
    "contest-penalty": {"remedy": "RECONSIDERATION", "body": "县人民政府"},
    "record-review": {"remedy": "RECONSIDERATION", "outcome": "UPHELD"},
    "withdraw-penalty": {"reason": "据以处罚的事实有误"},
    "publish-penalty": {"place": "信用中国"},
    "end-penalty-publicity": {"reason": "处罚已撤回"},
}  # fmt: skip
