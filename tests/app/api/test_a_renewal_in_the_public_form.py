"""A published renewal no longer says that it is valid once its permit has ended (双公示)."""

from typing import Any
from uuid import uuid4

from app.api.contract.permit_examples import PERMITS
from domain.permit.follow_up_commands import IssuePermit
from domain.shared.ids import permit_id
from domain.timing.days import shanghai_date
from tests.app.api.permit_table import system
from tests.app.api.world import ITEM, A, World

REVIEW = {"proposal": "GRANT", "checklist": [{"condition": "场所合格", "met": True}]}
WAY = (
    ("receive-materials", {}, "window-01"),
    ("accept-case", {}, "window-01"),
    ("start-review", {}, "reviewer-01"),
    ("complete-review", REVIEW, "reviewer-01"),
    ("grant-permit", {"decisionNumber": "延〔2026〕1号"}, "decider-01"),
    ("publish-notice", {"noticeNumber": "GS-延1"}, "window-01"),
)


def notices(world: World) -> list[dict[str, Any]]:
    world.project()
    page = world.call("GET", f"/v1/public/notices?region={A}", post=None).json()
    return [one for one in page["items"] if one["decisionNumber"] == "延〔2026〕1号"]


def test_a_published_renewal_is_not_valid_once_its_permit_was_annulled(world: World):
    first, today = uuid4(), shanghai_date(world.container.now())
    permit = permit_id(first)
    last = today.replace(year=today.year + 1, day=1)
    issue = IssuePermit(
        permit_number="号-延", case_id=first, item_code=ITEM, valid_from=today, valid_to=last
    )
    system(world, permit, issue)
    body = {"itemCode": ITEM, "purpose": "RENEWAL", "permitId": str(permit)}
    case = world.command("/v1/cases/submit-application", body)["id"]
    for name, said, post in WAY:
        world.command(f"/v1/cases/{case}/{name}", said, post=post)
    assert [one["valid"] for one in notices(world)] == [True]
    world.command(f"/v1/permits/{permit}/annul-permit", PERMITS["annul-permit"], post="decider-01")
    assert [one["valid"] for one in notices(world)] == [False]
