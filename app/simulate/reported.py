"""Cases worked elsewhere and reported here: late, out of order, and now and then irregular.

Nothing is refused: what a report says has happened. What is irregular about a case is its
`Oddity`, drawn by the county's habits; the acts themselves are in `reported_acts`.
"""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from app.commands.caller import Caller
from app.simulate.county import SimulatedCounty
from app.simulate.habits import Oddity
from app.simulate.reported_acts import PERSONS, Told, told_acts
from app.simulate.script import Arrival, Script
from domain.registry.events import ItemVersionPublished
from domain.registry.standards import Function

SOURCE = "urn:shenguan:demo:provincial-platform"


def reported_script(
    county: SimulatedCounty, number: int, at: datetime, reporter: Caller, oddity: Oddity
) -> Script:
    """Reported case `number`, worked from `at` on; its acts arrive when the source sends them."""
    rng = county.rng("reported", number)
    items = [one for one in county.items if _fits(oddity, one)]
    if not items:
        items, oddity = list(county.items), Oddity.NONE
    item = rng.choice(items)
    case = f"PT{county.day(at):%Y%m%d}{number:06d}"
    acts = list(told_acts(county, rng, item, at, oddity))
    late = oddity is Oddity.SENT_LATE
    arrivals = [(_arrives(county, rng, told.at, late), order) for order, told in enumerate(acts)]
    for arrival, order in sorted(arrivals):
        report = _report(county, case, item.item_code, order, acts[order])
        yield Arrival(arrival, reporter, report)


def _fits(oddity: Oddity, item: ItemVersionPublished) -> bool:
    match oddity:
        case Oddity.COMMITMENT:
            return item.commitment_allowed
        case Oddity.NO_SURVEY | Oddity.SURVEYED_LATER:
            return item.survey_required
    return True


def _arrives(county: SimulatedCounty, rng: Random, occurred: datetime, late: bool) -> datetime:
    """Most within the hour, some with a nightly file; `late` ones after weeks."""
    if late:
        return county.after(rng, occurred, 16, 400)
    if rng.random() >= county.habits.nightly:
        return occurred + timedelta(seconds=rng.randrange(30, 3600))
    return county.after(rng, occurred + timedelta(hours=12), 0, 24)


def _report(
    county: SimulatedCounty, case: str, item: str, order: int, told: Told
) -> dict[str, Any]:
    decides = county.institution.responsible(item, Function.DECIDE, county.day(told.at))
    data: dict[str, Any] = {
        "itemCode": item,
        "actor": {
            "personId": told.person or PERSONS[told.role],
            "role": told.role.value,
            "org": decides.org if decides else None,
        },
        "order": order,
        "payload": told.payload,
    }
    if told.effective:
        data["effectiveDate"] = told.effective
    return {
        "specversion": "1.0",
        "type": f"cn.shenguan.{told.act}.v1",
        "source": SOURCE,
        "id": f"{case}-{order}",
        "subject": case,
        "time": told.at.isoformat(),
        "data": data,
    }
