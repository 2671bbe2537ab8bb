"""A2: one list of everything that is missing; whom to ask; nothing that an officer noted."""

from datetime import date

from domain.approval import applicant_view as view
from domain.approval import case as cases
from domain.approval import events as e
from domain.approval import handler_events as h
from domain.approval import material_events as m
from domain.approval.applicant_view import Contact, LackKind
from domain.approval.case_state import Phase
from domain.registry.standards import Function
from domain.shared.act import Actor, Role
from domain.shared.event import DomainEvent
from domain.timing.days import WorkingDays
from tests.domain.acts import BUREAU, CALENDAR, REGULATOR, act, at

OPENED = e.ApplicationSubmitted(case_number="1", item_code="XK-0001")
RECEIVED = e.MaterialsReceived()
GAPS = m.AcceptedWithGaps(gaps=("租赁合同", "检测报告"), gap_days=5)


def case(*events: DomainEvent) -> cases.Case:
    return cases.fold(act(one, at("2026-09-28"), n) for n, one in enumerate(events, 1))


def told(*events: DomainEvent) -> list[tuple[str, LackKind]]:
    return [(one.name, one.kind) for one in view.lacking(case(*events), CALENDAR)]


def test_what_was_told_once_is_missing_until_it_is_handed_in():
    notice = e.SupplementNoticed(missing=("平面图", "身份证", "平面图"), applicant_days=10)
    (first, second) = view.lacking(case(OPENED, RECEIVED, notice), CALENDAR)
    assert (first.name, second.name) == ("平面图", "身份证")
    assert first.due is not None
    assert first.due.date == CALENDAR.add_workdays(date(2026, 9, 28), WorkingDays(10)).date
    assert not told(OPENED, RECEIVED, notice, e.MaterialsResubmitted())


def test_gaps_close_one_by_one():
    supplied = m.GapMaterialSupplied(name="租赁合同")
    assert told(OPENED, RECEIVED, GAPS, supplied) == [("检测报告", LackKind.GAP)]
    last = m.GapMaterialSupplied(name="检测报告")
    assert not told(OPENED, RECEIVED, GAPS, supplied, last)


def test_what_a_department_could_not_fetch_is_shown_until_it_has_it():
    failed = m.MaterialFetchFailed(name="营业执照", source_org=REGULATOR, reason="接口故障")
    assert told(OPENED, RECEIVED, failed, GAPS) == [
        ("租赁合同", LackKind.GAP),
        ("检测报告", LackKind.GAP),
        ("营业执照", LackKind.FETCH),
    ]
    fetched = m.MaterialFetched(name="营业执照", source_org=REGULATOR)
    assert not told(OPENED, RECEIVED, failed, fetched)


def test_a_pre_review_is_forgotten_once_the_materials_are_in():
    answered = h.PreReviewAnswered(ready=False, missing=("平面图",))
    assert told(OPENED, answered) == [("平面图", LackKind.PRE_REVIEW)]
    assert not told(OPENED, answered, RECEIVED)


def test_nothing_is_missing_once_the_case_is_over():
    assert not told(OPENED, RECEIVED, GAPS, e.PermitGranted())
    assert not told(OPENED, RECEIVED, GAPS, m.GapExpired(missing=("租赁合同",)))


def test_a_pause_names_its_procedure_and_the_days_that_were_told():
    started = e.SpecialProcedureStarted(procedure=e.SpecialProcedure.TESTING, noticed_days=7)
    ended = e.SpecialProcedureEnded(procedure=e.SpecialProcedure.TESTING)
    accepted = e.CaseAccepted(legal_days=20)
    (pause,) = view.pauses(case(OPENED, RECEIVED, accepted, started))
    assert (pause.procedure, pause.noticed_days) == (e.SpecialProcedure.TESTING, 7)
    assert not list(view.pauses(case(OPENED, RECEIVED, accepted, started, ended)))


def test_the_first_handler_is_asked_whoever_has_the_case():
    first = h.FirstHandlerAssigned(person="p-1", post="window-07")
    over = h.HandedOver(to_person="p-2", to_post="window-08", reason="轮岗")
    assert view.contact(case(OPENED, first), BUREAU) == Contact(BUREAU, "window-07")
    assert view.contact(case(OPENED, first, over), BUREAU) == Contact(BUREAU, "window-08")


def test_without_a_first_handler_the_post_that_acted_last_is_asked():
    one = case(OPENED, RECEIVED)
    assert view.contact(one, BUREAU) == Contact(BUREAU, "post-p-window")
    assert view.contact(one, REGULATOR) == Contact(REGULATOR, None)
    assert view.contact(one, None) == Contact(BUREAU, "post-p-window")


def test_an_applicant_is_never_named_as_whom_to_ask():
    person = Actor(person_id="329901199001011234", role=Role.APPLICANT, post="x", org=None)
    own = act(OPENED, at("2026-09-28"), 1)
    own = type(own)(own.originator_id, 1, own.meta.model_copy(update={"actor": person}), own.event)
    assert view.contact(cases.fold([own]), None) == Contact(None, None)


def test_every_phase_has_a_desk():
    assert {view.desk(phase) for phase in Phase} == {
        Function.ACCEPT,
        Function.REVIEW,
        Function.DECIDE,
        Function.CERTIFY,
    }
