"""Given items of a catalogue, when they are listed, then a bad department code is told as it is."""

from pathlib import Path

from app.ingest.item_mapping import load_item_mapping
from app.ingest.items import import_items
from tests.app.api.world import A, World

ROWS = """itemCode\tname\tdepartment\tdeptCode
X-1\t甲\t区经信局\t11511301008778183N
X-2\t乙\t区教科体局\t083372204
X-3\t丙\t区残联\t11511301452259996u
"""


def test_the_list_of_items_tells_each_bad_department_code_and_keeps_it(
    world: World, tmp_path: Path
) -> None:
    path = tmp_path / "items.tsv"
    path.write_text(ROWS, encoding="utf-8")
    mapping = load_item_mapping(Path("guangan_items")).model_copy(update={"region": A})
    container = world.container
    now = container.now()
    held = container.institutions.of(A)
    import_items(path, mapping, store=container.store, institution=held, now=now)
    container.institutions.of(A, fresh=True)

    told = world.call("GET", "/v1/items").json()
    assert told["counts"] == {"OLD_CODE": 1, "LOWER_CASE": 1}
    found = {one["itemCode"]: one for one in told["items"]}
    assert found["X-1"]["departmentCodeFlaw"] is None
    assert found["X-2"]["departmentCodeFlaw"] == "OLD_CODE"
    assert found["X-3"]["listed"]["departmentCode"] == "11511301452259996u"

    only = world.call("GET", "/v1/items?flaw=LOWER_CASE").json()
    assert [one["itemCode"] for one in only["items"]] == ["X-3"]
    assert only["counts"] == told["counts"]
    assert world.call("GET", "/v1/items?flaw=UGLY").status_code == 422
