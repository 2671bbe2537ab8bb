"""双公示: a person has no codes of an organisation, and nobody's card number is given out."""

from datetime import date

import pytest

from app.publicity import as_csv, inert
from domain.approval.publicity import (
    FIELDS,
    NEVER,
    OF_ORGANISATIONS,
    OF_PERSONS,
    Grant,
    Party,
    masked,
    record,
)
from domain.shared.subject import SubjectKind

GRANT = Grant(
    decided_on=date(2026, 6, 17),
    decision_number="许可〔2026〕1号",
    item_name="食品经营许可",
    org="11320412MB0000001A",
    org_name="行政审批局",
    permit_number="JY1",
    conditions=("不含冷食",),
)
FIRM = Party(SubjectKind.ORGANISATION, "示范公司", "91329901MA1X2Y3Z4A", "李四")
PERSON = Party(SubjectKind.PERSON, "张三丰", "329901199001011234", "x")


def test_every_field_of_the_form_is_there_in_its_order():
    line = record(GRANT, FIRM)
    assert list(line) == [code for code, _ in FIELDS]
    assert len(FIELDS) == 27
    assert line["XK_NR"] == "食品经营许可；不含冷食"
    assert (line["XK_JDRQ"], line["XK_YXQZI"]) == ("2026/06/17", "2099/12/31")


def test_a_person_has_no_codes_of_an_organisation_and_an_organisation_no_papers_of_a_person():
    of_person, of_firm = record(GRANT, PERSON), record(GRANT, FIRM)
    assert not any(of_person[code] for code in OF_ORGANISATIONS)
    assert not any(of_firm[code] for code in OF_PERSONS)
    assert (of_person["XK_XDR_LB"], of_firm["XK_XDR_LB"]) == ("自然人", "法人及非法人组织")


@pytest.mark.parametrize("party", [FIRM, PERSON, None])
def test_no_number_of_an_identity_card_is_in_any_field(party: Party | None):
    line = record(GRANT, party)
    assert not any(line[code] for code in NEVER)
    assert PERSON.identifier not in "".join(line.values())


def test_one_who_trades_on_his_own_account_is_a_kind_of_its_own():
    own = Party(SubjectKind.ORGANISATION, "张三小吃店", "92329901MA1XXXXX0P")
    assert record(GRANT, own)["XK_XDR_LB"] == "个体工商户"


@pytest.mark.parametrize(
    ("name", "shown"), [("张三丰", "张**"), ("李四", "李*"), ("王", "王*"), ("", "")]
)
def test_anybody_sees_the_first_character_of_a_persons_name(name: str, shown: str):
    assert masked(Party(SubjectKind.PERSON, name, "1", "2")) == Party(SubjectKind.PERSON, shown)
    assert masked(FIRM) == FIRM


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u3000=1", "＝1", "＠SUM"],
)
def test_no_cell_is_computed_by_a_spreadsheet(cell: str):
    assert inert(cell) == f"'{cell}"


def test_a_csv_is_utf_8_with_its_mark_and_every_cell_stays_one_cell():
    evil = Party(SubjectKind.ORGANISATION, '=HYPERLINK("http://x")\r\n,"', "91329901MA1X2Y3Z4A")
    raw = as_csv([record(GRANT, evil)])
    assert raw.startswith(b"\xef\xbb\xbfXK_XDR_MC,")
    assert "\r\n\"'=HYPERLINK(" in raw.decode("utf-8-sig")
