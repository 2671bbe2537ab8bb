"""What the API says about itself: OpenAPI, readiness, metrics, its own position."""

import threading
import time

import psycopg

from app.commands.registry import COMMANDS
from tests.app.api.world import APPLICANT, ITEM, World


def test_openapi_describes_every_command_with_its_real_body(world: World):
    document = world.call("GET", "/openapi.json", post=None).json()
    assert document["openapi"].startswith("3.1")
    schemas = document["components"]["schemas"]
    for entry in COMMANDS:
        target = "/{target}" if entry.addressed else ""
        path = f"/v1/{entry.collection}{target}/{entry.name}"
        if entry.internal:
            assert path not in document["paths"]
            continue
        operation = document["paths"][path]["post"]
        reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        assert reference.rpartition("/")[2] in schemas
        assert operation["security"] == [{"bearer": []}]
    notice = schemas["NoticeSupplement"]
    assert "missing" in notice["required"]
    assert notice["additionalProperties"] is False


def test_every_reference_in_the_description_leads_somewhere(world: World):
    document = world.call("GET", "/openapi.json", post=None).json()
    schemas = document["components"]["schemas"]

    def walk(value: object) -> None:
        if isinstance(value, dict):
            reference = value.get("$ref")
            if isinstance(reference, str):
                assert reference.removeprefix("#/components/schemas/") in schemas, reference
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(document)


def test_readiness_names_each_follower_and_turns_red_for_a_poison_event(world: World):
    world.project()
    state = world.call("GET", "/readyz", post=None)
    assert state.status_code == 200, state.text
    (projector,) = [f for f in state.json()["followers"] if f["name"] == "projector"]
    assert projector["lag"] == 0
    stop = "UPDATE ops.follower SET stopped_at = %s WHERE name = 'projector'"
    with psycopg.connect(world.url, autocommit=True) as connection:
        connection.execute(stop, [7])
        red = world.call("GET", "/readyz", post=None)
        connection.execute(stop, [None])
    assert red.status_code == 503
    assert red.json()["followers"][0]["stoppedAt"] == 7
    assert "shenguan_follower_lag" in world.call("GET", "/metrics", post=None).text


def test_a_query_can_wait_for_its_own_write(world: World):
    body = {"itemCode": ITEM, "applicant": APPLICANT}
    answer = world.command("/v1/cases/submit-application", body)
    worker = threading.Thread(target=lambda: (time.sleep(0.3), world.project()))
    worker.start()
    path = f"/v1/cases/{answer['id']}?atLeast={answer['position']}"
    response = world.call("GET", path)
    worker.join()
    assert response.status_code == 200, response.text


def test_an_unchanged_answer_is_not_sent_twice(world: World):
    first = world.call("GET", "/v1/items")
    tag = first.headers["etag"]
    again = world.call("GET", "/v1/items", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_due_dates_explain_themselves_in_both_languages(world: World):
    case = world.accepted_case()
    world.project()
    zh = world.call("GET", f"/v1/cases/{case}/clocks").json()
    en = world.call("GET", f"/v1/cases/{case}/clocks", headers={"accept-language": "en"}).json()
    assert zh["legal"]["due"] == en["legal"]["due"]
    assert any("日历版本" in line for line in zh["legal"]["lines"])
    assert any("calendar" in line for line in en["legal"]["lines"])
    assert zh["committed"]["facts"]["limit"] == 5


def test_the_calendar_counts_working_days_over_a_holiday(world: World):
    answer = world.call(
        "GET", "/v1/calendar/add-workdays?start=2025-09-28&days=3", post="admin-01"
    ).json()
    assert answer["due"] == "2025-10-09", "国庆节、中秋节 2025-10-01 to 10-08"
    between = world.call(
        "GET", "/v1/calendar/workdays-between?start=2025-09-28&end=2025-10-09"
    ).json()
    assert between["workingDays"] == 3
    assert between["provisional"] is False


def test_an_answer_carries_the_callers_request_id_and_no_server_name(world: World):
    response = world.call("GET", "/healthz", post=None, headers={"x-request-id": "abcd-1234"})
    assert response.headers["x-request-id"] == "abcd-1234"
    injected = world.call("GET", "/healthz", post=None, headers={"x-request-id": "a b"})
    assert injected.headers["x-request-id"] != "a b"
