"""Given a mapping with a fault, when it is read, then the error names its line or its keys."""

from pathlib import Path

import pytest

from app.ingest import load_mapping
from app.ingest.mapping import FOLDER
from domain.shared.errors import DomainError

GOOD = (FOLDER / "wabo_receipt.toml").read_text(encoding="utf-8")


def refused(folder: Path, text: str) -> DomainError:
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DomainError) as caught:
        load_mapping(path)
    assert caught.value.code == "mapping-invalid"
    return caught.value


def test_a_syntax_error_names_its_line(tmp_path: Path) -> None:
    assert "line 2" in refused(tmp_path, 'source = "x"\nregion = = 3\n').en


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('region = "990003"', 'region = "99"', "region"),
        ('zone = "Europe/Amsterdam"', 'zone = "Europe/Atlantis"', "zone"),
        ('clock_policy = "stated"', 'clock_policy = "guessed"', "clock_policy"),
        ('time = "time:timestamp"\n', "", "columns.time"),
        ('org = "11990003MB01A00301"', 'org = "11990003MB01A00302"', "actor.org"),
        ('type = "case.materials_received"', 'type = "case.blessed"', "act.0.type"),
        ('format = "csv"', 'format = "csv"\nspeed = 3', "speed"),
    ],
)
def test_wrong_content_names_its_key(tmp_path: Path, old: str, new: str, key: str) -> None:
    assert old in GOOD
    assert refused(tmp_path, GOOD.replace(old, new)).fields == (key,)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DomainError, match="mapping-invalid"):
        load_mapping(tmp_path / "none.toml")


def test_the_mappings_of_the_product_can_be_named_alone() -> None:
    for name in ("bpic15_1", "bpic15_2", "wabo_receipt"):
        mapping = load_mapping(Path(name))
        assert mapping.jurisdiction
        assert (FOLDER / mapping.jurisdiction).exists()
