"""Given a catalogue of items, when it is imported, then each row is an item or is told why not."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.ingest.item_mapping import ItemMapping, load_item_mapping
from app.ingest.items import ItemSummary, import_items
from app.ingest.mapping import FOLDER
from app.institutions import Institutions
from app.onboarding import init, load_county
from app.onboarding.facts import facts
from domain.registry.identifiers import CodeFlaw
from domain.registry.institution import Institution
from domain.shared.errors import DomainError
from domain.shared.ids import jurisdiction_id
from tests.app.ingest.conftest import NOW, World

HEAD = "itemCode\tname\tdepartment\tdeptCode\tmain_item\ttaskType\tareaCode"
SOUND = "A-1\t食品经营许可\t区市监局\t11511301008778183N\t未分类\t1\t511602000000"
OLD = "A-2\t政策咨询\t区教科体局\t083372204\t未分类\t20\t511602000000"


@pytest.fixture
def mapping() -> ItemMapping:
    return load_item_mapping(Path("guangan_items"))


def run(world: World, path: Path, mapping: ItemMapping) -> ItemSummary:
    init(load_county(FOLDER / "jurisdictions" / "guangan.toml"), world.store, now=NOW)
    return import_items(path, mapping, store=world.store, institution=known(world), now=NOW)


def known(world: World) -> Institution:
    return Institutions(world.store).of("511602", fresh=True)


def lines(path: Path) -> list[dict]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


def put(folder: Path, *rows: str) -> Path:
    path = folder / "items.tsv"
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_bad_department_code_is_told_and_kept_as_written(
    world: World, mapping: ItemMapping, tmp_path: Path
) -> None:
    summary = run(world, put(tmp_path, SOUND, OLD), mapping)
    assert (summary.rows.read, summary.rows.recorded) == (2, 2)
    assert summary.flaws == {CodeFlaw.OLD_CODE: 1}
    (told,) = lines(summary.findings_file)
    assert (told["code"], told["row"], told["fields"]) == ("bad-identifier", 2, ["deptCode"])
    assert "083372204" in told["reason"]
    listed = {data["itemCode"]: data["listed"] for _, data, _ in world.states(ITEM)}
    assert listed["A-2"]["departmentCode"] == "083372204"
    assert "mainItem" not in listed["A-2"]
    assert not summary.rejected_file.exists()


def test_a_second_run_adds_nothing_and_a_changed_row_is_the_next_version(
    world: World, mapping: ItemMapping, tmp_path: Path
) -> None:
    run(world, put(tmp_path, SOUND, OLD), mapping)
    again = run(world, put(tmp_path, SOUND, OLD), mapping)
    assert (again.rows.recorded, again.rows.already_there) == (0, 2)
    assert again.flaws == {CodeFlaw.OLD_CODE: 1}, "still bad, still told"
    renamed = run(world, put(tmp_path, SOUND, OLD.replace("政策咨询", "政策问询")), mapping)
    assert (renamed.rows.recorded, renamed.next_versions, renamed.rows.already_there) == (1, 1, 1)
    item = known(world).item("A-2")
    assert item
    assert (item.item_version, item.name) == (2, "政策问询")


def test_rows_that_are_no_item_are_rejected_and_their_neighbours_go_in(
    world: World, mapping: ItemMapping, tmp_path: Path
) -> None:
    nameless = OLD.replace("A-2", "A-3").replace("政策咨询", "")
    summary = run(world, put(tmp_path, SOUND, SOUND, nameless, "short\trow", OLD), mapping)
    assert (summary.rows.read, summary.rows.recorded, summary.rows.rejected) == (5, 2, 3)
    assert summary.reasons == {"item-listed-twice": 1, "missing-column": 1, "bad-row": 1}
    assert [one["row"] for one in lines(summary.rejected_file)] == [2, 3, 4]


def test_limits_and_legal_basis_come_from_columns_where_there_are_any(
    world: World, mapping: ItemMapping, tmp_path: Path
) -> None:
    path = tmp_path / "items.tsv"
    head = "itemCode\tname\tbasis\tlegal\tpromised"
    rows = ["B-1\t甲\t许可§12；条例§3\t15\t5", "B-2\t乙\t\t5\t", "B-3\t丙\t\tten\t"]
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    columns = mapping.columns.model_copy(
        update={"legal_basis": "basis", "legal_days": "legal", "committed_days": "promised"}
    )
    summary = run(world, path, mapping.model_copy(update={"columns": columns}))
    assert (summary.rows.recorded, summary.reasons) == (2, {"bad-value": 1})
    held = {data["itemCode"]: data for _, data, _ in world.states(ITEM)}
    assert (held["B-1"]["legalDays"], held["B-1"]["committedDays"]) == (15, 5)
    assert held["B-1"]["standard"]["legalBasis"] == ["许可§12", "条例§3"]
    assert (held["B-2"]["legalDays"], held["B-2"]["committedDays"]) == (5, 5)


def test_a_mapping_with_a_fault_names_its_keys(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    text = (FOLDER / "guangan_items.toml").read_text(encoding="utf-8")
    path.write_text(text.replace('profile = "TWO_LEVEL"', 'profile = "GUESS"'), encoding="utf-8")
    with pytest.raises(DomainError, match="mapping-invalid") as caught:
        load_item_mapping(path)
    assert caught.value.fields == ("terms.profile",)


def test_the_county_file_of_the_catalogue_needs_no_item() -> None:
    county = load_county(FOLDER / "jurisdictions" / "guangan.toml")
    assert county.item == ()
    assert any(True for _ in facts(county, "511602", jurisdiction_id("511602")))


@pytest.mark.data
def test_the_real_catalogue_goes_in_whole_and_none_is_silently_mended(
    world: World, mapping: ItemMapping, real: Callable[[str], Path], tmp_path: Path
) -> None:
    source = real("service-items/guangan-items.tsv")
    path = tmp_path / source.name
    path.write_bytes(source.read_bytes())
    summary = run(world, path, mapping)
    assert (summary.rows.read, summary.rows.recorded, summary.rows.rejected) == (1135, 1135, 0)
    bad = summary.flaws.total() - summary.flaws[CodeFlaw.LOWER_CASE]
    assert (bad, summary.flaws[CodeFlaw.LOWER_CASE]) == (871, 13)
    assert summary.flaws == {
        CodeFlaw.OLD_CODE: 577,
        CodeFlaw.WRONG_LENGTH: 293,
        CodeFlaw.OLD_CODE_WRONG: 1,
        CodeFlaw.LOWER_CASE: 13,
    }
    assert len(lines(summary.findings_file)) == 884
    rows = (line.split("\t") for line in source.read_text(encoding="utf-8").splitlines()[1:])
    stored = (data["listed"]["departmentCode"] for _, data, _ in world.states(ITEM))
    assert Counter(stored) == Counter(cells[6] for cells in rows)
    again = run(world, path, mapping)
    assert (again.rows.recorded, again.rows.already_there) == (0, 1135)


ITEM = "item.version_published"


def test_two_imports_at_once_publish_each_version_once(
    world: World, mapping: ItemMapping, tmp_path: Path
) -> None:
    run(world, put(tmp_path, SOUND), mapping)
    before = known(world)
    path = put(tmp_path, SOUND.replace("食品经营许可", "食品经营许可（新）"))
    how: dict[str, Any] = {"store": world.store, "institution": before, "now": NOW}
    assert import_items(path, mapping, **how).next_versions == 1
    path = put(tmp_path, SOUND, OLD)
    stale = world.institution("guangan")  # has not seen what the other has published
    with pytest.raises(DomainError, match="import-meanwhile"):
        import_items(path, mapping, store=world.store, institution=stale, now=NOW)
