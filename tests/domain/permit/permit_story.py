"""Given / when / then for a permit: valid from 2026-01-01 to 2026-12-31 unless said otherwise."""

from dataclasses import dataclass, field
from datetime import date
from typing import Self
from uuid import UUID, uuid5

from domain.permit import commands as c
from domain.permit import follow_up_commands as f
from domain.permit import permit as permits
from domain.permit.grounds import AnnulmentGround, CancellationGround, WithdrawalGround
from domain.registry.events import ItemVersionPublished
from domain.registry.standards import ItemStandard
from domain.shared.command import Command
from domain.shared.ids import ROOT, permit_id
from domain.shared.subject import SubjectKind, SubjectRef
from tests.domain.acts import CALENDAR, CASE_ID, act, actor, at, item

PERMIT_ID = permit_id(CASE_ID)
RENEWAL, OTHER_CASE = uuid5(ROOT, "a renewal case"), uuid5(ROOT, "another case")
HOLDER, STRANGER = (
    SubjectRef(subject_id=uuid5(ROOT, name), kind=SubjectKind.ORGANISATION)
    for name in ("a holder", "somebody else")
)
ISSUE = f.IssuePermit(
    permit_number="证1号",
    case_id=CASE_ID,
    item_code="XK-0001",
    holder=HOLDER,
    valid_from=date(2026, 1, 1),
    valid_to=date(2026, 12, 31),
)
CHANGE = f.ChangePermit(by_case=OTHER_CASE, changes="经营范围")
RENEW = f.RenewPermit(by_case=RENEWAL, valid_to=date(2029, 12, 31))
REFUSE_RENEWAL = f.RefuseRenewal(by_case=RENEWAL, reason="条件不再具备")
END_RENEWAL = f.EndRenewal(by_case=RENEWAL, ended_by="case.application_withdrawn")
SUSPEND = c.SuspendPermit(penalty_number="罚1号")
LIFT = c.LiftSuspension(reason="整改合格")
ANNUL = c.AnnulPermit(
    ground=AnnulmentGround.FRAUD_OR_BRIBERY,
    public_harm_weighed=True,
    reason="虚假材料",
    decision_number="撤1号",
    remedies="复议",
)
WITHDRAW = c.WithdrawPermit(
    ground=WithdrawalGround.LAW_CHANGED,
    reason="法律修改",
    compensation="偿1号",
    decision_number="回1号",
)
REVOKE = c.RevokePermit(penalty_number="罚2号", hearing_right_told=True, reason="屡犯")
RUN_OUT, END_SUSPENSION = f.RunOutPermit(), f.EndSuspension()


def apply(on: str = "2026-11-02") -> f.ApplyForRenewal:
    return f.ApplyForRenewal(by_case=RENEWAL, applied_on=date.fromisoformat(on))


def cancel(ground: CancellationGround = CancellationGround.EXPIRED) -> c.CancelPermit:
    return c.CancelPermit(ground=ground)


def standard(**says: object) -> ItemVersionPublished:
    return item(standard=ItemStandard.model_validate(says))


@dataclass
class Story:
    """`item` and `renewal_open` are what the application layer would find."""

    item: ItemVersionPublished = field(default_factory=item)
    renewal_open: bool = True
    permit: permits.Permit = field(default_factory=permits.Permit)

    def when(self, command: Command, on: str = "2026-11-02") -> Self:
        facts = permits.PermitFacts(at(on), actor("p-1"), CALENDAR, self.item, self.renewal_open)
        for event in permits.decide(self.permit, command, facts):
            version = self.permit.version + 1
            made = act(event, at(on), version, "p-1", stream=PERMIT_ID)
            self.permit = permits.evolve(self.permit, made)
        return self

    def issued(self, valid_to: date | None = ISSUE.valid_to) -> Self:
        return self.when(ISSUE.model_copy(update={"valid_to": valid_to}), "2026-01-01")

    def renewing(self, on: str = "2026-11-02", case: UUID = RENEWAL) -> Self:
        return self.issued().when(apply(on).model_copy(update={"by_case": case}), on)

    def expired(self) -> Self:
        return self.issued().when(RUN_OUT, "2027-01-01 00:00")

    @property
    def phase(self) -> permits.PermitPhase:
        return self.permit.phase
