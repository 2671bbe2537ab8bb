"""What the applicant's page says, in both languages."""

from app.catalogue.terms import TERMS
from domain.approval import events as e
from domain.approval.applicant_view import LackKind
from domain.approval.case_state import Phase
from domain.approval.material_events import GapExpired
from domain.registry.standards import SpecialProcedure

Words = tuple[str, str]
"""Chinese, English."""

STAGES: dict[Phase, Words] = {
    Phase.SUBMITTED: ("已申报", "applied for"),
    Phase.RECEIVED: ("已收件", "materials received"),
    Phase.SUPPLEMENTING: ("待补正", "waiting for you"),
    Phase.ACCEPTED: ("已受理", "accepted"),
    Phase.REVIEWING: ("审查中", "under review"),
    Phase.PAUSED: ("特别程序中", "in a special procedure"),
    Phase.TO_DECIDE: ("待决定", "to be decided"),
    Phase.DECIDED: ("已决定", "decided"),
    Phase.CERTIFIED: ("已制证", "certificate made"),
    Phase.CLOSED: ("已办结", "closed"),
}
NEXT: dict[Phase, Words] = {
    Phase.SUBMITTED: ("窗口收件", "the window takes in your materials"),
    Phase.RECEIVED: (
        "决定是否受理，或一次性告知须补正的全部内容",
        "acceptance, or one notice of everything that is missing",
    ),
    Phase.SUPPLEMENTING: ("请补正所列材料", "hand in what is listed as missing"),
    Phase.ACCEPTED: ("审查", "review"),
    Phase.REVIEWING: ("完成审查", "the review is completed"),
    Phase.PAUSED: ("特别程序结束后继续审查", "the review goes on after the special procedure"),
    Phase.TO_DECIDE: ("作出决定", "the decision"),
    Phase.DECIDED: ("制证或送达", "the certificate, or delivery"),
    Phase.CERTIFIED: ("送达", "delivery"),
}
LACKS: dict[LackKind, Words] = {
    LackKind.SUPPLEMENT: ("请您补正", "to be handed in by you"),
    LackKind.GAP: ("容缺，请您后补", "to follow from you"),
    LackKind.FETCH: ("由部门调取，无须您提交", "fetched by the department, not asked of you"),
    LackKind.PRE_REVIEW: ("预审所缺", "missing in the pre-review"),
}
ENDINGS: dict[str, Words] = {
    e.NotRequiredTold.TYPE: ("无须许可或不属本机关", "no permit needed, or not here"),
    e.AcceptanceRefused.TYPE: ("不予受理", "not accepted"),
    e.ApplicationLapsed.TYPE: ("逾期未补正，视为撤回", "lapsed: nothing was supplied in time"),
    GapExpired.TYPE: ("容缺逾期", "lapsed: what should follow did not"),
    e.ApplicationWithdrawn.TYPE: ("申请人撤回", "withdrawn by the applicant"),
    e.CaseTerminated.TYPE: ("终止办理", "terminated"),
}
"""How a case ended without a decision; any other way is no news beside its outcome."""
_PROCEDURES = dict(TERMS)["特别程序"]


def procedure(one: SpecialProcedure) -> Words:
    """A special procedure by its name."""
    return _PROCEDURES[one], one.value.lower().replace("_", " ")
