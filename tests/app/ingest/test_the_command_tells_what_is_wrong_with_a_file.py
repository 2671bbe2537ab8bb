"""`shenguan ingest` with bad files: an exit code, one clear line in both languages, no traceback,
and what was sound before the fault is in."""

import gzip
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.cli.main import main
from app.ingest.mapping import FOLDER
from tests.support.servers import TestServers, role_url

HEAD = "case,what,when,who"
ROW = "c-1,T02 Check confirmation of receipt,2011-10-11 13:45:40+02:00,r-1"
GOOD = (FOLDER / "wabo_receipt.toml").read_text(encoding="utf-8")
CSV = f"{HEAD}\n{ROW}\n".encode()
BOMB = b"""<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<log><trace><string key="concept:name" value="&b;"/></trace></log>"""
OUTSIDE = b"""<!DOCTYPE log SYSTEM "file:///etc/passwd"><log/>"""
Said = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def url(servers: TestServers) -> Iterator[str]:
    with servers.new_database() as url:
        yield role_url(url, "shenguan_app")


@pytest.fixture
def shenguan(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Said:
    monkeypatch.setenv("SHENGUAN_DATABASE_URL", url)
    monkeypatch.setenv("SHENGUAN_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.chdir(tmp_path)

    def said(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["shenguan", *words])
        with pytest.raises(SystemExit) as end:
            main()
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return int(end.value.code or 0), err + out

    return said


def put(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    return name


def mapping(folder: Path, old: str = "", new: str = "", name: str = "plain.toml") -> str:
    """The built-in mapping with the columns of these files."""
    text = re.sub(r"(?m)^row_id = .*\n", "", GOOD)
    for column, ours in (
        ("case", "case"),
        ("activity", "what"),
        ("time", "when"),
        ("person", "who"),
    ):
        text = re.sub(rf'(?m)^{column} = ".*"$', f'{column} = "{ours}"', text, count=1)
    text = text.replace('format = "csv"\n', "")
    assert old in text
    return put(folder, name, text.replace(old, new, 1).encode())


def test_files_that_break_off_are_told_and_their_neighbours_go_in(shenguan: Said, tmp_path: Path):
    packed = gzip.compress(f"{HEAD}\n".encode() + f"{ROW}\n".encode() * 3000)
    files = {
        put(tmp_path, "cut.csv.gz", packed[: len(packed) // 2]): "file-broken",
        put(tmp_path, "junk.csv.gz", b"\x1f\x8b\x08\x00junk"): "file-broken",
        put(tmp_path, "bomb.xes", BOMB): "doctype-refused",
        put(tmp_path, "outside.xes", OUTSIDE): "doctype-refused",
        put(tmp_path, "cut.xes", b"<log><trace><event>"): "file-broken",
        put(tmp_path, "html.xes", b"<html></html>"): "file-broken",
        put(tmp_path, "empty.csv", b""): "file-broken",
        put(tmp_path, "twice.csv", b"case,what,case,who\n"): "file-broken",
        put(tmp_path, "sound.csv", CSV): None,
    }
    code, text = shenguan("ingest", *files, "--mapping", mapping(tmp_path), "--init", "--json")
    assert code == 1, text
    told = json.loads(text[text.index("{\n") :])
    for name, expected in files.items():
        broken = told[name]["broken"]
        assert (broken and broken["code"]) == expected, (name, broken)
        assert not broken or re.search("[\u4e00-\u9fff]", broken["reasonZh"]), name


def test_bad_rows_are_kept_with_their_reasons(shenguan: Said, tmp_path: Path):
    rows = [ROW, "c-1,one too many,a,b,c", "c-1", '"unfinished', "许可,x".encode("gbk")]
    body = b"\r\n".join(row if isinstance(row, bytes) else row.encode() for row in [HEAD, *rows])
    name = put(tmp_path, "[b]ragged[b].csv", body)
    code, text = shenguan("ingest", name, "--mapping", mapping(tmp_path), "--init")
    assert code == 0, text
    assert "[b]ragged[b].csv" in text, "a name is no markup"
    kept = (tmp_path / f"{name}.rejected.ndjson").read_bytes().splitlines()
    found = [json.loads(line) for line in kept]
    assert {one["code"] for one in found} <= {"bad-row", "bad-encoding", "unmapped-activity"}
    assert len(found) >= 3
    assert all(one["reason"] and one["reasonZh"] for one in found)
    assert "rejected.ndjson" in text


def test_what_cannot_be_taken_at_all_says_so_in_one_line(shenguan: Said, tmp_path: Path):
    sound, plain = put(tmp_path, "sound.csv", CSV), mapping(tmp_path)
    (tmp_path / "folder.csv").mkdir()
    region = 'region = "990003"'
    cases = [
        (["none.csv", "--mapping", plain], "does not exist"),
        (["folder.csv", "--mapping", plain], "is a directory"),
        ([put(tmp_path, "a.pdf", b"x"), "--mapping", plain, "--init"], "not .xes, .csv"),
        ([sound, "--mapping", "none.toml"], "映射文件有误"),
        ([sound, "--mapping", put(tmp_path, "bad.toml", b"a = = 1")], "line 1"),
        ([sound, "--mapping", put(tmp_path, "gbk.toml", "许".encode("gbk"))], "映射文件有误"),
        ([sound, "--mapping", mapping(tmp_path, region, 'region = "9"', "r.toml")], "region"),
        ([sound, "--mapping", mapping(tmp_path, region, 'region = "990099"', "o.toml")],
         "shenguan init"),
    ]  # fmt: skip
    for words, expected in cases:
        code, text = shenguan("ingest", *words)
        assert code == 2, (words, text)
        assert expected in text, (words, text)


def test_the_deadlines_of_a_file_are_told_with_a_class_each(shenguan: Said, tmp_path: Path):
    late = "c-9,T02 Check confirmation of receipt,2011-10-12 10:00,r-1,2011-10-11"
    name = put(tmp_path, "dated.csv", f"{HEAD},due\n{late}\n".encode())
    dated = mapping(tmp_path, "[actor]", "[actor]", "dated.toml")
    text = (tmp_path / dated).read_text().replace("blank = [", 'step_due = "due"\nblank = [', 1)
    (tmp_path / dated).write_text(text)
    assert shenguan("ingest", name, "--mapping", dated, "--init")[0] == 0
    code, text = shenguan("deadlines", name, "--mapping", dated, "--json")
    assert code == 0, text
    told = json.loads(text[text.index("{\n") :])[name]
    assert (told["stated"], told["metInLog"], told["unexplained"]) == (1, 0, 0)
    assert told["classes"]["late"]["examples"] == ["c-9"]
    code, text = shenguan("deadlines", name, "--mapping", dated)
    assert code == 0
    assert "late in both" in text
    assert "两边均超期" in text
    assert shenguan("deadlines", put(tmp_path, "cut.xes", b"<log>"), "--mapping", dated)[0] == 1


def test_a_catalogue_is_told_in_both_languages(shenguan: Said, tmp_path: Path):
    head = "itemCode,name,deptCode,department,main_item,taskType,areaCode"
    name = put(tmp_path, "items.csv", f"{head}\nA-1,甲,083372204,乙,,1,511602000000\n".encode())
    text = (FOLDER / "guangan_items.toml").read_text(encoding="utf-8")
    plain = put(tmp_path, "items.toml", text.replace('"\\t"', '","').encode())
    code, said = shenguan("items", name, "--mapping", plain)
    assert (code, "shenguan init" in said) == (2, True), said
    code, said = shenguan("items", name, "--mapping", plain, "--init")
    assert (code, "1 items / 事项 = 1 recorded / 新录入" in said) == (0, True), said
    assert "D-08" in said
    assert "kept as written / 均按原样保留" in said
    code, said = shenguan("items", name, "--mapping", plain, "--json")
    told = json.loads(said[said.index("{\n") :])[name]
    assert (told["rows"]["recorded"], told["rows"]["alreadyThere"]) == (0, 1)
    assert told["findings"]["OLD_CODE"]["items"] == 1
    assert shenguan("items", name, "--mapping", "bpic15_1")[0] == 2, "no mapping of items"
