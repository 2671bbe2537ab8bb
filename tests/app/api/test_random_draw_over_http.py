"""双随机: announced, performed from the secret, published, and repeated by who reads the pools."""

from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import pytest

from app.policies.plan_drawn import PLAN_DRAWN
from app.policies.runner import PolicyRunner
from domain.permit.events import PermitIssued
from domain.shared.act import Act, Actor, Meta, Role
from domain.shared.ids import inspection_id
from domain.shared.subject import SubjectKind, SubjectRef
from domain.supervision.draw_selection import seed_of
from domain.supervision.inspection_events import InspectionPlanned
from domain.timing.days import shanghai_date
from tests.app.api.world import APPROVAL, ITEM, MARKET, A, B, World

SECRET = "5a" * 32
PUBLIC = "03 07 12 18 25 31 09"
REGULATOR = "regulator-market"
CHECK = "食品经营条件"
POOL = f"/v1/draws/pool?item={ITEM}"
ANNOUNCE = "/v1/draws/announce-draw"
PERMITS = 4


@pytest.fixture(scope="module")
def today(world: World) -> date:
    return shanghai_date(world.container.now())


@pytest.fixture(scope="module")
def pool(world: World, today: date) -> dict[str, Any]:
    """Permits of the item, three officers with a licence, one without, a published plan."""
    permits = [granted(world, number, today) for number in range(PERMITS)]
    world.container.store.append(permits, region=A)
    for name in ("a", "b", "c", "unlicensed"):
        body: dict[str, Any] = {
            "post": f"inspector-{name}", "personId": f"person-{name}", "role": "REGULATOR",
            "org": MARKET, "validFrom": str(today),
        }  # fmt: skip
        if name != "unlicensed":
            body["licence"] = f"ZF-{name}"
        world.command("/v1/posts/assign-post", body, "admin-01")
    for year in (today.year, today.year + 1):
        plan = {
            "org": MARKET, "year": year, "planVersion": 1, "yearlyCap": 2,
            "checks": [{"name": CHECK, "itemCode": ITEM}],
        }  # fmt: skip
        world.command("/v1/inspection-plans/publish-inspection-plan", plan, "head-market")
    world.project()
    return shown(world, POOL)


def granted(world: World, number: int, today: date) -> Act:
    """A permit of a subject of its own, as it is issued after a grant."""
    event = PermitIssued(
        permit_number=f"ZS-{number}",
        case_id=uuid5(NAMESPACE_OID, f"case {number}"),
        holder=SubjectRef(
            subject_id=uuid5(NAMESPACE_OID, f"subject {number}"), kind=SubjectKind.ORGANISATION
        ),
        valid_from=today,
    )
    meta = Meta(
        occurred_at=world.container.now(),
        actor=Actor(person_id="system", role=Role.SYSTEM),
        region=A,
        item_code=ITEM,
    )
    return Act(uuid5(NAMESPACE_OID, f"permit {number}"), 1, meta, event)


def shown(world: World, path: str, post: str | None = REGULATOR) -> dict[str, Any]:
    response = world.call("GET", path, post)
    assert response.status_code == 200, response.text
    return response.json()


def refused(world: World, path: str, body: dict[str, Any], post: str = REGULATOR) -> str:
    if path == ANNOUNCE:
        world.project()  # the pools are those of now, and refusals are recorded
    response = world.call("POST", path, post, json=body)
    assert response.status_code in (403, 404, 409, 422), response.text
    return response.json()["code"]


def terms(draw_on: date, number: str = "SSJ-1", **other: Any) -> dict[str, Any]:
    return {
        "drawNumber": number, "org": MARKET, "plan": "食品经营双随机抽查", "itemCodes": [ITEM],
        "checks": [CHECK], "ratios": [{"grade": g, "permille": 500} for g in "ABCD"], "crew": 2,
        "seedCommitment": sha256(bytes.fromhex(SECRET)).hexdigest(),
        "publicValue": "双色球下一期开奖号码", "drawOn": str(draw_on),
        "inspectBy": str(date(draw_on.year, 12, 31)), **other,
    }  # fmt: skip


def test_the_pool_says_why_somebody_is_out(world: World, pool: dict[str, Any]):
    assert pool["counts"]["objects"] == PERMITS
    out = {one["personId"]: one["out"] for one in pool["inspectors"]}
    assert out["person-a"] is None
    assert out["person-unlicensed"] == "NO_LICENCE"
    response = world.call("GET", f"/v1/draws/pool?item={ITEM}", "regulator-health")
    assert response.status_code == 404  # another organisation's item


