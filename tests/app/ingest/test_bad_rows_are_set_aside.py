"""Given a file with bad rows, when it is imported, then they are told and the rest goes in."""

import gzip
from pathlib import Path

import orjson
import pytest

from app.ingest import Mapping, Summary
from domain.shared.errors import DomainError
from tests.app.ingest.conftest import World

T02 = "T02 Check"
GOOD = "c-1,T02 Check,2011-10-11 13:45:40+02:00,r-1"


@pytest.fixture
def put(tmp_path: Path):
    def written(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return written


def run(world: World, path: Path, mapping: Mapping) -> tuple[Summary, list[dict]]:
    rejected = path.with_name("rejected.ndjson")
    summary = world.ingest(path, mapping, rejected)
    assert summary.accounted
    lines = rejected.read_bytes().splitlines() if rejected.exists() else []
    return summary, [orjson.loads(line) for line in lines]


def test_each_bad_csv_row_has_its_reason(world: World, simple: Mapping, put) -> None:
    rows = [
        b"case,what,when,who",
        GOOD.encode(),
        b"c-1,Unheard of,2011-10-11 13:45:40+02:00,r-1",
        b"c-1,T02 Check,soon,r-1",
        b"c-1,T02 Check,2099-10-11 13:45:40+02:00,r-1",
        b"c-1,T02 Check,0001-01-01 00:00:00+02:00,r-1",
        b",T02 Check,2011-10-11 13:45:40+02:00,r-1",
        b"c-1,T02 Check,2011-10-11 13:45:40+02:00,EMPTY",
        b"c-1,T02 \xff\xfe,2011-10-11 13:45:40+02:00,r-1",
        b"c-1,T02 \x00,2011-10-11 13:45:40+02:00,r-1",
        b"c-1,T02 Check",
        b"",
        b"c-2,T02 Check,2011-10-11,r-1",
    ]
    summary, rejected = run(world, put("bad.csv", b"\n".join(rows)), simple)
    assert (summary.rows.read, summary.rows.recorded) == (11, 2)
    assert [(one["row"], one["code"]) for one in rejected] == [
        (2, "unmapped-activity"),
        (3, "bad-time"),
        (4, "future-time"),
        (5, "bad-time"),
        (6, "missing-column"),
        (7, "missing-column"),
        (8, "bad-encoding"),
        (9, "nul-byte"),
        (10, "bad-row"),
    ]
    assert rejected[0]["values"]["what"] == "Unheard of"
    assert all(one["reason"] and one["reasonZh"] for one in rejected)


def test_a_time_without_offset_is_local_to_the_mapping(world: World, simple: Mapping, put) -> None:
    rows = b"case,what,when,who\nc-1,T02 Check,2011-07-01 12:00:00,r-1\n"
    run(world, put("local.csv", rows), simple)
    assert world.states("case.step_recorded")[0][2]["occurredAt"].startswith("2011-07-01T10:00")


def test_each_bad_ndjson_line_has_its_reason(world: World, simple: Mapping, put) -> None:
    good = {"case": "c-1", "what": T02, "when": "2011-10-11T13:45:40+02:00", "who": "r-1"}
    lines = [
        orjson.dumps(good),
        b"{broken",
        b'"\xff"',
        b"[1]",
        orjson.dumps({**good, "who": "a\x00"}),
        b"x" * (1024 * 1024 + 5),
        orjson.dumps({**good, "who": {"id": 5}, "extra": None}),
        orjson.dumps({**good, "who": "r-2"}),
    ]
    summary, rejected = run(world, put("bad.ndjson", b"\n".join(lines)), simple)
    assert (summary.rows.read, summary.rows.recorded) == (8, 2)
    assert [one["code"] for one in rejected] == [
        "malformed-json",
        "bad-encoding",
        "bad-row",
        "nul-byte",
        "too-large",
        "missing-column",
    ]


def test_a_file_that_is_cut_keeps_what_came_before_and_goes_on_later(
    world: World, simple: Mapping, put
) -> None:
    rows = [GOOD.replace("r-1", f"r-{n % 40}") for n in range(20_000)]
    whole = gzip.compress("\n".join(["case,what,when,who", *rows]).encode())
    cut, _ = run(world, put("cut.csv.gz", whole[: len(whole) // 2]), simple.model_copy())
    assert cut.broken
    assert cut.broken.code == "file-broken"
    mended, _ = run(world, put("whole.csv.gz", whole), simple)
    assert not mended.broken
    assert mended.rows.already_there + mended.rows.recorded == 20_000
    assert mended.rows.already_there >= cut.rows.recorded - 1  # the last row may have been cut


def test_rows_that_are_alike_are_told_apart_and_order_does_not_matter(
    world: World, simple: Mapping, put
) -> None:
    other = GOOD.replace("r-1", "r-2")
    first, _ = run(
        world, put("a.csv", "\n".join(["case,what,when,who", GOOD, GOOD]).encode()), simple
    )
    assert first.rows.recorded == 2
    content = "\n".join(["case,what,when,who", other, GOOD, GOOD]).encode()
    second, _ = run(world, put("b.csv", content), simple)
    assert (second.rows.recorded, second.rows.already_there) == (1, 2)


def test_a_row_id_with_other_content_is_refused(world: World, simple: Mapping, put) -> None:
    columns = simple.columns.model_copy(update={"row_id": "id"})
    mapping = simple.model_copy(update={"columns": columns})
    run(world, put("a.csv", f"case,what,when,who,id\n{GOOD},1\n".encode()), mapping)
    other = GOOD.replace("r-1", "r-2")
    content = f"case,what,when,who,id\n{other},1\n{GOOD},1\n{GOOD},2\n".encode()
    summary, rejected = run(world, put("b.csv", content), mapping)
    assert (summary.rows.already_there, summary.rows.recorded) == (1, 1)
    assert [one["code"] for one in rejected] == ["duplicate-id-other-content"]


XES = b"""<log><trace><string key="case" value="x"/><event><string key="what" value="T02 Check"/>
<date key="when" value="2011-10-11T13:45:40+02:00"/>
<string key="who" value="r-1"/></event></trace>"""


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (
            b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + XES + b"</log>",
            "doctype-refused",
        ),
        (XES, "file-broken"),
        (b"<html></html>", "file-broken"),
        (b"", "file-broken"),
        (b"\x1f\x8b\x08broken", "file-broken"),
    ],
)
def test_a_file_that_is_no_sound_xes_is_told(
    world: World, simple: Mapping, put, content: bytes, code: str
) -> None:
    columns = simple.columns.model_copy(update={"case": "case:case"})
    mapping = simple.model_copy(update={"columns": columns})
    summary, _ = run(world, put("bad.xes", content), mapping)
    assert summary.broken
    assert summary.broken.code == code


def test_files_that_cannot_be_taken_at_all(
    world: World, simple: Mapping, put, tmp_path: Path
) -> None:
    for path, code in (
        (tmp_path / "none.csv", "file-unreadable"),
        (put("a.pdf", b"x"), "unknown-format"),
    ):
        with pytest.raises(DomainError, match=code):
            run(world, path, simple)
    unknown = simple.model_copy(update={"item": "NL-OTHER"})
    with pytest.raises(DomainError, match="unknown-item"):
        run(world, put("a.csv", b"case,what,when,who\n"), unknown)
