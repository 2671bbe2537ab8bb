"""会商: every command in every state; who may speak; what silence is; resolutions bind."""

import contextlib
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.consultation import commands as c
from domain.consultation import events as e
from domain.consultation.consultation import ConsultationFacts, ConsultationPhase, decide, fold
from domain.consultation.consultation_state import Consultation
from domain.shared.command import Command
from domain.shared.errors import DomainError
from tests.domain.acts import BUREAU, CALENDAR, REGULATOR, act, at

LEAD, OTHER, STRANGER = BUREAU, REGULATOR, "11320412MB0000009Z"
P = ConsultationPhase

PROPOSE = c.ProposeConsultation(
    consultation_number="HS-1", kind=e.ConsultationKind.SPECIAL, topic="口径", lead=LEAD, reason="r"
)
CONVENE = c.ConveneConsultation(
    held_on=at("2026-10-15 09:00"), invited=(OTHER, STRANGER), agenda=("一",)
)
OWED = (
    e.Resolution(number=1, text="甲", owner=OTHER, due=date(2026, 11, 30)),
    e.Resolution(number=2, text="乙", owner=LEAD, due=date(2026, 12, 31)),
)
CONCLUDE = c.ConcludeConsultation(minutes_number="JY-1", resolutions=OWED)
COMMANDS: dict[str, tuple[Command, str]] = {
    "propose": (PROPOSE, OTHER),
    "convene": (CONVENE, LEAD),
    "give": (c.GiveOpinion(agreed=True, opinion="同意"), OTHER),
    "lapse": (c.LapseOpinion(org=STRANGER), LEAD),
    "hold": (c.HoldConsultation(attended=(LEAD, OTHER)), LEAD),
    "conclude": (CONCLUDE, LEAD),
    "reschedule": (
        c.RescheduleResolution(number=1, due=date(2026, 12, 15), reason="待文件"), LEAD,
    ),
    "complete": (c.CompleteResolution(number=1, report="已办"), OTHER),
    "escalate": (c.EscalateConsultation(level=e.Level.JOINT_MEETING, reason="不一致"), LEAD),
    "cancel": (c.CancelConsultation(reason="事由消失"), LEAD),
}  # fmt: skip
PATH = ("propose", "convene", "hold", "conclude", "complete")
BEFORE: dict[ConsultationPhase, tuple[str, ...]] = {
    P.NONE: (),
    P.PROPOSED: PATH[:1],
    P.CONVENED: PATH[:2],
    P.HELD: PATH[:3],
    P.EXECUTING: PATH[:4],
    P.CLOSED: (*PATH, "complete-2"),
    P.CANCELLED: ("propose", "cancel"),
}
ALLOWED = {
    P.NONE: {"propose"},
    P.PROPOSED: {"convene", "escalate", "cancel"},
    P.CONVENED: {"give", "lapse", "hold", "escalate", "cancel"},
    P.HELD: {"conclude", "escalate"},
    P.EXECUTING: {"reschedule", "complete"},
    P.CLOSED: set(),
    P.CANCELLED: set(),
}
SECOND = (c.CompleteResolution(number=2, report="已办"), LEAD)


def facts(org: str | None, when: str = "2026-10-20", **more: Any) -> ConsultationFacts:
    known = {LEAD, OTHER, STRANGER}
    return replace(ConsultationFacts(at(when), org, CALENDAR, known), **more)


def after(*names: str) -> Consultation:
    """A consultation on which these were done, all but the convening after the meeting began."""
    acts = []
    for version, name in enumerate(names, start=1):
        command, org = SECOND if name == "complete-2" else COMMANDS[name]
        when = "2026-09-28" if name in ("propose", "convene") else "2026-10-20"
        (event,) = decide(fold(acts), command, facts(org, when))
        acts.append(act(event, at(when), version))
    return fold(acts)


