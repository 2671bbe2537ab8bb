"""告知承诺 after the grant: verified, found broken, corrected or not; many just fall due."""

from collections.abc import Generator
from datetime import datetime, timedelta
from uuid import UUID

from app.simulate.county import SimulatedCounty
from app.simulate.script import Answer, Arrival, Script, Step
from app.simulate.task_script import OFFICERS, Duty
from domain.commitment import commands as m
from domain.commitment.events import CommitmentTookEffect

Part = Generator[Step | Arrival, Answer, bool]
SOON = 10
"""Working days: what may be verified later than this may be left alone more often."""


def commitment_script(
    county: SimulatedCounty, target: UUID, event: CommitmentTookEffect, at: datetime
) -> Script:
    """The verification of a commitment by its verifier, before it is due or a little after."""
    rng = county.rng("commitment", event.case_number)
    duty = Duty(county, rng, target, event.item_code, event.verifier, at)
    soon, habits = event.verify_days <= SOON, county.habits
    late = rng.random() < (habits.unverified_soon if soon else habits.unverified)
    if late and rng.random() >= habits.verified_late:
        return  # nobody comes: due, then overdue; silence verifies nothing
    days = 1 + round(min(event.verify_days, SOON) * 0.7 * rng.random())
    if late:
        days = event.verify_days + rng.randrange(1, 20)
    elif not soon and rng.random() < habits.at_leisure:
        days = round(event.verify_days * (0.2 + 0.75 * rng.random()))
    duty.at = county.office.on(
        county.office.days_after(duty.today, days), timedelta(minutes=rng.randrange(300))
    )
    officer = duty.post(*OFFICERS, org=duty.org)
    two = (officer.person_id, f"{officer.person_id}-b")
    number = f"HC-{event.case_number}"
    if rng.random() < 0.08:  # one officer alone: refused
        alone = m.VerifyCommitment(inspectors=two[:1], record_number=number)
        yield from duty.does(officer, alone, 0.1, 1)
    if rng.random() >= habits.breached:
        verified = m.VerifyCommitment(inspectors=two, record_number=number, detail="与承诺一致")
        yield from duty.does(officer, verified, 0.1, 2)
        return
    given = rng.choice((1, 2, 3, 15))
    found = m.FindBreach(inspectors=two, detail="现场与承诺内容不符", correction_days=given)
    if (yield from duty.does(officer, found, 0.1, 2)):
        yield from _after_breach(duty, two, given)


def _after_breach(duty: Duty, two: tuple[str, str], given: int) -> Part:
    """整改合格 in time, or 违诺 once the period is over; an early verdict is refused."""
    officer = duty.post(*OFFICERS, org=duty.org)
    corrected = duty.rng.random() < duty.county.habits.corrected
    if corrected:
        duty.wait(duty.county.office.days_after(duty.today, max(1, given - 1)))
        done = m.VerifyCorrection(inspectors=two, detail="已整改到位")
        return (yield from duty.does(officer, done, 0.1, 3))
    confirm = m.ConfirmBreach(inspectors=two, detail="逾期未整改")
    if duty.rng.random() < 0.2:
        yield from duty.does(officer, confirm, 0.5, 3)
    duty.wait(duty.county.office.days_after(duty.today, given + 1))
    return (yield from duty.does(officer, confirm, 0.1, 3))
