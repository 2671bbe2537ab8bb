"""One sound body for each command that may come from outside; also where a test begins."""

from typing import Any

from app.api.contract.admission_examples import ADMISSION
from app.api.contract.case_examples import AFTER_ACCEPTANCE
from app.api.contract.document_examples import DOCUMENTS
from app.api.contract.draw_examples import DRAWS
from app.api.contract.feed_examples import FEEDS
from app.api.contract.inspection_examples import INSPECTIONS, PENALTIES
from app.api.contract.institution_examples import POWERS
from app.api.contract.meeting_examples import MEETINGS
from app.api.contract.permit_examples import PERMITS
from app.api.contract.subscription_examples import SUBSCRIPTIONS
from app.api.contract.survey_examples import SURVEYS
from app.api.contract.task_examples import DISPUTES

DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
CASE = "01a20383-4b58-7177-9358-e4b7de1262b9"
MATERIALS = [{"name": "营业执照复印件", "digest": DIGEST}]
ORG = "11329901MB02A901X8"
ITEM = "329901-0101"
RECORD = {"inspectors": ["person-a", "person-b"], "detail": "现场与承诺一致"}

BODIES: dict[str, dict[str, Any]] = {
    "submit-application": {
        "itemCode": ITEM,
        "applicant": {
            "kind": "ORGANISATION",
            "identifier": "91329901MA1X2Y3Z4A",
            "fields": {"name": "示范餐饮有限公司"},
        },
    },
    "receive-materials": {"receiptNumber": "SJ-1", "materials": MATERIALS},
    "tell-not-required": {"reason": "依法不需要取得行政许可", "whereToGo": "备案窗口"},
    "refuse-acceptance": {"reason": "不属于本机关职权范围", "documentNumber": "BSL-1"},
    "notice-supplement": {"missing": ["经营场所平面布局图"], "applicantDays": 10},
    "resubmit-materials": {"materials": MATERIALS},
    "accept-case": {"documentNumber": "SL-1"},
    "start-review": {},
    "order-survey": {"purpose": "核对经营场所布局"},
    "conduct-survey": {"caseId": CASE, "staff": ["person-a", "person-b"], "mode": "ONSITE"},
    "conclude-survey": {"passed": True, "findings": "符合要求", "report": DIGEST},
    "start-special-procedure": {
        "procedure": "EXPERT_REVIEW", "noticedDays": 15, "noticeServed": True,
    },
    "end-special-procedure": {"procedure": "EXPERT_REVIEW", "result": "评审通过"},
    "extend-deadline": {
        "days": 10, "approvedBy": "HEAD", "reason": "案情复杂", "noticeServed": True,
    },
    "complete-review": {
        "proposal": "GRANT", "checklist": [{"condition": "场所符合要求", "met": True}],
    },
    "return-for-review": {"reason": "缺少踏勘结论"},
    "grant-permit": {
        "decisionNumber": "XK-1", "validFrom": "2026-11-23", "validTo": "2031-11-22",
    },
    "refuse-permit": {
        "decisionNumber": "BXK-1", "reason": "场所不符合要求", "remedies": "六十日内申请行政复议",
    },
    "make-certificate": {"certificateNumber": "ZS-1"},
    "deliver-result": {"method": "WINDOW", "receiptNumber": "SD-1"},
    "withdraw-application": {"reason": "申请人不再经营"},
    "terminate-case": {"basis": "申请人主体资格灭失"},
    **ADMISSION,
    **AFTER_ACCEPTANCE,
    **SURVEYS,
    "sign-task": {"receipt": DIGEST},
    "claim-task": {},
    "return-task": {"reason": "不属本部门监管", "citedRecord": CASE},
    "reroute-task": {"recipient": ORG, "reason": "按职责清单转派"},
    **DISPUTES,
    "plan-supervision": {"mode": "DOUBLE_RANDOM", "plannedDate": "2027-03-01"},
    "close-without-visit": {"reason": "信用等级 A，免现场检查"},
    "record-result": {"finding": "COMPLIANT", **RECORD, "report": DIGEST},
    "push-feedback": {"addressee": "11329901MB01A9019P"},
    "acknowledge-feedback": {"note": "已采用"},
    "offer-commitment": {"caseId": CASE, "textDigest": DIGEST},
    "sign-commitment": {"textDigest": DIGEST, "promise": "已具备许可条件"},
    "withdraw-commitment": {"reason": "改走一般程序"},
    "verify-commitment": {**RECORD, "recordNumber": "HC-1"},
    "find-breach": {**RECORD, "detail": "冷藏设施未安装", "correctionDays": 15},
    "verify-correction": {**RECORD, "detail": "整改到位"},
    **DOCUMENTS,
    **FEEDS,
    **MEETINGS,
    **PERMITS,
    **SUBSCRIPTIONS,
    **DRAWS,
    **INSPECTIONS,
    **PENALTIES,
    "confirm-breach": {**RECORD, "detail": "逾期未整改"},
    "register-organisation": {"uscc": "11329901MB06A90132", "name": "示范县综合行政执法局"},
    "assign-post": {
        "post": "window-09", "personId": "person-window-09", "role": "WINDOW",
        "org": "11329901MB01A9019P", "items": [ITEM], "validFrom": "2026-01-01",
    },
    "end-post": {"post": "window-09", "endedOn": "2026-12-31", "reason": "调离"},
    "publish-item-version": {
        "itemCode": "329901-0901", "itemVersion": 1, "name": "小餐饮登记", "profile": "TWO_LEVEL",
        "legalDays": 20, "committedDays": 3, "materials": ["登记申请表"],
    },
    "assign-responsibility": {
        "itemCode": ITEM, "function": "ENFORCE", "org": ORG, "validFrom": "2026-01-01",
        "legalBasis": "示范县权责清单 2026 版",
    },
    **POWERS,
    "publish-calendar": {
        "calendar": "CN", "version": "CN-2027-1", "knownFrom": "2027-01-01",
        "knownTo": "2027-12-31",
        "holidays": [{"name": "元旦", "first": "2027-01-01", "last": "2027-01-03"}],
        "makeUpDays": ["2027-01-04"],
    },
    "amend-calendar": {
        "calendar": "CN", "version": "CN-2027-2", "knownTo": "2027-12-31",
        "holidays": [{"name": "国庆节", "first": "2027-10-01", "last": "2027-10-07"}],
        "reason": "国务院办公厅通知",
    },
}  # fmt: skip

REPORT: dict[str, Any] = {
    "specversion": "1.0",
    "id": "platform-2026-000001-accepted",
    "source": "urn:329901:approval-platform",
    "type": "cn.shenguan.case.materials_received.v1",
    "subject": "2026-000001",
    "time": "2026-11-20T10:00:00+08:00",
    "data": {
        "itemCode": ITEM,
        "actor": {"personId": "p-17", "role": "WINDOW"},
        "payload": {},
    },
}