@pytest.mark.parametrize("phase", list(P))
def test_each_command_is_taken_in_its_states_alone(phase: ConsultationPhase) -> None:
    state = after(*BEFORE[phase])
    assert state.phase is phase
    taken = set()
    for name, (command, org) in COMMANDS.items():
        when = "2026-09-29" if name in ("convene", "give") else "2026-10-20"
        with contextlib.suppress(DomainError):
            decide(state, command, facts(org, when))
            taken.add(name)
    assert taken == ALLOWED[phase]


def refused(state: Consultation, command: Command, **how: Any) -> str:
    with pytest.raises(DomainError) as caught:
        decide(state, command, facts(**how))
    return caught.value.code


@pytest.mark.parametrize(
    ("state", "name", "org"),
    [
        ("proposed", "convene", OTHER),
        ("convened", "give", LEAD),
        ("convened", "hold", OTHER),
        ("convened", "cancel", OTHER),
        ("held", "conclude", OTHER),
        ("executing", "reschedule", OTHER),
        ("executing", "complete", LEAD),
        ("executing", "complete", None),
    ],
)
def test_each_act_belongs_to_one_side(state: str, name: str, org: str | None) -> None:
    command, _ = COMMANDS[name]
    given = after(*BEFORE[P[state.upper()]])
    assert refused(given, command, org=org) == "consultation-other-organisation"


def test_silence_never_counts_as_agreement_where_the_item_forbids_it() -> None:
    agreed = CONVENE.model_copy(update={"silence": e.Silence.AGREED})
    proposed = after("propose")
    when = "2026-09-28"
    code = refused(proposed, agreed, org=LEAD, when=when, silence_not_allowed=True)
    assert code == "silence-not-allowed"
    decide(proposed, agreed, facts(LEAD, when))
    decide(proposed, CONVENE, facts(LEAD, when, silence_not_allowed=True))


def test_an_opinion_lapses_after_its_days_and_counts_as_the_convening_said() -> None:
    convened = after("propose", "convene")  # on 28 September
    lapse = c.LapseOpinion(org=OTHER)
    # 29, 30 September, 8, 9 and 10 October are worked
    assert refused(convened, lapse, org=None, when="2026-10-10 23:59") == "opinion-not-due"
    (event,) = decide(convened, lapse, facts(None, "2026-10-11 00:00"))
    assert event == e.OpinionLapsed(org=OTHER, counted_as=e.Silence.ABSTAINED)
    give = c.GiveOpinion(agreed=False, opinion="迟到")
    assert refused(convened, give, org=OTHER, when="2026-10-11 00:00") == "opinion-too-late"


def test_numbers_owners_and_dates_of_resolutions_are_checked() -> None:
    held = after(*BEFORE[P.HELD])
    gap = CONCLUDE.model_copy(update={"resolutions": OWED[1:]})
    assert refused(held, gap, org=LEAD) == "resolutions-misnumbered"
    nobody = OWED[0].model_copy(update={"owner": "nobody"})
    unowned = CONCLUDE.model_copy(update={"resolutions": (nobody,)})
    assert refused(held, unowned, org=LEAD) == "organisation-unknown"
    late = refused(held, CONCLUDE, org=LEAD, when="2026-12-01")
    assert late == "resolution-due-in-the-past"
    unknown = c.CompleteResolution(number=3, report="-")
    assert refused(after(*BEFORE[P.EXECUTING]), unknown, org=OTHER) == "resolution-unknown"


def test_without_resolutions_the_minutes_close_it() -> None:
    held = after(*BEFORE[P.HELD])
    (event,) = decide(held, c.ConcludeConsultation(minutes_number="JY-2"), facts(LEAD))
    assert fold([*held.acts, act(event, at("2026-10-20"), 4)]).phase is P.CLOSED


def test_what_is_escalated_is_convened_anew_and_only_goes_up() -> None:
    escalated = after("propose", "convene", "escalate")
    assert (escalated.phase, escalated.level) == (P.PROPOSED, e.Level.JOINT_MEETING)
    command, org = COMMANDS["escalate"]
    assert refused(escalated, command, org=org) == "consultation-not-higher"
