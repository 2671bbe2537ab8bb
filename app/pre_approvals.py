"""预审批 as a queue shows it: what the case itself says of an opinion that was given in advance."""

from collections.abc import Iterable

from app.bootstrap import Container
from domain.approval import case as cases
from domain.approval.pre_approval import CONVERTIBLE, Hindrance, hindrances
from domain.timing.days import shanghai_date
from projections.pages import Row

_REVIEWED_ANEW = {Hindrance.MATERIALS_CHANGED}


def explained(container: Container, region: str, rows: Iterable[Row]) -> None:
    """Add to each row of the queue, in place, the opinion, what is missing, what hinders the
    conversion, and whether it is ready. Blocking; reads the log once a row."""
    institution = container.institutions.of(region)
    today = shanghai_date(container.now())
    for row in rows:
        row.pop("turn")
        case = cases.fold(container.store.load(row["case_id"]))
        given = case.pre_approval
        assert given, "the row was made of its opinion"
        item = institution.item_on(case.item_code, today) if case.item_code else None
        found = hindrances(case, given, today, item.item_version if item else None)
        row |= {
            "opinion": given.opinion.opinion,
            "missing": given.missing,
            "hindrances": found,
            "ready": case.phase in CONVERTIBLE
            and not given.converted
            and _REVIEWED_ANEW.issuperset(found),
        }
