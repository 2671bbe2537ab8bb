"""Random walks of every command of a case: the log always replays to the same state."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.api.contract.examples import BODIES
from app.commands.registry import COMMANDS, Aggregate
from domain.approval import case as cases
from domain.approval import commands as c
from domain.approval import instant_commands as i
from domain.approval import material_commands as m
from domain.approval import pre_approval_commands as p
from domain.approval.aftermath_commands import SampleCase
from domain.approval.events import Proposal
from domain.approval.opinion_commands import LapseReviewerOpinion
from domain.approval.ruling_events import RuleCheck
from domain.registry.standards import FlowProfile
from domain.shared.act import Act
from domain.shared.command import Command
from domain.shared.errors import DomainError
from tests.domain.acts import REGULATOR, act, at
from tests.domain.approval.case_story import MET, ROLES, Story
from tests.domain.approval.standards import FORM, HANDED_IN, LEASE, LICENCE, PLAN, standardised

WALKED = tuple(entry.command for entry in COMMANDS if entry.aggregate is Aggregate.CASE)
_PASSED = (RuleCheck(rule="r", passed=True),)
SOUND: dict[type[Command], Command] = {
    c.SubmitApplication: c.SubmitApplication(item_code="XK-0001"),
    c.ReceiveMaterials: c.ReceiveMaterials(materials=HANDED_IN),
    c.NoticeSupplement: c.NoticeSupplement(missing=(FORM,), applicant_days=5),
    m.AcceptWithGaps: m.AcceptWithGaps(gaps=(LEASE, PLAN)),
    m.SupplyGapMaterial: m.SupplyGapMaterial(name=LEASE),
    m.RecordMaterialFetched: m.RecordMaterialFetched(name=LICENCE, source_org="市监局"),
    p.OpinePreApproval: p.OpinePreApproval(
        opinion="可以准予", favourable=True, preconditions=(PLAN,), materials=("0" * 64,)
    ),
    p.RecordPreconditionMet: p.RecordPreconditionMet(name=PLAN),
    p.ConvertPreApproval: p.ConvertPreApproval(re_reviewed=True),
    c.CompleteReview: c.CompleteReview(proposal=Proposal.GRANT, checklist=MET),
    c.GrantPermit: c.GrantPermit(decision_number="许可1号"),
    LapseReviewerOpinion: LapseReviewerOpinion(org=REGULATOR),
    SampleCase: SampleCase(draw="CY-1", seed="s", pool_size=1, pool_digest="0" * 64),
    i.ComputeInstantDecision: i.ComputeInstantDecision(
        rule_set="SC", rule_version="1", checks=_PASSED
    ),
}
"""Bodies that fit the item; the others are those of the API's examples."""
ONWARD: dict[str, tuple[tuple[type[Command], str], ...]] = {
    "NONE": ((c.SubmitApplication, "p-applicant"),),
    "SUBMITTED": ((c.ReceiveMaterials, "p-window"),),
    "RECEIVED": (
        (m.RecordMaterialFetched, "p-window"), (c.AcceptCase, "p-window"),
        (m.AcceptWithGaps, "p-window"), (i.RecordFiling, "p-window"),
    ),
    "SUPPLEMENTING": ((c.ResubmitMaterials, "p-applicant"),),
    "ACCEPTED": (
        (c.StartReview, "p-reviewer"), (i.ComputeInstantDecision, "p-window"),
        (m.SupplyGapMaterial, "p-applicant"),
    ),
    "REVIEWING": ((c.CompleteReview, "p-reviewer"),),
    "PAUSED": ((c.EndSpecialProcedure, "p-reviewer"),),
    "TO_DECIDE": ((c.GrantPermit, "p-decider"), (m.SupplyGapMaterial, "p-applicant")),
    "DECIDED": ((c.MakeCertificate, "p-maker"),),
    "CERTIFIED": ((c.DeliverResult, "p-window"),),
    "CLOSED": ((c.DeliverResult, "p-window"),),
}  # fmt: skip
"""What leads on from a state, and by whom."""


PERSON_OF = {
    entry.command: next((name for name, role in ROLES.items() if role in entry.roles), "p-clock")
    for entry in COMMANDS
}


def _command(kind: type[Command]) -> Command:
    return SOUND.get(kind) or kind.model_validate(BODIES.get(kind.NAME, {}))


def _gaps(story: Story) -> Iterator[Command]:
    """What is still missing, so that a walk with gaps comes to its end."""
    for name in story.case.gaps.missing if story.case.gaps else ():
        yield m.SupplyGapMaterial(name=name)


class Walk(RuleBasedStateMachine):
    """One case under one flow: half of the steps lead on, the others are anything by anybody."""

    @initialize(
        profile=st.sampled_from(FlowProfile), survey=st.sampled_from((False, False, False, True))
    )
    def begin(self, profile: FlowProfile, *, survey: bool) -> None:
        self.story = Story(
            item=standardised(profile).model_copy(update={"survey_required": survey})
        )
        self.made: list[Act] = []
        self.when = at("2026-09-28")

    # One rule alone: of several, some are left out at random, and such a walk goes nowhere.
    @rule(
        onward=st.sampled_from((0, 0, 1, 2, 3, None)),
        kind=st.sampled_from(WALKED),
        stranger=st.sampled_from((*sorted(ROLES), *[None] * 20)),
        days=st.sampled_from((0, 0, 0, 0, 0, 1, 6)),
    )
    def step(
        self, onward: int | None, kind: type[Command], stranger: str | None, days: int
    ) -> None:
        if onward is None:
            return self._issue(_command(kind), stranger or PERSON_OF[kind], days)
        steps = ONWARD[self.story.case.phase.value]
        led, person = steps[onward % len(steps)]
        supply = next(_gaps(self.story), None) if led is m.SupplyGapMaterial else None
        return self._issue(supply or _command(led), person, days)

    def _issue(self, command: Command, person: str, days: int) -> None:
        self.when: datetime = self.when + timedelta(days=days, minutes=1)
        try:
            events = self.story.decide(command, person, self.when)
        except DomainError:
            return
        for done in events:
            self.made.append(act(done, self.when, self.story.case.version + 1, person))
            self.story.case = cases.evolve(self.story.case, self.made[-1])

    @invariant()
    @precondition(lambda self: hasattr(self, "story"))
    def replays_to_the_same_state(self) -> None:
        assert cases.fold(self.made) == self.story.case
        assert self.story.case.version == len(self.made)

    @invariant()
    @precondition(lambda self: hasattr(self, "story"))
    def nothing_is_decided_without_what_it_rests_on(self) -> None:
        types = [one.event.TYPE for one in self.made]
        case = self.story.case
        if "case.permit_granted" in types:
            before = types[: types.index("case.permit_granted")]
            assert "case.review_completed" in before or "case.instant_decision_computed" in before
            assert not (case.gaps and case.gaps.missing)
        if case.profile is FlowProfile.FIVE_STAGE:
            persons = [person for _, person in case.hands]
            assert len(set(persons)) == len(persons)

    def teardown(self) -> None:
        if hasattr(self, "story"):
            event(f"{self.story.case.phase}, by {self.story.case.ended_by}")


TestWalk = Walk.TestCase
TestWalk.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)


def test_every_command_of_a_case_is_walked_with_a_body_of_its_own():
    assert {_command(kind).NAME for kind in WALKED} == {kind.NAME for kind in WALKED}