def test_from_announcement_to_result(world: World, pool: dict[str, Any], today: date):
    subject = pool["objects"][0]["subject"]
    recusal = {"personId": "person-a", "subjectId": subject, "reason": "亲属"}
    world.command("/v1/recusals/declare-recusal", recusal, "inspector-a")
    assert refused(world, "/v1/recusals/end-recusal", recusal, "inspector-a") in (
        "forbidden", "post-wrong-role",
    )  # fmt: skip
    world.project()
    assert shown(world, "/v1/recusals")["items"][0]["person"] == "person-a"
    assert (
        shown(world, f"/v1/inspection-plans?on={today}&year={today.year}")["items"][0]["yearlyCap"]
        == 2
    )
    draw = world.command(ANNOUNCE, terms(today), REGULATOR)
    world.project()
    again = world.command(ANNOUNCE, terms(today), REGULATOR)
    assert again["replayed"]
    assert refused(world, ANNOUNCE, terms(today, plan="另一批")) == "draw-number-used"
    path = f"/v1/draws/{draw['id']}"
    kept = shown(world, f"{path}/pools")
    assert kept["faults"] is None
    assert world.call("GET", path, "regulator-health").status_code == 404
    assert world.call("GET", f"{path}/pools", REGULATOR, B).status_code in (401, 403, 404)
    before = shown(world, f"/v1/public/draws?region={A}", None)["items"][0]
    assert before["state"] == "ANNOUNCED"
    assert before["results"] == []
    # what happens afterwards to the officers changes nothing: the pools are kept
    world.command(
        "/v1/posts/end-post",
        {"post": "inspector-c", "endedOn": str(today), "reason": "调离"},
        "admin-01",
    )
    perform = f"{path}/perform-draw"
    wrong = {"secret": "5b" * 32, "publicValue": PUBLIC}
    assert refused(world, perform, wrong) == "draw-other-secret"
    world.command(perform, {"secret": SECRET, "publicValue": PUBLIC}, REGULATOR)
    world.project()
    found = shown(world, path)
    assert found["seed"] == seed_of(SECRET, PUBLIC)
    assert len(found["drawn"]) == 2
    for one in found["drawn"]:
        assert len(set(one["officers"])) == 2
    assert shown(world, f"{path}/pools")["faults"] == []
    planned_from(world, draw["id"], found["drawn"], today)
    assert shown(world, f"/v1/public/draws?region={A}", None)["items"][0]["results"] == []
    world.command(f"{path}/publish-draw-result", {"place": "县政府网站"}, REGULATOR)
    world.project()
    public = shown(world, f"/v1/public/draws?region={A}", None)["items"][0]
    assert public["state"] == "PUBLISHED"
    assert [one["officers"] for one in public["results"]] == [2, 2]
    assert "person-" not in str(public)
    counted = {one["key"]: one["inspections"] for one in shown(world, POOL)["objects"]}
    assert all(counted[one["key"]] == 1 for one in found["drawn"])  # against the yearly cap


def planned_from(world: World, draw: str, drawn: list[dict[str, Any]], today: date) -> None:
    """Each object has become an inspection with just its officers."""
    here = world.container
    runner = PolicyRunner(
        world.url, here.store, here.institutions, here.handler, policies=(PLAN_DRAWN,)
    )
    runner.catch_up()
    runner.close()
    jurisdiction = here.institutions.of(A).jurisdiction
    assert jurisdiction
    for number, one in enumerate(drawn, start=1):
        acts = here.store.load(inspection_id(jurisdiction, MARKET, f"SSJ-1-{number:03}"))
        planned = acts[0].event
        assert isinstance(planned, InspectionPlanned)
        assert (str(planned.draw_id), str(planned.permit_id)) == (draw, one["key"])
        assert planned.officers == tuple(one["officers"])
        assert planned.planned_date == date(today.year, 12, 31)


def test_what_may_not_be_announced_or_performed(world: World, pool: dict[str, Any], today: date):
    assert refused(world, ANNOUNCE, terms(today, "X-1", checks=["无依据的检查"])) == (
        "check-not-published"
    )
    assert refused(world, ANNOUNCE, terms(today, "X-2", crew=9)) == "draw-too-few-officers"
    thin = [{"grade": "A", "permille": 500}]
    assert refused(world, ANNOUNCE, terms(today, "X-3", ratios=thin)) == "draw-ratio-missing"
    assert refused(world, ANNOUNCE, terms(today, "X-4", org=APPROVAL)) == "forbidden"
    assert refused(world, ANNOUNCE, terms(today, "X-5"), "liaison-market") == "forbidden"
    world.project()
    later = today + timedelta(days=3)
    draw = world.command(ANNOUNCE, terms(later, "X-6"), REGULATOR)["id"]
    showing = {"secret": SECRET, "publicValue": PUBLIC}
    assert refused(world, f"/v1/draws/{draw}/perform-draw", showing) == "draw-too-early"
    world.command(f"/v1/draws/{draw}/cancel-draw", {"reason": "两库有误"}, REGULATOR)
    assert refused(world, f"/v1/draws/{draw}/perform-draw", showing) == "draw-phase"
    unknown = f"/v1/draws/{pool['objects'][0]['key']}/perform-draw"
    assert refused(world, unknown, showing) == "draw-not-found"


def test_a_pool_that_was_tampered_with_is_refused(world: World, today: date):
    world.project()
    draw = world.command(ANNOUNCE, terms(today, "T-1"), REGULATOR)["id"]
    world.project()
    digest = shown(world, f"/v1/draws/{draw}")["inspectorsDigest"]
    folder = world.container.settings.var / "docs"
    (blob,) = [one for one in folder.rglob(f"*{digest[8:]}*") if one.is_file()]
    content = bytearray(blob.read_bytes())
    content[-1] ^= 1
    blob.chmod(0o600)
    blob.write_bytes(content)
    showing = {"secret": SECRET, "publicValue": PUBLIC}
    response = world.call("POST", f"/v1/draws/{draw}/perform-draw", REGULATOR, json=showing)
    assert response.json()["code"] == "document-damaged"


def test_who_operates_without_a_permit_is_shown_to_whoever_supervises(
    world: World, pool: dict[str, Any], today: date
):
    seen = "/v1/permits/attention"
    before = shown(world, seen)["counts"]["WITHOUT_PERMIT"]
    inspection = {
        "inspectionNumber": "XS-1", "org": MARKET, "itemCode": ITEM, "trigger": "CLUE",
        "mode": "SPECIAL", "plannedDate": str(today), "checks": [CHECK],
        "clue": "群众反映该处无证经营",
    }  # fmt: skip
    world.command("/v1/inspections/plan-inspection", inspection, REGULATOR)
    world.project()
    found = shown(world, seen)
    assert found["counts"]["WITHOUT_PERMIT"] == before + 1
    assert [one["clue"] for one in found["items"]] == [inspection["clue"]]
    assert shown(world, seen, "regulator-health")["items"] == []
