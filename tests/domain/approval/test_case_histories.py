"""Whatever is accepted replays to the same state; whatever is reported folds in any order."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.approval import case as cases
from domain.approval import commands as c
from domain.approval import events as e
from domain.shared.act import Act, EntryMode
from domain.shared.command import Command
from domain.shared.errors import DomainError
from domain.shared.event import DomainEvent
from domain.shared.ids import survey_id
from tests.domain.acts import CASE_ID, act, at, item
from tests.domain.approval.case_story import MET, ROLES, Story
from tests.support.samples import sample

START = at("2026-09-28")
EXPERT = e.SpecialProcedure.EXPERT_REVIEW
COMMANDS = (
    c.SubmitApplication(item_code="XK-0001"),
    c.ReceiveMaterials(),
    c.NoticeSupplement(missing=("图纸",), applicant_days=5),
    c.ResubmitMaterials(),
    c.AcceptCase(),
    c.StartReview(),
    c.OrderSurvey(),
    c.StartSpecialProcedure(procedure=EXPERT, noticed_days=5, notice_served=True),
    c.EndSpecialProcedure(procedure=EXPERT, result="通过"),
    c.ExtendDeadline(days=5, approved_by=e.Approver.HEAD, reason="复杂", notice_served=True),
    c.CompleteReview(proposal=e.Proposal.GRANT, checklist=MET),
    c.ReturnForReview(reason="补充"),
    c.GrantPermit(decision_number="许可1号"),
    c.RefusePermit(decision_number="不予1号", reason="不符", remedies="复议"),
    c.MakeCertificate(certificate_number="JY1"),
    c.DeliverResult(method="EMS", receipt_number="E1"),
    c.WithdrawApplication(),
    c.DeemAccepted(),
    c.LapseApplication(),
)
EVENTS: tuple[DomainEvent, ...] = (
    e.ApplicationSubmitted(case_number="1", item_code="XK-0001"),
    e.MaterialsReceived(),
    e.SupplementNoticed(missing=("图纸",)),
    e.MaterialsResubmitted(),
    e.CaseAccepted(),
    e.CaseDeemedAccepted(legal_days=20, committed_days=10),
    e.ReviewStarted(),
    e.SurveyOrdered(survey_id=survey_id(CASE_ID, 1)),
    e.SpecialProcedureStarted(procedure=EXPERT),
    e.SpecialProcedureEnded(procedure=EXPERT),
    e.DeadlineExtended(),
    e.ReviewCompleted(),
    e.ReturnedForReview(reason="补充"),
    e.PermitGranted(),
    e.PermitRefused(),
    e.CertificateMade(),
    e.ResultDelivered(),
    e.ApplicationWithdrawn(),
    e.CaseTerminated(),
    e.StepRecorded(code="01_HOOFD_010"),
    e.HandedToSupervision(),
    e.CaseEndedAtSource(),
)
OTHERS = tuple(sample(kind) for kind in e.EVENTS if kind not in {type(one) for one in EVENTS})

STRAIGHT = (  # the way to a certificate; walks follow it and stray from it
    (COMMANDS[0], "p-applicant"),
    (c.ReceiveMaterials(), "p-window"),
    (c.AcceptCase(), "p-window"),
    (c.StartReview(), "p-reviewer"),
    (COMMANDS[10], "p-reviewer"),
    (c.GrantPermit(decision_number="许可1号"), "p-decider"),
    (c.MakeCertificate(certificate_number="JY1"), "p-maker"),
    (c.DeliverResult(method="EMS", receipt_number="E1"), "p-window"),
)


@st.composite
def walks(draw) -> list[tuple[Command, str, datetime]]:
    """Commands with who issues them and when."""
    straight, when, walk = iter(STRAIGHT), START, []
    for _ in range(draw(st.integers(0, 30))):
        when += timedelta(days=draw(st.sampled_from((0, 0, 0, 1, 6))), minutes=1)
        onward = next(straight, None) if draw(st.booleans()) else None
        stray = (st.sampled_from(COMMANDS), st.sampled_from(sorted(ROLES)))
        walk.append((*(onward or draw(st.tuples(*stray))), when))
    return walk


def walked(walk: Sequence[tuple[Command, str, datetime]], story: Story) -> list[Act]:
    """The acts of whatever was accepted."""
    made: list[Act] = []
    for command, person, when in walk:
        try:
            events = story.decide(command, person, when)
        except DomainError:
            continue
        for event in events:
            made.append(act(event, when, story.case.version + 1, person))
            story.case = cases.evolve(story.case, made[-1])
    return made


@given(walks(), st.booleans())
@settings(deadline=None)
def test_every_accepted_history_replays_to_the_same_state(walk, survey_required):
    story = Story(item=item(survey_required=survey_required))
    made = walked(walk, story)
    assert cases.fold(made) == story.case
    assert story.case.version == len(made)


@given(walks())
@settings(deadline=None)
def test_no_walk_skips_a_stage_or_lets_one_person_act_in_two(walk):
    story = Story()
    types = [one.event.TYPE for one in walked(walk, story)]
    for later, sooner in (
        ("case.review_started", "case.materials_received"),
        ("case.permit_granted", "case.review_completed"),
        ("case.certificate_made", "case.permit_granted"),
    ):
        assert later not in types or sooner in types[: types.index(later)]
    assert types.count("case.supplement_noticed") <= 1
    assert types.count("case.deadline_extended") <= 1
    persons = [person for _, person in story.case.hands]
    assert len(set(persons)) == len(persons)


def test_the_straight_walk_ends_with_a_delivered_certificate():
    story = Story()
    walk = [(*step, START + timedelta(minutes=n)) for n, step in enumerate(STRAIGHT)]
    walked(walk, story)
    assert story.case.ended_by == "case.result_delivered"


@st.composite
def reported_histories(draw) -> tuple[list[Act], list[Act]]:
    """Reported acts in the order of the log, and the same acts in another order of arrival."""
    events = draw(st.lists(st.sampled_from(EVENTS), max_size=25))
    acts = [
        act(
            event,
            START + timedelta(hours=draw(st.integers(0, 200))),
            version,
            f"p{draw(st.integers(1, 4))}",
            mode=EntryMode.IMPORTED,
            order=draw(st.none() | st.integers(0, 5)),
        )
        for version, event in enumerate(events, start=1)
    ]
    return acts, draw(st.permutations(acts))


@given(reported_histories())
@settings(deadline=None)
def test_a_reported_history_gives_the_same_milestones_in_any_order_of_arrival(histories):
    straight, shuffled = histories
    state = cases.Case()
    for one in shuffled:
        state = cases.evolve(state, one)
    assert state == cases.fold(straight)


def test_every_event_of_a_case_can_be_folded():
    for event in OTHERS:
        state = cases.fold([act(EVENTS[0], START, 1), act(event, START, 2)])
        assert state.version == 2


def test_a_late_act_recomputes_the_milestones():
    accepted = act(e.CaseAccepted(), at("2026-09-28"), 1, mode=EntryMode.IMPORTED)
    earlier = act(e.CaseAccepted(), at("2026-09-21"), 2, mode=EntryMode.IMPORTED)
    state = cases.evolve(cases.evolve(cases.Case(), accepted), earlier)
    assert state.accepted_on == at("2026-09-21").date()
    assert not state.native
